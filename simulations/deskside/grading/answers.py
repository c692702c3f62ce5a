"""What a learner gave, as a plain value of the question's kind; or one line that says what to mend.

Learners mostly do not program: what their keyboard makes of ``0,52`` or ``"b)"`` is read as they meant it,
or met with a sentence they can act on. Whatever else comes (no number, infinite, a list, an object that
misbehaves) is met with such a sentence too, never with an error of another kind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from deskside.errors import DesksideError

__all__ = [
    "UnclearError",
    "letter",
    "read_arrows",
    "read_interval",
    "read_letter",
    "read_letters",
    "read_number",
    "read_order",
    "read_settings",
]

_NOT_YET = "Not answered yet."
_LONGEST = 500  # signs of a text that anybody would type for an answer

_Read = TypeVar("_Read")


class UnclearError(DesksideError):
    """An answer that cannot be read; the message says what to do."""


def safely(read: Callable[[], _Read]) -> _Read:
    """What ``read`` gives. Whatever goes wrong in there becomes an `UnclearError`.

    Objects may raise from anything that is done with them, even from a comparison.
    """
    try:
        return read()
    except DesksideError:
        raise
    except (Exception, RecursionError):
        raise UnclearError("This cannot be read as an answer.") from None


def read_number(answer: object, low: float = -math.inf, high: float = math.inf, unit: str = "") -> float:
    """The answer as a number from ``low`` to ``high``. Raises `UnclearError`.

    >>> read_number(0.52), read_number(" 0,52 ")
    (0.52, 0.52)
    >>> read_number("about ten")
    Traceback (most recent call last):
    deskside.grading.answers.UnclearError: Write one number, without words or a unit.
    """
    _given(answer)
    number = safely(lambda: _as_number(answer))
    if not low <= number <= high:  # also where it is no number at all
        raise UnclearError(f"Write a number from {low:,.12g} to {high:,.12g}{' ' + unit if unit else ''}.")
    return number


def _as_number(answer: Any) -> float:
    if type(answer) is str and len(answer) <= _LONGEST:
        plain = answer.strip().replace(" ", "")
        answer = float(plain.replace(",", ".")) if re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", plain) else answer
    if type(answer) not in (int, float) and not isinstance(answer, np.integer | np.floating):
        raise UnclearError("Write one number, without words or a unit.")
    return float(answer)


def read_interval(
    answer: object, low: float = -math.inf, high: float = math.inf, unit: str = ""
) -> tuple[float, float]:
    """Two numbers, the lower one first. Raises `UnclearError`.

    >>> read_interval([61, 70.5])
    (61.0, 70.5)
    """
    _given(answer)
    ends = safely(lambda: _items(answer))
    if len(ends) != 2:
        raise UnclearError("Write two numbers: from and to.")
    first, last = (read_number(end, low, high, unit) for end in ends)
    if first > last:
        raise UnclearError("The first number must not be above the second.")
    return first, last


def read_letter(answer: object, count: int) -> int:
    """The place, from 0, of one of ``count`` options lettered from a. Raises `UnclearError`.

    >>> read_letter(" B) ", 4)
    1
    """
    _given(answer)
    letters = [letter(place) for place in range(count)]
    said = answer.strip().rstrip(").").casefold() if type(answer) is str and len(answer) <= _LONGEST else None
    if said not in letters:
        raise UnclearError(f"Choose one answer from {letters[0]} to {letters[-1]}.")
    return letters.index(said)


def read_letters(answer: object, count: int) -> tuple[int, ...]:
    """The places of some of ``count`` options, each once, in the order given. Raises `UnclearError`.

    >>> read_letters(["c", "a"], 4), read_letters("c, a", 4)
    ((2, 0), (2, 0))
    """
    _given(answer)
    places = tuple(read_letter(one, count) for one in safely(lambda: _items(answer)))
    if len(set(places)) != len(places) or not places:
        raise UnclearError("Name each answer once.")
    return places


def read_order(answer: object, count: int) -> tuple[int, ...]:
    """The places of all options, in the order given. Raises `UnclearError`."""
    places = read_letters(answer, count)
    if len(places) != count:
        raise UnclearError(f"Put all {count} in an order, each once.")
    return places


def read_arrows(answer: object, count: int) -> tuple[tuple[int, int], ...]:
    """Arrows from one of ``count`` places to another, written ``a>b``. Raises `UnclearError`.

    >>> read_arrows(["a>c", "b > a"], 3)
    ((0, 2), (1, 0))
    """
    _given(answer)
    found = []
    for one in safely(lambda: _items(answer)):
        ends = one.replace("→", ">").replace("->", ">").split(">") if type(one) is str else []
        if len(ends) != 2:
            raise UnclearError("Write an arrow as two letters, such as a>b.")
        first, last = (read_letter(end, count) for end in ends)
        if first == last:
            raise UnclearError("An arrow leads from one place to another.")
        found.append((first, last))
    if len(set(found)) != len(found) or not found:
        raise UnclearError("Name each arrow once.")
    return tuple(found)


def read_settings(answer: object) -> dict[str, Any]:
    """Settings of a policy, values by path: numbers, texts, yes or no. Raises `UnclearError`.

    >>> read_settings({"policy.acknowledge": "auto"})
    {'policy.acknowledge': 'auto'}
    """
    if answer is None:
        raise UnclearError(_NOT_YET)
    settings = safely(lambda: dict(answer) if isinstance(answer, Mapping) else {})
    plain = (bool, int, float, str)
    if not settings or any(
        type(path) is not str or type(value) not in plain for path, value in settings.items()
    ):
        raise UnclearError("This is no policy as its panel keeps it: set it in the panel and keep it again.")
    return settings


def letter(place: int) -> str:
    """The letter of an option: a for 0.

    >>> letter(2)
    'c'
    """
    return chr(ord("a") + place)


def _given(answer: object) -> None:
    """Raises `UnclearError` for no answer."""
    if answer is None or answer is Ellipsis or (type(answer) is str and not answer.strip()):
        raise UnclearError(_NOT_YET)
    if type(answer) in (list, tuple, dict) and not answer:
        raise UnclearError(_NOT_YET)


def _items(answer: Any) -> Sequence[Any]:
    """The parts of a list, or of a text with commas between them."""
    if type(answer) is str and len(answer) <= _LONGEST:
        return answer.split(",")
    if type(answer) not in (list, tuple) or len(answer) > _LONGEST:
        raise UnclearError("This cannot be read as an answer.")
    return list(answer)
