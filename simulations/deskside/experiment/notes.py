"""What a result should not be read without: the backlog grows, nothing happened, people give up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import HOUR, WEEK
from deskside.log import Outcome, TicketLog
from deskside.scenario import Scenario

__all__ = ["Load", "notes_on", "offered_load"]

#: Fewer tickets than this are no growing backlog.
_A_FEW = 10


@dataclass(frozen=True)
class Load:
    """What a team is offered in an average week and what it has, in hours of an agent at speed 1."""

    work: float
    roster: float

    @property
    def share(self) -> float:
        """Work divided by roster: above 1 no order of working can keep up."""
        return self.work / self.roster


def offered_load(scenario: Scenario) -> dict[str, Load]:
    """The load of each team if nobody gives up: first visits, hand-offs, reopened tickets, wrap-up.

    Chases, looks at the wrong team, calls to check, and what comes back more often in haste are not in it.

    >>> from deskside.scenario import load
    >>> round(offered_load(load("one-queue"))["desk"].share, 3)
    0.85
    """
    work = dict.fromkeys(scenario.teams, 0.0)
    for needs in scenario.needs:
        service, mix = scenario.services[needs.service], scenario.groups[needs.group].channels
        reopen = service.reopen
        visits = needs.per_week * scenario.needs_factor
        visits *= sum(reopen.share**times for times in range(reopen.at_most + 1))
        team: str | None = service.team
        while team is not None:
            effort = service.effort[team]
            mean = sum(share * effort.by_channel.get(channel, effort.mean) for channel, share in mix.items())
            work[team] += visits * (mean + scenario.teams[team].wrap_up) / HOUR
            rule = service.escalate.get(team)
            team, visits = (rule.to, visits * rule.share) if rule else (None, 0.0)
    return {name: Load(hours, _rostered(scenario, name)) for name, hours in work.items()}


def _rostered(scenario: Scenario, team: str) -> float:
    rows = scenario.teams[team].roster
    return sum(row.agents * row.speed * row.hours.minutes_a_week for row in rows) / HOUR


def notes_on(log: TicketLog) -> tuple[str, ...]:
    """Plain sentences a reader of this log's results should know; empty when all is well."""
    scenario = log.scenario
    tickets = log.ticket_table
    if not (tickets.arrived >= scenario.warm_up).any():
        return ("No needs arise in the time that counts, so there is nothing to measure.",)
    found = []
    for number, (team, load) in enumerate(offered_load(scenario).items()):
        growth = _growth(log, number, load)
        if growth:
            found.append(_grows(team, load, growth))
        elif load.share > 1.0 and (tickets.outcome == Outcome.GAVE_UP).any():
            offer = _offer(team, load)
            found.append(f"{offer[0].upper()}{offer[1:]}; it keeps up only because people give up.")
    left_open = int(np.count_nonzero(tickets.outcome == Outcome.OPEN))
    if scenario.horizon.at_end == "drain" and left_open and log.until > scenario.end:
        found.append(f"{left_open:,} tickets are still open long after the last need arose.")
    return tuple(found)


def _grows(team: str, load: Load, growth: float) -> str:
    if load.share >= 1.0:
        return (
            f"The backlog grows by about {_round(growth)} tickets a week: {_offer(team, load)}. "
            "Means over a longer time would be worse."
        )
    return (
        f"The backlog grows by about {_round(growth)} tickets a week in this run, although "
        f"{_offer(team, load)}. What is asked again, looked at in vain or sent back by haste is not in that. "
        "If there is none of it, watch a longer time."
    )


def _offer(team: str, load: Load) -> str:
    hours = f"{load.work:,.0f} hours of work a week and has {load.roster:,.0f} on its roster"
    return f"the team {team} is offered {hours}"


def _round(tickets: float) -> str:
    """Two figures are enough for "about"."""
    return f"{float(f'{tickets:.2g}'):,.0f}"


def _growth(log: TicketLog, team: int, load: Load) -> float:
    """Tickets a week by which a team's queue grows; 0 if it does not.

    A queue that keeps up is nearly empty once a week, however long it gets in between. So the shortest queue
    of the first week is held against that of the last. In less than two weeks there is no such comparison,
    and only a queue that got longer at a team with too few hours counts.
    """
    start, end = log.scenario.warm_up, min(log.scenario.end, log.until)
    times, waiting = _queue(log, team)
    if end - start >= 2 * WEEK:
        before = _shortest(times, waiting, start, start + WEEK)
        after, weeks = _shortest(times, waiting, end - WEEK, end), (end - start) / WEEK - 1.0
    elif load.share > 1.0 and end > start:
        before, after, weeks = _at(times, waiting, start), _at(times, waiting, end), (end - start) / WEEK
    else:
        return 0.0
    return (after - before) / weeks if after - before >= _A_FEW else 0.0


def _queue(log: TicketLog, team: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """When a team's queue changes, and how many wait from then on."""
    visits = log.visit_table
    mine = visits.team == team
    queued, left = visits.queued[mine], np.where(visits.agent >= 0, visits.started, visits.ended)[mine]
    left = left[~np.isnan(left)]
    times = np.concatenate([queued, left])
    step = np.concatenate([np.ones(len(queued), dtype=np.int64), -np.ones(len(left), dtype=np.int64)])
    order = np.lexsort((-step, times))  # in the same minute first in, then out: never below nobody
    return times[order], np.cumsum(step[order])


def _at(times: NDArray[np.float64], waiting: NDArray[np.int64], time: float) -> int:
    before = int(np.searchsorted(times, time))
    return int(waiting[before - 1]) if before else 0


def _shortest(times: NDArray[np.float64], waiting: NDArray[np.int64], start: float, end: float) -> int:
    first, last = np.searchsorted(times, (start, end))
    return min(_at(times, waiting, start), int(waiting[first:last].min(initial=1 << 60)))
