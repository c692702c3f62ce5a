"""Events to come, soonest first: a binary heap of (time, key); the key holds kind, number and generation."""

from __future__ import annotations

from deskside.engines.compiled.records import node_at, rule

__all__ = ["earlier", "pop", "push"]


@rule
def earlier(time, key, other_time, other_key):
    """Whether one event goes before another: without a branch, which the processor could not guess."""
    return (time < other_time) | ((time == other_time) & (key < other_key))


@rule
def _rise(s, place, time, key):
    """An event rises from an empty place to where nothing above it is later."""
    while place > 0:
        parent = (place - 1) >> 1
        above = node_at(s.heap, parent)
        if earlier(above.time, above.key, time, key):
            break
        here = node_at(s.heap, place)
        here.time, here.key = above.time, above.key
        place = parent
    here = node_at(s.heap, place)
    here.time, here.key = time, key


@rule
def push(s, time, key):
    """Add an event."""
    place = s.heap_used
    s.heap_used = place + 1
    _rise(s, place, time, key)


@rule
def pop(s):
    """Take the first event away: move the hole to the bottom, then let the last event rise from there."""
    used = s.heap_used - 1
    s.heap_used = used
    last = node_at(s.heap, used)
    time, key = last.time, last.key
    place, child = 0, 1
    while child < used:
        left, right = node_at(s.heap, child), node_at(s.heap, child + 1)
        # child + 1 may be the place just given up: it holds `last`, which is harmless to compare
        child += earlier(right.time, right.key, left.time, left.key) & (child + 1 < used)
        low, here = node_at(s.heap, child), node_at(s.heap, place)
        here.time, here.key = low.time, low.key
        place = child
        child = 2 * place + 1
    _rise(s, place, time, key)
