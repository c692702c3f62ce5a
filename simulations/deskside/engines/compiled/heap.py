"""Events to come, soonest first: a heap of (time, key), four below each.

A key holds kind, number and generation. Four neighbours lie in 64 bytes, which a processor fetches at once:
half as many steps as in a binary heap. What happens now leaves a gap at the root, and the first event that
follows from it takes that place: most events are followed by one, and that one comes soon, so it does not
sink deep. Only a gap that stays is closed from below. Behind the last event stand events that never come,
so that there are always four to compare.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from deskside.engines.compiled.bits import bits_of
from deskside.engines.compiled.records import common, node_at, rule

__all__ = ["NEVER", "ROOT", "close_gap", "earlier", "push"]

#: The first event's place; the four below a place begin at a multiple of four.
ROOT = 3
_NO_TIME, _LAST_KEY = np.float64(np.inf).view(np.int64), np.int64((1 << 63) - 1)
#: The time and key of an event that never comes.
NEVER = (int(_NO_TIME), int(_LAST_KEY))


def _as_one_word(_context: Any, _time: Any, _key: Any, _other_time: Any, _other_key: Any) -> Any:
    """Compare two events as words of 128 bits, at once: the processor could not guess the outcome.

    No time is below 0, nor a 0 with a minus, so the bits of times are in the order of the times.
    """

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)

        def joined(time: Any, key: Any) -> Any:
            upper = builder.shl(builder.zext(time, wide), ir.Constant(wide, 64))
            return builder.or_(upper, builder.zext(key, wide))

        time, key, other_time, other_key = arguments
        return builder.icmp_unsigned("<", joined(time, key), joined(other_time, other_key))

    return types.boolean(types.int64, types.int64, types.int64, types.int64), code


#: (bits of a time, key, bits of another's time, its key) -> whether the first event goes before the other.
earlier: Any = intrinsic(_as_one_word)


@rule
def _below(place):
    """The first of the four places below a place."""
    return 4 * (place - ROOT + 1)


@rule
def _above(place):
    """The place above."""
    return (place >> 2) + ROOT - 1


@rule
def _first_of_four(heap, place):
    """Where the earliest of four neighbours is: without a branch, which the processor could not guess."""
    one, two = node_at(heap, place), node_at(heap, place + 1)
    three, four = node_at(heap, place + 2), node_at(heap, place + 3)
    left = place + earlier(two.time, two.key, one.time, one.key)
    right = place + 2 + earlier(four.time, four.key, three.time, three.key)
    one, two = node_at(heap, left), node_at(heap, right)
    return left + (right - left) * earlier(two.time, two.key, one.time, one.key)


@rule
def _rise(heap, place, time, key):
    """An event rises from an empty place to where nothing above it is later."""
    while place > ROOT:
        above = node_at(heap, _above(place))
        if earlier(above.time, above.key, time, key):
            break
        here = node_at(heap, place)
        here.time, here.key = above.time, above.key
        place = _above(place)
    here = node_at(heap, place)
    here.time, here.key = time, key


@rule
def _sink(heap, used, time, key):
    """An event sinks from the empty root to where nothing below it is earlier."""
    place = ROOT
    while _below(place) < used:
        lower = _first_of_four(heap, _below(place))
        first = node_at(heap, lower)
        if earlier(time, key, first.time, first.key):
            break
        here = node_at(heap, place)
        here.time, here.key = first.time, first.key
        place = lower
    here = node_at(heap, place)
    here.time, here.key = time, key


@common
def push(s, time, key):
    """Add an event."""
    bits = bits_of(time)
    if s.gap:
        s.gap = 0
        _sink(s.heap, s.heap_used, bits, key)
    else:
        place = s.heap_used
        s.heap_used = place + 1
        _rise(s.heap, place, bits, key)


@rule
def close_gap(s):
    """Nothing followed: the last event takes the place of the one that happened."""
    if s.gap:
        s.gap = 0
        used = s.heap_used - 1
        s.heap_used = used
        last = node_at(s.heap, used)
        time, key = last.time, last.key
        last.time, last.key = _NO_TIME, _LAST_KEY
        if used > ROOT:
            _sink(s.heap, used, time, key)
