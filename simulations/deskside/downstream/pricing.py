"""Consequences with their range: the same desk with other luck, and two desks that meet the same needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from deskside.downstream.consequences import Consequences
from deskside.experiment import Difference, Estimate, changed, ranged, seeds_from
from deskside.experiment.executors import Progress, run_one
from deskside.experiment.needs import check_size
from deskside.scenario import Scenario

__all__ = ["price", "price_change"]


@dataclass(frozen=True)
class _Job:
    """One seed for one desk or two."""

    scenarios: tuple[Scenario, ...]
    consequences: Consequences
    seed: int
    engine: str


def price(
    scenario: Scenario,
    consequences: Consequences,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Estimate]:
    """What follows from a desk's work, by figure (`FIGURES` has the units), with 95 % ranges.

    Replications, seeds and executor are those of `deskside.experiment.replicate`.
    """
    jobs = _jobs((scenario,), consequences, seeds_from(seed, replications), engine)
    return ranged(_figures, jobs, executor, progress)


def price_change(
    pair: tuple[Scenario, Scenario],
    consequences: Consequences,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Difference]:
    """What changes downstream when the second desk takes the place of the first: same needs, same luck.

    The range of the change is a paired t-interval over replications, as in `deskside.experiment.compare`.
    """
    jobs = _jobs(pair, consequences, seeds_from(seed, replications), engine)
    return changed(_figures, jobs, executor, progress)


def _jobs(
    scenarios: tuple[Scenario, ...], consequences: Consequences, seeds: Sequence[int], engine: str
) -> list[_Job]:
    for scenario in scenarios:
        check_size(scenario)
    return [_Job(scenarios, consequences, seed, engine) for seed in seeds]


def _figures(job: _Job) -> list[dict[str, float]]:
    """The work itself; runs wherever the executor likes."""
    return [job.consequences.figures(run_one(each, job.seed, job.engine)) for each in job.scenarios]
