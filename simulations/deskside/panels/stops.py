"""Where a slider can stand when it has to make do with few places: round numbers, and those a text names."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from deskside.panels.form import Control

__all__ = ["ladder", "stops_within", "uneven"]

#: Whole numbers a slider counts in, up to any power of ten.
_ROUND = (1.0, 2.0, 2.5, 5.0)

Stops = list[float]


def stops_within(
    sliders: Mapping[str, Control], most: int, named: Mapping[str, Sequence[float]]
) -> dict[str, Stops] | None:
    """The stops of each slider that make no more than ``most`` settings together; None if that cannot be.

    Of all ways to thin them it is the one with the smallest gaps between stops, a large one counting more
    than many small ones. ``named`` are values that stay, as both ends and where a slider stands do.
    """
    ladders = [ladder(control, named.get(name, ())) for name, control in sliders.items()]
    fitting = [
        rungs for rungs in itertools.product(*ladders) if math.prod(len(stops) for stops in rungs) <= most
    ]
    if not fitting:
        return None
    best = min(fitting, key=lambda rungs: sum(_gap(stops) for stops in rungs))
    return dict(zip(sliders, best, strict=True))


def ladder(control: Control, named: Sequence[float] = ()) -> list[Stops]:
    """A slider's stops, all of them first, then ever fewer, down to three or those that must stay.

    >>> share = Control("n", "range", "Requests", 1.0, low=0.8, high=1.15, step=0.01, factor=100)
    >>> [len(stops) for stops in ladder(share)]
    [36, 19, 8, 5, 3]
    >>> ladder(share)[3]
    [0.8, 0.9, 1.0, 1.1, 1.15]
    """
    full = _all(control)
    must = {full[0], full[-1], _nearest(full, float(control.value)), *(_nearest(full, one) for one in named)}
    found = {len(full): full}
    for every in range(2, len(full)):
        for stops in _thinned(control, full, every, must):
            if len(stops) >= 3 and _gap(stops) < _gap(found.get(len(stops), [stops[0], stops[-1]])):
                found[len(stops)] = stops
    fewest = sorted(must | {full[len(full) // 2]}) if len(must) < 3 else sorted(must)
    found.setdefault(len(fewest), fewest)
    return [found[count] for count in sorted(found, reverse=True)]


def uneven(stops: Sequence[float]) -> bool:
    """Whether they are not the same step apart."""
    return any(abs((b - a) - (stops[1] - stops[0])) > 1e-9 for a, b in itertools.pairwise(stops))


def _thinned(control: Control, full: Stops, every: int, must: set[float]) -> list[Stops]:
    """Every so many stops from where the slider stands; or the multiples of that step and what must stay."""
    step = float(control.step or 1) * control.factor * every
    if not (_is_round(step) or _is_round(every)):
        return []
    place = full.index(_nearest(full, float(control.value)))
    even = full[place % every :: every]
    if must <= set(even):
        return [even]
    shown = [value for value in full if abs(math.remainder(value * control.factor, step)) < 1e-6]
    return [sorted({*shown, *must})]


def _is_round(value: float) -> bool:
    ten = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return any(abs(value / ten - one) < 1e-6 for one in _ROUND)


def _gap(stops: Stops) -> float:
    """The mean length of a gap, as a share of the slider, met at a place chosen at random."""
    whole = stops[-1] - stops[0] or 1.0
    return sum(((b - a) / whole) ** 2 for a, b in itertools.pairwise(stops))


def _nearest(full: Stops, value: float) -> float:
    return min(full, key=lambda one: abs(one - value))


def _all(control: Control) -> Stops:
    """All values of a slider, counted from where it stands."""
    low, high, step = float(control.low or 0), float(control.high or 0), float(control.step or 1)
    start = float(control.value)
    below, above = int((start - low) / step + 1e-9), int((high - start) / step + 1e-9)
    values = [round(start + number * step, 10) + 0.0 for number in range(-below, above + 1)]  # no -0.0
    whole = step.is_integer() and start.is_integer()
    return [int(value) for value in values] if whole else values
