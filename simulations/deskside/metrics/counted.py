"""What KPIs count: the needs of a window of a log, or some of them; what several KPIs want is read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from deskside.experience import minutes_lost
from deskside.log import Outcome, TicketLog
from deskside.metrics.window import Window
from deskside.metrics.work import Spells, Work, spells, work
from deskside.reading import first_contact, outcomes

__all__ = ["GAVE_UP", "PREVENTED", "RESOLVED", "Counted", "Floats", "Rows"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp] | slice
# plain numbers: to compare a column with a member of an enumeration takes eight times as long
RESOLVED, GAVE_UP, PREVENTED = int(Outcome.RESOLVED), int(Outcome.GAVE_UP), int(Outcome.PREVENTED)


@dataclass(frozen=True, eq=False)
class Counted:
    """The needs that count: all tickets of a window, or ``some`` rows among them. Times are minutes."""

    log: TicketLog
    window: Window
    some: NDArray[np.intp] | None = None

    @property
    def tickets(self) -> Rows:
        """The rows of the tickets that count."""
        return self.window.tickets if self.some is None else self.some

    @cached_property
    def visits(self) -> Rows:
        """The rows of the visits of the window's tickets."""
        return self.window.visits(self.log)

    @cached_property
    def outcome(self) -> NDArray[np.int8]:
        """What became of each need."""
        return outcomes(self.log, self.tickets)

    @cached_property
    def resolved(self) -> NDArray[np.bool_]:
        """Which needs were resolved."""
        found: NDArray[np.bool_] = self.outcome == RESOLVED
        return found

    @cached_property
    def needs(self) -> int:
        """How many needs came about."""
        return len(self.outcome) - int(np.count_nonzero(self.outcome == PREVENTED))

    @cached_property
    def reached(self) -> Floats:
        """When each requester first reached for the desk."""
        return first_contact(self.log, self.tickets)

    def until(self, times: Floats) -> Floats:
        """Minutes from the first contact to a time of each need; not of those who gave up or have none."""
        minutes = times - self.reached
        return minutes[~(self._gave_up | np.isnan(minutes))]

    @cached_property
    def _gave_up(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.outcome == GAVE_UP
        return found

    @cached_property
    def lost(self) -> Floats:
        """Minutes of working time that each requester of the window lost."""
        return minutes_lost(self.log, self.window.tickets, self.visits)

    @cached_property
    def spells(self) -> Spells:
        """All that agents were busy with, in the window or not."""
        return spells(self.log)

    @cached_property
    def work(self) -> Work:
        """Agents' minutes in the window."""
        return work(self.log, self.spells, self.window.start, self.window.end)
