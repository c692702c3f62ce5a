"""An auditor of logs: knows the rules of a desk from their description, not from an engine.

`objections` reads a log line by line, with the scenario's text and the streams' numbers beside it, and says
what cannot be. It shares no code with the engines or with `deskside.prepare`. Where a policy changed on the
way the checks that need one policy throughout are left out; where a team counts heads at a shift's end nobody
has a shift of their own, and its heads are counted instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from deskside.calendar import WEEK, Hours
from deskside.demand import Demand
from deskside.distributions import unit_amounts
from deskside.log import Outcome, TicketLog, VisitKind
from deskside.scenario import Scenario
from deskside.streams import stream_key, uniforms

Span = tuple[float, float]


@dataclass(frozen=True)
class Spell:
    """A stretch of the run under one policy."""

    start: float
    end: float
    policy: Scenario


@dataclass(frozen=True, eq=False)
class Audit:
    """A log opened for checking: its columns, and who was where when."""

    log: TicketLog
    demand: Demand

    @cached_property
    def spells(self) -> list[Spell]:
        starts = [start for start, _ in self.log.policies] + [math.inf]
        return [Spell(s, e, p) for (s, p), e in zip(self.log.policies, starts[1:], strict=True) if s < e]

    def policy(self, time: float) -> Scenario:
        return next(spell.policy for spell in self.spells if spell.start <= time < spell.end)

    @cached_property
    def visits(self) -> list[dict[str, Any]]:
        """Visits as plain records, with service, priority, and when the wait and the agent's work ended."""
        columns = {name: values.tolist() for name, values in self.log.visit_table.columns().items()}
        services = [needs.service for needs in self.log.scenario.needs]
        found, pages = [], {}
        for index, row in enumerate(zip(*columns.values(), strict=True)):
            visit: dict[str, Any] = dict(zip(columns, row, strict=True), index=index)
            visit["service"] = services[self.log.ticket_table.source[visit["ticket"]]]
            visit["priority"] = int(self.log.ticket_table.priority[visit["ticket"]])
            visit["left"] = visit["started"] if visit["agent"] >= 0 else visit["ended"]
            if math.isnan(visit["left"]):
                visit["left"] = self.log.until
            visit["free"] = self._free_at(visit)
            visit["page"] = pages[visit["ticket"]] = pages.get(visit["ticket"], -1) + 1
            found.append(visit)
        return found

    def _free_at(self, visit: dict[str, Any]) -> float:
        if math.isnan(visit["ended"]):
            return math.inf
        policy = self.policy(visit["ended"])
        wrap_up = list(policy.teams.values())[visit["team"]].wrap_up
        return float(visit["ended"] + clock(policy, wrap_up))

    def team(self, number: int, policy: Scenario) -> Any:
        return list(policy.teams.values())[number]

    def row(self, agent: int, policy: Scenario) -> Any:
        """The agent's roster row, or None if they are not on this roster."""
        team, row, number = self.log.people[agent]
        roster = self.team(team, policy).roster
        return roster[row] if row < len(roster) and number < roster[row].agents else None

    def duty(self, agent: int, spell: Spell) -> list[Span]:
        """When the agent's shifts run, within a spell and the log."""
        row = self.row(agent, spell.policy)
        return shifts(row.hours, spell.start, min(spell.end, self.log.until)) if row is not None else []

    def can_serve(self, agent: int, service: str, policy: Scenario) -> bool:
        row = self.row(agent, policy)
        if row is None:
            return False
        team = self.team(self.log.people[agent][0], policy)
        return team.pooled or row.skills is None or service in row.skills

    def by_agent(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {agent: [] for agent in range(len(self.log.people))}
        for visit in self.visits:
            if visit["agent"] >= 0:
                found[visit["agent"]].append(visit)
        return {agent: sorted(them, key=lambda v: (v["started"], v["free"])) for agent, them in found.items()}

    def expected(self, visit: dict[str, Any], policy: Scenario) -> float:
        """The mean effort of a visit's service, team and channel; 0 where the policy has none."""
        effort = policy.services[visit["service"]].effort.get(list(policy.teams)[visit["team"]])
        channel = list(policy.channels)[self.log.ticket_table.channel[visit["ticket"]]]
        return effort.by_channel.get(channel, effort.mean) if effort is not None else 0.0

    def effort(self, visit: dict[str, Any], policy: Scenario) -> float:
        """The drawn effort of a visit, with mean 1: its page is the visit's place in its ticket's life."""
        effort = policy.services[visit["service"]].effort.get(list(policy.teams)[visit["team"]])
        if effort is None:
            return 0.0
        number = np.array([self.number("effort", visit["ticket"], visit["page"])])
        return float(unit_amounts(effort.kind, effort.cv, number)[0])

    def number(self, purpose: str, ticket: int, page: int) -> float:
        """The draw at an address, straight from the stream."""
        table = self.log.ticket_table
        key = stream_key(self.demand.seed, purpose, self.demand.sources[table.source[ticket]])
        return float(uniforms(key, 1, page=page, first=int(table.ordinal[ticket]))[0])


def clock(policy: Scenario, amount: float) -> float:
    return float(math.floor(amount + 0.5)) if policy.horizon.clock == "whole-minute" else amount


def shifts(hours: Hours, start: float, end: float) -> list[Span]:
    """Open spans from ``start`` to ``end``, joined where one follows on the other."""
    found: list[Span] = []
    for week in range(int(start // WEEK) - 1, int(end // WEEK) + 1):
        for opens, closes in hours.spans:
            a, b = float(week * WEEK + opens), float(week * WEEK + closes)
            if found and found[-1][1] == a:
                found[-1] = (found[-1][0], b)
            else:
                found.append((a, b))
    return [(max(a, start), min(b, end)) for a, b in found if b > start and a < end]


def objections(log: TicketLog, demand: Demand) -> list[str]:
    """What in a log cannot be; empty if all is well."""
    from audit_crew import heads, longest_idle  # they read an audit
    from audit_lives import lives

    if len(log.visit_table) and int(log.visit_table.agent.max()) >= len(log.people):
        return ["a visit has an agent whom nobody knows"]
    audit = Audit(log, demand)
    found = [
        *_shape(audit),
        *_accounts(audit),
        *_one_at_a_time(audit),
        *_on_shift(audit),
        *_idle(audit),
        *_order(audit),
        *_flow(audit),
    ]
    if len(audit.spells) == 1:
        found += [*longest_idle(audit), *heads(audit), *lives(audit)]
    return found


def _shape(audit: Audit) -> Iterator[str]:
    """Every visit is queued, then started, then ended, in the order of the table; nothing lies ahead."""
    log, last = audit.log, 0.0
    for v in audit.visits:
        if v["queued"] < last:
            yield f"visit {v['index']} is out of order"
        last = v["queued"]
        if v["started"] < v["queued"] or v["ended"] < v["started"] or v["ended"] < v["queued"]:
            yield f"visit {v['index']} runs backwards"
        if (v["agent"] < 0) != math.isnan(v["started"]):
            yield f"visit {v['index']} has an agent without a start, or the reverse"
        if max(v["queued"], v["left"]) > log.until:
            yield f"visit {v['index']} lies after the log's end"
    if log.contact_table.time.size and (np.diff(log.contact_table.time) < 0).any():
        yield "contacts are out of order"


def _accounts(audit: Audit) -> Iterator[str]:
    """The ticket table is what its visits and contacts add up to; every need that arose has one outcome."""
    log, tickets = audit.log, audit.log.ticket_table
    arose = int((audit.demand.arrived < log.until).sum())
    if len(tickets) < arose or (tickets.arrived > log.until).any():
        yield f"{len(tickets)} tickets, {arose} needs arose"
    mine: list[list[dict[str, Any]]] = [[] for _ in range(len(tickets))]
    for visit in audit.visits:
        mine[visit["ticket"]].append(visit)
    calls = np.bincount(log.contact_table.ticket, minlength=len(tickets))
    for ticket, them in enumerate(mine):
        kinds = [VisitKind(v["kind"]) for v in them]
        counts = (kinds.count(VisitKind.ESCALATED), kinds.count(VisitKind.REOPENED), int(calls[ticket]))
        if counts != (tickets.transfers[ticket], tickets.reopened[ticket], tickets.contacts[ticket]):
            yield f"ticket {ticket}: counts {counts} differ from its row"
        first = min((v["started"] for v in them if v["agent"] >= 0), default=math.nan)
        if not np.array_equal(first, tickets.first_response[ticket], equal_nan=True):
            yield f"ticket {ticket}: first response {tickets.first_response[ticket]}, first start {first}"
        yield from _outcome(ticket, Outcome(tickets.outcome[ticket]), float(tickets.ended[ticket]), them)
    if log.scenario.horizon.at_end == "drain" and (tickets.outcome == Outcome.OPEN).any():
        yield "a ticket is open although the desk worked until all were closed"


def _outcome(ticket: int, outcome: Outcome, ended: float, visits: list[dict[str, Any]]) -> Iterator[str]:
    served = any(v["agent"] >= 0 for v in visits)
    if outcome not in (Outcome.OPEN, Outcome.RESOLVED, Outcome.GAVE_UP):
        yield f"ticket {ticket}: outcome {outcome.name} needs a lever that is not there"
    if (outcome == Outcome.OPEN) != math.isnan(ended):
        yield f"ticket {ticket}: {outcome.name}, ended {ended}"
    if outcome == Outcome.GAVE_UP and served:
        yield f"ticket {ticket} gave up after it was served"
    if outcome == Outcome.RESOLVED and (not served or visits[-1]["ended"] != ended):
        yield f"ticket {ticket} was not resolved at the end of its last visit"


def _one_at_a_time(audit: Audit) -> Iterator[str]:
    for agent, them in audit.by_agent().items():
        for before, after in pairwise(them):
            if after["started"] < before["free"]:
                yield f"agent {agent} starts visit {after['index']} before visit {before['index']} is done"


def _on_shift(audit: Audit) -> Iterator[str]:
    """Who starts work is on the roster, on duty, of the right team, and able."""
    for v in audit.visits:
        if v["agent"] < 0:
            continue
        policy = audit.policy(v["started"])
        if audit.log.people[v["agent"]][0] != v["team"]:
            yield f"visit {v['index']}: agent {v['agent']} is of another team"
        if not audit.can_serve(v["agent"], v["service"], policy):
            yield f"visit {v['index']}: agent {v['agent']} is not on the roster or lacks the skill"
            continue
        own = audit.team(v["team"], policy).shift_end == "own"
        if own and not audit.row(v["agent"], policy).hours.covers(v["started"]):
            yield f"visit {v['index']}: agent {v['agent']} is off duty"


def _idle_spans(audit: Audit, agent: int, spell: Spell, work: list[dict[str, Any]]) -> list[Span]:
    """When an agent is on duty with nothing to do."""
    free: list[Span] = []
    for start, end in audit.duty(agent, spell):
        at = start
        for v in work:
            if v["free"] <= at or v["started"] >= end:
                continue
            if v["started"] > at:
                free.append((at, v["started"]))
            at = max(at, v["free"])
        if at < end:
            free.append((at, end))
    return free


def _idle(audit: Audit) -> Iterator[str]:
    """Nobody is idle while a ticket waits that they could serve."""
    work = audit.by_agent()
    for spell in audit.spells:
        for agent, (team, _, _) in enumerate(audit.log.people):
            if audit.team(team, spell.policy).shift_end != "own":
                continue
            waits = [
                (v["queued"], v["left"])
                for v in audit.visits
                if v["team"] == team and audit.can_serve(agent, v["service"], spell.policy)
            ]
            idle = _idle_spans(audit, agent, spell, work[agent])
            if not waits or not idle:
                continue
            a, b = np.array(idle), np.array(waits)
            overlap = np.minimum(a[:, None, 1], b[:, 1]) - np.maximum(a[:, None, 0], b[:, 0])
            if (overlap > 0).any():
                i, j = np.argwhere(overlap > 0)[0]
                yield f"agent {agent} is idle {idle[i]} while a ticket waits {waits[j]}"


def _order(audit: Audit) -> Iterator[str]:
    """Who starts on a ticket leaves no better one waiting."""
    visits = audit.visits
    kept: dict[tuple[int, str], Any] = {}

    def ranks(team: int, policy: Scenario) -> Any:
        if (team, policy.digest) not in kept:
            kept[team, policy.digest] = _ranks(audit, team, policy)
        return kept[team, policy.digest]

    columns = {n: np.array([v[n] for v in visits]) for n in ("queued", "left", "team", "priority", "index")}
    services = np.array([v["service"] for v in visits])
    for v in visits:
        if v["agent"] < 0:
            continue
        now = v["started"]
        waits = (columns["team"] == v["team"]) & (columns["queued"] <= now) & (columns["left"] > now)
        waits[v["index"]] = False
        if not waits.any():
            continue
        policy = audit.policy(now)
        before = columns["index"] < v["index"]
        rank = ranks(v["team"], policy)
        if rank is None:  # random: any is as good
            continue
        better = (rank < rank[v["index"]]) | ((rank == rank[v["index"]]) & before)
        passed = waits & better & ((columns["queued"] < now) | before)
        passed &= np.array([audit.can_serve(v["agent"], s, policy) for s in services])
        if passed.any():
            yield f"visit {v['index']} starts at {now} while {int(np.argmax(passed))}, a better one, waits"


def _ranks(audit: Audit, number: int, policy: Scenario) -> Any:
    """What a team's discipline goes by, for every visit; smaller is better, and then who queued first."""
    team, visits = audit.team(number, policy), audit.visits
    index = np.array([float(v["index"]) for v in visits])
    priority = np.array([v["priority"] for v in visits])
    head_starts = np.array([0.0, *team.head_start, *[0.0] * 9])
    by_discipline: dict[str, Callable[[], Any]] = {
        "first-come": lambda: index,
        "last-come": lambda: -index,
        "random": lambda: None,
        "priority": lambda: priority,
        "ageing": lambda: np.array([v["queued"] for v in visits]) - head_starts[priority],
        "earliest-due": lambda: _due(audit, policy)[[v["ticket"] for v in visits]],
        "shortest-expected": lambda: np.array([audit.expected(v, policy) for v in visits]),
        "cherry-picking": lambda: np.array(
            [audit.expected(v, policy) * audit.effort(v, policy) for v in visits]
        ),
    }
    return by_discipline[team.discipline]()


def _due(audit: Audit, policy: Scenario) -> Any:
    """When each ticket's resolution falls due; the last target stands for all priorities after it."""
    targets, table = policy.targets.resolution, audit.log.ticket_table
    promised = [targets[min(rank, len(targets)) - 1] for rank in table.priority.tolist()]
    return policy.calendar.hours.due(table.arrived, promised)


def _flow(audit: Audit) -> Iterator[str]:
    """Little's law on the log: the number waiting, integrated, is the sum of the waits; never below 0."""
    spans = [(v["queued"], v["left"]) for v in audit.visits]
    tickets = audit.log.ticket_table
    ended = np.where(np.isnan(tickets.ended), audit.log.until, tickets.ended)
    for what, (came, went) in {
        "queue": (np.array([a for a, _ in spans]), np.array([b for _, b in spans])),
        "desk": (tickets.arrived, ended),
    }.items():
        times = np.concatenate([came, went])
        steps = np.repeat([1, -1], [len(came), len(went)])
        order = np.lexsort((-steps, times))
        number = np.cumsum(steps[order])
        area = float((number[:-1] * np.diff(times[order])).sum()) if len(times) else 0.0
        if len(number) and (number.min() < 0 or number[-1] != 0):
            yield f"{what}: the number there goes below zero or does not return to it"
        if not math.isclose(area, float((went - came).sum()), rel_tol=1e-9, abs_tol=1e-6):
            yield f"{what}: integral {area} against {float((went - came).sum())}"
