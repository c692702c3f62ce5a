"""Notebooks that learners cut and changed: put together anew, nothing lost, none of their code run."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from deskside.grading import Kept, open_key
from deskside.grading.restored import ADDED, ELSEWHERE, name_of, restored
from nbgrader_course import ASSIGNMENTS, Course, new_course
from test_assignment import released
from test_assignment_course import right

NAME = "12-people"  # no policy to run, so quick to grade
ROOM, ITEM = "case", "cost"
WORDS = "We are eleven, and one leaver costs 13,000."


def written() -> Any:
    """What a learner hands in who changed no cell."""
    book = released(NAME)
    cell_of(book, ROOM).source = WORDS
    return book


def cell_of(book: Any, name: str) -> Any:
    return next(cell for cell in book.cells if cell.id == name)


def without(book: Any, name: str) -> None:
    book.cells = [cell for cell in book.cells if cell.id != name]


def adds_cells(book: Any) -> None:
    book.cells.insert(4, nbformat.v4.new_code_cell("sheet = None"))
    book.cells.append(nbformat.v4.new_markdown_cell("One more thought."))


def renames_a_cell(book: Any) -> None:
    cell = cell_of(book, ITEM)
    cell.metadata.nbgrader.grade_id = cell.id = "my-cost"


def copies_a_cell(book: Any) -> None:
    cell = copy.deepcopy(cell_of(book, ITEM))
    cell.id = "cost-2"
    book.cells.insert(3, cell)


def edits_the_setup(book: Any) -> None:
    cell_of(book, "your-desk").source = "sheet = paper.sheet('somebody else')"


def loses_all_names(book: Any) -> None:
    """As a tool does that knows nothing of nbgrader."""
    for cell in book.cells:
        cell.metadata.pop("nbgrader", None)


def moves_a_cell(book: Any) -> None:
    cell = cell_of(book, ITEM)
    book.cells.remove(cell)
    book.cells.insert(0, cell)


def cuts_the_room(book: Any) -> None:
    without(book, ROOM)
    book.cells.append(nbformat.v4.new_markdown_cell(WORDS))


EDITS: dict[str, Callable[[Any], None]] = {
    "adds": adds_cells,
    "cuts": lambda book: without(book, ITEM),
    "renames": renames_a_cell,
    "copies": copies_a_cell,
    "edits": edits_the_setup,
    "starts": lambda book: without(book, "your-desk"),
    "loses": loses_all_names,
    "moves": moves_a_cell,
    "rooms": cuts_the_room,
}


def test_a_notebook_whose_cells_nobody_touched_stays_as_it_is() -> None:
    assert restored(written(), released(NAME)) == written()


@pytest.mark.parametrize("edit", EDITS)
def test_all_cells_are_back_in_their_order_and_every_word_is_there(edit: str) -> None:
    book, out = written(), released(NAME)
    EDITS[edit](book)
    before = copy.deepcopy(book)
    found = restored(book, out)
    names = [name_of(cell) for cell in out.cells]
    assert [name_of(cell) for cell in found.cells if name_of(cell) in names] == names
    assert all(
        cell.source == cell_of(out, cell.id).source for cell in found.cells if cell.cell_type == "code"
    )
    text = "\n".join(cell.source for cell in found.cells)
    assert all(cell.source in text for cell in before.cells)
    assert book == before
    nbformat.validate(found)


def test_what_is_added_follows_the_cell_it_stood_below_and_is_not_run() -> None:
    book = written()
    adds_cells(book)
    found = restored(book, released(NAME)).cells
    kinds = [(cell.cell_type, cell.source) for cell in found]
    assert kinds[4] == ("markdown", f"{ADDED}\n\n~~~~\nsheet = None\n~~~~")
    assert kinds[-1] == ("markdown", f"{ADDED}\n\nOne more thought.")
    assert "nbgrader" not in found[4].metadata


def test_texts_in_copies_of_the_room_are_joined_with_their_pictures() -> None:
    book = written()
    again = copy.deepcopy(cell_of(book, ROOM))
    again.id, again.source = "case-2", "Version two. ![](attachment:a.png)"
    again.attachments = {"a.png": {"image/png": "aGk="}}
    book.cells.append(again)
    room = cell_of(restored(book, released(NAME)), ROOM)
    assert room.source == f"{WORDS}\n\n{again.source}"
    assert room.attachments == again.attachments


def test_a_room_that_was_cut_waits_for_a_person_where_the_learner_wrote_elsewhere() -> None:
    book = written()
    cuts_the_room(book)
    assert cell_of(restored(book, released(NAME)), ROOM).source == ELSEWHERE
    without(book, book.cells[-1].id)
    assert cell_of(restored(book, released(NAME)), ROOM).source == cell_of(released(NAME), ROOM).source


# --- through stock nbgrader ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class whose answers are right; everybody edited the notebook and handed in a program beside it."""
    if sys.platform == "win32":
        pytest.skip("nbgrader's exchange does not exist on Windows")
    made, key = new_course(tmp_path_factory.mktemp("class"), NAME), open_key(NAME, ASSIGNMENTS, "it")
    made.generate()
    made.release()
    for learner, edit in EDITS.items():
        answers = Kept(NAME, learner, "", right(key, learner))
        made.hand_in(learner, answers, WORDS, edit, {"numpy.py": "raise SystemExit('it was run')"})
    made.collect()
    for learner in EDITS:
        made.autograde(learner)
    made.give_feedback()
    return made


@pytest.mark.ci
def test_whatever_was_done_to_the_notebook_right_answers_get_their_points(graded: Course) -> None:
    for learner in EDITS:
        grades = graded.grades(learner)
        assert {name for name, grade in grades.items() if grade.needs_a_person} == {ROOM}, learner
        assert all(grade.points == grade.out_of for name, grade in grades.items() if name != ROOM), learner


@pytest.mark.ci
def test_feedback_shows_what_was_written_and_no_traceback(graded: Course) -> None:
    for learner in EDITS:
        page = graded.feedback(learner)
        assert WORDS in page, learner
        assert "Traceback (most recent" not in page, learner
