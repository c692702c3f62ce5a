"""The life of a need, event by event: what follows from a contact, a visit's end, a loss of patience."""

from __future__ import annotations

import math

from deskside.engines.compiled.answers import answers, minutes, opening, rarely
from deskside.engines.compiled.chats import end_chat
from deskside.engines.compiled.detours import (
    BOUNCE,
    DONE,
    HAND_ON,
    OTHERS,
    PENDS,
    SWARM,
    UNRECORDED,
    ask_others,
    check_back,
    go_outside,
    hold,
    let_go,
    next_step,
    send_to,
    swarm,
)
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.hearing import (
    GENERATIONS,
    heard,
    hung_up,
    key_of,
    plan_chase,
    sent_in,
    waits_anew,
)
from deskside.engines.compiled.incidents import is_mended, keeps_away, waits_for_the_cause
from deskside.engines.compiled.queues import join, leave
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    beside_at,
    channel_at,
    contact_at,
    float_at,
    group_at,
    incident_at,
    life_at,
    need_at,
    procedure,
    queue_at,
    row_at,
    rule,
    service_at,
    stage_at,
    team_at,
    visit_at,
)
from deskside.engines.compiled.service import beside, look_up, release, visit, withdraw, worked_on
from deskside.engines.order import END_OF_READING, REOPEN, RETRY
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor

__all__ = [
    "arrive",
    "chase",
    "end_beside",
    "end_of_chat",
    "end_of_hold",
    "end_of_reading",
    "end_of_service",
    "lose_patience",
    "mend",
    "read",
    "reopen",
    "resume",
    "tell",
    "try_again",
]

FIRST, AGAIN = int(VisitKind.FIRST), int(VisitKind.RETRY)
REOPENED, ESCALATED, BOUNCED = int(VisitKind.REOPENED), int(VisitKind.ESCALATED), int(VisitKind.BOUNCED)
RETURNED, REPEATED, CALL_BACK = int(VisitKind.RETURNED), int(VisitKind.REPEATED), int(VisitKind.CALL_BACK)
CHASE, HELP, CHILD = int(VisitKind.CHASE), int(VisitKind.HELP), int(VisitKind.CHILD)
FIRST_CONTACT, RETRY_CONTACT = int(ContactKind.FIRST), int(ContactKind.RETRY)
REOPENED_CONTACT, REPEATED_CONTACT = int(ContactKind.REOPENED), int(ContactKind.REPEATED)
OPEN, RESOLVED, GAVE_UP = int(Outcome.OPEN), int(Outcome.RESOLVED), int(Outcome.GAVE_UP)
SELF_SERVED, FORGOTTEN, PREVENTED = int(Outcome.SELF_SERVED), int(Outcome.FORGOTTEN), int(Outcome.PREVENTED)
DESK, CAUSE, UNWRITTEN = int(WaitsFor.DESK), int(WaitsFor.CAUSE), int(WaitsFor.NOBODY)
REQUESTER = int(WaitsFor.REQUESTER)


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
    if service.removed > 0.0 and rarely(s, number, 0).removed < service.removed:
        _finish(s, number, need, PREVENTED)
        return True
    if life.latent and rarely(s, number, 0).latent >= channel_at(s.channel_table, need.channel).draws_out:
        _finish(s, number, need, GAVE_UP)
        return True
    if service.try_share > 0.0 and rarely(s, number, 0).self_try < service.try_share:
        lasts = minutes(s, rarely(s, number, 0).reading * service.reading)
        push(s, s.now + lasts, key_of(END_OF_READING, number, 0))
        return True
    return False


@rule
def end_of_reading(s, number):
    """A requester has read an article; if they favour easy needs, articles solve those with little effort."""
    need = need_at(s.need_table, number)
    service = service_at(s.service_table, need.service)
    favour = 1.0 + service.easy_first * (1.0 - 2.0 * float_at(s.size_table, number))
    if rarely(s, number, 0).self_solved < service.coverage * favour:
        _finish(s, number, need, SELF_SERVED)
    else:
        _first_contact(s, number, need)


@procedure
def _first_contact(s, number, need):
    """The requester reaches the desk for the first time."""
    _contact(s, number, need, FIRST_CONTACT)
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
    _contact(s, number, need, RETRY_CONTACT)
    _reach(s, number, need, AGAIN)


@rule
def _contact(s, number, need, kind):
    """The requester reaches the desk."""
    record = contact_at(s.contact_table, s.contacts_used)
    s.contacts_used += 1
    record.ticket, record.kind, record.number, record.channel = number, kind, need.contacts, need.channel
    record.time = s.now
    need.contacts += 1


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
        life.extra = rarely(s, number, need.tries).call_back_effort * channel.call_back_effort
        waits_anew(s, number, need)
        visit(s, number, need, CALL_BACK)
        return
    group = group_at(s.group_table, need.group)
    row = row_at(s.row_table, answers(s, number, need.tries))
    if row.retry < group.retry_share:
        later = s.now + minutes(s, row.retry_after * group.retry_after)
        push(s, opening(s, later), key_of(RETRY, number, 0))
        if s.rich:
            life = life_at(s.life_table, number)
            life.away = 1
    else:
        _finish(s, number, need, GAVE_UP)


# ---- after a visit ----------------------------------------------------------------------------------------


@rule
def end_of_service(s, number):
    """An agent finishes a visit."""
    need = need_at(s.need_table, number)
    _visit_ends(s, number, need)


@rule
def end_of_chat(s, who):
    """An agent finishes one of the conversations in hand."""
    number = end_chat(s, who, agent_at(s.agent_table, who))
    _visit_ends(s, number, need_at(s.need_table, number))


@procedure
def _visit_ends(s, number, need):
    """The work is done; unless help is wanted now, the agent is free and the ticket goes on."""
    step = next_step(s, number, need)
    if step == SWARM:
        swarm(s, number, need)
    else:
        _leave(s, number, need, step)
        _go_on(s, number, need, step)


@procedure
def _leave(s, number, need, step):
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


@procedure
def _go_on(s, number, need, step):
    """The ticket goes where its last visit led."""
    if step == DONE:
        if s.rich and life_at(s.life_table, number).incident != NOBODY:
            _told_of_the_cause(s, number, need)
        else:
            _resolve(s, number, need)
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
            _finish(s, number, need, FORGOTTEN)
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
        _end_of_swarm(s, number, need, life, HAND_ON)


@rule
def _end_of_swarm(s, number, need, life, step):
    """The agent who held the ticket lets it go."""
    life.help = NOBODY
    agent = agent_at(s.agent_table, visit_at(s.visit_table, need.visit).agent)
    agent.holding -= 1
    _leave(s, number, need, step)
    _go_on(s, number, need, step)


@procedure
def _resolve(s, number, need):
    """Resolved, for now: some resolutions do not hold; of those made in haste or ready-made, more."""
    _close(s, number, need)
    again, service = False, service_at(s.service_table, need.service)
    if need.reopened < service.reopen_at_most:
        share = service.reopen_share * team_at(s.team_table, need.team).haste_reopens
        if s.rich and life_at(s.life_table, number).canned:
            share = share * channel_at(s.channel_table, need.channel).canned_reopens
        row = row_at(s.row_table, answers(s, number, need.reopened))
        if row.reopen < share:
            again, generation = True, 0
            if s.rich:
                life = life_at(s.life_table, number)
                life.back = 1
                generation = life.back_plan & GENERATIONS
            later = s.now + minutes(s, row.reopen_after * service.reopen_after)
            push(s, later, key_of(REOPEN, number, generation))
    if s.rich:
        check_back(s, number, need)
    if not again:
        s.alive -= 1
        s.last = s.now


@rule
def _close(s, number, need):
    """It is done, and the requester hears that; who chases it need not be answered any more."""
    need.outcome, need.ended = RESOLVED, s.now
    heard(s, number, need, False)
    if s.rich:
        life = life_at(s.life_table, number)
        life.waits_for = DESK
        life.chase_plan += 1
        if life.chase != NOBODY and need_at(s.need_table, life.chase).queue != NOBODY:
            withdraw(s, life.chase)
            life.chase = NOBODY


@rule
def _finish(s, number, need, outcome):
    """A need gets its outcome, for good."""
    need.outcome, need.ended = outcome, s.now
    if s.rich:
        life = life_at(s.life_table, number)
        life.waits_for = DESK
    s.alive -= 1
    s.last = s.now


@rule
def reopen(s, number, generation):
    """The requester says that it is not solved, unless the team has asked before."""
    if s.rich:
        life = life_at(s.life_table, number)
        if life.back_plan & GENERATIONS != generation:
            return
    need = need_at(s.need_table, number)
    _contact(s, number, need, REOPENED_CONTACT)
    _open_again(s, number, need)


@procedure
def _open_again(s, number, need):
    """It is not solved; the ticket goes back to the first team."""
    need.outcome, need.ended = OPEN, math.nan
    need.reopened += 1
    if s.rich:
        life = life_at(s.life_table, number)
        life.back = 0
        life.back_plan += 1
        if life.check != NOBODY and need_at(s.need_table, life.check).queue != NOBODY:
            withdraw(s, life.check)
        life.check = NOBODY
        life.promised = math.nan
    waits_anew(s, number, need)
    need.team = service_at(s.service_table, need.service).first_team
    visit(s, number, need, REOPENED)


# ---- beside the ticket's own way --------------------------------------------------------------------------


@procedure
def chase(s, number, generation):
    """The requester asks; what nobody wrote down has to be told again."""
    life = life_at(s.life_table, number)
    if life.chase_plan & GENERATIONS != generation:
        return
    need = need_at(s.need_table, number)
    if life.waits_for == UNWRITTEN:
        life.chases += 1
        life.repeats += 1
        life.waits_for = DESK
        _contact(s, number, need, REPEATED_CONTACT)
        sent_in(s, number, need)
        need.team = service_at(s.service_table, need.service).first_team
        visit(s, number, need, REPEATED)
        return
    _contact(s, number, need, life.chase_kind)
    unit = rarely(s, number, life.chases).chase_effort
    life.chases += 1
    mean = team_at(s.team_table, need.team).chase_effort
    life.chase = beside(s, number, CHASE, need.team, unit * mean, mean)


@procedure
def end_beside(s, place):
    """Something beside a ticket is done: the agent is free, and the ticket hears of it."""
    record = visit_at(s.visit_table, place)
    record.ended = s.now
    s.alive -= 1
    s.last = s.now
    kind, number, entry = record.kind, record.ticket, record.entry
    release(s, record.agent)
    need, life = need_at(s.need_table, number), life_at(s.life_table, number)
    if kind == CHASE:
        life.chase = NOBODY
        if need.outcome == OPEN:
            heard(s, number, need, True)
            plan_chase(s, number)
    elif kind == CHILD:
        life.children -= 1
        if life.children == 0:
            _parts_are_done(s, number, need, life)
    elif kind == HELP:
        _end_of_swarm(s, number, need, life, DONE)
    elif life.check == entry:
        life.check = NOBODY
        if life.back:
            _open_again(s, number, need)


@rule
def _parts_are_done(s, number, need, life):
    """The other teams have done their parts: the ticket is looked at once more, or closes by itself."""
    let_go(s, life)
    closing = service_at(s.service_table, need.service).closing
    if closing > 0.0:
        life.factor = closing
        visit(s, number, need, RETURNED)
    else:
        _resolve(s, number, need)


@procedure
def read(s, number):
    """A team reads what has come in since the last time."""
    inbox = queue_at(s.queue_table, team_at(s.team_table, number).inbox)
    entry = inbox.first
    while entry != NOBODY:
        need = need_at(s.need_table, entry)
        following = need.next
        leave(s, entry, need)
        if entry >= s.needs:
            what = beside_at(s.beside_table, entry - s.needs)
            what.was_read = 1
        else:
            life = life_at(s.life_table, entry)
            life.was_read = 1
        join(s, entry, need)
        entry = following
    who = team_at(s.team_table, number).first
    while who != NOBODY:
        agent = agent_at(s.agent_table, who)
        following = agent.next
        look_up(s, who, agent)
        who = following


# ---- major incidents --------------------------------------------------------------------------------------


@rule
def _told_of_the_cause(s, number, need):
    """A caller knows that it is known: the ticket waits for the cause, unless that is mended."""
    life = life_at(s.life_table, number)
    if is_mended(s, life):
        _close(s, number, need)
        s.alive -= 1
        s.last = s.now
    else:
        waits_for_the_cause(s, number)


@procedure
def tell(s, incident):
    """Everybody is told: some who wait hang up."""
    what = incident_at(s.incident_table, incident)
    what.told = 1
    for number in range(s.next_arrival):
        life = life_at(s.life_table, number)
        if life.incident == incident:
            need = need_at(s.need_table, number)
            if need.queue != NOBODY and keeps_away(s, number, life):
                withdraw(s, number)
                waits_for_the_cause(s, number)


@procedure
def mend(s, incident):
    """The cause is mended: all that is not in an agent's hands is over."""
    what = incident_at(s.incident_table, incident)
    what.mended = 1
    for number in range(s.next_arrival):
        life, need = life_at(s.life_table, number), need_at(s.need_table, number)
        if life.incident == incident and need.outcome == OPEN:
            if need.queue != NOBODY:
                withdraw(s, number)
            elif not (life.waits_for == CAUSE or life.away):
                continue
            if need.contacts == 0:
                _finish(s, number, need, SELF_SERVED)
            else:
                _close(s, number, need)
                s.alive -= 1
                s.last = s.now
