"""A visit: something comes to a team, waits for its turn, and is worked on."""

from __future__ import annotations

import math

import numpy as np

from deskside.engines.compiled.answers import ONCE, answer, effort, minutes, question, unit_amount
from deskside.engines.compiled.chats import begin_chat
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.hearing import GENERATIONS, key_of, touched
from deskside.engines.compiled.people import free_agent, leave_bench, sit_down
from deskside.engines.compiled.queues import (
    class_of,
    has_room,
    is_chat,
    is_fresh,
    join,
    leave,
    leave_unread,
    next_turn,
    owner_of,
)
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    beside_at,
    channel_at,
    float_at,
    life_at,
    need_at,
    procedure,
    rule,
    stage_at,
    team_at,
    visit_at,
)
from deskside.engines.order import END_BESIDE, END_OF_SERVICE, END_OF_WRAP_UP, PATIENCE
from deskside.log import VisitKind
from deskside.prepare.policy import RANDOM, SHARED

__all__ = [
    "beside",
    "is_left_unread",
    "look_up",
    "queue_up",
    "release",
    "set_free",
    "visit",
    "withdraw",
    "work_or_rest",
    "worked_on",
]

ASK_CANNED = question("canned")
ASK_CLOCK_STOPPED = question("clock_stopped")
ASK_LOOK = question("look")
ASK_PATIENCE = question("patience")
ASK_PICK = question("pick")
ASK_TOLD = question("told")
AGAIN = np.int64(VisitKind.RETRY)
REOPENED, REPEATED = np.int64(VisitKind.REOPENED), np.int64(VisitKind.REPEATED)
CHASE, HELP, CHILD = np.int64(VisitKind.CHASE), np.int64(VisitKind.HELP), np.int64(VisitKind.CHILD)


# ---- it comes to a team -----------------------------------------------------------------------------------


@rule
def _record(s, number, need, ticket, kind):
    """A new row among the visits."""
    place = s.visits_used
    s.visits_used = place + 1
    record = visit_at(s.visit_table, place)
    record.ticket, record.kind, record.team, record.agent = ticket, kind, need.team, NOBODY
    record.entry = number
    record.queued, record.started, record.ended = s.now, math.nan, math.nan
    need.visit, need.kind = place, kind


@procedure
def visit(s, number, need, kind):
    """A ticket comes to its team: an agent takes it at once, or it waits."""
    _record(s, number, need, number, kind)
    if not (s.rich and life_at(s.life_table, number).astray):
        need.visits += 1
    if s.rich:
        life = life_at(s.life_table, number)
        life.was_read = 0
    if not queue_up(s, number, need) and kind <= AGAIN:
        _lose_patience(s, number, need)


@procedure
def beside(s, ticket, kind, team, amount, mean):
    """Something else to do for a ticket, of so many minutes' work, in a team's queue. Returns its number."""
    place = s.besides_used
    s.besides_used = place + 1
    s.alive += 1
    own, what = need_at(s.need_table, ticket), beside_at(s.beside_table, place)
    what.ticket, what.was_read, what.amount, what.mean = ticket, 0, amount, mean
    number = s.needs + place
    need = need_at(s.need_table, number)
    need.service, need.channel, need.priority, need.due = own.service, own.channel, own.priority, own.due
    need.team, need.queue, need.owner, need.key = team, NOBODY, NOBODY, 0.0
    _record(s, number, need, ticket, kind)
    queue_up(s, number, need)
    return number


@procedure
def queue_up(s, number, need):
    """Somebody takes it at once, or it waits. Returns whether it was taken."""
    if s.rich and is_left_unread(s, number, need):
        leave_unread(s, number, need)
        return False
    who = free_agent(s, need.team, class_of(s, number, need), is_fresh(need), owner_of(s, number, need))
    if who != NOBODY:
        agent = agent_at(s.agent_table, who)
        leave_bench(s, agent)
        start(s, number, need, who, agent)
        return True
    join(s, number, need)
    return s.rich and is_chat(s, number, need) and _chat_on(s, number, need)


@rule
def is_left_unread(s, number, need):
    """Some teams read what was sent in at set times."""
    if not team_at(s.team_table, need.team).reads or channel_at(s.channel_table, need.channel).live:
        return False
    kind = need.kind
    if kind == CHASE:
        return not beside_at(s.beside_table, number - s.needs).was_read
    return (kind <= AGAIN or kind in (REOPENED, REPEATED)) and not life_at(s.life_table, number).was_read


@rule
def _chat_on(s, number, need):
    """Whoever talks to the fewest takes one more conversation, if this one in the queue is their next."""
    queue_class = class_of(s, number, need)
    most = channel_at(s.channel_table, need.channel).chats
    for chats in range(1, most):
        for who in range(s.agents):
            agent = agent_at(s.agent_table, who)
            if (
                agent.chats == chats
                and agent.asked != need.visit
                and agent.team == need.team
                and agent.on_duty
                and (agent.classes >> queue_class) & 1
                and has_room(s, agent, number)
            ):
                agent.asked = need.visit
                found = next_turn(s, agent)
                if found != NOBODY:
                    _take(s, found, who, agent)
                    if found == number:
                        return True
    return False


@rule
def _lose_patience(s, number, need):
    """Set the moment at which the requester stops waiting, unless it is their turn before."""
    patience = channel_at(s.channel_table, need.channel).patience
    if patience < math.inf:
        lasts = minutes(s, unit_amount(s, ASK_PATIENCE, number, need.tries) * patience)
        push(s, s.now + lasts, key_of(PATIENCE, number, need.visit & GENERATIONS))


@rule
def withdraw(s, number):
    """Something that waits need not be done any more."""
    need = need_at(s.need_table, number)
    leave(s, number, need)
    record = visit_at(s.visit_table, need.visit)
    record.ended = s.now
    if number >= s.needs:
        s.alive -= 1
        s.last = s.now


# ---- it is worked on --------------------------------------------------------------------------------------


@procedure
def start(s, number, need, who, agent):
    """An agent starts to work on it."""
    agent.busy = 1
    record = visit_at(s.visit_table, need.visit)
    record.agent, record.started = who, s.now
    if number >= s.needs:
        lasts = _time_beside(s, number, need, agent)
        push(s, s.now + minutes(s, lasts / agent.speed), key_of(END_BESIDE, need.visit, 0))
        return
    if math.isnan(need.first_response):
        _respond(s, number, need)
    lasts = _working_time(s, number, need, who, agent)
    if is_chat(s, number, need):
        begin_chat(s, who, agent, number, need.channel, lasts / agent.speed)
    else:
        push(s, s.now + minutes(s, lasts / agent.speed), key_of(END_OF_SERVICE, number, 0))


@rule
def _respond(s, number, need):
    """An agent looks at the ticket for the first time."""
    need.first_response = s.now
    touched(s, number, need)
    if s.stopped_clocks > 0.0:
        life = life_at(s.life_table, number)
        life.clock_stopped = int(answer(s, ASK_CLOCK_STOPPED, number, ONCE) < s.stopped_clocks)


@rule
def _working_time(s, number, need, who, agent):
    """Minutes of work in this visit at full pace, by the policy in force now."""
    stage_number = need.service * s.teams + need.team
    if not s.rich:
        stage = stage_at(s.stage_table, stage_number)
        unit = effort(s, stage.shape, number, need.visits - 1)
        return unit * float_at(s.mean_table, stage_number * s.channels + need.channel)
    return _detailed_time(s, number, need, who, agent)


@procedure
def _detailed_time(s, number, need, who, agent):
    """The same, with every lever."""
    team, life = team_at(s.team_table, need.team), life_at(s.life_table, number)
    if life.incident != NOBODY:
        return unit_amount(s, ASK_TOLD, number, need.tries) * s.incident_effort
    if life.astray:
        return unit_amount(s, ASK_LOOK, number, life.looks) * team.look_effort
    stage_number = need.service * s.teams + need.team
    stage, channel = stage_at(s.stage_table, stage_number), channel_at(s.channel_table, need.channel)
    unit = effort(s, stage.shape, number, need.visits - 1)
    amount = unit * float_at(s.mean_table, stage_number * s.channels + need.channel)
    life.canned = 0
    if channel.canned_share > 0.0 and answer(s, ASK_CANNED, number, need.visits - 1) < channel.canned_share:
        life.canned = 1
        amount = amount * channel.canned_effort
    amount = amount * team.haste * life.factor + life.extra
    life.factor, life.extra = 1.0, 0.0
    if (
        team.ownership != SHARED
        and need.owner not in (NOBODY, who)
        and agent_at(s.agent_table, need.owner).team == agent.team
    ):
        amount = amount + team.hand_over
    return amount + team.switching * agent.held


@rule
def _time_beside(s, number, need, agent):
    """Minutes of work beside a ticket, at full pace."""
    team = team_at(s.team_table, need.team)
    amount = beside_at(s.beside_table, number - s.needs).amount
    if need.kind in (HELP, CHILD):
        amount = amount * team.haste
    return amount + team.switching * agent.held


# ---- the agent is free ------------------------------------------------------------------------------------


@rule
def worked_on(s, who, number, need):
    """An agent has finished a ticket's own visit: it is theirs now."""
    agent = agent_at(s.agent_table, who)
    need.owner = who
    if team_at(s.team_table, agent.team).discipline == RANDOM:
        agent.pick = answer(s, ASK_PICK, number, need.visits - 1)


@rule
def release(s, who):
    """An agent has finished: goes on with other conversations or wraps up, if the team does, and is free."""
    agent = agent_at(s.agent_table, who)
    if agent.chats > 0:
        if agent.on_duty:
            number = next_turn(s, agent)
            if number != NOBODY:
                _take(s, number, who, agent)
        return
    if agent.holding > 0:  # a ticket for which help is on the way
        return
    wrap_up = team_at(s.team_table, agent.team).wrap_up
    if wrap_up > 0.0:
        push(s, s.now + wrap_up, key_of(END_OF_WRAP_UP, who, 0))
    else:
        set_free(s, who, agent)


@procedure
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
            _take(s, number, who, agent)


@rule
def look_up(s, who, agent):
    """Somebody on the bench looks whether there is work for them after all."""
    number = next_turn(s, agent)
    if number != NOBODY:
        leave_bench(s, agent)
        _take(s, number, who, agent)


@rule
def _take(s, number, who, agent):
    """An agent takes somebody out of a queue."""
    need = need_at(s.need_table, number)
    leave(s, number, need)
    start(s, number, need, who, agent)
