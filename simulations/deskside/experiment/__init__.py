"""Experiments: one run, many replications, a paired comparison, a sweep, and how much of it is enough."""

from deskside.experiment.comparison import Comparison, Difference, compare
from deskside.experiment.estimate import Estimate, estimate
from deskside.experiment.executors import processes, threads
from deskside.experiment.notes import notes_on, offered_load
from deskside.experiment.replication import Replications, replicate, seeds_from, simulate
from deskside.experiment.sweeps import Point, Sweep, sweep

__all__ = [
    "Comparison",
    "Difference",
    "Estimate",
    "Point",
    "Replications",
    "Sweep",
    "compare",
    "estimate",
    "notes_on",
    "offered_load",
    "processes",
    "replicate",
    "seeds_from",
    "simulate",
    "sweep",
    "threads",
]
