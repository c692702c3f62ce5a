"""Working time that requesters lose: on the line, on articles, and on working around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deskside.log import Outcome, TicketLog, VisitKind
from deskside.reading import among, articles_possible, first_contact, in_force, looked_up, outcomes, so_far

__all__ = ["minutes_lost", "on_the_line", "worked_around"]

Floats = NDArray[np.float64]
# plain numbers: to compare a column with a member of an enumeration takes eight times as long
GAVE_UP, RETRY, RETURNED = int(Outcome.GAVE_UP), int(VisitKind.RETRY), int(VisitKind.RETURNED)


#: Visits for which the requester of a live channel waits on the line.
ON_THE_LINE = (VisitKind.FIRST, VisitKind.RETRY, VisitKind.REPEATED)
#: Visits in which they are spoken to, without having waited on the line.
SPOKEN_TO = (VisitKind.CALL_BACK, VisitKind.CHASE, VisitKind.CHECK_BACK)


def minutes_lost(log: TicketLog, tickets: slice, visits: NDArray[np.intp] | slice) -> Floats:
    """Minutes of working time that each requester lost, shape (tickets,).

    ``visits`` are the rows of these tickets' visits. Waiting and talking on a live channel count, so far
    where they last; time spent on articles; and ``work_around`` of captive people who gave up. What others do
    is not known.
    """
    start, count = tickets.start or 0, len(log.ticket_table.arrived[tickets])
    lost = worked_around(log, tickets)
    ticket = log.visit_table.ticket[visits]
    lost += np.bincount(ticket - start if start else ticket, on_the_line(log, visits), minlength=count)
    return lost if not articles_possible(log) else lost + _read(log, tickets)


def on_the_line(log: TicketLog, rows: NDArray[np.intp] | slice) -> Floats:
    """Minutes of each visit that its requester spent waiting and talking on a live channel.

    A ticket that was handed on or came back is worked on without its requester on the line. Who is called
    back, or chases, has not waited on the line: they left a message.
    """
    visits, queued = log.visit_table, log.visit_table.queued[rows]
    live = np.array([[channel.live for channel in s.channels.values()] for _, s in log.policies])
    channel, kind = log.ticket_table.channel.take(visits.ticket[rows]), visits.kind[rows]
    there = looked_up(live, in_force(log, queued), channel)
    minutes: Floats = so_far(log, visits.ended[rows]) - queued
    if kind.max(initial=0) <= RETURNED:
        minutes *= there & (kind <= RETRY)
        return minutes
    spoken = np.fmax(so_far(log, visits.ended[rows]) - visits.started[rows], 0.0)
    return np.select(
        [there & among(kind, ON_THE_LINE), there & among(kind, SPOKEN_TO)], [minutes, spoken], 0.0
    )


def worked_around(log: TicketLog, tickets: slice) -> Floats:
    """Minutes that each requester who gave up worked around, shape (tickets,); 0 for the others."""
    table, lost = log.ticket_table, np.zeros(len(log.ticket_table.arrived[tickets]))
    found = np.flatnonzero(outcomes(log, tickets) == GAVE_UP)
    gave_up = (tickets.start or 0) + found
    cost = np.array([[g.work_around * g.captive for g in s.groups.values()] for _, s in log.policies])
    lost[found] = looked_up(cost, in_force(log, table.ended[gave_up]), table.group[gave_up])
    return lost


def _read(log: TicketLog, tickets: slice) -> Floats:
    """Minutes spent on articles: from the need to the first contact or, if it was solved, to its end.

    Whom a broadcast spared the contact has read nothing.
    """
    table, arrived = log.ticket_table, log.ticket_table.arrived[tickets]
    until = np.fmin(np.fmin(first_contact(log, tickets), table.ended[tickets]), log.until)
    usual = table.source[tickets] < len(log.scenario.needs)
    return np.where(usual, until - arrived, 0.0)
