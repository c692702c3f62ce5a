"""What measures do, each alone, and the surprises that rest on them."""

from __future__ import annotations

import math

import numpy as np
import pytest

import deskside as ds
from deskside.calendar import WEEK
from deskside.log import Outcome
from deskside.metrics import kpis
from deskside.metrics.work import spells, work
from deskside.organisation import (
    Behaviour,
    Change,
    Departure,
    Explaining,
    Hiring,
    Ideas,
    Leading,
    Mentoring,
    People,
    Plan,
    Training,
    Writing,
    Year,
    run,
)
from deskside.organisation.behaviour import NEUTRAL
from deskside.organisation.measuring import week_of
from deskside.theory import erlang_c
from small_organisation import small, year

# ---- what measures do -------------------------------------------------------------------------------------


def figures_by_week(found: Year, name: str) -> np.ndarray:
    return np.array([week[name] for week in found.weeks])


def test_writing_costs_the_queue_at_once_and_pays_later():
    """Five seeds: in the first weeks people are missing; after half a year fewer needs reach the desk."""
    for seed in range(1, 6):
        nothing, writing = (
            year(*measures, weeks=20, seed=seed)
            for measures in ((), (Writing(team="desk", hours_a_day=2.0),))
        )
        contacts = figures_by_week(writing, "contacts") - figures_by_week(nothing, "contacts")
        assert contacts[0] == 0.0
        assert contacts[-4:].mean() < -10.0
        assert writing.desks[-1].scenario.services["short"].self_service.coverage > 0.2


def test_articles_that_nobody_keeps_up_go_stale():
    burst = Writing(team="desk", hours_a_day=4.0, to_week=5)
    found = year(burst, weeks=30)
    articles = [state.articles["short"] for state in found.states]
    assert articles.index(max(articles)) == 5
    today = articles[0]
    assert articles[30] - today == pytest.approx((articles[5] - today) * 0.98**25)


def test_ideas_remove_the_same_needs_first():
    """What a little work on ideas removes, more work removes, too; the needs are the same, seed by seed."""
    little, much = (year(Ideas(team="desk", hours_a_week=hours), weeks=8) for hours in (2.0, 8.0))
    gone = [np.flatnonzero(found.log.ticket_table.outcome == Outcome.PREVENTED) for found in (little, much)]
    assert len(gone[0]) > 0
    assert set(gone[0]) < set(gone[1])
    assert little.figures()["needs_removed"] == len(gone[0])


def test_explaining_takes_time_after_each_visit_and_saves_needs_later():
    found = year(Explaining(team="desk", share=0.5, minutes=3.0), weeks=10, avoids=0.3)
    assert found.desks[0].scenario.teams["desk"].wrap_up == 1.5
    informed = [state.informed["short"] for state in found.states]
    assert informed == sorted(informed)
    first = week_of(found.log, 0.0, WEEK).visits["desk"]["short"]
    assert informed[1] == pytest.approx(1.0 - math.exp(-0.5 * 0.5 * first / 200), rel=0.01)
    assert found.desks[-1].scenario.services["short"].removed == pytest.approx(0.3 * informed[9], abs=1e-6)


def test_training_and_mentoring():
    trained = year(Training(team="desk", hours_a_week=4.0), weeks=10)
    assert trained.desks[-1].scenario.teams["desk"].roster[0].speed == pytest.approx(
        1.0 + trained.states[9].people[0].skill, abs=1e-4
    )
    gone = Departure(week=0, team="desk")
    alone, mentored = (
        year(gone, *more, weeks=8, hire_weeks=0).states[-1].people[-1].ramp
        for more in ((), (Mentoring(team="desk"),))
    )
    assert (alone, mentored) == (7.0, pytest.approx(7.0 / 0.64))


def test_people_leave_a_desk_that_is_overloaded_if_load_counts():
    def leavers(**behaviour: float) -> float:
        busy = small({"needs_factor": 1.2})
        return sum(
            year(scenario=busy, weeks=26, seed=seed, leaves_a_year=0.2, busy=0.5, **behaviour).figures()[
                "left"
            ]
            for seed in range(3)
        )

    assert leavers(load_leaves=6.0) > leavers()


def test_leaders_first_lifts_what_is_done_for_people():
    party = People(name="party", team="desk", money_a_week=1.0, morale=0.02)
    alone, led = (year(party, *more, leaders_lift=1.0) for more in ((), (Leading(),)))
    assert led.states[-1].morale["desk"] > alone.states[-1].morale["desk"] > NEUTRAL


def test_trust_makes_people_try_and_speak():
    found = year(
        Hiring(team="desk", agents=4),
        scenario=small({"needs_factor": 1.3, "survey.asked": 0.5}),
        weeks=12,
        hire_weeks=3,
        trust_tries=1.0,
        trust_candour=1.0,
    )
    last = found.desks[-1].scenario
    trust = found.states[11].trust
    assert trust != NEUTRAL
    assert last.services["short"].self_service.try_share == pytest.approx(0.5 * (0.5 + trust), abs=1e-5)
    assert last.survey.politeness == pytest.approx(15.0 * (1.5 - trust), abs=1e-5)


def test_a_change_comes_into_force_on_its_date():
    change = Change(settings={"teams.desk.discipline": "last-come"}, from_week=2, to_week=4, cost_once=1.0)
    found = year(change)
    assert [desk.scenario.teams["desk"].discipline for desk in found.desks] == [
        *["priority"] * 2,
        *["last-come"] * 2,
        *["priority"] * 2,
    ]
    assert [since for since, _ in found.log.policies] == [0.0, 2 * WEEK, 4 * WEEK]


# ---- module 12's surprises --------------------------------------------------------------------------------


def eight_agents(weeks: int, seed: int, *measures, **behaviour) -> Year:
    """Eight agents around the clock, 85 % loaded, first-come, exponential efforts of eight minutes."""
    desk = ds.load("one-queue").with_(
        {"teams.desk.agents": 8, "needs_factor": 0.8, "horizon.warm_up_days": 14}
    )
    return run(Plan(name="p", weeks=weeks, behaviour=Behaviour(**behaviour), measures=measures), desk, seed)


def test_erlang_says_how_much_longer_seven_take():
    eight, seven = (erlang_c(agents, 0.85, 8.0).mean_wait for agents in (8, 7))
    assert 9.5 < seven / eight < 9.7


@pytest.mark.parametrize("seed", range(10))
def test_one_of_eight_leaves(seed: int):
    """On ten seeds the mean wait gets several times as long; eight weeks of a desk at 97 % vary much."""
    stay = eight_agents(8, seed)
    leave = eight_agents(8, seed, Departure(week=1, team="desk"), replaced=False)
    before, after = (kpis(found.log)["mean_first_response"] for found in (stay, leave))
    assert after > 3.5 * before


@pytest.mark.parametrize("seed", range(1, 11))
def test_the_newcomers_first_weeks_are_worse_with_a_mentor(seed: int):
    """Three weeks in which the newcomer is slow, and a mentor's twenty hours are missing, too; ten seeds."""
    gone, mentor = Departure(week=1, team="desk"), Mentoring(team="desk", hours_a_week=20.0)
    waits = [
        figures_by_week(eight_agents(11, seed, *measures, hire_weeks=6), "mean_first_response")[8:].mean()
        for measures in ((gone,), (gone, mentor))
    ]
    assert 4.5 < waits[0] < waits[1]  # with eight experienced people it is 3.8 minutes


# ---- module 10's surprises --------------------------------------------------------------------------------


def busy_minutes(found: Year, until: float) -> float:
    return work(found.paid_log, spells(found.paid_log), 0.0, until).busy


@pytest.mark.parametrize("seed", range(1, 11))
def test_an_hour_a_day_of_writing_is_a_loss_after_four_weeks_and_a_gain_after_twenty_six(seed: int):
    """Agents' minutes that tickets no longer take, less the minutes spent on writing; on ten seeds.

    On the same needs; what varies is which of them an article can spare.
    """
    nothing, writing = (
        year(*measures, weeks=26, seed=seed, scenario=small({"services.*.self_service.coverage": 0.0}))
        for measures in ((), (Writing(team="desk", hours_a_day=1.0),))
    )

    def gain(weeks: int) -> float:
        spent = sum(desk.away["desk"] for desk in writing.desks[:weeks]) * 60.0
        until = weeks * WEEK
        return busy_minutes(nothing, until) - busy_minutes(writing, until) - spent

    assert gain(4) < 0.0 < gain(26)


@pytest.mark.parametrize("seed", range(1, 11))
def test_success_looks_like_failure_on_the_dashboard(seed: int):
    """Articles take the easy needs, so handling time rises while fewer needs reach the desk; on ten seeds."""
    easy = small({"services.*.self_service.easy_first": 1.0, "services.*.self_service.coverage": 0.0})
    nothing, writing = (
        year(*measures, weeks=20, seed=seed, scenario=easy)
        for measures in ((), (Writing(team="desk", hours_a_day=2.0),))
    )

    def late(found: Year, name: str) -> float:
        return float(figures_by_week(found, name)[-8:].mean())

    assert late(writing, "contacts") < late(nothing, "contacts")
    assert late(writing, "contact_effort") > late(nothing, "contact_effort")
