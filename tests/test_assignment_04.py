"""The assignment 04-roster: what is right for one kind of week falls short in others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from deskside.grading import Replay, Sheet, open_key
from deskside.grading.bill import bill
from deskside.scenario import policies
from nbgrader_course import ASSIGNMENTS, key_module

NAME = "04-roster"
KEY = open_key(NAME, ASSIGNMENTS, "it")
QUESTION = KEY.paper.ask["roster"]


RULES = key_module(NAME)


@cache
def sheets() -> tuple[Sheet, ...]:
    """A sheet of every variant, in the order of their kinds of week."""
    found: dict[tuple[Any, ...], Sheet] = {}
    for number in range(1000):
        sheet = KEY.paper.sheet(f"made-up-{number}")
        found.setdefault((RULES.kind_of(sheet), sheet.variant("desk")["needs"]), sheet)
    assert len(found) == 18
    return tuple(sheet for _, sheet in sorted(found.items()))


def single_shifts() -> Iterator[dict[str, Any]]:
    """All that the budget buys of one shift."""
    for lever in QUESTION.levers:
        yield {lever.path: int(lever.high or 0)}


def judge_of(sheet: Sheet) -> Replay:
    judge = KEY.judge(sheet, "roster")
    assert isinstance(judge, Replay)
    return judge


def test_what_is_right_is_within_the_budget_and_not_shipped() -> None:
    desk = sheets()[0].desk
    for ways in RULES.GOOD.values():
        assert len(ways) >= 2
        assert all(bill(one, QUESTION.levers, desk) <= QUESTION.budget for one in ways)
    levers = {lever.path for lever in QUESTION.levers}
    assert not any(levers & set(named.changes) for named in policies("phone-desk").values())


def test_the_table_shows_what_the_week_is_like() -> None:
    kinds = set()
    for number in range(40):
        sheet = KEY.paper.sheet(f"reader-{number}")
        assert RULES.honest_where(sheet, None) == RULES.kind_of(sheet)
        kinds.add(RULES.kind_of(sheet))
    assert kinds == set(RULES.GOOD)


@pytest.mark.parametrize(
    "place",
    [
        0,
        *(
            pytest.param(place, marks=pytest.mark.deep if place % 3 else pytest.mark.ci)
            for place in range(1, 18)
        ),
    ],
)
def test_no_single_shift_and_no_other_week_s_roster_will_do(place: int) -> None:
    sheet = sheets()[place]
    judge, kind = judge_of(sheet), RULES.kind_of(sheet)
    assert all(judge.verdict(one, str).share == 1.0 for one in RULES.GOOD[kind])
    assert all(judge.verdict(one, str).share == 0.0 for one in single_shifts())
    others = [ways[0] for other, ways in RULES.GOOD.items() if other != kind]
    shares = [judge.verdict(one, str).share for one in others]
    assert max(shares) <= 0.75
    assert sum(shares) / len(shares) < 1 / 4
