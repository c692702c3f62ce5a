"""How many replications it takes to know a mean well enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from scipy.special import stdtrit

from deskside.errors import DesksideError
from deskside.experiment.estimate import CONFIDENCE, Estimate, estimate
from deskside.experiment.executors import Progress
from deskside.experiment.replication import MOST_REPLICATIONS, replicate
from deskside.experiment.tables import number
from deskside.scenario import Scenario

__all__ = ["Precision", "precision", "replications_for"]

#: Fewer say too little about the spread: with 5 values the factor t is 2.8, with 2 it is 12.7.
LEAST_PILOT = 5


@dataclass(frozen=True)
class Precision:
    """How many replications give a KPI's mean to within a share of itself, judged by a pilot."""

    kpi: str
    within: float  # wanted half-width divided by the mean
    pilot: Estimate
    replications: int  # needed in all, those of the pilot included

    @property
    def reached(self) -> float:
        """The pilot's own half-width divided by its mean."""
        return self.pilot.half_width / abs(self.pilot.mean)

    def __repr__(self) -> str:
        return (
            f"{self.kpi}: {number(self.pilot.mean)} +- {self.reached:.1%} after {self.pilot.replications} "
            f"replications; +- {self.within:.1%} takes {self.replications:,}"
        )


def precision(  # noqa: PLR0913  # `replicate` with two questions more
    scenario: Scenario,
    kpi: str,
    within: float = 0.05,
    *,
    pilot: int = 20,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Precision:
    """How many replications are needed to know a KPI to plus or minus a share of its mean, at 95 %.

    ``within`` is the share (0.05 is 5 %), ``pilot`` the number of replications it is judged by (5 or more).
    Raises `DesksideError` for a KPI that this desk does not have, or whose mean is 0 or not known.

    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    >>> precision(desk, "utilisation", within=0.01, pilot=5, engine="simpy").replications >= 5
    True
    """
    if pilot < LEAST_PILOT:
        raise DesksideError(f"pilot = {pilot!r}: must be {LEAST_PILOT} or more")
    result = replicate(scenario, pilot, seed, engine, executor, progress)
    if kpi not in result.values:
        raise DesksideError(f"{scenario.name} has no KPI {kpi!r}; it has {', '.join(result.values)}")
    needed = replications_for(result.values[kpi], within)
    return Precision(kpi, within, result.kpis[kpi], needed)


def replications_for(values: Sequence[float], within: float) -> int:
    """Replications in all after which the 95 % range should be ``within`` x mean to each side.

    Stein's two-stage rule: n = max(n0, ceil((t(n0 - 1) s / h)^2)) with the deviation s of the n0 pilot values
    and the half-width h = ``within`` x their mean (Stein 1945, "A two-sample test for a linear hypothesis
    whose power is independent of the variance", Annals of Mathematical Statistics 16). For a given h and
    normal values the range then holds the true mean at least 95 times in 100. Here h comes from the pilot's
    mean, so it is close to that and no longer exact. Undefined values (NaN) are left out, and more
    replications asked for instead. Raises `DesksideError` for a share that is not above 0, and where the
    mean is 0 or undefined.

    >>> replications_for([9.0, 10.0, 11.0, 10.0, 10.0], within=0.05)
    16
    """
    if not 0.0 < within < 10.0:
        raise DesksideError(f"within = {within!r}: must be a share above 0, such as 0.05 for 5 %")
    found = estimate(values)
    count = round(found.replications * (1.0 - found.undefined))
    if count < 2 or found.mean == 0.0:
        raise DesksideError(
            "the mean is 0 or there is nothing to measure, so no share of it can be reached; "
            "use a longer horizon or another KPI"
        )
    factor = float(stdtrit(count - 1, 0.5 + CONFIDENCE / 2))
    defined = max(count, math.ceil((factor * found.deviation / (within * abs(found.mean))) ** 2))
    needed = math.ceil(defined / (1.0 - found.undefined))
    return min(needed, MOST_REPLICATIONS)
