"""A log as the floor shows it: whole ticks, one row a visit, and the contacts that are not visits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.log import ContactKind, TicketLog, VisitKind
from deskside.panels.floor.phrases import TICKS

__all__ = ["NEVER", "Columns", "columns", "ticks"]

Integers = NDArray[np.int64]

#: The tick of what has not happened.
NEVER = -1


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns of whole numbers; times are ticks since Monday 00:00 of week 0, `NEVER` where nothing happened.

    ``visit_channel`` is the channel the contact came in on that began the visit, or the ticket's own.
    ``contact_*`` hold the contacts that began no visit and no ticket: chasers, mostly.
    """

    source: Integers
    channel: Integers
    priority: Integers
    outcome: Integers
    waits_for: Integers
    arrived: Integers
    acknowledged: Integers
    promised: Integers
    ended: Integers
    visit_ticket: Integers
    visit_kind: Integers
    visit_team: Integers
    visit_channel: Integers
    visit_agent: Integers
    visit_queued: Integers
    visit_started: Integers
    visit_ended: Integers
    contact_ticket: Integers
    contact_kind: Integers
    contact_channel: Integers
    contact_time: Integers


def ticks(minutes: NDArray[np.float64]) -> Integers:
    """Minutes as whole ticks.

    >>> ticks(np.array([1.0, 0.004, float("nan")])).tolist()
    [100, 0, -1]
    """
    missing = np.isnan(minutes)
    found: Integers = np.rint(np.where(missing, 0.0, minutes) * TICKS).astype(np.int64)
    return np.where(missing, NEVER, found)


@lru_cache(maxsize=4)
def columns(log: TicketLog) -> Columns:
    """The columns of a log, kept for the next story."""
    tickets, visits, contacts = log.ticket_table, log.visit_table, log.contact_table
    channel, told = _channels(log)
    return Columns(
        source=_whole(tickets.source),
        channel=_whole(tickets.channel),
        priority=_whole(tickets.priority),
        outcome=_whole(tickets.outcome),
        waits_for=_whole(tickets.waits_for),
        arrived=ticks(tickets.arrived),
        acknowledged=ticks(tickets.acknowledged),
        promised=ticks(tickets.promised),
        ended=ticks(tickets.ended),
        visit_ticket=_whole(visits.ticket),
        visit_kind=_whole(visits.kind),
        visit_team=_whole(visits.team),
        visit_channel=channel,
        visit_agent=_whole(visits.agent),
        visit_queued=ticks(visits.queued),
        visit_started=ticks(visits.started),
        visit_ended=ticks(visits.ended),
        contact_ticket=_whole(contacts.ticket)[~told],
        contact_kind=_whole(contacts.kind)[~told],
        contact_channel=_whole(contacts.channel)[~told],
        contact_time=ticks(contacts.time)[~told],
    )


def _whole(column: NDArray[Any]) -> Integers:
    return column.astype(np.int64)


def _channels(log: TicketLog) -> tuple[Integers, NDArray[np.bool_]]:
    """The channel of each visit, and which contacts a visit tells already.

    A contact belongs to the visit of the same ticket, kind and moment. Kinds go by their names.
    """
    tickets, visits, contacts = log.ticket_table, log.visit_table, log.contact_table
    channel = _whole(tickets.channel)[visits.ticket]
    told = np.zeros(len(contacts), dtype=bool)
    shared = {
        kind.value: VisitKind[kind.name].value for kind in ContactKind if kind.name in VisitKind.__members__
    }
    kinds = np.array([shared.get(kind, NEVER) for kind in range(max(ContactKind) + 1)])[contacts.kind]
    keys = zip(visits.ticket.tolist(), visits.kind.tolist(), visits.queued.tolist(), strict=True)
    visit_of = {key: row for row, key in enumerate(keys)}
    asked = zip(contacts.ticket.tolist(), kinds.tolist(), contacts.time.tolist(), strict=True)
    for row, key in enumerate(asked):
        visit = visit_of.get(key)
        if visit is not None:
            told[row] = True
            channel[visit] = contacts.channel[row]
    return channel, told
