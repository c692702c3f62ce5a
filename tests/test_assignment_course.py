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
from nbgrader_course import ASSIGNMENTS, Course, new_course
from test_assignment import NAMES, cell_of, secrets

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
    made.hand_in("bob", Kept(name, "bob", team, mistaken), "No objection.")
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
        assert "Error</span>" not in page
        assert not re.search(r'<(?:script|link|img)[^>]*"(?:https?:)?//', page)  # read offline, too


def test_feedback_goes_back_to_those_who_handed_in(graded: Graded) -> None:
    folder = graded.course.root.parent / "exchange" / graded.key.paper.course / "feedback"
    assert len(list(folder.glob("*.html"))) == len(graded.expected)
