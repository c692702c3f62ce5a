"""The assignment 11-survey: what is seen of its desks comes from the model, and leads near the truth."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from deskside.grading import Key, Sheet, evaluate, open_key
from nbgrader_course import ASSIGNMENTS, key_module

NAME = "11-survey"


@cache
def key() -> Key:
    return open_key(NAME, ASSIGNMENTS, "it")


def module() -> ModuleType:
    return key_module(NAME)


def variants() -> list[dict[str, Any]]:
    text = (ASSIGNMENTS / "source" / NAME / "questions.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["desk"]["variants"]
    return found


@cache
def sheets() -> dict[int, Sheet]:
    """A learner for every variant."""
    found: dict[int, Sheet] = {}
    for number in range(200):
        sheet = key().paper.sheet(f"reader-{number}")
        found.setdefault(int(sheet.variant("desk")["report"]), sheet)
    assert sorted(found) == list(range(1, 13))
    return found


@pytest.mark.parametrize(
    "number", [1, *(pytest.param(number, marks=pytest.mark.ci) for number in range(2, 13))]
)
def test_what_is_seen_is_what_the_model_gives(number: int) -> None:
    assert variants()[number - 1] == module().figures(number)


def test_the_shares_and_the_way_of_asking_say_what_to_buy() -> None:
    for sheet in sheets().values():
        assert module().needed(sheet) == frozenset(module().case_of(sheet).errors)


def test_the_right_evidence_leads_near_the_truth_and_the_score_does_not() -> None:
    off, wrong = [], []
    for number, sheet in sheets().items():
        truth = module().truth_of(number)
        off.append(abs(module().estimate(sheet) - truth))
        wrong.append(abs(float(sheet.variant("desk")["score"]) - truth))
    assert max(off) < 2.5
    assert sum(one > 4.0 for one in wrong) >= 9  # elsewhere two errors cancel, or nearly


def test_what_is_left_out_moves_the_whole_by_little() -> None:
    """What nobody needs to call, at the mean that calling gives: two points at most."""
    for sheet in sheets().values():
        seen = sheet.variant("desk")
        for name in {"silent", "lost"} - module().needed(sheet):
            share, called = float(seen[name]) / 100, float(seen[f"{name}_called"])
            assumed = module().A_GUESS if name == "lost" else float(seen["again_called"])
            assert abs(share * (called - assumed)) < 2.0


def moved(sheet: Sheet, name: str) -> tuple[float, float]:
    """By how many points what a purchase shows moves the mean of all, and how much of that luck makes."""
    seen = sheet.variant("desk")
    group = {"again": "answered"}.get(name, name)
    answered = "again_called" if "again" in module().needed(sheet) and name != "again" else "score"
    share = float(seen[group]) / 100
    half = (float(seen[f"{name}_called_high"]) - float(seen[f"{name}_called_low"])) / 2
    return share * (float(seen[answered]) - float(seen[f"{name}_called"])), share * half


def test_whatever_must_be_bought_moves_the_whole_by_plainly_more_than_a_little() -> None:
    """The reason calls a point or two little: nobody is asked to pay for that, nor for what luck makes."""
    for number, sheet in sheets().items():
        for name in module().needed(sheet):
            points, by_luck = moved(sheet, name)
            assert abs(points) > 3.5, (number, name)
            assert abs(points) > 2 * by_luck, (number, name)


def test_politeness_moves_the_whole_wherever_it_must_be_checked() -> None:
    """Where few answer, their politeness hardly counts; nobody is asked to pay for finding that out."""
    for sheet in sheets().values():
        if "again" in module().needed(sheet):
            assert moved(sheet, "again")[0] > 4.0


def test_who_reads_the_width_off_four_times_as_many_answers_is_right() -> None:
    """That sample has a luck of its own, which the tolerance must hold at every desk."""
    seen_at = set()
    for number in range(400):
        sheet = key().paper.sheet(f"reader-{number}")
        if sheet.variant("width")["times"] == 4:
            seen = sheet.variant("desk")
            judge: Any = key().judge(sheet, "width")
            read_off = float(round(seen["more_high"] - seen["more_low"], 1))
            assert judge.verdict(read_off, str).share == 1.0, seen["report"]
            seen_at.add(int(seen["report"]))
    assert seen_at == set(range(1, 13))


def test_no_fixed_range_and_no_fixed_distance_from_the_score_covers_at_more_than_a_third() -> None:
    judges: list[Any] = [key().judge(sheet, "truth") for sheet in sheets().values()]
    scores = [float(sheet.variant("desk")["score"]) for sheet in sheets().values()]
    for width in (7.99, 15.99):
        for low in np.arange(-40.0, 100.0, 0.5):
            fixed = [judge.verdict((low, low + width), str).share for judge in judges]
            ends = [(score + low, score + low + width) for score in scores]
            off = [judge.verdict(one, str).share for judge, one in zip(judges, ends, strict=True)]
            assert max(sum(fixed), sum(off)) <= 4.0


def test_the_budget_buys_any_two_of_the_three_and_never_all() -> None:
    question = key().paper.question("buy")
    three = ("again", "silent", "lost")
    assert question.cost(three) > question.budget
    assert all(question.cost(set(three) - {one}) <= question.budget for one in three)


def test_opening_the_paper_does_not_tell_the_mean_of_all() -> None:
    """No figure in the paper is the truth, and the score says little about it over the twelve desks."""
    truths = [module().truth_of(number) for number in sheets()]
    errors = [
        float(sheets()[number].variant("desk")["score"]) - module().truth_of(number) for number in sheets()
    ]
    assert np.ptp(truths) > 30
    assert np.ptp(errors) > 20
    assert len({round(one / 2) for one in truths}) >= 10


def test_who_adds_the_branches_up_has_the_same_gain_as_who_reads_the_means() -> None:
    """Branch by branch is the exact way: whole minutes of the four means must not put it outside."""
    for number, sheet in sheets().items():
        rows = [row.strip("| ").split(" | ") for row in sheet.variant("desk")["branches"].splitlines()]
        gains = {has: [int(a) - int(b) for _, its, a, b in rows if its == has] for has in ("yes", "no")}
        exact = sum(gains["yes"]) / len(gains["yes"]) - sum(gains["no"]) / len(gains["no"])
        for answer in (exact, float(round(exact)), float(int(exact + math.copysign(0.5, exact)))):
            assert evaluate({"gain": answer}, key(), sheet.learner)["gain"].points == 3.0, number


def test_who_is_wrong_by_no_known_thought_reads_the_way() -> None:
    for sheet in sheets().values():
        marks = evaluate({"gain": 9999.0, "width": 9999.0}, key(), sheet.learner)
        assert "less" in marks["gain"].hint
        assert "divide" in marks["width"].hint


def test_every_question_has_six_wrong_answers_at_every_desk() -> None:
    for sheet in sheets().values():
        for item in ("buy", "width", "truth", "gain"):
            assert len(key().judge(sheet, item).misses) >= 6


def test_a_range_that_covers_counts_by_its_width() -> None:
    sheet = sheets()[1]
    truth = module().truth_of(1)
    points = {
        half: evaluate({"truth": [truth - half, truth + half]}, key(), sheet.learner)["truth"].points
        for half in (3.9, 7.9, 8.1)
    }
    assert points == {3.9: 4.0, 7.9: 2.0, 8.1: 0.0}


@pytest.mark.ci
def test_without_a_plan_two_groups_differ_by_the_minutes_that_are_told() -> None:
    """Two hundred quarters, dealt into leagues 4,000 times: 19 in 20 are within the minutes told, to 2."""
    waits = np.array([module().quarter(seed) for seed in range(200)])
    chance = np.random.Generator(np.random.Philox(key=11))
    found = []
    for _ in range(4000):
        first, second = chance.choice(waits, module().BRANCHES), chance.choice(waits, module().BRANCHES)
        slow = chance.permutation(np.argsort(-first)[: module().SLOW])
        change = (first - second)[slow]
        found.append(abs(change[: module().WITH].mean() - change[module().WITH :].mean()))
    assert abs(float(np.quantile(found, 0.95)) - module().LUCK) < 2.0
