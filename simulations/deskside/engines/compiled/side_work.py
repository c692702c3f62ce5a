"""What goes on beside tickets: chases, the parts of other teams, help, asking back, reading the mail."""

from __future__ import annotations

import numpy as np

from deskside.engines.compiled.answers import question, unit_amount
from deskside.engines.compiled.closing import finish, open_again, resolve
from deskside.engines.compiled.contacts import contact
from deskside.engines.compiled.detours import DONE, let_go
from deskside.engines.compiled.hearing import GENERATIONS, heard, plan_chase, sent_in
from deskside.engines.compiled.lives import end_of_swarm
from deskside.engines.compiled.queues import join, leave
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    beside_at,
    life_at,
    need_at,
    procedure,
    queue_at,
    rule,
    service_at,
    team_at,
    visit_at,
)
from deskside.engines.compiled.service import beside, look_up, release, visit
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor

__all__ = ["chase", "end_beside", "read"]

ASK_CHASE_EFFORT = question("chase_effort")
RETURNED, REPEATED, CHASE = (
    np.int64(VisitKind.RETURNED),
    np.int64(VisitKind.REPEATED),
    np.int64(VisitKind.CHASE),
)
HELP, CHILD = np.int64(VisitKind.HELP), np.int64(VisitKind.CHILD)
REPEATED_CONTACT = np.int64(ContactKind.REPEATED)
OPEN, FORGOTTEN = np.int64(Outcome.OPEN), np.int64(Outcome.FORGOTTEN)
DESK, UNWRITTEN = np.int64(WaitsFor.DESK), np.int64(WaitsFor.NOBODY)
REQUESTER = np.int64(WaitsFor.REQUESTER)


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
        contact(s, number, need, REPEATED_CONTACT)
        sent_in(s, number, need)
        need.team = service_at(s.service_table, need.service).first_team
        visit(s, number, need, REPEATED)
        return
    contact(s, number, need, life.chase_kind)
    unit = unit_amount(s, ASK_CHASE_EFFORT, number, life.chases)
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
            _chase_again(s, number, need, life)
    elif kind == CHILD:
        life.children -= 1
        if life.children == 0:
            _parts_are_done(s, number, need, life)
    elif kind == HELP:
        end_of_swarm(s, number, need, life, DONE)
    elif life.check == entry:
        life.check = NOBODY
        if life.back:
            open_again(s, number, need)


@rule
def _chase_again(s, number, need, life):
    """Who was answered asks again later, but not while asked; what nobody asks for again is forgotten."""
    if life.waits_for == REQUESTER:
        return
    if not plan_chase(s, number) and life.waits_for == UNWRITTEN:
        finish(s, number, need, FORGOTTEN)


@rule
def _parts_are_done(s, number, need, life):
    """The other teams have done their parts: the ticket is looked at once more, or closes by itself."""
    let_go(s, life)
    closing = service_at(s.service_table, need.service).closing
    if closing > 0.0:
        life.factor = closing
        visit(s, number, need, RETURNED)
    else:
        resolve(s, number, need)


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
