"""The equations of an organisation, one by one: on paper, at rest, and at their limits."""

from __future__ import annotations

import math

import pytest

from deskside.calendar import Hours
from deskside.organisation import NEUTRAL, Behaviour
from deskside.organisation.away import hours_as_texts, without
from deskside.organisation.equations import (
    Mood,
    articles_for,
    causes_next,
    coverage_of,
    informed_next,
    leaders_next,
    leaving_hazard,
    morale_next,
    needs_removed,
    ramp_next,
    reopening_factor,
    skill_next,
    speed_of,
    stock_next,
    trust_next,
)

B = Behaviour()
MINDS = Behaviour.believer()

# ---- knowledge --------------------------------------------------------------------------------------------


def test_articles_are_written_and_go_stale():
    assert stock_next(0.0, 0.0, 10.0, B) == 5.0  # two hours each
    assert stock_next(50.0, 0.0, 0.0, B) == 49.0  # two in a hundred
    assert stock_next(50.0, 50.0, 0.0, B) == 50.0  # what is kept up today is kept up


def test_writing_for_ever_ends_where_as_much_goes_stale():
    stock = 0.0
    for _ in range(2000):
        stock = stock_next(stock, 0.0, 5.0, B)
    assert stock == pytest.approx(2.5 / 0.02)


def test_coverage_saturates():
    assert coverage_of(30.0, B) == 0.3
    assert coverage_of(1e9, B) == pytest.approx(0.6)
    first, second = coverage_of(10.0, B) - coverage_of(0.0, B), coverage_of(20.0, B) - coverage_of(10.0, B)
    assert first > second > 0.0


@pytest.mark.parametrize("coverage", [0.0, 0.1, 0.59])
def test_a_coverage_has_its_stock(coverage: float):
    assert coverage_of(articles_for(coverage, B), B) == pytest.approx(coverage)


def test_a_coverage_beyond_the_best_has_a_stock_too():
    assert articles_for(0.9, B) == 1000 * 30.0


def test_people_learn_and_forget():
    assert informed_next(0.4, 0.0, 100.0, B) == pytest.approx(0.4 * 0.99)
    told = 1.0 - math.exp(-0.5)
    assert informed_next(0.4, 100.0, 100.0, B) == pytest.approx(0.4 * 0.99 + 0.6 * told)
    assert informed_next(1.0, 1e9, 10.0, B) <= 1.0


# ---- causes -----------------------------------------------------------------------------------------------


def test_causes_are_removed_and_come_back():
    assert causes_next(0.0, 150.0, B) == pytest.approx(0.15 * (1.0 - math.exp(-1.0)))
    assert causes_next(0.1, 0.0, B) == pytest.approx(0.1 * 0.997)
    share = 0.0
    for _ in range(500):
        share = causes_next(share, 1e6, B)
    assert share == pytest.approx(0.15, abs=1e-3)


def test_what_is_removed_is_removed_independently():
    assert needs_removed(0.2, 0.0, 0.0, B) == 0.2
    assert needs_removed(0.2, 0.25, 0.5, B) == pytest.approx(1.0 - 0.8 * 0.75 * 0.95)


# ---- people -----------------------------------------------------------------------------------------------


def test_a_newcomer_catches_up_sooner_with_a_mentor():
    assert speed_of(1.0, 0.0, 0.0, Mood(), B) == 0.61
    assert speed_of(1.0, 13.0, 0.0, Mood(), B) == pytest.approx(1.0 - 0.39 * math.exp(-1.0))
    alone = beside = 0.0
    weeks = 0
    while beside < 13.0:
        alone, beside, weeks = ramp_next(alone, 0.0, B), ramp_next(beside, 5.0, B), weeks + 1
    assert weeks == math.ceil(13 * (1.0 - 0.36))
    assert ramp_next(0.0, 500.0, B) == ramp_next(0.0, 5.0, B)  # more than in full does no more


def test_the_experienced_work_as_the_roster_says():
    assert speed_of(1.3, math.inf, 0.0, Mood(), MINDS) == 1.3
    assert speed_of(1.0, math.inf, 0.1, Mood(), B) == pytest.approx(1.1)
    assert speed_of(1.0, math.inf, 0.0, Mood(morale=1.0), MINDS) == pytest.approx(1.1)


def test_training_saturates_and_fades():
    skill = 0.0
    for _ in range(500):
        skill = skill_next(skill, 100.0, B)
    assert 0.09 < skill <= 0.1
    assert skill_next(0.05, 0.0, B) == pytest.approx(0.05 * 0.99)


def test_skill_and_morale_make_solutions_hold():
    assert reopening_factor(0.0, 0.0, Mood(), MINDS) == 1.0
    assert reopening_factor(0.1, 0.0, Mood(morale=1.0), MINDS) == pytest.approx(1.0 - 0.3 - 0.15)
    assert reopening_factor(0.1, 0.0, Mood(morale=1.0), B) == 1.0
    assert reopening_factor(0.0, 0.0, Mood(morale=0.0), Behaviour(morale_holds=1.0)) == 1.5


def test_load_and_newcomers_make_solutions_come_back():
    assert reopening_factor(0.0, 0.0, Mood(load=0.95), MINDS) == pytest.approx(1.0 + 3.0 * 0.1)
    assert reopening_factor(0.0, 0.25, Mood(), MINDS) == pytest.approx(1.0 + 0.5 * 0.25)
    assert reopening_factor(0.0, 1.0, Mood(load=9.0), B) == 1.0
    assert reopening_factor(0.0, 1.0, Mood(load=99.0), MINDS) == 10.0


def test_load_changes_pace_in_either_direction():
    quick, slow = Behaviour(load_speed=0.5), Behaviour(load_speed=-0.5)
    assert speed_of(1.0, math.inf, 0.0, Mood(load=1.05), quick) == pytest.approx(1.1)
    assert speed_of(1.0, math.inf, 0.0, Mood(load=1.05), slow) == pytest.approx(0.9)
    assert speed_of(1.0, math.inf, 0.0, Mood(load=0.8), slow) == 1.0


def test_morale_returns_to_neutral_and_feels_load_only_if_it_is_told_to():
    assert morale_next(0.3, 0.0, 1.0, B) == pytest.approx(0.3 + 0.1 * 0.2)
    assert morale_next(NEUTRAL, 0.0, 0.95, MINDS) == pytest.approx(0.5 - 0.5 * 0.1)
    assert morale_next(NEUTRAL, 0.0, 0.8, MINDS) == NEUTRAL
    assert (morale_next(NEUTRAL, 9.0, 0.0, B), morale_next(NEUTRAL, 0.0, 99.0, MINDS)) == (1.0, 0.0)


def test_the_hazard_adds_up_to_the_year():
    quarter = Behaviour(leaves_a_year=0.25)
    assert (1.0 - leaving_hazard(0.8, NEUTRAL, quarter)) ** 52 == pytest.approx(0.75)
    assert leaving_hazard(1.0, NEUTRAL, quarter) == leaving_hazard(0.0, 0.0, quarter)  # minds change nothing
    assert leaving_hazard(2.0, 0.0, B) == 0.0
    twice = Behaviour(leaves_a_year=0.25, load_leaves=math.log(2.0) / 0.1)
    assert (1.0 - leaving_hazard(0.95, NEUTRAL, twice)) ** 52 == pytest.approx(0.75**2)
    assert 0.0 < leaving_hazard(99.0, 0.0, Behaviour(leaves_a_year=0.9, load_leaves=50.0)) <= 1.0


def test_leaders_and_trust():
    assert leaders_next(0.5, True, B) == pytest.approx(0.55)
    assert leaders_next(0.5, False, B) == pytest.approx(0.45)
    assert trust_next(NEUTRAL, 90.0, 70.0, B) == NEUTRAL  # trust changes nothing, so it stays
    assert trust_next(NEUTRAL, 90.0, 70.0, MINDS) == pytest.approx(0.5 + 0.1 * 0.2)
    assert trust_next(NEUTRAL, math.nan, 70.0, MINDS) == NEUTRAL
    assert trust_next(1.0, 1e6, 0.0, MINDS) == 1.0


# ---- time away --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "texts",
    [
        ["Mon-Fri 08:00-12:00", "Mon-Fri 12:45-16:15"],
        ["Mon-Sun 00:00-24:00"],
        ["Sun 22:00-06:00"],
        ["Fri 20:00-04:30", "Sat 09:00-13:00"],
    ],
)
def test_hours_can_be_written_down_and_read_again(texts):
    hours = Hours.parse(texts)
    assert Hours.parse(hours_as_texts(hours)) == hours


def test_an_hour_a_day_is_cut_from_the_longest_spell():
    week = Hours.parse(["Mon 08:00-12:00", "Mon 13:00-16:00", "Tue 13:00-16:00"])
    left = without(week, 60, 0, 0, 1)
    assert hours_as_texts(left) == (
        "Mon 08:00-09:30",
        "Mon 10:30-12:00",
        "Mon 13:00-16:00",
        "Tue 13:00-14:00",
        "Tue 15:00-16:00",
    )


def test_people_are_away_one_after_the_other():
    day = Hours.parse(["Mon 08:00-12:00"])
    spells = [without(day, 60, 0, order, 3).spans for order in range(3)]
    assert [spell[0][1] for spell in spells] == [510, 570, 630]


def test_hours_of_a_week_come_in_blocks_on_different_days():
    week = Hours.parse(["Mon-Fri 08:00-16:00"])
    first, second = without(week, 0, 120, 0, 2), without(week, 0, 120, 1, 2)
    assert first.minutes_a_week == second.minutes_a_week == week.minutes_a_week - 120
    assert first.elapsed(0, 1440) == 360.0
    assert second.elapsed(0, 1440) == 480.0


def test_nobody_is_away_for_more_than_half_of_a_day():
    week = Hours.parse(["Mon-Fri 08:00-16:00"])
    assert without(week, 10_000, 10_000, 0, 1).minutes_a_week == week.minutes_a_week // 2
    assert without(week, 0, 0, 0, 1) == week
