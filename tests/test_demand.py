"""Needs: when they arise, and answers that stay put whatever else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, seed
from scipy import stats

from deskside.demand import ANSWERS, RARE_ANSWERS, Demand, sample
from deskside.scenario import Scenario, load
from deskside.streams import stream_key, uniforms
from generated import Story, fixed, stories

#: Every statistical check here may fail by chance once in so many tries; the seeds are fixed.
FALSE_ALARM = 1e-3
WEEKS, RUNS = 4, 60


def desk(**changes: Any) -> Scenario:
    """One source with an uneven week: nights empty, Mondays heavy."""
    hours = [0.0] * 7 + [1, 4, 6, 5, 3, 2, 3, 4, 4, 2, 1, 0.5] + [0.1] * 5
    week = [2.0 * w for w in hours] + hours * 4 + [0.0] * 24 + [0.2] * 24
    return load("one-queue").with_(
        {
            "profiles": {"week": week, "flat": [1.0] * 24},
            "needs.0.profile": "week",
            "needs.0.per_week": 700.0,
            "horizon.days": 7 * WEEKS,
            **changes,
        }
    )


def per_cell(scenario: Scenario) -> np.ndarray:
    """Counts by run, week and hour of the week."""
    counts = [
        np.histogram(sample(scenario, s).arrived, np.arange(0, WEEKS * 168 + 1) * 60.0)[0]
        for s in range(RUNS)
    ]
    return np.array(counts).reshape(RUNS, WEEKS, 168)


@pytest.mark.parametrize("clock", ["continuous", "whole-minute"])
def test_arrivals_follow_the_profile_hour_by_hour(clock: str) -> None:
    """Chi-square over the 168 hours of the week; hours without weight stay empty."""
    scenario = desk(**{"horizon.clock": clock})
    observed = per_cell(scenario).sum(axis=(0, 1))
    expected = np.array(scenario.week_weights("week")) * 700.0 * WEEKS * RUNS
    assert (observed[expected == 0] == 0).all()
    some = expected > 0
    distance = float(((observed[some] - expected[some]) ** 2 / expected[some]).sum())
    assert distance < stats.chi2(some.sum()).ppf(1 - FALSE_ALARM)


def test_counts_are_poisson() -> None:
    """Without busy days an hour's counts vary as much as their mean: the dispersion test over all cells."""
    counts = per_cell(desk()).reshape(RUNS * WEEKS, 168)
    counts = counts[:, counts.sum(axis=0) > 0]
    weights = counts.mean(axis=0)
    distance = float((((counts - weights) ** 2).sum(axis=0) / weights).sum())
    degrees = (len(counts) - 1) * counts.shape[1]
    assert stats.chi2(degrees).ppf(FALSE_ALARM / 2) < distance < stats.chi2(degrees).ppf(1 - FALSE_ALARM / 2)


def test_arrivals_are_even_within_an_hour() -> None:
    """Kolmogorov-Smirnov on the minute within the hour."""
    within = np.concatenate([sample(desk(), s).arrived % 60.0 for s in range(RUNS)])
    assert stats.kstest(within / 60.0, "uniform").pvalue > FALSE_ALARM


@pytest.mark.parametrize("cv", [0.0, 0.25, 0.8])
def test_busy_days_spread_as_stated(cv: float) -> None:
    """Variance over mean of daily counts is 1 + m cv^2, m the mean: interval over groups of runs."""
    scenario = load("one-queue").with_(
        {"needs.0.per_week": 350.0, "needs.0.busy_day_cv": cv, "horizon.days": 200, "horizon.warm_up_days": 0}
    )
    daily = [np.histogram(sample(scenario, s).arrived, np.arange(201) * 1440.0)[0] for s in range(RUNS)]
    ratios = np.array([np.var(days - 50.0) / 50.0 for days in daily]) * 200 / 199
    expected, error = 1 + 50.0 * cv**2, stats.sem(ratios)
    assert abs(ratios.mean() - expected) < stats.t(RUNS - 1).ppf(1 - FALSE_ALARM / 2) * error
    assert stats.sem(np.mean(daily, axis=1)) < 2.0


@seed(3)
@fixed(60)
@given(stories())
def test_needs_are_in_order_and_within_the_horizon(story: Story) -> None:
    demand = sample(story.desk, story.seed)
    assert (np.diff(demand.arrived) >= 0).all()
    assert ((demand.arrived >= 0) & (demand.arrived < story.desk.end)).all()
    for index in range(len(demand.sources)):
        assert demand.ordinal[demand.source == index].tolist() == list(
            range(int((demand.source == index).sum()))
        )
    if story.desk.horizon.clock == "whole-minute":
        assert (demand.arrived == np.floor(demand.arrived)).all()


def source_of(demand: Demand, name: str) -> dict[str, list[float]]:
    """A source's needs by ordinal: when they arise and what they answer, on pages 0 and 2."""
    mine = np.flatnonzero(demand.source == demand.sources.index(name))
    found = {"arrived": demand.arrived[mine].tolist(), "channel": demand.numbers("channel")[mine].tolist()}
    for purpose in ANSWERS:
        found[purpose] = demand.answers(purpose)[mine].tolist()
        found[purpose + " again"] = demand.later_answers(purpose, mine, 2).tolist()
    return found


def test_a_longer_horizon_moves_no_draw() -> None:
    scenario = load("it-service-desk").with_({"horizon.days": 8, "horizon.warm_up_days": 0})
    short, long = (sample(scenario.with_({"horizon.days": days}), 5) for days in (8, 45))
    for name in short.sources:
        before, after = source_of(short, name), source_of(long, name)
        assert before == {what: values[: len(before["arrived"])] for what, values in after.items()}


def test_an_added_group_moves_no_draw() -> None:
    """Wherever in the file it is added, and whatever it asks for."""
    scenario = load("it-service-desk").with_({"horizon.days": 8, "horizon.warm_up_days": 0})
    data = scenario.plain()
    data["groups"] = {"newcomers": dict(next(iter(data["groups"].values()))), **data["groups"]}
    data["needs"] = [{**data["needs"][0], "group": "newcomers", "per_week": 500.0}, *data["needs"]]
    before, after = sample(scenario, 5), sample(Scenario.parse(data), 5)
    assert len(after) > len(before)
    for name in before.sources:
        assert source_of(before, name) == source_of(after, name)


def test_policy_moves_no_draw() -> None:
    scenario = load("yardstick")
    other = scenario.with_({"teams.service-desk.agents": 3, "channels.phone.patience": 1.0})
    assert scenario.demand_digest == other.demand_digest
    one, two = sample(scenario, 9), sample(other, 9)
    assert source_of(one, one.sources[0]) == source_of(two, two.sources[0])


def test_answers_do_not_depend_on_the_order_of_asking() -> None:
    scenario = load("it-service-desk").with_({"horizon.days": 3, "horizon.warm_up_days": 0})
    forward, backward = sample(scenario, 2), sample(scenario, 2)
    needs = np.arange(len(forward))
    asked = {p: (forward.answers(p), forward.later_answers(p, needs, 3)) for p in ANSWERS}
    for purpose in reversed(ANSWERS):
        assert (backward.later_answers(purpose, needs[::-1], 3)[::-1] == asked[purpose][1]).all()
        assert (backward.later_answers(purpose, needs[40:41], 3) == asked[purpose][1][40]).all()
        assert (backward.answers(purpose) == asked[purpose][0]).all()


def test_a_draw_is_at_its_documented_address() -> None:
    """(seed, purpose, source), page and ordinal, and nothing else."""
    demand = sample(load("it-service-desk").with_({"horizon.days": 3, "horizon.warm_up_days": 0}), 2)
    need = len(demand) // 2
    key = stream_key(2, "retry", demand.sources[demand.source[need]])
    for page in (0, 1, 7):
        direct = uniforms(key, 1, page=page, first=int(demand.ordinal[need]))[0]
        drawn = demand.later_answers("retry", np.array([need]), page)[0]
        assert drawn == direct
    assert demand.numbers("retry")[need] == uniforms(key, 1, first=int(demand.ordinal[need]))[0]


def test_more_demand_keeps_the_gaps() -> None:
    """Twice the demand, flat: every need of before comes at half its time, with its own answers."""
    flat = load("one-queue").with_({"horizon.days": 4, "horizon.warm_up_days": 0})
    one, two = sample(flat, 1), sample(flat.with_({"needs_factor": 2.0}), 1)
    count = int((one.arrived < flat.end / 2).sum())
    np.testing.assert_allclose(two.arrived[:count], one.arrived[:count] / 2, rtol=1e-9)
    assert (two.numbers("effort")[:count] == one.numbers("effort")[:count]).all()


@pytest.mark.parametrize("per_week", [0.0, 1e-9])
def test_next_to_no_needs(per_week: float) -> None:
    scenario = load("one-queue").with_({"needs.0.per_week": per_week})
    assert len(sample(scenario, 1)) == 0
    assert len(sample(scenario.with_({"needs.0.per_week": 100.0, "needs_factor": 0.0}), 1)) == 0


def test_needs_of_many_sources_have_the_numbers_of_their_streams() -> None:
    demand = sample(load("it-service-desk").with_({"horizon.days": 4, "horizon.warm_up_days": 0}), 3)
    assert len(demand.sources) > 5
    for index, source in enumerate(demand.sources):
        mine = demand.source == index
        drawn = uniforms(stream_key(3, "reopen", source), int(mine.sum()))
        assert demand.numbers("reopen")[mine].tolist() == drawn[demand.ordinal[mine]].tolist()


def test_only_the_keys_that_are_asked_for_are_worked_out() -> None:
    demand = sample(load("it-service-desk").with_({"horizon.days": 1, "horizon.warm_up_days": 0}), 3)
    keys = demand.stream_keys(frozenset({"told", "effort"}))
    for number, purpose in enumerate(ANSWERS | RARE_ANSWERS):
        asked = purpose in {"told", "effort"}
        expected = [stream_key(3, purpose, source) if asked else (0, 0) for source in demand.sources]
        assert [tuple(map(int, key)) for key in keys[number]] == expected
