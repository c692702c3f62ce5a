"""What became of the starters of the onboarding day, as module 01 counts it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from deskside.experiment import simulate
from deskside.scenario import load

STARTERS = {"hr": 180, "it": 270, "facilities": 270, "security": 540}  # minutes promised


def starters(changes: dict[str, Any], seeds: range) -> tuple[Any, Any]:
    """Minutes each department took for each starter, and the working days until all was there."""
    desk = load("onboarding-day").with_(changes)
    took, days = [], []
    for seed in seeds:
        log = simulate(desk, seed=seed)
        cases = log.tickets().query("counted and service == 'starter'")
        visits = log.visits().query("kind in ['first', 'child'] and ticket in @cases.index")
        minutes = pd.Series(
            desk.calendar.hours.elapsed(visits["queued"], visits["ended"]), index=visits.index, name="took"
        )
        took.append(minutes.groupby([visits["ticket"], visits["team"]], observed=True).max().unstack())
        days.append(cases["resolution_business"] / 540)
    return pd.concat(took), pd.concat(days)
