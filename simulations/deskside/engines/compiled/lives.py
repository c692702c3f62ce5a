"""The life of a need, event by event: what follows from a contact, a visit's end, a loss of patience."""

from __future__ import annotations

import math

from deskside.engines.compiled.answers import answers, lacks_page, minutes, opening
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.queues import leave
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    channel_at,
    contact_at,
    group_at,
    need_at,
    row_at,
    rule,
    service_at,
    stage_at,
    team_at,
    visit_at,
)
from deskside.engines.compiled.service import GENERATIONS, key_of, release, visit
from deskside.engines.order import END_OF_SERVICE, END_OF_WRAP_UP, REOPEN, RETRY
from deskside.log import ContactKind, Outcome, VisitKind
from deskside.prepare.policy import RANDOM

__all__ = ["arrive", "end_of_service", "lacks_draws", "lose_patience", "reopen", "try_again"]

FIRST, AGAIN = int(VisitKind.FIRST), int(VisitKind.RETRY)
REOPENED, ESCALATED = int(VisitKind.REOPENED), int(VisitKind.ESCALATED)
FIRST_CONTACT, RETRY_CONTACT, REOPENED_CONTACT = (int(kind) for kind in ContactKind)
OPEN, RESOLVED, GAVE_UP = int(Outcome.OPEN), int(Outcome.RESOLVED), int(Outcome.GAVE_UP)


@rule
def arrive(s, number):
    """A need arises: its first contact."""
    need = need_at(s.need_table, number)
    need.team = service_at(s.service_table, need.service).first_team
    _contact(s, number, need, FIRST_CONTACT)
    _reach(s, number, need, FIRST)


@rule
def try_again(s, number):
    """Somebody who gave up reaches the desk again."""
    need = need_at(s.need_table, number)
    need.tries += 1
    _contact(s, number, need, RETRY_CONTACT)
    _reach(s, number, need, AGAIN)


@rule
def reopen(s, number):
    """The requester says that it is not solved; the ticket goes back to the first team."""
    need = need_at(s.need_table, number)
    need.outcome, need.ended = OPEN, math.nan
    need.reopened += 1
    _contact(s, number, need, REOPENED_CONTACT)
    need.team = service_at(s.service_table, need.service).first_team
    visit(s, number, need, REOPENED)


@rule
def lose_patience(s, number, generation):
    """Patience runs out, unless the ticket's turn has come."""
    need = need_at(s.need_table, number)
    if need.queue != NOBODY and need.visits & GENERATIONS == generation:
        leave(s, number, need)
        record = visit_at(s.visit_table, need.visit)
        record.ended = s.now
        _give_up(s, number, need)


@rule
def end_of_service(s, number):
    """An agent finishes a visit and is free; then the ticket goes on."""
    need = need_at(s.need_table, number)
    record = visit_at(s.visit_table, need.visit)
    record.ended = s.now
    if team_at(s.team_table, need.team).discipline == RANDOM:
        agent = agent_at(s.agent_table, record.agent)
        agent.pick = row_at(s.row_table, answers(s, number, need.visits - 1)).pick
    release(s, record.agent)
    stage = stage_at(s.stage_table, need.service * s.teams + need.team)
    if row_at(s.row_table, answers(s, number, need.visits - 1)).escalate < stage.share:
        need.team = stage.onward
        need.transfers += 1
        visit(s, number, need, ESCALATED)
    else:
        _resolve(s, number, need)


@rule
def lacks_draws(s, kind, number):
    """Whether an event will ask for a page that is not drawn yet; asked before the event is taken."""
    if kind == END_OF_WRAP_UP:
        return False  # its number is an agent's
    need = need_at(s.need_table, number)
    if kind == RETRY:
        return lacks_page(s, number, max(need.visits, need.tries + 1))
    if kind == REOPEN:
        return lacks_page(s, number, need.visits)
    if kind == END_OF_SERVICE:
        stage = stage_at(s.stage_table, need.service * s.teams + need.team)
        if row_at(s.row_table, answers(s, number, need.visits - 1)).escalate < stage.share:
            return lacks_page(s, number, need.visits)
    return False


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
    """Get through to the first team, unless a live channel is closed because nobody is on duty."""
    if channel_at(s.channel_table, need.channel).refuses and team_at(s.team_table, need.team).on_duty == 0:
        _give_up(s, number, need)
    else:
        visit(s, number, need, kind)


@rule
def _give_up(s, number, need):
    """Captive people may try again later, in opening hours; the others leave."""
    group = group_at(s.group_table, need.group)
    row = row_at(s.row_table, answers(s, number, need.tries))
    if row.retry < group.retry_share:
        later = s.now + minutes(s, row.retry_after * group.retry_after)
        push(s, opening(s, later), key_of(RETRY, number, 0))
    else:
        _end(s, need, GAVE_UP)
        s.alive -= 1
        s.last = s.now


@rule
def _resolve(s, number, need):
    """Resolved, for now: some resolutions do not hold."""
    _end(s, need, RESOLVED)
    service = service_at(s.service_table, need.service)
    if need.reopened < service.reopen_at_most:
        row = row_at(s.row_table, answers(s, number, need.reopened))
        if row.reopen < service.reopen_share:
            push(s, s.now + minutes(s, row.reopen_after * service.reopen_after), key_of(REOPEN, number, 0))
            return
    s.alive -= 1
    s.last = s.now


@rule
def _end(s, need, outcome):
    need.outcome, need.ended = outcome, s.now
