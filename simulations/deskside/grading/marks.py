"""A mark: how many points a part gets, and why."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deskside.errors import DesksideError
from deskside.grading.note import page

__all__ = ["MIME", "Mark", "total"]

#: A mark's reason and hint as data, beside the page that shows them, for lists of many marks.
MIME = "application/vnd.deskside.mark+json"


@dataclass(frozen=True, repr=False)
class Mark:
    """Points for one part, 0 to ``out_of``, with the reason a learner reads and a hint what to look at next.

    As the last line of a test cell its text is the number that nbgrader books; a page shows the rest.
    ``asked`` is the question, for a page that does not show it otherwise. Raises `DesksideError` for points
    outside 0 to ``out_of``: nbgrader books full marks for some of them.

    >>> Mark(1.5, 2.0, "Half a step off.")
    1.5
    """

    points: float
    out_of: float
    reason: str
    hint: str = ""
    asked: str = ""

    def __post_init__(self) -> None:
        if not 0.0 <= self.points <= self.out_of < math.inf:
            raise DesksideError(f"{self.points!r} points of {self.out_of!r}: must be from 0 to the maximum")

    def __repr__(self) -> str:
        return repr(float(self.points))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        asked = page(self.asked)
        told = html.escape(" ".join(filter(None, (self.reason, self.hint))))
        shown = f"{asked}<p><b>{self.points:g} of {self.out_of:g} points.</b> {told}</p>"
        told_apart = {"reason": self.reason, "hint": self.hint}
        return {"text/plain": repr(self), "text/html": shown, MIME: told_apart}


def total(marks: Mapping[str, Mark]) -> float:
    """The points of all parts together."""
    return sum(mark.points for mark in marks.values())
