"""Figures of work that is done seed by seed: with their ranges, or as what a second desk or plan changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from deskside.experiment.comparison import Difference, differences
from deskside.experiment.estimate import Estimate, columns, estimate
from deskside.experiment.executors import Progress, spread

__all__ = ["changed", "ranged"]

Job = TypeVar("Job")
Work = Callable[[Job], Sequence[Mapping[str, float]]]


def ranged(
    work: Work[Job], jobs: Sequence[Job], executor: Executor | None = None, progress: Progress | None = None
) -> dict[str, Estimate]:
    """Every figure with its range over the jobs, a seed each; ``work`` gives the figures of one run.

    >>> ranged(lambda seed: [{"cost": 10.0 * seed}], [1, 2, 3])["cost"].mean
    20.0
    """
    runs = (figures for (figures,) in spread(work, jobs, executor, progress))
    return {name: estimate(values) for name, values in columns(runs).items()}


def changed(
    work: Work[Job], jobs: Sequence[Job], executor: Executor | None = None, progress: Progress | None = None
) -> dict[str, Difference]:
    """What the second of two runs changes in every figure, paired by job; ``work`` gives the figures of both.

    >>> changed(lambda seed: [{"cost": 10.0 * seed}, {"cost": 10.0 * seed - 1.0}], [1, 2])["cost"].change.mean
    -1.0
    """
    first, second = zip(*spread(work, jobs, executor, progress, [2] * len(jobs)), strict=True)
    return differences(columns(first), columns(second))
