"""The assignment 05-policy: which policy is best differs by desk, and nothing passes everywhere."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from deskside.grading import Replay, open_key
from deskside.grading.bill import bill
from deskside.scenario import Scenario, policies
from nbgrader_course import ASSIGNMENTS

KEY = open_key("05-policy", ASSIGNMENTS, "it")
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
    """Every policy the panel lets one choose and the budget allows."""
    for values in itertools.product(*(lever.settings(desk) for lever in QUESTION.levers)):
        settings = {lever.path: value for lever, value in zip(QUESTION.levers, values, strict=True)}
        if bill(settings, QUESTION.levers, desk) <= QUESTION.budget:
            here = {lever.path: lever.start(desk) for lever in QUESTION.levers}
            yield {path: value for path, value in settings.items() if value != here[path]}


@pytest.mark.ci
def test_each_desk_has_one_best_policy_and_no_policy_is_best_at_most_desks() -> None:
    passed: dict[tuple[Any, ...], int] = {}
    every = list(judges())
    for here in every:
        shares = {tuple(one.items()): here.verdict(one, str).share for one in within_budget(here.desk)}
        assert len(shares) == 11
        assert [dict(one) for one, share in shares.items() if share == 1.0] == [here.target]
        best_elsewhere = [tuple(judge.target.items()) for judge in every if judge.target != here.target]
        assert max(shares[one] for one in best_elsewhere) <= 0.5
        for one, share in shares.items():
            passed[one] = passed.get(one, 0) + (share == 1.0)
    assert max(passed.values()) <= len(DESKS) / 4


@pytest.mark.ci
def test_no_shipped_policy_passes_at_most_desks() -> None:
    levers = {lever.path for lever in QUESTION.levers}
    for named in policies("it-service-desk-mail").values():
        allowed = {path: value for path, value in named.changes.items() if path in levers}
        passed = [judge.verdict(allowed, str).share == 1.0 for judge in judges()] if allowed else []
        assert sum(passed) <= len(DESKS) / 4, named.name
