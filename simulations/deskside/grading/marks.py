"""Marks for plain values: how many points, and why."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError, read_number

__all__ = ["Mark", "mark_choice", "mark_number"]


@dataclass(frozen=True, repr=False)
class Mark:
    """Points for one part, 0 to ``out_of``, with the reason a learner reads.

    As the last line of a test cell its text is the number that nbgrader books; a page shows the reason.
    Raises `DesksideError` for points outside 0 to ``out_of``: nbgrader books full marks for some of them.

    >>> Mark(1.5, 2.0, "Half a step off.")
    1.5
    """

    points: float
    out_of: float
    reason: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.points <= self.out_of < math.inf:
            raise DesksideError(f"{self.points!r} points of {self.out_of!r}: must be from 0 to the maximum")

    def __repr__(self) -> str:
        return repr(float(self.points))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        told = f"<p><b>{self.points:g} of {self.out_of:g} points.</b> {html.escape(self.reason)}</p>"
        return {"text/plain": repr(self), "text/html": told}


def mark_number(
    answer: object,
    right: float,
    points: float,
    *,
    span: tuple[float, float],
    near: float = 0.0,
    misses: Mapping[float, str] | None = None,
) -> Mark:
    """Full points for a number in ``span`` (ends included), half for one at most ``near`` outside it.

    ``right`` is shown with the reason; ``misses`` are numbers people often give, with what they got wrong:
    the one that the answer is within 2 % of is told.

    >>> mark = mark_number(12.0, 0.2, 1.0, span=(0.196, 0.204), misses={12.0: "This is per hour."})
    >>> mark, mark.reason
    (0.0, 'You wrote 12; it is 0.2. This is per hour.')
    """
    try:
        number = read_number(answer)
    except UnclearError as problem:
        return Mark(0.0, points, str(problem))
    low, high = span
    if low <= number <= high:
        return Mark(points, points, f"Right: you wrote {number:.4g}; it is {right:.4g}.")
    told = f"You wrote {number:.4g}; it is {right:.4g}."
    if low - near <= number <= high + near:
        return Mark(points / 2, points, f"Nearly. {told}")
    hints = [why for miss, why in (misses or {}).items() if abs(number - miss) <= 0.02 * abs(miss)]
    return Mark(0.0, points, " ".join([told, *hints[:1]]))


def mark_choice(chosen: str, right: str, points: float, whys: Mapping[str, str]) -> Mark:
    """Full points for the right option; ``whys`` has a reason for every option by its name.

    >>> mark_choice("luck", "luck", 2.0, {"luck": "Months differ.", "staff": "Nothing shows it."}).reason
    'Right. Months differ.'
    """
    if chosen == right:
        return Mark(points, points, f"Right. {whys[right]}")
    return Mark(0.0, points, f"Not this one: {whys[chosen]} The right answer: {whys[right]}")
