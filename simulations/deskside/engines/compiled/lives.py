"""The life of a need, event by event: what follows from a contact, a visit's end, a loss of patience."""

from __future__ import annotations

import numpy as np

from deskside.engines.compiled.answers import ONCE, answer, minutes, opening, question, unit_amount
from deskside.engines.compiled.chats import end_chat
from deskside.engines.compiled.closing import finish, resolve
from deskside.engines.compiled.contacts import contact
from deskside.engines.compiled.detours import (
    BOUNCE,
    DONE,
    HAND_ON,
    OTHERS,
    PENDS,
    SWARM,
    UNRECORDED,
    ask_others,
    go_outside,
    hold,
    let_go,
    next_step,
    send_to,
    swarm,
)
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.hearing import GENERATIONS, hung_up, key_of, plan_chase, sent_in, waits_anew
from deskside.engines.compiled.incidents import keeps_away, told_of_the_cause, waits_for_the_cause
from deskside.engines.compiled.queues import leave
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    channel_at,
    float_at,
    group_at,
    life_at,
    need_at,
    procedure,
    rule,
    service_at,
    stage_at,
    team_at,
    visit_at,
)
from deskside.engines.compiled.service import release, visit, withdraw, worked_on
from deskside.engines.order import END_OF_READING, RETRY
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor

__all__ = [
    "arrive",
    "end_of_chat",
    "end_of_hold",
    "end_of_reading",
    "end_of_service",
    "end_of_swarm",
    "lose_patience",
    "resume",
    "try_again",
]

ASK_CALL_BACK_EFFORT = question("call_back_effort")
ASK_LATENT = question("latent")
ASK_READING = question("reading")
ASK_REMOVED = question("removed")
ASK_RETRY = question("retry")
ASK_RETRY_AFTER = question("retry_after")
ASK_SELF_SOLVED = question("self_solved")
ASK_SELF_TRY = question("self_try")
FIRST, AGAIN, ESCALATED = np.int64(VisitKind.FIRST), np.int64(VisitKind.RETRY), np.int64(VisitKind.ESCALATED)
BOUNCED, RETURNED, REPEATED = (
    np.int64(VisitKind.BOUNCED),
    np.int64(VisitKind.RETURNED),
    np.int64(VisitKind.REPEATED),
)
CALL_BACK = np.int64(VisitKind.CALL_BACK)
FIRST_CONTACT, RETRY_CONTACT = np.int64(ContactKind.FIRST), np.int64(ContactKind.RETRY)
OPEN, GAVE_UP, SELF_SERVED = np.int64(Outcome.OPEN), np.int64(Outcome.GAVE_UP), np.int64(Outcome.SELF_SERVED)
FORGOTTEN, PREVENTED = np.int64(Outcome.FORGOTTEN), np.int64(Outcome.PREVENTED)
UNWRITTEN, REQUESTER = np.int64(WaitsFor.NOBODY), np.int64(WaitsFor.REQUESTER)


# ---- reaching the desk ------------------------------------------------------------------------------------


@rule
def arrive(s, number):
    """A need arises: most make contact at once."""
    need = need_at(s.need_table, number)
    if not s.rich or not _stays_away(s, number, need):
        _first_contact(s, number, need)


@procedure
def _stays_away(s, number, need):
    """Its cause was removed; no channel draws it out; everybody was told; an article is tried first."""
    life, service = life_at(s.life_table, number), service_at(s.service_table, need.service)
    if life.incident != NOBODY:
        if keeps_away(s, number, life):
            waits_for_the_cause(s, number)
            return True
        return False
    if service.removed > 0.0 and answer(s, ASK_REMOVED, number, ONCE) < service.removed:
        finish(s, number, need, PREVENTED)
        return True
    if (
        life.latent
        and answer(s, ASK_LATENT, number, ONCE) >= channel_at(s.channel_table, need.channel).draws_out
    ):
        finish(s, number, need, GAVE_UP)
        return True
    if service.try_share > 0.0 and answer(s, ASK_SELF_TRY, number, ONCE) < service.try_share:
        lasts = minutes(s, unit_amount(s, ASK_READING, number, ONCE) * service.reading)
        push(s, s.now + lasts, key_of(END_OF_READING, number, 0))
        return True
    return False


@rule
def end_of_reading(s, number):
    """A requester has read an article; if they favour easy needs, articles solve those with little effort."""
    need = need_at(s.need_table, number)
    service = service_at(s.service_table, need.service)
    favour = 1.0 + service.easy_first * (1.0 - 2.0 * float_at(s.size_table, number))
    if answer(s, ASK_SELF_SOLVED, number, ONCE) < service.coverage * favour:
        finish(s, number, need, SELF_SERVED)
    else:
        _first_contact(s, number, need)


@procedure
def _first_contact(s, number, need):
    """The requester reaches the desk for the first time."""
    contact(s, number, need, FIRST_CONTACT)
    sent_in(s, number, need)
    send_to(s, number, need, service_at(s.service_table, need.service).first_team)
    _reach(s, number, need, FIRST)


@rule
def try_again(s, number):
    """Somebody who gave up reaches the desk again."""
    need = need_at(s.need_table, number)
    if s.rich:
        life = life_at(s.life_table, number)
        life.away = 0
        if need.outcome != OPEN:
            return  # the cause was mended meanwhile
        if keeps_away(s, number, life):
            waits_for_the_cause(s, number)
            return
    need.tries += 1
    contact(s, number, need, RETRY_CONTACT)
    _reach(s, number, need, AGAIN)


@rule
def _reach(s, number, need, kind):
    """Get through to the team, unless a live channel is closed because nobody is on duty."""
    if channel_at(s.channel_table, need.channel).refuses and team_at(s.team_table, need.team).on_duty == 0:
        _give_up(s, number, need)
    else:
        visit(s, number, need, kind)


@rule
def lose_patience(s, number, generation):
    """Patience runs out, unless the ticket's turn has come."""
    need = need_at(s.need_table, number)
    if need.queue != NOBODY and need.visit & GENERATIONS == generation:
        leave(s, number, need)
        record = visit_at(s.visit_table, need.visit)
        record.ended = s.now
        _give_up(s, number, need)


@procedure
def _give_up(s, number, need):
    """They are called back, or try again later in opening hours if they are captive; the others leave."""
    channel = channel_at(s.channel_table, need.channel)
    if channel.calls_back:
        life = life_at(s.life_table, number)
        life.extra = unit_amount(s, ASK_CALL_BACK_EFFORT, number, need.tries) * channel.call_back_effort
        waits_anew(s, number, need)
        visit(s, number, need, CALL_BACK)
        return
    group = group_at(s.group_table, need.group)
    if group.retry_share > 0.0 and answer(s, ASK_RETRY, number, need.tries) < group.retry_share:
        later = s.now + minutes(s, unit_amount(s, ASK_RETRY_AFTER, number, need.tries) * group.retry_after)
        push(s, opening(s, later), key_of(RETRY, number, 0))
        if s.rich:
            life = life_at(s.life_table, number)
            life.away = 1
    else:
        finish(s, number, need, GAVE_UP)


# ---- after a visit ----------------------------------------------------------------------------------------


@rule
def end_of_service(s, number):
    """An agent finishes a visit."""
    need = need_at(s.need_table, number)
    _visit_ends(s, number, need, next_step(s, number, need))


@rule
def end_of_chat(s, who):
    """An agent finishes one of the conversations in hand."""
    number = end_chat(s, who, agent_at(s.agent_table, who))
    need = need_at(s.need_table, number)
    _visit_ends(s, number, need, next_step(s, number, need))


@procedure
def _visit_ends(s, number, need, step):
    """The work is done; unless help is wanted now, the agent is free and the ticket goes on."""
    if step == SWARM:
        swarm(s, number, need)
    else:
        _leave_agent(s, number, need, step)
        _go_on(s, number, need, step)


@rule
def _leave_agent(s, number, need, step):
    """A visit is over: the agent is free, and the requester of a live channel hangs up."""
    record = visit_at(s.visit_table, need.visit)
    record.ended = s.now
    kind, who = need.kind, record.agent
    if not (s.rich and life_at(s.life_table, number).astray):
        worked_on(s, who, number, need)
    if step in (PENDS, OTHERS):
        hold(s, need, life_at(s.life_table, number))
    release(s, who)
    spoken = kind <= AGAIN or kind in (REPEATED, CALL_BACK)
    if spoken and (step != DONE or (s.rich and life_at(s.life_table, number).incident != NOBODY)):
        hung_up(s, number, need)


@rule
def _go_on(s, number, need, step):
    """The ticket goes where its last visit led."""
    if step == DONE:
        if s.rich and life_at(s.life_table, number).incident != NOBODY:
            told_of_the_cause(s, number, need)
        else:
            resolve(s, number, need)
    elif step == HAND_ON:
        need.team = stage_at(s.stage_table, need.service * s.teams + need.team).onward
        need.transfers += 1
        visit(s, number, need, ESCALATED)
    elif step == BOUNCE:
        life = life_at(s.life_table, number)
        need.transfers += 1
        life.looks += 1
        send_to(s, number, need, need.team)
        visit(s, number, need, BOUNCED)
    elif step == UNRECORDED:
        life = life_at(s.life_table, number)
        life.waits_for = UNWRITTEN
        if not plan_chase(s, number):
            finish(s, number, need, FORGOTTEN)
    elif step == PENDS:
        go_outside(s, number, need)
    elif step == OTHERS:
        ask_others(s, number, need)


@rule
def resume(s, number):
    """A ticket comes back from somebody outside."""
    need = need_at(s.need_table, number)
    life, service = life_at(s.life_table, number), service_at(s.service_table, need.service)
    for_requester = life.waits_for == REQUESTER
    let_go(s, life)
    life.factor = service.pending_rest
    if for_requester:
        waits_anew(s, number, need)
    visit(s, number, need, RETURNED)


@rule
def end_of_hold(s, number, generation):
    """No helper has come: the ticket is handed on."""
    need, life = need_at(s.need_table, number), life_at(s.life_table, number)
    if life.help == NOBODY or life.help & GENERATIONS != generation:
        return
    if need_at(s.need_table, life.help).queue != NOBODY:
        withdraw(s, life.help)
        end_of_swarm(s, number, need, life, HAND_ON)


@rule
def end_of_swarm(s, number, need, life, step):
    """The agent who held the ticket lets it go."""
    life.help = NOBODY
    agent = agent_at(s.agent_table, visit_at(s.visit_table, need.visit).agent)
    agent.holding -= 1
    _visit_ends(s, number, need, step)
