"""Shifts begin and end: whoever comes on duty takes work, whoever goes off finishes work in hand."""

from __future__ import annotations

import math

from deskside.engines.compiled.records import agent_at, rule, shift_at, team_at
from deskside.engines.compiled.people import leave_bench
from deskside.engines.compiled.service import look_up, work_or_rest

__all__ = ["change_shift", "next_shift"]

WEEK = 10_080.0


@rule
def change_shift(s):
    """One agent comes on duty or goes off."""
    change = shift_at(s.shift_table, s.shift_next)
    agent = agent_at(s.agent_table, change.number)
    team = team_at(s.team_table, agent.team)
    on_the_bench = agent.on_duty and not agent.busy
    team.on_duty += change.on - agent.on_duty
    agent.on_duty = change.on
    if not agent.busy:
        if on_the_bench:
            if change.on:
                look_up(s, change.number, agent)
            else:
                leave_bench(s, agent)
        elif change.on:
            work_or_rest(s, change.number, agent)


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
    if s.shifts == s.shift_at_once:
        s.shift_time = math.inf
    elif place >= s.shift_at_once:
        s.shift_time = s.shift_week + shift_at(s.shift_table, place).time
