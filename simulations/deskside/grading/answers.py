"""What a learner typed, as a plain number or the place of an option; or one line that says what to mend.

Learners mostly do not program: what their keyboard makes of ``0,52`` or ``"b)"`` is read as they meant it, or
met with a sentence they can act on.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from deskside.errors import DesksideError

__all__ = ["UnclearError", "letter", "read_letter", "read_number"]

_NOT_YET = "Not answered yet."


class UnclearError(DesksideError):
    """An answer that cannot be read; the message says what to type. Shown in a notebook as that one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def read_number(answer: object, low: float = -math.inf, high: float = math.inf, unit: str = "") -> float:
    """The answer as a number from ``low`` to ``high``. Raises `UnclearError`.

    >>> read_number(0.52)
    0.52
    >>> read_number((0, 52))
    Traceback (most recent call last):
    deskside.grading.answers.UnclearError: Write a point in the number, not a comma: 0.52
    """
    if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip()):
        raise UnclearError(_NOT_YET)
    if isinstance(answer, tuple) and len(answer) == 2 and all(type(part) is int for part in answer):
        raise UnclearError(f"Write a point in the number, not a comma: {answer[0]}.{answer[1]}")
    if isinstance(answer, str):
        raise UnclearError("Write the number alone, without quotation marks or a unit.")
    if isinstance(answer, bool | np.bool_) or not isinstance(answer, int | float | np.integer | np.floating):
        raise UnclearError("Write one number.")
    number = float(answer)
    if not low <= number <= high:  # also where it is no number at all
        raise UnclearError(f"Write a number from {low:g} to {high:g}{' ' + unit if unit else ''}.")
    return number


def read_letter(answer: object, count: int) -> int:
    """The place, from 0, of one of ``count`` options lettered from a. Raises `UnclearError`.

    >>> read_letter(" B) ", 4)
    1
    """
    if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip()):
        raise UnclearError(_NOT_YET)
    letters = [letter(place) for place in range(count)]
    said: Any = answer.strip().rstrip(").").casefold() if isinstance(answer, str) else None
    if said not in letters:
        raise UnclearError(
            f"Write one letter from {letters[0]} to {letters[-1]} between the quotation marks."
        )
    return letters.index(said)


def letter(place: int) -> str:
    """The letter of an option: a for 0.

    >>> letter(2)
    'c'
    """
    return chr(ord("a") + place)
