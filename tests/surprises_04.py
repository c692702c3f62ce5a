"""What module 04 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import deskside as ds
from deskside import theory
from deskside.experiment import seeds_from
from deskside.metrics import by_hour
from deskside.panels import measure
from deskside.scenario import Scenario

PHONE = "phone-desk"
WAIT = "mean_first_response"


def prompt(changes: dict[str, Any], seed: int, runs: int = 10) -> pd.Series[float]:
    """By weekday, the share of first tries in opening hours answered within a minute: four weeks a run."""
    desk, shares = ds.load(PHONE).with_(changes), []
    for each in seeds_from(seed, runs):
        visits = ds.simulate(desk, seed=each).visits()
        first = visits.query("kind == 'first' and 480 <= queued % 1440 < 1080")
        within = first["started"] - first["queued"] <= 1.0
        shares.append(within.groupby(first["queued"] // 1440 % 7).mean())
    return pd.DataFrame(shares).mean()


def two_make_you_wait_many_times_as_long_as_twenty(seed: int) -> None:
    """Five runs, of eleven and of three weeks; 28 times by the formula."""
    two, twenty = (measure(ds.load(name), 5, seed) for name in ("two-agents", "twenty-agents"))
    small, large = (theory.erlang_c(agents, agents * 0.8 / 30, 30) for agents in (2, 20))
    assert 27.0 < small.mean_wait / large.mean_wait < 29.0
    assert 20.0 < two.kpi(WAIT).mean / twenty.kpi(WAIT).mean < 37.0


def twenty_at_96_are_quicker_than_two_at_80(seed: int) -> None:
    """Five runs of five weeks, as the panel shows them."""
    small = ds.load("two-agents").with_({"horizon.days": 42})
    two = measure(small, 5, seed)
    twenty = measure(small.with_({"teams.desk.agents": 20, "needs_factor": 12.0}), 5, seed)
    assert twenty.kpi("utilisation").mean > 0.93
    assert twenty.kpi(WAIT).mean < two.kpi(WAIT).mean


def the_roster_fails_on_mondays(seed: int) -> None:
    """Ten runs of four weeks: four calls in five by the formula, and far less on Mondays."""
    shares = prompt({}, seed)
    assert 0.48 < shares[0] < 0.68
    assert shares[[1, 2, 3, 4]].min() > 0.8


def breaks_that_nobody_planned_cost_more_than_they_last(seed: int) -> None:
    """Ten runs: half an hour in shifts of two to nine hours, on the days that were fine."""
    fine = [1, 2, 3, 4]
    planned = prompt({}, seed)[fine].mean()
    real = prompt({"teams.desk.roster.*.break_minutes": 30}, seed)[fine].mean()
    assert real < planned - 0.04


def hours_moved_to_monday_help_monday_more_than_they_cost(seed: int) -> None:
    """Ten runs: the same hours in the week."""
    moved = {
        "teams.desk.roster.3.shift": ["Mon 08:00-11:00", "Tue-Fri 09:00-11:00"],
        "teams.desk.roster.4.shift": ["Mon 08:00-18:00", "Tue-Fri 08:00-15:00"],
        "teams.desk.roster.5.shift": ["Mon 08:00-17:00", "Tue-Fri 14:00-17:00"],
    }
    assert hours(ds.load(PHONE).with_(moved)) == hours(ds.load(PHONE))
    change = prompt(moved, seed) - prompt({}, seed)
    assert change[0] > 0.08
    assert change[[1, 2, 3, 4]].min() > -0.07


def hours(desk: Scenario) -> float:
    """Paid hours of a week."""
    rows = desk.teams["desk"].roster
    return float(sum(row.agents * row.hours.elapsed(0.0, 10_080.0) for row in rows)) / 60


def days_differ_by_more_than_chance(seed: int) -> None:
    """Tuesday to Friday, fifteen runs of four weeks: variance over mean of a day's calls; 1 is chance."""
    runs = [by_hour(ds.simulate(ds.load(PHONE), seed=each)).assign(run=each) for each in seeds_from(seed, 15)]
    daily = pd.concat(runs).query("1 <= day <= 4").groupby(["run", "week", "day"])["tickets"].sum()
    ratio = float(np.mean(daily.groupby("day").var() / daily.groupby("day").mean()))
    assert 3.5 < ratio < 10.0


def dozens_of_calls_a_week_meet_nobody(seed: int) -> None:
    """Five runs of four weeks."""
    counts = []
    for each in seeds_from(seed, 5):
        called = ds.simulate(ds.load(PHONE), seed=each).contacts()["time"] % 1440
        counts.append(int(np.count_nonzero((called < 480) | (called >= 1080))) / 4)
    assert 40 < np.mean(counts) < 90


SURPRISES = [
    two_make_you_wait_many_times_as_long_as_twenty,
    twenty_at_96_are_quicker_than_two_at_80,
    the_roster_fails_on_mondays,
    breaks_that_nobody_planned_cost_more_than_they_last,
    hours_moved_to_monday_help_monday_more_than_they_cost,
    days_differ_by_more_than_chance,
    dozens_of_calls_a_week_meet_nobody,
]
