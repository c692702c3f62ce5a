"""What somebody answers who knows the form and the order of magnitude, and tosses coins for the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from deskside.grading.bill import Movable
from deskside.grading.judges import Choice, Interval, Judge, Number
from deskside.grading.sheet import Sheet
from deskside.organisation.quarters import QUARTERS, Quarters

__all__ = ["guess"]


def guess(sheet: Sheet, item: str, judge: Judge, chance: np.random.Generator) -> Any:
    """The answer of somebody who knows the form and the order of magnitude, and tosses coins for the rest."""
    question, names = sheet.paper.question(item), sheet.options(item)
    if question.movable:
        return _guessed_policy(sheet, item, chance)
    if question.year:
        return {"quarters": _guessed_year(question.year, chance), "expected": [5.0] * QUARTERS}
    if isinstance(judge, Number | Interval):
        right = judge.right if isinstance(judge, Number) else judge.truth
        low, high = judge.guess or sorted((right / 2, right * 2))
        at = float(chance.uniform(low, high))
        return at if isinstance(judge, Number) else [at - judge.width / 2, at + judge.width / 2]
    if isinstance(judge, Choice):
        return sheet.letters(item, names[chance.integers(len(names))])
    if question.kind == "order":
        return sheet.letters(item, tuple(chance.permutation(names).tolist()))
    every = [(a, b) for a in names for b in names if a != b] if question.kind == "edges" else list(names)
    size = min(len(every), len(judge.shown))
    some = [every[place] for place in chance.permutation(len(every))[:size]]
    return sheet.letters(item, frozenset(some))


def _guessed_policy(sheet: Sheet, item: str, chance: np.random.Generator) -> dict[str, Any]:
    """Each lever anywhere; the most expensive ones go back until the budget holds."""
    question, desk = sheet.paper.question(item), sheet.moved_at(item)
    levers: tuple[Movable, ...] = question.movable
    settings = {}
    for lever in levers:
        every = lever.settings(desk)
        settings[lever.path] = every[chance.integers(len(every))]
    for lever in sorted(levers, key=lambda one: -one.cost(settings[one.path], desk)):
        if sum(one.cost(settings[one.path], desk) for one in levers) > question.budget:
            settings[lever.path] = lever.start(desk)
    return settings


def _guessed_year(year: Quarters, chance: np.random.Generator) -> list[list[str]]:
    """Each quarter options in any order, as many as the budget holds."""
    decided: list[list[str]] = []
    for quarter in range(QUARTERS):
        chosen: list[str] = []
        for place in chance.permutation(len(year.options)):
            more = [*chosen, year.options[place].name]
            if year.price([*decided, more], quarter) <= year.budget:
                chosen = more
        decided.append(chosen)
    return decided
