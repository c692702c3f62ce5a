"""What module 02 claims, on one seed: how many runs, and what they scatter by, says each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.downstream import Consequences, Outages, Outlet, cost_of_outages, outages
from deskside.experiment import seeds_from, simulate
from deskside.panels import measure
from deskside.scenario import load

LOST = "outlet_margin_lost"
DEPENDS = Consequences.of("outlet-network")


def outlet() -> Outlet:
    assert DEPENDS.outlet is not None
    return DEPENDS.outlet


def an_hour_is_worth_nothing_at_nine_and_a_fortune_at_noon(seed: int) -> None:
    """Sixty outlets, an hour each on a day of its own luck; the rule of thumb prices both alike."""
    nine, noon = (
        cost_of_outages(Outages.by_hand(np.full(60, at * 60.0), 60.0, seed=seed), outlet()).margin / 60
        for at in (9, 12)
    )
    average = outlet().visits_per_week * outlet().spend * outlet().margin / 72
    assert nine < 0.02 * noon
    assert noon > 2.0 * average


def quicker_for_most_is_dearer_for_the_firm(seed: int) -> None:
    """Five runs of seven weeks: quickest first halves the median and raises the loss, links lower it."""
    found = {
        rule: measure(
            load("outlet-network").with_({"teams.*.discipline": rule}), 5, seed, consequences=DEPENDS
        )
        for rule in ("first-come", "shortest-expected", "priority")
    }
    half = {rule: one.kpi("p50_first_response").mean for rule, one in found.items()}
    lost = {rule: one.kpi(LOST).mean for rule, one in found.items()}
    done = {rule: one.kpi("mean_resolution").mean for rule, one in found.items()}
    assert half["shortest-expected"] < 0.65 * half["first-come"]
    assert lost["shortest-expected"] > 1.5 * lost["first-come"]
    assert lost["priority"] < 0.8 * lost["first-come"]
    assert done["priority"] > done["first-come"], "and yet the mean time to done grows"


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each stands among all, 0 to 1."""
    place: NDArray[np.float64] = values.argsort().argsort() / len(values)
    return place


def falls(spells: Outages, part: NDArray[Any]) -> tuple[float, float]:
    """By how much the mean length and the loss fall, as shares, when so much of each outage is cut off."""
    less = spells.shortened(by=part * spells.minutes)
    loss = [cost_of_outages(one, outlet()).margin for one in (less, spells)]
    return 1 - float(less.minutes.mean() / spells.minutes.mean()), 1 - loss[0] / loss[1]


def the_average_falls_and_the_loss_stays(seed: int) -> None:
    """Five runs of seven weeks, 150 outages each, ranked by length and by the cost on an average day."""
    rows = []
    for one in seeds_from(seed, 5):
        spells = outages(simulate(load("outlet-network"), seed=one), outlet())
        alone = cost_of_outages(Outages.by_hand(spells.start, spells.minutes), outlet())
        cost = ranks(np.bincount(alone.number, alone.gave_up, minlength=len(spells)).astype(np.float64))
        long = ranks(spells.minutes)
        ways = (cost < 0.5, long >= 0.9, cost >= 0.9)
        rows.append([falls(spells, share * cut) for share, cut in zip((1.0, 0.5, 0.5), ways, strict=True)])
    cheaper, longest, costliest = np.array(rows).mean(axis=0)
    assert cheaper[0] > 0.3
    assert cheaper[1] < 0.14
    assert longest[0] > 2 * costliest[0]
    assert costliest[1] > 1.4 * longest[1]


SURPRISES = [
    an_hour_is_worth_nothing_at_nine_and_a_fortune_at_noon,
    quicker_for_most_is_dearer_for_the_firm,
    the_average_falls_and_the_loss_stays,
]
