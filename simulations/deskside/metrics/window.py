"""Which part of a log results are about: a span of time, its tickets, the periods of its policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog
from deskside.scenario import Scenario

__all__ = [
    "Period",
    "Window",
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


def periods(log: TicketLog, start: float, end: float) -> Iterator[Period]:
    """The span cut where the policy changed."""
    ends = [since for since, _ in log.policies[1:]] + [np.inf]
    for (since, scenario), until in zip(log.policies, ends, strict=True):
        if min(until, end) > max(since, start):
            yield Period(max(since, start), min(until, end), scenario, begins_policy=since >= start)
