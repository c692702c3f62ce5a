"""Tickets that wait at a team, in the order of its discipline: one queue for each queue class and level."""

from __future__ import annotations

from deskside.engines.compiled.answers import answers
from deskside.engines.compiled.lines import append, unlink
from deskside.engines.compiled.lots import drop, put
from deskside.engines.compiled.ranks import insert, remove
from deskside.engines.compiled.records import (
    NOBODY,
    float_at,
    need_at,
    place_at,
    queue_at,
    rule,
    stage_at,
    team_at,
    visit_at,
)
from deskside.prepare.policy import (
    AGEING,
    EARLIEST_DUE,
    FIRST_COME,
    LAST_COME,
    LEVELS,
    PRIORITY,
    RANDOM,
    SHORTEST_EXPECTED,
)

IN_LINE = (FIRST_COME, PRIORITY)
__all__ = ["join", "leave", "next_turn"]


@rule
def join(s, number, need):
    """A ticket joins its queue."""
    team = team_at(s.team_table, need.team)
    stage = stage_at(s.stage_table, need.service * s.teams + need.team)
    level = need.priority if team.discipline == PRIORITY else 0
    need.queue = (team.first_queue + stage.queue_class) * LEVELS + level
    queue = queue_at(s.queue_table, need.queue)
    queue.waiting += 1
    team.waiting += 1
    need.key = 0.0
    if team.discipline in IN_LINE:
        append(s, queue, number, need)
    elif team.discipline == RANDOM:
        put(queue, number, need)
    else:
        need.key = _key(s, number, need, team.discipline, stage.shape)
        insert(s, queue, number, need)


@rule
def _key(s, number, need, discipline, shape):
    """What the discipline goes by: the smallest first."""
    if discipline == LAST_COME:
        return -float(need.visit)
    if discipline == AGEING:
        return visit_at(s.visit_table, need.visit).queued - float_at(
            s.head_start_table, need.team * LEVELS + need.priority
        )
    if discipline == EARLIEST_DUE:
        return need.due
    mean = float_at(s.mean_table, (need.service * s.teams + need.team) * s.channels + need.channel)
    if discipline == SHORTEST_EXPECTED:
        return mean
    # an agent who picks cherries sees what is in them
    return float_at(s.effort_table, answers(s, number, need.visits - 1) * s.shapes + shape) * mean


@rule
def leave(s, number, need):
    """A ticket leaves its queue, wherever in it it stands."""
    queue = queue_at(s.queue_table, need.queue)
    team = team_at(s.team_table, need.team)
    queue.waiting -= 1
    team.waiting -= 1
    if team.discipline in IN_LINE:
        unlink(s, queue, need)
    elif team.discipline == RANDOM:
        drop(s, queue, need)
    else:
        remove(s, queue, number, need)
    need.queue = NOBODY


@rule
def next_turn(s, agent):
    """The ticket this agent takes next, or -1."""
    team = team_at(s.team_table, agent.team)
    if team.waiting == 0:
        return NOBODY
    if team.discipline == RANDOM:
        return _any(s, agent, team)
    for level in range(s.levels):
        best = NOBODY
        for queue_class in range(team.classes):
            if (agent.classes >> queue_class) & 1:
                number = queue_at(s.queue_table, (team.first_queue + queue_class) * LEVELS + level).first
                if number != NOBODY and (best == NOBODY or _ranks_before(s, number, best)):
                    best = number
        if best != NOBODY:
            return best
    return NOBODY


@rule
def _ranks_before(s, number, other):
    """Of two that are first in their queues: the smaller key, then who queued first."""
    one, two = need_at(s.need_table, number), need_at(s.need_table, other)
    return (one.key < two.key) | ((one.key == two.key) & (one.visit < two.visit))


@rule
def _any(s, agent, team):
    """Everybody has the same chance; the agent's last visit left a number that says who."""
    waiting = 0
    for queue_class in range(team.classes):
        if (agent.classes >> queue_class) & 1:
            waiting += queue_at(s.queue_table, (team.first_queue + queue_class) * LEVELS).waiting
    place = int(agent.pick * waiting)
    for queue_class in range(team.classes):
        if (agent.classes >> queue_class) & 1:
            queue = queue_at(s.queue_table, (team.first_queue + queue_class) * LEVELS)
            if place < queue.waiting:
                return place_at(queue.places, place).number
            place -= queue.waiting
    return NOBODY
