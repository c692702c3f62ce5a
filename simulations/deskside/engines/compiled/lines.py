"""First come, first served: a line from first to last, linked through the needs."""

from __future__ import annotations

from deskside.engines.compiled.records import NOBODY, need_at, rule

__all__ = ["append", "unlink"]


@rule
def append(s, queue, number, need):
    """A ticket joins the end; but those read late stand where they would if they had been read at once."""
    after, before = NOBODY, queue.last
    while before != NOBODY and need_at(s.need_table, before).visit > need.visit:
        after, before = before, need_at(s.need_table, before).previous
    need.next, need.previous = after, before
    if before == NOBODY:
        queue.first = number
    else:
        elder = need_at(s.need_table, before)
        elder.next = number
    if after == NOBODY:
        queue.last = number
    else:
        younger = need_at(s.need_table, after)
        younger.previous = number


@rule
def unlink(s, queue, need):
    """A ticket leaves, wherever in the line it stands."""
    if need.previous == NOBODY:
        queue.first = need.next
    else:
        before = need_at(s.need_table, need.previous)
        before.next = need.next
    if need.next == NOBODY:
        queue.last = need.previous
    else:
        after = need_at(s.need_table, need.next)
        after.previous = need.previous
