"""How sure people were against how often they were right."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import measured, need
from deskside.charts.figure import Figure
from deskside.charts.theme import MARK, NOW

__all__ = ["sure_against_right"]

_WIDE, _HIGH = 440, 260


def sure_against_right(frame: pd.DataFrame, summary: str) -> Figure:
    """Dots of predictions that were about equally sure, with the line on which sureness fits.

    ``frame`` has the columns sure (mean, 0 to 1), share (of those that came true, 0 to 1), low and high (its
    range), right and many (counts). A dot below the line: surer than right.
    """
    need(frame, "sure", "share", "low", "high", "right", "many")
    frame = measured(frame, "share")
    shown = frame.assign(
        x=100 * frame["sure"],
        y=100 * frame["share"],
        bottom=100 * frame["low"],
        top=100 * frame["high"],
        text=[f"{right} of {many}" for right, many in zip(frame["right"], frame["many"], strict=True)],
    )
    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100])
    x = alt.X("x:Q", title="How sure, %", scale=alt.Scale(domain=[0, 100]), axis=axis)
    y = alt.Y("y:Q", title="How often right, %", scale=alt.Scale(domain=[0, 110], nice=False), axis=axis)
    base = alt.Chart(shown)
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"x": [0, 100], "y": [0, 100]}))
        .mark_line(color=MARK, strokeDash=[5, 4], strokeWidth=1.5)
        .encode(x=x, y=y),
        base.mark_rule(color=NOW, strokeWidth=2).encode(x=x, y=alt.Y("bottom:Q"), y2="top:Q"),
        base.mark_point(color=NOW, filled=True, size=90, opacity=1).encode(x=x, y=y),
    ]
    for above, rows in shown.groupby(_room_above(shown)):
        words = alt.Chart(rows).mark_text(color=NOW, dy=-9 if above else 11, fontWeight=600)
        layers.append(words.encode(x=x, y=alt.Y("top:Q" if above else "bottom:Q"), text="text:N"))
    named = alt.Title("dashed: as often right as sure", color=MARK, fontWeight="normal", fontSize=13)
    chart = alt.layer(*layers).properties(width=_WIDE, height=_HIGH, title=named)
    return Figure(chart, summary, _table(frame))


def _room_above(shown: pd.DataFrame) -> pd.Series:
    """Whether a dot's count stands above its range, where the dashed line is further away, or below it."""
    above, below = (shown["top"] - shown["x"]).abs(), (shown["bottom"] - shown["x"]).abs()
    return (above >= below) | (shown["bottom"] < 10)


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "How sure, mean": [f"{100 * value:.0f} %" for value in frame["sure"]],
            "Predictions": frame["many"],
            "Came true": frame["right"],
            "Share": [f"{100 * value:.0f} %" for value in frame["share"]],
            "Range": [
                f"{100 * low:.0f} to {100 * high:.0f} %"
                for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
        }
    )
