"""A year in four quarters as an answer: what was decided, what was expected, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deskside.errors import DesksideError
from deskside.grading.answers import UnclearError, safely
from deskside.organisation.quarters import QUARTERS, Quarters

__all__ = ["Decided", "read_year", "so_far"]

_MOST = 50  # options a quarter that anybody would name
_FAR = 1000.0  # per cent that nobody expects of a quarter


@dataclass(frozen=True)
class Decided:
    """The options that run in each of four quarters, what has stayed included, in the order of the year.

    ``expected`` is by how many per cent less than doing nothing each quarter was to cost, if that was kept;
    ``again`` how often the year was begun again.
    """

    quarters: tuple[tuple[str, ...], ...]
    expected: tuple[float, ...] = ()
    again: int = 0

    def plain(self) -> dict[str, Any]:
        """As the answers file has it."""
        return {
            "quarters": [list(names) for names in self.quarters],
            "expected": list(self.expected),
            "earlier": [{}] * self.again,
        }


def so_far(answer: object) -> list[tuple[tuple[str, ...], float]]:
    """The quarters decided so far: options and what was expected. What cannot be read ends the list.

    >>> so_far({"quarters": [["receipt"], []], "expected": [3.0, 1.5]})
    [(('receipt',), 3.0), ((), 1.5)]
    """
    given = answer if isinstance(answer, Mapping) else {}
    chosen, expected = given.get("quarters"), given.get("expected")
    if not isinstance(chosen, list) or not isinstance(expected, list):
        return []
    found: list[tuple[tuple[str, ...], float]] = []
    for names, belief in zip(chosen[:QUARTERS], expected, strict=False):
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            break
        if type(belief) not in (int, float):
            break
        found.append((tuple(names), float(belief)))
    return found


def read_year(answer: object, year: Quarters) -> Decided:
    """A whole year within its budget. Raises `UnclearError` that says what is missing, or why it is refused.

    >>> read_year({"quarters": [["receipt"], []]}, Quarters.of("year-ahead"))
    Traceback (most recent call last):
    deskside.grading.answers.UnclearError: Quarter 3 is not decided yet: decide all four.
    """
    if answer is None or (type(answer) is dict and not answer):
        raise UnclearError("Not answered yet.")
    return safely(lambda: _read(answer, year))


def _read(answer: object, year: Quarters) -> Decided:
    if type(answer) is not dict or type(answer.get("quarters")) is not list:
        raise UnclearError("This is no year as its forms keep it: decide the four quarters in the notebook.")
    chosen = answer["quarters"]
    if len(chosen) < QUARTERS:
        raise UnclearError(f"Quarter {len(chosen) + 1} is not decided yet: decide all four.")
    if len(chosen) > QUARTERS:
        raise UnclearError(f"A year has {QUARTERS} quarters.")
    for names in chosen:
        if type(names) is not list or len(names) > _MOST or any(type(name) is not str for name in names):
            raise UnclearError("Each quarter is a list of options: decide it in the notebook.")
        for name in names:
            _offered(name, year)
    try:
        year.check(chosen)
    except DesksideError as problem:
        raise UnclearError(f"This year is not run: {problem}.") from None
    running = tuple(year.running(chosen, quarter) for quarter in range(QUARTERS))
    earlier = answer.get("earlier")
    again = min(len(earlier), 99) if type(earlier) is list else 0
    return Decided(running, _expected(answer.get("expected")), again)


def _offered(name: str, year: Quarters) -> None:
    """Raises `UnclearError` for an option that there is not."""
    if name not in {each.name for each in year.options}:
        raise UnclearError(f"{name[:40]!r} is no option of this year.")


def _expected(given: object) -> tuple[float, ...]:
    """What was expected, if it was kept for all quarters. It earns nothing, so nothing is refused for it."""
    if type(given) is not list or len(given) != QUARTERS:
        return ()
    if any(type(one) not in (int, float) or not abs(one) <= _FAR for one in given):
        return ()
    return tuple(float(one) for one in given)
