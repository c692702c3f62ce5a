"""The assignment 03-queues: its shape, its release without answers, whole rounds through stock nbgrader."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

import deskside as ds
from deskside.grading import Sheet, open_paper
from deskside.theory import highest_load

pytest.importorskip("nbgrader")
from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ClearSolutions
from traitlets.config import Config

from nbgrader_course import ASSIGNMENTS, Course, new_course

SOURCE = ASSIGNMENTS / "source" / "03-queues"
AUTOMATIC = {
    "arrivals": 1,
    "time-at-desk": 1,
    "number-at-desk": 1,
    "little": 2,
    "changed-desk": 3,
    "highest-load": 4,
    "next-month": 2,
}
WRITTEN = {"manager": 6}
PAPER = open_paper(SOURCE / "questions.toml")
MINUTES = 4 * 7 * 24 * 60


@pytest.fixture
def source() -> Any:
    return nbformat.read(SOURCE / "03-queues.ipynb", as_version=4)


@pytest.fixture
def released() -> Any:
    """What learners get, by nbgrader's own preprocessors in this process."""
    book = nbformat.read(SOURCE / "03-queues.ipynb", as_version=4)
    stub = {"python": ""}
    config = Config({"ClearSolutions": {"code_stub": stub, "text_stub": "*Write your answer here.*"}})
    for preprocessor in (ClearSolutions(config=config), ClearHiddenTests(), ClearOutput()):
        book, _ = preprocessor.preprocess(book, {})
    return book


def marked(book: Any) -> dict[str, float]:
    """Points by cell."""
    found = [
        cell.metadata["nbgrader"] for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    return {part["grade_id"]: part["points"] for part in found}


def hidden(cell: Any) -> str:
    """The hidden tests of a cell."""
    found = re.search(r"### BEGIN HIDDEN TESTS\n(.*)\n### END HIDDEN TESTS", cell.source, re.DOTALL)
    return found[1] if found else ""


# ---- the shape of the notebook -----------------------------------------------------------------------------


def test_every_cell_has_a_name_one_can_read(source: Any) -> None:
    names = [cell.id for cell in source.cells]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    graded = [c for c in source.cells if "nbgrader" in c.metadata]
    assert all(cell.metadata["nbgrader"]["grade_id"] == cell.id for cell in graded)


def test_points_sum_to_the_headings(source: Any) -> None:
    assert marked(source) == AUTOMATIC | WRITTEN
    text = "\n".join(cell.source for cell in source.cells if cell.cell_type == "markdown")
    assert f"**{sum(AUTOMATIC.values()) + sum(WRITTEN.values())} points.**" in text
    assert f"{sum(AUTOMATIC.values())} are marked automatically, {sum(WRITTEN.values())} by a person" in text
    of_parts = [int(points) for points in re.findall(r"^## .*\((\d+) points?\)$", text, re.MULTILINE)]
    of_items = [int(points) for points in re.findall(r"^### .*\((\d+) points?\)$", text, re.MULTILINE)]
    assert sum(of_parts) == sum(of_items) == 20
    assert of_items == list((AUTOMATIC | WRITTEN).values())


def test_a_test_ends_in_a_mark_with_the_points_of_its_cell(source: Any) -> None:
    for cell in source.cells:
        if cell.id in AUTOMATIC:
            last = hidden(cell).split("\n")[-1]
            assert re.match(r"own\.mark_(number|choice)\(", last), cell.id
            assert f"points={AUTOMATIC[cell.id]}," in last, cell.id


def test_the_source_holds_no_output_and_names_the_common_kernel(source: Any) -> None:
    code = [cell for cell in source.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert source.metadata["kernelspec"]["name"] == "python3"


def test_every_question_is_asked_checked_and_marked(source: Any) -> None:
    text = "\n".join(cell.source for cell in source.cells if cell.cell_type == "code")
    for item in PAPER.ask:
        assert f'sheet.ask("{item}")' in text
        assert f'paper.form("{item}", {item})' in text
        assert re.search(rf'own\.mark_(number|choice)\("{item}", {item}, ', text)


def test_every_option_has_its_reason(source: Any) -> None:
    for cell in source.cells:
        if cell.id in AUTOMATIC and (question := PAPER.ask[cell.id.replace("-", "_")]).kind == "choice":
            reasons = re.findall(r'^    "(\w+)": "', hidden(cell), re.MULTILINE)
            assert reasons == list(question.options)


def test_the_course_is_the_same_in_both_places(tmp_path: Path) -> None:
    assert new_course(tmp_path, "03-queues").config.CourseDirectory.course_id == PAPER.course


# ---- the release -------------------------------------------------------------------------------------------


def secrets(source: Any) -> Iterator[str]:
    """Every line that only instructors may see."""
    for cell in source.cells:
        regions = re.findall(r"### BEGIN [A-Z ]+\n(.*?)\n### END", cell.source, re.DOTALL)
        written = [cell.source] if cell.id in WRITTEN else []
        for region in regions + written:
            yield from (line.strip() for line in region.split("\n") if len(line.strip()) > 3)


def test_the_release_holds_no_answer(source: Any, released: Any) -> None:
    lines = set(secrets(source))
    text = nbformat.writes(released) + (SOURCE / "questions.toml").read_text(encoding="utf-8")
    assert len(lines) > 50
    assert [line for line in lines if line in text] == []
    assert "HIDDEN" not in text
    assert "SOLUTION" not in text


def test_answers_are_one_line_to_fill_in(released: Any) -> None:
    for item, question in PAPER.ask.items():
        blank = "None" if question.kind == "number" else '""'
        (cell,) = [c for c in released.cells if c.id == f"{item.replace('_', '-')}-answer"]
        comment, line = cell.source.strip().split("\n")
        assert comment.startswith("# Your answer: ")
        assert line == f"{item} = {blank}"


# ---- the questions -----------------------------------------------------------------------------------------


def limit(agents: float, effort: float) -> float:
    """The highest load in per cent at which 90 % are answered in 30 minutes."""
    return 100 * highest_load(int(agents), effort, part=0.9, within=30.0).utilisation


@pytest.mark.parametrize("variant", PAPER.desk.variants)
def test_every_desk_keeps_the_promise_today_and_breaks_it_with_a_fifth_more(
    variant: dict[str, float],
) -> None:
    agents, effort, load = variant["agents"], variant["effort"], variant["load"]
    assert variant["per_week"] == round(load / 100 * agents * 10080 / effort)
    assert load < limit(agents, effort) - 6  # so that the present load is no answer, nor nearly one
    assert 1.2 * load > limit(agents, effort) + 2


def test_no_two_desks_are_alike_and_no_two_changed_desks_have_one_answer() -> None:
    assert len({tuple(variant.items()) for variant in PAPER.desk.variants}) == len(PAPER.desk.variants) >= 16
    changed = [60 * v["waiting"] / v["arrivals"] + v["handling"] for v in PAPER.ask["changed_desk"].variants]
    for n, answer in enumerate(changed):
        assert all(abs(answer - other) > 0.02 * other for other in changed[:n])


def test_colleagues_have_other_questions() -> None:
    sheets = [PAPER.sheet(f"learner{number}") for number in range(200)]
    assert len({tuple(sheet.variant("desk").values()) for sheet in sheets}) == len(PAPER.desk.variants)
    assert len({sheet.seed("log") for sheet in sheets}) == 200
    for item, right in (("little", "edges"), ("next_month", "luck")):
        places = np.bincount([sheet.options(item).index(right) for sheet in sheets], minlength=5)
        assert (places > 20).all(), item  # 40 each on average


def test_littles_law_holds_on_the_logs_as_closely_as_the_answer_says() -> None:
    for number in range(4):
        arrivals, time, at_desk = little(PAPER.sheet(f"learner{number}"))
        assert arrivals * time == pytest.approx(at_desk, rel=0.01)


# ---- honest and mistaken learners --------------------------------------------------------------------------


def little(sheet: Sheet) -> tuple[float, float, float]:
    """Arrivals a minute, minutes at the desk and number at the desk, as a learner reads them off."""
    tickets = sheet.log.tickets().query("counted")
    quarters = sheet.log.intervals().query("minute >= 7 * 24 * 60")
    time = tickets["wait"].mean() + tickets["handling"].mean()
    return len(tickets) / MINUTES, time, quarters["waiting"].mean() + quarters["busy"].mean()


@cache
def load_table(learner: str) -> list[tuple[int, float]]:
    """The table of part C: load and the time within which 90 % are answered."""
    sheet = PAPER.sheet(learner)
    size = sheet.variant("desk")
    first = 2 * int(size["load"] // 2) - 4
    loads = range(first, first + 24, 2)
    per_week = [load / 100 * size["agents"] * 10080 / size["effort"] for load in loads]
    lever = "needs.colleagues/help.per_week"
    found = ds.sweep(sheet.desk, lever, per_week, replications=30, seed=sheet.seed("months"))
    p90 = (point.result.kpis["p90_first_response"].mean for point in found.points)
    return list(zip(loads, p90, strict=True))


def letter_of(sheet: Sheet, item: str, option: str) -> str:
    return f'"{"abcde"[sheet.options(item).index(option)]}"'


def right_answers(sheet: Sheet) -> dict[str, str]:
    """A careful learner with a pocket calculator."""
    arrivals, time, number = little(sheet)
    changed = sheet.variant("changed_desk")
    return {
        "learner": f'"{sheet.learner}"',
        "arrivals": f"{arrivals:.3g}",
        "time_at_desk": f"{time:.3g}",
        "number_at_desk": f"{number:.3g}",
        "little": letter_of(sheet, "little", "edges"),
        "changed_desk": f"{60 * changed['waiting'] / changed['arrivals'] + changed['handling']:.3g}",
        "highest_load": str(max(load for load, p90 in load_table(sheet.learner) if p90 <= 30)),
        "next_month": letter_of(sheet, "next_month", "luck"),
    }


def hours_and_minutes(sheet: Sheet) -> dict[str, str]:
    """Mixes hours and minutes, and believes that Little's law needs particular chances."""
    changed = sheet.variant("changed_desk")
    return right_answers(sheet) | {
        "arrivals": f"{60 * little(sheet)[0]:.4g}",
        "changed_desk": f"{changed['waiting'] / changed['arrivals'] + changed['handling']:.4g}",
        "little": letter_of(sheet, "little", "chance"),
    }


def queue_only(sheet: Sheet) -> dict[str, str]:
    """Leaves out the work, takes a range of means for that of months, and reads a row and a half too far."""
    tickets = sheet.log.tickets().query("counted")
    quarters = sheet.log.intervals().query("minute >= 7 * 24 * 60")
    changed = sheet.variant("changed_desk")
    size = sheet.variant("desk")
    return right_answers(sheet) | {
        "time_at_desk": f"{tickets['wait'].mean():.4g}",
        "number_at_desk": f"{quarters['waiting'].mean():.4g}",
        "little": letter_of(sheet, "little", "queue"),
        "changed_desk": f"{60 * changed['waiting'] / changed['arrivals']:.4g}",
        "highest_load": f"{limit(size['agents'], size['effort']) + 3:.1f}",
        "next_month": letter_of(sheet, "next_month", "range"),
    }


FULL = {item: float(points) for item, points in AUTOMATIC.items()}
EXPECTED = {
    "ada": FULL,
    "bob": FULL | {"arrivals": 0.0, "little": 0.0, "changed-desk": 0.0},
    "cleo": FULL
    | {
        "time-at-desk": 0.0,
        "number-at-desk": 0.0,
        "little": 0.0,
        "changed-desk": 0.0,
        "highest-load": 2.0,
        "next-month": 0.0,
    },
    "dan": dict.fromkeys(FULL, 0.0),  # hands in what was handed out
}
LEARNERS = {"ada": right_answers, "bob": hours_and_minutes, "cleo": queue_only}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Four learners and one who copied, graded."""
    if sys.platform == "win32":
        pytest.skip("nbgrader's exchange does not exist on Windows")
    made = new_course(tmp_path_factory.mktemp("class"), "03-queues")
    made.generate()
    made.release()
    for learner, answers in LEARNERS.items():
        made.hand_in(learner, answers(PAPER.sheet(learner)), "We are at 60 % and I object.")
    made.hand_in("dan", {})
    made.hand_in(
        "hugo", right_answers(PAPER.sheet("ada")), "I object."
    )  # copied, with the colleague's name in it
    made.collect()
    for learner in (*EXPECTED, "hugo"):
        made.autograde(learner)
    made.give_feedback()
    return made


@pytest.mark.ci
def test_stock_nbgrader_releases_no_answer(course: Course, source: Any) -> None:
    files = [path for path in course.released.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"03-queues.ipynb", "questions.toml"}
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [line for line in secrets(source) if line in text] == []


@pytest.mark.ci
@pytest.mark.parametrize("learner", EXPECTED)
def test_marks_are_what_the_answers_deserve(course: Course, learner: str) -> None:
    grades = course.grades(learner)
    assert {item: grades[item].points for item in AUTOMATIC} == EXPECTED[learner]
    assert not any(grades[item].needs_a_person for item in AUTOMATIC)


@pytest.mark.ci
def test_only_the_written_part_waits_for_a_person(course: Course) -> None:
    for learner in LEARNERS:
        assert course.grades(learner)["manager"].needs_a_person
    assert not course.grades("dan")["manager"].needs_a_person  # nothing was written: nothing to read


@pytest.mark.ci
def test_a_copied_notebook_answers_another_question(course: Course) -> None:
    grades = course.grades("hugo")
    assert {item: grades[item].points for item in AUTOMATIC} == dict.fromkeys(AUTOMATIC, 0.0)


@pytest.mark.ci
def test_feedback_tells_the_reasons_and_not_the_key(course: Course) -> None:
    assert "1 of 1 points." in course.feedback("ada")
    assert "This is an hour; the question is for a minute." in course.feedback("bob")
    assert "This is the wait alone" in course.feedback("cleo")
    assert "Nearly." in course.feedback("cleo")
    assert "Not answered yet." in course.feedback("dan")
    for learner in EXPECTED:
        page = course.feedback(learner)
        assert "HIDDEN TESTS" not in page
        assert "paper.submission" not in page


@pytest.mark.ci
def test_feedback_goes_back_to_those_who_handed_in(course: Course) -> None:
    released = course.root.parent / "exchange" / PAPER.course / "feedback"
    assert len(list(released.glob("*.html"))) == len(EXPECTED) + 1


@pytest.mark.ci
@pytest.mark.parametrize("number", range(10))
def test_an_honest_reading_of_the_table_gets_full_points(number: int) -> None:
    sheet = PAPER.sheet(f"honest{number}")
    size, table = sheet.variant("desk"), load_table(sheet.learner)
    right = limit(size["agents"], size["effort"])
    below = max((load, p90) for load, p90 in table if p90 <= 30)
    above = min((load, p90) for load, p90 in table if load > below[0])
    between = below[0] + 2 * (30 - below[1]) / (above[1] - below[1])
    for answer in (below[0], between):
        assert right - 4 <= answer <= right + 2
