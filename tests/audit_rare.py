"""What must hold in every log, whatever levers a desk pulls.

`audit` follows each ticket through the common levers; here are the rules that no lever changes, and those
that hold for the teams whose own rules do not lift them (work read at set times, owned or limited may wait
beside an idle agent; conversations run side by side).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from audit import Audit, Span, shifts
from deskside.demand import Demand
from deskside.log import BESIDE, Outcome, TicketLog, VisitKind, WaitsFor
from deskside.prepare.people import duty_hours

__all__ = ["rare_objections", "visits_of"]

SIDE = {int(kind) for kind in BESIDE}
#: Visits that the team's skills decide; the others anybody in the team can do.
ANYBODYS = {int(VisitKind.CHASE), int(VisitKind.CHECK_BACK)}


def rare_objections(log: TicketLog, demand: Demand) -> list[str]:
    """What in a log cannot be; empty if all is well."""
    audit = Audit(log, demand)
    visits = visits_of(audit)
    found = [*_accounts(audit, visits), *_endings(audit), *_times(audit, visits), *_people(audit, visits)]
    found += [*_flow(audit, visits)]
    if len(audit.spells) == 1:
        found += _idle(audit, visits)
    return found


def visits_of(audit: Audit) -> list[dict[str, Any]]:
    """Visits as plain records, with the times at which the wait and the visit were over."""
    columns = {name: values.tolist() for name, values in audit.log.visit_table.columns().items()}
    rows = [
        dict(zip(columns, row, strict=True), index=i)
        for i, row in enumerate(zip(*columns.values(), strict=True))
    ]
    for row in rows:
        taken = row["agent"] >= 0
        row["left"] = row["started"] if taken else row["ended"]
        row["over"] = audit.log.until if math.isnan(row["ended"]) else row["ended"]
        if math.isnan(row["left"]):
            row["left"] = audit.log.until
    return rows


def _accounts(audit: Audit, visits: list[dict[str, Any]]) -> Iterator[str]:
    """The ticket table is what its visits and contacts add up to."""
    tickets, count = audit.log.ticket_table, len(audit.log.ticket_table)
    kinds = np.zeros((count, len(VisitKind)), dtype=np.int64)
    first = np.full(count, math.nan)
    for v in visits:
        kinds[v["ticket"], v["kind"]] += 1
        if v["agent"] >= 0 and v["kind"] not in SIDE:
            first[v["ticket"]] = np.fmin(first[v["ticket"]], v["started"])
    handed = kinds[:, VisitKind.ESCALATED] + kinds[:, VisitKind.BOUNCED]
    calls = np.bincount(audit.log.contact_table.ticket, minlength=count)
    claims = {
        "transfers": (tickets.transfers, handed),
        "reopened": (tickets.reopened, kinds[:, VisitKind.REOPENED]),
        "contacts": (tickets.contacts, calls),
        "first response": (tickets.first_response, first),
    }
    for what, (said, counted) in claims.items():
        wrong = np.flatnonzero(~((said == counted) | (np.isnan(said * 1.0) & np.isnan(counted * 1.0))))
        if len(wrong):
            yield f"ticket {wrong[0]}: {what} {said[wrong[0]]}, counted {counted[wrong[0]]}"


def _endings(audit: Audit) -> Iterator[str]:
    """One outcome each, with a time exactly if there is one; what nobody took up has no response."""
    tickets = audit.log.ticket_table
    outcome, ended = tickets.outcome, tickets.ended
    wrong = (outcome == Outcome.OPEN) != np.isnan(ended)
    wrong |= ended < tickets.arrived
    quiet = np.isin(outcome, [Outcome.SELF_SERVED, Outcome.PREVENTED])
    wrong |= quiet & ((tickets.contacts > 0) | ~np.isnan(tickets.first_response))
    wrong |= (outcome == Outcome.RESOLVED) & (tickets.contacts == 0)
    wrong |= (outcome != Outcome.OPEN) & (tickets.waits_for != WaitsFor.DESK)
    wrong |= (outcome == Outcome.RESOLVED) & ~(tickets.acknowledged <= ended)
    wrong |= tickets.promised < tickets.acknowledged
    for ticket in np.flatnonzero(wrong)[:1]:
        yield f"ticket {ticket} ends as {Outcome(outcome[ticket]).name} at {ended[ticket]}"
    stays_open = np.isin(outcome, [Outcome.OPEN]).any()
    if audit.log.scenario.horizon.at_end == "drain" and stays_open and not _may_never_end(audit):
        yield "a ticket is open although the desk worked until all were closed"


def _may_never_end(audit: Audit) -> bool:
    """Whether the desk gave up draining: then it says so by how long it went on."""
    return audit.log.until > audit.log.scenario.end + 100 * 10_080


def _times(audit: Audit, visits: list[dict[str, Any]]) -> Iterator[str]:
    """Queued, started, ended, in this order and in the order of the table; nothing lies ahead."""
    for before, v in pairwise([{"queued": 0.0}, *visits]):
        if v["queued"] < before["queued"]:
            yield f"visit {v['index']} is out of order"
        if v["started"] < v["queued"] or v["ended"] < v["queued"] or v["ended"] < v["started"]:
            yield f"visit {v['index']} runs backwards"
        if (v["agent"] < 0) != math.isnan(v["started"]):
            yield f"visit {v['index']} has an agent without a start, or the reverse"
        if max(v["queued"], v["left"]) > audit.log.until:
            yield f"visit {v['index']} lies after the log's end"
    if (np.diff(audit.log.contact_table.time) < 0).any():
        yield "contacts are out of order"


def _people(audit: Audit, visits: list[dict[str, Any]]) -> Iterator[str]:
    """Who starts is of the team, on its roster and able; does one thing at a time, or talks to a few."""
    mine: dict[int, list[dict[str, Any]]] = {}
    for v in visits:
        if v["agent"] < 0:
            continue
        mine.setdefault(v["agent"], []).append(v)
        policy = audit.policy(v["started"])
        row = audit.row(v["agent"], policy)
        if audit.log.people[v["agent"]][0] != v["team"] or row is None:
            yield f"visit {v['index']}: agent {v['agent']} is not of this team, or not on its roster"
            continue
        service = list(policy.services)[audit.log.ticket_table.service[v["ticket"]]]
        stray = v["team"] != list(policy.teams).index(policy.services[service].team)
        stray |= len(audit.spells) > 1  # the right team may have been another one when it went astray
        if v["kind"] not in ANYBODYS and not stray and not audit.can_serve(v["agent"], service, policy):
            yield f"visit {v['index']}: agent {v['agent']} lacks the skill"
    for agent, them in mine.items():
        most = _most_at_once(audit)
        edges = sorted([(v["started"], 1) for v in them] + [(v["over"], -1) for v in them])
        together = max(np.cumsum([step for _, step in edges]), default=0)
        if together > most:
            yield f"agent {agent} does {together} things at once"


def _most_at_once(audit: Audit) -> int:
    """The most conversations any policy lets one agent hold; and help can be waited for beside them."""
    talks = [len(c.at_once) for _, p in audit.log.policies for c in p.channels.values() if c.live]
    swarms = any(
        rule.how == "swarm"
        for _, policy in audit.log.policies
        for service in policy.services.values()
        for rule in service.escalate.values()
    )
    most = max(talks, default=1)
    return most * 2 if swarms and most > 1 else most


def _flow(audit: Audit, visits: list[dict[str, Any]]) -> Iterator[str]:
    """Little's law on the log: the number waiting, integrated, is the sum of the waits."""
    came, went = (np.array([v[name] for v in visits]) for name in ("queued", "left"))
    times, steps = np.concatenate([came, went]), np.repeat([1, -1], len(came))
    order = np.lexsort((-steps, times))
    number = np.cumsum(steps[order])
    if len(number) and (number.min() < 0 or number[-1] != 0):
        yield "the number waiting goes below zero or does not return to it"
    area = float((number[:-1] * np.diff(times[order])).sum()) if len(times) else 0.0
    if not math.isclose(area, float((went - came).sum()), rel_tol=1e-9, abs_tol=1e-6):
        yield f"integral {area} against {float((went - came).sum())}"


def _idle(audit: Audit, visits: list[dict[str, Any]]) -> Iterator[str]:
    """Nobody sits idle while something waits that everybody in the team may take."""
    policy = audit.log.scenario
    for number, team in enumerate(policy.teams.values()):
        free_choice = team.ownership == "shared" and not team.reads_at and team.wip_limit is None
        if not free_choice or team.shift_end != "own" or team.wrap_up:
            continue
        waits = [(v["queued"], v["left"]) for v in visits if v["team"] == number and v["kind"] in ANYBODYS]
        for agent, (of_team, _, _) in enumerate(audit.log.people):
            row = audit.row(agent, policy)
            if of_team == number and row is not None:
                yield from _idle_beside(audit, agent, row, visits, waits)


def _idle_beside(
    audit: Audit, agent: int, row: Any, visits: list[dict[str, Any]], waits: list[Span]
) -> Iterator[str]:
    hours = duty_hours(row, audit.log.people[agent][2])
    free = shifts(hours, 0.0, audit.log.until)
    for v in sorted((v for v in visits if v["agent"] == agent), key=lambda v: v["started"]):
        free = [piece for span in free for piece in _without(span, (v["started"], v["over"]))]
    for start, end in free:
        for queued, left in waits:
            if min(end, left) - max(start, queued) > 1e-9:
                yield f"agent {agent} is idle {start} to {end} while a chase waits {queued} to {left}"
                return


def _without(span: Span, gap: Span) -> list[Span]:
    """What is left of a span outside a gap."""
    pieces = [(span[0], min(span[1], gap[0])), (max(span[0], gap[1]), span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]
