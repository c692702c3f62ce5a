"""Closed forms of queueing theory: what simulation is checked against, and what a trainee can work out first.

Time is in minutes and rates are per minute throughout. Each figure is a long-run average under assumptions
that its docstring names; a desk that opens and closes, or whose load moves, meets none of them exactly.

Some laws are here for one of the two alone. Tests hold both engines to `conserved_wait`, `mg1`, `mm1`,
`processor_sharing`, `tandem` and `wait_second_moments`, which no lesson asks for. `agents_for_blocking`,
`agents_for_abandonment` and `square_root_staffing`, with its limit `halfin_whitt`, are for people: they turn
round what Erlang B, A and C say, as `agents_for` and `highest_load` do.
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
from deskside.theory.variability import MG1, ProcessorSharing, kingman, mg1, processor_sharing
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
    "cobham",
    "cobham_agents",
    "conserved_wait",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "halfin_whitt",
    "highest_load",
    "kingman",
    "little",
    "mg1",
    "mm1",
    "offered_load",
    "processor_sharing",
    "square_root_staffing",
    "tandem",
    "wait_second_moments",
]
