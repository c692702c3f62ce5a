"""The week: hours such as ``Mon-Fri 08:00-16:00``, and time that counts only while they are open.

All times are minutes since Monday 00:00 of week 0; every week is alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskside.errors import DesksideError

__all__ = ["DAY", "DAYS", "HOUR", "WEEK", "Hours", "times_of_week", "when"]

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SPAN = re.compile(r"(\w+)(?:-(\w+))?\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_TIME = re.compile(r"(\w+)(?:-(\w+))?\s+(\d{1,2}):(\d{2})")


def when(minute: float) -> str:
    """A time in words, for messages and stories.

    >>> when(0), when(10080 + 3 * 1440 + 14 * 60 + 5)
    ('Mon 00:00', 'Thu 14:05 of week 2')
    """
    week, rest = divmod(int(minute), WEEK)
    day, rest = divmod(rest, DAY)
    clock = f"{DAYS[day]} {rest // HOUR:02d}:{rest % HOUR:02d}"
    return clock if week == 0 else f"{clock} of week {week + 1}"


def times_of_week(texts: Iterable[str]) -> tuple[int, ...]:
    """Minutes of the week at which something happens, sorted. Raises `DesksideError` for what is no time.

    >>> times_of_week(["Mon-Tue 09:00", "Mon 14:30"])
    (540, 870, 1980)
    """
    found: set[int] = set()
    for text in texts:
        match = _TIME.fullmatch(text.strip())
        if match is None:
            raise DesksideError(f"time {text!r}: write it like 'Mon-Fri 09:00'")
        first, last, hour, minute = match.groups()
        time = _minute(hour, minute, text)
        found.update((day * DAY + time) % WEEK for day in _days(first, last or first, text))
    return tuple(sorted(found))


@dataclass(frozen=True)
class Hours:
    """Open spans of a week, as pairs of minutes (from, to), sorted, apart from each other, within one week.

    >>> office = Hours.parse(["Mon-Fri 08:00-18:00"])
    >>> office.minutes_a_week
    3000
    >>> float(office.elapsed(0, 1440))  # Monday: ten hours
    600.0
    """

    spans: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, texts: Sequence[str]) -> Hours:
        """Read hours such as ``["Mon-Fri 08:00-18:00", "Sat 09:00-12:00"]``.

        An end at or before the start means the next day (``"Sun 22:00-06:00"``). Raises `DesksideError`.
        """
        return cls(_parsed(tuple(texts)))

    @property
    def minutes_a_week(self) -> int:
        """Open minutes in a week."""
        return sum(end - start for start, end in self.spans)

    @property
    def always(self) -> bool:
        """Whether it never closes."""
        return self.minutes_a_week == WEEK

    def covers(self, minute: float) -> bool:
        """Whether it is open at this time; a span includes its start and not its end."""
        of_week = minute % WEEK
        return any(start <= of_week < end for start, end in self.spans)

    def changes(self) -> list[tuple[int, bool]]:
        """Minutes of the week at which it opens (True) or closes (False), sorted.

        A span that runs over Sunday midnight into Monday does not close there.
        """
        if self.always:
            return []
        opens, closes = {s for s, _ in self.spans}, {e % WEEK for _, e in self.spans}
        both = opens & closes
        return sorted([(m, True) for m in opens - both] + [(m, False) for m in closes - both])

    def elapsed(self, start: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
        """Open minutes between two times (arrays of any one shape); negative if ``end`` comes first."""
        return self._open_until(end) - self._open_until(start)

    def elapsed_to_each(self, start: ArrayLike, ends: Iterable[ArrayLike]) -> list[NDArray[np.float64]]:
        """`elapsed` from one time to several, which looks up the start once."""
        begun = self._open_until(start)
        return [self._open_until(end) - begun for end in ends]

    def due(self, start: ArrayLike, minutes: ArrayLike) -> NDArray[np.float64]:
        """The first time at which ``minutes`` open minutes have passed since ``start``.

        Raises `DesksideError` where no minute of the week is open.
        """
        total = self.minutes_a_week
        if total == 0:
            raise DesksideError("calendar: no open hours in the week, so no target can ever fall due")
        amount = self._open_until(start) + np.asarray(minutes, dtype=np.float64)
        # an amount that fills a week exactly falls due when that week's last span closes
        week = np.ceil(amount / total) - 1.0
        clock, open_minutes = self._knots
        reached = np.asarray(amount - week * total)
        # of the clock times with this many open minutes, the first: look from the left
        right = np.clip(np.searchsorted(open_minutes, reached, side="left"), 1, len(clock) - 1)
        found = week * WEEK + clock[right] - (open_minutes[right] - reached)
        return np.maximum(found, np.asarray(start, dtype=np.float64))

    def next_open(self) -> NDArray[np.int64]:
        """The first open minute at or after each minute of the week; shape (10080,), up to 2 weeks."""
        opened = np.full(2 * WEEK, 2 * WEEK, dtype=np.int64)
        for start, end in self.spans:
            for shift in (0, WEEK):
                opened[start + shift : end + shift] = np.arange(start + shift, end + shift)
        first: NDArray[np.int64] = np.minimum.accumulate(opened[::-1])[::-1][:WEEK]
        return first

    def worked(self) -> NDArray[np.int64]:
        """Open minutes of the week that have passed at each of its minutes; shape (10081,)."""
        is_open = np.zeros(WEEK + 1, dtype=np.int64)
        for start, end in self.spans:
            is_open[start + 1 : end + 1] = 1
        return np.cumsum(is_open)

    def open_minutes(self) -> NDArray[np.int64]:
        """The minutes of the week in which it is open, in order; shape (minutes_a_week,)."""
        return np.concatenate([np.arange(s, e) for s, e in self.spans] or [np.empty(0, dtype=np.int64)])

    @cached_property
    def _knots(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Clock minutes and the open minutes passed by then, for one week."""
        clock, open_minutes = [0.0], [0.0]
        for start, end in self.spans:
            if start > clock[-1]:
                clock.append(float(start))
                open_minutes.append(open_minutes[-1])
            clock.append(float(end))
            open_minutes.append(open_minutes[-1] + end - start)
        if clock[-1] < WEEK:
            clock.append(float(WEEK))
            open_minutes.append(open_minutes[-1])
        return np.array(clock), np.array(open_minutes)

    def _open_until(self, time: ArrayLike) -> NDArray[np.float64]:
        minutes = np.asarray(time, dtype=np.float64)
        if self.always:
            return minutes
        week = np.floor(minutes / WEEK)
        return np.asarray(week * self.minutes_a_week + np.interp(minutes - week * WEEK, *self._knots))


@lru_cache(maxsize=1024)
def _parsed(texts: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    pieces: list[tuple[int, int]] = []
    for text in texts:
        pieces.extend(_spans_of(text))
    return _joined(_within_week(pieces))


def _spans_of(text: str) -> Iterable[tuple[int, int]]:
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise DesksideError(f"hours {text!r}: write them like 'Mon-Fri 08:00-16:00'")
    first, last, from_hour, from_minute, to_hour, to_minute = match.groups()
    days = _days(first, last or first, text)
    start, end = _minute(from_hour, from_minute, text), _minute(to_hour, to_minute, text)
    if end <= start:
        end += DAY
    return [(day * DAY + start, day * DAY + end) for day in days]


def _days(first: str, last: str, text: str) -> list[int]:
    for name in (first, last):
        if name not in DAYS:
            raise DesksideError(f"{text!r}: {name!r} is not a day; days are {' '.join(DAYS)}")
    start, end = DAYS.index(first), DAYS.index(last)
    return [day % 7 for day in range(start, (end if end >= start else end + 7) + 1)]


def _minute(hour: str, minute: str, text: str) -> int:
    value = int(hour) * HOUR + int(minute)
    if value > DAY or int(minute) >= HOUR:
        raise DesksideError(f"{text!r}: {hour}:{minute} is not a time of day (00:00 to 24:00)")
    return value


def _within_week(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut what runs over the end of the week, and put the rest at its beginning."""
    inside = []
    for start, end in pieces:
        if start < WEEK:
            inside.append((start, min(end, WEEK)))
        if end > WEEK:
            inside.append((max(start - WEEK, 0), end - WEEK))
    return inside


def _joined(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
