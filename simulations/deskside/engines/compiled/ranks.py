"""The smallest key first: a pairing heap linked through the needs, from which anybody can leave.

``child`` is a ticket's first child, ``next`` its next sibling, ``previous`` its elder sibling or, for a first
child, its parent. Equal keys go by the visit, so the order never depends on the shape of the heap.
"""

from __future__ import annotations

from deskside.engines.compiled.records import NOBODY, need_at, rule

__all__ = ["insert", "remove"]


@rule
def goes_before(first, second):
    """Whether one ticket ranks before another."""
    return (first.key < second.key) | ((first.key == second.key) & (first.visit < second.visit))


@rule
def meld(s, one, other):
    """Two heaps become one; the root that ranks first stays. Either may be empty."""
    if one == NOBODY:
        return other
    if other == NOBODY:
        return one
    top, low = one, other
    if goes_before(need_at(s.need_table, other), need_at(s.need_table, one)):
        top, low = other, one
    parent, child = need_at(s.need_table, top), need_at(s.need_table, low)
    child.previous, child.next = top, parent.child
    if parent.child != NOBODY:
        eldest = need_at(s.need_table, parent.child)
        eldest.previous = low
    parent.child = low
    parent.next, parent.previous = NOBODY, NOBODY
    return top


@rule
def meld_children(s, first):
    """The children of a root that leaves become one heap: in pairs from the left, then all from the right."""
    pairs = NOBODY  # the pairs so far, last first, linked through `next`
    while first != NOBODY:
        one = need_at(s.need_table, first)
        second = one.next
        rest = NOBODY
        if second != NOBODY:
            rest = need_at(s.need_table, second).next
        top = meld(s, first, second)
        root = need_at(s.need_table, top)
        root.next = pairs
        pairs, first = top, rest
    whole = NOBODY
    while pairs != NOBODY:
        following = need_at(s.need_table, pairs).next
        whole = meld(s, whole, pairs)
        pairs = following
    if whole != NOBODY:
        root = need_at(s.need_table, whole)
        root.next, root.previous = NOBODY, NOBODY
    return whole


@rule
def insert(s, queue, number, need):
    """A ticket joins."""
    need.child, need.next, need.previous = NOBODY, NOBODY, NOBODY
    queue.first = meld(s, queue.first, number)


@rule
def remove(s, queue, number, need):
    """A ticket leaves, wherever in the heap it is."""
    if queue.first == number:
        queue.first = meld_children(s, need.child)
    else:
        elder = need_at(s.need_table, need.previous)
        if elder.child == number:
            elder.child = need.next
        else:
            elder.next = need.next
        if need.next != NOBODY:
            younger = need_at(s.need_table, need.next)
            younger.previous = need.previous
        queue.first = meld(s, queue.first, meld_children(s, need.child))
    need.child = NOBODY
