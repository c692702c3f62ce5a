"""`deskside course`: what an instructor types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deskside.cli import main
from deskside.grading import key as keys

COURSE = Path(__file__).resolve().parent.parent / "assignments"
FEW = ["--honest", "4", "--wrong", "1", "--course", str(COURSE)]


def test_audit_prints_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["course", "audit", "3", *FEW, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["assignment"] == "03-queues"
    assert found["problems"] == []
    honest = found["items"]["little"]["honest"]
    assert (honest["as_it_should"], honest["of"], honest["share_not"][0]) == (4, 4, 0.0)
    assert honest["share_not"][1] == pytest.approx(0.6024, abs=1e-4)


def test_audit_leaves_with_one_where_marks_are_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, key = tmp_path / "source" / "99-made-up", tmp_path / "keys" / "99-made-up.py"
    source.mkdir(parents=True)
    key.parent.mkdir()
    (tmp_path / "nbgrader_config.py").write_text("", encoding="utf-8")
    paper = 'assignment = "99-made-up"\ncourse = "x"\n[ask.load]\nkind = "number"\npoints = 1\ntext = "?"\n'
    (source / "questions.toml").write_text(paper, encoding="utf-8")
    lines = ["from deskside.grading import Number", "def load(sheet): return Number(80.0)"]
    lines += ["def honest_load(sheet, luck): return 70.0"]
    key.write_text("\n".join(lines), encoding="utf-8")
    assert main(["course", "audit", "99", "--honest", "4", "--wrong", "0", "--course", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "load: honest 70.0 of made-up-0: You wrote 70; it is 80." in told
    assert "copying" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["audit", "77", "--course", str(COURSE)], "no assignment '77'; there are 01-map, "),
        (["audit", "03", "--course", "nowhere"], "nowhere: no course here"),
        (["audit", "03", "--honest", "0"], "--honest"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["course", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_key_that_lacks_a_question_says_so(tmp_path: Path) -> None:
    paper = keys.open_paper(COURSE / "source" / "03-queues" / "questions.toml", "it")
    path = tmp_path / "03-queues.py"
    path.write_text("def arrivals(sheet): ...\n", encoding="utf-8")
    with pytest.raises(keys.DesksideError, match="no function honest_arrivals, time_at_desk"):
        keys._key(paper, path)
