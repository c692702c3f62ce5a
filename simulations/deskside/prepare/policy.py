"""A policy as tables: what depends on the scenario alone, whatever the needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import times_of_week
from deskside.distributions import Shape
from deskside.log import WaitsFor
from deskside.prepare.people import classes, people, shifts
from deskside.scenario import Scenario
from deskside.scenario.teams import Discipline

__all__ = ["once_a_scenario", "policy_tables"]

Known = TypeVar("Known")

#: The disciplines, as the engines number them.
DISCIPLINES = get_args(Discipline)
FIRST_COME, LAST_COME, RANDOM, PRIORITY, AGEING, EARLIEST_DUE, SHORTEST_EXPECTED, CHERRY_PICKING = range(
    len(DISCIPLINES)
)
#: Who goes on with a ticket that comes back to a team.
OWNERSHIPS = ("shared", "owner", "hand-over")
SHARED, OWNER, HAND_OVER = range(3)
#: How requesters hear that something arrived.
ACKNOWLEDGEMENTS = ("none", "auto", "personal")
UNHEARD, AUTOMATIC, PERSONAL = range(3)
PENDING_ON = {"requester": int(WaitsFor.REQUESTER), "supplier": int(WaitsFor.SUPPLIER)}
#: First-come work waits at level 0, priority work at level 1 to 9.
LEVELS = 10
#: Conversations one agent can hold at once.
MOST_CHATS = 8
NO_LIMIT = 1 << 40


@dataclass(frozen=True, eq=False)
class _ByDigest:
    """A scenario as a key: equal data, equal key."""

    scenario: Scenario

    def __hash__(self) -> int:
        return hash(self.scenario.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and self.scenario.digest == other.scenario.digest


def once_a_scenario(work_out: Callable[[Scenario], Known]) -> Callable[[Scenario], Known]:
    """Keep what is worked out from a scenario: replications and panels ask for it again and again."""

    @lru_cache(maxsize=64)
    def known(key: _ByDigest) -> Known:
        return work_out(key.scenario)

    return lambda scenario: known(_ByDigest(scenario))


@once_a_scenario
def policy_tables(scenario: Scenario) -> dict[str, Any]:
    """The fields of `deskside.prepare.Tables` that depend on the policy alone."""
    teams = scenario.teams.values()
    stage_class, open_class, served = classes(scenario)
    agents = people(scenario, served)
    whole_minutes = scenario.horizon.clock == "whole-minute"
    wrap_up = np.array([team.wrap_up for team in teams])
    return {
        "whole_minutes": whole_minutes,
        **_channels_and_groups(scenario),
        **_services_and_stages(scenario),
        **_ways_of_working(scenario),
        **_words(scenario),
        "wrap_up": np.floor(wrap_up + 0.5) if whole_minutes else wrap_up,
        "discipline": np.array([DISCIPLINES.index(team.discipline) for team in teams]),
        "head_start": _head_starts(scenario),
        "counts_heads": np.array([team.shift_end == "first-free" for team in teams]),
        "stage_class": stage_class,
        "open_class": open_class,
        "agents": agents,
        "shifts": shifts(scenario, agents),
        "next_open": scenario.calendar.hours.next_open(),
        "worked": scenario.calendar.hours.worked(),
        "open_minutes": scenario.calendar.hours.open_minutes(),
        "worked_out": {},
    }


def _channels_and_groups(scenario: Scenario) -> dict[str, Any]:
    channels, groups = scenario.channels.values(), scenario.groups.values()
    return {
        "live": np.array([c.live for c in channels]),
        "patience": np.array([np.inf if c.patience is None or not c.live else c.patience for c in channels]),
        "refuses": np.array([c.live and c.unstaffed == "refuse" for c in channels]),
        "retry_share": np.array([g.retry_share if g.captive else 0.0 for g in groups]),
        "retry_after": np.array([g.retry_after for g in groups]),
        "canned_share": np.array([c.canned_share for c in channels]),
        "canned_effort": np.array([c.canned_effort for c in channels]),
        "canned_reopens": np.array([c.canned_reopens for c in channels]),
        "draws_out": np.array([c.draws_out for c in channels]),
        "recorded": np.array([c.recorded for c in channels]),
        "calls_back": np.array([c.live and c.missed_becomes_ticket for c in channels]),
        "call_back_effort": np.array([c.call_back_effort for c in channels]),
        "paces": _paces(scenario),
        "chats": np.array([len(c.at_once) if c.live else 1 for c in channels]),
        "receipt_after": np.array([_or_never(g.chase.receipt_after) for g in groups]),
        "progress_after": np.array([_or_never(g.chase.progress_after) for g in groups]),
        "hastened": np.array([g.chase.hastened for g in groups]),
    }


def _services_and_stages(scenario: Scenario) -> dict[str, Any]:
    teams, services = list(scenario.teams), scenario.services.values()
    stages = len(services) * len(teams)
    shapes: list[tuple[Shape, float]] = []
    shape, share = np.zeros(stages, dtype=np.int64), np.zeros(stages)
    onward = np.full(stages, -1, dtype=np.int64)
    mean = np.zeros((stages, len(scenario.channels)))
    swarms, hold, help_effort = np.zeros((3, stages))
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
            swarms[stage], hold[stage], help_effort[stage] = rule.how == "swarm", rule.hold, rule.help_effort
    return {
        "first_team": np.array([teams.index(s.team) for s in services], dtype=np.int64),
        "reopen_share": np.array([s.reopen.share for s in services]),
        "reopen_at_most": np.array([s.reopen.at_most for s in services], dtype=np.int64),
        "reopen_after": np.array([s.reopen.after for s in services]),
        "stage_shape": shape,
        "stage_next": onward,
        "stage_share": share,
        "effort_mean": mean,
        "swarms": swarms.astype(bool),
        "hold": hold,
        "help_effort": help_effort,
        "shapes": tuple(shapes),
        **_detours(scenario),
    }


def _detours(scenario: Scenario) -> dict[str, Any]:
    """What can happen to a service's tickets beside going from team to team."""
    services, teams = list(scenario.services.values()), list(scenario.teams)
    most = max(len(s.children) for s in services)
    child_team = np.full((len(services), most), -1, dtype=np.int64)
    child_share, child_mean = np.zeros((2, len(services), most))
    for index, service in enumerate(services):
        for place, child in enumerate(service.children):
            child_team[index, place], child_share[index, place] = teams.index(child.team), child.share
            child_mean[index, place] = child.effort.mean
    return {
        "removed": np.array([s.removed for s in services]),
        "try_share": np.array([s.self_service.try_share for s in services]),
        "coverage": np.array([s.self_service.coverage for s in services]),
        "easy_first": np.array([s.self_service.easy_first for s in services]),
        "reading": np.array([s.self_service.reading for s in services]),
        "unclear": np.array([s.unclear if len(teams) > 1 else 0.0 for s in services]),
        "pending_share": np.array([s.pending.share if s.pending.at_most else 0.0 for s in services]),
        "pending_on": np.array([PENDING_ON[s.pending.on] for s in services], dtype=np.int64),
        "pending_after": np.array([s.pending.after for s in services]),
        "pending_at_most": np.array([s.pending.at_most for s in services], dtype=np.int64),
        "pending_rest": np.array([s.pending.rest for s in services]),
        "child_team": child_team,
        "child_share": child_share,
        "child_mean": child_mean,
        "closing": np.array([s.closing for s in services]),
    }


def _ways_of_working(scenario: Scenario) -> dict[str, Any]:
    """How each team goes about its work."""
    teams = scenario.teams.values()
    return {
        "ownership": np.array([OWNERSHIPS.index(t.ownership) for t in teams], dtype=np.int64),
        "hand_over": np.array([t.hand_over for t in teams]),
        "reads_at": tuple(times_of_week(t.reads_at) for t in teams),
        "wip_limit": np.array(
            [NO_LIMIT if t.wip_limit is None else t.wip_limit for t in teams], dtype=np.int64
        ),
        "switching": np.array([t.switching for t in teams]),
        "haste": np.array([1.0 - t.pressure for t in teams]),
        "haste_reopens": np.array([1.0 + t.pressure_reopens * t.pressure for t in teams]),
        "chase_effort": np.array([t.chase_effort for t in teams]),
        "look_effort": np.array([t.look_effort for t in teams]),
        "check_back": np.array([t.check_back for t in teams]),
        "check_back_effort": np.array([t.check_back_effort for t in teams]),
    }


def _words(scenario: Scenario) -> dict[str, Any]:
    """What requesters are told, and what they are told in a major incident."""
    policy, incidents = scenario.policy, scenario.incidents
    factor = policy.rosy_factor if policy.promise == "rosy" else 1.0
    honest = policy.promise_minutes
    promise = [honest[min(max(level, 1), len(honest)) - 1] * factor for level in range(LEVELS)]
    tells = np.inf if policy.broadcast_after is None else policy.broadcast_after
    return {
        "acknowledge": ACKNOWLEDGEMENTS.index(policy.acknowledge),
        "promise": np.array(promise) if policy.promise != "none" else np.zeros(LEVELS),
        "incident_effort": policy.incident_effort,
        "stopped_clocks": policy.stopped_clocks,
        "mended_at": np.array([i.at + i.mended_after for i in incidents]) + 0.0,  # no 0 below 0
        "told_at": np.array([i.at + tells for i in incidents]) + 0.0,
        "reach": policy.broadcast_reach if policy.broadcast_after is not None else 0.0,
    }


def _paces(scenario: Scenario) -> NDArray[np.float64]:
    """How fast each conversation goes, by channel and how many an agent holds."""
    table = np.zeros((len(scenario.channels), MOST_CHATS + 1))
    for row, channel in enumerate(scenario.channels.values()):
        table[row, 1 : len(channel.at_once) + 1] = channel.at_once
        table[row, len(channel.at_once) + 1 :] = channel.at_once[-1]  # for those who hold more from before
    return table


def _or_never(minutes: float | None) -> float:
    return np.inf if minutes is None else minutes


def _head_starts(scenario: Scenario) -> NDArray[np.float64]:
    """Minutes by team and priority; level 0 is nobody's."""
    table = np.zeros((len(scenario.teams), LEVELS))
    for row, team in enumerate(scenario.teams.values()):
        given = team.head_start[: LEVELS - 1]
        table[row, 1 : len(given) + 1] = given
    return table
