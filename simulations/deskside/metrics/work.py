"""What agents did with their time: minutes on the roster, minutes busy, minutes worked beyond the shift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import HOUR, WEEK, Hours
from deskside.log import TicketLog
from deskside.metrics.window import Period, in_force, looked_up, periods
from deskside.scenario import Scenario

__all__ = ["Spells", "Work", "roster", "spells", "work"]

NOBODY = Hours(())
_FOREVER = 2**30


@dataclass(frozen=True)
class Work:
    """Agents' minutes in a span of time, one entry a team in the order of the scenario."""

    rostered: NDArray[np.float64]
    busy: NDArray[np.float64]  # visits and wrap-up, overtime included
    overtime: NDArray[np.float64]  # the part of it that lies beyond the agent's shift
    cost: float  # of roster and overtime, at the hourly cost of each team


@dataclass(frozen=True)
class Spells:
    """Agents at work, one entry for each visit: from ``begin`` to ``finish``, with the wrap-up."""

    begin: NDArray[np.float64]
    finish: NDArray[np.float64]
    team: NDArray[np.int16]
    agent: NDArray[np.int32]

    def within(self, start: float, end: float) -> Spells:
        """What of it lies between two minutes."""
        begin, finish = np.maximum(self.begin, start), np.minimum(self.finish, end)
        here = np.flatnonzero(finish > begin)  # a visit that nobody took begins at NaN and is never here
        return Spells(begin[here], finish[here], self.team[here], self.agent[here])


def spells(log: TicketLog) -> Spells:
    """Every visit with its wrap-up; ``begin`` is NaN where nobody took it, work in hand runs to the log's end.

    An agent wraps up by the rule in force when the visit ends.
    """
    visits = log.visit_table
    finish = visits.ended
    wrap_up = np.array([[team.wrap_up for team in s.teams.values()] for _, s in log.policies])
    if wrap_up.any():
        finish = finish + looked_up(wrap_up, in_force(log, visits.ended), visits.team)
    return Spells(visits.started, np.fmin(finish, log.until), visits.team, visits.agent)


def work(log: TicketLog, everything: Spells, start: float, end: float) -> Work:
    """Agents' minutes between two times, under the rosters in force; ``everything`` is `spells` of the log.

    ``overtime`` is exact for work that runs over several shifts of the same agent.
    """
    teams = len(log.scenario.teams)
    rostered, busy, overtime, cost = np.zeros(teams), np.zeros(teams), np.zeros(teams), 0.0
    for period in periods(log, start, end):
        here = everything.within(period.start, period.end)
        on_duty, beyond = _on_duty(period), _overtime(here, period, log.people)
        rostered += on_duty
        overtime += beyond
        busy += np.bincount(here.team, weights=here.finish - here.begin, minlength=teams)
        per_minute = np.array([team.hourly_cost for team in period.scenario.teams.values()]) / HOUR
        cost += float(per_minute @ (on_duty + beyond))
    return Work(rostered, busy, overtime, cost)


def roster(scenario: Scenario) -> list[tuple[int, int, Hours]]:
    """Every roster row of a scenario as (team number, agents, hours on duty)."""
    return [
        (number, row.agents, _hours(row.shift))
        for number, team in enumerate(scenario.teams.values())
        for row in team.roster
    ]


def _on_duty(period: Period) -> NDArray[np.float64]:
    """Rostered minutes, one entry a team."""
    minutes = np.zeros(len(period.scenario.teams))
    for team, agents, hours in roster(period.scenario):
        minutes[team] += agents * _open_minutes(hours, period.start, period.end)
    return minutes


def _overtime(here: Spells, period: Period, people: tuple[tuple[int, int, int], ...]) -> NDArray[np.float64]:
    """Minutes beyond the shift, one entry a team."""
    teams = len(period.scenario.teams)
    rows = roster(period.scenario)
    hours = (*(h for _, _, h in rows), NOBODY)
    if all(h.always for h in hours[:-1]) and _all_on_roster(period.scenario, people):
        return np.zeros(teams)
    row = _row_of(period.scenario, people).take(here.agent)
    minute = here.begin.astype(np.int32)
    of_week = minute - minute // WEEK * WEEK  # quicker than %
    late = np.flatnonzero(minute + _to_close(hours).take(row * WEEK + of_week) < here.finish)
    row, begin, finish = row[late], here.begin[late], here.finish[late]
    beyond = finish - begin
    for number in np.unique(row):
        mine = row == number
        beyond[mine] -= hours[number].elapsed(begin[mine], finish[mine])
    return np.bincount(here.team[late], weights=beyond, minlength=teams)


def _row_of(scenario: Scenario, people: tuple[tuple[int, int, int], ...]) -> NDArray[np.int32]:
    """For each agent the number of their roster row; the row after the last one, nobody's, if they are not on the roster."""
    sizes = [[row.agents for row in team.roster] for team in scenario.teams.values()]
    first = np.cumsum([0, *(len(team) for team in sizes)]).tolist()
    return np.array(
        [
            first[team] + row if row < len(sizes[team]) and number < sizes[team][row] else first[-1]
            for team, row, number in people
        ],
        dtype=np.int32,
    )


def _all_on_roster(scenario: Scenario, people: tuple[tuple[int, int, int], ...]) -> bool:
    return len(people) == sum(team.agents for team in scenario.teams.values())


@lru_cache(maxsize=256)
def _hours(shift: tuple[str, ...]) -> Hours:
    return Hours.parse(shift)


@lru_cache(maxsize=4096)
def _open_minutes(hours: Hours, start: float, end: float) -> float:
    return float(hours.elapsed(start, end))


@lru_cache(maxsize=32)
def _to_close(rows: tuple[Hours, ...]) -> NDArray[np.int32]:
    """For each row and minute of the week how long it stays open from then on; shape (rows, 10080)."""
    return np.stack([_minutes_to_close(hours) for hours in rows])


def _minutes_to_close(hours: Hours) -> NDArray[np.int32]:
    if hours.always:
        return np.full(WEEK, _FOREVER, dtype=np.int32)
    clock = np.arange(2 * WEEK, dtype=np.int32)  # two weeks, for a shift that runs over Sunday midnight
    closed = np.ones(2 * WEEK, dtype=bool)
    for start, end in hours.spans:
        closed[start:end] = closed[start + WEEK : end + WEEK] = False
    next_closed = np.minimum.accumulate(np.where(closed, clock, _FOREVER)[::-1])[::-1]
    left: NDArray[np.int32] = (next_closed - clock)[:WEEK].astype(np.int32)
    return left
