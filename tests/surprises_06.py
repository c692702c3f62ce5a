"""What module 06 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import deskside as ds
from deskside.experiment import seeds_from
from deskside.panels import measure
from deskside.panels.measure import Measured

HASTE = {"teams.service-desk.pressure": 0.1}
TRICKS = HASTE | {"teams.service-desk.discipline": "cherry-picking", "policy.stopped_clocks": 0.7}


def desk(name: str, changes: dict[str, Any], seed: int) -> Measured:
    """Ten runs of five weeks, as the notebook's panels take them."""
    return measure(ds.load(name).with_(changes), 10, seed)


def ratio(kpi: str, now: Measured, before: Measured) -> float:
    return now.kpi(kpi).mean / before.kpi(kpi).mean


def counted(name: str, changes: dict[str, Any], seed: int, runs: int = 5) -> list[pd.DataFrame]:
    """The tickets that count of so many runs of five weeks."""
    one = ds.load(name).with_(changes)
    return [ds.simulate(one, seed=each).tickets().query("counted") for each in seeds_from(seed, runs)]


def a_tenth_quicker_is_more_work_and_a_far_longer_wait(seed: int) -> None:
    """At desk C: ten runs. The change of the work is small, and its range leaves out zero."""
    usual, hasty = desk("desk-c", {}, seed), desk("desk-c", HASTE, seed)
    assert 0.88 < ratio("contact_effort", hasty, usual) < 0.94
    assert 1.85 < ratio("reopened_share", hasty, usual) < 2.15
    assert hasty.change("utilisation", usual).low > 0.0
    assert 1.003 < ratio("utilisation", hasty, usual) < 1.03
    assert hasty.change("mean_first_response", usual).low > 0.0
    assert 1.5 < ratio("mean_resolution", hasty, usual) < 1.9


def where_little_comes_back_haste_saves_work_and_not_time(seed: int) -> None:
    """At desk A, with half the repeats and room to spare: ten runs."""
    usual, hasty = desk("desk-a", {}, seed), desk("desk-a", HASTE, seed)
    assert hasty.change("utilisation", usual).high < 0.0
    assert 0.8 < ratio("mean_first_response", hasty, usual) < 1.1
    assert ratio("mean_resolution", hasty, usual) > 1.3


def three_tricks_improve_all_three_lines_of_the_report(seed: int) -> None:
    """At desk C, ten runs; what comes back doubles and satisfaction hardly moves."""
    usual, played = desk("desk-c", {}, seed), desk("desk-c", TRICKS, seed)
    assert ratio("mean_first_response", played, usual) < 0.85
    assert ratio("contact_effort", played, usual) < 0.9
    assert played.change("sla_met_share", usual).mean > 0.0
    assert 1.8 < ratio("reopened_share", played, usual) < 2.2
    assert ratio("mean_resolution", played, usual) > 1.4
    assert abs(played.change("true_satisfaction", usual).mean) < 1.5


def two_of_four_desks_play(seed: int) -> None:
    """Five runs each: what is beside the report tells B and D from A and C, whose own figures differ too."""
    sheets = {}
    for name in "abcd":
        tickets = pd.concat(counted(f"desk-{name}", {}, seed))
        owed = tickets["pauses"] > 0
        sheets[name] = {
            "paused": ((tickets["clock_stopped"] == 1) | owed).mean(),
            "owed": owed.mean(),
            "back": (tickets["reopened"] > 0).mean(),
            "urgent": tickets.query("priority == 1")["response_business"].mean(),
            "first": tickets["response_minutes"].mean(),
        }
    sheet = pd.DataFrame(sheets)
    assert (sheet.loc["paused", ["a", "c", "d"]] == sheet.loc["owed", ["a", "c", "d"]]).all()
    assert sheet.loc["paused", "b"] > 4.0 * sheet.loc["owed", "b"]
    assert sheet.loc["back", "d"] > 1.6 * sheet.loc["back"].drop("d").max()
    assert sheet.loc["urgent", "d"] > 2.0 * sheet.loc["urgent"].drop("d").max()
    assert sheet.loc["first"].idxmin() == "d"
    assert sheet.loc["first"].idxmax() == "c"


def five_weeks_differ_though_nothing_changes(seed: int) -> None:
    """Ten spells of desk A: nine in ten first responses, best and worst spell at least a sixth apart."""
    within = [float(np.nanquantile(one["response_business"], 0.9)) for one in counted("desk-a", {}, seed, 10)]
    assert max(within) > 1.16 * min(within)


def a_field_that_says_moderate_costs_the_urgent(seed: int) -> None:
    """Five runs of desk A: the mean stays, the urgent wait several times as long."""
    careful = pd.concat(counted("desk-a", {}, seed))
    moderate = pd.concat(counted("desk-a", {"teams.service-desk.discipline": "first-come"}, seed))
    means = [one["response_business"].mean() for one in (careful, moderate)]
    urgent = [one.query("priority == 1")["response_business"].mean() for one in (careful, moderate)]
    assert 0.75 < means[1] / means[0] < 1.25
    assert urgent[1] > 2.5 * urgent[0]


SURPRISES = [
    a_tenth_quicker_is_more_work_and_a_far_longer_wait,
    where_little_comes_back_haste_saves_work_and_not_time,
    three_tricks_improve_all_three_lines_of_the_report,
    two_of_four_desks_play,
    five_weeks_differ_though_nothing_changes,
    a_field_that_says_moderate_costs_the_urgent,
]
