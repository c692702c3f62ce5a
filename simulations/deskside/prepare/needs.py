"""What a policy makes of each need before it arises: its channel, its priority, when it falls due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from deskside.demand import Demand
from deskside.distributions import unit_amounts
from deskside.errors import DesksideError
from deskside.scenario import Scenario
from deskside.scenario.requesters import Incident, Needs

if TYPE_CHECKING:
    from deskside.prepare.tables import Tables

__all__ = ["need_columns"]


def need_columns(demand: Demand, scenario: Scenario, before: Tables | None, arrived: int) -> dict[str, Any]:
    """What is decided about each need before it arises; the first ``arrived`` keep what they had."""
    services, groups = list(scenario.services), list(scenario.groups)
    sources: tuple[Needs | Incident, ...] = (*scenario.needs, *scenario.incidents)
    service_of = np.array([services.index(each.service) for each in sources], dtype=np.int16)
    group_of = np.array([groups.index(each.group) for each in sources], dtype=np.int16)
    incident_of = np.arange(len(sources)) - len(scenario.needs)
    service = demand.kept("service of", tuple(service_of), lambda: service_of[demand.source])
    group = demand.kept("group of", tuple(group_of), lambda: group_of[demand.source])
    channel, priority = _channels(demand, scenario, group), _priorities(demand, scenario, service, group)
    if before is not None and arrived:
        channel = _as_before(channel, before.channel, arrived)
        priority = _as_before(priority, before.priority, arrived)
    return {
        "service": service,
        "group": group,
        "due": _due(demand, scenario, priority),
        "channel": channel,
        "priority": priority,
        "latent": np.array([*(n.latent for n in scenario.needs), *(False for _ in scenario.incidents)])[
            demand.source
        ],
        "incident": np.maximum(incident_of, -1)[demand.source],
        **_children(demand, scenario, service),
    }


def _as_before(now: NDArray[Any], before: NDArray[Any], arrived: int) -> NDArray[Any]:
    """What arrived before keeps what it had."""
    if now is before:
        return now
    mixed = now.copy()
    mixed[:arrived] = before[:arrived]
    return mixed


def _channels(demand: Demand, scenario: Scenario, group: NDArray[np.int16]) -> NDArray[np.int16]:
    """The channel each requester turns to first."""
    mixes = [[g.channels.get(c, 0.0) for c in scenario.channels] for g in scenario.groups.values()]
    return demand.kept(
        "channels",
        (tuple(map(tuple, mixes)), id(group)),
        lambda: _chosen(demand.numbers("channel"), group, mixes).astype(np.int16),
    )


def _priorities(
    demand: Demand, scenario: Scenario, service: NDArray[np.int16], group: NDArray[np.int16]
) -> NDArray[np.int8]:
    """The priority each ticket is given: the real one, unless it or its requester passes for more."""
    ranks = [list(s.priorities) for s in scenario.services.values()]
    inflation = np.array([s.inflation for s in scenario.services.values()])
    vips = np.array([g.vip_share for g in scenario.groups.values()])

    def given() -> NDArray[np.int8]:
        found = _chosen(demand.numbers("priority"), service, ranks) + 1
        if inflation.any():
            found = np.maximum(1, found - (demand.numbers("inflation") < inflation[service]))
        if vips.any():
            found = np.where(demand.numbers("vip") < vips[group], 1, found)
        return found.astype(np.int8)

    key = (tuple(map(tuple, ranks)), tuple(inflation), tuple(vips), id(service), id(group))
    return demand.kept("priorities", key, given)


def _children(demand: Demand, scenario: Scenario, service: NDArray[np.int16]) -> dict[str, Any]:
    """For each need and each child ticket it may have: the number that says if, and the effort in minutes.

    Shape (needs, most children of any service). Children come once in a ticket's life, so page 0 is enough.
    """
    most = max(len(s.children) for s in scenario.services.values())
    asked, effort = np.ones((2, len(demand) if most else 0, most))
    for index, each in enumerate(scenario.services.values()):
        mine = np.flatnonzero(service == index) if each.children else np.empty(0, dtype=np.intp)
        for place, child in enumerate(each.children):
            numbers = demand.numbers(f"child effort {place}")[mine]
            asked[mine, place] = demand.numbers(f"child {place}")[mine]
            effort[mine, place] = child.effort.mean * unit_amounts(
                child.effort.kind, child.effort.cv, numbers
            )
    return {"child_asked": asked, "child_effort": effort}


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


def _chosen(
    numbers: NDArray[np.float64], kind: NDArray[np.int16], mixes: list[list[float]]
) -> NDArray[np.intp]:
    """For each number the option it falls on, among the shares of its kind."""
    chosen = np.zeros(len(numbers), dtype=np.intp)
    for index, shares in enumerate(mixes):
        last = max(i for i, share in enumerate(shares) if share > 0)
        mine = slice(None) if len(mixes) == 1 else kind == index
        for edge in np.cumsum(shares)[:last]:  # so few edges that comparing is quicker than a search
            chosen[mine] += numbers[mine] >= edge
    return chosen
