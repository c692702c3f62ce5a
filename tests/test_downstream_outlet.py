"""The outlet: the queue at the tills, customers who stay away, and what an hour without a link is worth."""

from __future__ import annotations

import heapq

import numpy as np
import pytest

import deskside as ds
from deskside.calendar import DAY
from deskside.distributions import exponential
from deskside.downstream import Outages, Outlet, cost_of_outages, loss, loss_by_hour, outages
from deskside.downstream.tills import days_at_the_tills
from deskside.streams import stream_key, uniforms
from handmade import MONDAY, NAN, TUESDAY, desk, log_of, ticket, visit

#: One customer a minute from 10:00 to 14:00, every day; the tills could serve two.
STEADY = Outlet(
    service="help",
    outlets=1,
    open=("Mon-Sun 10:00-14:00",),
    visits_per_week=7 * 240.0,
    profile=(1,) * 24,
    uneven_days=0.0,
    tills=2,
    minutes_at_till=1.0,
    without_link=0.0,
    patience=5.0,
    spend=10.0,
    margin=0.5,
    stays_away=0.5,
    comes_back=0.5,
    visits_a_week=1.0,
)
STAYS = np.exp(-1.0 / 5.0)  # of those in the queue, after a minute


def at(hour: float) -> float:
    return hour * 60.0


def given_up(outlet: Outlet, start: float, minutes: float) -> float:
    return float(cost_of_outages(Outages.by_hand(start, minutes), outlet).gave_up.sum())


# ---- the tills --------------------------------------------------------------------------------------------


def test_with_the_link_up_everybody_is_served():
    day = days_at_the_tills(STEADY, np.array([0]), np.array([1.0]))
    assert (float(day.came[0]), float(day.gave_up[0])) == (240.0, 0.0)


def test_three_minutes_on_paper():
    """One comes and a part of it goes, and so on; then two a minute are served until nobody waits."""
    queue = gone = 0.0
    for _ in range(3):
        queue += 1.0
        gone += queue * (1.0 - STAYS)
        queue *= STAYS
    while queue > 0.0:
        queue = max(queue + 1.0 - 2.0, 0.0)
        gone += queue * (1.0 - STAYS)
        queue *= STAYS
    assert given_up(STEADY, at(11), 3.0) == pytest.approx(gone, abs=1e-9)


def test_a_part_of_a_minute_counts_in_part():
    assert 0.0 < given_up(STEADY, at(11), 0.75) < given_up(STEADY, at(11), 1.0)
    half = STEADY.model_copy(update={"without_link": 0.5})
    assert given_up(half, at(11), 60.0) == 0.0  # one a minute still pays, and one comes


def test_a_long_outage_loses_all_that_the_tills_cannot_serve():
    """In the long run as many give up as come beyond what is served, whatever their patience."""
    slow = STEADY.model_copy(update={"without_link": 0.25})
    more = given_up(slow, at(10), 180.0) - given_up(slow, at(10), 120.0)
    assert more == pytest.approx((1.0 - 0.5) * 60.0, rel=1e-6)


def test_the_flow_agrees_with_customers_one_by_one():
    """A queue of single customers with random arrivals, efforts and patience, half of the capacity gone.

    Thirty days of 240 minutes: the mean share that gives up is known to about 0.01; 0.03 is no chance.
    """
    slow = STEADY.model_copy(update={"without_link": 0.25})
    flow = given_up(slow, at(10), 240.0) / 240.0
    alone = np.mean([_one_by_one(day, pace=0.5, patience=5.0, tills=2) for day in range(30)])
    assert alone == pytest.approx(flow, abs=0.03)


def _one_by_one(day: int, pace: float, patience: float, tills: int) -> float:
    """Share of one day's customers who give up at tills that serve ``pace`` a minute in all."""
    count = 400
    gaps, works, waits = (
        exponential(uniforms(stream_key(day, name, "customers"), count)) for name in ("gap", "work", "wait")
    )
    came = np.cumsum(gaps)
    free, gone = [0.0] * tills, 0
    here = came[came < 240.0]
    for time, work, wait in zip(here, works, waits, strict=False):
        start = max(time, free[0])
        if start - time > wait * patience:
            gone += 1
        else:
            heapq.heapreplace(free, start + work * tills / pace)
    return gone / len(here)


# ---- outages of a log -------------------------------------------------------------------------------------


def test_a_link_is_down_from_arrival_to_resolution_and_again_after_a_return():
    tickets = [
        ticket(arrived=MONDAY + 600, first_response=610.0, ended=1000.0, outcome="resolved", reopened=1),
        ticket(arrived=MONDAY + 620, first_response=650.0, ended=660.0, outcome="resolved"),
    ]
    visits = [
        visit(0, "desk", agent=0, queued=600.0, started=610.0, ended=640.0),
        visit(0, "second", agent=1, queued=640.0, started=650.0, ended=700.0, kind="escalated"),
        visit(1, "desk", agent=0, queued=620.0, started=650.0, ended=660.0),
        visit(0, "desk", agent=0, queued=900.0, started=950.0, ended=1000.0, kind="reopened"),
    ]
    found = outages(log_of(desk(), tickets, visits), STEADY)
    assert found.start.tolist() == [600.0, 900.0, 620.0]
    assert found.end.tolist() == [700.0, 1000.0, 660.0]
    merged = found.merged()
    assert (merged.start.tolist(), merged.end.tolist()) == ([600.0, 900.0], [700.0, 1000.0])


def test_an_open_ticket_is_down_to_the_end_and_one_who_gave_up_works_around():
    tickets = [
        ticket(arrived=100.0, outcome="open"),
        ticket(arrived=200.0, outcome="gave_up", ended=210.0),
        ticket(arrived=300.0, outcome="forgotten", ended=NAN),
    ]
    found = outages(log_of(desk(), tickets, [], until=TUESDAY), STEADY)
    assert found.end.tolist() == [TUESDAY, 270.0, TUESDAY]


def test_only_the_group_asked_for_counts():
    tickets = [
        ticket(arrived=100.0, ended=110.0, outcome="resolved", group="guests"),
        ticket(arrived=200.0, ended=210.0, outcome="resolved"),
    ]
    log = log_of(desk(), tickets, [])
    assert outages(log, STEADY.model_copy(update={"group": "guests"})).start.tolist() == [100.0]
    with pytest.raises(ds.DesksideError, match=r"no group 'gests' at this desk \(did you mean 'guests'\?\)"):
        outages(log, STEADY.model_copy(update={"group": "gests"}))
    with pytest.raises(ds.DesksideError, match="no service 'phone'"):
        outages(log, STEADY.model_copy(update={"service": "phone"}))


def test_spells_at_different_outlets_are_not_joined():
    two = Outages(np.array([0, 1]), np.array([0.0, 10.0]), np.array([20.0, 30.0]), 50.0, 0, 2)
    assert two.merged().end.tolist() == [20.0, 30.0]
    one = Outages(np.array([0, 0]), np.array([0.0, 10.0]), np.array([20.0, 30.0]), 50.0, 0, 2)
    assert one.merged().end.tolist() == [30.0]
    assert given_up(STEADY, at(11), 0.0) == 0.0


def test_a_night_costs_nothing_and_an_outage_over_days_counts_each_day():
    assert given_up(STEADY, at(15), 18 * 60.0) == 0.0  # closed from 14:00 to 10:00
    whole_day = given_up(STEADY, at(9), 6 * 60.0)
    over_two = cost_of_outages(
        Outages.by_hand(at(9), DAY + 6 * 60.0), STEADY.model_copy(update={"stays_away": 0.0})
    )
    assert over_two.gave_up.tolist() == pytest.approx([whole_day, whole_day])
    assert over_two.down.tolist() == [240.0, 240.0]
    assert whole_day == pytest.approx(240.0)  # nobody can pay


# ---- customers who stay away ------------------------------------------------------------------------------


def test_what_those_who_stay_away_do_not_buy():
    """Day by day for ten years: half of those who gave up stay away and return at the daily rate."""
    found = cost_of_outages(Outages.by_hand(at(11), 60.0), STEADY)
    away, missed = 0.5 * float(found.gave_up[0]), 0.0
    for _ in range(3650):
        missed += away / 7.0  # one visit a week, every day alike
        away *= 0.5 ** (1.0 / 7.0)
    assert found.missed == pytest.approx(missed)
    assert found.margin == pytest.approx((float(found.gave_up[0]) + missed) * 10.0 * 0.5)


def test_who_stays_away_does_not_queue_the_next_time():
    """Day 2 has fewer customers: those who gave up on day 1 and stay away, times their visits a week."""
    twice = Outages(
        np.array([0, 0]), np.array([at(11), DAY + at(11)]), np.array([at(12), DAY + at(12)]), 0.0, 0, 1
    )
    found = cost_of_outages(twice, STEADY)
    first = given_up(STEADY, at(11), 60.0)
    away = 0.5 * first / STEADY.visits_per_week
    fewer = days_at_the_tills(STEADY, np.array([1]), np.array([1.0 - away]), _down(STEADY, at(11), 60))
    assert found.gave_up.tolist() == pytest.approx([first, float(fewer.gave_up[0])], rel=1e-6)


def _down(outlet: Outlet, start: float, minutes: int) -> np.ndarray:
    down = np.zeros((len(outlet.watched), 1))
    first = int(start) - outlet.watched.start
    down[first : first + minutes] = 1.0
    return down


def test_extremes():
    none = cost_of_outages(Outages.by_hand([], 0.0), STEADY)
    assert (none.visits, len(none.frame())) == (0.0, 0)
    for_ever = cost_of_outages(
        Outages.by_hand(0.0, 364.0 * DAY), STEADY.model_copy(update={"stays_away": 1.0})
    )
    assert (for_ever.gave_up >= -1e-9).all()
    assert for_ever.gave_up.max() <= 240.0 + 1e-9


# ---- luck -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def branches() -> Outlet:
    return Outlet(service="network", group="outlets")


def test_same_needs_meet_the_same_outlets(branches):
    scenario = ds.load("it-service-desk")
    slow, quick = (
        outages(ds.simulate(each, seed=3), branches)
        for each in (scenario, scenario.with_({"teams.second-line.agents": 6}))
    )
    assert slow.outlet.max() < 12
    same = np.isin(slow.start, quick.start)  # first arrivals; a ticket may come back at another time
    assert same.mean() > 0.9
    where = dict(zip(quick.start.tolist(), quick.outlet.tolist(), strict=True))
    assert all(
        where[s] == o for s, o in zip(slow.start[same].tolist(), slow.outlet[same].tolist(), strict=True)
    )


def test_a_longer_horizon_moves_no_outage(branches):
    scenario = ds.load("it-service-desk")
    five, two = (
        outages(ds.simulate(scenario.with_({"horizon.days": days}), seed=3), branches) for days in (35, 14)
    )
    where = dict(zip(five.start.tolist(), five.outlet.tolist(), strict=True))
    early = two.start < 10 * DAY  # long before the short horizon ends: the same tickets, with the same fate
    assert early.sum() > 10
    assert two.outlet[early].tolist() == [where[start] for start in two.start[early].tolist()]


def test_the_same_log_always_costs_the_same(branches):
    log = ds.simulate(ds.load("it-service-desk"), seed=3)
    first, second = loss(log, branches), loss(log, branches)
    assert first.figures() == second.figures()
    assert first.figures()["outlet_gave_up"] == pytest.approx(float(first.frame()["gave_up"].sum()))


# ---- module 02's surprises --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_an_hour_saved_is_worth_nothing_at_nine_and_much_at_noon(branches, seed: int):
    """On ten days of different luck; no chance of a false alarm, as each is a fixed computation."""

    def worth(hour: float) -> float:
        two, one = (
            cost_of_outages(Outages.by_hand(at(hour), m, seed=seed), branches).margin for m in (120.0, 60.0)
        )
        return two - one

    assert worth(8) == pytest.approx(0.0, abs=0.5)
    assert worth(12) > 60.0


@pytest.mark.parametrize("seed", range(1, 11))
def test_cutting_the_average_can_save_nothing(branches, seed: int):
    """The outages that alone cost nothing, ended at once: a shorter average, and the same loss.

    Ten runs of five weeks. The other way round, halving the costliest tenth saves a tenth or more.
    """
    spells = outages(ds.simulate(ds.load("it-service-desk"), seed=seed), branches)
    alone = cost_of_outages(Outages.by_hand(spells.start, spells.minutes), branches)
    each = np.bincount(alone.number, alone.gave_up, minlength=len(spells))
    before = cost_of_outages(spells, branches).margin
    harmless = spells.shortened(by=np.where(each < 1e-9, spells.minutes, 0.0))
    worst = spells.shortened(by=np.where(each >= np.quantile(each, 0.9), spells.minutes / 2, 0.0))
    assert harmless.minutes.mean() < 0.92 * spells.minutes.mean()
    assert cost_of_outages(harmless, branches).margin > 0.97 * before
    assert cost_of_outages(worst, branches).margin < 0.92 * before


def test_the_table_by_hour_reads_like_the_story(branches):
    table = loss_by_hour(branches, [60.0, 120.0]).pivot(index="hour", columns="minutes", values="margin")
    assert list(table.index) == list(range(8, 20))
    assert (table[120.0] >= table[60.0]).all()
    assert table[60.0].idxmax() == 12
    assert table.loc[8, 120.0] == 0.0


# ---- data -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"open": ["Moon 10:00-11:00"]}, "'Moon' is not a day"),
        ({"open": []}, "never open"),
        ({"profile": [1, 2]}, "2 weights"),
        ({"profile": [1] + [0] * 23}, "no weight above 0 while"),
        ({"comes_back": 0.0}, "the loss never ends"),
        ({"tils": 3}, "tils"),
    ],
)
def test_what_cannot_be_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Outlet(service="network", **wrong)
