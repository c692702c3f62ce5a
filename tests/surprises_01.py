"""What module 01 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

import pandas as pd

from starters import STARTERS, starters


def seeds_of(seed: int, runs: int) -> range:
    """Seed 1 has the seeds of the notebook: 1 to 20, or the first of them."""
    return range(20 * seed - 19, 20 * seed - 19 + runs)


def four_on_time_are_not_all_on_time(seed: int) -> None:
    """Twenty runs of seven weeks a seed, as the notebook runs them. Independent, it would be 66 %."""
    took, _ = starters({}, seeds_of(seed, 20))
    kept = took[list(STARTERS)] <= pd.Series(STARTERS)
    assert kept.mean().between(0.82, 0.98).all()
    assert 0.86 < kept.mean().mean() < 0.95
    assert 0.58 < kept.all(axis=1).mean() < 0.79


def the_busiest_arrow_is_not_the_one_that_delays(seed: int) -> None:
    """Of the three that HR asks, security has the fewest requests; the gains are of six runs a seed."""
    took, _ = starters({}, seeds_of(seed, 20))
    last = took[["it", "facilities", "security"]].idxmax(axis=1).value_counts(normalize=True)
    assert last["security"] > 0.45
    assert last["security"] > 1.5 * last["it"]
    few = seeds_of(seed, 6)
    today = starters({}, few)[1].mean()
    more = {"it": 4, "security": 2}
    gain = {
        team: today - starters({f"teams.{team}.roster.0.agents": n}, few)[1].mean()
        for team, n in more.items()
    }
    assert gain["security"] > 2 * gain["it"]
    assert gain["security"] > 0.08


SURPRISES = [four_on_time_are_not_all_on_time, the_busiest_arrow_is_not_the_one_that_delays]
