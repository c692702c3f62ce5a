"""A requester reaches the desk: one row among the contacts."""

from __future__ import annotations

from deskside.engines.compiled.records import (
    contact_at,
    rule,
)

__all__ = ["contact"]


@rule
def contact(s, number, need, kind):
    """The requester reaches the desk."""
    record = contact_at(s.contact_table, s.contacts_used)
    s.contacts_used += 1
    record.ticket, record.kind, record.number, record.channel = number, kind, need.contacts, need.channel
    record.time = s.now
    need.contacts += 1
