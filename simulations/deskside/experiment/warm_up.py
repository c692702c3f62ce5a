"""How long a desk takes to fill up: what results should leave out at the start."""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskside.calendar import DAY, WEEK
from deskside.errors import DesksideError
from deskside.experiment.executors import Progress, spread
from deskside.experiment.replication import scenario_of, seeds_from, simulate
from deskside.scenario import Scenario

__all__ = ["WarmUp", "mser", "warm_up"]

QUARTER = 15.0
#: Periods watched: fewer and the best cut is left to chance.
_PERIODS = 24


@dataclass(frozen=True, eq=False)
class WarmUp:
    """A proposed warm-up.

    ``series`` is the number of tickets at the desk (waiting or in work), a mean over replications, one value
    a period of ``period`` minutes. ``days`` rounds the cut up to whole days. ``settled`` is False when the
    best cut lies in the second half: then the desk did not come to rest in this time, and no warm-up will do.
    """

    days: int
    settled: bool
    period: float
    series: NDArray[np.float64]

    def __repr__(self) -> str:
        if not self.settled:
            watched = len(self.series) * self.period / DAY
            return (
                f"the desk does not come to rest within {watched:.0f} days; its backlog may grow without end"
            )
        return f"leave out the first {self.days} days"


def warm_up(
    scenario: Scenario,
    replications: int = 5,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> WarmUp:
    """Propose a warm-up from pilot runs that start with an empty desk.

    The tickets at the desk on the quarter-hour grain are averaged over the replications, then over whole
    cycles of the desk, as in Welch's moving average (Welch 1983, "The statistical analysis of simulation
    results"): a day where every day is alike, a week otherwise, none where nothing ever changes. The cut is
    `mser`'s. The pilot runs longer than the scenario where that is needed to see 24 such periods; a longer
    horizon moves no draw.
    """
    cycle = _cycle(scenario_of(scenario))
    days = max(scenario.horizon.days, math.ceil(_PERIODS * cycle / DAY))
    pilot = scenario.with_({"horizon.days": days, "horizon.warm_up_days": 0, "horizon.at_end": "stop"})
    jobs = [(pilot, each, engine) for each in seeds_from(seed, replications)]
    runs = spread(_tickets_there, jobs, executor, progress)
    quarters = np.mean(runs, axis=0)
    periods = int(days * DAY // cycle)
    series = quarters[: int(periods * cycle // QUARTER)].reshape(periods, -1).mean(axis=1)
    cut = mser(series, batch=5 if cycle == QUARTER else 1)
    settled = cut <= len(series) // 2
    return WarmUp(math.ceil(cut * cycle / DAY), settled, cycle, series)


def mser(series: ArrayLike, batch: int = 5) -> int:
    """Where to cut a series so that what remains gives the surest mean: the marginal standard error rule.

    With means over batches of 5 this is MSER-5: of all cuts d it takes the one with the smallest sum((y -
    mean)^2) / (n - d)^2 over what remains (White 1997, "An effective truncation heuristic for bias reduction
    in simulation output", Simulation 69; White, Cobb & Spratt 2000, Winter Simulation Conference). The last 5
    batches are never the whole remainder, as the rule is blind with few values. Returns the number of values
    to leave out, a multiple of ``batch``. Raises `DesksideError` for fewer than ten batches.

    >>> mser([0, 0, 0, 0, 0] + [5, 6, 5, 6, 5] * 10)
    5
    """
    values = np.asarray(series, dtype=np.float64)
    count = len(values) // batch
    if count < 10:
        raise DesksideError(f"warm-up: {len(values)} values are too few for batches of {batch}; watch longer")
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    means -= means.mean()
    left = np.arange(count, 0, -1.0)
    total, squares = np.cumsum(means[::-1])[::-1], np.cumsum((means**2)[::-1])[::-1]
    error = (squares - total**2 / left) / left**2
    error = np.round(error / (error.max() or 1.0), 12)  # of equal errors the first, whatever the rounding
    return int(np.argmin(error[: count - 4])) * batch


def _cycle(scenario: Scenario) -> float:
    """Minutes after which the desk repeats: a quarter hour if nothing ever changes, a day, or a week."""
    weeks = [np.array(scenario.week_weights(needs.profile)) for needs in scenario.needs]
    shifts = [row.hours for team in scenario.teams.values() for row in team.roster]
    weeks += [
        np.array([hours.covers(minute) for minute in range(0, WEEK, 15)], dtype=float) for hours in shifts
    ]
    if all(np.allclose(week, week[0]) for week in weeks):
        return QUARTER
    alike = all(np.allclose(week, np.tile(week[: len(week) // 7], 7)) for week in weeks)
    return float(DAY if alike else WEEK)


def _tickets_there(job: tuple[Scenario, int, str]) -> NDArray[np.float64]:
    """Tickets waiting or in work in each quarter hour of one run."""
    scenario, seed, engine = job
    frame = simulate(scenario, seed, engine).intervals(QUARTER)
    there = np.asarray(frame["waiting"] + frame["busy"], dtype=np.float64)
    whole: NDArray[np.float64] = there.reshape(-1, len(scenario.teams)).sum(axis=1)
    return whole[: int(scenario.end // QUARTER)]
