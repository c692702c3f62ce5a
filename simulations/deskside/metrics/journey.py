"""What one ticket lived through, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from deskside.errors import DesksideError
from deskside.log import ContactKind, Outcome, TicketLog

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["journey"]

REQUESTER = "requester"
#: What a contact is called where it is told.
CONTACTS = {"FIRST": "asks", "RETRY": "tries again", "REOPENED": "comes back", "CHASE": "asks again"}
ENDS = {Outcome.RESOLVED: "solved", Outcome.GAVE_UP: "gives up", Outcome.FORGOTTEN: "forgotten"}


def journey(log: TicketLog, ticket: int) -> pd.DataFrame:
    """One row for each spell and each moment of a ticket, by its number in the log.

    ``lane`` is the requester or a team; ``kind`` is wait or work for a spell, contact or end for a moment;
    ``label`` says it in words, ``start`` and ``end`` are minutes since Monday 00:00; a moment has no end.
    A spell that goes on ends with the log. Raises `DesksideError` if there is no such ticket.
    """
    import pandas as pd

    count = len(log.ticket_table)
    if not 0 <= ticket < count:
        raise DesksideError(f"no ticket {ticket} in this log; they are numbered from 0 to {count - 1}")
    rows: list[tuple[str, str, str, float, float]] = []
    contacts = log.contact_table
    for at in np.flatnonzero(contacts.ticket == ticket):
        kind = ContactKind(int(contacts.kind[at])).name
        label = CONTACTS.get(kind, kind.lower().replace("_", " "))
        rows.append((REQUESTER, "contact", label, float(contacts.time[at]), np.nan))
    rows += _visits(log, ticket)
    table = log.ticket_table
    outcome = Outcome(int(table.outcome[ticket]))
    if outcome in ENDS and not np.isnan(table.ended[ticket]):
        rows.append((REQUESTER, "end", ENDS[outcome], float(table.ended[ticket]), np.nan))
    frame = pd.DataFrame(rows, columns=["lane", "kind", "label", "start", "end"])
    return frame.sort_values("start", kind="stable", ignore_index=True)


def _visits(log: TicketLog, ticket: int) -> list[Any]:
    visits, teams = log.visit_table, list(log.scenario.teams)
    rows: list[Any] = []
    for at in np.flatnonzero(visits.ticket == ticket):
        lane, queued, started, ended = (
            teams[int(visits.team[at])],
            float(visits.queued[at]),
            float(visits.started[at]),
            float(visits.ended[at]),
        )
        left = float(np.fmin(np.fmin(started, ended), log.until))
        if left > queued:
            rows.append((lane, "wait", "waits", queued, left))
        if visits.agent[at] >= 0:
            rows.append(
                (lane, "work", f"agent {int(visits.agent[at])}", started, float(np.fmin(ended, log.until)))
            )
    return rows
