"""Frames as the charts expect them."""

from __future__ import annotations

import pandas as pd

from deskside.errors import DesksideError

__all__ = ["need"]


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
