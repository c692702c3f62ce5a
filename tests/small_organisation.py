"""A small desk and its organisation, for tests: four people, two services, seventy per cent loaded."""

from __future__ import annotations

from typing import Any

from deskside.organisation import (
    Behaviour,
    Explaining,
    Ideas,
    Leading,
    Mentoring,
    People,
    Plan,
    Training,
    Writing,
    Year,
    run,
)
from deskside.scenario import Scenario

__all__ = ["EVERYTHING", "small", "year"]

EVERYTHING = (
    Writing(team="desk"),
    Explaining(team="desk"),
    Ideas(team="desk", money_a_week=50.0),
    Training(team="desk"),
    Mentoring(team="desk"),
    People(name="birthdays", team="desk", money_a_week=20.0),
    Leading(),
)


def small(changes: dict[str, Any] | None = None) -> Scenario:
    """Four people on weekdays, two services, e-mail: 70 % loaded; half look for an article first."""
    return Scenario.parse(
        {
            "name": "small",
            "horizon": {"days": 7, "at_end": "stop"},
            "calendar": {"open": ["Mon-Fri 08:00-16:00"]},
            "profiles": {"day": [0] * 8 + [1] * 8 + [0] * 8},
            "needs": [
                {"service": name, "group": "staff", "per_week": count, "profile": "day"}
                for name, count in (("short", 280.0), ("long", 84.0))
            ],
            "groups": {"staff": {"people": 200, "channels": {"email": 1.0}}},
            "channels": {"email": {"live": False}},
            "services": {
                name: {
                    "team": "desk",
                    "effort": {"desk": {"mean": mean}},
                    "reopen": {"share": 0.1, "after": 600.0},
                    "self_service": {"try_share": 0.5, "coverage": 0.1},
                }
                for name, mean in (("short", 12.0), ("long", 40.0))
            },
            "teams": {
                "desk": {
                    "hourly_cost": 30.0,
                    "roster": [{"agents": 4, "shift": ["Mon-Fri 08:00-16:00"], "break_minutes": 30}],
                }
            },
        }
    ).with_(changes or {})


def year(*measures, weeks: int = 6, seed: int = 1, scenario: Scenario | None = None, **behaviour) -> Year:
    plan = Plan(name="plan", weeks=weeks, behaviour=Behaviour(**behaviour), measures=measures)
    return run(plan, scenario or small(), seed)
