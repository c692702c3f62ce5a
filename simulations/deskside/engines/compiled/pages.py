"""Which pages of answers an event may ask for: looked at before it is taken, so that nothing is undone."""

from __future__ import annotations

import numpy as np

from deskside.engines.compiled.answers import lacks_page
from deskside.engines.compiled.chats import first_chat
from deskside.engines.compiled.detours import DONE, next_step
from deskside.engines.compiled.hearing import GENERATIONS
from deskside.engines.compiled.records import (
    NOBODY,
    agent_at,
    channel_at,
    life_at,
    need_at,
    procedure,
    rule,
    visit_at,
)
from deskside.engines.order import (
    CHASE,
    END_BESIDE,
    END_OF_CHAT,
    END_OF_HOLD,
    END_OF_SERVICE,
    PATIENCE,
    REOPEN,
    RESUME,
    RETRY,
)
from deskside.log import VisitKind, WaitsFor

__all__ = ["asks_for"]

CHASE_VISIT, CHILD, CHECK_BACK = (
    np.int64(VisitKind.CHASE),
    np.int64(VisitKind.CHILD),
    np.int64(VisitKind.CHECK_BACK),
)
UNWRITTEN = np.int64(WaitsFor.NOBODY)


@rule
def asks_for(s, kind, number, generation):
    """The need whose next page has to be drawn before this event, or -1."""
    if kind == END_OF_SERVICE:
        return _after_visit(s, number)
    if kind == RETRY:
        need = need_at(s.need_table, number)
        return _lacking(s, number, max(need.visits, need.tries + 1))
    if kind == REOPEN and not s.rich:
        return _lacking(s, number, need_at(s.need_table, number).visits)
    if s.rich:
        return _rarely_asks_for(s, kind, number, generation)
    return NOBODY


@rule
def _lacking(s, number, page):
    return number if lacks_page(s, number, page) else NOBODY


@rule
def _after_visit(s, number):
    """A visit that leads to another one."""
    need = need_at(s.need_table, number)
    if next_step(s, number, need) == DONE:
        return NOBODY
    page = need.visits
    if s.rich:
        page = max(page, life_at(s.life_table, number).looks + 1)
    return _lacking(s, number, page)


@procedure
def _rarely_asks_for(s, kind, number, generation):  # noqa: PLR0911  # one answer a kind
    """The same for the events of rare levers."""
    if kind == END_OF_CHAT:
        if agent_at(s.agent_table, number).chat_plan & GENERATIONS != generation:
            return NOBODY
        return _after_visit(s, first_chat(s, number))
    if kind == END_BESIDE:
        return _after_side_work(s, visit_at(s.visit_table, number))
    if kind not in (CHASE, END_OF_HOLD, PATIENCE, REOPEN, RESUME):
        return NOBODY
    need, life = need_at(s.need_table, number), life_at(s.life_table, number)
    if kind == PATIENCE:
        if not channel_at(s.channel_table, need.channel).calls_back:
            return NOBODY
        return _lacking(s, number, need.visits)
    if kind == CHASE:
        if life.waits_for != UNWRITTEN:
            return NOBODY
        return _lacking(s, number, max(need.visits, life.chases + 1))
    return _lacking(s, number, max(need.visits, life.chases))


@rule
def _after_side_work(s, record):
    """What is done beside a ticket leads to a chase, to a visit, or to nothing."""
    number = record.ticket
    need, life = need_at(s.need_table, number), life_at(s.life_table, number)
    if record.kind == CHASE_VISIT:
        return _lacking(s, number, life.chases)
    if record.kind == CHILD and life.children > 1:
        return NOBODY
    if record.kind == CHECK_BACK and not life.back:
        return NOBODY
    return _lacking(s, number, max(need.visits, life.chases))
