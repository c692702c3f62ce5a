"""Logs made by hand, small enough to work out every result on paper.

Teams ``desk`` and ``second`` have one agent each, Monday to Friday 08-16. Channels are ``phone`` (live) and
``email``, groups ``staff`` (captive, a workaround costs an hour) and ``guests`` (they leave); one service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from deskside.log import ContactKind, Contacts, Outcome, TicketLog, Tickets, VisitKind, Visits, WaitsFor
from deskside.scenario import Scenario

__all__ = [
    "FRIDAY",
    "MONDAY",
    "NAN",
    "NEXT_MONDAY",
    "TUESDAY",
    "Contact",
    "Ticket",
    "Visit",
    "altered",
    "at_desk",
    "contact",
    "desk",
    "log_of",
    "solved",
    "ticket",
    "visit",
]

NAN = float("nan")
MONDAY, TUESDAY, FRIDAY, NEXT_MONDAY = 0.0, 1440.0, 4 * 1440.0, 7 * 1440.0
TEAMS, CHANNELS, GROUPS = ("desk", "second"), ("phone", "email"), ("staff", "guests")

DESK = {
    "name": "handmade",
    "horizon": {"days": 7},
    "calendar": {"open": ["Mon-Fri 08:00-18:00"]},
    "profiles": {"flat": [1.0] * 24},
    "needs": [
        {"service": "help", "group": "staff", "per_week": 10.0, "profile": "flat"},
        {"service": "help", "group": "guests", "per_week": 10.0, "profile": "flat"},
    ],
    "groups": {
        "staff": {"channels": {"phone": 1.0}, "work_around": 60.0},
        "guests": {"channels": {"email": 1.0}, "captive": False},
    },
    "channels": {"phone": {"live": True, "patience": 10.0}, "email": {"live": False}},
    "services": {
        "help": {
            "team": "desk",
            "priorities": [0.5, 0.5],
            "effort": {"desk": {"mean": 10.0}, "second": {"mean": 30.0}},
            "escalate": {"desk": {"to": "second", "share": 0.2}},
        }
    },
    "teams": {
        "desk": {"roster": [{"agents": 1, "shift": ["Mon-Fri 08:00-16:00"]}]},
        "second": {"roster": [{"agents": 1, "shift": ["Mon-Fri 08:00-16:00"]}]},
    },
}


class Ticket(NamedTuple):
    arrived: float
    first_response: float
    ended: float
    outcome: str
    priority: int
    channel: str
    group: str
    contacts: int
    transfers: int
    reopened: int
    acknowledged: float
    promised: float
    waits_for: str
    clock_stopped: int


class Visit(NamedTuple):
    ticket: int
    kind: str
    team: str
    agent: int
    queued: float
    started: float
    ended: float


class Contact(NamedTuple):
    ticket: int
    kind: str
    number: int
    channel: str
    time: float


def desk(changes: Mapping[str, Any] | None = None) -> Scenario:
    """The desk, changed at some paths."""
    return Scenario.parse(DESK).with_(changes or {})


def ticket(
    arrived: float, outcome: str, *, first_response: float = NAN, ended: float = NAN, **more: Any
) -> Ticket:
    """A ticket of priority 1 that came in by phone from the staff, one contact, unless said otherwise."""
    usual = {
        "priority": 1,
        "channel": "phone",
        "group": "staff",
        "contacts": 1,
        "transfers": 0,
        "reopened": 0,
        "acknowledged": NAN,
        "promised": NAN,
        "waits_for": "desk",
        "clock_stopped": 0,
    }
    return Ticket(arrived, first_response, ended, outcome, **(usual | more))


def solved(arrived: float, ended: float, first_response: float | None = None, **more: Any) -> Ticket:
    """A resolved ticket, taken up as it came unless said otherwise."""
    start = arrived if first_response is None else first_response
    return ticket(arrived=arrived, first_response=start, ended=ended, outcome="resolved", **more)


def at_desk(
    number: int, queued: float, started: float, ended: float, kind: str = "first", agent: int = 0
) -> Visit:
    """A visit to the desk."""
    return visit(number, "desk", agent=agent, queued=queued, started=started, ended=ended, kind=kind)


def visit(
    number: int,
    team: str,
    *,
    agent: int,
    queued: float,
    started: float = NAN,
    ended: float = NAN,
    kind: str = "first",
) -> Visit:
    """A visit of a ticket to a team; agent 0 is at the desk, agent 1 at the second team, -1 is nobody."""
    return Visit(number, kind, team, agent, queued, started, ended)


def contact(number: int, kind: str, time: float, *, count: int = 0, channel: str = "phone") -> Contact:
    """A contact; ``count`` is its number among those of the ticket."""
    return Contact(number, kind, count, channel, time)


def log_of(
    scenario: Scenario,
    tickets: Sequence[Ticket],
    visits: Sequence[Visit],
    contacts: Sequence[Contact] = (),
    *,
    until: float = NEXT_MONDAY,
    policies: tuple[tuple[float, Scenario], ...] | None = None,
    people: tuple[tuple[int, int, int], ...] = ((0, 0, 0), (1, 0, 0)),
) -> TicketLog:
    """A log of these tickets, visits and contacts, each in its order."""
    columns = {name: [getattr(row, name) for row in tickets] for name in Ticket._fields}
    columns["outcome"] = [Outcome[name.upper()] for name in columns["outcome"]]
    columns["channel"] = [CHANNELS.index(name) for name in columns["channel"]]
    columns["group"] = [GROUPS.index(name) for name in columns["group"]]
    columns["waits_for"] = [WaitsFor[name.upper()] for name in columns["waits_for"]]
    none = [0] * len(tickets)
    columns |= {"source": columns["group"], "ordinal": list(range(len(tickets))), "service": none}
    spells = {name: [getattr(row, name) for row in visits] for name in Visit._fields}
    spells["kind"] = [VisitKind[name.upper()] for name in spells["kind"]]
    spells["team"] = [TEAMS.index(name) for name in spells["team"]]
    reached = {name: [getattr(row, name) for row in contacts] for name in Contact._fields}
    reached["kind"] = [ContactKind[name.upper()] for name in reached["kind"]]
    reached["channel"] = [CHANNELS.index(name) for name in reached["channel"]]
    return TicketLog(
        engine="handmade",
        seed=0,
        until=until,
        policies=policies or ((0.0, scenario),),
        people=people,
        ticket_table=Tickets.of(columns),
        visit_table=Visits.of(spells),
        contact_table=Contacts.of(reached),
    )


def altered(log: TicketLog, table: str, **columns: Any) -> TicketLog:
    """The log with other columns in one of its tables; one value stands for a whole column."""
    before = getattr(log, table)
    full = {name: np.broadcast_to(values, len(before)) for name, values in columns.items()}
    return replace(log, **{table: type(before).of(before.columns() | full)})
