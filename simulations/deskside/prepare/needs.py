"""What a policy makes of each need before it arises: its channel, its priority, when it falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import Hours
from deskside.demand import Demand
from deskside.distributions import unit_amounts
from deskside.errors import DesksideError
from deskside.prepare.policy import once_a_scenario
from deskside.scenario import Scenario
from deskside.scenario.requesters import Incident, Needs
from deskside.scenario.services import Child

if TYPE_CHECKING:
    from deskside.prepare.tables import Tables

__all__ = ["need_columns"]


@dataclass(frozen=True, eq=False)
class _Rules:
    """What a scenario says of each of its sources, groups and services, in their order."""

    service: NDArray[np.int16]  # of each source
    group: NDArray[np.int16]
    latent: NDArray[np.bool_]
    incident: NDArray[np.int64]
    channels: tuple[tuple[float, ...], ...]  # shares, of each group
    vips: tuple[float, ...]
    priorities: tuple[tuple[float, ...], ...]  # shares, of each service
    inflation: tuple[float, ...]
    children: tuple[tuple[Child, ...], ...]
    targets: tuple[float, ...]  # minutes by priority, if any team goes by when tickets fall due
    hours: Hours


@once_a_scenario
def _rules(scenario: Scenario) -> _Rules:
    services, groups = list(scenario.services), list(scenario.groups)
    sources: tuple[Needs | Incident, ...] = (*scenario.needs, *scenario.incidents)
    usual = len(scenario.needs)
    return _Rules(
        service=np.array([services.index(each.service) for each in sources], dtype=np.int16),
        group=np.array([groups.index(each.group) for each in sources], dtype=np.int16),
        latent=np.array([*(each.latent for each in scenario.needs), *(False for _ in scenario.incidents)]),
        incident=np.maximum(np.arange(len(sources)) - usual, -1),
        channels=tuple(
            tuple(group.channels.get(channel, 0.0) for channel in scenario.channels)
            for group in scenario.groups.values()
        ),
        vips=tuple(group.vip_share for group in scenario.groups.values()),
        priorities=tuple(tuple(service.priorities) for service in scenario.services.values()),
        inflation=tuple(service.inflation for service in scenario.services.values()),
        children=tuple(tuple(service.children) for service in scenario.services.values()),
        targets=_targets(scenario),
        hours=scenario.calendar.hours,
    )


def need_columns(demand: Demand, scenario: Scenario, before: Tables | None, arrived: int) -> dict[str, Any]:
    """What is decided about each need before it arises; the first ``arrived`` keep what they had."""
    rules = _rules(scenario)
    service = _by_source(demand, "service", rules.service)
    group = _by_source(demand, "group", rules.group)
    channel, priority = _channels(demand, rules, group), _priorities(demand, rules, service, group)
    key = (rules.targets, rules.hours, *_priority_key(rules))
    due = demand.kept("due", key, lambda: _due(demand, rules, priority))
    if before is not None and arrived:
        channel = _as_before(channel, before.channel, arrived)
        as_before = _as_before(priority, before.priority, arrived)
        if as_before is not priority and rules.targets:
            due = _due(demand, rules, as_before)
        priority = as_before
    return {
        "service": service,
        "group": group,
        "due": due,
        "channel": channel,
        "priority": priority,
        "latent": _by_source(demand, "latent", rules.latent),
        "incident": _by_source(demand, "incident", rules.incident),
        **_children(demand, rules, service),
    }


def _by_source(demand: Demand, name: str, values: NDArray[Any]) -> NDArray[Any]:
    """What each source's needs have in common, for every need."""

    def spread_out() -> NDArray[Any]:
        return np.repeat(values, len(demand)) if len(values) == 1 else values[demand.source]

    return demand.kept(f"{name} of", values.tobytes(), spread_out)


def _as_before(now: NDArray[Any], before: NDArray[Any], arrived: int) -> NDArray[Any]:
    """What arrived before keeps what it had."""
    if now is before:
        return now
    mixed = now.copy()
    mixed[:arrived] = before[:arrived]
    return mixed


def _channels(demand: Demand, rules: _Rules, group: NDArray[np.int16]) -> NDArray[np.int16]:
    """The channel each requester turns to first."""
    return demand.kept(
        "channels",
        (rules.channels, rules.group.tobytes()),
        lambda: _chosen(demand.numbers("channel"), group, rules.channels),
    )


def _priorities(
    demand: Demand, rules: _Rules, service: NDArray[np.int16], group: NDArray[np.int16]
) -> NDArray[np.int8]:
    """The priority each ticket is given: the real one, unless it or its requester passes for more."""

    def given() -> NDArray[np.int8]:
        found = _chosen(demand.numbers("priority"), service, rules.priorities).astype(np.int8) + np.int8(1)
        if any(rules.inflation):
            higher = demand.numbers("inflation") < np.array(rules.inflation)[service]
            found = np.maximum(np.int8(1), found - higher)
        if any(rules.vips):
            found[demand.numbers("vip") < np.array(rules.vips)[group]] = 1
        return found

    return demand.kept("priorities", _priority_key(rules), given)


def _priority_key(rules: _Rules) -> tuple[Any, ...]:
    """What priorities follow from."""
    return rules.priorities, rules.inflation, rules.vips, rules.service.tobytes(), rules.group.tobytes()


def _children(demand: Demand, rules: _Rules, service: NDArray[np.int16]) -> dict[str, Any]:
    """For each need and each child ticket it may have: the number that says if, and the effort in minutes.

    Shape (needs, most children of any service). Children come once in a ticket's life, so page 0 is enough.
    """
    most = max(map(len, rules.children))

    def asked_and_effort() -> NDArray[np.float64]:
        found = np.ones((2, len(demand) if most else 0, most))
        for index, children in enumerate(rules.children):
            mine = np.flatnonzero(service == index) if children else np.empty(0, dtype=np.intp)
            for place, child in enumerate(children):
                numbers = demand.numbers(f"child effort {place}")[mine]
                found[0, mine, place] = demand.numbers(f"child {place}")[mine]
                found[1, mine, place] = child.effort.mean * unit_amounts(
                    child.effort.kind, child.effort.cv, numbers
                )
        return found

    asked, effort = demand.kept("children", (rules.children, rules.service.tobytes()), asked_and_effort)
    return {"child_asked": asked, "child_effort": effort}


def _targets(scenario: Scenario) -> tuple[float, ...]:
    """Minutes until a ticket falls due, by priority; none if no team goes by that."""
    if all(team.discipline != "earliest-due" for team in scenario.teams.values()):
        return ()
    targets = scenario.targets.resolution
    if not targets:
        raise DesksideError(
            f"{scenario.name}: a team works by earliest-due and nothing is promised; give targets.resolution"
        )
    return tuple(targets[min(level, len(targets) - 1)] for level in range(9))


def _due(demand: Demand, rules: _Rules, priority: NDArray[np.int8]) -> NDArray[np.float64]:
    """When each need's resolution falls due, by the target of its priority."""
    if not rules.targets:
        return np.zeros(len(demand))
    return rules.hours.due(demand.arrived, np.array(rules.targets)[priority - 1])


def _chosen(
    numbers: NDArray[np.float64], kind: NDArray[np.int16], mixes: tuple[tuple[float, ...], ...]
) -> NDArray[np.int16]:
    """For each number the option it falls on, among the shares of its kind."""
    lasts = [max(option for option, share in enumerate(shares) if share > 0) for shares in mixes]
    edges = np.full((max(lasts), len(mixes)), np.inf)
    for index, (shares, last) in enumerate(zip(mixes, lasts, strict=True)):
        edges[:last, index] = np.cumsum(shares)[:last]
    chosen = np.zeros(len(numbers), dtype=np.int16)
    for edge in edges:  # so few edges that comparing is quicker than a search
        chosen += numbers >= (edge[0] if len(mixes) == 1 else edge[kind])
    return chosen
