"""When tickets waited for somebody outside the desk: their requester or a supplier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog, VisitKind, WaitsFor
from deskside.metrics.ordering import by_number_and_time
from deskside.metrics.way import Rows, first_part, last_main, with_the_visit_before
from deskside.prepare.policy import PENDING_ON
from deskside.reading import among, in_force, looked_up

__all__ = ["Pauses", "pauses", "pauses_possible"]

Floats = NDArray[np.float64]
OUTSIDE = (WaitsFor.REQUESTER, WaitsFor.SUPPLIER)


@dataclass(frozen=True, eq=False)
class Pauses:
    """One entry a wait: the ticket, from ``begin`` to ``end`` (minutes), for whom (`WaitsFor`).

    A wait that goes on ends with the log. The waits of one ticket never overlap: it has one at a time.
    """

    ticket: NDArray[np.int32]
    begin: Floats
    end: Floats
    waits_for: NDArray[np.int8]


def pauses_possible(log: TicketLog) -> bool:
    """Whether any policy of the log lets tickets wait for somebody outside."""
    return any(
        service.pending.share > 0.0 and service.pending.at_most > 0
        for _, scenario in log.policies
        for service in scenario.services.values()
    )


def pauses(log: TicketLog) -> Pauses:
    """Every wait for somebody outside, ticket by ticket, in order.

    It begins when the visit before it ends, and ends when the ticket is back in a queue. A ticket that comes
    back from other teams has not waited outside.
    """
    visits = log.visit_table
    returned = visits.kind == VisitKind.RETURNED
    waiting = among(log.ticket_table.waits_for, OUTSIDE)
    concerned = waiting.copy()
    concerned[visits.ticket[returned]] = True
    rows, before = with_the_visit_before(log, concerned)
    back = returned[rows] & ~_between(first_part(log), visits.ticket[rows], before, rows)
    rows, before = rows[back], before[back]
    begin = visits.ended[before]
    last = last_main(log, waiting)
    ticket = np.concatenate([visits.ticket[rows], visits.ticket[last]])
    begin = np.concatenate([begin, visits.ended[last]])
    end = np.concatenate([visits.queued[rows], np.full(len(last), log.until)])
    order = by_number_and_time(ticket, begin)
    ticket, begin, end = ticket[order], begin[order], end[order]
    return Pauses(ticket, begin, end, _for_whom(log, ticket, begin))


def _between(part: Rows, ticket: NDArray[np.int32], before: Rows, after: Rows) -> NDArray[np.bool_]:
    """Whether other teams were asked between two main visits of a ticket: rows go by the time of queueing."""
    asked: NDArray[np.bool_] = (before < part[ticket]) & (part[ticket] < after)
    return asked


def _for_whom(log: TicketLog, ticket: NDArray[np.int32], begin: Floats) -> NDArray[np.int8]:
    """Whom the policy in force at the beginning has them wait for."""
    table = np.array(
        [[PENDING_ON[service.pending.on] for service in s.services.values()] for _, s in log.policies],
        dtype=np.int8,
    )
    return looked_up(table, in_force(log, begin), log.ticket_table.service[ticket])
