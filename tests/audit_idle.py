"""Nobody is idle while work waits that they may do: an auditor of this rule, whatever levers a desk pulls.

It knows the rules of `docs/model.md` and no engine. From a log and the scenario's text it works out when each
agent was on duty with empty hands, and for each visit from when until when which of them might have taken it:
skills, owners, limits on work in progress, inboxes and breaks are told again from the visits alone. The run
must have had one policy throughout.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from typing import Any

from audit import Audit, Span, clock, shifts
from audit_rare import visits_of
from deskside.calendar import WEEK, Hours, times_of_week
from deskside.demand import Demand
from deskside.log import BESIDE, TicketLog, VisitKind, WaitsFor

__all__ = ["idle_objections"]

Visit = dict[str, Any]

SIDE = {int(kind) for kind in BESIDE}
#: Answers and asking back take no skill.
ANYBODYS = {int(VisitKind.CHASE), int(VisitKind.CHECK_BACK)}
#: A ticket that comes to a team in one of these ways can have come to the wrong one.
LOOKS = {int(kind) for kind in (VisitKind.FIRST, VisitKind.RETRY, VisitKind.CALL_BACK, VisitKind.BOUNCED)}
#: What requesters send in; a team that reads at set times finds it in its inbox. A chase is sent in, too.
SENT_IN = {
    int(kind)
    for kind in (VisitKind.FIRST, VisitKind.RETRY, VisitKind.REOPENED, VisitKind.REPEATED, VisitKind.CHASE)
}
#: Who has as much in hand as they may still goes on with a ticket that comes back.
GOES_ON = SIDE | {int(VisitKind.RETURNED)}
OUTSIDE = {int(WaitsFor.REQUESTER), int(WaitsFor.SUPPLIER), int(WaitsFor.OTHER_TEAMS)}
HAIR = 1e-9  # minutes


def idle_objections(log: TicketLog, demand: Demand) -> list[str]:
    """Every agent who was free while a visit waited that they might have taken; one line each."""
    if len(log.policies) > 1:
        return []
    desk = _Desk(Audit(log, demand))
    return [*desk.idle_agents(), *desk.idle_heads(), *desk.half_idle_agents()]


class _Desk:
    """A finished run: its visits, who had what in hand, and who may take what."""

    def __init__(self, audit: Audit) -> None:
        self.audit, self.policy, self.until = audit, audit.log.scenario, audit.log.until
        self.teams = list(self.policy.teams.values())
        self.visits = visits_of(audit)
        self.of_ticket: dict[int, list[Visit]] = {}
        for v in self.visits:
            self.of_ticket.setdefault(v["ticket"], []).append(v)
        self.people = audit.log.people
        self.duty = [self._duty(agent) for agent in range(len(self.people))]
        self.busy = [self._busy(agent) for agent in range(len(self.people))]
        self.held: dict[int, list[Span]] = {}
        for of_one in self.of_ticket.values():
            for agent, span in self._waits_elsewhere(of_one):
                self.held.setdefault(agent, []).append(span)
        for v in self.visits:
            v["owner"] = self._owner(v)
            v["readable"] = self._readable(v)

    # ---- when agents are there, and when their hands are full ----------------------------------------------

    def _duty(self, agent: int) -> list[Span]:
        """Shifts without breaks: person n of h has theirs around place (n + 1) / (h + 1) of the shift."""
        row, number = self.audit.row(agent, self.policy), self.people[agent][2]
        if row.break_minutes == 0:
            return shifts(row.hours, 0.0, self.until)
        found: list[tuple[int, int]] = []
        for start, end in row.hours.spans:
            middle = math.floor(start + (end - start) * (number + 1) / (row.agents + 1))
            begins = min(max(start, middle - row.break_minutes // 2), end - row.break_minutes)
            found += [(start, begins), (begins + row.break_minutes, end)]
        return shifts(Hours(tuple(span for span in found if span[0] < span[1])), 0.0, self.until)

    def _busy(self, agent: int) -> list[Span]:
        """From taking a visit to the end of its wrap-up, which comes after the last of several chats."""
        mine = sorted((v["started"], v["ended"]) for v in self.visits if v["agent"] == agent)
        wrap_up = clock(self.policy, self.teams[self.people[agent][0]].wrap_up)
        found: list[Span] = []
        for start, ended in mine:
            end = math.inf if math.isnan(ended) else ended
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], end))
            else:
                found.append((start, end))
        return [(start, end + wrap_up) for start, end in found]

    def _waits_elsewhere(self, of_one: list[Visit]) -> Iterator[tuple[int, Span]]:
        """When a ticket waits outside or for other teams, and who did its last visit before that."""
        own = [v for v in of_one if v["kind"] not in SIDE]
        for place, v in enumerate(own):
            if v["agent"] < 0 or math.isnan(v["ended"]):
                continue
            following = own[place + 1] if place + 1 < len(own) else None
            parts = [
                c
                for c in of_one
                if c["kind"] == VisitKind.CHILD
                and c["queued"] >= v["ended"]
                and (following is None or c["queued"] < following["queued"])
            ]
            if following is not None and following["kind"] == VisitKind.RETURNED:
                yield v["agent"], (v["ended"], following["queued"])
            elif parts:
                ends = [self.until if math.isnan(c["ended"]) else c["ended"] for c in parts]
                yield v["agent"], (v["ended"], max(ends))
            elif following is None and self.audit.log.ticket_table.waits_for[v["ticket"]] in OUTSIDE:
                yield v["agent"], (v["ended"], self.until)

    def _full(self, agent: int) -> list[Span]:
        """When the agent has begun as many tickets as they may."""
        limit, edges = self.teams[self.people[agent][0]].wip_limit, []
        if limit is None:
            return []
        for start, end in self.held.get(agent, []):
            edges += [(start, 1), (end, -1)]
        found, held, since = [], 0, 0.0
        for time, step in sorted(edges):
            if held < limit <= held + step:
                since = time
            elif held + step < limit <= held:
                found.append((since, time))
            held += step
        return found

    # ---- who may take a visit, and from when ---------------------------------------------------------------

    def _service(self, v: Visit) -> Any:
        name = list(self.policy.services)[self.audit.log.ticket_table.service[v["ticket"]]]
        return name, self.policy.services[name]

    def _at_the_wrong_team(self, v: Visit) -> bool:
        return v["kind"] in LOOKS and list(self.policy.teams)[v["team"]] != self._service(v)[1].team

    def _readable(self, v: Visit) -> float:
        """When the team sees it: at once, or at the next reading after it was sent in."""
        channel = list(self.policy.channels.values())[self.audit.log.ticket_table.channel[v["ticket"]]]
        reads = times_of_week(self.teams[v["team"]].reads_at)
        if channel.live or not reads or v["kind"] not in SENT_IN:
            return float(v["queued"])
        week = v["queued"] // WEEK * WEEK
        return float(
            min(t for minute in reads for t in (week + minute, week + WEEK + minute) if t > v["queued"])
        )

    def _owner(self, v: Visit) -> int | None:
        """For whom a visit waits: who did the ticket's last main visit, if that was in the same team."""
        if v["kind"] in SIDE or self.teams[v["team"]].ownership == "shared":
            return None
        before = [
            w
            for w in self.of_ticket[v["ticket"]]
            if w["index"] < v["index"]
            and w["kind"] not in SIDE
            and w["agent"] >= 0
            and not self._at_the_wrong_team(w)
        ]
        return before[-1]["agent"] if before and before[-1]["team"] == v["team"] else None

    def _may_take(self, agent: int, v: Visit) -> bool:
        """Whether the agent is of the team and able."""
        if self.people[agent][0] != v["team"]:
            return False
        if v["kind"] in ANYBODYS or self._at_the_wrong_team(v):
            return True
        return self.audit.can_serve(agent, self._service(v)[0], self.policy)

    def _for(self, agent: int, v: Visit) -> Span:
        """From when until when a visit waits for this agent; empty if it never does."""
        start, owner = v["readable"], v["owner"]
        if owner is None or owner == agent:
            return start, v["left"]
        if self.teams[v["team"]].ownership == "owner":
            return start, start
        if self.teams[v["team"]].shift_end != "own":
            return start, start  # the log does not tell which head was the owner's, and so when they went
        there = [end for begins, end in self.duty[owner] if begins <= start < end]
        return max([start, *there]), v["left"]

    # ---- the rule ------------------------------------------------------------------------------------------

    def idle_agents(self) -> Iterator[str]:
        """Where everybody has a shift of their own."""
        for agent, (team, _, _) in enumerate(self.people):
            if self.teams[team].shift_end != "own":
                continue
            free = _without(self.duty[agent], self.busy[agent])
            begins = _without(free, self._full(agent))
            for v in self.visits:
                if not self._may_take(agent, v):
                    continue
                wait = self._for(agent, v)
                span = _meet(free if v["kind"] in GOES_ON else begins, wait)
                if span is not None:
                    kind = VisitKind(v["kind"]).name.lower()
                    yield f"agent {agent} is free {span} while visit {v['index']} ({kind}) waits {wait}"
                    break

    def idle_heads(self) -> Iterator[str]:
        """Where heads are counted: fewer are at work than are due, and anybody may take what waits."""
        for number, team in enumerate(self.teams):
            crew = [agent for agent, (of_team, _, _) in enumerate(self.people) if of_team == number]
            if team.shift_end == "own":
                continue
            steps = [(t, s) for a in crew for b, e in self.duty[a] for t, s in ((b, 1), (e, -1))]
            steps += [(t, -s) for a in crew for b, e in self.busy[a] for t, s in ((b, 1), (e, -1))]
            spare = _above_zero(steps)
            for v in self.visits:
                anybodys = all(self._may_take(agent, v) for agent in crew) and v["owner"] is None
                if not anybodys or (team.wip_limit is not None and v["kind"] not in GOES_ON):
                    continue
                span = _meet(spare, (v["readable"], v["left"]))
                if span is not None:
                    yield f"team {number} has a head free {span} while visit {v['index']} waits"
                    break

    # ---- conversations side by side ------------------------------------------------------------------------

    def half_idle_agents(self) -> Iterator[str]:
        """Who has room for one more conversation begins one that comes, or that waits when another ends.

        Only if nothing else waits for them, for that might be what they would rather take; minutes in which
        two things happen are left to the comparison of the engines.
        """
        for channel, rules in enumerate(self.policy.channels.values()):
            if not rules.live or len(rules.at_once) < 2:
                continue
            for agent, (team, _, _) in enumerate(self.people):
                if self.teams[team].shift_end == "own":
                    yield from self._half_idle(agent, channel, len(rules.at_once))

    def _half_idle(self, agent: int, channel: int, most: int) -> Iterator[str]:
        mine = [v for v in self.visits if v["agent"] == agent]
        waits = [(*self._for(agent, v), v) for v in self.visits if self._may_take(agent, v)]
        moments = [(v["ended"], None) for v in mine if self._is_chat(v, channel)]
        moments += [(start, v) for start, _, v in waits if self._is_chat(v, channel)]
        full = self._full(agent)
        for now, comes in moments:
            in_hand = [v for v in mine if v["started"] <= now < v["over"]]
            chats = all(self._is_chat(v, channel) and not self._asks_for_help(v, now) for v in in_hand)
            on_duty = any(start < now < end for start, end in self.duty[agent])
            if not in_hand or len(in_hand) >= most or not chats or not on_duty:
                continue
            if any(v["started"] == now for v in in_hand) or any(a <= now <= b for a, b in full):
                continue
            waiting = [v for start, left, v in waits if start <= now <= left and start < left]
            passed = [v for v in waiting if v["left"] > now + HAIR and (comes is None or comes is v)]
            if passed and all(self._is_chat(v, channel) for v in waiting):
                yield f"agent {agent} has room at {now} for visit {passed[0]['index']}, a chat that waits"

    def _is_chat(self, v: Visit, channel: int) -> bool:
        is_chat = v["kind"] in {VisitKind.FIRST, VisitKind.RETRY} and not self._at_the_wrong_team(v)
        return is_chat and bool(self.audit.log.ticket_table.channel[v["ticket"]] == channel)

    def _asks_for_help(self, v: Visit, now: float) -> bool:
        others = self.of_ticket[v["ticket"]]
        return any(w["kind"] == VisitKind.HELP and v["started"] <= w["queued"] <= now for w in others)


def _above_zero(steps: list[tuple[float, int]]) -> list[Span]:
    """Where a number is above zero that begins at zero and changes by these steps."""
    found, level = [], 0
    ordered = sorted(steps)
    for (time, step), (later, _) in pairwise(ordered):
        level += step
        if level > 0 and later > time:
            found.append((time, later))
    return found


def _without(spans: list[Span], gaps: list[Span]) -> list[Span]:
    """What is left of spans outside the gaps; both are sorted, and apart from each other."""
    found, place = [], 0
    for begins, end in spans:
        at = begins
        while place < len(gaps) and gaps[place][1] <= at:
            place += 1
        ahead = place
        while ahead < len(gaps) and gaps[ahead][0] < end:
            if gaps[ahead][0] > at:
                found.append((at, gaps[ahead][0]))
            at = max(at, gaps[ahead][1])
            ahead += 1
        if at < end:
            found.append((at, end))
    return found


def _meet(spans: list[Span], wait: Span) -> Span | None:
    """Where the first span and the wait overlap by more than a hair; spans are sorted, and apart."""
    for a, b in spans[bisect_right(spans, wait[0], key=itemgetter(1)) :]:
        start, end = max(a, wait[0]), min(b, wait[1])
        if end - start > HAIR:
            return start, end
        if a >= wait[1]:
            break
    return None
