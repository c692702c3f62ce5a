"""Agents who hold several conversations at once: whose time it is, and when they are busy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.log import TicketLog
from deskside.metrics.ordering import by_number_and_time

__all__ = ["SideBySide", "conversations_possible"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


def conversations_possible(log: TicketLog) -> bool:
    """Whether any policy of the log lets an agent hold several conversations."""
    return any(
        channel.live and len(channel.at_once) > 1
        for _, scenario in log.policies
        for channel in scenario.channels.values()
    )


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Spells of work of agents, from ``begin`` to ``end``, that may overlap; any number of agents.

    At a time at which one spell ends and another begins the agent goes on without a gap.

    >>> two = SideBySide.of(np.array([0, 0]), np.array([0.0, 10.0]), np.array([30.0, 20.0]))
    >>> two.shares().tolist()  # ten minutes of the agent's time went to both
    [25.0, 5.0]
    """

    spell: Rows  # of each event, in order of agent and time
    time: Floats
    begins: NDArray[np.bool_]
    in_hand: NDArray[np.int64]  # after the event

    @classmethod
    def of(cls, agent: NDArray[np.int32], begin: Floats, end: Floats) -> SideBySide:
        """All beginnings and ends in order."""
        count = len(agent)
        time = np.concatenate([begin, end])
        order = by_number_and_time(np.tile(agent, 2), time)  # at the same time beginnings come first
        begins = order < count
        return cls(order % max(count, 1), time[order], begins, np.cumsum(np.where(begins, 1, -1)))

    def shares(self) -> Floats:
        """For each spell its share of the agent's minutes, with equal parts for all that are in hand."""
        after, lasts = self.in_hand[:-1], np.diff(self.time)
        each = np.divide(lasts, after, out=np.zeros(len(lasts)), where=after > 0)
        passed = np.concatenate([[0.0], np.cumsum(each)])[: len(self.time)]
        found = np.zeros(len(self.time) // 2)
        found[self.spell[~self.begins]] = passed[~self.begins]
        found[self.spell[self.begins]] -= passed[self.begins]
        return found

    def is_last(self) -> NDArray[np.bool_]:
        """For each spell whether the agent has nothing else in hand when it ends."""
        found = np.zeros(len(self.time) // 2, dtype=bool)
        found[self.spell[~self.begins]] = self.in_hand[~self.begins] == 0
        return found

    def unbroken(self) -> tuple[Rows, Floats, Floats]:
        """Agents' time without a gap: one of its spells, begin, end."""
        opens = np.flatnonzero(self.begins & (self.in_hand == 1))
        closes = np.flatnonzero(~self.begins & (self.in_hand == 0))
        return self.spell[opens], self.time[opens], self.time[closes]
