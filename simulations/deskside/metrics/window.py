"""Which part of a log results are about: a span of time, its tickets, the policy in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.log import Outcome, TicketLog
from deskside.scenario import Scenario

__all__ = [
    "Period",
    "Window",
    "articles_possible",
    "first_contact",
    "in_force",
    "looked_up",
    "outcomes",
    "periods",
    "window_of",
]


@dataclass(frozen=True)
class Window:
    """Minutes ``start`` up to ``end``, and the tickets ``first`` up to ``last`` that arose in them."""

    start: float
    end: float
    first: int
    last: int

    @property
    def tickets(self) -> slice:
        """The rows of the window's tickets."""
        return slice(self.first, self.last)

    def visits(self, log: TicketLog) -> NDArray[np.intp] | slice:
        """The rows of the visits of the window's tickets, whenever they were."""
        if self.first == 0 and self.last == len(log.ticket_table):
            return slice(None)
        ticket = log.visit_table.ticket
        return np.flatnonzero((ticket >= self.first) & (ticket < self.last))


@dataclass(frozen=True)
class Period:
    """Minutes ``start`` up to ``end`` under one scenario."""

    start: float
    end: float
    scenario: Scenario
    begins_policy: bool  # the scenario comes into force at ``start``, and not before


def window_of(log: TicketLog, span: tuple[float, float] | None = None) -> Window:
    """The window from ``span`` (from minute, to minute), or from the warm-up's end to the horizon's.

    It never reaches beyond the log. Tickets are numbered as they arise, so those of a window are neighbours.
    """
    start, end = span or (log.scenario.warm_up, log.scenario.end)
    end = max(start, min(end, log.until))
    first, last = np.searchsorted(log.ticket_table.arrived, (start, end)).tolist()
    return Window(start, end, first, last)


def outcomes(log: TicketLog, tickets: slice) -> NDArray[np.int8]:
    """What became of each need, with what never came about as `Outcome.PREVENTED`: no result counts it.

    That are needs whose recurring cause was removed, and latent ones that no channel drew out.
    """
    outcome = log.ticket_table.outcome[tickets]
    if not any(needs.latent for needs in log.scenario.needs):
        return outcome
    asleep = (outcome == Outcome.GAVE_UP) & (log.ticket_table.contacts[tickets] == 0)
    return np.where(asleep, np.int8(Outcome.PREVENTED), outcome)


def articles_possible(log: TicketLog) -> bool:
    """Whether people look for articles under any policy of the log."""
    return any(s.self_service.try_share > 0.0 for _, p in log.policies for s in p.services.values())


def first_contact(log: TicketLog, tickets: slice) -> NDArray[np.float64]:
    """When each requester first reached for the desk: as the need arose or, with articles, after reading.

    NaN for those who have not.
    """
    table = log.ticket_table
    if not articles_possible(log):
        return table.arrived[tickets]
    contacts, found = log.contact_table, np.full(len(table), np.nan)
    first = contacts.number == 0
    found[contacts.ticket[first]] = contacts.time[first]
    return found[tickets]


def periods(log: TicketLog, start: float, end: float) -> Iterator[Period]:
    """The span cut where the policy changed."""
    ends = [since for since, _ in log.policies[1:]] + [np.inf]
    for (since, scenario), until in zip(log.policies, ends, strict=True):
        if min(until, end) > max(since, start):
            yield Period(max(since, start), min(until, end), scenario, begins_policy=since >= start)


def in_force(log: TicketLog, times: NDArray[np.float64]) -> NDArray[np.intp] | int:
    """Which of the log's policies was in force at each time; just 0 if there was only one."""
    if len(log.policies) == 1:
        return 0
    changes: list[Any] = [since for since, _ in log.policies]
    return np.searchsorted(changes, times, side="right") - 1


def looked_up(table: NDArray[Any], policy: NDArray[np.intp] | int, code: NDArray[Any]) -> NDArray[Any]:
    """``table[policy, code]`` for a table by policy and code; `take` is three times as quick."""
    found: NDArray[Any] = table.ravel().take(policy * table.shape[1] + code)
    return found
