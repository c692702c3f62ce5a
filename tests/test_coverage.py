"""The coverage table: each concept has a place that deals with it, and place, desk and lever exist."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import make_coverage
from deskside.errors import DesksideError
from deskside.workshop import Module, modules
from make_coverage import HOW, concepts, covered, page

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "notebooks"
MODULES = [one for one in modules(COURSE) if one.number != "00"]
GOOD = """\
[[concept]]
says = "a receipt answers whether it arrived"
how = "simulated"
where = "predict:receipt"
scenario = "it-service-desk-mail"
lever = "policy.acknowledge"
"""


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.number)
def test_every_module_says_what_it_covers(module: Module) -> None:
    rows = concepts(module)
    assert len(rows) >= 5
    assert {"simulated", "questioned"} <= {one.how for one in rows} <= set(HOW)


def test_the_page_is_fresh() -> None:
    """Made anew by `python tools/make_coverage.py`; a module that comes asks for it."""
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == page(covered())


def test_a_whole_course_is_covered_as_a_whole() -> None:
    assert [one.number for one in MODULES] == [f"{number:02d}" for number in range(1, 14)]
    assert [module.number for module in covered()] == [one.number for one in MODULES]


def made_up(tmp_path: Path, text: str) -> Module:
    """Module 05 in a folder of its own, with another coverage file."""
    (source,) = COURSE.glob("05-*.ipynb")
    for folder in ("coverage", "questions"):
        (tmp_path / folder).mkdir()
    shutil.copy(COURSE / "questions" / "05.toml", tmp_path / "questions" / "05.toml")
    shutil.copy(source, tmp_path / source.name)
    (tmp_path / "coverage" / "05.toml").write_text(text, encoding="utf-8")
    return Module("05", tmp_path / source.name)


@pytest.mark.parametrize(
    "where",
    [
        "predict:promise",
        "quiz:failure",
        "check:cost",
        "reflect:reply",
        "panel:Which time to promise",
        "example:Second round: which promise?",
        "example:What you would say",
    ],
)
def test_every_kind_of_place_is_known(tmp_path: Path, where: str) -> None:
    (found,) = concepts(made_up(tmp_path, GOOD.replace("predict:receipt", where)))
    assert found.where == where


def test_a_lever_that_is_not_set_yet_is_known(tmp_path: Path) -> None:
    text = GOOD.replace("policy.acknowledge", "teams.service-desk.wip_limit")
    assert concepts(made_up(tmp_path, text))[0].lever == "teams.service-desk.wip_limit"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (GOOD, "", "there is no [[concept]]"),
        (GOOD, "[[concept]\n", "05.toml: cannot be read"),
        (GOOD, GOOD + GOOD, "said twice: 'a receipt answers whether it arrived'"),
        (GOOD, GOOD + "\n[more]\na = 1\n", "no section 'more' is known"),
        ("lever", "leaver", "no field 'leaver' is known"),
        ("says =", "words =", "says missing"),
        ('"a receipt answers whether it arrived"', '" "', "says is no text"),
        (
            '"a receipt answers',
            '"' + "long " * 40 + "a receipt answers",
            "says takes more than 160 characters",
        ),
        ('"simulated"', '"mentioned"', "how = 'mentioned': not one of taught, simulated, questioned"),
        ('"simulated"', '"taught"', "has a scenario or lever and is taught"),
        ("predict:receipt", "text:receipt", "where = 'text:receipt': not one of predict, quiz"),
        ("predict:receipt", "predict:reciept", "the module has no such predict (did you mean 'receipt'?)"),
        ("predict:receipt", "quiz:receipt", "the module has no such quiz"),
        ("predict:receipt", "panel:No such panel", "the module has no such panel"),
        ("predict:receipt", "example:No such heading", "the module has no such example"),
        ("it-service-desk-mail", "no-such-desk", "none of that name is shipped"),
        ('lever = "policy.acknowledge"\n', "", "simulated, and no lever"),
        ("policy.acknowledge", "policy.acknowlege", "lever = 'policy.acknowlege'"),
        ("policy.acknowledge", "teams.no-such-team.wip_limit", "lever = 'teams.no-such-team.wip_limit'"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    with pytest.raises(DesksideError) as told:
        concepts(made_up(tmp_path, GOOD.replace(old, new)))
    assert expected in str(told.value)
    assert all(line.startswith("05.toml: ") for line in str(told.value).splitlines())


def test_a_module_without_a_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = made_up(tmp_path, GOOD)
    (tmp_path / "coverage" / "05.toml").unlink()
    with pytest.raises(DesksideError, match=r"05\.toml: cannot be read"):
        covered(module.path.parent)
    monkeypatch.setattr(make_coverage, "covered", lambda: covered(tmp_path))
    assert make_coverage.main() == 1
    assert "05.toml: cannot be read" in capsys.readouterr().out
