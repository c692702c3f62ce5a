"""Papers, sheets and marks: what is read, what is refused, and what nbgrader books."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from deskside.errors import DesksideError
from deskside.grading import Mark, mark_choice, mark_number, open_paper

pytest.importorskip("nbgrader")
from nbgrader.utils import determine_grade

SOURCE = Path(__file__).resolve().parent.parent / "assignments" / "source" / "03-queues"
PAPER = open_paper(SOURCE / "questions.toml")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "Not answered yet."),
        ((0, 52), "Write a point in the number, not a comma: 0.52"),
        ("0.52", "Write the number alone, without quotation marks or a unit."),
        (float("nan"), "Write a number from 0 to 1000 tickets a minute."),
        (True, "Write one number."),
        ([1.0], "Write one number."),
        (0.52, "The form is right: 0.52 tickets a minute. Marks come later."),
        (12.0, "The form is right: 12 tickets a minute. Marks come later."),  # wrong, and it does not tell
    ],
)
def test_the_instant_check_knows_the_form_only(answer: object, said: str) -> None:
    assert said in repr(PAPER.form("arrivals", answer))


def test_the_instant_check_reads_letters_as_people_write_them() -> None:
    assert "answer b." in repr(PAPER.form("little", " B) "))
    assert "from a to e" in repr(PAPER.form("little", "f"))
    assert "Not answered yet." in repr(PAPER.form("little", ""))


def test_validate_fails_on_an_answer_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with pytest.raises(DesksideError, match="Not answered yet"):
        PAPER.form("arrivals", None)


def test_a_name_is_wanted_and_capitals_do_not_count() -> None:
    with pytest.raises(DesksideError, match="No name yet"):
        PAPER.sheet("")
    with pytest.raises(DesksideError, match="no sign-in name"):
        PAPER.sheet("<b>ada</b>")
    assert PAPER.sheet(" Ada ") == PAPER.sheet("ada")


def test_while_nbgrader_grades_the_folder_says_who_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "autograded" / "bob" / "03-queues"
    folder.mkdir(parents=True)
    assert PAPER.submission("ada").learner == "ada"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.chdir(folder)
    assert PAPER.submission("ada").learner == "bob"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DesksideError, match="STUDENT/03-queues"):
        PAPER.submission("ada")


@pytest.mark.parametrize("points", [-0.1, 2.1, float("nan")])
def test_no_mark_that_nbgrader_would_take_for_full_points(points: float) -> None:
    with pytest.raises(DesksideError, match="from 0 to the maximum"):
        Mark(points, 2.0, "")


@pytest.mark.parametrize("points", [0.0, 1.5, 2.0])
def test_nbgrader_books_a_mark_as_its_points(points: float) -> None:
    shown = Mark(points, 2.0, "why")._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=shown)
    grade = {"grade": True, "solution": False, "points": 2, "grade_id": "x", "locked": True}
    cell = nbformat.v4.new_code_cell(metadata={"nbgrader": grade}, outputs=[output])
    assert determine_grade(cell) == (points, 2.0)


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (0.98, 2.0),
        (1.02, 2.0),
        (0.97, 1.0),
        (1.03, 1.0),
        (0.96, 0.0),
        (1.04, 0.0),
        (None, 0.0),
        (float("nan"), 0.0),
    ],
)
def test_points_by_distance(answer: object, points: float) -> None:
    assert mark_number(answer, 1.0, 2.0, span=(0.98, 1.02), near=0.0101).points == points


def test_every_choice_gets_its_reason_and_the_right_one() -> None:
    whys = {"luck": "Months differ.", "staff": "Nothing shows it."}
    assert mark_choice("luck", "luck", 2.0, whys).points == 2.0
    wrong = mark_choice("staff", "luck", 2.0, whys)
    assert wrong.points == 0.0
    assert "Nothing shows it." in wrong.reason
    assert "Months differ." in wrong.reason


def test_a_reason_is_shown_as_text_whatever_is_in_it() -> None:
    assert "<b>you" not in Mark(0.0, 1.0, "<b>you</b>")._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "is missing"),
        ("assignment = ", "not a valid paper"),
        (
            'assignment = "x"\ncourse = "y"\n[desk]\nscenario = "one-queue"\nabout = ""\n',
            "ask: Field required",
        ),
        (
            'assignment = "x"\ncourse = "y"\n[desk]\nscenario = "one-queue"\nabout = ""\n'
            '[ask.a]\nkind = "choice"\ntext = "?"\n',
            "ask.a: Value error, a choice needs two or more options",
        ),
        (
            'assignment = "x"\ncourse = "y"\n[desk]\nscenario = "one-queue"\nabout = ""\n'
            '[ask.a]\nkind = "number"\ntext = "?"\nanswer = 7\n',
            "ask.a.answer: Extra inputs are not permitted",  # no place for a key
        ),
    ],
)
def test_a_wrong_paper_says_what_is_wrong(tmp_path: Path, text: str | None, problem: str) -> None:
    path = tmp_path / "questions.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DesksideError, match=problem):
        open_paper(path)


def test_an_unknown_question_is_named() -> None:
    with pytest.raises(DesksideError, match=r"no question 'arrival'.*arrivals"):
        PAPER.question("arrival")
