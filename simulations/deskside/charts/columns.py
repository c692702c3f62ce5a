"""Frames as the charts expect them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from deskside.errors import DesksideError

__all__ = ["at_most", "cut", "extent", "from_nothing", "measured", "need", "plot_width", "room_for"]

#: Letters of a name that an axis shows; the whole of it stands in the table.
LONGEST = 34
#: Pixels of a picture and the names beside it.
WIDEST = 670.0


def room_for(names: Iterable[str]) -> float:
    """Pixels for an axis's names in any page's font: pictures are drawn with one and shown in another.

    >>> room_for(["now", "before"])
    58.0
    """
    return 10.0 + 8.0 * max(len(name) for name in names)


def plot_width(names: Iterable[str], most: float) -> float:
    """Pixels left for the picture beside an axis with these names, so that both fit a page of the course.

    >>> plot_width(["now"], 500.0), plot_width(["a rather long name of a department"], 500.0)
    (500.0, 388.0)
    """
    return min(most, WIDEST - room_for(names))


def need(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The frame, if it has rows and these columns. Raises `DesksideError` otherwise."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise DesksideError(
            f"this chart needs the column {missing[0]!r}; the frame has {', '.join(map(str, frame.columns))}"
        )
    if frame.empty:
        raise DesksideError("this chart needs at least one row; the frame is empty")
    return frame


def measured(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows that have a finite number in the column. Raises `DesksideError` if none has.

    >>> measured(pd.DataFrame({"wait": [1.0, float("nan"), 3.0]}), "wait")["wait"].tolist()
    [1.0, 3.0]
    """
    kept = frame[[math.isfinite(float(value)) for value in frame[column]]]
    if kept.empty:
        raise DesksideError(f"there is nothing to draw: no row has a number in {column!r}")
    return kept


def at_most(count: int, most: int, what: str) -> None:
    """Raises `DesksideError` if there are more than a picture can hold."""
    if count > most:
        raise DesksideError(f"this chart shows at most {most} {what}, not {count}: choose or group them")


def cut(name: object, letters: int = LONGEST) -> str:
    """A name short enough for a picture.

    >>> cut("Facilities and workplace services", 20)
    'Facilities and work…'
    """
    text = str(name)
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def extent(*columns: Iterable[float], zero: bool = True) -> tuple[float, float]:
    """Ends of an axis that holds all values, with some room, and is never without length.

    >>> extent([0.0, 0.0]), extent([3.0, 10.0])
    ((0.0, 1.0), (0.0, 10.6))
    """
    values = [float(value) for column in columns for value in column if math.isfinite(float(value))]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    low, high = (min(0.0, low), max(0.0, high)) if zero else (low, high)
    room = 0.06 * (high - low)
    if room == 0.0:
        return (low, low + 1.0) if zero else (low - 0.5, high + 0.5)
    return (low - room if low else low), (high + room if high else high)


def from_nothing(*lows: float) -> float:
    """Where an axis of measures begins: at nothing, or below it where a range reaches there.

    >>> from_nothing(3.0, 2.0), from_nothing(-6.6, float("nan"))
    (0.0, -6.6)
    """
    return min([0.0, *(low for low in lows if math.isfinite(low))])
