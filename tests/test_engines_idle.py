"""Nobody is idle while work waits that they may do: the auditor of this rule, on a desk made for it.

`test_engines_equal` has it read every generated desk; `test_engines_mutation` breaks engines for it to see.
Here is what generated desks hardly ever bring about: an owner goes off duty while a colleague is free.
"""

from __future__ import annotations

from typing import Any

import pytest

from audit_idle import idle_objections
from deskside.demand import sample
from deskside.engines import start
from deskside.engines.simpy_roster import Rosters
from deskside.scenario import Scenario

#: Half of the team goes at eleven. Most tickets come back from outside, and wait for who had them before.
HANDED_OVER = Scenario.parse(
    {
        "name": "handed over",
        "horizon": {"days": 5},
        "profiles": {"day": [0.0] * 8 + [1.0] * 10 + [0.0] * 6},
        "needs": [{"service": "help", "group": "staff", "per_week": 100.0, "profile": "day"}],
        "groups": {"staff": {"channels": {"email": 1.0}}},
        "channels": {"email": {"live": False}},
        "services": {
            "help": {
                "team": "desk",
                "effort": {"desk": {"mean": 20.0}},
                "pending": {"share": 0.6, "after": 30.0, "at_most": 3, "rest": 1.0},
            }
        },
        "teams": {
            "desk": {
                "ownership": "hand-over",
                "roster": [
                    {"agents": 2, "shift": ["Mon-Fri 08:00-11:00"]},
                    {"agents": 2, "shift": ["Mon-Fri 08:00-18:00"], "break_minutes": 30},
                ],
            }
        },
    }
)


WEEKS = range(1, 13)


def objections(engine: str) -> list[str]:
    """What the auditor says of a dozen weeks."""
    needs = [sample(HANDED_OVER, seed) for seed in WEEKS]
    logs = [start(demand, HANDED_OVER, engine).finish().log() for demand in needs]
    assert all(len(log.visit_table) > 80 for log in logs)
    return [line for log, demand in zip(logs, needs, strict=True) for line in idle_objections(log, demand)]


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_what_an_owner_leaves_behind_is_taken_at_once(engine: str) -> None:
    assert objections(engine) == []


def test_what_an_owner_leaves_behind_and_nobody_looks_at_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave_in_line(_: Rosters, team: Any, agent: Any) -> None:
        for turn in team.waiting_for(agent):
            turn.owner = None
            team.join(turn)

    monkeypatch.setattr(Rosters, "_leave_to_others", leave_in_line)
    assert any("is free (" in line and "(returned)" in line for line in objections("simpy"))
