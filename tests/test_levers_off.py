"""A lever that is off gives exactly the desk without it; one that is on does not.

A busy desk has every lever on but the one that is tested. That one is then left out, switched off with the
rest of its numbers set to something wild, and switched on: the first two logs must be equal bit for bit, and
the third must differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from deskside.demand import Demand, sample
from deskside.engines import start
from deskside.log import TicketLog
from deskside.scenario import Scenario

Changes = dict[str, Any]


def shift(hours: str, agents: int) -> dict[str, Any]:
    return {"agents": agents, "shift": [f"Mon-Sun {hours}"]}


DESK = Scenario.parse(
    {
        "name": "rich",
        "horizon": {"days": 2},
        "calendar": {"open": ["Mon-Sun 08:00-18:00"]},
        "profiles": {"day": [0.0] * 7 + [1.0] * 11 + [0.0] * 6},
        "needs": [
            {"service": service, "group": group, "per_week": 130.0, "profile": "day"}
            for group in ("office", "outlets")
            for service in ("access", "gear", "pay")
        ],
        "groups": {
            name: {"channels": {"phone": 0.3, "chat": 0.3, "email": 0.4}, "retry_share": 0.5}
            for name in ("office", "outlets")
        },
        "channels": {
            "phone": {"live": True, "patience": 15.0},
            "chat": {"live": True, "patience": 15.0},
            "email": {"live": False},
        },
        "services": {
            name: {
                "team": "first",
                "priorities": [0.2, 0.3, 0.5],
                "effort": {"first": {"mean": 11.0}, "second": {"mean": 20.0}},
                "escalate": {"first": {"to": "second", "share": 0.3}},
                "reopen": {"share": 0.15, "after": 200.0},
            }
            for name in ("access", "gear", "pay")
        },
        "teams": {
            "first": {"roster": [shift("08:00-16:00", 3), shift("10:00-18:00", 2)]},
            "second": {"roster": [shift("08:00-17:00", 2), shift("08:00-17:00", 1) | {"skills": ["access"]}]},
            "third": {"roster": [shift("09:00-17:00", 1)]},
        },
    }
)

OUTAGE = {
    "name": "outage",
    "service": "access",
    "group": "office",
    "at": 600.0,
    "spread": 40.0,
    "mended_after": 150.0,
}
PEAK = {"day": 1, "hours": [9, 12]}
PART = {"team": "third", "effort": {"mean": 8.0}}


@dataclass(frozen=True)
class Lever:
    """``on`` switches it on; each of ``off`` must be the same as nothing at all."""

    on: Changes
    off: tuple[Changes, ...]


def lever(on: Changes, *off: Changes) -> Lever:
    return Lever(on, off)


LEVERS = {
    "time zone": lever({"groups.outlets.utc_offset": 1.5}, {"groups.outlets.utc_offset": 0.0}),
    "peak": lever(
        {"peaks": [PEAK | {"factor": 1.5}]},
        {"peaks": [PEAK | {"factor": 1.0}]},
        {"peaks": [PEAK | {"factor": 9.0, "day": 2}]},  # after the last day
    ),
    "incident": lever(
        {"incidents": [OUTAGE | {"contacts": 25.0}]},
        {"incidents": [OUTAGE | {"contacts": 0.0}], "policy.incident_effort": 400.0},
    ),
    "broadcast": lever(
        {"policy.broadcast_after": 15.0, "policy.broadcast_reach": 0.7},
        {"policy.broadcast_after": None, "policy.broadcast_reach": 1.0},
        {"policy.broadcast_after": 15.0, "policy.broadcast_reach": 0.0},
    ),
    "self-service": lever(
        {
            "services.gear.self_service": {
                "try_share": 0.5,
                "coverage": 0.5,
                "easy_first": 0.5,
                "reading": 9.0,
            }
        },
        {
            "services.gear.self_service": {
                "try_share": 0.0,
                "coverage": 1.0,
                "easy_first": 1.0,
                "reading": 9e3,
            }
        },
    ),
    "removed": lever({"services.pay.removed": 0.2}, {"services.pay.removed": 0.0}),
    "latent": lever(
        {"needs.outlets/pay.latent": True, "channels.*.draws_out": 0.4},
        {"needs.outlets/pay.latent": True, "channels.*.draws_out": 1.0},
        {"needs.outlets/pay.latent": False, "channels.*.draws_out": 0.0},
    ),
    "canned": lever(
        {"channels.email.canned_share": 0.4},
        {
            f"channels.email.canned_{what}": x
            for what, x in (("share", 0.0), ("effort", 0.01), ("reopens", 99.0))
        },
        {
            f"channels.email.canned_{what}": x
            for what, x in (("share", 0.9), ("effort", 1.0), ("reopens", 1.0))
        },
    ),
    "chats at once": lever(
        {"channels.chat.at_once": [1.0, 0.7, 0.4]},
        {"channels.chat.at_once": [1.0]},
        {"channels.email.at_once": [1.0, 0.1]},  # mail is no conversation
    ),
    "unrecorded": lever({"channels.phone.recorded": 0.5}, {"channels.phone.recorded": 1.0}),
    "unclear roles": lever(
        {"services.*.unclear": 0.3}, {"services.*.unclear": 0.0, "teams.*.look_effort": 400.0}
    ),
    "pooled": lever(
        {"teams.second.pooled": True},
        {"teams.second.pooled": False},
    ),
    "owner": lever({"teams.first.ownership": "owner"}, {"teams.first.ownership": "shared"}),
    "hand-over": lever(
        {"teams.second.ownership": "hand-over", "teams.second.hand_over": 7.0},
        {"teams.second.ownership": "shared", "teams.second.hand_over": 400.0},
    ),
    "acknowledge": lever({"policy.acknowledge": "auto"}, {"policy.acknowledge": "none"}),
    "promise": lever(
        {"policy.promise": "honest", "policy.promise_minutes": [240.0]},
        {"policy.promise": "none", "policy.promise_minutes": [1.0], "policy.rosy_factor": 0.01},
    ),
    "rosy": lever(
        {"policy.promise": "rosy", "policy.promise_minutes": [240.0]},
        {"policy.promise": "rosy", "policy.promise_minutes": [240.0], "policy.rosy_factor": 1.0},
    ),
    "chasing": lever(
        {"groups.*.chase": {"receipt_after": 120.0, "progress_after": 200.0}},
        {"groups.*.chase": {"hastened": 0.01}, "teams.*.chase_effort": 400.0},
    ),
    "reads at": lever(
        {"teams.first.reads_at": ["Mon-Sun 09:00", "Mon-Sun 14:00"]}, {"teams.first.reads_at": []}
    ),
    "wip limit": lever(
        {"teams.second.wip_limit": 1}, {"teams.second.wip_limit": None}, {"teams.second.wip_limit": 1000}
    ),
    "switching": lever({"teams.*.switching": 2.0}, {"teams.*.switching": 0.0}),
    "swarm": lever(
        {"services.access.escalate.first.how": "swarm"},
        {
            "services.access.escalate.first": {
                "to": "second",
                "share": 0.3,
                "how": "hand-off",
                "hold": 400.0,
                "help_effort": 9.0,
            }
        },
    ),
    "pending": lever(
        {"services.*.pending": {"share": 0.3, "after": 300.0}},
        {"services.*.pending": {"share": 0.0, "at_most": 20, "rest": 9.0, "after": 1.0, "on": "supplier"}},
        {"services.*.pending": {"share": 1.0, "at_most": 0, "rest": 9.0, "after": 1.0}},
    ),
    "children": lever(
        {"services.gear.children": [PART], "services.gear.closing": 0.4},
        {"services.gear.children": [], "services.gear.closing": 9.0},
        {"services.gear.children": [PART | {"share": 0.0}], "services.gear.closing": 9.0},
    ),
    "pressure": lever(
        {"teams.first.pressure": 0.2}, {"teams.first.pressure": 0.0, "teams.first.pressure_reopens": 900.0}
    ),
    "check back": lever(
        {"teams.first.check_back": 0.4},
        {"teams.first.check_back": 0.0, "teams.first.check_back_effort": 400.0},
    ),
    "call back": lever(
        {"channels.phone.missed_becomes_ticket": True},
        {"channels.phone.missed_becomes_ticket": False, "channels.phone.call_back_effort": 400.0},
        {"channels.email.missed_becomes_ticket": True, "channels.email.call_back_effort": 400.0},
    ),
    "inflation": lever({"services.access.inflation": 0.4}, {"services.access.inflation": 0.0}),
    "important people": lever({"groups.outlets.vip_share": 0.3}, {"groups.outlets.vip_share": 0.0}),
    "stopped clocks": lever({"policy.stopped_clocks": 0.3}, {"policy.stopped_clocks": 0.0}),
    "breaks": lever({"teams.*.roster.0.break_minutes": 45}, {"teams.*.roster.0.break_minutes": 0}),
    "random order": lever({"teams.third.discipline": "random"}, {"teams.third.discipline": "priority"}),
    "ageing": lever(
        {"teams.first.discipline": "ageing", "teams.first.head_start": [20.0, 10.0]},
        {"teams.first.discipline": "priority", "teams.first.head_start": [9.0]},
    ),
}

#: A lever that another one leaves nothing to do.
WITHOUT = {
    "promise": {"rosy"},
    "rosy": {"promise"},
    "call back": {"unrecorded"},
}


def others_on(name: str) -> Changes:
    """Every lever on but this one and those that hide it."""
    changes: Changes = {}
    for other, each in LEVERS.items():
        if other != name and other not in WITHOUT.get(name, ()):
            changes |= each.on
    return changes


#: Needs by demand side, drawn once: the answers that a run has asked for are there for the next.
DRAWN: dict[str, Demand] = {}


def log_of(engine: str, desk: Scenario) -> TicketLog:
    if desk.demand_digest not in DRAWN:
        DRAWN[desk.demand_digest] = sample(desk, 1)
    return start(DRAWN[desk.demand_digest], desk, engine).finish().log()


# the other engine draws every answer anew in each run, which takes two minutes for this file
@pytest.fixture(params=[pytest.param("simpy", marks=pytest.mark.ci), "compiled"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", LEVERS)
def test_off_is_the_desk_without_it_and_on_is_not(engine: str, name: str) -> None:
    each = LEVERS[name]
    desk = DESK.with_(others_on(name))
    if name == "rosy":
        desk = desk.with_({"policy.promise": "honest", "policy.promise_minutes": [240.0]})
    without = log_of(engine, desk)
    for off in each.off:
        assert without.differences(log_of(engine, desk.with_(off))) == [], off
    assert without.differences(log_of(engine, desk.with_(each.on))) != []


def test_all_of_them_off_are_the_plain_desk(engine: str) -> None:
    changes: Changes = {}
    for name, each in LEVERS.items():
        if name != "rosy":
            changes |= each.off[0]
    assert log_of(engine, DESK).differences(log_of(engine, DESK.with_(changes))) == []


def test_the_desk_of_these_tests_pulls_its_levers(engine: str) -> None:
    """With all of them on every kind of visit, contact, outcome and wait occurs within a few weeks."""
    desk = DESK.with_(others_on("rosy") | {"horizon.days": 14})
    log = log_of(engine, desk)
    assert set(log.visit_table.kind.tolist()) == set(range(12))
    assert set(log.contact_table.kind.tolist()) == set(range(6))
    assert set(log.ticket_table.outcome.tolist()) >= {1, 2, 3, 5}
