"""The dispatch loop: find what happens next, make sure that all it may ask for is there, let it happen."""

from __future__ import annotations

from deskside.engines.compiled.heap import earlier, pop
from deskside.engines.compiled.lives import (
    arrive,
    end_of_service,
    lacks_draws,
    lose_patience,
    reopen,
    try_again,
)
from deskside.engines.compiled.queues import join
from deskside.engines.compiled.records import agent_at, need_at, node_at, place_at, rule, shift_at, state_at
from deskside.engines.compiled.service import GENERATIONS, key_of, set_free
from deskside.engines.compiled.shifts import change_shift, next_shift
from deskside.engines.order import ARRIVAL, END_OF_SERVICE, END_OF_WRAP_UP, PATIENCE, REOPEN, RETRY, SHIFT

__all__ = ["ASKS", "DONE", "FULL", "advance"]

DONE, FULL, ASKS = 0, 1, 2
NUMBERS = (1 << 34) - 1  # the bits of a key that hold the number
SPARE = 8  # rows that one event can fill at most


@rule
def _is_full(s):
    return (
        s.visits_used + SPARE > s.visits_room
        or s.contacts_used + SPARE > s.contacts_room
        or s.heap_used + SPARE > s.heap_room
    )


@rule
def _rejoin(s):
    """After a change of policy everybody who waits queues again."""
    for place in range(s.rejoins):
        number = place_at(s.rejoin_table, place).number
        join(s, number, need_at(s.need_table, number))
    s.rejoins = 0


@rule
def _happens(s, kind, number, generation):
    """One event from the heap."""
    if kind == END_OF_SERVICE:
        end_of_service(s, number)
    elif kind == PATIENCE:
        lose_patience(s, number, generation)
    elif kind == REOPEN:
        reopen(s, number)
    elif kind == RETRY:
        try_again(s, number)
    elif kind == END_OF_WRAP_UP:
        set_free(s, number, agent_at(s.agent_table, number))


def advance(address):  # noqa: C901  # one loop, one screen: splitting it would hide the order
    """Let everything happen before ``until``, for the state at an address.

    Returns DONE, FULL (make room, then call again) or ASKS (draw the next page of need ``asks``, then call
    again). `deskside.engines.compiled.kernel` compiles this function with all rules inside it.
    """
    s = state_at(address, 0)
    _rejoin(s)
    while True:
        if _is_full(s):
            return FULL
        if s.stop_when_done and s.alive == 0:
            return DONE
        # what is next: a shift change, an arrival or the first event of the heap?
        time, source = s.shift_time, SHIFT
        key = key_of(SHIFT, shift_at(s.shift_table, s.shift_next).number, 0)
        if s.next_arrival < s.needs:
            arrived = need_at(s.need_table, s.next_arrival).arrived
            arrival = key_of(ARRIVAL, s.next_arrival, 0)
            if earlier(arrived, arrival, time, key):
                time, key, source = arrived, arrival, ARRIVAL
        if s.heap_used > 0:
            top = node_at(s.heap, 0)
            if earlier(top.time, top.key, time, key):
                time, key, source = top.time, top.key, 0
        if not time < s.until:
            return DONE
        if source == ARRIVAL:
            s.now = time
            s.next_arrival += 1
            arrive(s, s.next_arrival - 1)
        elif source == SHIFT:
            s.now = time
            change_shift(s)
            next_shift(s)
        else:
            kind, number = key >> 58, (key >> 24) & NUMBERS
            if lacks_draws(s, kind, number):
                s.asks = number
                return ASKS
            s.now = time
            pop(s)
            _happens(s, kind, number, key & GENERATIONS)
