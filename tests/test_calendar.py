"""The week: read from text, and held against a calendar that looks at every single minute."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, seed
from hypothesis import strategies as st

from deskside.calendar import DAY, DAYS, HOUR, WEEK, Hours, when
from deskside.errors import DesksideError
from generated import fixed

OFFICE = Hours.parse(["Mon-Fri 08:00-18:00"])


def by_minute(texts: list[str]) -> np.ndarray:
    """Whether each minute of the week is open, read from the texts in another way than `Hours` does."""
    is_open = np.zeros(WEEK, dtype=bool)
    for text in texts:
        days, clock = text.split()
        first, last = (days.split("-") * 2)[:2]
        (h1, m1), (h2, m2) = (part.split(":") for part in clock.split("-"))
        start, end = int(h1) * HOUR + int(m1), int(h2) * HOUR + int(m2)
        lasts = end - start if end > start else end - start + DAY
        day = DAYS.index(first)
        while True:
            is_open[(day * DAY + start + np.arange(lasts)) % WEEK] = True
            if DAYS[day % 7] == last:
                break
            day += 1
    return is_open


@st.composite
def hours_texts(draw: st.DrawFn) -> list[str]:
    day, clock = st.sampled_from(DAYS), st.integers(0, DAY)

    def text() -> str:
        first, last, start, end = draw(day), draw(day), draw(clock), draw(clock)
        days = first if draw(st.booleans()) else f"{first}-{last}"
        return f"{days} {start // HOUR:02d}:{start % HOUR:02d}-{end // HOUR:02d}:{end % HOUR:02d}"

    return [text() for _ in range(draw(st.integers(1, 3)))]


@seed(1)
@fixed(300)
@given(hours_texts())
@example(["Sun 24:00-06:00"])
@example(["Mon-Sun 00:00-24:00"])
@example(["Sun 22:00-06:00", "Mon 06:00-07:00"])
def test_hours_agree_with_every_minute(texts: list[str]) -> None:
    hours, is_open = Hours.parse(texts), by_minute(texts)
    minutes = np.arange(WEEK)
    assert [hours.covers(int(m)) for m in minutes[::7]] == is_open[::7].tolist()
    assert hours.minutes_a_week == is_open.sum()
    assert hours.always == is_open.all()
    changes = np.flatnonzero(is_open != np.roll(is_open, 1))
    assert hours.changes() == [(int(m), bool(is_open[m])) for m in changes]
    opened = np.concatenate([[0], np.cumsum(np.tile(is_open, 2))])
    assert (
        hours.elapsed(minutes[::11], minutes[::11] + 3001).tolist()
        == (opened[minutes[::11] + 3001] - opened[minutes[::11]]).tolist()
    )
    following = np.where(np.tile(is_open, 2), np.arange(2 * WEEK), 2 * WEEK)
    first = np.minimum.accumulate(following[::-1])[::-1][:WEEK]
    assert hours.next_open().tolist() == first.tolist()
    assert all(0 <= start < end <= WEEK for start, end in hours.spans)


@seed(2)
@fixed(300)
@given(hours_texts(), st.integers(0, 3 * WEEK), st.integers(0, 2 * WEEK))
def test_due_is_the_first_time_with_so_many_open_minutes(texts: list[str], start: int, minutes: int) -> None:
    hours = Hours.parse(texts)
    due = float(hours.due(start, minutes))
    assert due >= start
    assert float(hours.elapsed(start, due)) == minutes
    if due > start:
        assert float(hours.elapsed(start, due - 1)) < minutes


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Mon-Fri 08:00-16:00", [(d * DAY + 480, d * DAY + 960) for d in range(5)]),
        ("Sun 22:00-06:00", [(0, 360), (6 * DAY + 1320, WEEK)]),
        ("Sat-Mon 09:00-10:00", [(540, 600), (5 * DAY + 540, 5 * DAY + 600), (6 * DAY + 540, 6 * DAY + 600)]),
        ("Mon-Sun 00:00-24:00", [(0, WEEK)]),
        ("Wed 12:00-12:00", [(2 * DAY + 720, 3 * DAY + 720)]),
        ("Sun 24:00-06:00", [(0, 360)]),
    ],
)
def test_texts(text: str, spans: list[tuple[int, int]]) -> None:
    assert list(Hours.parse([text]).spans) == spans


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mon-Fri", "write them like"),
        ("Mo 08:00-16:00", "'Mo' is not a day"),
        ("Mon 08:00-25:00", "25:00 is not a time of day"),
        ("Mon 08:60-09:00", "08:60 is not a time of day"),
        ("", "write them like"),
    ],
)
def test_texts_that_cannot_be_read(text: str, says: str) -> None:
    with pytest.raises(DesksideError, match=says):
        Hours.parse([text])


def test_a_target_over_the_weekend() -> None:
    """Friday 17:30 and one business hour: half an hour is left on Friday, so Monday 08:30."""
    friday = 4 * DAY + 17 * HOUR + 30
    assert float(OFFICE.due(friday, 60)) == WEEK + 8 * HOUR + 30
    assert float(OFFICE.elapsed(friday, WEEK + 8 * HOUR + 30)) == 60.0


def test_what_has_not_happened_stays_unknown() -> None:
    assert math.isnan(float(OFFICE.elapsed(0.0, float("nan"))))
    assert math.isnan(float(OFFICE.due(float("nan"), 60.0)))


def test_time_runs_backwards_with_a_minus() -> None:
    assert float(OFFICE.elapsed(DAY, 0)) == -600.0


def test_nothing_falls_due_without_hours() -> None:
    with pytest.raises(DesksideError, match="no open hours"):
        Hours(()).due(0, 10)


def test_times_in_words() -> None:
    assert [when(0), when(WEEK + 3 * DAY + 845.9)] == ["Mon 00:00", "Thu 14:05 of week 2"]
