"""How many replications, and how long a warm-up."""

from __future__ import annotations

import math

import numpy as np
import pytest

import deskside as ds
from deskside.experiment import mser, precision, replications_for, warm_up

DESK = ds.load("one-queue").with_(
    {"horizon.days": 2, "horizon.warm_up_days": 1, "needs_factor": 0.2, "teams.desk.agents": 2}
)


def test_steins_rule_by_hand():
    # s^2 = 2.5, n0 = 5, t = 2.776445, wanted half-width 0.1 x 3 = 0.3: (2.776445^2 x 2.5) / 0.09 = 214.1
    assert replications_for([1.0, 2.0, 3.0, 4.0, 5.0], within=0.1) == 215


def test_the_pilot_itself_may_do():
    assert replications_for([10.0, 10.1, 9.9, 10.0, 10.0], within=0.5) == 5


def test_undefined_replications_are_made_up_for():
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert replications_for([*values, *[math.nan] * 5], within=0.1) == 2 * replications_for(
        values, within=0.1
    )


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0], [math.nan] * 5, [1.0]])
def test_no_share_of_nothing(values):
    with pytest.raises(ds.DesksideError, match="no share of it can be reached"):
        replications_for(values, within=0.05)


@pytest.mark.parametrize("within", [0.0, -0.1, math.nan, 50.0])
def test_a_wrong_share_is_refused(within):
    with pytest.raises(ds.DesksideError, match="within = "):
        replications_for([1.0, 2.0], within=within)


def test_the_rule_keeps_its_promise():
    """1,000 studies of normal values; the mean lies within 5 % at least 95 times in 100, less 2.5 points.

    The observed share has a standard error of 0.7 points; the wanted width comes from the pilot's own mean.
    """
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(1000):
        pilot = rng.normal(10.0, 2.0, 20)
        needed = replications_for(pilot.tolist(), within=0.05)
        mean = np.concatenate([pilot, rng.normal(10.0, 2.0, needed - 20)]).mean()
        hits += abs(mean - 10.0) <= 0.05 * 10.0
    assert hits >= 925


def test_precision_of_a_desk():
    found = precision(DESK, "utilisation", within=0.01, pilot=6, engine="simpy")
    assert found.pilot.replications == 6
    assert found.replications > 6
    assert "utilisation" in repr(found)
    assert "takes" in repr(found)


def test_a_kpi_the_desk_does_not_have():
    with pytest.raises(ds.DesksideError, match="has no KPI 'chasers'; it has tickets"):
        precision(DESK, "chasers", pilot=5, engine="simpy")
    with pytest.raises(ds.DesksideError, match="pilot = 2"):
        precision(DESK, "utilisation", pilot=2)


def test_mser_cuts_the_climb_and_keeps_the_rest():
    rng = np.random.default_rng(3)
    series = 10 * (1 - np.exp(-np.arange(400) / 20)) + rng.normal(0, 0.5, 400)
    assert 40 <= mser(series) <= 120
    assert mser(rng.normal(10, 0.5, 400)) <= 40


def test_mser_needs_something_to_look_at():
    with pytest.raises(ds.DesksideError, match="too few"):
        mser(np.zeros(20))


def test_a_light_desk_fills_up_within_a_day():
    found = warm_up(DESK, replications=2, engine="simpy")
    assert found.settled
    assert found.days <= 1
    assert found.period == 15
    assert len(found.series) == 2 * 96


def test_a_desk_with_a_daily_cycle_is_judged_by_days():
    office = DESK.with_({"profiles.flat": [0.0] * 8 + [1.0] * 10 + [0.0] * 6})
    found = warm_up(office, replications=1, engine="simpy")
    assert found.period == 1440
    assert len(found.series) == 24


def test_an_overloaded_desk_never_settles():
    found = warm_up(DESK.with_({"teams.desk.agents": 1, "horizon.days": 4}), replications=2, engine="simpy")
    assert not found.settled
    assert "does not come to rest" in repr(found)
