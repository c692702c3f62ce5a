"""What somebody who learns alone thinks of a text, kept beside the notebook and apart from the answers.

Nobody is graded by this file: nothing that gives marks reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from deskside.grading.answers import UnclearError
from deskside.grading.beside import read_beside, write_beside
from deskside.grading.written import Written

__all__ = ["MARKS_FILE", "SelfMarked", "Whose", "keep_marks", "read_marks"]

#: Its name, in the folder of the notebook.
MARKS_FILE = "self-marks.toml"
#: Whose text it is that one marks.
Whose: TypeAlias = Literal["own", "peer"]
_HEAD = "# Marks that you gave yourself or a colleague, for yourself alone: nobody is graded by this file.\n"


@dataclass(frozen=True)
class SelfMarked:
    """Levels by the name of their row, and when the last of them was chosen; none where nothing is kept."""

    levels: Mapping[str, int] = field(default_factory=dict)
    when: datetime | None = None


def read_marks(
    about: Mapping[str, str], whose: Whose, written: Written, folder: str | Path = "."
) -> SelfMarked:
    """What was kept of one text. ``about`` says which: its ``assignment``, ``part`` and ``learner``.

    Rows and levels that the rubric does not have are left out. Raises `UnclearError` for a file that cannot
    be read; it says what to do.
    """
    for entry in _entries(Path(folder) / MARKS_FILE):
        if _is(entry, about, whose):
            levels, when = entry.get("levels"), entry.get("when")
            given = levels if isinstance(levels, dict) else {}
            rows = {row.name: len(row.levels) for row in written.criteria}
            known = {name: given[name] for name, count in rows.items() if _is_level(given.get(name), count)}
            return SelfMarked(known, when if isinstance(when, datetime) else None)
    return SelfMarked()


def keep_marks(
    about: Mapping[str, str], whose: Whose, levels: Mapping[str, int], folder: str | Path = "."
) -> SelfMarked:
    """Keep levels in place of those that were kept of the same text; all others stay.

    Raises `UnclearError` for a file that cannot be read or written, and changes nothing then.
    """
    path = Path(folder) / MARKS_FILE
    marked = SelfMarked(dict(levels), datetime.now().astimezone().replace(microsecond=0))
    others = [entry for entry in _entries(path) if not _is(entry, about, whose)]
    mine = {**about, "whose": whose, "when": marked.when, "levels": marked.levels}
    write_beside(path, _HEAD, {"marks": [*others, mine]})
    return marked


def _entries(path: Path) -> list[dict[str, Any]]:
    what, again = "marks of your own", "choose the levels"
    data = read_beside(path, what, again)
    entries = data.get("marks", [])
    if (
        set(data) - {"marks"}
        or not isinstance(entries, list)
        or not all(isinstance(e, dict) for e in entries)
    ):
        raise UnclearError(f"{path.name}: holds no {what}; rename it and {again} again")
    return entries


def _is(entry: Mapping[str, Any], about: Mapping[str, str], whose: Whose) -> bool:
    return all(entry.get(name) == value for name, value in {**about, "whose": whose}.items())


def _is_level(level: object, count: int) -> bool:
    return type(level) is int and 0 <= level < count
