"""A plan with other luck, and two plans that meet the same needs and the same people."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from deskside.experiment import Difference, Estimate, changed, ranged, seeds_from
from deskside.experiment.executors import Progress
from deskside.organisation.plan import Plan
from deskside.organisation.year import run
from deskside.scenario import Scenario

__all__ = ["compare", "replicate"]


@dataclass(frozen=True)
class _Job:
    """One seed for one plan or several."""

    plans: tuple[Plan, ...]
    scenario: Scenario
    seed: int
    engine: str


def replicate(
    plan: Plan,
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Estimate]:
    """Every KPI and figure of a plan, with 95 % ranges over independent luck.

    Seeds and executor are those of `deskside.experiment.replicate`.
    """
    jobs = [_Job((plan,), scenario, each, engine) for each in seeds_from(seed, replications)]
    return ranged(_figures, jobs, executor, progress)


def compare(
    plans: tuple[Plan, Plan],
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    engine: str = "auto",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Difference]:
    """What the second plan changes against the first: same needs, same luck of the same people.

    The range of the change is a paired t-interval over replications. Both plans must have the same weeks, or
    they meet other needs.
    """
    jobs = [_Job(plans, scenario, each, engine) for each in seeds_from(seed, replications)]
    return changed(_figures, jobs, executor, progress)


def _figures(job: _Job) -> list[dict[str, float]]:
    """The work itself; runs wherever the executor likes."""
    return [run(plan, job.scenario, job.seed, job.engine).figures() for plan in job.plans]
