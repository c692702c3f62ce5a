"""True experience, doubt, and what a survey makes of them."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.polynomial import Polynomial

import deskside as ds
from deskside.experience import (
    WEIGHTS,
    answer_share,
    bias,
    expected_score,
    experience,
    heard,
    minutes_lost,
    said,
    survey,
)
from deskside.experiment import estimate, seeds_from
from deskside.log import Outcome, TicketLog
from deskside.metrics import kpis
from deskside.scenario.survey import Survey
from handmade import MONDAY, NAN, NEXT_MONDAY, TUESDAY, desk, log_of, ticket, visit

NO_TASTE = replace(WEIGHTS, taste=0.0)
EIGHT = 480.0


def one(arrived: float = EIGHT, outcome: str = "resolved", told: dict[str, float] | None = None, **more):
    """A log of one e-mail, unless said otherwise; ``told`` is when it was acknowledged or promised."""
    log = log_of(desk(), [ticket(arrived=arrived, outcome=outcome, **({"channel": "email"} | more))], [])
    columns = {name: np.array([value]) for name, value in (told or {}).items()}
    return replace(log, ticket_table=replace(log.ticket_table, **columns))


def score(log, **more) -> float:
    return float(experience(log, weights=NO_TASTE, **more)[0])


def doubt(log) -> float:
    return float(heard(log, slice(0, None)).doubt[0])


# ---- doubt ------------------------------------------------------------------------------------------------


def test_nothing_heard_is_doubt_from_beginning_to_end():
    assert doubt(one(ended=EIGHT + 300)) == 300.0


def test_nights_and_weekends_do_not_count():
    assert doubt(one(ended=TUESDAY + EIGHT + 60)) == 600.0 + 60.0
    assert doubt(one(arrived=MONDAY, ended=EIGHT)) == 0.0
    assert doubt(one(outcome="open")) == 5 * 600.0  # to the end of the log


def test_a_receipt_ends_one_half_and_an_honest_time_the_other():
    receipt = one(ended=EIGHT + 300, told={"acknowledged": EIGHT})
    assert doubt(receipt) == 150.0
    timed = one(ended=EIGHT + 300, told={"acknowledged": EIGHT, "promised": EIGHT + 400})
    assert doubt(timed) == 0.0


def test_a_promise_that_has_passed_is_doubt_again():
    passed = one(ended=EIGHT + 300, told={"acknowledged": EIGHT + 20, "promised": EIGHT + 100})
    assert doubt(passed) == 0.5 * 20 + 0.5 * (20 + 200)


def test_on_the_line_one_is_in_doubt_until_somebody_answers():
    call = one(channel="phone", first_response=EIGHT + 7, ended=EIGHT + 20)
    assert doubt(call) == 7.0
    handed_on = one(channel="phone", first_response=EIGHT + 7, ended=EIGHT + 107, transfers=1)
    assert doubt(handed_on) == 0.5 * 7 + 0.5 * 107
    assert doubt(one(channel="phone", outcome="gave_up", ended=EIGHT + 9)) == 9.0


# ---- true experience --------------------------------------------------------------------------------------


def test_as_expected_and_in_doubt():
    """A business day by message, no word: half of the points for doubt go."""
    assert score(one(ended=EIGHT + 480)) == pytest.approx(85.0 - 20.0 * 0.5)


def test_quicker_and_slower():
    told = {"acknowledged": EIGHT, "promised": NEXT_MONDAY}
    ahead = one(ended=EIGHT + 240, told=told | {"promised": EIGHT + 480})
    assert score(ahead) == pytest.approx(85.0 + 10.0 * 0.5)
    late = one(ended=EIGHT + 480, told=told | {"promised": EIGHT + 240})
    quiet = 0.5 * 240 / (0.5 * 240 + 480)
    assert score(late) == pytest.approx(85.0 - 30.0 * 0.5 - 20.0 * quiet)


def test_a_longer_honest_promise_beats_a_rosy_one_at_the_same_wait():
    honest = one(ended=EIGHT + 400, told={"acknowledged": EIGHT, "promised": EIGHT + 420})
    rosy = one(ended=EIGHT + 400, told={"acknowledged": EIGHT, "promised": EIGHT + 200})
    assert score(honest) > score(rosy) + 15.0


def test_effort_is_contacts_hand_offs_and_minutes_on_the_line():
    tickets = [ticket(arrived=EIGHT, first_response=500.0, ended=505.0, outcome="resolved", contacts=2)]
    visits = [
        visit(0, "desk", agent=-1, queued=EIGHT, ended=485.0),
        visit(0, "desk", agent=0, queued=490.0, started=500.0, ended=505.0, kind="retry"),
    ]
    log = log_of(desk(), tickets, visits)
    units = 1 + 20.0 / 20.0
    slow = 1.0 - 15.0 / 25.0
    quiet = 20.0 / (20.0 + 480.0)
    assert score(log) == pytest.approx(85.0 - 30.0 * slow - 25.0 * units / (units + 2) - 20.0 * quiet)


def test_two_hand_offs_are_as_much_effort_as_one_more_contact():
    told = {"acknowledged": EIGHT, "promised": EIGHT + 480}
    handed_on, asked_again = (
        one(ended=EIGHT + 480, told=told, **more) for more in ({"transfers": 2}, {"contacts": 2})
    )
    assert score(handed_on) == score(asked_again) == pytest.approx(85.0 - 25.0 * 1 / 3)


@pytest.mark.parametrize(
    ("outcome", "costs"), [("gave_up", 40.0), ("forgotten", 50.0), ("open", 25.0), ("resolved", 0.0)]
)
def test_what_an_outcome_costs(outcome: str, costs: float):
    told = {"acknowledged": EIGHT, "promised": EIGHT + 480}
    ended = NAN if outcome in {"open", "forgotten"} else EIGHT + 480
    log = replace(one(outcome=outcome, ended=ended, told=told), until=EIGHT + 480)
    assert score(log) == pytest.approx(85.0 - costs)


def test_returns_cost_only_those_who_are_asked_later():
    told = {"acknowledged": EIGHT, "promised": EIGHT + 480}
    log = one(ended=EIGHT + 480, told=told, reopened=3, contacts=4)
    assert score(log, stage="closing") == pytest.approx(85.0)
    assert score(log, stage="later") == pytest.approx(85.0 - 24.0 - 25.0 * 3 / 5)


def test_during_nobody_knows_how_it_will_end():
    log = one(first_response=EIGHT + 480, ended=EIGHT + 4000, outcome="resolved", transfers=3)
    assert score(log, stage="during") == pytest.approx(85.0 - 10.0)
    assert score(log) < 60.0


def test_scores_stay_on_the_scale_and_taste_belongs_to_the_need():
    scenario = ds.load("it-service-desk")
    before = ds.simulate(scenario, seed=2, engine="simpy")
    after = ds.simulate(scenario.with_({"teams.first-line.agents": 30}), seed=2, engine="simpy")
    scores = experience(before)
    assert (scores.min() >= 0.0, scores.max() <= 100.0) == (True, True)
    plain, plain_after = (experience(log, weights=NO_TASTE) for log in (before, after))
    taste, again = scores - plain, experience(after) - plain_after
    inside = np.all([(x > 0) & (x < 100) for x in (scores, plain, experience(after), plain_after)], axis=0)
    assert taste[inside] == pytest.approx(again[inside])
    assert np.std(taste[inside]) > 5.0
    assert experience(before, slice(10, 20)) == pytest.approx(scores[10:20])


def test_better_service_is_felt():
    """Eight pairs on the same needs; the chance of a false alarm is 2.5 %, on fixed seeds."""
    scenario = ds.load("it-service-desk")
    found = ds.compare(scenario, scenario.with_({"teams.*.agents": 12}), replications=8)
    for name, sign in (("true_satisfaction", 1.0), ("requester_time_lost", -1.0)):
        assert found.kpis[name].clear
        assert found.kpis[name].change.mean * sign > 0.0


def test_time_lost_by_ticket_adds_up():
    log = ds.simulate(ds.load("it-service-desk"), seed=2)
    lost = minutes_lost(log, slice(0, None), slice(None))
    assert lost.min() >= 0.0
    assert kpis(log, (0.0, log.until))["requester_time_lost"] == pytest.approx(float(lost.sum()))


# ---- who answers, and what they say -----------------------------------------------------------------------

EVEN = np.linspace(0.05, 99.95, 1000)  # every opinion from 0 to 100 as often
PLAIN = Survey(asked=1.0, strong=0.0, tilt=0.0, holds_back=0.0, politeness=0.0, mood=0.0, fade=0.0)


def test_an_even_sample_has_no_bias_however_few_answer():
    few = PLAIN.model_copy(update={"answers": 0.02})
    assert expected_score(EVEN, few) == pytest.approx((50.0, 50.0))


def test_the_bias_of_non_response_is_a_covariance():
    """With p = a (1 + t (x - 50) / 50), x even over 0 to 100: Cov(p, x) / E p = t / 50 x 100^2 / 12."""
    tilted = PLAIN.model_copy(update={"tilt": 0.6})
    among, words = expected_score(EVEN, tilted)
    assert among == words == pytest.approx(50.0 + 0.6 / 50.0 * 100.0**2 / 12.0, abs=1e-3)
    chance = answer_share(EVEN, tilted)
    assert among - 50.0 == pytest.approx(np.cov(chance, EVEN, bias=True)[0, 1] / chance.mean())


def test_politeness_lifts_the_bottom_of_the_scale():
    """Over an even scale the mean lift is half of it, under a name in full, otherwise in part."""
    polite = PLAIN.model_copy(update={"politeness": 20.0})
    assert said(np.array([0.0, 50.0, 100.0]), polite).tolist() == [20.0, 60.0, 100.0]
    for candour, closeness in (("named", 1.0), ("anonymous", 0.35), ("third-party", 0.1)):
        design = polite.model_copy(update={"candour": candour})
        assert expected_score(EVEN, design)[1] == pytest.approx(50.0 + 10.0 * closeness)


def test_the_unhappy_hold_back_under_a_name():
    """Below 50 four in ten stay silent: the mean of those who answer is (25 x 0.6 + 75) / 1.6."""
    held = PLAIN.model_copy(update={"holds_back": 0.4, "unhappy_below": 50.0})
    assert expected_score(EVEN, held)[0] == pytest.approx((25.0 * 0.6 + 75.0) / 1.6)
    nobody = held.model_copy(update={"candour": "third-party"})
    assert expected_score(EVEN, nobody)[0] < 51.0


def test_mood_moves_answers_and_not_their_mean():
    moody = PLAIN.model_copy(update={"mood": 30.0})
    numbers = np.linspace(0.005, 0.995, 100)
    for thought in (0.0, 10.0, 50.0, 95.0):
        answers = said(np.full(100, thought), moody, numbers)
        assert answers.mean() == pytest.approx(thought)
        assert (answers.min() >= 0.0, answers.max() <= 100.0) == (True, True)


def test_a_week_later_memories_drift_to_the_middle_and_fewer_answer():
    later = PLAIN.model_copy(update={"when": "later", "fade": 0.5})
    assert said(np.array([20.0, 100.0]), later).tolist() == [40.0, 80.0]
    assert answer_share(EVEN, later)[0] == pytest.approx(0.3 * 0.6)


@pytest.fixture(scope="module")
def logs():
    scenario = ds.load("it-service-desk")
    return [ds.simulate(scenario, seed=seed) for seed in seeds_from(1, 20)]


#: What is left of politeness and fear, and who is asked when: written down anew, not the survey's own tables.
CLOSENESS = {"named": 1.0, "anonymous": 0.35, "third-party": 0.1}
ENDED = {"closing": {Outcome.RESOLVED}, "later": {Outcome.RESOLVED, Outcome.GAVE_UP, Outcome.SELF_SERVED}}


def by_the_page(log: TicketLog, design: Survey) -> float:
    """The expected score person by person, by nothing of the survey's own code."""
    table, later = log.ticket_table, design.when == "later"
    close = CLOSENESS[design.candour]
    weight = words = 0.0
    people = zip(experience(log, stage=design.when), table.first_response, table.outcome, strict=True)
    for x, answered, outcome in people:
        if math.isnan(answered) if design.when == "during" else outcome not in ENDED[design.when]:
            continue
        chance = design.answers * (1 + design.strong * abs(x - 50) / 50 + design.tilt * (x - 50) / 50)
        chance = min(1.0, max(0.0, chance * (design.later_answers if later else 1.0)))
        if x < design.unhappy_below:
            chance *= 1 - design.holds_back * close
        recalled = x + design.fade * (60 - x) if later else x
        weight += chance
        words += chance * (recalled + design.politeness * close * (1 - recalled / 100))
    return words / weight


def test_over_an_even_scale_everything_at_once_is_an_integral():
    """Opinions even over 0 to 100: polynomials between 0, 50, 60 and 100, integrated exactly."""
    plain = {"answers": 0.3, "strong": 0.4, "tilt": -0.2, "politeness": 12.0}
    design = PLAIN.model_copy(update=plain | {"holds_back": 0.5, "unhappy_below": 60.0})
    x = Polynomial([0.0, 1.0])
    below, above = (0.3 * (1 + sign * 0.4 * (x - 50) / 50 - 0.2 * (x - 50) / 50) for sign in (-1, 1))
    polite = x + 12.0 * (1 - x / 100)

    def whole(of: Polynomial) -> float:
        parts = (
            (0.5 * below * of, 0.0, 50.0),
            (0.5 * above * of, 50.0, 60.0),
            (above * of, 60.0, 100.0),
        )
        return float(sum(part.integ()(high) - part.integ()(low) for part, low, high in parts))

    fine = np.linspace(0.0005, 99.9995, 100_000)
    among, words = expected_score(fine, design)
    assert among == pytest.approx(whole(x) / whole(Polynomial([1.0])), abs=1e-3)
    assert words == pytest.approx(whole(polite) / whole(Polynomial([1.0])), abs=1e-3)


@pytest.mark.parametrize("when", ["during", "closing", "later"])
@pytest.mark.parametrize("candour", ["named", "anonymous", "third-party"])
def test_surveys_hit_their_analytic_value(logs, when: str, candour: str):
    """Twenty logs: the mean of survey less expected score is zero within its 99.9 % interval."""
    design = Survey(asked=1.0, when=when, candour=candour)
    expected = [by_the_page(log, design) for log in logs]
    assert [bias(log, design).expected for log in logs] == pytest.approx(expected)
    off = [survey(log, design).mean - value for log, value in zip(logs, expected, strict=True)]
    found = estimate(off)
    assert abs(found.mean) < found.half_width * (3.88 / 2.09)  # t at 99.95 % over t at 97.5 %, 19 degrees


def test_the_parts_of_the_bias_add_up(logs):
    found = bias(logs[0], Survey(asked=1.0))
    assert found.total == pytest.approx(found.coverage + found.who_answers + found.candour)
    assert found.coverage > 0.0  # nobody asks who gave up
    later = bias(logs[0], PLAIN.model_copy(update={"when": "later"}))
    assert later.total == pytest.approx(0.0, abs=0.5)  # all but the open ones are asked, and speak plainly


def test_asking_more_asks_the_same_people_too(logs):
    few, many = (survey(logs[0], Survey(asked=share)) for share in (0.1, 0.6))
    assert set(few.asked) < set(many.asked)
    assert set(few.answered) < set(many.answered)
    assert few.answer_share == pytest.approx(many.answer_share, abs=0.1)
    assert len(few.frame()) == len(few.answered)


def test_nobody_asked_nothing_said(logs):
    nobody = survey(logs[0], Survey(asked=0.0))
    assert np.isnan(nobody.mean)
    assert np.isnan(nobody.answer_share)


def test_the_survey_changes_nothing_but_its_own_figure():
    scenario = ds.load("it-service-desk")
    without = ds.simulate(scenario, seed=5)
    asked = ds.simulate(scenario.with_({"survey.asked": 0.5}), seed=5)
    assert asked.differences(without) == []
    assert asked.kpis().keys() - without.kpis().keys() == {"survey_satisfaction"}


def test_each_need_is_asked_by_the_survey_of_its_time(logs):
    log = logs[0]
    named, hidden = (
        log.scenario.with_({"survey.asked": 1.0, "survey.candour": c}) for c in ("named", "anonymous")
    )
    half = log.until / 2
    changed = replace(log, policies=((0.0, named), (half, hidden)))
    both = survey(changed)
    early = log.ticket_table.arrived[both.answered] < half
    first, second = (survey(log, each.survey) for each in (named, hidden))
    assert set(both.answered[early]) == set(first.answered[log.ticket_table.arrived[first.answered] < half])
    assert set(both.answered[~early]) == set(
        second.answered[log.ticket_table.arrived[second.answered] >= half]
    )
    rest = survey(changed, tickets=slice(200, None))
    assert rest.answered.tolist() == both.answered[both.answered >= 200].tolist()


# ---- module 11's surprises --------------------------------------------------------------------------------


def test_going_anonymous_lowers_the_score_though_nothing_got_worse(logs):
    """On ten seeds, each with the very same tickets."""
    for log in logs[:10]:
        named, hidden = (survey(log, Survey(asked=1.0, candour=c)).mean for c in ("named", "anonymous"))
        assert hidden < named - 1.0


@pytest.mark.parametrize("seed", range(10))
def test_of_twelve_equal_teams_the_worst_three_improve_if_you_do_nothing(seed: int):
    """Twelve desks that are one desk with other luck; weeks two and three against weeks four and five."""
    scenario = ds.load("it-service-desk").with_({"needs_factor": 0.5})
    before, after = [], []
    for team in seeds_from(seed, 12):
        log = ds.simulate(scenario, seed=team)
        arrived = log.ticket_table.arrived
        edges = np.searchsorted(arrived, [week * NEXT_MONDAY for week in (1, 3, 5)])
        first, second = (slice(int(a), int(b)) for a, b in pairwise(edges))
        design = Survey(asked=0.3)
        before.append(survey(log, design, first).mean)
        after.append(survey(log, design, second).mean)
    worst = np.argsort(before)[:3]
    assert np.mean(np.array(after)[worst]) > np.mean(np.array(before)[worst])
