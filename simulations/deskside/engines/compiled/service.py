"""A visit: a ticket reaches a team, waits for its turn, and is worked on."""

from __future__ import annotations

import math

from deskside.engines.compiled.answers import answers, minutes
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.people import free_agent, leave_bench, sit_down
from deskside.engines.compiled.queues import join, leave, next_turn
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    channel_at,
    float_at,
    need_at,
    row_at,
    rule,
    stage_at,
    team_at,
    visit_at,
)
from deskside.engines.order import END_OF_SERVICE, END_OF_WRAP_UP, PATIENCE, order_key
from deskside.log import VisitKind

__all__ = ["look_up", "release", "set_free", "visit", "work_or_rest"]

AGAIN = int(VisitKind.RETRY)
GENERATIONS = (1 << 24) - 1
key_of = rule(order_key)


@rule
def visit(s, number, need, kind):
    """A ticket comes to its team: an agent takes it at once, or it waits."""
    place = s.visits_used
    s.visits_used = place + 1
    record = visit_at(s.visit_table, place)
    record.ticket, record.kind, record.team, record.agent = number, kind, need.team, NOBODY
    record.queued, record.started, record.ended = s.now, math.nan, math.nan
    need.visit = place
    need.visits += 1
    stage = stage_at(s.stage_table, need.service * s.teams + need.team)
    who = free_agent(s, need.team, stage.queue_class)
    if who == NOBODY:
        join(s, number, need)
        if kind <= AGAIN:
            _lose_patience(s, number, need)
    else:
        agent = agent_at(s.agent_table, who)
        leave_bench(s, agent)
        _start(s, number, need, who, agent)


@rule
def _lose_patience(s, number, need):
    """Set the moment at which the requester stops waiting, unless it is their turn before."""
    patience = channel_at(s.channel_table, need.channel).patience
    if patience < math.inf:
        lasts = minutes(s, row_at(s.row_table, answers(s, number, need.tries)).patience * patience)
        push(s, s.now + lasts, key_of(PATIENCE, number, need.visits & GENERATIONS))


@rule
def _start(s, number, need, who, agent):
    """An agent starts to work on a ticket."""
    agent.busy = 1
    record = visit_at(s.visit_table, need.visit)
    record.agent, record.started = who, s.now
    if math.isnan(need.first_response):
        need.first_response = s.now
    stage_number = need.service * s.teams + need.team
    stage = stage_at(s.stage_table, stage_number)
    unit = float_at(s.effort_table, answers(s, number, need.visits - 1) * s.shapes + stage.shape)
    mean = float_at(s.mean_table, stage_number * s.channels + need.channel)
    push(s, s.now + minutes(s, unit * mean / agent.speed), key_of(END_OF_SERVICE, number, 0))


@rule
def release(s, who):
    """An agent has finished a visit: wraps up, if the team does, and is free."""
    agent = agent_at(s.agent_table, who)
    wrap_up = team_at(s.team_table, agent.team).wrap_up
    if wrap_up > 0.0:
        push(s, s.now + wrap_up, key_of(END_OF_WRAP_UP, who, 0))
    else:
        set_free(s, who, agent)


@rule
def set_free(s, who, agent):
    """An agent is free: for the next ticket, or to go home in the place of somebody who is still busy."""
    team = team_at(s.team_table, agent.team)
    agent.busy = 0
    if team.owed > 0 and agent.on_duty:
        team.owed -= 1
        team.on_duty -= 1
        agent.on_duty = 0
    work_or_rest(s, who, agent)


@rule
def work_or_rest(s, who, agent):
    """A free agent takes the next ticket, sits down to wait for one, or goes home."""
    if agent.on_duty:
        number = next_turn(s, agent)
        if number == NOBODY:
            sit_down(s, who, agent)
        else:
            need = need_at(s.need_table, number)
            leave(s, number, need)
            _start(s, number, need, who, agent)


@rule
def look_up(s, who, agent):
    """Somebody on the bench looks whether there is work for them after all."""
    number = next_turn(s, agent)
    if number != NOBODY:
        leave_bench(s, agent)
        need = need_at(s.need_table, number)
        leave(s, number, need)
        _start(s, number, need, who, agent)
