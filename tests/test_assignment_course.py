"""Every assignment through stock nbgrader: released, handed in, graded as it deserves, given back."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from deskside.grading import Kept, Key, open_key
from deskside.grading.audit import luck
from leaks import leaks
from nbgrader_course import ASSIGNMENTS, Course, new_course, rows_of
from test_assignment import NAMES, cell_of, secrets, source_of, text_of

pytestmark = pytest.mark.ci


@dataclass(frozen=True)
class Graded:
    """A class that was graded, and what each of it should have got."""

    course: Course
    key: Key
    expected: dict[str, dict[str, float]]


def right(key: Key, learner: str) -> dict[str, Any]:
    """The answers of a careful learner."""
    sheet = key.paper.sheet(learner, "team a")
    return {
        item: sheet.letters(item, solve(sheet, luck(learner, item))) for item, solve in key.honest.items()
    }


def wrong(key: Key, learner: str) -> tuple[dict[str, Any], dict[str, float]]:
    """The answers of a mistaken learner, and the points they get."""
    sheet = key.paper.sheet(learner, "team a")
    misses = {item: key.judge(sheet, item).misses[0] for item in key.paper.ask}
    answers = {item: sheet.letters(item, miss.value) for item, miss in misses.items()}
    return answers, {item: misses[item].share * key.paper.ask[item].points for item in misses}


@pytest.fixture(scope="module", params=NAMES)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """One who is right, one who is wrong, one who copied, one who did nothing, one whose file is broken."""
    if sys.platform == "win32":
        pytest.skip("nbgrader's exchange does not exist on Windows")
    name = request.param
    key = open_key(name, ASSIGNMENTS, "it")
    made = new_course(tmp_path_factory.mktemp("class"), name)
    team = "team a" if key.paper.by_team else ""
    full = {item: float(question.points) for item, question in key.paper.ask.items()}
    mistaken, few = wrong(key, "bob")
    nothing = dict.fromkeys(full, 0.0)
    made.generate()
    made.release()
    made.hand_in("ada", Kept(name, "ada", team, right(key, "ada")), "We are busy, and I object.")
    own_marks = {"self-marks.toml": "marks = [\n"}  # broken, and nobody is graded by it
    made.hand_in("bob", Kept(name, "bob", team, mistaken), "No objection.", files=own_marks)
    made.hand_in("hugo", Kept(name, "ada", team, right(key, "ada")), "I object.")
    made.hand_in("dan", None)
    made.hand_in("eve", "answers = [\n", "The file is broken.")
    made.collect()
    expected = {"ada": full, "bob": few, "hugo": nothing, "dan": nothing, "eve": nothing}
    for learner in expected:
        made.autograde(learner)
    made.give_feedback()
    return Graded(made, key, expected)


def test_stock_nbgrader_releases_no_answer(graded: Graded) -> None:
    files = [path for path in graded.course.released.rglob("*") if path.is_file()]
    name = graded.course.assignment
    assert {f"{name}.ipynb", "questions.toml"} <= {path.name for path in files}
    assert leaks(files, secrets(name)) == []


def test_marks_are_what_the_answers_deserve(graded: Graded) -> None:
    for learner, expected in graded.expected.items():
        grades = graded.course.grades(learner)
        assert {item: grades[cell_of(item)].points for item in expected} == expected, learner
        assert not any(grades[cell_of(item)].needs_a_person for item in expected)


def test_only_written_parts_wait_for_a_person(graded: Graded) -> None:
    for learner in graded.expected:
        waiting = {name for name, grade in graded.course.grades(learner).items() if grade.needs_a_person}
        written = {cell_of(item) for item in graded.key.paper.written}
        assert waiting == (set() if learner == "dan" else written)  # dan wrote nothing: nothing to read


def test_feedback_tells_the_reasons_and_not_the_key(graded: Graded) -> None:
    key, course = graded.key, graded.course
    item, question = next(iter(key.paper.ask.items()))
    sheet = key.paper.sheet("bob", "team a")
    assert f"{question.points} of {question.points} points." in course.feedback("ada")
    assert key.judge(sheet, item).misses[0].why in course.feedback("bob")
    assert "given under the name" in course.feedback("hugo")
    assert "Not answered yet." in course.feedback("dan")
    assert "cannot be read" in course.feedback("eve")
    for learner in graded.expected:
        page = course.feedback(learner)
        assert "HIDDEN TESTS" not in page
        assert "&lt;style" not in page
        assert "Error</span>" not in page
        assert not re.search(r'<(?:script|link|img)[^>]*"(?:https?:)?//', page)  # read offline, too


def test_feedback_begins_with_every_question_by_its_heading(graded: Graded) -> None:
    paper = graded.key.paper
    titles = re.findall(r"^### (.*) \(\d+ points?\)$", text_of(source_of(paper.assignment)), re.MULTILINE)
    titles = [title.replace("*", "") for title in titles]
    assert len(titles) == len(paper.points)
    for learner, expected in graded.expected.items():
        head, *rows, last = rows_of(graded.course.feedback(learner))
        assert head == ["Question", "Points", "of", "Why"]
        assert [row[0] for row in rows] == titles
        assert [float(row[2]) for row in rows] == list(paper.points.values())
        assert [float(row[1]) for row in rows[: len(expected)]] == list(expected.values())
        assert all(row[3] for row in rows)
        assert float(last[1]) == sum(expected.values())


def test_a_text_that_nobody_has_marked_is_no_nought(graded: Graded) -> None:
    paper, course = graded.key.paper, graded.course
    automatic = sum(question.points for question in paper.ask.values())
    by_hand = sum(part.points for part in paper.written.values())
    for learner, expected in graded.expected.items():
        page = course.feedback(learner)
        waiting = [row for row in rows_of(page) if row[1] == "not marked yet"]
        if learner == "dan":  # who wrote nothing waits for nobody
            assert waiting == []
            assert f'<p class="total">0 of {automatic + by_hand} points.' in page
            assert rows_of(page)[-2][3] == "Nothing was written here."
        else:
            assert [row[2] for row in waiting] == [str(part.points) for part in paper.written.values()]
            got = f"{sum(expected.values()):g} of {automatic} points so far"
            assert f"{got}; {by_hand} points wait for a person." in page


def test_a_text_that_a_person_marked_shows_points_and_comment(graded: Graded) -> None:
    course, written = graded.course, graded.key.paper.written
    total = sum(graded.key.paper.points.values())
    try:
        for item in written:
            course.mark_by_hand("ada", cell_of(item), 0.5, "Whose **figures** are these?\n\nSay it.")
        course.write_feedback_anew("ada")
        page = course.feedback("ada")
    finally:
        for item in written:
            course.mark_by_hand("ada", cell_of(item), None)
        course.write_feedback_anew("ada")
    rows = rows_of(page)[1 + len(graded.key.paper.ask) : -1]
    assert [row[1:] for row in rows] == [
        ["0.5", str(part.points), "Whose figures are these?"] for part in written.values()
    ]
    assert f"{14 + len(written) / 2:g} of {total} points." in page
    assert page.count("<p>Whose <strong>figures</strong> are these?</p>") == len(written)
    assert "not marked yet" not in page


def test_feedback_goes_back_to_those_who_handed_in(graded: Graded) -> None:
    folder = graded.course.root.parent / "exchange" / graded.key.paper.course / "feedback"
    assert len(list(folder.glob("*.html"))) == len(graded.expected)
