"""Desks made up by Hypothesis: every lever in combination, small, and loaded so that queues and ties occur.

`desks` draws a scenario, `policies` another policy side for the same needs, `stories` a whole run: a desk, a
seed, the minutes at which the run is cut, and the policies that come into force there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from deskside.calendar import Hours
from deskside.scenario import Scenario
from deskside.scenario.teams import Discipline
from generated_levers import (
    Draw,
    detours,
    group,
    help_wanted,
    incidents,
    one_in,
    peaks,
    policy,
    ways_in,
    ways_of_working,
)

ROUND_THE_CLOCK = "Mon-Sun 00:00-24:00"
DAY_SHIFTS = ("Mon-Fri 08:00-16:00", "Mon-Sun 10:00-18:00", "Mon-Sat 07:30-19:45", "Mon-Thu 08:00-12:00")
NIGHT_SHIFTS = ("Mon-Sun 22:00-06:00", "Mon-Fri 20:15-04:00", "Tue-Sat 18:00-02:00")
OVER_SUNDAY = ("Sun 18:00-10:00", "Sat-Mon 20:00-08:00", "Fri-Sun 23:00-07:00")
SHIFTS = ((ROUND_THE_CLOCK,), DAY_SHIFTS, NIGHT_SHIFTS, OVER_SUNDAY)
DISCIPLINES = get_args(Discipline)
#: Teams with somebody who can do everything, so that other teams can ask for their part.
HELPFUL = ("team-1", "team-2")
PROFILES = {
    "flat": [1.0] * 24,
    "morning": [0.0] * 8 + [4.0, 1.0, 2.0] + [0.0] * 13,
    "office": ([0.1] * 8 + [1.0] * 10 + [0.1] * 6) * 5 + [0.05] * 48,
    "nights": ([2.0] * 6 + [0.5] * 12 + [2.0] * 6) * 7,
}


def fixed(examples: int) -> settings:
    """The same examples on every machine and day, and no file of earlier failures.

    The first failure ends the test and is shown as it is: to look for a smaller one takes many times as long
    as all examples together, and as much memory as there is. Add ``Phase.shrink`` by hand to look for it.
    """
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@dataclass(frozen=True)
class Story:
    """A run to be told by an engine: at each cut the clock stops, and a policy (or None) comes into force."""

    desk: Scenario
    seed: int
    cuts: tuple[float, ...]
    policies: tuple[Scenario | None, ...]

    def __repr__(self) -> str:
        changes = [p and p.to_toml() for p in self.policies]
        return f"seed {self.seed}, cuts {self.cuts}\n{self.desk.to_toml()}\npolicies {changes}"


@st.composite
def desks(draw: Draw, rare: bool = False) -> Scenario:
    """A small desk: 1 to 10 days, about 30 to 300 needs; with ``rare``, the rarer levers, too."""
    return Scenario.parse(_desk(draw, rare))


@st.composite
def policies(draw: Draw, desk: Scenario, rare: bool = False) -> Scenario:
    """Another policy for the same needs: some parts of the desk are drawn anew, the rest is kept."""
    return _another(draw, desk, rare)


@st.composite
def stories(draw: Draw, rare: bool = False) -> Story:
    """A desk, a seed, one to five cuts, and at some of them another policy."""
    desk = Scenario.parse(_desk(draw, rare))
    cuts = draw(st.lists(st.integers(0, int(desk.end * 1.2)), min_size=1, max_size=5))
    changes = [_another(draw, desk, rare) if draw(st.booleans()) else None for _ in cuts]
    return Story(desk, draw(st.integers(0, 2**32)), tuple(sorted(float(c) for c in cuts)), tuple(changes))


def _desk(draw: Draw, rare: bool) -> dict[str, Any]:
    days = draw(st.integers(1, 10))
    names = {
        "groups": _names(draw, "group", 3),
        "channels": ["phone", "mail", "chat"][: draw(st.integers(1, 3))],
        "services": _names(draw, "service", 3),
        "teams": _names(draw, "team", 3),
    }
    routes = {service: _route(draw, names["teams"]) for service in names["services"]}
    needs = _needs(draw, names, days, rare)
    data: dict[str, Any] = {
        "name": "generated",
        "horizon": {
            "days": days,
            "at_end": draw(st.sampled_from(["stop", "drain"])),
            "clock": draw(st.sampled_from(["continuous", "whole-minute"])),
        },
        "calendar": _calendar(draw),
        "profiles": PROFILES,
        "needs": needs,
        "groups": {name: _group(draw, names["channels"], rare) for name in names["groups"]},
        "channels": {name: _channel(draw, name, rare) for name in names["channels"]},
        "teams": {name: _team(draw, name, _passing(routes, name), rare) for name in names["teams"]},
        "targets": _targets(draw),
    }
    if rare:
        data["policy"] = policy(draw)
        data["peaks"] = peaks(draw, names["services"], days)
        data["incidents"] = incidents(draw, names, days)
    data["services"] = {name: _service(draw, data, name, route, rare) for name, route in routes.items()}
    return data


def _calendar(draw: Draw) -> dict[str, Any]:
    """Business hours: always, office hours, or a few hours in the night and over the end of the week."""
    odd = ["Sun 22:00-24:00", "Mon 00:00-02:30", "Wed 12:00-12:30"]
    return {"open": draw(st.sampled_from([[ROUND_THE_CLOCK], ["Mon-Fri 08:00-18:00"], odd]))}


def _targets(draw: Draw) -> dict[str, Any]:
    return {"resolution": draw(st.sampled_from([[30.0, 120.0, 480.0], [60.0], [600.0, 5.0, 45.0, 2000.0]]))}


def _names(draw: Draw, kind: str, most: int) -> list[str]:
    return [f"{kind}-{number}" for number in range(1, draw(st.integers(1, most)) + 1)]


def _route(draw: Draw, teams: list[str]) -> list[str]:
    """The teams a service can pass through, in order."""
    order = draw(st.permutations(teams))
    return list(order)[: draw(st.integers(1, len(teams)))]


def _passing(routes: dict[str, list[str]], team: str) -> list[str]:
    return [service for service, route in routes.items() if team in route]


def _needs(draw: Draw, names: dict[str, list[str]], days: int, rare: bool) -> list[dict[str, Any]]:
    pairs = [(group, service) for group in names["groups"] for service in names["services"]]
    kept = [pair for pair in pairs if len(pairs) == 1 or not one_in(draw, 4)] or pairs[:1]
    count = draw(st.integers(30, 300))
    return [
        {
            "service": service,
            "group": group,
            "per_week": round(count / len(kept) * 7 / days, 3),
            "profile": draw(st.sampled_from(sorted(PROFILES))),
            "busy_day_cv": draw(st.sampled_from([0.0, 0.0, 0.3, 1.2])),
            "latent": rare and one_in(draw, 5),
        }
        for group, service in kept
    ]


def _group(draw: Draw, channels: list[str], rare: bool) -> dict[str, Any]:
    weights = [draw(st.integers(0, 3)) for _ in channels]
    if not sum(weights):
        weights[0] = 1
    return {
        "channels": {c: w / sum(weights) for c, w in zip(channels, weights, strict=True)},
        "captive": draw(st.booleans()),
        "retry_share": draw(st.sampled_from([0.0, 0.5, 0.8])),
        "retry_after": draw(st.sampled_from([0.4, 15.0, 240.0])),
        **(group(draw) if rare else {}),
    }


def _channel(draw: Draw, name: str, rare: bool) -> dict[str, Any]:
    live = draw(st.booleans()) if name != "mail" else one_in(draw, 4)
    channel: dict[str, Any] = {"live": live, "unstaffed": draw(st.sampled_from(["wait", "refuse"]))}
    if not one_in(draw, 3):
        channel["patience"] = draw(st.sampled_from([0.3, 5.0, 30.0, 300.0]))
    return channel | ways_in(draw) if rare else channel


def _team(draw: Draw, name: str, services: list[str], rare: bool) -> dict[str, Any]:
    rows = [_roster_row(draw, services, rare) for _ in range(draw(st.integers(1, 3)))]
    if rare and name in HELPFUL:
        rows[0].pop("skills", None)
    for service in services:
        if not any("skills" not in row or service in row["skills"] for row in rows):
            rows[0]["skills"].append(service)
    return {
        "discipline": draw(st.sampled_from(DISCIPLINES)),
        "head_start": draw(st.sampled_from([[], [240.0, 30.0]])),
        "shift_end": draw(st.sampled_from(["own", "own", "first-free"])),
        "wrap_up": draw(st.sampled_from([0.0, 0.0, 2.0, 7.5])),
        "roster": rows,
        **(ways_of_working(draw) if rare else {}),
    }


def _roster_row(draw: Draw, services: list[str], rare: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "agents": draw(st.integers(1, 3)),
        "shift": [draw(st.sampled_from(draw(st.sampled_from(SHIFTS))))],
        "speed": draw(st.sampled_from([1.0, 1.0, 0.7, 1.25])),
        "break_minutes": draw(st.sampled_from([0, 0, 20])) if rare else 0,
    }
    if services and draw(st.booleans()):
        row["skills"] = [service for service in services if draw(st.booleans())]
    return row


def _service(draw: Draw, data: dict[str, Any], name: str, route: list[str], rare: bool) -> dict[str, Any]:
    shares = [draw(st.sampled_from([0.3, 0.6, 1.0])) for _ in route[1:]]
    classes = draw(st.integers(1, 4))
    return {
        "team": route[0],
        "priorities": [1.0 / classes] * classes,
        "effort": {team: _effort(draw, data, name, team) for team in route},
        "escalate": {
            team: {"to": after, "share": share, **(help_wanted(draw) if rare else {})}
            for team, after, share in zip(route[:-1], route[1:], shares, strict=True)
        },
        **(detours(draw, [team for team in HELPFUL if team in data["teams"]]) if rare else {}),
        "reopen": {
            "share": draw(st.sampled_from([0.0, 0.2, 0.6])),
            "at_most": draw(st.integers(0, 3)),
            "after": draw(st.sampled_from([1.0, 60.0, 900.0])),
        },
    }


def _effort(draw: Draw, data: dict[str, Any], service: str, team: str) -> dict[str, Any]:
    """Efforts that load the team to between half and nearly one and a half of what it can do."""
    load = draw(st.sampled_from([0.5, 0.8, 1.0, 1.3]))
    capacity = sum(
        row["agents"] * row["speed"] * Hours.parse(row["shift"]).minutes_a_week
        for row in data["teams"][team]["roster"]
    )
    needs = sum(row["per_week"] for row in data["needs"])
    mean = min(max(load * capacity / needs, 0.4), 300.0)
    mean *= draw(st.sampled_from([0.5, 1.0, 2.0]))
    kind = draw(st.sampled_from(["lognormal", "exponential", "constant"]))
    effort: dict[str, Any] = {"mean": float(round(mean, 1)) or 0.4, "kind": kind, "cv": 0.8}
    if one_in(draw, 3):
        channel = draw(st.sampled_from(sorted(data["channels"])))
        effort["by_channel"] = {channel: float(round(2.0 * mean, 1)) or 0.5}
    return effort


def _another(draw: Draw, desk: Scenario, rare: bool) -> Scenario:
    data = desk.plain()
    routes = {name: [*service["effort"]] for name, service in data["services"].items()}
    for name in data["teams"]:
        if draw(st.booleans()):
            data["teams"][name] = _team(draw, name, _passing(routes, name), rare)
    for name in data["channels"]:
        if draw(st.booleans()):
            data["channels"][name] = _channel(draw, name, rare)
    for name, before in data["groups"].items():
        if draw(st.booleans()):
            after = _group(draw, list(data["channels"]), rare)
            data["groups"][name] = after | {"utc_offset": before["utc_offset"]}  # that is the demand side
    for name, route in routes.items():
        if draw(st.booleans()):
            data["services"][name] = _service(draw, data, name, route, rare)
    data |= {"calendar": _calendar(draw), "targets": _targets(draw)} if draw(st.booleans()) else {}
    if rare and draw(st.booleans()):
        data["policy"] = policy(draw)
    return Scenario.parse(data)
