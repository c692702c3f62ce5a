"""Answers to random questions, and time as the scenario's clock tells it."""

from __future__ import annotations

from deskside.engines.compiled.records import row_at, rule, whole_at

__all__ = ["answers", "lacks_page", "minutes", "opening"]

WEEK = 10_080


@rule
def answers(s, number, page):
    """The row that answers a page of a need's questions, as its place in the table of rows."""
    place = number
    for _ in range(page):
        place = row_at(s.row_table, place).later
    return place


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
