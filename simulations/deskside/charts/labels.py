"""Words inside a picture, in place of a legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

__all__ = ["corner"]


def corner(names: Sequence[tuple[str, str]], x: float = 8, y: float = 3, align: Any = "left") -> list[Any]:
    """Names with their colours, one below the other, from a place in pixels."""
    return [
        alt.Chart(pd.DataFrame({"text": [text]}))
        .mark_text(color=colour, align=align, fontWeight=600, baseline="top")
        .encode(x=alt.value(x), y=alt.value(y + 18 * row), text="text:N")
        for row, (text, colour) in enumerate(names)
    ]
