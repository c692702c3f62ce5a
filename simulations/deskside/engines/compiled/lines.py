"""First come, first served: a line from first to last, linked through the needs."""

from __future__ import annotations

from deskside.engines.compiled.records import NOBODY, need_at, rule

__all__ = ["append", "unlink"]


@rule
def append(s, queue, number, need):
    """A ticket joins the end."""
    need.next, need.previous = NOBODY, queue.last
    if queue.last == NOBODY:
        queue.first = number
    else:
        before = need_at(s.need_table, queue.last)
        before.next = number
    queue.last = number


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
