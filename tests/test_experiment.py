"""Replications, comparison and sweep: what is run, with which luck, and how the result reads."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

import deskside as ds
from deskside.demand import sample
from deskside.engines import start
from deskside.experiment import differences, estimate, replicate, seeds_from
from deskside.experiment import needs as needs_module
from deskside.experiment.needs import NeedsCache
from deskside.experiment.replication import MOST_REPLICATIONS
from deskside.metrics import kpis

SMALL = {"horizon.days": 3, "horizon.warm_up_days": 1, "needs_factor": 0.2, "teams.desk.agents": 2}


@pytest.fixture(scope="module")
def desk() -> ds.Scenario:
    return ds.load("one-queue").with_(SMALL)


# ---- one run ----------------------------------------------------------------------------------------------


def test_simulate_is_the_engine_run_to_the_end(desk):
    log = start(sample(desk, 4), desk, "simpy").finish().log()
    assert log.differences(ds.simulate(desk, seed=4, engine="simpy")) == []


def test_simulate_measures_itself(desk):
    log = ds.simulate(desk, seed=4, engine="simpy")
    assert log.kpis() == kpis(log)
    assert log.notes == ()


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, None, 2**63])
def test_a_wrong_seed_is_refused(desk, seed):
    with pytest.raises(ds.DesksideError, match=r"seed = .*whole number"):
        ds.simulate(desk, seed=seed)


def test_numpy_seeds_are_whole_numbers_too(desk):
    again = ds.simulate(desk, seed=np.int64(4), engine="simpy")
    assert again.differences(ds.simulate(desk, seed=4, engine="simpy")) == []


def test_a_name_is_not_a_scenario():
    with pytest.raises(ds.DesksideError, match=r"'one-queue' is not a scenario; deskside.load"):
        ds.simulate("one-queue")


# ---- replications -----------------------------------------------------------------------------------------


def test_the_first_replication_has_the_seed_itself(desk):
    result = replicate(desk, replications=2, seed=9, engine="simpy")
    first = kpis(ds.simulate(desk, seed=9, engine="simpy"))
    assert {name: values[0] for name, values in result.values.items()} == pytest.approx(first, nan_ok=True)
    assert result.seed == 9


def test_more_replications_leave_the_first_as_they_were():
    assert seeds_from(1, 50)[:20] == seeds_from(1, 20)


def test_seeds_of_neighbouring_base_seeds_do_not_meet():
    seeds = [seed for base in range(20) for seed in seeds_from(base, 500)]
    assert len(set(seeds)) == len(seeds)
    assert max(seeds) < 2**53


@pytest.mark.parametrize("replications", [0, -1, 2.0, MOST_REPLICATIONS + 1, True])
def test_a_wrong_number_of_replications_is_refused(desk, replications):
    with pytest.raises(ds.DesksideError, match="replications = "):
        replicate(desk, replications=replications)


def test_one_replication_has_no_range(desk):
    found = replicate(desk, replications=1, engine="simpy").kpis["utilisation"]
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.mean > 0


def test_the_result_reads_as_text_and_as_frames(desk):
    result = replicate(desk, replications=3, engine="simpy")
    text = repr(result)
    assert text.startswith("one-queue: 3 replications from seed 1, simpy engine")
    assert "utilisation" in text
    assert " to " in text
    frame = result.frame()
    assert list(frame.columns) == ["mean", "low", "high", "unit", "undefined"]
    assert frame.loc["mean_resolution", "unit"] == "minutes"
    assert list(result.runs()["seed"]) == list(result.seeds)


def test_a_desk_without_needs_runs_and_measures_nothing(desk):
    result = replicate(desk.with_({"needs_factor": 0}), replications=2, engine="simpy")
    wait = result.kpis["mean_first_response"]
    assert math.isnan(wait.mean)
    assert wait.undefined == 1.0
    assert result.kpis["tickets"].mean == 0
    assert result.notes == ("No needs arise in the time that counts, so there is nothing to measure.",)
    assert "nothing to measure in 2 of 2 replications" in repr(result)


# ---- estimates --------------------------------------------------------------------------------------------


def test_an_interval_computed_by_hand():
    # mean 12, s = 2, n = 4: 12 +- 3.182446 x 2 / 2
    found = estimate([10.0, 11.0, 12.0, 15.0])
    deviation = math.sqrt((4 + 1 + 0 + 9) / 3)
    assert (found.mean, found.deviation) == pytest.approx((12.0, deviation))
    assert found.half_width == pytest.approx(3.182446305 * deviation / 2, rel=1e-8)


def test_undefined_values_are_left_out_and_counted():
    found = estimate([1.0, math.nan, 3.0, math.nan])
    assert (found.mean, found.undefined, found.replications) == (2.0, 0.5, 4)
    assert estimate([math.nan, 3.0]).mean == 3.0
    assert math.isnan(estimate([]).mean)


def test_the_interval_holds_the_true_mean_as_often_as_it_says():
    """4,000 intervals from 10 normal values: 95 % +- 1.4 points, so a false alarm comes 1 time in 15,000."""
    rng = np.random.default_rng(5)
    found = [estimate(values) for values in rng.normal(7.0, 2.0, (4000, 10))]
    share = np.mean([f.low <= 7.0 <= f.high for f in found])
    assert share == pytest.approx(0.95, abs=0.014)


# ---- comparison -------------------------------------------------------------------------------------------


def test_a_comparison_is_paired_on_the_same_needs(desk):
    result = ds.compare(desk, desk.with_({"teams.desk.agents": 3}), replications=6, engine="simpy")
    assert result.same_needs
    assert result.notes == ()
    assert result.a.values["tickets"] == result.b.values["tickets"]
    differences = np.subtract(result.b.values["mean_resolution"], result.a.values["mean_resolution"])
    change = result.kpis["mean_resolution"].change
    assert change.mean == pytest.approx(differences.mean())
    assert change.deviation == pytest.approx(differences.std(ddof=1))
    assert result.kpis["mean_resolution"].clear
    assert change.mean < 0


def test_the_paired_range_is_narrower_than_two_separate_ones(desk):
    found = ds.compare(desk, desk.with_({"teams.desk.wrap_up": 0.2}), replications=8, engine="simpy")
    wait = found.kpis["mean_resolution"]
    assert wait.change.half_width < 0.5 * math.hypot(wait.a.half_width, wait.b.half_width)


def test_a_desk_does_not_differ_from_itself(desk):
    result = ds.compare(desk, desk, replications=3, engine="simpy")
    assert all(d.change.mean == 0 or math.isnan(d.change.mean) for d in result.kpis.values())
    assert not any(d.clear for d in result.kpis.values())


def test_another_demand_side_is_said(desk):
    result = ds.compare(desk, desk.with_({"needs_factor": 0.21}), replications=2, engine="simpy")
    assert not result.same_needs
    assert "do not meet the same needs" in result.notes[0]


def test_a_comparison_reads_as_text_and_as_a_frame(desk):
    result = ds.compare(desk, desk.with_({"teams.desk.agents": 3}), replications=4, engine="simpy")
    assert "A one-queue, B one-queue: 4 pairs from seed 1, simpy engine" in repr(result)
    assert list(result.frame().columns) == ["a", "b", "change", "low", "high", "unit"]


# ---- sweep ------------------------------------------------------------------------------------------------


def test_a_sweep_has_the_same_luck_at_every_value(desk):
    result = ds.sweep(desk, "teams.desk.agents", range(2, 5), replications=3, engine="simpy")
    assert result.values == (2, 3, 4)
    assert len({point.result.values["tickets"] for point in result.points}) == 1
    waits = [point.result.kpis["mean_resolution"].mean for point in result.points]
    assert waits == sorted(waits, reverse=True)
    single = replicate(desk.with_({"teams.desk.agents": 3}), replications=3, engine="simpy")
    assert result.points[1].result.values["mean_resolution"] == single.values["mean_resolution"]


def test_what_only_one_side_has_makes_no_difference():
    found = differences({"cost": [5.0, 7.0], "waits": [1.0, 2.0]}, {"cost": [4.0, 7.0], "late": [0.0, 0.0]})
    assert list(found) == ["cost"]
    assert found["cost"].change.mean == -0.5


def test_a_sweep_checks_every_value_before_it_runs(desk):
    told: list[int] = []
    with pytest.raises(ds.DesksideError, match="agents"):
        ds.sweep(desk, "teams.desk.agents", [2, 0], progress=lambda done, _: told.append(done))
    assert told == []


def test_a_sweep_over_nothing_is_refused(desk):
    with pytest.raises(ds.DesksideError, match="no values to try"):
        ds.sweep(desk, "teams.desk.agents", [])


def test_a_sweep_takes_numpy_values_and_reads_as_text(desk):
    result = ds.sweep(desk, "needs_factor", np.array([0.1, 0.2]), replications=2, engine="simpy")
    assert result.values == (0.1, 0.2)
    assert "needs_factor: 2 replications a setting" in repr(result)
    assert set(result.frame()["value"]) == {0.1, 0.2}


# ---- kept needs -------------------------------------------------------------------------------------------


def test_a_change_of_policy_meets_the_kept_needs(desk):
    cache = NeedsCache()
    first = cache.needs(desk, 1)
    assert cache.needs(desk.with_({"teams.desk.agents": 5}), 1) is first
    assert cache.needs(desk, 2) is not first
    assert cache.needs(desk.with_({"horizon.days": 4}), 1) is not first


def test_the_cache_is_bounded_and_drops_the_longest_unused(desk):
    one = 256 * len(sample(desk, 1))
    cache = NeedsCache(most_bytes=int(2.5 * one))
    first, second = cache.needs(desk, 1), cache.needs(desk, 2)
    assert cache.needs(desk, 1) is first
    cache.needs(desk, 3)
    assert cache.bytes_kept <= cache.most_bytes
    assert cache.needs(desk, 1) is first
    assert cache.needs(desk, 2) is not second


def test_needs_too_many_to_keep_are_drawn_all_the_same(desk):
    cache = NeedsCache(most_bytes=10)
    assert len(cache.needs(desk, 1)) == len(sample(desk, 1))
    assert cache.bytes_kept == 0


def test_what_is_kept_is_not_weighed_at_every_draw(desk, monkeypatch):
    weighed = []
    weigh = needs_module._bytes
    monkeypatch.setattr(needs_module, "_bytes", lambda demand: weighed.append(demand) or weigh(demand))
    cache, short = NeedsCache(), desk.with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    for seed in range(200):
        cache.needs(short, seed)
    assert len(weighed) < 200 * 30  # each time would be 200 * 200 / 2


def test_a_large_draw_is_weighed_at_once(desk):
    short = desk.with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    cache = NeedsCache(most_bytes=256 * 40 * len(sample(short, 1)))
    for seed in range(36):
        cache.needs(short, seed)
    large = short.with_({"needs_factor": 60.0})
    assert len(cache.needs(large, 1)) > 40 * len(sample(short, 1))
    assert cache.bytes_kept <= cache.most_bytes


def test_many_large_draws_are_weighed_between_many_small_ones(desk):
    short = desk.with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    large = short.with_({"needs_factor": 30.0})
    cache = NeedsCache(most_bytes=256 * 17 * len(sample(large, 0)))
    for seed in range(400):
        cache.needs(short, seed)
    for seed in range(60):
        cache.needs(large, seed)
        assert cache.bytes_kept <= cache.most_bytes * (1 + 1 / 8)


def test_kept_needs_are_weighed_with_the_answers_they_hold(desk):
    cache = NeedsCache()
    demand = cache.needs(desk, 1)
    before = cache.bytes_kept
    for cv in np.linspace(0.5, 2.0, 40):
        demand.efforts("lognormal", float(cv))
    assert cache.bytes_kept > before


# ---- names ------------------------------------------------------------------------------------------------


def test_importing_deskside_imports_next_to_nothing():
    heavy = {"numpy", "pandas", "pydantic", "scipy", "simpy"}
    code = f"import sys, deskside; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert all(hasattr(ds, name) for name in ds.__all__)
    assert set(ds.__all__) <= set(dir(ds))
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        ds.simulat  # noqa: B018  # asking is the test
