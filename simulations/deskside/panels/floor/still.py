"""What a floor leaves where nothing plays: the queue through time as a picture, a sentence, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deskside.calendar import DAY
from deskside.charts import Figure, queue_over_time
from deskside.charts.theme import MARK
from deskside.log import TicketLog
from deskside.panels.floor.columns import NEVER, Columns, columns
from deskside.panels.floor.phrases import TICKS, Wording, clock, duration

__all__ = ["Busiest", "busiest", "still_picture"]

#: Spans of time a picture is drawn in, at most: enough for a line on a screen.
MOST_SPANS = 200
#: Minutes a span may have.
SPANS = (1, 5, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14400, 72000)


class Busiest(NamedTuple):
    """The moment (in ticks) at which most tickets wait, how many, and how long the first of them has."""

    tick: int
    waiting: int
    longest: int


@dataclass(frozen=True, eq=False)
class _Queue:
    """How many wait: after each tick in ``ticks`` there are ``waiting``."""

    ticks: NDArray[np.int64]
    waiting: NDArray[np.int64]


def _left(c: Columns) -> NDArray[np.int64]:
    """When each visit left its queue; `NEVER` for those that still wait."""
    return np.where(c.visit_started != NEVER, c.visit_started, c.visit_ended)


def _queue(c: Columns) -> _Queue:
    left = _left(c)
    left = left[left != NEVER]
    moments = np.concatenate([c.visit_queued, left])
    changes = np.concatenate([np.ones(len(c.visit_queued), np.int64), -np.ones(len(left), np.int64)])
    ticks, place = np.unique(moments, return_inverse=True)
    return _Queue(ticks, np.cumsum(np.bincount(place, changes, len(ticks)).astype(np.int64)))


def busiest(log: TicketLog) -> Busiest:
    """The first moment at which most tickets wait.

    >>> from deskside.experiment import simulate
    >>> from deskside.scenario import load
    >>> log = simulate(load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 0}), seed=1)
    >>> found = busiest(log)
    >>> found.waiting > 5, 0 < found.tick < 2 * 1440 * 100
    (True, True)
    """
    c = columns(log)
    queue = _queue(c)
    if not len(queue.ticks) or queue.waiting.max() == 0:
        return Busiest(0, 0, 0)
    place = int(queue.waiting.argmax())
    tick = int(queue.ticks[place])
    left = _left(c)
    waits = (c.visit_queued <= tick) & ((left > tick) | (left == NEVER))
    return Busiest(tick, int(queue.waiting[place]), tick - int(c.visit_queued[waits].min()))


def still_picture(logs: Sequence[TicketLog], names: Sequence[str], wording: Wording) -> Figure:
    """The queues of one log or two through time, the sentence that says it, and the day-by-day table."""
    until = max(log.until for log in logs)
    span = _span(until)
    edges = np.arange(0.0, until + span, span)
    frames = []
    for log, name in zip(logs, names, strict=True):
        waiting = _most(_queue(columns(log)), edges * TICKS)
        frame = {"time": edges[:-1], "desk": name, "waiting": waiting, "low": waiting, "high": waiting}
        frames.append(pd.DataFrame(frame))
    figure = queue_over_time(pd.concat(frames, ignore_index=True))
    line = f"Line: the most that wait at once in each {duration(span * TICKS)}."
    return replace(
        figure,
        chart=figure.chart + _marks(logs),
        summary=f"{_sentence(logs, names)} {line}",
        table=_table(logs, names, wording),
    )


def _span(until: float) -> int:
    """The shortest span, in minutes, of which a run has few enough."""
    return next((one for one in SPANS if until / one <= MOST_SPANS), SPANS[-1])


def _marks(logs: Sequence[TicketLog]) -> Any:
    """A diamond at each log's busiest moment."""
    points = [busiest(log) for log in logs]
    places = [{"day": one.tick / TICKS / DAY, "waiting": one.waiting} for one in points]
    point = alt.Chart(pd.DataFrame(places)).mark_point(shape="diamond", color=MARK, filled=True, size=110)
    return point.encode(x="day:Q", y="waiting:Q")


def _most(queue: _Queue, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The most that wait at once in each span."""
    before = np.concatenate([[0], queue.waiting])[np.searchsorted(queue.ticks, edges[:-1], side="right")]
    most = before.astype(np.float64)
    span = np.searchsorted(edges, queue.ticks, side="left") - 1
    np.maximum.at(most, np.clip(span, 0, len(most) - 1), queue.waiting)
    return most


def _sentence(logs: Sequence[TicketLog], names: Sequence[str]) -> str:
    parts = []
    for log, name in zip(logs, names, strict=True):
        found = busiest(log)
        if found.waiting == 0:
            words = "nobody ever waits"
        else:
            tickets = "ticket waits" if found.waiting == 1 else "tickets wait"
            words = (
                f"the busiest moment is {clock(found.tick)}: {found.waiting} {tickets}, "
                f"the first of them for {duration(found.longest)}"
            )
        parts.append(f"{name}: {words}" if len(logs) > 1 else words)
    told = ". ".join(part[0].upper() + part[1:] for part in parts)
    return f"Tickets waiting through time; a diamond marks the busiest moment. {told}."


def _table(logs: Sequence[TicketLog], names: Sequence[str], wording: Wording) -> pd.DataFrame:
    """What a floor comes to, by team: visits, waits, and what became of the tickets."""
    rows = []
    for log, name in zip(logs, names, strict=True):
        c = columns(log)
        taken = c.visit_started != NEVER
        waits = np.where(taken, c.visit_started - c.visit_queued, 0) / TICKS
        for number, team in enumerate(log.scenario.teams):
            mine = taken & (c.visit_team == number)
            row = {"Floor": name} if len(logs) > 1 else {}
            rows.append(
                {
                    **row,
                    "Team": wording.label("teams", team),
                    "Taken by an agent": int(mine.sum()),
                    "Mean wait, minutes": float(waits[mine].mean()) if mine.any() else float("nan"),
                    "Longest wait, minutes": float(waits[mine].max()) if mine.any() else float("nan"),
                    "Left the queue": int(
                        ((c.visit_team == number) & ~taken & (c.visit_ended != NEVER)).sum()
                    ),
                }
            )
    return pd.DataFrame(rows)
