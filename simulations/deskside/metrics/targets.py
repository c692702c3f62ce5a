"""Promised times: whether a ticket kept the target that was in force when its need arose."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deskside.log import Outcome, TicketLog
from deskside.metrics.window import in_force, looked_up
from deskside.scenario import Scenario

__all__ = ["Promise", "business_minutes", "missed", "target_minutes"]

Promise = Literal["response", "resolution"]
PRIORITIES = 10


def target_minutes(log: TicketLog, tickets: slice, promise: Promise) -> NDArray[np.float64]:
    """The target of each ticket in business minutes, by priority; NaN where nothing was promised."""
    table = np.array([_by_priority(scenario, promise) for _, scenario in log.policies])
    arrived, priority = log.ticket_table.arrived[tickets], log.ticket_table.priority[tickets]
    return looked_up(table, in_force(log, arrived), priority)


def business_minutes(log: TicketLog, tickets: slice, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Business minutes from each ticket's arrival to a time, on the calendar in force when it arrived."""
    arrived = log.ticket_table.arrived[tickets]
    policy = in_force(log, arrived)
    if isinstance(policy, int):
        return log.scenario.calendar.hours.elapsed(arrived, times)
    passed = np.empty(len(arrived))
    for number in np.unique(policy):
        mine = policy == number
        passed[mine] = log.policies[number][1].calendar.hours.elapsed(arrived[mine], times[mine])
    return passed


def missed(log: TicketLog, tickets: slice, promise: Promise) -> NDArray[np.int8] | None:
    """For each ticket 1 if it missed its target, 0 if it kept it, -1 if it does not count.

    What does not count: a ticket without a target, one that was abandoned, and one that is still open (or not
    yet responded to) while its target has not passed. None if no policy of the log has such targets.
    """
    if not any(getattr(scenario.targets, promise) for _, scenario in log.policies):
        return None
    table = log.ticket_table
    done = table.first_response[tickets] if promise == "response" else table.ended[tickets]
    outcome = table.outcome[tickets]
    target = target_minutes(log, tickets, promise)
    late = business_minutes(log, tickets, np.fmin(done, log.until)) > target  # never, without a target
    counts = (late | ~np.isnan(done)) & (outcome != Outcome.GAVE_UP) & ~np.isnan(target)
    return np.where(counts, late.view(np.int8), np.int8(-1))


def _by_priority(scenario: Scenario, promise: Promise) -> list[float]:
    targets: tuple[float, ...] = getattr(scenario.targets, promise) or (float("nan"),)
    return [targets[min(max(priority, 1), len(targets)) - 1] for priority in range(PRIORITIES)]
