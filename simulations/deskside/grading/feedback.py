"""What a learner gets back: every question by the name a learner knows, its points, and why.

nbgrader calls every question "Test cell", and counts a text that nobody has read yet as 0 points. Its
gradebook knows better; the page of feedback (``assignments/templates``) shows what stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any, TypeAlias

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from deskside.grading.marks import MIME

__all__ = ["Booked", "Feedback", "Returned", "Row", "returned"]

Book: TypeAlias = Any  # nbformat.NotebookNode
Cell: TypeAlias = Any

#: What nbgrader writes where a room for a text is as it was handed out.
_NOTHING_WRITTEN = "No response."
_LONGEST = 160  # letters of a comment that are repeated in the list; all of it stands below the text
_HEADING = re.compile(r"#{1,6}\s+(.+)")
_WORTH = re.compile(r"\s*\(\d+(?:\.\d+)? points?\)\s*$")


@dataclass(frozen=True)
class Booked:
    """What the gradebook holds of one part: points by machine and by hand, None for none, and a comment.

    >>> Booked(6.0, None).waits, Booked(6.0, None, by_hand=0.0).waits
    (True, False)
    """

    out_of: float
    automatic: float | None
    by_hand: float | None = None
    extra: float = 0.0
    comment: str = ""
    again: bool = False  # it was marked by hand, and is to be looked at once more

    @property
    def waits(self) -> bool:
        """Whether nobody has marked it yet."""
        return self.automatic is None and self.by_hand is None

    @property
    def points(self) -> float:
        """What it counts so far."""
        return (self.by_hand if self.by_hand is not None else self.automatic or 0.0) + self.extra


@dataclass(frozen=True)
class Row:
    """One question of the page: its name, what was booked, and the reason in a line ("" for none)."""

    cell: str
    name: str
    booked: Booked
    reason: str


@dataclass(frozen=True)
class Returned:
    """All questions in the order of the notebook, and points taken off for handing in late."""

    title: str
    learner: str
    rows: tuple[Row, ...]
    late: float = 0.0

    @property
    def points(self) -> float:
        """What was got so far, before anything is taken off."""
        return sum(row.booked.points for row in self.rows)

    @property
    def marked(self) -> float:
        """How many points could be got in what is marked."""
        return sum(row.booked.out_of for row in self.rows if not row.booked.waits)

    @property
    def waiting(self) -> float:
        """How many points wait for a person."""
        return sum(row.booked.out_of for row in self.rows if row.booked.waits)

    @property
    def by_cell(self) -> dict[str, Row]:
        """The rows by nbgrader's name of their cell."""
        return {row.cell: row for row in self.rows}


def returned(book: Book, gradebook: Mapping[str, Booked], learner: str = "", late: float = 0.0) -> Returned:
    """A notebook's questions with what the gradebook holds of them.

    A question is called by the heading above it, or else by its cell's name made readable. What the gradebook
    knows and the notebook lacks comes last.
    """
    rows = [
        Row(name, title, gradebook[name], _reason(gradebook[name], cell))
        for name, title, cell in _questions(book)
        if name in gradebook
    ]
    lost = [name for name in gradebook if name not in {row.cell for row in rows}]
    gone = "This question is missing from what was handed in."
    rows += [Row(name, _readable(name), gradebook[name], gone) for name in lost]
    titles = [_heading(cell) for cell in book.cells if _heading(cell)]
    return Returned(titles[0] if titles else "", learner, tuple(rows), late)


def _questions(book: Book) -> Iterator[tuple[str, str, Cell]]:
    """Name, title and cell of everything that has points."""
    heading = ""
    for cell in book.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade") or about.get("task"):
            yield about["grade_id"], heading or _readable(about["grade_id"]), cell
            heading = ""  # the next question has its own, or none
        else:
            heading = _heading(cell) or heading


def _heading(cell: Cell) -> str:
    """The heading that a text begins with, without its points; "" for none."""
    found = _HEADING.match(cell.source) if cell.cell_type == "markdown" else None
    return _WORTH.sub("", _plain(found[1])) if found else ""


def _plain(text: str) -> str:
    """Words without the stars and ticks of Markdown."""
    return re.sub(r"[*`]", "", text).strip()


def _readable(name: str) -> str:
    """A cell's name in words.

    >>> _readable("time-at_desk")
    'Time at desk'
    """
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _reason(booked: Booked, cell: Cell) -> str:
    if booked.waits:
        return ""
    if booked.again:
        return "A person marked it, and will look at it again."
    if booked.by_hand is not None and booked.automatic is not None:
        return f"A person gave these points. The automatic mark was {booked.automatic:g}."
    if cell.cell_type == "markdown":
        return _in_a_line(booked.comment)
    return _told(cell)


def _told(cell: Cell) -> str:
    """The reason of the mark that a test cell ended with."""
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            return "An error stopped this question: tell your instructor."
        told = output.get("data", {}).get(MIME)
        if isinstance(told, Mapping):
            return " ".join(str(told[part]) for part in ("reason", "hint") if told.get(part))
    return ""


def _in_a_line(comment: str) -> str:
    """How a comment begins."""
    if comment == _NOTHING_WRITTEN:
        return "Nothing was written here."
    first = _plain(comment).split("\n\n")[0]
    return shorten(first, _LONGEST, placeholder=" …") or "A person marked it."


class Feedback(Preprocessor):
    """A step of nbgrader's feedback, after `GetGrades`: see `returned`. `nbgrader_config.py` names it."""

    enabled = Bool(True, help="Whether to gather what the page of feedback shows.").tag(config=True)

    def preprocess(self, nb: Book, resources: Any) -> tuple[Book, Any]:
        """Put what is given back beside the notebook, for the template; the notebook stays as it is."""
        from nbgrader.api import Gradebook

        about = resources["nbgrader"]
        whose = (about["notebook"], about["assignment"], about["student"])
        with Gradebook(about["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(*whose)
            comments = {comment.name: comment.comment or "" for comment in notebook.comments}
            booked = {grade.name: _booked(grade, comments.get(grade.name, "")) for grade in notebook.grades}
            late = float(notebook.late_submission_penalty or 0.0)
        resources["returned"] = returned(nb, booked, about["student"], late)
        return nb, resources


def _booked(grade: Any, comment: str) -> Booked:
    """A row of the gradebook. What was marked by hand and then run again is to be looked at once more."""
    again = bool(grade.needs_manual_grade and grade.manual_score is not None)
    extra = float(grade.extra_credit or 0.0)
    return Booked(float(grade.max_score), grade.auto_score, grade.manual_score, extra, comment, again)
