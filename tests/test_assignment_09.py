"""The assignment 09-channels: every kind of firm has one best plan, and none is best for two kinds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from deskside.grading import Replay, Sheet, open_key
from deskside.grading.bill import bill, changes
from deskside.scenario import policies
from nbgrader_course import ASSIGNMENTS, key_module

NAME = "09-channels"
KEY = open_key(NAME, ASSIGNMENTS, "it")
QUESTION = KEY.paper.ask["plan"]


RULES = key_module(NAME)


@cache
def sheets() -> tuple[Sheet, ...]:
    """A sheet of every variant, in the order of their kinds."""
    found: dict[tuple[Any, ...], Sheet] = {}
    for number in range(1000):
        sheet = KEY.paper.sheet(f"made-up-{number}")
        found.setdefault(tuple(sheet.variant("desk").values()), sheet)
    assert len(found) == 15
    return tuple(
        sorted(found.values(), key=lambda sheet: (RULES.kind_of(sheet), sheet.variant("desk")["needs"]))
    )


def plans(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Every plan the panel lets one choose and the budget allows."""
    levers = QUESTION.levers
    for values in itertools.product(*(lever.lever().fitted(sheet.desk).settings() for lever in levers)):
        settings = {lever.path: value for lever, value in zip(levers, values, strict=True)}
        if bill(settings, levers, sheet.desk) <= QUESTION.budget:
            yield sheet.read("plan", settings)


def test_five_kinds_of_firm_with_a_best_plan_each_within_the_budget() -> None:
    kinds = [RULES.kind_of(sheet) for sheet in sheets()]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(RULES.BEST, 3)
    assert all(
        bill(best, QUESTION.levers, sheets()[0].desk) <= QUESTION.budget for best in RULES.BEST.values()
    )
    assert len({tuple(best.items()) for best in RULES.BEST.values()}) == len(RULES.BEST)


def test_the_chat_for_everybody_is_the_one_that_backfires_in_the_module() -> None:
    shipped = policies("remote-workforce")["chat-for-all"].changes
    mine = changes({"channels": "chat-all"}, QUESTION.levers)["groups.*.channels"]
    assert mine == {path.rsplit(".", 1)[-1]: share for path, share in shipped.items()}
    early = changes({"hours": "early"}, QUESTION.levers)
    assert early == dict(policies("remote-workforce")["early-shift"].changes)


@pytest.mark.parametrize("place", [0, *(pytest.param(place, marks=pytest.mark.ci) for place in range(1, 15))])
def test_the_table_shows_where_a_firm_loses_most(place: int) -> None:
    sheet = sheets()[place]
    assert RULES.honest_where_lost(sheet, None) == RULES.kind_of(sheet)


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, marks=pytest.mark.deep if place % 3 else pytest.mark.ci) for place in range(15)],
)
def test_the_best_plan_is_the_best_of_all_and_the_others_best_get_nothing(place: int) -> None:
    sheet = sheets()[place]
    judge, best = KEY.judge(sheet, "plan"), RULES.BEST[RULES.kind_of(sheet)]
    assert isinstance(judge, Replay)
    every = list(plans(sheet))
    assert len(every) == 18
    hours = {tuple(one.items()): judge.means(RULES.AIM, one) for one in every}
    assert min(hours, key=lambda one: hours[one]) == tuple(best.items())
    shares = {one: judge.verdict(dict(one), str).share for one in hours}
    assert [one for one, share in shares.items() if share == 1.0] == [tuple(best.items())]
    assert all(shares[tuple(other.items())] == 0.0 for other in RULES.BEST.values() if other != best)
    named = {tuple(miss.value.items()): miss.share for miss in judge.misses}
    assert {one: shares[one] for one in named} == named
    assert set(shares.values()) == {0.0, 1.0}  # a part would hang on the evaluation seed


def test_the_plan_that_comes_next_to_the_best_is_named_wherever_it_comes_near() -> None:
    """Held against the list by kind of firm; the test above finds what earns a part by trying all plans."""
    for sheet in sheets():
        kind, judge = RULES.kind_of(sheet), KEY.judge(sheet, "plan")
        assert isinstance(judge, Replay)
        named = {miss.name: miss.share for miss in judge.misses}
        assert len(judge.misses) >= 8
        assert len({tuple(sorted(miss.value.items())) for miss in judge.misses}) == len(judge.misses)
        abroad = kind in ("ahead", "behind")
        assert ("the right hours, and calling back" in named) == abroad
        assert ("a form abroad, and both ends" in named) == abroad
        assert ("the right channel, and calling back" in named) == (kind == "line")
        assert set(named.values()) == {0.0}


@pytest.mark.parametrize("kind", ["ahead", "line"])
def test_the_plan_that_comes_next_to_the_best_gets_what_is_stated(kind: str) -> None:
    sheet = next(one for one in sheets() if RULES.kind_of(one) == kind)
    judge = KEY.judge(sheet, "plan")
    seconds = tuple(RULES.seconds(sheet))
    assert [judge.verdict(miss.value, str).share for miss in seconds] == [miss.share for miss in seconds]
    assert all(miss.why in judge.verdict(miss.value, str).hint for miss in seconds)
