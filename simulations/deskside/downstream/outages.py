"""Outages: when the link of which outlet was down, from a log or made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskside.downstream.outlet import Outlet
from deskside.downstream.places import place_of
from deskside.experience import numbers
from deskside.log import Outcome, TicketLog, VisitKind

__all__ = ["Outages", "outages"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outages:
    """Spells without a link, one entry each: outlet (from 0), start and end in minutes.

    They may overlap; a link that is down twice is down once. ``until`` is where the time watched ends,
    ``seed`` and ``outlets`` (how many there are) fix the luck of the outlets' days.

    >>> two = Outages.by_hand([540.0, 720.0], 60.0)
    >>> two.minutes.tolist(), two.shortened(by=20.0).minutes.tolist()
    ([60.0, 60.0], [40.0, 40.0])
    """

    outlet: NDArray[np.int64]
    start: Floats
    end: Floats
    until: float
    seed: int
    outlets: int

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def by_hand(cls, start: ArrayLike, minutes: ArrayLike, *, seed: int = 0) -> Self:
        """Outages that begin at the given times and last so long, each at an outlet of its own."""
        begin, length = np.broadcast_arrays(
            np.asarray(start, dtype=np.float64).ravel(), np.asarray(minutes, dtype=np.float64)
        )
        end = begin + length
        number = len(begin)
        return cls(
            np.arange(number), begin.copy(), end, float(end.max(initial=0.0)), seed, outlets=max(number, 1)
        )

    @property
    def minutes(self) -> Floats:
        """How long each lasts by the clock."""
        return self.end - self.start

    def shortened(self, *, by: ArrayLike = 0.0, to: ArrayLike = np.inf) -> Self:
        """The same outages, each shorter by so many minutes and then no longer than ``to``; never below 0."""
        shorter = self.minutes - np.asarray(by, dtype=np.float64)
        length = np.clip(shorter, 0.0, np.asarray(to, dtype=np.float64))
        return type(self)(self.outlet, self.start, self.start + length, self.until, self.seed, self.outlets)

    def merged(self) -> Self:
        """The same time without a link, in spells that do not overlap, sorted by outlet and start."""
        order = np.lexsort((self.start, self.outlet))
        outlet, start, end = self.outlet[order], self.start[order], self.end[order]
        if not len(order):
            return self
        # one time line after another, so that one running maximum serves all outlets
        span = max(float(end.max()), self.until) + 1.0
        reach = np.maximum.accumulate(end + outlet * span)
        begins = np.append(True, start[1:] + outlet[1:] * span > reach[:-1])
        first = np.flatnonzero(begins)
        last = np.append(first[1:], len(order)) - 1
        return type(self)(
            outlet[first],
            start[first],
            reach[last] - outlet[first] * span,
            self.until,
            self.seed,
            self.outlets,
        )


def outages(log: TicketLog, outlet: Outlet) -> Outages:
    """The outages a log tells of: one for each ticket of the outlet's service and each time it came back.

    A link is down from the ticket's arrival, or its return, to its resolution; while it is open, to the end
    of the log. Of one who gave up it stays down for the ``work_around`` of the group after that. Which outlet
    a ticket concerns is drawn at the need's own address (purpose ``outlet``), so two policies that meet the
    same needs have the same outlets down. Raises `DesksideError` for a service or group the desk has not.
    """
    number = place_of(log.scenario.services, outlet.service, "service")
    tickets, visits = log.ticket_table, log.visit_table
    mine = tickets.service == number
    if outlet.group is not None:
        mine &= tickets.group == place_of(log.scenario.groups, outlet.group, "group")
    rows = np.flatnonzero(mine)
    where = np.full(len(mine), -1, dtype=np.int64)
    where[rows] = numbers(log, rows, "outlet") * outlet.outlets
    back = np.flatnonzero((visits.kind == VisitKind.REOPENED) & mine[visits.ticket])
    ticket = np.concatenate([rows, visits.ticket[back]])
    start = np.concatenate([tickets.arrived[rows], visits.queued[back]])
    order = np.lexsort((start, ticket))
    ticket, start = ticket[order], start[order]
    end = _ends(log, ticket, start)
    return Outages(where[ticket], start, np.maximum(end, start), log.until, log.seed, outlet.outlets)


def _ends(log: TicketLog, ticket: NDArray[np.intp], start: Floats) -> Floats:
    """When each spell ends: the last spell of a ticket with its outcome, others with the work before."""
    table, visits = log.ticket_table, log.visit_table
    end = np.fmin(table.ended[ticket], log.until)
    gave_up = table.outcome[ticket] == Outcome.GAVE_UP
    if gave_up.any():
        worked_around = np.array([group.work_around for group in log.scenario.groups.values()])
        end[gave_up] += worked_around[table.group[ticket[gave_up]]]
    end = np.where(np.isin(table.outcome[ticket], (Outcome.OPEN, Outcome.FORGOTTEN)), log.until, end)
    comes_back = np.flatnonzero(ticket[1:] == ticket[:-1])
    for spell in comes_back.tolist():  # few: each is a ticket that was reopened
        mine = (visits.ticket == ticket[spell]) & (visits.queued < start[spell + 1])
        end[spell] = np.nanmax(visits.ended[mine], initial=start[spell])
    return end
