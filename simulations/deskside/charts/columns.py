"""Frames as the charts expect them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from deskside.errors import DesksideError

__all__ = ["need", "room_for"]


def room_for(names: Iterable[str]) -> float:
    """Pixels for an axis's names in any page's font: pictures are drawn with one and shown in another.

    >>> room_for(["now", "before"])
    58.0
    """
    return 10.0 + 8.0 * max(len(name) for name in names)


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
