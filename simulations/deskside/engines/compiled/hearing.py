"""What requesters hear, and when they will ask: acknowledgement, promise, the next chase.

The rules are those of `deskside.engines.simpy_hearing`.
"""

from __future__ import annotations

import math

import numpy as np

from deskside.engines.compiled.answers import business, minutes, question, unit_amount
from deskside.engines.compiled.heap import push
from deskside.engines.compiled.records import (
    NOBODY,
    channel_at,
    float_at,
    group_at,
    life_at,
    need_at,
    procedure,
    rule,
)
from deskside.engines.order import CHASE, order_key
from deskside.log import ContactKind
from deskside.prepare.policy import AUTOMATIC, PERSONAL

__all__ = [
    "GENERATIONS",
    "drop_chase",
    "heard",
    "hung_up",
    "key_of",
    "plan_chase",
    "sent_in",
    "touched",
    "waits_anew",
]

ASK_CHASE_PROGRESS = question("chase_progress")
ASK_CHASE_RECEIPT = question("chase_receipt")
CHASE_RECEIPT, CHASE_PROGRESS = np.int64(ContactKind.CHASE_RECEIPT), np.int64(ContactKind.CHASE_PROGRESS)
GENERATIONS = (1 << 24) - 1
key_of = rule(order_key)


@rule
def heard(s, number, need, with_time):
    """The requester has a word from the desk, perhaps with a time."""
    need.last_word = s.now
    if math.isnan(need.acknowledged):
        need.acknowledged = s.now
    if with_time and s.rich:
        promise = float_at(s.promise_table, need.priority)
        if promise > 0.0:
            life = life_at(s.life_table, number)
            life.promised = business(s, s.now, promise)


@rule
def sent_in(s, number, need):
    """A contact arrives; over a deferred channel an automatic reply may go out at once."""
    need.last_word = s.now
    if not channel_at(s.channel_table, need.channel).live:
        if s.acknowledge == AUTOMATIC:
            heard(s, number, need, True)
        plan_chase(s, number)


@rule
def touched(s, number, need):
    """An agent takes the ticket for the first time: a voice on the line, or perhaps a personal reply."""
    if channel_at(s.channel_table, need.channel).live:
        heard(s, number, need, True)
    elif s.acknowledge == PERSONAL:
        heard(s, number, need, True)
        plan_chase(s, number)


@rule
def hung_up(s, number, need):
    """A conversation on a live channel is over and the ticket is not: the wait in silence begins."""
    if channel_at(s.channel_table, need.channel).live:
        heard(s, number, need, False)
        plan_chase(s, number)


@rule
def waits_anew(s, number, need):
    """The requester has just spoken, and waits from now on."""
    need.last_word = s.now
    plan_chase(s, number)


@rule
def drop_chase(s, number):
    """Whatever was planned will not happen."""
    if s.rich:
        life = life_at(s.life_table, number)
        life.chase_plan += 1


@procedure
def plan_chase(s, number):
    """Plan the next chase afresh. Returns whether there will be one."""
    if not s.rich:
        return False
    life = life_at(s.life_table, number)
    life.chase_plan += 1
    if not s.chases:
        return False
    if life.chase != NOBODY:
        return True
    need = need_at(s.need_table, number)
    receipt, progress = _receipt(s, number, need, life), _progress(s, number, need, life)
    time = max(min(receipt, progress), s.now)
    if time == math.inf:
        return False
    life.chase_kind = CHASE_RECEIPT if receipt <= progress else CHASE_PROGRESS
    push(s, time, key_of(CHASE, number, life.chase_plan & GENERATIONS))
    return True


@rule
def _receipt(s, number, need, life):
    """When "did you get it?" is due."""
    after = group_at(s.group_table, need.group).receipt_after
    if after == math.inf or not math.isnan(need.acknowledged):
        return math.inf
    unit = unit_amount(s, ASK_CHASE_RECEIPT, number, life.chases)
    return business(s, need.last_word, minutes(s, unit * after))


@rule
def _progress(s, number, need, life):
    """When "when will it be done?" is due."""
    group = group_at(s.group_table, need.group)
    after = group.progress_after
    if after == math.inf:
        return math.inf
    unit = unit_amount(s, ASK_CHASE_PROGRESS, number, life.chases)
    if math.isnan(life.promised):
        return business(s, need.last_word, minutes(s, unit * after))
    since = max(life.promised, need.last_word)
    return business(s, since, minutes(s, unit * after * group.hastened))
