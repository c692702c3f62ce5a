"""The dispatch loop: find what happens next, make sure that there is room for it, let it happen."""

from __future__ import annotations

from deskside.engines.compiled.bits import bits_of, number_of
from deskside.engines.compiled.closing import reopen
from deskside.engines.compiled.fetches import fetch_next
from deskside.engines.compiled.heap import ROOT, close_gap, earlier, push
from deskside.engines.compiled.hearing import GENERATIONS, key_of
from deskside.engines.compiled.incidents import mend, tell
from deskside.engines.compiled.lives import (
    arrive,
    end_of_chat,
    end_of_hold,
    end_of_reading,
    end_of_service,
    lose_patience,
    resume,
    try_again,
)
from deskside.engines.compiled.queues import join, leave_unread
from deskside.engines.compiled.records import (
    agent_at,
    need_at,
    node_at,
    place_at,
    procedure,
    rule,
    shift_at,
    state_at,
)
from deskside.engines.compiled.service import is_left_unread, set_free
from deskside.engines.compiled.shifts import change_shift, next_reading, next_shift
from deskside.engines.compiled.side_work import chase, end_beside, read
from deskside.engines.order import (
    ARRIVAL,
    BROADCAST,
    CHASE,
    END_BESIDE,
    END_OF_CHAT,
    END_OF_HOLD,
    END_OF_READING,
    END_OF_SERVICE,
    END_OF_WRAP_UP,
    MENDED,
    PATIENCE,
    READING,
    REOPEN,
    RESUME,
    RETRY,
    SHIFT,
)

__all__ = ["DONE", "FULL", "advance"]

DONE, FULL = 0, 1
NUMBERS = (1 << 34) - 1  # the bits of a key that hold the number
SPARE = 16  # rows that one event can fill at most; and an event for everybody who may start work in it


@rule
def _is_full(s):
    return (
        s.visits_used + SPARE > s.visits_room
        or s.contacts_used + SPARE > s.contacts_room
        or s.besides_used + SPARE > s.besides_room
        or s.heap_used + s.plans + SPARE + 2 * s.agents > s.heap_room
    )


@procedure
def _adopt(s):
    """After a change of policy everybody who waits queues again; what is planned anew joins the events."""
    for place in range(s.rejoins):
        number = place_at(s.rejoin_table, place).number
        need = need_at(s.need_table, number)
        if s.rich and is_left_unread(s, number, need):
            leave_unread(s, number, need)
        else:
            join(s, number, need)
    for place in range(s.plans):
        plan = node_at(s.plan_table, place)
        push(s, number_of(plan.time), plan.key)
    s.rejoins = s.plans = 0


@rule
def _happens(s, kind, number, generation):
    """One event from the heap."""
    if kind == END_OF_SERVICE:
        end_of_service(s, number)
    elif kind == PATIENCE:
        lose_patience(s, number, generation)
    elif kind == REOPEN:
        reopen(s, number, generation)
    elif kind == RETRY:
        try_again(s, number)
    elif kind == END_OF_WRAP_UP:
        set_free(s, number, agent_at(s.agent_table, number))
    else:
        _rarely_happens(s, kind, number, generation)


@procedure
def _rarely_happens(s, kind, number, generation):  # noqa: C901  # one line a kind
    """One event of a rare lever."""
    if kind == CHASE:
        chase(s, number, generation)
    elif kind == END_BESIDE:
        end_beside(s, number)
    elif kind == END_OF_CHAT:
        if agent_at(s.agent_table, number).chat_plan & GENERATIONS == generation:
            end_of_chat(s, number)
    elif kind == RESUME:
        resume(s, number)
    elif kind == END_OF_HOLD:
        end_of_hold(s, number, generation)
    elif kind == END_OF_READING:
        end_of_reading(s, number)
    elif kind == READING:
        if s.roster & GENERATIONS == generation:
            read(s, number)
            push(s, next_reading(s, number), key_of(READING, number, generation))
    elif kind == MENDED:
        mend(s, number)
    elif kind == BROADCAST and s.announced & GENERATIONS == generation:
        tell(s, number)


def advance(address):  # noqa: C901  # one loop, one screen: splitting it would hide the order
    """Let everything happen before ``until``, for the state at an address.

    Returns DONE or FULL (make room, then call again). `deskside.engines.compiled.kernel` compiles this
    function with all rules inside it.
    """
    s = state_at(address, 0)
    while True:
        if _is_full(s):
            return FULL
        if s.rejoins or s.plans:
            _adopt(s)
        if s.stop_when_done and s.alive == 0:
            return DONE
        # what is next: a shift change, an arrival or the first event of the heap?
        time, source = bits_of(s.shift_time), SHIFT
        key = key_of(SHIFT, shift_at(s.shift_table, s.shift_next).number, 0)
        if s.next_arrival < s.needs:
            arrived = bits_of(need_at(s.need_table, s.next_arrival).arrived)
            arrival = key_of(ARRIVAL, s.next_arrival, 0)
            if earlier(arrived, arrival, time, key):
                time, key, source = arrived, arrival, ARRIVAL
        top = node_at(s.heap, ROOT)
        if earlier(top.time, top.key, time, key):
            time, key, source = top.time, top.key, 0
        now = number_of(time)
        if not now < s.until:
            return DONE
        if source == ARRIVAL:
            s.now = now
            s.next_arrival += 1
            fetch_next(s, s.next_arrival)
            arrive(s, s.next_arrival - 1)
        elif source == SHIFT:
            s.now = now
            change_shift(s)
            next_shift(s)
        else:
            kind, number = key >> 58, (key >> 24) & NUMBERS
            s.now = now
            s.gap = 1
            _happens(s, kind, number, key & GENERATIONS)
            close_gap(s)
