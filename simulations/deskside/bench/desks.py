"""The desks that benchmarks run besides the yardstick: one queue, a backlog, a long run, a panel's desk."""

from __future__ import annotations

from typing import Any, Literal

from deskside.organisation import Explaining, Ideas, Leading, Mentoring, Plan, Training, Writing
from deskside.scenario import Scenario, load

__all__ = [
    "ALL_LEVERS",
    "Rules",
    "all_levers_desk",
    "backlog_desk",
    "long_desk",
    "panel_desk",
    "queue_desk",
    "year_plan",
]

WEEK_HOURS = 168
PANEL_TICKETS = 3_000
NEEDS_A_DAY = 600  # of the yardstick

TEN_HOURS = {"profile": "ten-hours"}
CAPTIVE = {
    "channels": {"phone": 0.4, "email": 0.4, "chat": 0.2},
    "retry_share": 0.6,
    "chase": {"receipt_after": 120.0, "progress_after": 480.0},
}
#: Levers of every kind, set on the yardstick where it has them off. Values are chosen, not fitted: moderate
#: ones, so that a queue remains a queue.
ALL_LEVERS: dict[str, Any] = {
    "needs": [
        {"service": "help", "group": "colleagues", "per_week": 4200.0, "busy_day_cv": 0.1, **TEN_HOURS},
        {"service": "help", "group": "branch", "per_week": 200.0, "latent": True, **TEN_HOURS},
    ],
    "groups": {"colleagues": CAPTIVE | {"vip_share": 0.02}, "branch": CAPTIVE | {"utc_offset": -3.0}},
    "channels.chat.at_once": [1.0, 0.7, 0.5],
    "channels.chat.draws_out": 0.5,
    "channels.email.canned_share": 0.2,
    "channels.phone.recorded": 0.95,
    "services.help.inflation": 0.1,
    "services.help.removed": 0.02,
    "services.help.unclear": 0.1,
    "services.help.self_service": {"try_share": 0.2, "coverage": 0.3, "easy_first": 0.5},
    "services.help.pending": {"share": 0.1, "on": "requester", "after": 240.0, "rest": 0.4},
    "services.help.children": [
        {"team": "second-line", "share": 0.05, "effort": {"mean": 10.0, "kind": "exponential"}}
    ],
    "services.help.escalate.service-desk.how": "swarm",
    "services.help.escalate.service-desk.hold": 20.0,
    "teams.service-desk.discipline": "ageing",
    "teams.service-desk.ownership": "hand-over",
    "teams.service-desk.hand_over": 2.0,
    "teams.service-desk.reads_at": ["Mon-Sun 09:00", "Mon-Sun 11:00", "Mon-Sun 14:00"],
    "teams.service-desk.wip_limit": 4,
    "teams.service-desk.switching": 0.2,
    "teams.service-desk.wrap_up": 0.5,
    "teams.service-desk.pressure": 0.05,
    "teams.service-desk.check_back": 0.1,
    "teams.second-line.discipline": "earliest-due",
    "policy.acknowledge": "personal",
    "policy.promise": "honest",
    "policy.stopped_clocks": 0.05,
    "policy.broadcast_after": 15.0,
}

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


def all_levers_desk(days: int = 30) -> Scenario:
    """The yardstick with levers of every kind on: see `ALL_LEVERS`; a peak and a major incident besides."""
    peak = {"day": 3, "hours": [8, 12], "factor": 1.5}
    incident = {
        "name": "outage",
        "service": "help",
        "group": "colleagues",
        "at": 600.0,
        "contacts": 40.0,
        "spread": 60.0,
        "mended_after": 120.0,
    }
    return load("yardstick").with_(
        {"horizon.days": days, "peaks": [peak], "incidents": [incident], **ALL_LEVERS}
    )


def year_plan(weeks: int = 52) -> Plan:
    """Measures of every kind at the yardstick's first tier."""
    team = "service-desk"
    measures = (
        *(Writing(team=team), Explaining(team=team), Ideas(team=team), Training(team=team)),
        *(Mentoring(team=team), Leading()),
    )
    return Plan(name="everything", weeks=weeks, measures=measures)
