"""Promised times: whether a ticket kept the target that was in force when its need arose."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deskside.log import Outcome, TicketLog, WaitsFor
from deskside.metrics.pauses import pauses, pauses_possible
from deskside.reading import Tickets, first_contact, in_force, looked_up, so_far
from deskside.scenario import Scenario

__all__ = [
    "Promise",
    "business_between",
    "clock_minutes",
    "missed",
    "paused_minutes",
    "target_minutes",
]

Promise = Literal["response", "resolution"]
Floats = NDArray[np.float64]
PRIORITIES = 10
# plain numbers: to compare a column with a member of an enumeration takes eight times as long
RESOLVED, CAUSE, NOBODY = int(Outcome.RESOLVED), int(WaitsFor.CAUSE), int(WaitsFor.NOBODY)


def target_minutes(log: TicketLog, tickets: Tickets, promise: Promise) -> Floats:
    """The target of each ticket in business minutes, by priority; NaN where nothing was promised."""
    table = np.array([_by_priority(scenario, promise) for _, scenario in log.policies])
    arrived, priority = log.ticket_table.arrived[tickets], log.ticket_table.priority[tickets]
    return looked_up(table, in_force(log, arrived), priority)


def business_between(log: TicketLog, arrived: Floats, start: Floats, end: Floats) -> Floats:
    """Business minutes between two times, on the calendar in force when each ticket arrived."""
    policy = in_force(log, arrived)
    if isinstance(policy, int):
        return log.scenario.calendar.hours.elapsed(start, end)
    passed = np.empty(len(arrived))
    for number in np.unique(policy):
        mine = policy == number
        passed[mine] = log.policies[number][1].calendar.hours.elapsed(start[mine], end[mine])
    return passed


def clock_minutes(log: TicketLog, tickets: Tickets, promise: Promise, times: Floats) -> Floats:
    """What the clock of each ticket's target shows at a time, in business minutes from its first contact.

    For the resolution it stands while the ticket waits for its requester or a supplier; and from the first
    response on where somebody stopped it as a trick.
    """
    arrived, reached = log.ticket_table.arrived[tickets], first_contact(log, tickets)
    if promise == "response":
        return business_between(log, arrived, reached, times)
    stopped = None
    if any(scenario.policy.stopped_clocks > 0.0 for _, scenario in log.policies):
        stopped = log.ticket_table.clock_stopped[tickets] == 1
        times = np.where(stopped, np.minimum(log.ticket_table.first_response[tickets], times), times)
    shown = business_between(log, arrived, reached, times)
    if pauses_possible(log):
        standing = paused_minutes(log, tickets)
        shown -= standing if stopped is None else np.where(stopped, 0.0, standing)
    return shown


def paused_minutes(log: TicketLog, tickets: Tickets) -> Floats:
    """Business minutes in which each ticket waited for its requester or a supplier, so far."""
    found = pauses(log)
    minutes = business_between(log, log.ticket_table.arrived[found.ticket], found.begin, found.end)
    return np.bincount(found.ticket, minutes, len(log.ticket_table)).astype(np.float64)[tickets]


def missed(log: TicketLog, tickets: Tickets, promise: Promise) -> NDArray[np.int8] | None:
    """For each ticket 1 if it missed its target, 0 if it kept it, -1 if it does not count.

    What does not count: a need without a target, without a contact, abandoned, or that nobody wrote down; and
    one that is still open (or not yet responded to) while its target has not passed. None if no policy of the
    log has such targets.
    """
    if not any(getattr(scenario.targets, promise) for _, scenario in log.policies):
        return None
    table = log.ticket_table
    done = table.first_response[tickets] if promise == "response" else table.ended[tickets]
    target = target_minutes(log, tickets, promise)
    shown = clock_minutes(log, tickets, promise, so_far(log, done))
    late = shown > target  # never, without a target
    counts = (late | ~np.isnan(done)) & _is_on_record(log, tickets) & ~np.isnan(target)
    found: NDArray[np.int8] = counts * (late + np.int8(1)) - np.int8(1)
    return found


def _is_on_record(log: TicketLog, tickets: Tickets) -> NDArray[np.bool_]:
    """Whether the desk has a ticket and may still resolve it, or has."""
    table = log.ticket_table
    on_record: NDArray[np.bool_] = table.outcome[tickets] <= RESOLVED  # or open
    waits_for = table.waits_for[tickets]
    if waits_for.max(initial=0) >= CAUSE:
        on_record &= (waits_for != NOBODY) & (table.contacts[tickets] > 0)
    return on_record


def _by_priority(scenario: Scenario, promise: Promise) -> list[float]:
    targets: tuple[float, ...] = getattr(scenario.targets, promise) or (float("nan"),)
    return [targets[min(max(priority, 1), len(targets)) - 1] for priority in range(PRIORITIES)]
