"""A notebook that was handed in, with its cells as they were handed out and every word of its learner.

Learners cut, copy, rename and add cells. nbgrader stops at some of that with a traceback, and gives no points
at others, though the answers lie whole in their file. So the notebook is put together anew before it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

__all__ = ["Restore", "restored"]

Book: TypeAlias = Any  # nbformat.NotebookNode
Cell: TypeAlias = Any

ADDED = "*A cell of the learner's own; code in it was not run:*"
ELSEWHERE = (
    "*Nothing was written in this cell, but in cells of the learner's own: look for them in the notebook.*"
)


def restored(handed_in: Book, handed_out: Book) -> Book:
    """The notebook as it was handed out, with what its learner wrote.

    Texts for written answers go where they belong, of cells that were copied all that differ. Cells that were
    added or changed follow the cell they stood below, as text: nothing of theirs is run. Cells are known by
    their name for nbgrader, or by their id where a tool has dropped that name.
    """
    book = deepcopy(handed_out)
    known = {name_of(cell): cell for cell in book.cells}
    texts: dict[str, list[Cell]] = {}
    own: dict[str, list[Cell]] = {}
    below = ""
    for cell in handed_in.cells:
        name = name_of(cell) if name_of(cell) in known else cell.get("id", "")
        if name not in known:
            own.setdefault(below, []).extend(_as_text(cell))
            continue
        below = name
        if _same(cell, known[name]):
            continue
        if _is_written(known[name]) and cell.cell_type == "markdown":
            texts.setdefault(name, []).append(cell)
        else:
            own.setdefault(below, []).extend(_as_text(cell))
    is_elsewhere = any(own.values())
    cells = list(own.get("", []))
    for name, cell in known.items():
        if _is_written(cell) and name in texts:
            _write(cell, texts[name])
        elif _is_written(cell) and is_elsewhere:
            cell.source = ELSEWHERE  # so that it waits for a person
        cells += [cell, *own.get(name, [])]
    book.cells = cells
    return book


def name_of(cell: Cell) -> str:
    """How nbgrader calls a cell; its id where nbgrader does not."""
    named = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
    return str(named)


def _is_written(cell: Cell) -> bool:
    """Whether a cell is room for a written answer."""
    return cell.cell_type == "markdown" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _same(one: Cell, other: Cell) -> bool:
    return bool(one.cell_type == other.cell_type and one.source.strip() == other.source.strip())


def _write(room: Cell, cells: list[Cell]) -> None:
    """Put texts, and the pictures in them, into the room for an answer."""
    room.source = "\n\n".join(dict.fromkeys(cell.source for cell in cells))
    pictures = {name: each for cell in cells for name, each in cell.get("attachments", {}).items()}
    if pictures:
        room.attachments = pictures


def _as_text(cell: Cell) -> Iterator[Cell]:
    """A cell of the learner's own as text, without a name for nbgrader; nothing for an empty one."""
    if not cell.source.strip():
        return
    quoted = cell.source if cell.cell_type == "markdown" else f"~~~~\n{cell.source}\n~~~~"
    made = nbformat.v4.new_markdown_cell(f"{ADDED}\n\n{quoted}")
    if "attachments" in cell:
        made.attachments = deepcopy(cell.attachments)
    yield made


class Restore(Preprocessor):
    """A step of nbgrader's autograding, before all others: see `restored`. `nbgrader_config.py` names it."""

    enabled = Bool(True, help="Whether to put notebooks together anew.").tag(config=True)

    def preprocess(self, nb: Book, resources: Any) -> tuple[Book, Any]:
        """Put a notebook together anew; as it is where the release is not at hand."""
        from nbgrader.coursedir import CourseDirectory

        about, course = resources["nbgrader"], CourseDirectory(config=self.config)
        folder = course.format_path(course.release_directory, ".", about["assignment"])
        path = Path(folder) / f"{about['notebook']}.ipynb"
        if not path.is_file():
            self.log.warning("No release at %s: cells that were cut or copied stay as they are.", path)
            return nb, resources
        out = nbformat.read(path, as_version=4)
        return restored(nb, out), resources
