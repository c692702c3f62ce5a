"""Events to come, soonest first: a binary heap of (time, key); the key holds kind, number and generation.

What happens now leaves a gap at the root, and the first event that follows from it takes that place: most
events are followed by one. Only a gap that stays is closed from below.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from deskside.engines.compiled.records import common, node_at, rule

__all__ = ["close_gap", "earlier", "push"]


def _as_one_word(_context: Any, _time: Any, _key: Any, _other_time: Any, _other_key: Any) -> Any:
    """Compare two events as words of 128 bits, at once: the processor could not guess the outcome.

    No time is below 0, nor a 0 with a minus, so the bits of times are in the order of the times.
    """

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word, wide = ir.IntType(64), ir.IntType(128)

        def joined(time: Any, key: Any) -> Any:
            upper = builder.shl(builder.zext(builder.bitcast(time, word), wide), ir.Constant(wide, 64))
            return builder.or_(upper, builder.zext(key, wide))

        time, key, other_time, other_key = arguments
        return builder.icmp_unsigned("<", joined(time, key), joined(other_time, other_key))

    return types.boolean(types.float64, types.int64, types.float64, types.int64), code


#: (time, key, time of another, its key) -> whether the first event goes before the other.
earlier: Any = intrinsic(_as_one_word)


@rule
def _rise(heap, place, time, key):
    """An event rises from an empty place to where nothing above it is later."""
    while place > 0:
        parent = (place - 1) >> 1
        above = node_at(heap, parent)
        if earlier(above.time, above.key, time, key):
            break
        here = node_at(heap, place)
        here.time, here.key = above.time, above.key
        place = parent
    here = node_at(heap, place)
    here.time, here.key = time, key


@rule
def _settle(heap, used, time, key):
    """An event joins where the root is empty: the gap moves to the bottom, and the event rises from there."""
    place, child = 0, 1
    while child < used:
        left, right = node_at(heap, child), node_at(heap, child + 1)
        # child + 1 may lie behind the last event: what is there is harmless to compare
        child += earlier(right.time, right.key, left.time, left.key) & (child + 1 < used)
        low, here = node_at(heap, child), node_at(heap, place)
        here.time, here.key = low.time, low.key
        place = child
        child = 2 * place + 1
    _rise(heap, place, time, key)


@common
def push(s, time, key):
    """Add an event."""
    if s.gap:
        s.gap = 0
        _settle(s.heap, s.heap_used, time, key)
    else:
        place = s.heap_used
        s.heap_used = place + 1
        _rise(s.heap, place, time, key)


@rule
def close_gap(s):
    """Nothing followed: the last event takes the place of the one that happened."""
    if s.gap:
        s.gap = 0
        used = s.heap_used - 1
        s.heap_used = used
        last = node_at(s.heap, used)
        _settle(s.heap, used, last.time, last.key)
