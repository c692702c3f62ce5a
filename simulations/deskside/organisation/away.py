"""Time away from the queue: cut out of a shift, so that no head is ever a fraction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from deskside.calendar import DAY, DAYS, Hours

__all__ = ["hours_as_texts", "without"]

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def hours_as_texts(hours: Hours) -> tuple[str, ...]:
    """Hours as a scenario writes them, one text a day and span.

    >>> hours_as_texts(Hours.parse(["Tue 22:00-06:00"]))
    ('Tue 22:00-24:00', 'Wed 00:00-06:00')
    """
    return tuple(_text(start, end) for start, end in _by_day(hours))


@lru_cache(maxsize=4096)
def without(hours: Hours, daily: int, weekly: int, order: int, heads: int) -> Hours:
    """Somebody's hours without time for something else: ``daily`` minutes each day, ``weekly`` in blocks.

    ``order`` is their place among ``heads``: it sets when in the day they are away, and on which day first,
    so that people are away one after the other. On no day is more than half of the hours taken.

    >>> without(Hours.parse(["Mon-Tue 08:00-12:00"]), 60, 0, 0, 1).spans
    ((480, 570), (630, 720), (1920, 2010), (2070, 2160))
    """
    days: dict[int, list[Span]] = {}
    for start, end in _by_day(hours):
        days.setdefault(start // DAY, []).append((start, end))
    room = {day: sum(end - start for start, end in spans) // 2 for day, spans in days.items()}
    taken = {day: min(daily, most) for day, most in room.items()}
    ordered = sorted(days)
    for turn in range(len(ordered)):
        day = ordered[(order + turn) % len(ordered)]
        block = min(weekly, room[day] - taken[day])
        taken[day] += block
        weekly -= block
    left = [span for day, spans in days.items() for span in _cut(spans, taken[day], order, heads)]
    return Hours(tuple(sorted(left)))


def _by_day(hours: Hours) -> Iterator[Span]:
    """The spans, cut at midnight."""
    for first, end in hours.spans:
        start = first
        while start < end:
            stop = min(end, (start // DAY + 1) * DAY)
            yield start, stop
            start = stop


def _text(start: int, end: int) -> str:
    day = start // DAY
    begin, stop = start - day * DAY, end - day * DAY
    return f"{DAYS[day]} {begin // 60:02d}:{begin % 60:02d}-{stop // 60:02d}:{stop % 60:02d}"


def _cut(spans: list[Span], minutes: int, order: int, heads: int) -> Iterator[Span]:
    """A day's spans without so many minutes, taken from the longest ones first."""
    left = minutes
    cuts: dict[Span, int] = {}
    for span in sorted(spans, key=lambda each: (each[0] - each[1], each[0])):
        cuts[span] = min(left, span[1] - span[0])
        left -= cuts[span]
    for start, end in spans:
        gone = cuts[start, end]
        if not gone:
            yield start, end
            continue
        middle = start + (end - start) * (order + 1) // (heads + 1)
        begins = max(start, min(middle - gone // 2, end - gone))
        yield from (piece for piece in ((start, begins), (begins + gone, end)) if piece[0] < piece[1])
