"""Working time that requesters lose: on the line, and on working around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deskside.log import Outcome, TicketLog, VisitKind
from deskside.metrics.window import in_force, looked_up

__all__ = ["minutes_lost"]

Floats = NDArray[np.float64]


def minutes_lost(log: TicketLog, tickets: slice, visits: NDArray[np.intp] | slice) -> Floats:
    """Minutes of working time that each requester lost, shape (tickets,).

    ``visits`` are the rows of these tickets' visits. Waiting and talking on a live channel count, so far
    where they last; and ``work_around`` of captive people who gave up. What others do is not known.
    """
    start, count = tickets.start or 0, len(log.ticket_table.arrived[tickets])
    lost = _worked_around(log, tickets)
    lost += np.bincount(log.visit_table.ticket[visits] - start, _on_the_line(log, visits), minlength=count)
    return lost


def _on_the_line(log: TicketLog, rows: NDArray[np.intp] | slice) -> Floats:
    """Minutes of each visit that its requester spent waiting and talking on a live channel.

    A ticket that was handed on or came back is worked on without its requester on the line.
    """
    visits, queued = log.visit_table, log.visit_table.queued[rows]
    live = np.array([[channel.live for channel in s.channels.values()] for _, s in log.policies])
    channel = log.ticket_table.channel.take(visits.ticket[rows])
    there = looked_up(live, in_force(log, queued), channel) & (visits.kind[rows] <= VisitKind.RETRY)
    minutes: Floats = np.fmin(visits.ended[rows], log.until) - queued
    minutes *= there
    return minutes


def _worked_around(log: TicketLog, tickets: slice) -> Floats:
    table, lost = log.ticket_table, np.zeros(len(log.ticket_table.arrived[tickets]))
    found = np.flatnonzero(table.outcome[tickets] == Outcome.GAVE_UP)
    gave_up = (tickets.start or 0) + found
    cost = np.array([[g.work_around * g.captive for g in s.groups.values()] for _, s in log.policies])
    lost[found] = looked_up(cost, in_force(log, table.ended[gave_up]), table.group[gave_up])
    return lost
