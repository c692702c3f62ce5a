"""Work that several teams share: who kept the own promise, and when all was ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.errors import DesksideError
from deskside.log import TicketLog, VisitKind
from deskside.metrics.window import window_of

__all__ = ["Readiness", "readiness"]


@dataclass(frozen=True, eq=False)
class Readiness:
    """Cases of one service that counted, and each team's part in them; one entry a case.

    ``on_time`` says by team whether its part was done within its promise, ``took`` how many business minutes
    it took from being asked, ``last`` which team (its place in the scenario) finished last.
    """

    on_time: Mapping[str, NDArray[np.bool_]]
    took: Mapping[str, NDArray[np.float64]]
    last: NDArray[np.int64]

    @property
    def shares(self) -> dict[str, float]:
        """Share of cases in which each team kept its promise."""
        return {team: float(kept.mean()) for team, kept in self.on_time.items()}

    @property
    def ready(self) -> float:
        """Share of cases in which every team kept its promise."""
        return float(np.logical_and.reduce(list(self.on_time.values())).mean())


def readiness(log: TicketLog, service: str, within: Mapping[str, float]) -> Readiness:
    """Who kept the own promise in the cases of a service, and in how many everybody did.

    ``within`` has for each team the business minutes it promises for its part: the team that gets the ticket
    first from its arrival to the end of its first visit, every other one from when it is asked until the last
    of its child tickets is done. Cases that arise in the window and had every part done count. Raises
    `DesksideError` for a service or a team that is not there.

    >>> from deskside.demand import sample
    >>> from deskside.engines import start
    >>> from deskside.scenario import load
    >>> desk = load("onboarding-day").with_({"horizon.days": 14, "horizon.warm_up_days": 0})
    >>> log = start(sample(desk, seed=1), desk, engine="simpy").finish().log()
    >>> found = readiness(log, "starter", {"hr": 270, "it": 1080, "facilities": 1080, "security": 1620})
    >>> found.ready <= min(found.shares.values())
    True
    """
    desk = log.scenario
    if service not in desk.services:
        raise DesksideError(f"no service {service!r} in {desk.name}; it has {', '.join(desk.services)}")
    teams = {team: place for place, team in enumerate(desk.teams)}
    if strange := [team for team in within if team not in teams]:
        raise DesksideError(f"no team {strange[0]!r} in {desk.name}; it has {', '.join(teams)}")
    cases = _cases(log, service)
    hours = desk.calendar.hours
    asked_done = {team: _part(log, team == desk.services[service].team, teams[team]) for team in within}
    took = {team: hours.elapsed(asked[cases], done[cases]) for team, (asked, done) in asked_done.items()}
    ends = np.array([done[cases] for _, done in asked_done.values()])
    complete = ~np.isnan(ends).any(axis=0)
    places = np.array([teams[team] for team in within])
    return Readiness(
        {team: minutes[complete] <= within[team] for team, minutes in took.items()},
        {team: minutes[complete] for team, minutes in took.items()},
        places[np.argmax(ends[:, complete], axis=0)],
    )


def _cases(log: TicketLog, service: str) -> NDArray[np.intp]:
    tickets, window = log.ticket_table, window_of(log)
    mine = tickets.service[window.tickets] == list(log.scenario.services).index(service)
    return window.first + np.flatnonzero(mine)


def _part(log: TicketLog, first: bool, team: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When each ticket's part of a team was asked for and done; NaN where there is none."""
    visits, count = log.visit_table, len(log.ticket_table)
    kind = VisitKind.FIRST if first else VisitKind.CHILD
    rows = np.flatnonzero((visits.kind == kind) & (visits.team == team))
    asked, done = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(asked, visits.ticket[rows], visits.queued[rows])
    np.maximum.at(done, visits.ticket[rows], visits.ended[rows])
    asked[np.isinf(asked)] = np.nan
    done[np.isinf(done)] = np.nan
    return asked, done
