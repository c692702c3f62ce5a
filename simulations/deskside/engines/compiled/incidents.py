"""Major incidents: one cause, a burst of contacts, all resolved together; a broadcast keeps some away.

The rules are those of `deskside.engines.simpy_incidents`.
"""

from __future__ import annotations

from deskside.engines.compiled.answers import rarely
from deskside.engines.compiled.records import (
    NOBODY,
    incident_at,
    life_at,
    rule,
)
from deskside.log import WaitsFor

__all__ = ["is_mended", "keeps_away", "waits_for_the_cause"]

CAUSE = int(WaitsFor.CAUSE)


@rule
def keeps_away(s, number, life):
    """Whether the requester has heard of it and does not call."""
    return (
        life.incident != NOBODY
        and s.reach > 0.0
        and incident_at(s.incident_table, life.incident).told == 1
        and rarely(s, number, 0).broadcast < s.reach
    )


@rule
def is_mended(s, life):
    """Whether the cause is mended."""
    return incident_at(s.incident_table, life.incident).mended == 1


@rule
def waits_for_the_cause(s, number):
    """Nothing can be done for this ticket before the cause is mended."""
    life = life_at(s.life_table, number)
    life.waits_for = CAUSE
