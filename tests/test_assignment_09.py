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
    assert len(every) == 20
    hours = {tuple(one.items()): judge.means(RULES.AIM, one) for one in every}
    assert min(hours, key=lambda one: hours[one]) == tuple(best.items())
    shares = {one: judge.verdict(dict(one), str).share for one in hours}
    assert [one for one, share in shares.items() if share == 1.0] == [tuple(best.items())]
    assert all(shares[tuple(other.items())] == 0.0 for other in RULES.BEST.values() if other != best)
    assert sum(share > 0.0 for share in shares.values()) <= 3
