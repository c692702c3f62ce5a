"""What module 10 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import WEEK
from deskside.experiment import replicate, seeds_from
from deskside.metrics import tickets
from deskside.organisation import Explaining, Ideas, Plan, Writing, run
from deskside.scenario import load

TEAM = "service-desk"
WEEKS = 26
SELF_SERVICE = "services.*.self_service."


def kpis(changes: dict[str, Any], seed: int) -> dict[str, float]:
    """Means of five runs of four weeks."""
    found = replicate(load("self-service-desk").with_(changes), 5, seed=seed).kpis
    return {name: one.mean for name, one in found.items()}


def success_looks_like_failure(seed: int) -> None:
    """Five runs of four weeks: handling time and pay a contact rise, all that people feel gets better."""
    before, after = kpis({}, seed), kpis({SELF_SERVICE + "coverage": 0.5}, seed)
    assert after["contact_effort"] > 1.03 * before["contact_effort"]
    assert 1.2 < after["cost"] / after["contacts"] / (before["cost"] / before["contacts"]) < 1.5
    assert after["contacts"] < 0.85 * before["contacts"]
    assert after["utilisation"] < before["utilisation"]
    for felt in ("mean_first_response", "p90_first_response", "requester_time_lost"):
        assert after[felt] < 0.9 * before[felt]
    alike = {SELF_SERVICE + "easy_first": 0.0}
    same = kpis(alike | {SELF_SERVICE + "coverage": 0.5}, seed)["contact_effort"]
    assert abs(same / kpis(alike, seed)["contact_effort"] - 1) < 0.02, "where all are helped alike it stays"


def a_search_for_everybody_only_delays(seed: int) -> None:
    """Five runs of four weeks: a few per cent fewer contacts, and half as much time again is lost."""
    before = kpis({}, seed)
    gate = kpis({SELF_SERVICE + "try_share": 1.0, SELF_SERVICE + "reading": 15.0}, seed)
    assert 0.9 < gate["contacts"] / before["contacts"] < 0.98
    assert gate["requester_time_lost"] > 1.4 * before["requester_time_lost"]


def agents_hours(measures: tuple[Any, ...], seed: int) -> NDArray[np.float64]:
    """Agents' hours on the tickets of each week and away from the queue, added up; mean of four runs."""
    found = []
    for one in seeds_from(seed, 4):
        plan = Plan(name="plan", weeks=WEEKS, measures=measures)
        year = run(plan, load("self-service-desk"), seed=one)
        frame = tickets(year.paid_log)
        week = (frame["arrived"] // WEEK).astype(int)
        worked = frame["handling"].groupby(week).sum().reindex(range(WEEKS), fill_value=0.0) / 60
        found.append(worked.to_numpy() + [sum(desk.away.values()) for desk in year.desks])
    hours: NDArray[np.float64] = np.cumsum(np.mean(found, axis=0))
    return hours


def an_hour_a_day_is_a_loss_at_first_and_a_gain_later(seed: int) -> None:
    """Four runs of half a year, the same needs; five hours a week in each way."""
    nothing = agents_hours((), seed)
    write, stop, causes, explain = (
        nothing - agents_hours((measure,), seed)
        for measure in (
            Writing(team=TEAM, hours_a_day=1.0),
            Writing(team=TEAM, hours_a_day=1.0, to_week=13),
            Ideas(team=TEAM, hours_a_week=5.0),
            Explaining(team=TEAM, share=0.2, minutes=2.0),
        )
    )
    assert write[3] < -3.0
    assert write[25] > 8.0
    assert write[25] < stop[25] < causes[25]
    assert explain[25] < 0.0


SURPRISES = [
    success_looks_like_failure,
    a_search_for_everybody_only_delays,
    an_hour_a_day_is_a_loss_at_first_and_a_gain_later,
]
