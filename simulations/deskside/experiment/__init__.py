"""Experiments: one run, many replications, a paired comparison, a sweep, and how much of it is enough."""

from deskside.experiment.comparison import Comparison, Difference, compare, differences
from deskside.experiment.estimate import Estimate, columns, estimate
from deskside.experiment.executors import processes, suited, threads
from deskside.experiment.figures import changed, ranged
from deskside.experiment.notes import notes_on, offered_load
from deskside.experiment.precision import Precision, precision, replications_for
from deskside.experiment.replication import Replications, Simulation, replicate, seeds_from, simulate
from deskside.experiment.sweeps import Point, Sweep, sweep
from deskside.experiment.warm_up import WarmUp, mser, warm_up

__all__ = [
    "Comparison",
    "Difference",
    "Estimate",
    "Point",
    "Precision",
    "Replications",
    "Simulation",
    "Sweep",
    "WarmUp",
    "changed",
    "columns",
    "compare",
    "differences",
    "estimate",
    "mser",
    "notes_on",
    "offered_load",
    "precision",
    "processes",
    "ranged",
    "replicate",
    "replications_for",
    "seeds_from",
    "simulate",
    "suited",
    "sweep",
    "threads",
    "warm_up",
]
