"""Closed forms of queueing theory: what simulation is checked against, and what a trainee can work out first.

Time is in minutes and rates are per minute throughout. Each figure is a long-run average under assumptions
that its docstring names; a desk that opens and closes, or whose load moves, meets none of them exactly.
"""

from deskside.theory.flow import little, offered_load
from deskside.theory.impatience import ErlangA, agents_for_abandonment, erlang_a
from deskside.theory.loss import agents_for_blocking, erlang_b
from deskside.theory.priority import Priorities, cobham, cobham_agents, conserved_wait
from deskside.theory.staffing import (
    SquareRootStaffing,
    agents_for,
    halfin_whitt,
    highest_load,
    square_root_staffing,
)
from deskside.theory.stations import Tandem, tandem
from deskside.theory.variability import (
    MG1,
    ProcessorSharing,
    allen_cunneen,
    kingman,
    kingman_bound,
    mg1,
    processor_sharing,
)
from deskside.theory.waiting import MM1, ErlangC, SecondMoments, erlang_c, mm1, wait_second_moments

__all__ = [
    "MG1",
    "MM1",
    "ErlangA",
    "ErlangC",
    "Priorities",
    "ProcessorSharing",
    "SecondMoments",
    "SquareRootStaffing",
    "Tandem",
    "agents_for",
    "agents_for_abandonment",
    "agents_for_blocking",
    "allen_cunneen",
    "cobham",
    "cobham_agents",
    "conserved_wait",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "halfin_whitt",
    "highest_load",
    "kingman",
    "kingman_bound",
    "little",
    "mg1",
    "mm1",
    "offered_load",
    "processor_sharing",
    "square_root_staffing",
    "tandem",
    "wait_second_moments",
]
