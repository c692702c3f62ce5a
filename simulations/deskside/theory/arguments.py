"""Checks of what a caller hands to a formula: one clear line when it makes no sense."""

import math
import numbers
from collections.abc import Sequence

from deskside.errors import DesksideError

__all__ = ["MOST", "at_least_zero", "count", "per_class", "positive", "share", "steady", "within_range"]

MOST = 1_000_000
"""Largest number of agents and largest offered load: a recursion over them still ends within a second."""


def _real(formula: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise DesksideError(f"{formula}: {name} must be a number, not {value!r}")
    try:
        number = float(value)
    except OverflowError:
        raise DesksideError(
            f"{formula}: {name} has more than 308 digits; check how it was computed"
        ) from None
    if math.isnan(number):
        raise DesksideError(f"{formula}: {name} is not a number (NaN); check how it was computed")
    return number


def positive(formula: str, name: str, value: object, *, endless: bool = False) -> float:
    """A number above 0; infinity only where `endless`. Raises `DesksideError`."""
    number = _real(formula, name, value)
    if number <= 0 or (math.isinf(number) and not endless):
        raise DesksideError(
            f"{formula}: {name} must be above 0{'' if endless else ' and finite'}, not {value}"
        )
    return number


def at_least_zero(formula: str, name: str, value: object) -> float:
    """A finite number, 0 or more. Raises `DesksideError`."""
    number = _real(formula, name, value)
    if number < 0 or math.isinf(number):
        raise DesksideError(f"{formula}: {name} must be 0 or more and finite, not {value}")
    return number


def share(formula: str, name: str, value: object, *, zero: bool = False, one: bool = False) -> float:
    """A number between 0 and 1; the ends only where `zero` and `one` say so. Raises `DesksideError`."""
    number = _real(formula, name, value)
    if not ((0 < number < 1) or (zero and number == 0) or (one and number == 1)):
        ends = f"{'from 0' if zero else 'above 0'} {'to 1' if one else 'and below 1'}"
        hint = f"; for {number:g} % write {number / 100:g}" if 1 < number < 100 else ""
        raise DesksideError(f"{formula}: {name} must be a share {ends}, not {value}{hint}")
    return number


def count(formula: str, name: str, value: object, *, least: int = 1) -> int:
    """A whole number from `least` to `MOST`; 5.0 counts as 5. Raises `DesksideError`."""
    number = _real(formula, name, value)
    if not least <= number <= MOST or number != int(number):
        raise DesksideError(f"{formula}: {name} must be a whole number from {least} to {MOST}, not {value}")
    return int(number)


def per_class(formula: str, name: str, values: Sequence[float], *, zero: bool = True) -> tuple[float, ...]:
    """One number for each priority class, the most urgent first; none empty. Raises `DesksideError`."""
    if isinstance(values, str) or not hasattr(values, "__len__") or len(values) == 0:
        raise DesksideError(
            f"{formula}: {name} must be a list with one number for each class, not {values!r}"
        )
    check = at_least_zero if zero else positive
    return tuple(check(formula, f"{name}[{i}]", value) for i, value in enumerate(values))


def within_range(formula: str, load: float) -> float:
    """The load itself. Raises `DesksideError` if it is beyond what the recursions are made for."""
    if load > MOST:
        raise DesksideError(
            f"{formula}: an offered load of {load:.6g} is beyond {MOST}; "
            "are the arrival rate per minute and the service time in minutes?"
        )
    return load


def steady(formula: str, agents: int, load: float, mend: str = "or less work") -> None:
    """Refuse a load that the agents cannot carry for ever. Raises `DesksideError`."""
    if within_range(formula, load) < agents:
        return
    team = "1 agent" if agents == 1 else f"{agents} agents"
    raise DesksideError(
        f"{formula}: {team} cannot carry an offered load of {load:.6g}: the queue grows without end; "
        f"it takes at least {math.floor(load) + 1} agents, {mend}"
    )
