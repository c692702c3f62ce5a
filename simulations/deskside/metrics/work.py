"""What agents did with their time: minutes on the roster, minutes busy, minutes worked beyond the shift."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import HOUR, WEEK, Hours
from deskside.log import TicketLog
from deskside.metrics.rota import Floats, Rota, rota
from deskside.metrics.side_by_side import SideBySide, conversations_possible
from deskside.metrics.window import Period, periods
from deskside.reading import in_force, looked_up, so_far

__all__ = ["Spells", "Work", "handling", "spells", "team_work", "work"]


@dataclass(frozen=True)
class Work:
    """Agents' minutes in a span of time, and what they cost."""

    rostered: float
    busy: float  # visits and wrap-up, overtime included
    overtime: float  # the part of it that lies beyond the roster
    cost: float  # of roster and overtime


@dataclass(frozen=True, eq=False)
class Spells:
    """Agents at work: who, for which team, from ``begin`` to ``finish``, with the wrap-up.

    One entry for each visit, in the order of the log, with agent -1 and NaN where nobody took it; work in
    hand ends with the log. Where agents hold several conversations at once, one entry for each time without
    a gap; ``side_by_side`` has the conversations.
    """

    agent: NDArray[np.int32]
    team: NDArray[np.int16]
    begin: Floats
    finish: Floats
    side_by_side: SideBySide | None = None


def spells(log: TicketLog) -> Spells:
    """What agents were busy with, by the rule in force when a visit ends."""
    visits = log.visit_table
    finish = _finish(log)
    if not conversations_possible(log):
        return Spells(visits.agent, visits.team, visits.started, finish)
    taken = np.flatnonzero(visits.agent >= 0)
    side_by_side = SideBySide.of(visits.agent[taken], visits.started[taken], finish[taken])
    row, begin, finish = side_by_side.unbroken()
    return Spells(visits.agent[taken[row]], visits.team[taken[row]], begin, finish, side_by_side)


def handling(log: TicketLog, everything: Spells | None = None) -> Floats:
    """Agents' minutes in each visit, with its wrap-up; 0 where nobody took it. Shape (visits,).

    Of an agent who holds several conversations at once each of them takes an equal part of the time.
    ``everything`` is `spells` of the log, if they are known already.
    """
    everything = everything or spells(log)
    if everything.side_by_side is None:
        return np.fmax(everything.finish - everything.begin, 0.0)
    minutes = np.zeros(len(log.visit_table))
    minutes[log.visit_table.agent >= 0] = everything.side_by_side.shares()
    return minutes


def _finish(log: TicketLog) -> Floats:
    """When the agent of each visit is through with it, wrap-up included; no later than the log's end."""
    visits = log.visit_table
    finish = visits.ended
    wrap_up = np.array([[team.wrap_up for team in s.teams.values()] for _, s in log.policies])
    if log.scenario.horizon.clock == "whole-minute":
        wrap_up = np.floor(wrap_up + 0.5)
    if wrap_up.any():
        after = looked_up(wrap_up, in_force(log, finish), visits.team)
        if conversations_possible(log):
            after = after * _ends_the_last(log)
        finish = finish + after
    return so_far(log, finish)


def _ends_the_last(log: TicketLog) -> NDArray[np.bool_]:
    """Who holds several conversations wraps up after the last."""
    visits = log.visit_table
    found, taken = np.zeros(len(visits), dtype=bool), np.flatnonzero(visits.agent >= 0)
    ended = so_far(log, visits.ended[taken])
    found[taken] = SideBySide.of(visits.agent[taken], visits.started[taken], ended).is_last()
    return found


def work(log: TicketLog, everything: Spells, start: float, end: float) -> Work:
    """Agents' minutes between two times, by the rosters in force; ``everything`` is `spells` of the log.

    Overtime is the work of an agent beyond the own shift. In a team that counts heads it is what more agents
    work than the roster has.
    """
    rostered = busy = overtime = cost = 0.0
    for spent, paid in _by_period(log, everything, start, end):
        rostered += float(paid.on_roster.sum())
        busy += float(spent.sum())
        overtime += float(paid.beyond.sum())
        cost += float((paid.hourly * (paid.on_roster + paid.beyond)).sum()) / HOUR
    return Work(rostered, busy, overtime, cost)


def team_work(log: TicketLog, everything: Spells, start: float, end: float) -> list[Work]:
    """The same for each team, in the order of the scenario."""
    teams = len(log.scenario.teams)
    rostered, busy, overtime, cost = np.zeros((4, teams))
    for spent, paid in _by_period(log, everything, start, end):
        taken = everything.agent >= 0
        rostered += paid.on_roster
        busy += np.bincount(everything.team[taken], spent[taken], teams)
        overtime += paid.beyond
        cost += paid.hourly * (paid.on_roster + paid.beyond) / HOUR
    return [Work(*map(float, one)) for one in zip(rostered, busy, overtime, cost, strict=True)]


@dataclass(frozen=True, eq=False)
class _Paid:
    """Minutes of a period on and beyond the roster, and what an hour costs; one entry a team."""

    on_roster: Floats
    beyond: Floats
    hourly: Floats


def _by_period(
    log: TicketLog, everything: Spells, start: float, end: float
) -> Iterator[tuple[Floats, _Paid]]:
    """For each policy in force between two times: minutes of each spell, and what is paid for."""
    for period in periods(log, start, end):
        begin = np.fmax(everything.begin, period.start)
        spent = np.minimum(everything.finish, period.end)
        spent -= begin
        spent *= everything.agent >= 0
        np.maximum(spent, 0.0, out=spent)
        hourly = np.array([team.hourly_cost for team in period.scenario.teams.values()])
        beyond = _overtime(log, everything, period, begin, spent)
        yield spent, _Paid(_on_roster(period), beyond, hourly)


def _on_roster(period: Period) -> Floats:
    """Rostered minutes, one entry a team."""
    minutes = np.zeros(len(period.scenario.teams))
    for team, agents, hours in rota(period.scenario).rows:
        minutes[team] += agents * _open_minutes(hours, period.start, period.end)
    return minutes


@lru_cache(maxsize=4096)
def _open_minutes(hours: Hours, start: float, end: float) -> float:
    return float(hours.elapsed(start, end))


def _overtime(log: TicketLog, everything: Spells, period: Period, begin: Floats, spent: Floats) -> Floats:
    """Minutes beyond the roster, one entry a team; exact for work that runs over several shifts.

    Nobody begins a visit off duty, and nobody takes a ticket while more are at work than the roster has. So
    only work in hand when a shift ends, or when the period begins, needs a closer look.
    """
    tables = rota(period.scenario)
    look = np.flatnonzero(_in_hand_at_an_end(tables, begin, spent) | (begin <= period.start))
    look = look[spent[look] > 0.0]
    team, begin, spent = everything.team[look], begin[look], spent[look]
    finish = begin + spent
    own = ~tables.counts_heads[team]
    there = np.flatnonzero(begin <= period.start)
    if period.begins_policy and len(there):
        # a new roster takes people off duty one by one, however the team counts
        own[there] |= ~tables.on_shift(tables.row_of(log.people)[everything.agent[look[there]]], period.start)
    minutes = np.zeros(len(tables.counts_heads))
    if own.any():
        row = tables.row_of(log.people)[everything.agent[look[own]]]
        beyond = finish[own] - begin[own] - tables.shift_minutes(row, begin[own], finish[own])
        minutes += np.bincount(team[own], beyond, len(minutes))
    if not own.all():
        minutes += _beyond_heads(tables, period.start, team[~own], begin[~own], finish[~own])
    return minutes


def _in_hand_at_an_end(tables: Rota, begin: Floats, spent: Floats) -> NDArray[np.bool_]:
    """Whether a shift of anybody ends before each of these spells does."""
    minute = _before(begin)
    of_week = minute // WEEK
    of_week *= -WEEK
    of_week += minute  # quicker than %
    minute += tables.next_end.take(of_week)
    found: NDArray[np.bool_] = minute < begin + spent
    return found


def _beyond_heads(
    tables: Rota, start: float, team: NDArray[np.int16], begin: Floats, finish: Floats
) -> Floats:
    """Minutes that more agents work than the roster has heads, one entry a team.

    While it is too much, work in hand only gets less from one change of the roster to the next: of n visits
    in hand over h heads the n - h that end first are the surplus, until they end.
    """
    team, since, finish = _in_hand_at_changes(tables, start, team, begin, finish)
    minute = since.astype(np.int32)
    another = np.ones(len(since), dtype=bool)
    another[1:] = (since[1:] != since[:-1]) | (team[1:] != team[:-1])
    group, first = np.cumsum(another) - 1, np.flatnonzero(another)
    surplus = np.bincount(group) - tables.heads.ravel().take(_place(team[first], minute[first]))
    rank = np.arange(len(since)) - first[group]
    beyond = np.flatnonzero(rank < surplus[group])
    team, since = team[beyond], since[beyond]
    minutes = np.minimum(finish[beyond], _next_change(tables, team, minute[beyond])) - since
    return np.bincount(team, minutes, len(tables.counts_heads)).astype(np.float64)


def _in_hand_at_changes(
    tables: Rota, start: float, team: NDArray[np.int16], begin: Floats, finish: Floats
) -> tuple[NDArray[np.int16], Floats, Floats]:
    """Team, change of the roster, end: of each visit in hand at a change or at the start, in that order."""
    since = np.where(begin <= start, begin, _next_change(tables, team, _before(begin)))
    parts = []
    while len(since):
        here = np.flatnonzero(finish > since)
        team, since, finish = team[here], since[here], finish[here]
        parts.append((team, since, finish))
        since = _next_change(tables, team, since.astype(np.int32))
    team, since, finish = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((finish, since, team))
    return team[order], since[order], finish[order]


def _before(time: Floats) -> NDArray[np.int32]:
    """The last full minute before each time: what begins when a shift does is in hand at that change."""
    return np.ceil(time).astype(np.int32) - np.int32(1)


def _next_change(tables: Rota, team: NDArray[np.int16], minute: NDArray[np.int32]) -> Floats:
    """When the roster of each team changes next, after a minute."""
    left = tables.next_change.ravel().take(_place(team, minute))
    return (minute + left).astype(np.float64)


def _place(team: NDArray[np.int16], minute: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where a team and a minute stand in a table by team and minute of the week."""
    return np.multiply(team, WEEK, dtype=np.int32) + minute % WEEK
