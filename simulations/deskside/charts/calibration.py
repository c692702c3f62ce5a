"""How sure people were against how often they were right."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import need
from deskside.charts.figure import Figure
from deskside.charts.theme import MARK, NOW
from deskside.charts.words import plain

__all__ = ["sure_against_right"]

_SIZE = 260


def sure_against_right(frame: pd.DataFrame, summary: str) -> Figure:
    """Dots of predictions that were about equally sure, with the line on which sureness fits.

    ``frame`` has the columns sure (mean, 0 to 1), share (of those that came true, 0 to 1), low and high (its
    range), right and many (counts). A dot below the line: surer than right.
    """
    frame = need(frame, "sure", "share", "low", "high", "right", "many")
    shown = frame.assign(
        x=100 * frame["sure"],
        y=100 * frame["share"],
        bottom=100 * frame["low"],
        top=100 * frame["high"],
        text=[f"{right} of {many}" for right, many in zip(frame["right"], frame["many"], strict=True)],
        side=[-8 if sure > 0.85 else 8 for sure in frame["sure"]],
    )
    scale = alt.Scale(domain=[0, 100])
    x = alt.X("x:Q", title="How sure, %", scale=scale, axis=alt.Axis(values=[0, 20, 40, 60, 80, 100]))
    y = alt.Y("y:Q", title="How often right, %", scale=scale, axis=alt.Axis(values=[0, 20, 40, 60, 80, 100]))
    base = alt.Chart(shown)
    layers = [
        *_fits(x, y),
        base.mark_rule(color=NOW, strokeWidth=2).encode(x=x, y=alt.Y("bottom:Q"), y2="top:Q"),
        base.mark_point(color=NOW, filled=True, size=90, opacity=1).encode(x=x, y=y),
        *_counts(shown, x, y),
    ]
    chart = alt.layer(*layers).properties(width=_SIZE, height=_SIZE)
    return Figure(chart, summary, _table(frame))


def _fits(x: Any, y: Any) -> list[Any]:
    line = pd.DataFrame({"x": [0, 100], "y": [0, 100]})
    words = pd.DataFrame({"x": [2], "y": [96], "text": ["- - as often right as sure"]})
    return [
        alt.Chart(line).mark_line(color=MARK, strokeDash=[5, 4], strokeWidth=1.5).encode(x=x, y=y),
        alt.Chart(words).mark_text(color=MARK, align="left").encode(x=x, y=y, text="text:N"),
    ]


def _counts(shown: pd.DataFrame, x: Any, y: Any) -> list[Any]:
    """How many, beside each dot, on the side where there is room."""
    found = []
    for side, rows in shown.groupby("side"):
        mark = alt.Chart(rows).mark_text(
            color=NOW, align="left" if side > 0 else "right", dx=float(side), fontWeight=600
        )
        found.append(mark.encode(x=x, y=y, text="text:N"))
    return found


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "How sure, mean": [f"{plain(100 * value)} %" for value in frame["sure"]],
            "Predictions": frame["many"],
            "Came true": frame["right"],
            "Share": [f"{plain(100 * value)} %" for value in frame["share"]],
            "Range": [
                f"{plain(100 * low)} to {plain(100 * high)} %"
                for low, high in zip(frame["low"], frame["high"], strict=True)
            ],
        }
    )
