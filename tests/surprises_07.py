"""What module 07 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import deskside as ds
from deskside.downstream import Consequences, entered, sent_at
from deskside.experiment import seeds_from
from deskside.scenario import load

ORDER = "teams.service-desk.discipline"
REPORTS = "teams.reporting.discipline"
RUNS = 10


def tickets(changes: dict[str, Any], seed: int) -> pd.DataFrame:
    """The counted tickets of ten runs of the desk with priorities."""
    desk = load("urgent-requests").with_(changes)
    runs = [ds.simulate(desk, seed=one).tickets().query("counted") for one in seeds_from(seed, RUNS)]
    return pd.concat(runs, ignore_index=True)


def priorities_move_the_wait(seed: int) -> None:
    """The mean of all stays within a sixth (it scatters by a tenth); the urgent gain, the last class pays."""
    first, urgent = tickets({ORDER: "first-come"}, seed), tickets({}, seed)
    assert abs(urgent["wait"].mean() / first["wait"].mean() - 1) < 0.15
    before, now = (found.groupby("priority")["response_business"].mean() for found in (first, urgent))
    assert (now[[1, 2, 3]] < 0.3 * before[[1, 2, 3]]).all()
    assert now[4] > 2 * before[4]


def the_honest_pay_until_everybody_inflates(seed: int) -> None:
    """The same people at three desks; waits in opening minutes, promises in points."""
    met = [tickets({"services.help.inflation": share}, seed) for share in (0.0, 0.5, 1.0)]
    real = met[0]["priority"]
    who = np.select([real == 1, met[1]["priority"] < real], ["urgent", "inflate"], "honest")
    honest, half, everybody = (found["response_business"].groupby(who).mean() for found in met)
    assert half["honest"] > 1.3 * honest["honest"]
    assert half["inflate"] < 0.5 * honest["inflate"]
    assert half["urgent"] < honest["urgent"] + 3
    assert (abs(everybody[["honest", "inflate"]] / honest[["honest", "inflate"]] - 1) < 0.15).all()
    kept = [found["met_resolution"].mean() for found in met]
    assert kept[0] > kept[1] + 0.005 > kept[2] + 0.02


def due_first_keeps_most_promises_while_the_desk_keeps_up(seed: int) -> None:
    """With six people it is ahead of priority, with five far behind."""
    for people, ahead in ((6, True), (5, False)):
        kept = {
            order: tickets({ORDER: order, "teams.service-desk.agents": people}, seed)["met_resolution"].mean()
            for order in ("priority", "earliest-due")
        }
        if ahead:
            assert kept["earliest-due"] > kept["priority"]
        else:
            assert kept["earliest-due"] < 0.4 * kept["priority"]


def the_order_does_as_much_for_the_reports_as_a_fifth_colleague(seed: int) -> None:
    """Ten runs of seven weeks: both cut late reports to less than half, and are within a point and a half."""
    team, entry = load("report-at-four"), Consequences.of("report-at-four").report
    assert entry is not None
    now, order, hands = (
        np.mean([entered(log, entry).figures()["reports_late"] for log in logs(team.with_(changes), seed)])
        for changes in ({}, {REPORTS: "earliest-due"}, {"teams.reporting.agents": 5})
    )
    assert max(order, hands) < 0.5 * now
    assert abs(order - hands) < 0.015


def early_is_worth_something_only_while_somebody_can_use_it(seed: int) -> None:
    """Late reports by the hour they are sent: noon and one alike, then ever more."""
    team = load("report-at-four").with_({REPORTS: "earliest-due"})
    entry = Consequences.of("report-at-four").report
    assert entry is not None
    noon, one, two, three, four = np.mean([sent_at(log, entry)["late"] for log in logs(team, seed)], axis=0)
    assert abs(noon - one) < 0.005
    assert one + 0.05 < two < three - 0.2 < four - 0.4


def logs(team: Any, seed: int) -> list[Any]:
    return [ds.simulate(team, seed=one) for one in seeds_from(seed, RUNS)]


SURPRISES = [
    priorities_move_the_wait,
    the_honest_pay_until_everybody_inflates,
    due_first_keeps_most_promises_while_the_desk_keeps_up,
    the_order_does_as_much_for_the_reports_as_a_fifth_colleague,
    early_is_worth_something_only_while_somebody_can_use_it,
]
