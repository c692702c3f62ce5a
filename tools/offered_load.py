"""Compute by arithmetic how loaded the teams of a scenario are.

    python tools/offered_load.py simulations/deskside/scenarios/it-service-desk.toml

prints a Markdown table. It is what an average week offers if nobody gives up. Standard library only.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Load:
    """What one team is offered in an average week."""

    visits: float
    minutes: float  # working time, wrap-up included
    rostered_hours: float  # agents' hours on duty, speed counted

    @property
    def share(self) -> float:
        """Offered work / rostered time."""
        return self.minutes / 60 / self.rostered_hours


def hours_of(shift: str) -> float:
    """Hours a week of a shift such as "Mon-Fri 08:00-12:00"."""
    days, times = shift.split()
    first, last = (DAYS.index(day) for day in (days.split("-") * 2)[:2])
    start, end = (int(t[:2]) + int(t[3:]) / 60 for t in times.split("-"))
    return ((last - first) % 7 + 1) * (end - start)


def visits_of(need: Mapping[str, Any], service: Mapping[str, Any]) -> dict[str, float]:
    """Visits a week that one source brings to each team, reopened tickets included."""
    reopen = service.get("reopen", {})
    tries = sum(reopen.get("share", 0.0) ** k for k in range(reopen.get("at_most", 3) + 1))
    team, visits = service["team"], {}
    flow = need["per_week"] * tries
    while team:
        visits[team] = flow
        onward = service.get("escalate", {}).get(team, {})
        team, flow = onward.get("to"), flow * onward.get("share", 0.0)
    return visits


def offered_load(scenario: Mapping[str, Any]) -> dict[str, Load]:
    """The load of each team of a scenario read from TOML, if nobody gives up."""
    visits, work = dict.fromkeys(scenario["teams"], 0.0), dict.fromkeys(scenario["teams"], 0.0)
    for need in scenario["needs"]:
        service = scenario["services"][need["service"]]
        mix = scenario["groups"][need["group"]]["channels"]
        for team, flow in visits_of(need, service).items():
            effort = service["effort"][team]
            by_channel = effort.get("by_channel", {})
            mean = sum(share * by_channel.get(channel, effort["mean"]) for channel, share in mix.items())
            visits[team] += flow
            work[team] += flow * (mean + scenario["teams"][team].get("wrap_up", 0.0))
    hours = {
        name: sum(
            row["agents"] * row.get("speed", 1.0) * sum(map(hours_of, row["shift"])) for row in team["roster"]
        )
        for name, team in scenario["teams"].items()
    }
    return {name: Load(visits[name], work[name], hours[name]) for name in hours}


def load_table(scenario: Mapping[str, Any]) -> str:
    """The load of each team as a Markdown table."""
    lines = [
        "| team | visits a week | minutes a visit | work, hours | rostered, hours | load |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, load in offered_load(scenario).items():
        lines.append(
            f"| {name} | {load.visits:.1f} | {load.minutes / load.visits:.1f} | {load.minutes / 60:.1f} |"
            f" {load.rostered_hours:.1f} | {load.share:.1%} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the load table of the scenario file named on the command line; returns the exit code."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    print(load_table(tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
