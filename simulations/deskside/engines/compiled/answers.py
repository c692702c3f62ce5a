"""Answers to random questions, and time as the scenario's clock tells it."""

from __future__ import annotations

from deskside.engines.compiled.records import procedure, rare_at, row_at, rule, whole_at

__all__ = ["answers", "business", "lacks_page", "minutes", "opening", "rarely"]

WEEK = 10_080


@rule
def answers(s, number, page):
    """The row that answers a page of a need's questions, as its place in the table of rows."""
    place = number
    for _ in range(page):
        place = row_at(s.row_table, place).later
    return place


@rule
def rarely(s, number, page):
    """The row that answers a page of a need's rare questions."""
    return rare_at(s.rare_table, answers(s, number, page))


@rule
def lacks_page(s, number, page):
    """Whether a page has not been drawn yet."""
    return whole_at(s.page_table, number) < page


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
    opens = whole_at(s.next_open, minute - week * WEEK)
    if opens == minute - week * WEEK:
        return time
    return float(week * WEEK + opens)


@procedure
def business(s, time, minutes):
    """When so many business minutes will have passed."""
    minute = int(time)
    week = minute // WEEK
    of_week = minute - week * WEEK
    before = whole_at(s.worked, of_week)
    passed = before + minutes
    if whole_at(s.worked, of_week + 1) > before:
        passed = passed + (time - minute)
    weeks = int(passed / s.open_week)
    rest = passed - weeks * s.open_week
    if rest < 0.0:  # the division may be off by a little
        weeks, rest = weeks - 1, rest + s.open_week
    if rest >= s.open_week:
        weeks, rest = weeks + 1, rest - s.open_week
    whole = int(rest)
    return float((week + weeks) * WEEK + whole_at(s.open_minutes, whole)) + (rest - whole)
