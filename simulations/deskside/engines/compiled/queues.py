"""Tickets that wait at a team, in the order of its discipline.

A team has a line for each queue class; where work in progress is limited it has a second one beside it, for
tickets to go on with; and each of its agents has a line of their own where tickets can be owned. A line has a
queue for each level.
"""

from __future__ import annotations

import numpy as np

from deskside.engines.compiled.answers import effort, question, unit_amount
from deskside.engines.compiled.lines import append, unlink
from deskside.engines.compiled.lots import drop, put
from deskside.engines.compiled.ranks import insert, remove
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    beside_at,
    channel_at,
    float_at,
    life_at,
    need_at,
    place_at,
    procedure,
    queue_at,
    rule,
    stage_at,
    team_at,
    visit_at,
)
from deskside.log import VisitKind
from deskside.prepare.policy import (
    AGEING,
    EARLIEST_DUE,
    FIRST_COME,
    HAND_OVER,
    LAST_COME,
    LEVELS,
    PRIORITY,
    RANDOM,
    SHARED,
    SHORTEST_EXPECTED,
)

__all__ = ["class_of", "is_chat", "is_fresh", "join", "leave", "leave_unread", "next_turn", "owner_of"]

ASK_LOOK = question("look")
#: Disciplines that keep a queue in the order in which its tickets joined; and those with a queue a level.
IN_LINE = (FIRST_COME, PRIORITY, AGEING)
BY_LEVEL = (PRIORITY, AGEING)
AGAIN = np.int64(VisitKind.RETRY)
RETURNED = np.int64(VisitKind.RETURNED)
CHASE, CHECK_BACK = np.int64(VisitKind.CHASE), np.int64(VisitKind.CHECK_BACK)


# ---- who may take it --------------------------------------------------------------------------------------


@rule
def class_of(s, number, need):
    """The queue class: whose skill it takes."""
    if s.rich and (
        need.kind in (CHASE, CHECK_BACK) or (number < s.needs and life_at(s.life_table, number).astray)
    ):
        return team_at(s.team_table, need.team).open_class
    return stage_at(s.stage_table, need.service * s.teams + need.team).queue_class


@rule
def is_fresh(need):
    """Whether it is something to begin, not to go on with."""
    return need.kind < CHASE and need.kind != RETURNED


@rule
def owner_of(s, number, need):
    """The one agent it waits for, or -1: who worked on it last, if of this team and on its roster."""
    team = team_at(s.team_table, need.team)
    if team.ownership == SHARED or number >= s.needs or need.owner == NOBODY:
        return NOBODY
    agent = agent_at(s.agent_table, need.owner)
    if agent.team != need.team or not agent.rostered:
        return NOBODY
    if team.ownership == HAND_OVER and not agent.on_duty:
        return NOBODY
    return need.owner


@rule
def is_chat(s, number, need):
    """Whether it is a conversation that can go on beside others."""
    return (
        s.rich
        and need.kind <= AGAIN
        and number < s.needs
        and channel_at(s.channel_table, need.channel).chats > 1
        and not life_at(s.life_table, number).astray
    )


# ---- coming and going -------------------------------------------------------------------------------------


@procedure
def join(s, number, need):
    """A ticket joins its queue."""
    team = team_at(s.team_table, need.team)
    owner = owner_of(s, number, need)
    level = need.priority if team.discipline in BY_LEVEL else 0
    if owner != NOBODY:
        need.queue = agent_at(s.agent_table, owner).own_queue + level
    else:
        lane = class_of(s, number, need) * team.lanes
        if team.lanes > 1 and not is_fresh(need):
            lane += 1
        need.queue = (team.first_queue + lane) * LEVELS + level
    queue = queue_at(s.queue_table, need.queue)
    queue.waiting += 1
    team.waiting += 1
    need.key = 0.0
    if team.discipline in IN_LINE:
        if team.discipline == AGEING:
            need.key = _aged(s, need)
        append(s, queue, number, need)
    elif team.discipline == RANDOM:
        put(queue, number, need)
    else:
        need.key = _key(s, number, need, team.discipline)
        insert(s, queue, number, need)


@rule
def leave_unread(s, number, need):
    """A ticket waits until its team reads what has come in."""
    need.queue = team_at(s.team_table, need.team).inbox
    queue = queue_at(s.queue_table, need.queue)
    queue.waiting += 1
    append(s, queue, number, need)


@rule
def _aged(s, need):
    """When it would have queued with its head start: within a level the order in which they queued."""
    queued = visit_at(s.visit_table, need.visit).queued
    return queued - float_at(s.head_start_table, need.team * LEVELS + need.priority)


@rule
def _key(s, number, need, discipline):  # noqa: PLR0911  # one answer a discipline
    """What the discipline goes by: the smallest first."""
    if discipline == LAST_COME:
        return -float(need.visit)
    if discipline == EARLIEST_DUE:
        return need.due
    if number >= s.needs:
        beside = beside_at(s.beside_table, number - s.needs)
        return beside.mean if discipline == SHORTEST_EXPECTED else beside.amount
    if s.rich:
        life = life_at(s.life_table, number)
        if life.astray:
            mean = team_at(s.team_table, need.team).look_effort
            if discipline == SHORTEST_EXPECTED:
                return mean
            return unit_amount(s, ASK_LOOK, number, life.looks) * mean
    stage_number = need.service * s.teams + need.team
    mean = float_at(s.mean_table, stage_number * s.channels + need.channel)
    if discipline == SHORTEST_EXPECTED:
        return mean
    # an agent who picks cherries sees what is in them
    shape = stage_at(s.stage_table, stage_number).shape
    return effort(s, shape, number, need.visits - 1) * mean


@procedure
def leave(s, number, need):
    """A ticket leaves its queue, wherever in it it stands."""
    queue = queue_at(s.queue_table, need.queue)
    team = team_at(s.team_table, need.team)
    queue.waiting -= 1
    if need.queue == team.inbox:
        unlink(s, queue, need)
    else:
        team.waiting -= 1
        if team.discipline in IN_LINE:
            unlink(s, queue, need)
        elif team.discipline == RANDOM:
            drop(s, queue, need)
        else:
            remove(s, queue, number, need)
    need.queue = NOBODY


# ---- who is next ------------------------------------------------------------------------------------------


@procedure
def next_turn(s, agent):
    """The ticket this agent takes next, or -1."""
    team = team_at(s.team_table, agent.team)
    if team.waiting == 0:
        return NOBODY
    number = _any(s, agent, team) if team.discipline == RANDOM else _first(s, agent, team)
    if number != NOBODY and agent.chats > 0 and not has_room(s, agent, number):
        return NOBODY
    return number


@rule
def has_room(s, agent, number):
    """Who holds conversations can only take one more of the kind, and not too many."""
    if agent.chats == 0:
        return True
    need = need_at(s.need_table, number)
    return (
        is_chat(s, number, need)
        and need.channel == agent.chat_channel
        and agent.chats < channel_at(s.channel_table, need.channel).chats
    )


@rule
def _first(s, agent, team):
    """Of those who are first in their queues the one who ranks first, as a rule of the highest level."""
    begins, best = agent.held < team.wip_limit, NOBODY
    for level in range(s.levels):
        for lane in range(team.classes * team.lanes):
            if _may_take(agent, team, lane, begins):
                number = queue_at(s.queue_table, (team.first_queue + lane) * LEVELS + level).first
                if number != NOBODY and (best == NOBODY or _ranks_before(s, number, best)):
                    best = number
        if agent.own_queue != NOBODY:
            number = queue_at(s.queue_table, agent.own_queue + level).first
            if number != NOBODY and (best == NOBODY or _ranks_before(s, number, best)):
                best = number
        if best != NOBODY and team.discipline != AGEING:  # there any level may have the next one
            return best
    return best


@rule
def _may_take(agent, team, lane, begins):
    """Whether a lane is one the agent can serve, and may now."""
    if team.lanes == 1:
        return (agent.classes >> lane) & 1
    return (agent.classes >> (lane >> 1)) & 1 and (begins or lane & 1)


@rule
def _ranks_before(s, number, other):
    """Of two that are first in their queues: the smaller key, then who queued first."""
    one, two = need_at(s.need_table, number), need_at(s.need_table, other)
    return (one.key < two.key) | ((one.key == two.key) & (one.visit < two.visit))


@rule
def _any(s, agent, team):
    """Everybody has the same chance; the agent's last visit left a number that says who."""
    begins, waiting = agent.held < team.wip_limit, 0
    lanes = team.classes * team.lanes
    for lane in range(lanes):
        if _may_take(agent, team, lane, begins):
            waiting += queue_at(s.queue_table, (team.first_queue + lane) * LEVELS).waiting
    if agent.own_queue != NOBODY:
        waiting += queue_at(s.queue_table, agent.own_queue).waiting
    place = int(agent.pick * waiting)
    for lane in range(lanes):
        if _may_take(agent, team, lane, begins):
            queue = queue_at(s.queue_table, (team.first_queue + lane) * LEVELS)
            if place < queue.waiting:
                return place_at(queue.places, place).number
            place -= queue.waiting
    if agent.own_queue != NOBODY:
        queue = queue_at(s.queue_table, agent.own_queue)
        if place < queue.waiting:
            return place_at(queue.places, place).number
    return NOBODY
