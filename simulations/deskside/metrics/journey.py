"""What one ticket lived through, in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from deskside.errors import DesksideError
from deskside.log import BESIDE, ContactKind, Outcome, TicketLog, VisitKind, WaitsFor

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["journey"]

REQUESTER = "requester"
#: What a contact is called where it is told.
CONTACTS = {
    ContactKind.FIRST: "asks",
    ContactKind.RETRY: "tries again",
    ContactKind.REOPENED: "comes back",
    ContactKind.CHASE_RECEIPT: "did you get it?",
    ContactKind.CHASE_PROGRESS: "when will it be done?",
    ContactKind.REPEATED: "asks once more",
}
ENDS = {Outcome.RESOLVED: "solved", Outcome.GAVE_UP: "gives up", Outcome.FORGOTTEN: "forgotten"}
#: What a wait in a queue is for, where it is not for the ticket itself.
WAITS = {
    VisitKind.CHASE: "chase waits",
    VisitKind.HELP: "waits for help",
    VisitKind.CHILD: "other team's part",
    VisitKind.CHECK_BACK: "check-back",
    VisitKind.CALL_BACK: "call-back",
}
PENDING = {
    WaitsFor.REQUESTER: "for the requester",
    WaitsFor.SUPPLIER: "for a supplier",
    WaitsFor.OTHER_TEAMS: "for other teams",
    WaitsFor.CAUSE: "for the cause",
    WaitsFor.NOBODY: "not written down",
}

Row = tuple[str, str, str, float, float]


def journey(log: TicketLog, ticket: int) -> pd.DataFrame:
    """One row for each spell and each moment of a ticket, by its number in the log.

    ``lane`` is the requester or a team; ``kind`` is wait, work or pending for a spell, contact, receipt or
    end for a moment; ``label`` says it in words. ``start`` and ``end`` are minutes since Monday 00:00; a
    moment has no end, and a spell that goes on ends with the log. Raises `DesksideError` if there is no such
    ticket.
    """
    import pandas as pd

    count = len(log.ticket_table)
    if not 0 <= ticket < count:
        raise DesksideError(f"no ticket {ticket} in this log; they are numbered from 0 to {count - 1}")
    rows = [*_moments(log, ticket), *_visits(log, ticket), *_pending(log, ticket)]
    frame = pd.DataFrame(rows, columns=["lane", "kind", "label", "start", "end"])
    return frame.sort_values("start", kind="stable", ignore_index=True)


def _moments(log: TicketLog, ticket: int) -> Iterator[Row]:
    """What the requester does and hears."""
    contacts, table = log.contact_table, log.ticket_table
    for at in np.flatnonzero(contacts.ticket == ticket):
        label = CONTACTS[ContactKind(int(contacts.kind[at]))]
        yield REQUESTER, "contact", label, float(contacts.time[at]), np.nan
    heard = float(table.acknowledged[ticket])
    if not np.isnan(heard):
        promised = "" if np.isnan(table.promised[ticket]) else ", with a time"
        yield REQUESTER, "receipt", f"hears from the desk{promised}", heard, np.nan
    outcome, ended = Outcome(int(table.outcome[ticket])), float(table.ended[ticket])
    if outcome in ENDS and not np.isnan(ended):
        yield REQUESTER, "end", ENDS[outcome], ended, np.nan


def _visits(log: TicketLog, ticket: int) -> Iterator[Row]:
    """The waits in queues, and agents' work."""
    visits, teams = log.visit_table, list(log.scenario.teams)
    for at in np.flatnonzero(visits.ticket == ticket):
        lane, kind = teams[int(visits.team[at])], VisitKind(int(visits.kind[at]))
        queued, started, ended = (
            float(column[at]) for column in (visits.queued, visits.started, visits.ended)
        )
        left = float(np.fmin(np.fmin(started, ended), log.until))
        if left > queued:
            yield lane, "wait", WAITS.get(kind, "waits"), queued, left
        if visits.agent[at] >= 0:
            yield lane, "work", f"agent {int(visits.agent[at])}", started, float(np.fmin(ended, log.until))


def _pending(log: TicketLog, ticket: int) -> Iterator[Row]:
    """The spells in which it waits for somebody outside: until it returns, or until the log ends."""
    visits, teams = log.visit_table, list(log.scenario.teams)
    mine = [at for at in np.flatnonzero(visits.ticket == ticket) if visits.kind[at] not in BESIDE]
    for before, at in pairwise(mine):
        if visits.kind[at] == VisitKind.RETURNED and visits.queued[at] > visits.ended[before]:
            lane, label = teams[int(visits.team[at])], "pending"
            yield lane, "pending", label, float(visits.ended[before]), float(visits.queued[at])
    waits_for = WaitsFor(int(log.ticket_table.waits_for[ticket]))
    if mine and waits_for in PENDING and not np.isnan(visits.ended[mine[-1]]):
        lane = teams[int(visits.team[mine[-1]])]
        yield lane, "pending", PENDING[waits_for], float(visits.ended[mine[-1]]), float(log.until)
