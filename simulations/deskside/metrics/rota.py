"""The rosters of a scenario as tables of the week: who is on shift in each minute, and when that changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK, Hours
from deskside.scenario import Scenario

__all__ = ["Floats", "People", "Rota", "rota"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int32] | NDArray[np.intp]
People = tuple[tuple[int, int, int], ...]
Row = tuple[int, int, tuple[str, ...]]  # team number, agents, shift

NEVER = np.int32(2**30)


@dataclass(frozen=True, eq=False)
class Rota:
    """Tables by minute of the week.

    ``rows`` are (team number, agents, hours) of each roster row. In the tables by row one more follows, never
    open: that of agents who are not on the roster.
    """

    rows: tuple[tuple[int, int, Hours], ...]
    counts_heads: NDArray[np.bool_]  # by team: when a shift ends, whoever is free first goes
    open_before: NDArray[np.int32]  # (rows + 1, 10081): minutes on shift from Monday 00:00
    heads: NDArray[np.int32]  # (teams, 10080)
    next_change: NDArray[np.int32]  # (teams, 10080): minutes from there to the next change of any row
    next_end: NDArray[np.int32]  # (10080,): minutes from there to the next end of a shift of any row

    def row_of(self, people: People) -> NDArray[np.intp]:
        """For each agent the number of their roster row; the last one if they are not on the roster."""
        first: dict[int, int] = {}
        for number, (team, _, _) in enumerate(self.rows):
            first.setdefault(team, number)
        found = np.full(len(people), len(self.rows), dtype=np.intp)
        for agent, (team, row, number) in enumerate(people):
            place = first[team] + row
            if place < len(self.rows) and self.rows[place][0] == team and number < self.rows[place][1]:
                found[agent] = place
        return found

    def on_shift(self, row: Integers, minute: float) -> NDArray[np.bool_]:
        """Whether the shift of each row runs at a time."""
        of_week = int(minute) % WEEK
        found: NDArray[np.bool_] = self.open_before[row, of_week + 1] > self.open_before[row, of_week]
        return found

    def shift_minutes(self, row: Integers, start: Floats, end: Floats) -> Floats:
        """Minutes on shift between two times, for each row."""
        return self._shift_minutes_until(row, end) - self._shift_minutes_until(row, start)

    def _shift_minutes_until(self, row: Integers, time: Floats) -> Floats:
        week, of_week = np.divmod(time, WEEK)
        minute = of_week.astype(np.int32)
        before, after = self.open_before[row, minute], self.open_before[row, minute + 1]
        found: Floats = week * self.open_before[row, WEEK] + before + (of_week - minute) * (after - before)
        return found


def rota(scenario: Scenario) -> Rota:
    """The tables of a scenario, kept for the next time."""
    rows = [
        (number, row.agents, row.shift)
        for number, team in enumerate(scenario.teams.values())
        for row in team.roster
    ]
    return _rota(tuple(rows), tuple(team.shift_end == "first-free" for team in scenario.teams.values()))


@lru_cache(maxsize=64)
def _rota(rows: tuple[Row, ...], counts_heads: tuple[bool, ...]) -> Rota:
    teams, read = len(counts_heads), tuple((team, agents, Hours.parse(shift)) for team, agents, shift in rows)
    is_open = np.zeros((len(rows) + 1, WEEK), dtype=np.int32)
    heads, changes = np.zeros((teams, WEEK), dtype=np.int32), np.zeros((teams, WEEK), dtype=bool)
    ends = np.zeros(WEEK, dtype=bool)
    for number, (team, agents, hours) in enumerate(read):
        for start, end in hours.spans:
            is_open[number, start:end] = 1
        heads[team] += agents * is_open[number]
        changes[team, [minute for minute, _ in hours.changes()]] = True
        ends[[minute for minute, opens in hours.changes() if not opens]] = True
    return Rota(
        rows=read,
        counts_heads=np.array(counts_heads),
        open_before=np.pad(is_open.cumsum(axis=1, dtype=np.int32), ((0, 0), (1, 0))),
        heads=heads,
        next_change=np.stack([_to_next(each) for each in changes]),
        next_end=_to_next(ends),
    )


def _to_next(marked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """For each minute of the week how long until the next marked one; shape (10080,)."""
    clock = np.arange(2 * WEEK, dtype=np.int32)  # two weeks: the next one may come after Sunday
    coming = np.where(np.tile(marked, 2), clock, NEVER)
    coming = np.append(coming[1:], NEVER)  # the next one is a later one
    following = np.minimum.accumulate(coming[::-1])[::-1]
    left: NDArray[np.int32] = (following - clock)[:WEEK]
    return left
