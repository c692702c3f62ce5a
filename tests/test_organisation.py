"""Organisations week by week: nothing comes of nothing, nothing is free, and heads are whole."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import deskside as ds
from deskside.calendar import WEEK
from deskside.metrics import kpis
from deskside.metrics.work import spells, work
from deskside.organisation import (
    Behaviour,
    Change,
    Departure,
    Hiring,
    Ideas,
    Leading,
    People,
    Training,
    Writing,
    Year,
    beginning,
)
from deskside.organisation.behaviour import NEUTRAL
from small_organisation import EVERYTHING, small, year

# ---- nothing comes of nothing -----------------------------------------------------------------------------


def plain(weeks: int, seed: int = 1):
    return ds.simulate(small({"horizon.days": 7 * weeks}), seed)


def test_a_plan_that_does_nothing_is_the_plain_run():
    found = year()
    assert found.log.differences(plain(6)) == []
    assert len(found.log.policies) == 1
    assert found.states[-1] == replace(found.states[0], week=6)


def test_giving_everybody_a_row_of_their_own_changes_nothing():
    """Somebody could leave and nobody does: the roster is written out person by person, breaks and all."""
    found = year(leaves_a_year=1e-12)
    assert found.log.scenario.teams["desk"].roster[3].agents == 1
    assert found.log.differences(plain(6)) == []
    assert found.states[-1] == replace(found.states[0], week=6)


def test_minds_without_effects_change_nothing():
    found = year(People(name="cake", team="desk", money_a_week=10.0), Leading())
    assert found.log.differences(plain(6)) == []
    assert found.states[-1].morale["desk"] == NEUTRAL


def test_the_state_before_the_first_week_has_todays_coverage():
    state = beginning(small(), Behaviour())
    assert state.articles["short"] == pytest.approx(30.0 * 0.1 / 0.5)
    assert (state.heads("desk"), state.vacancies, state.causes) == (4, (), 0.0)


# ---- nothing is free --------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", EVERYTHING, ids=lambda each: each.kind)
def test_each_measure_costs_time_or_money(measure):
    newcomer = Departure(week=0, team="desk")  # somebody to mentor
    without = year(newcomer, hire_weeks=0, weeks=3)
    found = year(newcomer, measure, hire_weeks=0, weeks=3)
    dearer = found.total_cost > without.total_cost + 1.0
    assert dearer or kpis(found.log)["utilisation"] > kpis(without.log)["utilisation"]


def test_a_change_and_a_gift_without_a_price_are_refused():
    with pytest.raises(ValueError, match="a measure costs something"):
        Change(settings={"teams.desk.discipline": "random"})
    with pytest.raises(ValueError, match="a measure costs something"):
        People(name="thanks", team="desk")


def test_a_week_of_costs_on_paper():
    """Five hours of writing, two of training a head, 50 and 20 in money, four hours of leaders."""
    found = year(
        Writing(team="desk", hours_a_day=1.0),
        Training(team="desk", hours_a_week=2.0, fee=30.0),
        Ideas(team="desk", hours_a_week=4.0, money_a_week=50.0),
        People(name="cake", team="desk", money_a_week=20.0),
        Leading(hours_a_week=4.0, hourly_cost=90.0),
        Change(settings={"policy.acknowledge": "auto"}, from_week=1, cost_once=500.0, cost_a_week=5.0),
        weeks=2,
    )
    away = 5.0 + 4 * 2.0 + 4.0
    paid = 4 * 5 * 8.0
    first, second = found.costs
    assert first["away"] == away * 30.0
    assert first["measures"] == 4 * 2.0 * 30.0 + 50.0 + 20.0
    assert first["leaders"] == 360.0
    beyond = work(found.paid_log, spells(found.paid_log), 0.0, WEEK).overtime / 60.0
    assert first["roster"] == pytest.approx((paid - away + beyond) * 30.0)
    assert second["measures"] == first["measures"] + 505.0
    assert found.total_cost == pytest.approx(sum(first.values()) + sum(second.values()))


def test_hiring_costs_a_share_of_a_years_pay():
    found = year(Hiring(team="desk"), weeks=3, hire_weeks=1, hire_cost=0.1)
    assert [week["hiring"] for week in found.costs] == [0.0, 0.0, pytest.approx(0.1 * 40.0 * 30.0 * 52)]
    assert [state.heads("desk") for state in found.states] == [4, 4, 5, 5]


# ---- heads are whole --------------------------------------------------------------------------------------


def heads_on_roster(found: Year) -> list[int]:
    return [desk.scenario.teams["desk"].agents for desk in found.desks]


def test_who_leaves_is_missed_until_somebody_new_has_caught_up():
    found = year(Departure(week=1, team="desk"), weeks=6, hire_weeks=2)
    assert heads_on_roster(found) == [4, 4, 3, 3, 4, 4]
    speeds = [row.speed for row in found.desks[-1].scenario.teams["desk"].roster if row.agents]
    newcomer = 1.0 - 0.39 * math.exp(-1.0 / 13.0)
    assert sorted(speeds) == [pytest.approx(newcomer, abs=1e-4), 1.0, 1.0, 1.0]
    assert (found.figures()["left"], found.figures()["joined"]) == (1.0, 1.0)


def test_nobody_new_has_an_old_ones_number():
    found = year(Departure(week=0, team="desk", agents=2), weeks=3, hire_weeks=0)
    people = [who for who in found.log.people if who[0] == 0]
    assert len(people) == len(set(people)) == 6
    gone = {person.number for person in found.states[-1].people if not person.here}
    agents = {number for number, (_, row, _) in enumerate(found.log.people) if row in gone}
    late = found.log.visit_table.started >= 2 * WEEK
    assert not set(found.log.visit_table.agent[late].tolist()) & agents


def test_not_replaced():
    found = year(Departure(week=0, team="desk"), weeks=3, replaced=False, hire_weeks=0)
    assert heads_on_roster(found) == [4, 3, 3]


def test_the_last_one_stays():
    found = year(Departure(week=0, team="desk", agents=50), weeks=3, replaced=False)
    assert heads_on_roster(found) == [4, 1, 1]
    everybody = year(weeks=8, leaves_a_year=0.99, load_leaves=50.0, busy=0.0, replaced=False)
    assert min(heads_on_roster(everybody)) == 1


def test_the_last_one_who_can_do_something_stays_too():
    skilled = [
        {"agents": 1, "shift": ["Mon-Fri 08:00-16:00"]},
        {"agents": 3, "shift": ["Mon-Fri 08:00-16:00"], "skills": ["short"]},
    ]
    found = year(
        Departure(week=0, team="desk", agents=50),
        scenario=small({"teams.desk.roster": skilled}),
        weeks=2,
        replaced=False,
    )
    left = [row.skills for row in found.desks[-1].scenario.teams["desk"].roster if row.agents]
    assert left == [None]


def test_the_same_people_leave_under_every_plan():
    """Half leave within a year and nobody's mind matters: measures change nothing about who goes."""
    nothing, much = (year(*measures, weeks=26, leaves_a_year=0.5) for measures in ((), EVERYTHING))
    gone = [[(p.number, p.left) for p in found.states[-1].people] for found in (nothing, much)]
    assert gone[0] == gone[1]
    assert any(left is not None for _, left in gone[0])


def test_turnover_is_what_it_says():
    """Of 40 people at 30 % a year 12 leave; the interval of the count holds it but for 1 in 1,000."""
    big = small({"teams.desk.agents": 40})
    gone = [
        sum(
            not person.here
            for person in year(scenario=big, weeks=52, seed=s, leaves_a_year=0.3).states[-1].people
        )
        for s in range(3)
    ]
    # those who join may leave as well: about 40 x 52 x hazard x share of seats filled
    assert abs(np.mean(gone) - 12.5) < 3.3 * math.sqrt(12.0 / 3)


# ---- extremes saturate ------------------------------------------------------------------------------------


def test_extreme_plans_saturate():
    found = year(
        Writing(team="desk", hours_a_day=10_000.0),
        Ideas(team="desk", hours_a_week=10_000.0, money_a_week=1e6),
        Training(team="desk", hours_a_week=10_000.0),
        People(name="party", team="desk", money_a_week=1.0, morale=1.0),
        weeks=4,
        morale_speed=0.3,
    )
    last, desk = found.states[-1], found.desks[-1].scenario
    assert desk.services["short"].self_service.coverage <= 0.6 + 1e-6
    assert last.causes <= 0.15 + 1e-12
    assert last.morale["desk"] <= 1.0
    half = 4 * 5 * 450 / 2
    assert sum(row.hours.minutes_a_week for row in desk.teams["desk"].roster) >= half - 20
    assert max(row.speed for row in desk.teams["desk"].roster) <= 1.1 * 1.15 + 1e-9


@pytest.mark.parametrize(
    ("measure", "hours_of"),
    [
        (lambda hours: Writing(team="desk", hours_a_day=hours / 5.0), lambda s: s.articles["short"] - 6.0),
        (lambda hours: Ideas(team="desk", hours_a_week=hours), lambda s: s.causes),
        (lambda hours: Training(team="desk", hours_a_week=hours / 4.0), lambda s: s.people[0].skill),
    ],
    ids=["writing", "ideas", "training"],
)
def test_what_nobody_has_time_for_has_no_effect(measure, hours_of):
    """Four people have 75 hours a week that can be taken from the queue. Who asks for 4,000 gets those."""
    possible, asked = (year(measure(hours), weeks=1) for hours in (75.0, 4000.0))
    assert possible.costs[0]["away"] == asked.costs[0]["away"] == 75.0 * 30.0
    assert hours_of(asked.states[-1]) == pytest.approx(hours_of(possible.states[-1]), rel=0.01)
    assert hours_of(asked.states[-1]) > 0.0


def test_measures_share_the_time_there_is():
    """Writing and ideas ask for 75 hours each: each gets half of them."""
    both = (Writing(team="desk", hours_a_day=15.0), Ideas(team="desk", hours_a_week=75.0))
    halves = (Writing(team="desk", hours_a_day=7.5), Ideas(team="desk", hours_a_week=37.5))
    found, half = year(*both, weeks=1).states[-1], year(*halves, weeks=1).states[-1]
    assert found.articles["short"] == pytest.approx(half.articles["short"], rel=0.01)
    assert found.causes == pytest.approx(half.causes, rel=0.01)


def test_an_overloaded_backlog_goes_over_the_weekend():
    found = year(scenario=small({"needs_factor": 2.0}), weeks=5)
    backlog = [week["backlog_end"] for week in found.weeks]
    assert backlog == sorted(backlog)
    assert backlog[-1] > 3 * backlog[0] > 0
    table, visits = found.log.ticket_table, found.log.visit_table
    monday = np.flatnonzero((visits.started >= WEEK) & (visits.started < WEEK + 600))
    assert (table.arrived[visits.ticket[monday]] < WEEK).any()
