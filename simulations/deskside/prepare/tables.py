"""A policy as tables: what both engines look up, and nothing that is a decision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK
from deskside.demand import Demand
from deskside.distributions import Shape
from deskside.errors import DesksideError
from deskside.scenario import Scenario
from deskside.scenario.model import Discipline

__all__ = ["Agent", "Shift", "Tables", "prepare"]

#: The disciplines, as the engines number them.
DISCIPLINES = get_args(Discipline)
FIRST_COME, LAST_COME, RANDOM, PRIORITY, AGEING, EARLIEST_DUE, SHORTEST_EXPECTED, CHERRY_PICKING = range(
    len(DISCIPLINES)
)
#: First-come work waits at level 0, priority work at level 1 to 9.
LEVELS = 10

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


@dataclass(frozen=True, eq=False)
class Tables:
    """What the engines look up. Arrays are indexed by the order of names in the scenario.

    ``stage_*`` and ``effort_mean`` describe a service at a team: row ``service * teams + team``.
    """

    scenario: Scenario
    whole_minutes: bool
    # each need
    service: NDArray[np.int16]
    group: NDArray[np.int16]
    channel: NDArray[np.int16]
    priority: NDArray[np.int8]
    due: NDArray[np.float64]  # when its resolution falls due; all 0 if no team goes by that
    # each channel
    live: NDArray[np.bool_]
    patience: NDArray[np.float64]  # mean, infinite if endless
    refuses: NDArray[np.bool_]
    # each group
    retry_share: NDArray[np.float64]  # 0 where people are not captive
    retry_after: NDArray[np.float64]
    # each service
    first_team: NDArray[np.int64]
    reopen_share: NDArray[np.float64]
    reopen_at_most: NDArray[np.int64]
    reopen_after: NDArray[np.float64]
    # each service at each team
    stage_shape: NDArray[np.int64]
    stage_next: NDArray[np.int64]  # team it is handed to, -1 if none
    stage_share: NDArray[np.float64]
    stage_class: NDArray[np.int64]  # queue class: services that the same people can serve wait together
    effort_mean: NDArray[np.float64]  # shape (services * teams, channels)
    # each team
    wrap_up: NDArray[np.float64]
    discipline: NDArray[np.int64]  # place in `DISCIPLINES`
    head_start: NDArray[np.float64]  # shape (teams, levels): minutes, by priority
    counts_heads: NDArray[np.bool_]  # at the end of a shift whoever is free first goes
    # people and hours
    agents: tuple[Agent, ...]
    shifts: tuple[Shift, ...]
    next_open: NDArray[np.int64]
    shapes: tuple[tuple[Shape, float], ...]

    @property
    def purposes(self) -> frozenset[str]:
        """The questions that this policy can raise."""
        asked = {"effort"}
        if self.stage_share.any():
            asked.add("escalate")
        if self.likely_again[1] > 0.0:
            asked |= {"reopen", "reopen_after"}
        impatient = bool(np.isfinite(self.patience).any())
        if impatient:
            asked.add("patience")
        if (impatient or self.refuses.any()) and self.retry_share.any():
            asked |= {"retry", "retry_after"}
        if (self.discipline == RANDOM).any():
            asked.add("pick")
        return frozenset(asked)

    @property
    def likely_again(self) -> tuple[float, float]:
        """The largest share of visits handed on, and of resolutions that do not hold."""
        reopened = float(self.reopen_share[self.reopen_at_most > 0].max(initial=0.0))
        return float(self.stage_share.max(initial=0.0)), reopened

    def on_duty(self, agent: int, minute: float) -> bool:
        """Whether an agent's shift runs at a time."""
        who = self.agents[agent]
        return list(self.scenario.teams.values())[who.team].roster[who.row].hours.covers(minute)


def prepare(demand: Demand, scenario: Scenario, before: Tables | None = None, arrived: int = 0) -> Tables:
    """Look-up tables for one demand under one policy.

    After a change of policy the first ``arrived`` needs keep the channel and priority they had ``before``.
    Raises `DesksideError` if the two do not belong together.
    """
    if scenario.demand_digest != demand.digest:
        raise DesksideError(
            f"{scenario.name}: its demand side differs from that of the needs; draw new needs for it"
        )
    return Tables(
        scenario=scenario, **_needs(demand, scenario, before, arrived), **_rules(_ByDigest(scenario))
    )


@dataclass(frozen=True, eq=False)
class _ByDigest:
    """A scenario as a key: equal data, equal key."""

    scenario: Scenario

    def __hash__(self) -> int:
        return hash(self.scenario.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and self.scenario.digest == other.scenario.digest


@lru_cache(maxsize=64)
def _rules(key: _ByDigest) -> dict[str, Any]:
    """What depends on the policy alone; kept, because replications and panels ask for it again and again."""
    scenario = key.scenario
    teams = scenario.teams.values()
    stage_class, served = _classes(scenario)
    agents = _agents(scenario, served)
    whole_minutes = scenario.horizon.clock == "whole-minute"
    wrap_up = np.array([team.wrap_up for team in teams])
    return {
        "whole_minutes": whole_minutes,
        **_contacts(scenario),
        **_services(scenario),
        "wrap_up": np.floor(wrap_up + 0.5) if whole_minutes else wrap_up,
        "discipline": np.array([DISCIPLINES.index(team.discipline) for team in teams]),
        "head_start": _head_starts(scenario),
        "counts_heads": np.array([team.shift_end == "first-free" for team in teams]),
        "stage_class": stage_class,
        "agents": agents,
        "shifts": _shifts(scenario, agents),
        "next_open": scenario.calendar.hours.next_open(),
    }


def _needs(demand: Demand, scenario: Scenario, before: Tables | None, arrived: int) -> dict[str, Any]:
    services, groups = list(scenario.services), list(scenario.groups)
    service = np.array([services.index(n.service) for n in scenario.needs], dtype=np.int16)[demand.source]
    group = np.array([groups.index(n.group) for n in scenario.needs], dtype=np.int16)[demand.source]
    mixes = [[g.channels.get(c, 0.0) for c in scenario.channels] for g in scenario.groups.values()]
    ranks = [list(s.priorities) for s in scenario.services.values()]
    channel = _chosen(demand.numbers("channel"), group, mixes).astype(np.int16)
    priority = (_chosen(demand.numbers("priority"), service, ranks) + 1).astype(np.int8)
    if before is not None:
        channel[:arrived], priority[:arrived] = before.channel[:arrived], before.priority[:arrived]
    return {
        "service": service,
        "group": group,
        "due": _due(demand, scenario, priority),
        "channel": channel,
        "priority": priority,
    }


def _due(demand: Demand, scenario: Scenario, priority: NDArray[np.int8]) -> NDArray[np.float64]:
    """When each need's resolution falls due, by the target of its priority."""
    if all(team.discipline != "earliest-due" for team in scenario.teams.values()):
        return np.zeros(len(demand))
    targets = scenario.targets.resolution
    if not targets:
        raise DesksideError(
            f"{scenario.name}: a team works by earliest-due and nothing is promised; give targets.resolution"
        )
    by_priority = np.array([targets[min(level, len(targets) - 1)] for level in range(9)])
    return scenario.calendar.hours.due(demand.arrived, by_priority[priority - 1])


def _head_starts(scenario: Scenario) -> NDArray[np.float64]:
    """Minutes by team and priority; level 0 is nobody's."""
    table = np.zeros((len(scenario.teams), LEVELS))
    for row, team in enumerate(scenario.teams.values()):
        given = team.head_start[: LEVELS - 1]
        table[row, 1 : len(given) + 1] = given
    return table


def _chosen(
    numbers: NDArray[np.float64], kind: NDArray[np.int16], mixes: list[list[float]]
) -> NDArray[np.intp]:
    """For each number the option it falls on, among the shares of its kind."""
    chosen = np.zeros(len(numbers), dtype=np.intp)
    for index, shares in enumerate(mixes):
        last = max(i for i, share in enumerate(shares) if share > 0)
        edges = np.cumsum(shares)[:last]
        if len(mixes) == 1:
            return np.searchsorted(edges, numbers, side="right")
        mine = kind == index
        chosen[mine] = np.searchsorted(edges, numbers[mine], side="right")
    return chosen


def _contacts(scenario: Scenario) -> dict[str, Any]:
    channels, groups = scenario.channels.values(), scenario.groups.values()
    return {
        "live": np.array([c.live for c in channels]),
        "patience": np.array([np.inf if c.patience is None or not c.live else c.patience for c in channels]),
        "refuses": np.array([c.live and c.unstaffed == "refuse" for c in channels]),
        "retry_share": np.array([g.retry_share if g.captive else 0.0 for g in groups]),
        "retry_after": np.array([g.retry_after for g in groups]),
    }


def _services(scenario: Scenario) -> dict[str, Any]:
    teams, services = list(scenario.teams), scenario.services.values()
    stages = len(services) * len(teams)
    shapes: list[tuple[Shape, float]] = []
    shape, share = np.zeros(stages, dtype=np.int64), np.zeros(stages)
    onward = np.full(stages, -1, dtype=np.int64)
    mean = np.zeros((stages, len(scenario.channels)))
    for index, service in enumerate(services):
        for team, effort in service.effort.items():
            stage = index * len(teams) + teams.index(team)
            look = (effort.kind, effort.cv if effort.kind == "lognormal" else 0.0)
            if look not in shapes:
                shapes.append(look)
            shape[stage] = shapes.index(look)
            mean[stage] = [effort.by_channel.get(channel, effort.mean) for channel in scenario.channels]
        for team, rule in service.escalate.items():
            stage = index * len(teams) + teams.index(team)
            onward[stage], share[stage] = teams.index(rule.to), rule.share
    return {
        "first_team": np.array([teams.index(s.team) for s in services], dtype=np.int64),
        "reopen_share": np.array([s.reopen.share for s in services]),
        "reopen_at_most": np.array([s.reopen.at_most for s in services], dtype=np.int64),
        "reopen_after": np.array([s.reopen.after for s in services]),
        "stage_shape": shape,
        "stage_next": onward,
        "stage_share": share,
        "effort_mean": mean,
        "shapes": tuple(shapes),
    }


def _classes(scenario: Scenario) -> tuple[NDArray[np.int64], dict[tuple[int, int], tuple[int, ...]]]:
    """Queue classes, numbered within each team: the class of each stage, those each roster row serves."""
    teams = list(scenario.teams.values())
    stage_class = np.zeros(len(scenario.services) * len(teams), dtype=np.int64)
    served: dict[tuple[int, int], tuple[int, ...]] = {}
    for t, team in enumerate(teams):
        able: list[tuple[bool, ...]] = []
        for s, name in enumerate(scenario.services):
            rows = tuple(row.skills is None or name in row.skills for row in team.roster)
            if rows not in able:
                able.append(rows)
            stage_class[s * len(teams) + t] = able.index(rows)
        if len(able) > MOST_CLASSES:
            raise DesksideError(
                f"{scenario.name}: its skills split a team's work into {len(able)} kinds, at most "
                f"{MOST_CLASSES} can be told apart; give more agents the same skills"
            )
        for r in range(len(team.roster)):
            served[t, r] = tuple(c for c, rows in enumerate(able) if rows[r])
    return stage_class, served


def _agents(scenario: Scenario, served: dict[tuple[int, int], tuple[int, ...]]) -> tuple[Agent, ...]:
    return tuple(
        Agent(t, r, number, row.speed, served[t, r])
        for t, team in enumerate(scenario.teams.values())
        for r, row in enumerate(team.roster)
        for number in range(row.agents)
    )


def _shifts(scenario: Scenario, agents: tuple[Agent, ...]) -> tuple[Shift, ...]:
    """The week's shift changes in the order they happen: by minute, then by agent."""
    teams = list(scenario.teams.values())
    changes = {
        (t, r): row.hours.changes() for t, team in enumerate(teams) for r, row in enumerate(team.roster)
    }
    found = [
        Shift(minute % WEEK, number, starts)
        for number, agent in enumerate(agents)
        for minute, starts in changes[agent.team, agent.row]
    ]
    return tuple(sorted(found, key=lambda shift: (shift.minute, shift.agent)))
