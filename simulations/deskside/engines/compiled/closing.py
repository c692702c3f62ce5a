"""The end of a ticket: resolved, perhaps asked about, perhaps not for good.

The rules are those of `deskside.engines.simpy_closing`.
"""

from __future__ import annotations

import math

import numpy as np

from deskside.engines.compiled.answers import answer, minutes, question, unit_amount
from deskside.engines.compiled.contacts import contact
from deskside.engines.compiled.detours import check_back
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.hearing import GENERATIONS, heard, key_of, waits_anew
from deskside.engines.compiled.records import (
    NOBODY,
    channel_at,
    life_at,
    need_at,
    procedure,
    rule,
    service_at,
    team_at,
)
from deskside.engines.compiled.service import visit, withdraw
from deskside.engines.order import REOPEN
from deskside.log import ContactKind, Outcome, VisitKind, WaitsFor

__all__ = ["close", "finish", "open_again", "reopen", "resolve"]

ASK_REOPEN = question("reopen")
ASK_REOPEN_AFTER = question("reopen_after")
REOPENED = np.int64(VisitKind.REOPENED)
REOPENED_CONTACT = np.int64(ContactKind.REOPENED)
OPEN, RESOLVED = np.int64(Outcome.OPEN), np.int64(Outcome.RESOLVED)
DESK = np.int64(WaitsFor.DESK)


@procedure
def resolve(s, number, need):
    """Resolved, for now: some resolutions do not hold; of those made in haste or ready-made, more."""
    close(s, number, need)
    again, service = False, service_at(s.service_table, need.service)
    if need.reopened < service.reopen_at_most:
        share = service.reopen_share * team_at(s.team_table, need.team).haste_reopens
        if s.rich and life_at(s.life_table, number).canned:
            share = share * channel_at(s.channel_table, need.channel).canned_reopens
        if share > 0.0 and answer(s, ASK_REOPEN, number, need.reopened) < share:
            again, generation = True, 0
            if s.rich:
                life = life_at(s.life_table, number)
                life.back = 1
                generation = life.back_plan & GENERATIONS
            later = s.now + minutes(
                s, unit_amount(s, ASK_REOPEN_AFTER, number, need.reopened) * service.reopen_after
            )
            push(s, later, key_of(REOPEN, number, generation))
    if s.rich:
        check_back(s, number, need)
    if not again:
        s.alive -= 1
        s.last = s.now


@rule
def close(s, number, need):
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
def finish(s, number, need, outcome):
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
    contact(s, number, need, REOPENED_CONTACT)
    open_again(s, number, need)


@procedure
def open_again(s, number, need):
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
