"""The life of a need told again from its draws: what an auditor expects a log to hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from audit import Audit, clock
from deskside.calendar import Hours
from deskside.distributions import exponential
from deskside.log import ContactKind, VisitKind


def lives(audit: Audit) -> Iterator[str]:
    """Tell each need's life again from its draws; only how long it waited and who served it is taken over."""
    visits: dict[int, list[dict[str, Any]]] = {}
    contacts: dict[int, list[tuple[int, float]]] = {}
    for v in audit.visits:
        visits.setdefault(v["ticket"], []).append(v)
    table = audit.log.contact_table
    for ticket, kind, time in zip(
        table.ticket.tolist(), table.kind.tolist(), table.time.tolist(), strict=True
    ):
        contacts.setdefault(ticket, []).append((kind, time))
    for ticket in range(len(audit.log.ticket_table)):
        told = _Life(audit, ticket, visits.get(ticket, []))
        told.live()
        if told.wrong:
            yield f"ticket {ticket}: {told.wrong}"
        elif told.used != len(told.visits) or told.contacts != contacts.get(ticket, []):
            yield f"ticket {ticket}: its draws tell {told.contacts}, its log {contacts.get(ticket)}"


class _Life:
    """One need's life under one policy."""

    def __init__(self, audit: Audit, ticket: int, visits: list[dict[str, Any]]) -> None:
        self.audit, self.ticket, self.visits = audit, ticket, visits
        self.policy, self.used, self.wrong = audit.spells[0].policy, 0, ""
        self.contacts: list[tuple[int, float]] = []
        needs = self.policy.needs[audit.log.ticket_table.source[ticket]]
        self.service, self.group = self.policy.services[needs.service], self.policy.groups[needs.group]
        channels, shares = list(self.policy.channels), self.group.channels
        self.channel_name = _pick(
            self._number("channel", 0), [shares.get(c, 0.0) for c in channels], channels
        )
        priority = _pick(self._number("priority", 0), list(self.service.priorities), range(1, 10))
        self.channel = self.policy.channels[self.channel_name]
        table = audit.log.ticket_table
        if (channels[table.channel[ticket]], table.priority[ticket]) != (self.channel_name, priority):
            self.wrong = "channel or priority is not the drawn one"

    def _number(self, purpose: str, page: int) -> float:
        return self.audit.number(purpose, self.ticket, page)

    def _wait(self, purpose: str, page: int, mean: float) -> float:
        return clock(self.policy, mean * float(exponential(np.array([self._number(purpose, page)]))[0]))

    def live(self) -> None:
        time, tries, reopened = float(self.audit.log.ticket_table.arrived[self.ticket]), 0, 0
        kind, contact = VisitKind.FIRST, ContactKind.FIRST
        while not self.wrong and self._seen(time):
            self.contacts.append((int(contact), time))
            served, end = self._reach(kind, time, tries)
            if end is None:
                return
            if served:
                page = reopened
                if (
                    reopened >= self.service.reopen.at_most
                    or self._number("reopen", page) >= self.service.reopen.share
                ):
                    return
                time = end + self._wait("reopen_after", page, self.service.reopen.after)
                reopened, kind, contact = reopened + 1, VisitKind.REOPENED, ContactKind.REOPENED
            else:
                if not self.group.captive or self._number("retry", tries) >= self.group.retry_share:
                    return
                later = end + self._wait("retry_after", tries, self.group.retry_after)
                time = _opening(self.policy.calendar.hours, later)
                tries, kind, contact = tries + 1, VisitKind.RETRY, ContactKind.RETRY

    def _seen(self, time: float) -> bool:
        """Whether the log goes that far: one that was drained ends with its last event."""
        until, drained = self.audit.log.until, self.policy.horizon.at_end == "drain"
        return time < until or (drained and time == until > self.policy.end)

    def _reach(self, kind: VisitKind, time: float, tries: int) -> tuple[bool, float | None]:
        """A contact and the visits that follow: was it served, and until when? None if that is still open."""
        first_time = kind in (VisitKind.FIRST, VisitKind.RETRY)
        if first_time and self.channel.live and self.channel.unstaffed == "refuse" and self._unstaffed(time):
            return False, time
        team = self.service.team
        while True:
            v = self._next(kind, time, team)
            if v is None or math.isnan(v["ended"]):
                return True, None
            impatient = (
                first_time and kind != VisitKind.ESCALATED and self.channel.live and self.channel.patience
            )
            patience = self._wait("patience", tries, self.channel.patience) if impatient else math.inf
            if v["agent"] < 0:
                if not math.isclose(v["ended"], time + patience, rel_tol=1e-12):
                    self.wrong = f"gave up at {v['ended']}, not after {patience} minutes"
                return False, v["ended"]
            if v["started"] > time + patience + 1e-9:
                self.wrong = f"waited beyond its patience of {patience}"
            self._check_effort(v, team)
            time = v["ended"]
            rule = self.service.escalate.get(team)
            if rule is None or self._number("escalate", self.used - 1) >= rule.share:
                return True, time
            team, kind = rule.to, VisitKind.ESCALATED

    def _next(self, kind: VisitKind, time: float, team: str) -> dict[str, Any] | None:
        if self.used == len(self.visits):
            self.wrong = self.wrong or f"no visit at {time}"
            return None
        v = self.visits[self.used]
        self.used += 1
        expected = (int(kind), time, list(self.policy.teams).index(team))
        if (v["kind"], v["queued"], v["team"]) != expected and not (
            v["kind"] == kind and v["team"] == expected[2] and math.isclose(v["queued"], time, rel_tol=1e-12)
        ):
            self.wrong = f"visit {v['index']} is not the expected {expected}"
        return v

    def _check_effort(self, v: dict[str, Any], team: str) -> None:
        effort, speed = self.service.effort[team], self.audit.row(v["agent"], self.policy).speed
        unit = self.audit.effort(v, self.policy)
        lasts = clock(self.policy, unit * effort.by_channel.get(self.channel_name, effort.mean) / speed)
        if not math.isclose(v["ended"] - v["started"], lasts, rel_tol=1e-9, abs_tol=1e-7):
            self.wrong = f"visit {v['index']} lasts {v['ended'] - v['started']}, not {lasts}"

    def _unstaffed(self, time: float) -> bool:
        """Nobody of the team is on duty; as the log cannot tell where heads count, believe it there."""
        team = self.policy.teams[self.service.team]
        if team.shift_end != "own":
            following = self.visits[self.used :][:1]
            return not (following and following[0]["queued"] == time)
        return not any(row.agents and row.hours.covers(time) for row in team.roster)


def _pick(number: float, shares: list[float], names: Any) -> Any:
    total = 0.0
    for share, name in zip(shares, names, strict=False):
        total += share
        if number < total - 1e-15:
            return name
    return [name for share, name in zip(shares, names, strict=False) if share > 0][-1]


def _opening(hours: Hours, time: float) -> float:
    """The time itself, or when it next opens: looked for minute by minute."""
    if hours.covers(time):
        return time
    minute = math.floor(time) + 1
    while not hours.covers(minute):
        minute += 1
    return float(minute)
