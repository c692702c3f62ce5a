"""Every assignment: the shape of its notebook, what its release may hold, and what its key says."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ClearSolutions
from traitlets.config import Config

from deskside.grading import Key, Replay, Verdict, YearReplay, open_key, open_paper
from deskside.grading.audit import audit
from leaks import leaks, secrets_of
from nbgrader_course import ASSIGNMENTS, new_course

NAMES = sorted(path.parent.name for path in ASSIGNMENTS.glob("source/*/*.ipynb"))
STUB = "*Write your answer here, in place of this line.*"
#: Cells that every assignment has, in the order they come.
FRAME = ("title", "name-text", "name", "your-desk", "hand-in")

everywhere = pytest.mark.parametrize("name", NAMES)


@cache
def key_of(name: str) -> Key:
    return open_key(name, ASSIGNMENTS, "it")


def source_of(name: str) -> Any:
    return nbformat.read(ASSIGNMENTS / "source" / name / f"{name}.ipynb", as_version=4)


def released(name: str) -> Any:
    """What learners get, by nbgrader's own preprocessors in this process."""
    book = source_of(name)
    config = Config({"ClearSolutions": {"code_stub": {"python": ""}, "text_stub": STUB}})
    for preprocessor in (ClearSolutions(config=config), ClearHiddenTests(), ClearOutput()):
        book, _ = preprocessor.preprocess(book, {})
    return book


def cell_of(item: str) -> str:
    return item.replace("_", "-")


def marked(book: Any) -> dict[str, float]:
    """Points by cell."""
    found = [
        cell.metadata["nbgrader"] for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    return {part["grade_id"]: part["points"] for part in found}


def text_of(book: Any) -> str:
    return "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")


# --- the notebook -------------------------------------------------------------------------------------------


@everywhere
def test_every_cell_has_a_name_one_can_read(name: str) -> None:
    cells = source_of(name).cells
    ids = [cell.id for cell in cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", one) for one in ids)
    assert [one for one in ids if one in FRAME] == list(FRAME)
    assert all(
        cell.metadata["nbgrader"]["grade_id"] == cell.id for cell in cells if "nbgrader" in cell.metadata
    )


@everywhere
def test_points_are_those_of_the_paper_and_sum_to_the_headings(name: str) -> None:
    book, paper = source_of(name), key_of(name).paper
    assert marked(book) == {cell_of(item): points for item, points in paper.points.items()}
    automatic = sum(question.points for question in paper.ask.values())
    by_hand = sum(part.points for part in paper.written.values())
    text = text_of(book)
    assert f"**{automatic + by_hand} points.**" in text
    assert f"{automatic} are marked automatically, {by_hand} by a person" in text
    of_parts = [int(points) for points in re.findall(r"^## .*\((\d+) points?\)$", text, re.MULTILINE)]
    of_items = [int(points) for points in re.findall(r"^### .*\((\d+) points?\)$", text, re.MULTILINE)]
    assert sum(of_parts) == automatic + by_hand
    assert of_items == list(paper.points.values())


@everywhere
def test_every_question_is_asked_and_marked_in_one_locked_cell(name: str) -> None:
    book = source_of(name)
    by_id = {cell.id: cell for cell in book.cells}
    for item in key_of(name).paper.ask:
        cell = by_id[cell_of(item)]
        lines = cell.source.split("\n")
        assert lines[0].startswith("# ")
        tests = ["### BEGIN HIDDEN TESTS", f'sheet.mark("{item}")', "### END HIDDEN TESTS"]
        assert lines[1:] == [f'sheet.ask("{item}")', *tests]
        assert cell.metadata["nbgrader"]["locked"]


@everywhere
def test_a_written_part_has_its_rubric_room_and_a_way_to_mark_oneself(name: str) -> None:
    paper = key_of(name).paper
    assert len(paper.written) >= 1
    by_id = {cell.id: cell for cell in source_of(name).cells}
    for item in paper.written:
        room = by_id[cell_of(item)]
        assert (room.cell_type, room.source) == ("markdown", STUB)
        assert f'sheet.ask("{item}")' in by_id[f"{cell_of(item)}-task"].source
        assert f'sheet.self_mark("{item}")' in by_id[f"{cell_of(item)}-self"].source


@everywhere
def test_no_star_of_markdown_stands_in_a_worked_answer(name: str) -> None:
    paper = key_of(name).paper
    for item in paper.written:
        part = paper.sheet("ada").self_mark(item)
        part.act("show", {})
        assert part.form.html.count("<details>") == 3
        assert "*" not in part.form.html


@everywhere
def test_nobody_has_to_touch_code(name: str) -> None:
    """Every code cell is locked, folded, says what it does, and is short."""
    for cell in source_of(name).cells:
        if cell.cell_type == "code":
            assert cell.metadata["nbgrader"]["locked"], cell.id
            assert cell.metadata["jupyter"]["source_hidden"], cell.id
            assert cell.source.startswith("# "), cell.id
            assert len(cell.source.split("\n")) <= 20, cell.id


@everywhere
def test_the_source_holds_no_output_and_names_the_common_kernel(name: str) -> None:
    book = source_of(name)
    assert not any(cell.outputs or cell.execution_count for cell in book.cells if cell.cell_type == "code")
    assert book.metadata["kernelspec"]["name"] == "python3"


@everywhere
def test_nothing_says_that_all_passed(name: str) -> None:
    text = text_of(source_of(name))
    assert "whether the form of your answer is right" in text
    assert not re.search(r"all (tests|checks)? ?(have )?passed", text, re.IGNORECASE)


@everywhere
def test_the_course_is_the_same_in_both_places(name: str, tmp_path: Path) -> None:
    paper = key_of(name).paper
    assert new_course(tmp_path, name).config.CourseDirectory.course_id == paper.course
    assert paper.assignment == name


@everywhere
def test_every_text_can_be_filled_in_every_skin(name: str) -> None:
    path = ASSIGNMENTS / "source" / name / "questions.toml"
    sheets = {skin: open_paper(path, skin).sheet("ada", "team a") for skin in ("it", "hr", "facilities")}
    told = {}
    for skin, sheet in sheets.items():
        paper = sheet.paper
        texts = [repr(sheet.about()), *(repr(sheet.tell(one)) for one in paper.tell)]
        texts += [sheet.question_text(item) for item in paper.ask]
        texts += [repr(sheet.ask(item)) for item in paper.written]
        texts += [sheet.fill(one.text) for part in paper.written.values() for one in part.exemplars]
        told[skin] = "\n".join(texts)
        assert "{" not in told[skin]
    assert len(set(told.values())) == 3


@everywhere
def test_graders_have_a_guide(name: str) -> None:
    guide = (ASSIGNMENTS / "graders" / f"{name}.md").read_text(encoding="utf-8")
    paper = key_of(name).paper
    assert all(row.name in guide for part in paper.written.values() for row in part.criteria)


# --- the release --------------------------------------------------------------------------------------------


def secrets(name: str) -> list[str]:
    """What only instructors may see: the key, its seeds, and what the guide for graders says."""
    guide = (ASSIGNMENTS / "graders" / f"{name}.md").read_text(encoding="utf-8")
    prose = [line.strip() for line in guide.splitlines() if len(line) > 40 and not line.startswith("#")]
    return secrets_of((ASSIGNMENTS / "keys" / f"{name}.py").read_text(encoding="utf-8")) + prose


@everywhere
def test_the_release_holds_no_answer_key_or_seed(name: str, tmp_path: Path) -> None:
    source = ASSIGNMENTS / "source" / name
    files = [path for path in source.rglob("*") if path.is_file() and path.suffix != ".ipynb"]
    book = tmp_path / f"{name}.ipynb"
    nbformat.write(released(name), book)
    wanted = secrets(name)
    assert len(wanted) > 30
    assert leaks([book, *files], wanted) == []
    assert "HIDDEN" not in book.read_text(encoding="utf-8")
    assert "sheet.mark" not in book.read_text(encoding="utf-8")


@everywhere
def test_a_source_holds_its_notebook_and_its_paper_alone(name: str) -> None:
    """Whatever else lies there is handed out: answers that somebody tried, a copy that an editor made."""
    found = {path.relative_to(ASSIGNMENTS / "source" / name).as_posix() for path in files_of(name)}
    assert found == {f"{name}.ipynb", "questions.toml"}


def files_of(name: str) -> list[Path]:
    ours = ASSIGNMENTS / "source" / name
    return [path for path in ours.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]


def packed(secret: str) -> dict[str, bytes]:
    raw, box = secret.encode(), io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("key.py", secret)
    return {
        "plain": raw,
        "base64": base64.b64encode(b"x" + raw),
        "base64 for addresses": base64.urlsafe_b64encode(raw),
        "hex": raw.hex().encode(),
        "zip": box.getvalue(),
        "zlib in base64": base64.b64encode(zlib.compress(raw)),
        "zip in hex": box.getvalue().hex().encode(),
        "escaped": b'"' + raw.replace(b'"', b'\\"') + b'"',
    }


@pytest.mark.parametrize("way", packed(""))
def test_a_leak_is_found_however_it_is_packed(way: str, tmp_path: Path) -> None:
    secret = 'Miss("an hour", right * 60, "This is an hour; the question is for a minute.")'
    file = tmp_path / "released.bin"
    file.write_bytes(b'{"cells": "' + b"text " * 20 + b'"}\n')
    assert leaks([file], [secret]) == []
    file.write_bytes(packed(secret)[way] if way.startswith("zip") else b"{" + packed(secret)[way] + b"}")
    assert leaks([file], [secret]) == [f"released.bin: {secret}"]


# --- the key ------------------------------------------------------------------------------------------------


@everywhere
def test_every_question_has_its_named_wrong_answers(name: str) -> None:
    key = key_of(name)
    sheet = key.paper.sheet("ada", "team a")
    for item, question in key.paper.ask.items():
        judge = key.judge(sheet, item)
        assert len({miss.name for miss in judge.misses}) == len(judge.misses)
        if question.kind == "choice":
            assert set(judge.whys) == set(question.options), item  # type: ignore[attr-defined]  # a Choice
        else:
            assert len(judge.misses) >= 6, item


#: Numbers that are read off or are one step away; at all others who is wrong is told the way.
ONE_STEP = {
    "01-map": {"all_ready", "better", "last_part"},
    "02-price": {"hours", "at_most"},
    "03-queues": {"arrivals", "time_at_desk", "number_at_desk", "highest_load"},
    "05-policy": {"asked_again", "did_you_get_it"},
}


@everywhere
def test_who_has_a_wrong_number_is_told_the_way(name: str) -> None:
    key, silent = key_of(name), set()
    for number in range(12):
        sheet = key.paper.sheet(f"learner-{number}", f"team {number}")
        for item in key.paper.ask:
            judge = key.judge(sheet, item)
            way = getattr(judge, "way", "-")  # other questions have other reasons
            silent |= {item} if not way else set()
            assert not re.search(r"nan|inf|\de[+-]|\d{7}|\.\d{4}", way), way
    assert silent == ONE_STEP.get(name, set())


@pytest.mark.ci
@everywhere
def test_nobody_has_fewer_than_six_named_wrong_answers_where_the_form_allows(name: str) -> None:
    """Some are right by accident with a learner's figures; six must be left. A choice has its options."""
    key = key_of(name)
    for number in range(40):
        sheet = key.paper.sheet(f"learner-{number}", f"team {number}")
        for item, question in key.paper.ask.items():
            if question.kind == "choice":
                assert len(question.options) >= 4, item
            else:
                assert len(key.judge(sheet, item).misses) >= 6, (item, sheet.learner)


@everywhere
def test_a_small_audit_finds_no_problem(name: str) -> None:
    found = audit(key_of(name), honest=4, wrong=1)
    assert found.problems == []
    assert found.untouched == 0.0


def test_an_audit_finds_marks_that_hang_on_the_evaluation_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    key = replace(key_of("08-routing"), difficulty=lambda sheet: {})
    own = key.judge(key.paper.sheet("ada"), "policy")
    assert isinstance(own, Replay)

    def by_luck(judge: Replay, answer: Any, words: Any) -> Verdict:
        return Verdict(float(answer == judge.target and judge.seed == own.seed), "")

    monkeypatch.setattr(Replay, "verdict", by_luck)
    assert audit(key, honest=8, wrong=2, secrets=1).problems == []
    found = audit(key, honest=8, wrong=2, secrets=2)
    assert found.secrets == 2
    assert found.items["policy"].honest.missed == 4  # those of the second learner
    assert "of made-up-1 under the seed" in found.problems[0]


def test_a_key_under_other_evaluation_seeds_leaves_the_first_as_it_is() -> None:
    key = key_of("13-year")
    sheet = key.paper.sheet("ada", "team a")
    first, other = key.judge(sheet, "plan"), key.under(7).judge(sheet, "plan")
    assert isinstance(first, YearReplay)
    assert other == replace(first, seed=7)
    assert key.judge(sheet, "plan") is first
    assert key.under(7).judge(sheet, "adds") == key.judge(sheet, "adds")
    assert [key_of(name).replays for name in ("03-queues", "05-policy", "10-articles")] == [False, True, True]


@pytest.mark.ci
@everywhere
def test_an_audit_finds_no_problem(name: str) -> None:
    found = audit(key_of(name), honest=200, wrong=50, secrets=2)
    assert found.problems == []
    assert found.guessing < 1 / 3
    assert found.copying < 1 / 3


@pytest.mark.deep
@everywhere
def test_marks_are_fair_within_the_stated_bounds(name: str) -> None:
    """Fewer than 1 in 1,000 right answers marked down, fewer than 1 in 100 wrong ones with all points."""
    found = audit(key_of(name), honest=4000, wrong=400)
    for item in found.items.values():
        assert item.honest.bounds[1] < 0.001
        assert item.full.bounds[1] < 0.01
        assert all(miss.bounds[1] < 0.01 for miss in item.misses.values())
