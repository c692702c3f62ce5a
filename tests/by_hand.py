"""Needs with given answers instead of drawn ones, and logs as lines to read.

For tests worked out on paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import DAY, DAYS, HOUR, WEEK, when
from deskside.demand import ANSWERS, RARE_ANSWERS, Demand
from deskside.engines import start
from deskside.log import ContactKind, Outcome, TicketLog, VisitKind, WaitsFor
from deskside.scenario import Scenario

NO = 0.999_999  # a number that no share below 1 reaches
YES = 0.000_001

#: The desk of the micro-tests. Short work takes 10 minutes and long work 30, always.
DAY_SHIFT = {"agents": 1, "shift": ["Mon-Fri 08:00-16:00"]}
BASE: dict[str, Any] = {
    "name": "paper",
    "horizon": {"days": 14, "clock": "whole-minute"},
    "calendar": {"open": ["Mon-Fri 08:00-18:00"]},
    "profiles": {"flat": [1] * 24},
    "needs": [
        {"service": service, "group": group, "per_week": 10, "profile": "flat"}
        for group in ("staff", "guests")
        for service in ("short", "long")
    ],
    "groups": {
        "staff": {"channels": {"phone": 0.5, "email": 0.5}, "retry_share": 0.5, "retry_after": 30.0},
        "guests": {"channels": {"phone": 0.5, "email": 0.5}, "captive": False},
    },
    "channels": {"phone": {"live": True, "patience": 5.0}, "email": {"live": False}},
    "services": {
        name: {
            "team": "desk",
            "priorities": [0.25, 0.25, 0.25, 0.25],
            "effort": {
                "desk": {"mean": mean, "kind": "constant"},
                "second": {"mean": 20.0, "kind": "constant"},
            },
            "escalate": {"desk": {"to": "second", "share": 0.5}},
            "reopen": {"share": 0.5, "at_most": 3, "after": 60.0},
        }
        for name, mean in (("short", 10.0), ("long", 30.0))
    },
    "teams": {
        "desk": {"discipline": "first-come", "roster": [DAY_SHIFT]},
        "second": {"discipline": "first-come", "roster": [DAY_SHIFT]},
    },
    "targets": {"response": [15], "resolution": [60]},
}

DESK = Scenario.parse(BASE)
TWO_AGENTS = {"teams.desk.roster": [DAY_SHIFT | {"agents": 2}]}


def minute(text: str) -> float:
    """``Mon 08:30``, or ``Mon 08:30 of week 2``, in minutes since Monday 00:00 of week 0."""
    day, clock, *week = text.split()
    hours, minutes = clock.split(":")
    weeks = int(week[-1]) - 1 if week else 0
    return float(weeks * WEEK + DAYS.index(day) * DAY + int(hours) * HOUR + int(minutes))


@dataclass(frozen=True)
class Need:
    """One need, in whole answers: which way it goes each time it is asked, and how many minutes it takes.

    The k-th entry of ``escalate`` answers for the k-th visit, of ``reopen`` for the k-th resolution, of
    ``patience`` and ``retry`` for the k-th try. ``answers`` holds any other question by its name, page by
    page: `YES` or `NO` (or the number itself), and times as multiples of their mean. What is not said: no, or
    the mean. ``incident`` names the major incident that it is part of.
    """

    time: str
    service: str = "short"
    group: str = "staff"
    channel: str = "email"
    priority: int = 1
    escalate: Sequence[bool] = ()
    reopen: Sequence[bool] = ()
    retry: Sequence[bool] = ()
    patience: Sequence[float] = ()
    retry_after: Sequence[float] = ()
    reopen_after: Sequence[float] = ()
    answers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    incident: str = ""


MOST_TOLD = 64  # pages of answers that are told


@dataclass(frozen=True, eq=False)
class GivenDemand(Demand):
    """A demand whose answers are told, not drawn."""

    told: tuple[dict[str, Sequence[float]], ...] = field(default=())

    def _answer(self, purpose: str, need: int, page: int) -> float:
        given = self.told[need].get(purpose, ())
        if page < len(given):
            return given[page]
        return 1.0 if (ANSWERS | RARE_ANSWERS).get(purpose) else NO

    def numbers(self, purpose: str) -> NDArray[np.float64]:
        return np.array([self._answer(purpose, need, 0) for need in range(len(self))])

    def answers(self, purpose: str) -> NDArray[np.float64]:
        return self.numbers(purpose)

    def at_hand(self, purpose: str) -> tuple[NDArray[np.float64], ...]:
        every = np.arange(len(self))
        return tuple(self.later_answers(purpose, every, page) for page in range(MOST_TOLD))

    def later_answers(
        self, purpose: str, needs: NDArray[np.int64], page: int, *_: Any, **__: Any
    ) -> NDArray[np.float64]:
        return np.array([self._answer(purpose, int(need), page) for need in needs], dtype=np.float64)

    def later_numbers(
        self, purposes: tuple[str, ...], needs: NDArray[np.int64], page: int, *_: Any, **__: Any
    ) -> NDArray[np.float64]:
        answers = [self.later_answers(purpose, needs, page) for purpose in purposes]
        return np.array(answers).reshape(len(purposes), len(needs))


def demand_of(desk: Scenario, needs: Sequence[Need]) -> GivenDemand:
    """These needs, in this order, as the demand of a desk."""
    sources = [row.source for row in (*desk.needs, *desk.incidents)]
    source = np.array([sources.index(_source(need)) for need in needs], dtype=np.int32)
    ordinal = np.array([int((source[:i] == source[i]).sum()) for i in range(len(needs))], dtype=np.int64)
    arrived = np.array([minute(need.time) for need in needs])
    assert (np.diff(arrived) >= 0).all(), "needs go by time"
    told = tuple(_told(desk, need) for need in needs)
    return GivenDemand(0, desk.demand_digest, tuple(sources), arrived, source, ordinal, told=told)


def _source(need: Need) -> str:
    usual = f"{need.group}/{need.service}"
    return f"{usual}!{need.incident}" if need.incident else usual


def _told(desk: Scenario, need: Need) -> dict[str, Sequence[float]]:
    group, service, channel = (
        desk.groups[need.group],
        desk.services[need.service],
        desk.channels[need.channel],
    )
    mix = [group.channels.get(name, 0.0) for name in desk.channels]
    place = list(desk.channels).index(need.channel)
    ranks = service.priorities
    return {
        "channel": [sum(mix[:place]) + mix[place] / 2],
        "priority": [sum(ranks[: need.priority - 1]) + ranks[need.priority - 1] / 2],
        "escalate": [YES if yes else NO for yes in need.escalate],
        "reopen": [YES if yes else NO for yes in need.reopen],
        "retry": [YES if yes else NO for yes in need.retry],
        "patience": [minutes / (channel.patience or 1.0) for minutes in need.patience],
        "retry_after": [minutes / group.retry_after for minutes in need.retry_after],
        "reopen_after": [minutes / service.reopen.after for minutes in need.reopen_after],
        **need.answers,
    }


def visit_lines(log: TicketLog) -> list[str]:
    """Visits as lines: ``0 first desk, Mon 09:00: agent 0 Mon 09:00 to Mon 09:10``."""
    teams, rows = list(log.scenario.teams), log.visit_table
    lines = []
    for i in range(len(rows)):
        kind, team = VisitKind(rows.kind[i]).name.lower(), teams[rows.team[i]]
        if rows.agent[i] >= 0:
            then = f"agent {rows.agent[i]} {_clock(rows.started[i])} to {_clock(rows.ended[i])}"
        else:
            then = "waits" if np.isnan(rows.ended[i]) else f"gave up {when(rows.ended[i])}"
        lines.append(f"{rows.ticket[i]} {kind} {team}, {when(rows.queued[i])}: {then}")
    return lines


def contact_lines(log: TicketLog) -> list[str]:
    """Contacts as lines: ``0 first phone Mon 09:00``."""
    channels, rows = list(log.scenario.channels), log.contact_table
    kinds = [ContactKind(kind).name.lower() for kind in rows.kind]
    return [
        f"{rows.ticket[i]} {kinds[i]} {channels[rows.channel[i]]} {when(rows.time[i])}"
        for i in range(len(rows))
    ]


def ticket_lines(log: TicketLog) -> list[str]:
    """Tickets as lines: ``0 resolved Mon 09:10, first response Mon 09:00``."""
    rows = log.ticket_table
    return [
        f"{i} {Outcome(rows.outcome[i]).name.lower()} {_clock(rows.ended[i])}, "
        f"first response {_clock(rows.first_response[i])}"
        for i in range(len(rows))
    ]


def heard_lines(log: TicketLog) -> list[str]:
    """What requesters were told, as lines: ``0 acknowledged Mon 09:00, promised Mon 10:00``."""
    rows = log.ticket_table
    return [
        f"{i} acknowledged {_clock(rows.acknowledged[i])}, promised {_clock(rows.promised[i])}"
        for i in range(len(rows))
    ]


def waiting_for(log: TicketLog) -> list[str]:
    """What each ticket waits for when the log is taken, in words."""
    return [WaitsFor(what).name.lower() for what in log.ticket_table.waits_for]


def _clock(time: float) -> str:
    return when(time) if not np.isnan(time) else "never"


def run(engine: str, desk: Scenario, needs: Sequence[Need]) -> TicketLog:
    """A whole run of these needs on an engine."""
    log = start(demand_of(desk, needs), desk, engine).finish().log()
    assert log.engine == engine
    return log
