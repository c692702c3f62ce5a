"""Shifts begin and end: whoever comes on duty takes work, whoever goes off finishes work in hand.

And when a team that reads its mail at set times does so next.
"""

from __future__ import annotations

import math

from deskside.engines.compiled.people import leave_bench
from deskside.engines.compiled.queues import leave
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    need_at,
    place_at,
    procedure,
    queue_at,
    rule,
    shift_at,
    team_at,
)
from deskside.engines.compiled.service import look_up, queue_up, work_or_rest
from deskside.prepare.policy import HAND_OVER, RANDOM

__all__ = ["change_shift", "next_reading", "next_shift"]

WEEK = 10_080.0


@rule
def change_shift(s):
    """One agent comes on duty or goes off."""
    change = shift_at(s.shift_table, s.shift_next)
    number = change.number
    if (
        s.shift_next >= s.shift_at_once
        and team_at(s.team_table, agent_at(s.agent_table, number).team).counts_heads
    ):
        number = _by_heads(s, number, change.on)
    if number != NOBODY:
        _shift(s, number, agent_at(s.agent_table, number), change.on)


@rule
def _by_heads(s, number, on):
    """Who comes or goes where only heads count; nobody, if somebody stays on or leaves later instead."""
    agent = agent_at(s.agent_table, number)
    team = team_at(s.team_table, agent.team)
    if on and team.owed > 0:
        team.owed -= 1
        return NOBODY
    if on and agent.on_duty:
        for other in range(s.agents):
            colleague = agent_at(s.agent_table, other)
            if (
                colleague.team == agent.team
                and colleague.rostered
                and not (colleague.on_duty or colleague.busy)
            ):
                return other
        return NOBODY
    if on or (agent.on_duty and not agent.busy):
        return number
    if team.first != NOBODY:
        return team.first
    team.owed += 1
    return NOBODY


@rule
def _shift(s, number, agent, on):
    """Whoever comes on duty takes work or waits for it; whoever goes off finishes work in hand."""
    team = team_at(s.team_table, agent.team)
    on_the_bench = agent.on_duty and not agent.busy
    team.on_duty += on - agent.on_duty
    agent.on_duty = on
    if not on and team.ownership == HAND_OVER:
        _leave_to_others(s, agent)
    if not agent.busy:
        if on_the_bench:
            if on:
                look_up(s, number, agent)
            else:
                leave_bench(s, agent)
        elif on:
            work_or_rest(s, number, agent)


@procedure
def _leave_to_others(s, agent):
    """Whoever goes off duty leaves the tickets that wait for them to the others, the next ones first."""
    random = team_at(s.team_table, agent.team).discipline == RANDOM
    for level in range(s.levels):
        queue = queue_at(s.queue_table, agent.own_queue + level)
        while queue.waiting > 0:
            number = place_at(queue.places, 0).number if random else queue.first
            need = need_at(s.need_table, number)
            leave(s, number, need)
            queue_up(s, number, need)


@rule
def next_reading(s, team):
    """When a team reads next after now."""
    week = int(s.now) // 10_080 * WEEK
    first, reads = team_at(s.team_table, team).first_reading, team_at(s.team_table, team).reads
    for place in range(first, first + reads):
        time = week + place_at(s.reading_table, place).number
        if time > s.now:
            return time
    return week + WEEK + place_at(s.reading_table, first).number


@rule
def next_shift(s):
    """Find the next change: those at once first, then week by week."""
    place = s.shift_next + 1
    if place == s.shift_at_once:
        place = s.shift_first
    if place >= s.shifts:
        place = s.shift_at_once
        s.shift_week += WEEK
    s.shift_next = place
    if place >= s.shift_at_once:
        if s.shifts == s.shift_at_once:  # everybody is always on duty
            s.shift_time = math.inf
        else:
            s.shift_time = s.shift_week + shift_at(s.shift_table, place).time
