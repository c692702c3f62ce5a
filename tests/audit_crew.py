"""Which agent takes a ticket, and how many are at work: an auditor under one policy throughout."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from audit import Audit


def longest_idle(audit: Audit) -> Iterator[str]:
    """Of several free agents the one takes a ticket who has been free longest, then the lowest number."""
    spell, work = audit.spells[0], audit.by_agent()
    duties = {agent: audit.duty(agent, spell) for agent in work}

    def idle_since(agent: int, now: float) -> float:
        """Since when the agent has been free just before ``now``; infinite if they are not."""
        came = [a for a, b in duties[agent] if a <= now < b]
        others = [v for v in work[agent] if v["started"] < now]
        if not came or any(v["free"] > now for v in others) or any(v["started"] == now for v in work[agent]):
            return math.inf
        return max([came[0], *(v["free"] for v in others)])

    for v in audit.visits:
        own = audit.team(v["team"], spell.policy).shift_end == "own"
        if not own or v["agent"] < 0 or v["started"] != v["queued"]:
            continue
        now = v["started"]
        same_minute = [w for w in work[v["agent"]] if w["started"] == now]
        came = [a for a, b in duties[v["agent"]] if a <= now < b]
        freed = [w["free"] for w in work[v["agent"]] if w["started"] < now]
        mine = (max([*came, *freed], default=now), v["agent"]) if len(same_minute) == 1 else (now, v["agent"])
        for other, (team, _, _) in enumerate(audit.log.people):
            if team == v["team"] and audit.can_serve(other, v["service"], spell.policy):
                since = idle_since(other, now)
                if since < now and (since, other) < mine:
                    yield f"visit {v['index']}: agent {other} had been free since {since}, before {mine}"


def heads(audit: Audit) -> Iterator[str]:
    """Where heads count: never more at work than are due, unless they finish.

    Nobody waits while one is free.
    """
    spell = audit.spells[0]
    for number, team in enumerate(spell.policy.teams.values()):
        if team.shift_end == "own":
            continue
        spans = [
            d for a, (t, _, _) in enumerate(audit.log.people) if t == number for d in audit.duty(a, spell)
        ]
        mine = [v for v in audit.visits if v["team"] == number]
        started = np.array([v["started"] for v in mine if v["agent"] >= 0])
        freed = np.array([v["free"] for v in mine if v["agent"] >= 0])
        due = np.array(spans).reshape(-1, 2)
        for now in started:
            # where one shift ends and another begins, who comes may start before the other goes
            heads = int(((due[:, 0] <= now) & (now <= due[:, 1])).sum())
            if int(((started < now) & (freed > now)).sum()) + 1 > heads:
                yield f"team {number}: at {now} more than {heads} heads at work"
        if not team.pooled and any(row.skills is not None for row in team.roster):
            continue
        times = np.unique([t for v in mine for t in (v["queued"], v["left"], v["free"])] + list(due.ravel()))
        middles = (times[1:] + times[:-1]) / 2.0
        for now in middles[(middles < audit.log.until) & np.isfinite(middles)]:
            waiting = any(v["queued"] < now < v["left"] for v in mine)
            if (
                waiting
                and ((started < now) & (freed > now)).sum() < ((due[:, 0] < now) & (now < due[:, 1])).sum()
            ):
                yield f"team {number}: at {now} a head is free while a ticket waits"
