"""A plan with other luck, and two plans that meet the same needs and the same people."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from deskside.experiment import Difference, Estimate, columns, differences, estimate, seeds_from
from deskside.experiment.executors import Progress, spread
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
    runs = (one for (one,) in spread(_figures, jobs, executor, progress))
    return {name: estimate(values) for name, values in columns(runs).items()}


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
    runs = spread(_figures, jobs, executor, progress, [len(plans)] * len(jobs))
    first, second = zip(*runs, strict=True)
    return differences(columns(first), columns(second))


def _figures(job: _Job) -> list[dict[str, float]]:
    """The work itself; runs wherever the executor likes."""
    return [run(plan, job.scenario, job.seed, job.engine).figures() for plan in job.plans]
