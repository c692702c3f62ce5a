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

OFF_ROSTER = Hours(())
NEVER = np.int32(2**30)

Floats = NDArray[np.float64]
People = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Work:
    """Agents' minutes in a span of time, and what they cost."""

    rostered: float
    busy: float  # visits and wrap-up, overtime included
    overtime: float  # the part of it that lies beyond the agent's shift
    cost: float  # of roster and overtime


@dataclass(frozen=True)
class Spells:
    """Agents at work, one entry for each visit: from ``begin`` to ``finish``, with the wrap-up.

    ``begin`` is NaN where nobody took the visit; work in hand ends with the log.
    """

    begin: Floats
    finish: Floats


def spells(log: TicketLog) -> Spells:
    """Every visit with its wrap-up, by the rule in force when the visit ends."""
    visits = log.visit_table
    finish = visits.ended
    wrap_up = np.array([[team.wrap_up for team in s.teams.values()] for _, s in log.policies])
    if wrap_up.any():
        finish = finish + looked_up(wrap_up, in_force(log, finish), visits.team)
    return Spells(visits.started, np.fmin(finish, log.until))


def work(log: TicketLog, everything: Spells, start: float, end: float) -> Work:
    """Agents' minutes between two times, by the rosters in force; ``everything`` is `spells` of the log."""
    rostered = busy = overtime = cost = 0.0
    for period in periods(log, start, end):
        begin = np.fmax(everything.begin, period.start)
        spent = np.minimum(everything.finish, period.end)
        spent -= begin
        spent *= log.visit_table.agent >= 0
        np.maximum(spent, 0.0, out=spent)
        on_duty = _on_duty(period)
        beyond = _overtime(log, period, begin, spent)
        hourly = np.array([team.hourly_cost for team in period.scenario.teams.values()])
        rostered += float(on_duty.sum())
        busy += float(spent.sum())
        overtime += float(beyond.sum())
        cost += float((hourly * (on_duty + beyond)).sum()) / HOUR
    return Work(rostered, busy, overtime, cost)


def roster(scenario: Scenario) -> list[tuple[int, int, Hours]]:
    """Every roster row of a scenario as (team number, agents, hours on duty)."""
    return [
        (number, row.agents, _hours(row.shift))
        for number, team in enumerate(scenario.teams.values())
        for row in team.roster
    ]


def _on_duty(period: Period) -> Floats:
    """Rostered minutes, one entry a team."""
    minutes = np.zeros(len(period.scenario.teams))
    for team, agents, hours in roster(period.scenario):
        minutes[team] += agents * _open_minutes(hours, period.start, period.end)
    return minutes


def _overtime(log: TicketLog, period: Period, begin: Floats, spent: Floats) -> Floats:
    """Minutes beyond the shift, one entry a team; exact for work that runs over several shifts of an agent.

    Nobody begins a visit off duty. So only work that runs over the end of some shift, or is in hand when the
    period begins, needs a look at the agent's own hours.
    """
    teams = len(period.scenario.teams)
    hours = (*(h for _, _, h in roster(period.scenario)), OFF_ROSTER)
    minute = begin.astype(np.int32)
    of_week = minute // WEEK
    of_week *= -WEEK
    of_week += minute  # quicker than %
    minute += _to_next_close(hours).take(of_week)
    look = np.flatnonzero((minute < begin + spent) | (begin <= period.start))
    look = look[spent[look] > 0.0]
    row = _row_of(period.scenario, log.people)[log.visit_table.agent[look]]
    start, minutes = begin[look], spent[look]
    minutes -= _on_shift_until(hours, row, start + minutes) - _on_shift_until(hours, row, start)
    return np.asarray(np.bincount(log.visit_table.team[look], minutes, teams), dtype=np.float64)


def _row_of(scenario: Scenario, people: People) -> NDArray[np.intp]:
    """For each agent the number of their roster row; the one after the last if they are not on the roster."""
    sizes = [[row.agents for row in team.roster] for team in scenario.teams.values()]
    first = np.cumsum([0, *(len(team) for team in sizes)]).tolist()
    return np.array(
        [
            first[team] + row if row < len(sizes[team]) and number < sizes[team][row] else first[-1]
            for team, row, number in people
        ],
        dtype=np.intp,
    )


def _on_shift_until(hours: tuple[Hours, ...], row: NDArray[np.intp], time: Floats) -> Floats:
    """Minutes on shift from minute 0 to each time, by the hours of each row."""
    passed = _open_so_far(hours)
    week, of_week = np.divmod(time, WEEK)
    minute = of_week.astype(np.int32)
    before = passed[row, minute]
    found: Floats = (
        week * passed[row, WEEK] + before + (of_week - minute) * (passed[row, minute + 1] - before)
    )
    return found


@lru_cache(maxsize=256)
def _hours(shift: tuple[str, ...]) -> Hours:
    return Hours.parse(shift)


@lru_cache(maxsize=4096)
def _open_minutes(hours: Hours, start: float, end: float) -> float:
    return float(hours.elapsed(start, end))


@lru_cache(maxsize=64)
def _open_so_far(rows: tuple[Hours, ...]) -> NDArray[np.int32]:
    """For each row and minute of the week the open minutes before it; shape (rows, 10081)."""
    passed = np.zeros((len(rows), WEEK + 1), dtype=np.int32)
    for number, hours in enumerate(rows):
        for start, end in hours.spans:
            passed[number, start + 1 : end + 1] = 1
    return passed.cumsum(axis=1, dtype=np.int32)


@lru_cache(maxsize=64)
def _to_next_close(rows: tuple[Hours, ...]) -> NDArray[np.int32]:
    """For each minute of the week how long until some row closes; shape (10080,)."""
    closes = np.full(2 * WEEK, NEVER, dtype=np.int32)  # two weeks: the next one may come after Sunday
    for hours in rows:
        for minute, opens in hours.changes():
            if not opens:
                closes[[minute, minute + WEEK]] = minute, minute + WEEK
    coming = np.append(closes[1:], closes[-1])  # work that begins when a shift ends is another shift's
    following = np.minimum.accumulate(coming[::-1])[::-1][:WEEK]
    left: NDArray[np.int32] = following - np.arange(WEEK, dtype=np.int32)
    return left
