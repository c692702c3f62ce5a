"""Answers to random questions, worked out where they are asked, and time as the scenario's clock tells it.

An answer is found by its address, whatever was asked before: so nothing has to be drawn ahead. Only what
nearly every need is asked is at hand, in columns, when a run begins.
"""

from __future__ import annotations

import numpy as np

from deskside.demand import ANSWERS, RARE_ANSWERS
from deskside.engines.compiled.amounts import exponential, lognormal
from deskside.engines.compiled.philox import number_at
from deskside.engines.compiled.records import (
    common,
    float_at,
    minute_at,
    procedure,
    rule,
    shape_at,
    whole_at,
)

__all__ = [
    "ONCE",
    "QUESTIONS",
    "SHAPES",
    "answer",
    "business",
    "effort",
    "minutes",
    "opening",
    "question",
    "unit_amount",
]

WEEK = 10_080
#: Kinds of shape by their numbers in a record.
SHAPES = ("constant", "exponential", "lognormal")
CONSTANT, EXPONENTIAL = np.int64(0), np.int64(1)

#: All that can be asked; a question is its place here.
QUESTIONS = tuple(ANSWERS | RARE_ANSWERS)


def question(name: str) -> np.int64:
    """The number of a question, for rules. Raises ValueError if nobody can ask it."""
    return np.int64(QUESTIONS.index(name))


ASK_EFFORT = question("effort")
#: The page of a question that is asked a single time: a number of NumPy's, see `records`.
ONCE = np.int64(0)


@procedure
def _drawn(s, asked, number, page):
    """The number at this address."""
    stream = 2 * (asked * s.sources + whole_at(s.source_table, number))
    key0, key1 = whole_at(s.key_table, stream), whole_at(s.key_table, stream + 1)
    ordinal = np.uint64(whole_at(s.ordinal_table, number))
    return number_at(np.uint64(key0), np.uint64(key1), ordinal, page)


@rule
def _column(s, asked, page):
    """The address of the answers drawn ahead for a page, or 0."""
    return whole_at(s.column_table, asked * s.pages + page) if page < s.pages else 0


@common
def answer(s, asked, number, page):
    """A need's answer to a question, asked for the first time (page 0) or again: a number in [0, 1)."""
    column = _column(s, asked, page)
    return float_at(column, number) if column != 0 else _drawn(s, asked, number, page)


@common
def unit_amount(s, asked, number, page):
    """The answer to a question for a time: an amount with mean 1."""
    column = _column(s, asked, page)
    return float_at(column, number) if column != 0 else exponential(_drawn(s, asked, number, page))


@rule
def effort(s, shape, number, page):
    """The size of the work, with mean 1, in the shape that it has in a service at a team."""
    if page == 0:
        return float_at(shape_at(s.shape_table, shape).first, number)
    return _later_effort(s, shape_at(s.shape_table, shape), number, page)


@procedure
def _later_effort(s, shape, number, page):
    if shape.kind == CONSTANT:
        return 1.0
    drawn = answer(s, ASK_EFFORT, number, page)
    if shape.kind == EXPONENTIAL:
        return exponential(drawn)
    return lognormal(drawn, shape.sigma, shape.drift)


@rule
def minutes(s, amount):
    """An amount of time, in whole minutes where the clock has only those."""
    if s.whole_minutes:
        return float(int(amount + 0.5))
    return amount


@rule
def opening(s, time):
    """When the desk is next open: at this time, or later."""
    minute = int(time)
    week = minute // WEEK
    opens = minute_at(s.next_open, minute - week * WEEK)
    if opens == minute - week * WEEK:
        return time
    return float(week * WEEK + opens)


@procedure
def business(s, time, minutes):
    """When so many business minutes will have passed."""
    minute = int(time)
    week = minute // WEEK
    of_week = minute - week * WEEK
    before = minute_at(s.worked, of_week)
    rest = before + minutes
    if minute_at(s.worked, of_week + 1) > before:
        rest = rest + (time - minute)
    if rest >= s.open_week:
        weeks, rest = _whole_weeks(s, rest)
        week += weeks
    whole = int(rest)
    return float(week * WEEK + minute_at(s.open_minutes, whole)) + (rest - whole)


@rule
def _whole_weeks(s, passed):
    """How many business weeks have passed, and the minutes after them."""
    weeks = int(passed / s.open_week)
    rest = passed - weeks * s.open_week
    if rest < 0.0:  # the division may be off by a little
        return weeks - 1, rest + s.open_week
    if rest >= s.open_week:
        return weeks + 1, rest - s.open_week
    return weeks, rest
