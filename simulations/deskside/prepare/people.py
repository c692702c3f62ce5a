"""Who serves: people, what they can do, when they are on duty, and when they have their breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK, Hours
from deskside.errors import DesksideError
from deskside.scenario import Scenario
from deskside.scenario.teams import RosterRow

__all__ = ["MOST_CLASSES", "Agent", "Shift", "classes", "duty_hours", "people", "shifts"]

#: Queue classes a team can have: an agent's are kept as bits of one word.
MOST_CLASSES = 62


@dataclass(frozen=True)
class Agent:
    """One person on a roster. ``classes`` are the queue classes of the team that they can serve."""

    team: int
    row: int
    number: int  # within the row
    speed: float
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Shift:
    """A change of who is on duty: agent, and whether the shift starts or ends."""

    minute: int  # of the week
    agent: int
    starts: bool


Served = dict[tuple[int, int], tuple[int, ...]]


def classes(scenario: Scenario) -> tuple[NDArray[np.int64], NDArray[np.int64], Served]:
    """Queue classes, numbered within each team.

    The class of each stage, the class of each team that everybody in it can serve, and the classes that each
    roster row serves. Raises `DesksideError` where skills make too many kinds.
    """
    teams = list(scenario.teams.values())
    stage_class = np.zeros(len(scenario.services) * len(teams), dtype=np.int64)
    open_class = np.zeros(len(teams), dtype=np.int64)
    served: dict[tuple[int, int], tuple[int, ...]] = {}
    for t, team in enumerate(teams):
        able: list[tuple[bool, ...]] = []
        for s, name in enumerate(scenario.services):
            rows = tuple(team.pooled or row.skills is None or name in row.skills for row in team.roster)
            if rows not in able:
                able.append(rows)
            stage_class[s * len(teams) + t] = able.index(rows)
        everybody = (True,) * len(team.roster)
        if everybody not in able:
            able.append(everybody)
        open_class[t] = able.index(everybody)
        if len(able) > MOST_CLASSES:
            raise DesksideError(
                f"{scenario.name}: its skills split a team's work into {len(able)} kinds, at most "
                f"{MOST_CLASSES} can be told apart; give more agents the same skills"
            )
        for r in range(len(team.roster)):
            served[t, r] = tuple(c for c, rows in enumerate(able) if rows[r])
    return stage_class, open_class, served


def people(scenario: Scenario, served: Served) -> tuple[Agent, ...]:
    """Everybody on the roster."""
    return tuple(
        Agent(t, r, number, row.speed, served[t, r])
        for t, team in enumerate(scenario.teams.values())
        for r, row in enumerate(team.roster)
        for number in range(row.agents)
    )


def shifts(scenario: Scenario, agents: tuple[Agent, ...]) -> tuple[Shift, ...]:
    """The week's shift changes in the order they happen: by minute, then by agent."""
    teams = list(scenario.teams.values())
    found = [
        Shift(minute % WEEK, number, starts)
        for number, agent in enumerate(agents)
        for minute, starts in duty_hours(teams[agent.team].roster[agent.row], agent.number).changes()
    ]
    return tuple(sorted(found, key=lambda shift: (shift.minute, shift.agent)))


def duty_hours(row: RosterRow, number: int) -> Hours:
    """When the person with this number in the row is on duty: the shift without the break.

    Breaks of a row are spread evenly over each shift, one person after the other, and last whole minutes.
    """
    return _with_breaks(row.hours, row.break_minutes, number, row.agents)


@lru_cache(maxsize=4096)
def _with_breaks(hours: Hours, lasts: int, number: int, heads: int) -> Hours:
    if lasts == 0:
        return hours
    found: list[tuple[int, int]] = []
    for start, end in hours.spans:
        middle = start + (end - start) * (number + 1) // (heads + 1)
        begins = max(start, min(middle - lasts // 2, end - lasts))
        found += [(start, begins), (min(begins + lasts, end), end)]
    return Hours(tuple((start, end) for start, end in found if start < end))
