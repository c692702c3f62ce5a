"""Major incidents: one cause, a burst of contacts, all resolved together; a broadcast keeps some away.

The rules are those of `deskside.engines.simpy_incidents`.
"""

from __future__ import annotations

import numpy as np

from deskside.engines.compiled.answers import ONCE, answer, question
from deskside.engines.compiled.closing import close, finish
from deskside.engines.compiled.records import (
    NOBODY,
    incident_at,
    life_at,
    need_at,
    procedure,
    rule,
)
from deskside.engines.compiled.service import withdraw
from deskside.log import Outcome, WaitsFor

__all__ = ["keeps_away", "mend", "tell", "told_of_the_cause", "waits_for_the_cause"]

ASK_BROADCAST = question("broadcast")
OPEN, SELF_SERVED = np.int64(Outcome.OPEN), np.int64(Outcome.SELF_SERVED)
CAUSE = np.int64(WaitsFor.CAUSE)


@rule
def keeps_away(s, number, life):
    """Whether the requester has heard of it and does not call."""
    return (
        life.incident != NOBODY
        and s.reach > 0.0
        and incident_at(s.incident_table, life.incident).told == 1
        and answer(s, ASK_BROADCAST, number, ONCE) < s.reach
    )


@rule
def _is_mended(s, life):
    """Whether the cause is mended."""
    return incident_at(s.incident_table, life.incident).mended == 1


@rule
def waits_for_the_cause(s, number):
    """Nothing can be done for this ticket before the cause is mended."""
    life = life_at(s.life_table, number)
    life.waits_for = CAUSE


@rule
def told_of_the_cause(s, number, need):
    """A caller knows that it is known: the ticket waits for the cause, unless that is mended."""
    life = life_at(s.life_table, number)
    if _is_mended(s, life):
        close(s, number, need)
        s.alive -= 1
        s.last = s.now
    else:
        waits_for_the_cause(s, number)


@procedure
def tell(s, incident):
    """Everybody is told: some who wait hang up."""
    what = incident_at(s.incident_table, incident)
    what.told = 1
    for number in range(s.next_arrival):
        life = life_at(s.life_table, number)
        if life.incident == incident:
            need = need_at(s.need_table, number)
            if need.queue != NOBODY and keeps_away(s, number, life):
                withdraw(s, number)
                waits_for_the_cause(s, number)


@procedure
def mend(s, incident):
    """The cause is mended: all that is not in an agent's hands is over."""
    what = incident_at(s.incident_table, incident)
    what.mended = 1
    for number in range(s.next_arrival):
        life, need = life_at(s.life_table, number), need_at(s.need_table, number)
        if life.incident == incident and need.outcome == OPEN:
            if need.queue != NOBODY:
                withdraw(s, number)
            elif not (life.waits_for == CAUSE or life.away):
                continue
            if need.contacts == 0:
                finish(s, number, need, SELF_SERVED)
            else:
                close(s, number, need)
                s.alive -= 1
                s.last = s.now
