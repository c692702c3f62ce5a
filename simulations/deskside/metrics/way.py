"""A ticket's own way: its main visits, one after the other, and the parts that other teams do beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog, VisitKind

__all__ = ["Rows", "first_part", "last_main", "with_the_visit_before"]

Rows = NDArray[np.intp]
#: Kinds below this one are main visits; the others stand beside the ticket's way.
BESIDE_FROM = VisitKind.CHASE


def with_the_visit_before(log: TicketLog, concerned: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Rows of the later main visits of these tickets, each with the row of the main visit before it.

    ``concerned`` has one entry a ticket.
    """
    visits = log.visit_table
    rows = np.flatnonzero((visits.kind < BESIDE_FROM) & concerned[visits.ticket])
    rows = rows[np.argsort(visits.ticket[rows], kind="stable")]
    same = visits.ticket[rows[1:]] == visits.ticket[rows[:-1]]
    return rows[1:][same], rows[:-1][same]


def last_main(log: TicketLog, concerned: NDArray[np.bool_]) -> Rows:
    """The row of the last main visit of each of these tickets, all of which have one."""
    visits, last = log.visit_table, np.full(len(concerned), -1)
    rows = np.flatnonzero((visits.kind < BESIDE_FROM) & concerned[visits.ticket])
    last[visits.ticket[rows]] = rows
    return last[concerned]


def first_part(log: TicketLog) -> Rows:
    """For each ticket the row of the first visit to another team for its part; -1 if there is none.

    All parts of a ticket are asked for at once, so that all their rows follow each other.
    """
    visits, found = log.visit_table, np.full(len(log.ticket_table), -1)
    parts = np.flatnonzero(visits.kind == VisitKind.CHILD)[::-1]
    found[visits.ticket[parts]] = parts
    return found
