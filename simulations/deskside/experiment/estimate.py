"""A mean over replications and the range it may lie in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

__all__ = ["CONFIDENCE", "Estimate", "columns", "estimate", "half_width"]

#: How often a range made this way contains the true mean.
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95 % range, in the unit of what was measured.

    ``low`` and ``high`` are NaN with fewer than two values. ``undefined`` is the share of replications in
    which there was nothing to measure (no ticket, so no mean wait); they are left out of the rest.
    """

    mean: float
    low: float
    high: float
    deviation: float  # standard deviation between replications
    replications: int
    undefined: float = 0.0

    @property
    def half_width(self) -> float:
        """Half the length of the range: the mean is known to plus or minus this."""
        return (self.high - self.low) / 2


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and 95 % t-interval of independent values; NaN counts as undefined.

    The interval is Student's: mean +- t(n - 1) s / sqrt(n) (Law, *Simulation Modeling and Analysis*, 5th ed.,
    section 9.4.1). It is exact for normal values and close for means over many tickets.

    >>> found = estimate([4.0, 5.0, 6.0, float("nan")])
    >>> found.mean, round(found.low, 3), round(found.high, 3), found.undefined
    (5.0, 2.516, 7.484, 0.25)
    """
    everything = np.asarray(values, dtype=np.float64)
    defined = everything[~np.isnan(everything)]
    count, total = len(defined), len(everything)
    undefined = 1.0 - count / total if total else 0.0
    if count == 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan, total, undefined)
    mean = float(defined.mean())
    if count == 1:
        return Estimate(mean, math.nan, math.nan, math.nan, total, undefined)
    deviation = float(defined.std(ddof=1))
    half = half_width(deviation, count)
    return Estimate(mean, mean - half, mean + half, deviation, total, undefined)


def half_width(deviation: float, count: int) -> float:
    """Half the length of the 95 % t-interval of a mean of ``count`` values (2 or more).

    >>> round(half_width(1.0, 30), 4)
    0.3734
    """
    return float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2)) * deviation / math.sqrt(count)


def columns(runs: Iterable[Mapping[str, float]]) -> dict[str, tuple[float, ...]]:
    """Every figure of some runs with its values, one a run; NaN where a run does not have it.

    >>> columns([{"tickets": 9.0}, {"tickets": 8.0, "cost": 50.0}])
    {'tickets': (9.0, 8.0), 'cost': (nan, 50.0)}
    """
    runs = list(runs)
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: tuple(run.get(name, math.nan) for run in runs) for name in names}
