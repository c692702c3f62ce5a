"""The rarer levers of a made-up desk, each as likely to be off as on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from deskside.calendar import DAY

Draw = Callable[[st.SearchStrategy[Any]], Any]


def one_in(draw: Draw, many: int) -> bool:
    return bool(draw(st.integers(1, many)) == many)


def some(draw: Draw, *values: Any) -> Any:
    """The first value, which is off, half of the time."""
    return draw(st.sampled_from([values[0]] * (len(values) - 1) + list(values[1:])))


def policy(draw: Draw) -> dict[str, Any]:
    """What requesters are told."""
    found: dict[str, Any] = {
        "acknowledge": draw(st.sampled_from(["none", "auto", "personal"])),
        "promise": draw(st.sampled_from(["none", "honest", "rosy"])),
        "promise_minutes": draw(st.sampled_from([[60.0], [30.0, 240.0], [480.0]])),
        "rosy_factor": draw(st.sampled_from([0.5, 0.01, 1.0])),
        "incident_effort": draw(st.sampled_from([2.0, 0.4, 30.0])),
        "broadcast_reach": draw(st.sampled_from([0.5, 1.0])),
        "stopped_clocks": some(draw, 0.0, 0.4),
    }
    if draw(st.booleans()):
        found["broadcast_after"] = draw(st.sampled_from([0.0, 20.0, 200.0]))
    return found


def peaks(draw: Draw, services: list[str], days: int) -> list[dict[str, Any]]:
    """An onboarding day, perhaps."""
    if not one_in(draw, 3):
        return []
    return [
        {
            "needs": [draw(st.sampled_from(services))] if draw(st.booleans()) else [],
            "day": draw(st.integers(0, days)),
            "hours": draw(st.sampled_from([[0, 24], [8, 12]])),
            "factor": draw(st.sampled_from([0.0, 3.0])),
        }
    ]


def incidents(draw: Draw, names: dict[str, list[str]], days: int) -> list[dict[str, Any]]:
    """A major incident, perhaps two."""
    return [
        {
            "name": f"outage {number}",
            "service": draw(st.sampled_from(names["services"])),
            "group": draw(st.sampled_from(names["groups"])),
            "at": float(draw(st.integers(0, days * DAY))),
            "contacts": draw(st.sampled_from([5.0, 40.0])),
            "spread": draw(st.sampled_from([10.0, 90.0])),
            "mended_after": draw(st.sampled_from([30.0, 300.0, 3000.0])),
        }
        for number in range(some(draw, 0, 1, 2))
    ]


def group(draw: Draw) -> dict[str, Any]:
    """Where they are, how important, how patient with silence."""
    chase: dict[str, Any] = {"hastened": draw(st.sampled_from([1.0, 0.3]))}
    if draw(st.booleans()):
        chase["receipt_after"] = draw(st.sampled_from([5.0, 60.0, 600.0]))
    if draw(st.booleans()):
        chase["progress_after"] = draw(st.sampled_from([10.0, 120.0, 900.0]))
    return {
        "utc_offset": some(draw, 0.0, -5.0, 5.5),
        "vip_share": some(draw, 0.0, 0.3),
        "chase": chase,
    }


def ways_in(draw: Draw) -> dict[str, Any]:
    """What a channel can do beside patience."""
    return {
        "at_once": some(draw, [1.0], [1.0, 0.7, 0.5], [1.0, 0.4]),
        "canned_share": some(draw, 0.0, 0.4),
        "canned_effort": draw(st.sampled_from([0.3, 0.7])),
        "canned_reopens": draw(st.sampled_from([1.0, 2.0])),
        "draws_out": draw(st.sampled_from([0.0, 0.6, 1.0])),
        "recorded": some(draw, 1.0, 0.5),
        "missed_becomes_ticket": one_in(draw, 3),
        "call_back_effort": draw(st.sampled_from([0.0, 4.0])),
    }


def ways_of_working(draw: Draw) -> dict[str, Any]:
    """How a team goes about its work."""
    found = {
        "pooled": one_in(draw, 4),
        "ownership": some(draw, "shared", "owner", "hand-over"),
        "hand_over": draw(st.sampled_from([0.0, 6.0])),
        "reads_at": some(draw, [], ["Mon-Fri 09:00", "Mon-Fri 14:00"], ["Mon-Sun 06:30"]),
        "switching": some(draw, 0.0, 2.0),
        "pressure": some(draw, 0.0, 0.2),
        "pressure_reopens": draw(st.sampled_from([0.0, 10.0])),
        "chase_effort": draw(st.sampled_from([1.0, 6.0])),
        "look_effort": draw(st.sampled_from([1.0, 12.0])),
        "check_back": some(draw, 0.0, 0.5),
        "check_back_effort": draw(st.sampled_from([1.0, 8.0])),
    }
    if one_in(draw, 3):
        found["wip_limit"] = draw(st.integers(1, 3))
    return found


def help_wanted(draw: Draw) -> dict[str, Any]:
    """Hand on, or ask for help."""
    return {
        "how": draw(st.sampled_from(["hand-off", "swarm"])),
        "hold": draw(st.sampled_from([0.0, 5.0, 60.0])),
        "help_effort": draw(st.sampled_from([0.5, 1.0])),
    }


def detours(draw: Draw, helpful: list[str]) -> dict[str, Any]:
    """What can come between a contact and its resolution."""
    children = [
        {
            "team": draw(st.sampled_from(helpful)),
            "share": draw(st.sampled_from([0.3, 1.0])),
            "effort": {"mean": draw(st.sampled_from([3.0, 20.0])), "kind": "exponential"},
        }
        for _ in range(some(draw, 0, 1, 2))
    ]
    return {
        "inflation": some(draw, 0.0, 0.5),
        "removed": some(draw, 0.0, 0.2),
        "self_service": {
            "try_share": some(draw, 0.0, 0.5),
            "coverage": draw(st.sampled_from([0.0, 0.5])),
            "easy_first": draw(st.sampled_from([0.0, 1.0])),
            "reading": draw(st.sampled_from([0.5, 15.0])),
        },
        "unclear": some(draw, 0.0, 0.3, 0.8),
        "pending": {
            "share": some(draw, 0.0, 0.3, 0.7),
            "on": draw(st.sampled_from(["requester", "supplier"])),
            "after": draw(st.sampled_from([1.0, 60.0, 900.0])),
            "at_most": draw(st.integers(0, 2)),
            "rest": draw(st.sampled_from([0.3, 1.0])),
        },
        "children": children,
        "closing": draw(st.sampled_from([0.0, 0.5])),
    }
