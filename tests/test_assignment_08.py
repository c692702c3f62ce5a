"""The assignment 08-routing: which two measures help differs by desk, and nothing else passes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from deskside.grading import Replay, open_key
from deskside.grading.bill import bill
from deskside.scenario import Scenario, policies
from nbgrader_course import ASSIGNMENTS

KEY = open_key("08-routing", ASSIGNMENTS, "it")
QUESTION = KEY.paper.ask["policy"]
DESKS = KEY.paper.desk.variants if KEY.paper.desk else ()


def judges() -> Iterator[Replay]:
    """The judge of every variant."""
    seen = set()
    for number in range(1000):
        sheet = KEY.paper.sheet(f"made-up-{number}")
        variant = tuple(sheet.variant("desk").items())
        if variant not in seen:
            seen.add(variant)
            judge = KEY.judge(sheet, "policy")
            assert isinstance(judge, Replay)
            yield judge
        if len(seen) == len(DESKS):
            return


def within_budget(desk: Scenario) -> Iterator[dict[str, Any]]:
    """Every policy that the budget allows, with the whole page about roles, most of it or none; each once."""
    seen = []
    for values in itertools.product(*(lever.settings(desk) for lever in QUESTION.levers)):
        settings = {lever.path: value for lever, value in zip(QUESTION.levers, values, strict=True)}
        moved = {path: value for path, value in settings.items() if value != desk.value(path)}
        steps = (0.0, 0.12, desk.value("services.*.unclear"))  # the whole page, most of it, none
        clearer = settings["services.*.unclear"] in steps[: 3 if steps[2] > 0.12 else 1] + steps[2:]
        if clearer and moved not in seen and bill(settings, QUESTION.levers, desk) <= QUESTION.budget:
            seen.append(moved)
            yield moved


def test_four_kinds_of_desk_ask_for_four_pairs_of_measures() -> None:
    wanted = Counter(frozenset(judge.target) for judge in judges())
    assert sorted(wanted.values()) == [3, 3, 3, 3]
    assert all(len(pair) == 2 for pair in wanted)


def test_the_dearest_page_costs_as_much_as_any_other_measure() -> None:
    for judge in judges():
        assert bill(judge.target, QUESTION.levers, judge.desk) == pytest.approx(QUESTION.budget)


@pytest.mark.ci
def test_each_desk_has_one_pair_that_helps_and_no_other_choice_does() -> None:
    roles = "services.*.unclear"
    for judge in judges():
        for choice in within_budget(judge.desk):
            share = judge.verdict(choice, str).share
            rest = {path: value for path, value in judge.target.items() if path != roles}
            near = roles in choice and {p: v for p, v in choice.items() if p != roles} == rest
            if choice == judge.target:
                assert share == 1.0
            elif not (near and roles in judge.target):  # most of a page earns a part, or all by luck
                assert share == 0.0, choice


@pytest.mark.ci
def test_no_shipped_policy_gets_a_point() -> None:
    for named in policies("first-line-and-specialists").values():
        assert [judge.verdict(dict(named.changes), str).share for judge in judges()] == [0.0] * len(DESKS)
