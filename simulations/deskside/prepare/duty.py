"""Who is on duty when: people keep their number for life, rosters come and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deskside.calendar import WEEK
from deskside.prepare.tables import Tables

__all__ = ["Crew", "Duty"]


@dataclass(frozen=True)
class Duty:
    """A roster in force from a time on.

    ``present`` are the numbers of the people on it, ``at_once`` who is on or off duty when it comes into
    force,
    ``weekly`` the changes (minute of the week, number, on duty or off) in their order.
    """

    start: float
    present: tuple[int, ...]
    at_once: tuple[tuple[int, bool], ...]
    weekly: tuple[tuple[int, int, bool], ...]

    def changes(self) -> Iterator[tuple[float, int, bool]]:
        """Shift changes without end, after those at once: (time, number, on duty or off)."""
        week = int(self.start // WEEK) * WEEK
        while self.weekly:
            for minute, number, on in self.weekly:
                if week + minute > self.start:
                    yield float(week + minute), number, on
            week += WEEK


class Crew:
    """Everybody who was ever on a roster of this desk, as (team, roster row, number in the row)."""

    def __init__(self) -> None:
        self.people: list[tuple[int, int, int]] = []
        self._numbers: dict[tuple[int, int, int], int] = {}

    def duty(self, tables: Tables, start: float) -> Duty:
        """The tables' roster, in force from ``start``; who is not on it goes off duty."""
        for agent in tables.agents:
            who = (agent.team, agent.row, agent.number)
            if who not in self._numbers:
                self._numbers[who] = len(self.people)
                self.people.append(who)
        present = tuple(self._numbers[a.team, a.row, a.number] for a in tables.agents)
        people = len(self.people)
        key = (start, present, people)
        return tables.of_policy("duty", key, lambda tables: _duty(tables, *key))


def _duty(tables: Tables, start: float, present: tuple[int, ...], people: int) -> Duty:
    on = {present[i]: tables.on_duty(i, start) for i in range(len(present))}
    weekly = sorted((s.minute, present[s.agent], s.starts) for s in tables.shifts)
    at_once = tuple((number, on.get(number, False)) for number in range(people))
    return Duty(start, present, at_once, tuple(weekly))
