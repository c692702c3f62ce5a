"""The desks that benchmarks run besides the yardstick: one queue, a backlog, a long run, a panel's desk."""

from __future__ import annotations

from typing import Any, Literal

from deskside.scenario import Scenario, load

__all__ = ["Rules", "backlog_desk", "long_desk", "panel_desk", "queue_desk"]

WEEK_HOURS = 168
PANEL_TICKETS = 3_000
NEEDS_A_DAY = 600  # of the yardstick

Rules = Literal["first-come", "priority", "first-come, timers", "priority, timers"]


def queue_desk(customers: int) -> Scenario:
    """M/M/10 at load 0.9: about ``customers`` needs in one week, run until drained."""
    return load("one-queue").with_(
        {
            "horizon.days": 7,
            "horizon.warm_up_days": 0,
            "horizon.at_end": "drain",
            "needs.colleagues/help.per_week": float(customers),
            "services.help.effort.desk.mean": 0.9 * 10 * WEEK_HOURS * 60 / customers,
        }
    )


def backlog_desk(backlog: int, rules: Rules, needs: int) -> Scenario:
    """A desk on which ``backlog`` tickets pile up in the first hour of a week and never quite go away.

    Nobody is on duty in that hour. Then the other needs arrive evenly and the agents keep up at load 0.95,
    so the pile shrinks by a twentieth of what arrives. With timers every requester has a patience, of a
    mean so long (ten days) that few give up but every wait sets a timer.
    """
    effort, load_factor = 5.0, 0.95
    rest = max(needs - backlog, 1)
    agents = max(1, round(rest / (WEEK_HOURS - 1) * effort / 60 / load_factor))
    effort = agents * load_factor * 60 * (WEEK_HOURS - 1) / rest
    timers = rules.endswith("timers")
    channel: dict[str, Any] = {"live": timers, "unstaffed": "wait"} | (
        {"patience": 14_400.0} if timers else {}
    )
    return Scenario.parse(
        {
            "name": "backlog",
            "horizon": {"days": 7, "at_end": "drain"},
            "profiles": {"pile": [float(backlog)] + [rest / (WEEK_HOURS - 1)] * (WEEK_HOURS - 1)},
            "needs": [
                {
                    "service": "help",
                    "group": "all",
                    "per_week": float(backlog + rest),
                    "profile": "pile",
                }
            ],
            "groups": {"all": {"channels": {"desk": 1.0}, "captive": False}},
            "channels": {"desk": channel},
            "services": {
                "help": {
                    "team": "desk",
                    "priorities": [0.05, 0.15, 0.5, 0.3],
                    "effort": {"desk": {"mean": effort, "kind": "exponential"}},
                }
            },
            "teams": {
                "desk": {
                    "discipline": rules.split(",")[0],
                    "roster": [
                        {
                            "agents": agents,
                            "shift": ["Mon 01:00-24:00", "Tue-Sun 00:00-24:00"],
                        }
                    ],
                }
            },
        }
    )


def long_desk(tickets: int) -> Scenario:
    """The yardstick for as many days as ``tickets`` take."""
    return load("yardstick").with_({"horizon.days": max(1, round(tickets / NEEDS_A_DAY))})


def panel_desk() -> Scenario:
    """The yardstick at a panel's size: five days, about 3,000 tickets."""
    return long_desk(PANEL_TICKETS)
