"""Judges: what share of the points each kind of answer gets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from deskside.errors import DesksideError
from deskside.grading import (
    Aim,
    Choice,
    Edges,
    Ends,
    Interval,
    Miss,
    Number,
    Order,
    Replay,
    Several,
    UnclearError,
)
from deskside.grading.bill import Choosable, changes, chosen
from deskside.scenario import load

DESK = load("one-queue").with_({"horizon.days": 5, "horizon.warm_up_days": 1})
WAIT = Aim("mean wait", "mean_first_response")


def share(judge: Any, answer: Any) -> float:
    return float(judge.verdict(answer, str).share)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(0.98, 1.0), (1.02, 1.0), (0.97, 0.5), (1.03, 0.5), (0.96, 0.0), (1.04, 0.0), (0.5, 0.25), (2.0, 0.0)],
)
def test_numbers_by_distance(answer: float, expected: float) -> None:
    misses = (Miss("half", 0.5, "Halved.", share=0.25), Miss("double", 2.0, "Doubled."))
    judge = Number(1.0, near=0.0101, misses=misses)
    assert share(judge, answer) == expected


def test_a_miss_is_told() -> None:
    judge = Number(1.0, misses=(Miss("double", 2.0, "Doubled."),))
    assert judge.verdict(2.001, str).hint == "Doubled."


def test_every_choice_gets_its_reason_and_the_right_one() -> None:
    judge = Choice("luck", {"luck": "Months differ.", "staff": "Nothing shows it."})
    assert share(judge, "luck") == 1.0
    wrong = judge.verdict("staff", str)
    assert (wrong.share, "Nothing shows it." in wrong.reason, "Months differ." in wrong.hint) == (
        0.0,
        True,
        True,
    )


def test_some_of_several_lose_for_each_wrong_one() -> None:
    judge = Several(frozenset("ab"), "Because.")
    expected = {"ab": 1.0, "a": 0.5, "abc": 0.5, "ac": 0.0, "cd": 0.0, "abcd": 0.0}
    assert {answer: share(judge, frozenset(answer)) for answer in expected} == expected
    arrows = Edges(frozenset({("hr", "it")}), "Because.")
    assert share(arrows, frozenset({("hr", "it")})) == 1.0
    assert "hr → it" in arrows.verdict(frozenset({("it", "hr")}), str).reason


def test_an_order_forgives_two_neighbours() -> None:
    judge = Order(("a", "b", "c", "d"), "Because.")
    expected = {"abcd": 1.0, "bacd": 0.5, "abdc": 0.5, "badc": 0.0, "cbad": 0.0, "dcba": 0.0}
    assert {answer: share(judge, tuple(answer)) for answer in expected} == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(60, 66, 1.0), (64, 64, 1.0), (58, 70, 0.5), (50, 80, 0.0), (65, 66, 0.0)]
)
def test_an_interval_must_cover_and_be_narrow(low: float, high: float, expected: float) -> None:
    assert share(Interval(64.0, width=6.0), (low, high)) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (61.0, 67.0, 1.0),
        (60.83, 67.17, 1.0),
        (60.8, 67.0, 0.5),
        (61.0, 90.0, 0.5),
        (60.8, 67.2, 0.0),
        (63.0, 65.0, 0.0),
    ],
)
def test_ends_that_are_worked_out_must_be_met(low: float, high: float, expected: float) -> None:
    assert share(Ends(64.0, width=6.0), (low, high)) == expected


# --- policies -----------------------------------------------------------------------------------------------

AGENTS = "teams.desk.agents"
LEVERS = (
    Choosable(path=AGENTS, label="Agents", low=8, high=14, each=2.0),
    Choosable(
        path="teams.desk.discipline", label="Who is next", names={"first-come": "First", "random": "Anybody"}
    ),
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, "no policy as its panel keeps it"),
        (None, "Not answered yet"),
        ("auto", "no policy as its panel keeps it"),
        ({"needs_factor": 0.5}, "what happens to the desk, no policy"),
        ({"policy.promise": "honest"}, "not to be set here"),
        ({"horizon.days": 1}, "happens to the desk"),
        ({"nonsense.x": 1}, "no lever 'nonsense.x'"),
        ({AGENTS: 15}, "no setting that its lever has"),
        ({AGENTS: 11.5}, "no setting that its lever has"),
        ({AGENTS: float("nan")}, "no setting|no number"),
        ({AGENTS: True}, "no setting"),
        ({AGENTS: 16**5000}, "a number so large"),
        ({AGENTS: "12"}, "no setting"),
        ({AGENTS: "twelve"}, "no setting"),
        ({AGENTS: [12]}, "no policy"),
        ({"teams.desk.discipline": "priority"}, "'priority' is no setting"),
        ({"teams.desk.discipline": ["random"]}, "no policy"),
        ({AGENTS: 13}, "costs 6; the budget is 5"),
    ],
)
def test_a_policy_that_is_not_allowed_is_refused_with_a_reason(answer: object, said: str) -> None:
    with pytest.raises(UnclearError, match=said):  # anything else would stop a whole class's marking
        chosen(answer, LEVERS, 5.0, DESK)


def test_a_share_that_is_to_fall_costs_for_what_it_falls() -> None:
    page = Choosable(path="services.*.unclear", label="Wrong team", low=0, high=0.3, step=0.1, each=-10)
    desk = load("clear-roles").with_({"services.*.unclear": 0.2})
    assert [page.cost(value, desk) for value in (0.3, 0.2, 0.1, 0.0)] == pytest.approx([0.0, 0.0, 1.0, 2.0])


def test_what_a_policy_leaves_as_it_is_does_not_count() -> None:
    assert chosen({AGENTS: 12, "teams.desk.discipline": "first-come"}, LEVERS, 5.0, DESK) == {AGENTS: 12}
    with pytest.raises(UnclearError):
        chosen({"a": object()}, LEVERS, 5.0, DESK)


HOURS = Choosable(
    path="hours",
    label="Hours",
    names={"day": "by day", "more": "two more"},
    costs={"more": 2},
    changes={"day": {}, "more": {AGENTS: 12}},
)


def test_an_option_that_sets_several_values_is_chosen_paid_and_replayed() -> None:
    assert chosen({"hours": "more"}, (HOURS,), 2.0, DESK) == {"hours": "more"}
    assert chosen({"hours": "day"}, (HOURS,), 2.0, DESK) == {}
    assert changes({"hours": "more", "needs_factor": 1.1}, (HOURS,)) == {AGENTS: 12, "needs_factor": 1.1}
    with pytest.raises(DesksideError, match="costs 2; the budget is 1"):
        chosen({"hours": "more"}, (HOURS,), 1.0, DESK)
    with pytest.raises(DesksideError, match="'night' is no setting"):
        chosen({"hours": "night"}, (HOURS,), 2.0, DESK)
    judge = replay(target={"hours": "more"}, levers=(HOURS,))
    assert judge.verdict({"hours": "more"}, str).share == 1.0
    assert judge.verdict({}, str).share == 0.0


def test_several_values_must_all_be_policy() -> None:
    wrong = {"day": {}, "more": {AGENTS: 12, "needs_factor": 0.5}}
    with pytest.raises(ValidationError, match="happens to the desk"):
        Choosable.model_validate({**HOURS.model_dump(), "changes": wrong})
    with pytest.raises(ValidationError, match="of the same options"):
        Choosable.model_validate({**HOURS.model_dump(), "changes": {"day": {}}})


def replay(**given: Any) -> Replay:
    made: dict[str, Any] = {
        "desk": DESK,
        "target": {AGENTS: 12},
        "aims": (WAIT,),
        "seed": 7,
        "replications": 10,
    }
    return Replay(**{**made, **given})


def test_replay_gives_points_for_the_gap_that_is_closed() -> None:
    judge = replay(misses=(Miss("anybody next", {"teams.desk.discipline": "random"}, "The mean stays."),))
    assert share(judge, {}) == 0.0
    assert share(judge, {AGENTS: 12}) == 1.0
    assert share(judge, {AGENTS: 14}) == 1.0  # better than the known good one
    assert share(judge, {AGENTS: 9}) == 0.0
    assert 0.0 < share(judge, {AGENTS: 11}) < 1.0
    anybody = judge.verdict({"teams.desk.discipline": "random"}, str)
    assert (anybody.share, anybody.hint) == (0.0, "The mean stays.")


def test_of_several_aims_the_one_met_least_counts() -> None:
    busy = Aim("agents busy", "utilisation", to=0.5)  # more agents than 12 are needed for that
    judge = replay(aims=(WAIT, busy))
    found = judge.verdict({AGENTS: 12}, str)
    assert found.share < 1.0
    assert "Met least, so it counts: agents busy." in found.reason


def test_an_aim_that_luck_explains_far_is_not_taken_for_one_that_is_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {"mean wait": (0.9, 0.05), "agents busy": (0.3, 2.0)}  # the share of the gap, what luck explains
    monkeypatch.setattr(Replay, "closed", lambda _, aim, answer: found[aim.name])
    verdict = replay(aims=(WAIT, Aim("agents busy", "utilisation"))).verdict({AGENTS: 12}, str)
    assert verdict.share == 0.0
    assert verdict.reason.endswith("Met least, so it counts: agents busy.")


@pytest.mark.parametrize(
    ("reached", "gap", "told"), [(70.4, 0.99, True), (69.9, 1.01, False), (75.0, 0.9, False)]
)
def test_a_limit_just_missed_is_not_printed_as_the_limit(
    monkeypatch: pytest.MonkeyPatch, reached: float, gap: float, told: bool
) -> None:
    monkeypatch.setattr(Replay, "closed", lambda *_: (gap, 0.02))
    monkeypatch.setattr(Replay, "means", lambda *_: reached)
    limit = Aim("mean wait", "mean_first_response", to=70.0)
    assert (", a little more than that" in replay(aims=(limit,)).verdict({AGENTS: 12}, str).reason) == told


def test_a_reported_figure_earns_nothing() -> None:
    cheap = Aim("transfers", "transfers_per_ticket")
    found = replay(reported=(cheap,)).verdict({AGENTS: 12}, str)
    assert found.share == 1.0
    assert "Not marked: transfers" in found.reason


def test_a_wrong_choice_is_told_which_one_is_right() -> None:
    asked = Choice("few", {"few": "It is short of people.", "many": "They are idle."})
    found = asked.verdict("many", {"few": "Hire one.", "many": "Send one away."}.__getitem__)
    assert found.reason == "Not this one. They are idle."
    assert found.hint == 'Right would have been "Hire one". It is short of people.'


def test_who_is_wrong_by_no_miss_is_told_the_way() -> None:
    asked = Number(149.1, near=1.0, misses=(Miss("alone", 87.1, "Add what it was."),), way="Share them.")
    hints = [asked.verdict(answer, str).hint for answer in (149.0, 87.1, 153.0, 135.6)]
    assert hints == ["", "Add what it was.", "Share them.", "Share them."]


def test_a_reason_is_told_in_the_units_of_its_figures() -> None:
    busy = Aim("agents busy", "utilisation")
    found = replay(reported=(busy, Aim("contacts", "contacts"))).verdict({AGENTS: 12}, str)
    assert re.match(rf"{WAIT.title}: from [0-9.]+ minutes to [0-9.]+ minutes on 10 runs", found.reason)
    assert re.search(r"Not marked: agents busy, 71 %\. Not marked: contacts, \d,\d{3}\.", found.reason)
    own = Aim("hours", lambda log: 1.0, unit="hours a week")
    assert own.shown(4550.0) == "4,550 hours a week"


def test_a_limit_missed_by_no_more_than_luck_is_not_called_met_outright() -> None:
    judge = replay(aims=(Aim("agents busy", "utilisation", to=0.709),))
    found = judge.verdict({AGENTS: 12}, str)
    assert found.share == 1.0
    assert "the limit of 71 % is met, but for what luck explains." in found.reason
    assert "the limit of 71 % is met." in judge.verdict({AGENTS: 13}, str).reason


def test_a_limit_that_the_desk_meets_must_not_be_lost() -> None:
    def busy(limit: float) -> Replay:
        return replay(aims=(Aim("agents busy", "utilisation", to=limit, keep=True),), floor=0.75)

    assert share(busy(0.65), {}) == 1.0
    assert share(busy(0.65), {AGENTS: 12}) == 1.0
    assert share(busy(0.65), {AGENTS: 14}) < 1.0
    with pytest.raises(DesksideError, match="beyond the limit"):
        busy(0.78).verdict({AGENTS: 12}, str)  # the known good policy is at 71 %


def test_a_target_that_is_no_better_is_a_fault_of_the_key() -> None:
    with pytest.raises(DesksideError, match="no better"):
        replay(target={"teams.desk.discipline": "random"}).verdict({AGENTS: 12}, str)


def test_a_policy_gets_the_same_points_every_time() -> None:
    assert replay().verdict({AGENTS: 11}, str) == replay().verdict({AGENTS: 11}, str)
