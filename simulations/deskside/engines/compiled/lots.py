"""Any of those who wait: a table without order, from which the last one fills a gap."""

from __future__ import annotations

from deskside.engines.compiled.records import need_at, place_at, rule

__all__ = ["drop", "put"]


@rule
def put(queue, number, need):
    """A ticket joins."""
    place = place_at(queue.places, queue.waiting - 1)
    place.number = number
    need.next = queue.waiting - 1


@rule
def drop(s, queue, need):
    """A ticket leaves; the last one takes its place."""
    last = place_at(queue.places, queue.waiting)
    gap = place_at(queue.places, need.next)
    gap.number = last.number
    moved = need_at(s.need_table, last.number)
    moved.next = need.next
