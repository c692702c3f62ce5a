"""How long people wait: not one number but a spread."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from deskside.charts.columns import need
from deskside.charts.figure import Figure
from deskside.charts.theme import BEFORE, MARK, NOW, WIDTH
from deskside.charts.words import plain

__all__ = ["share_answered_within"]


def share_answered_within(frame: pd.DataFrame, promise: float | None = None, height: int = 240) -> Figure:
    """The share of tickets answered within so many minutes: the distribution of waits, read upwards.

    ``frame`` has the columns within (minutes), desk (name; with two the first is drawn in grey as the one
    before), share (mean over the runs, 0 to 1), low and high (its range). ``promise`` (minutes) draws a line
    to read off.
    """
    frame = need(frame, "within", "desk", "share", "low", "high")
    desks = list(dict.fromkeys(frame["desk"]))
    colours = [BEFORE, NOW][-len(desks) :]
    shown = frame.assign(percent=100 * frame["share"], bottom=100 * frame["low"], upper=100 * frame["high"])
    x = alt.X("within:Q", title="Wait, minutes", scale=alt.Scale(domainMin=0, nice=False))
    y = alt.Y("percent:Q", title="Answered within that time, %", scale=alt.Scale(domain=[0, 100]))
    layers: list[Any] = []
    for number, (desk, colour) in enumerate(zip(desks, colours, strict=True)):
        rows = shown[shown["desk"] == desk]
        base = alt.Chart(rows)
        layers.append(
            base.mark_area(color=colour, opacity=0.22).encode(x=x, y=alt.Y("bottom:Q"), y2="upper:Q")
        )
        layers.append(base.mark_line(color=colour).encode(x=x, y=y))
        layers.append(_name(rows, desk, colour, above=number == 0 and len(desks) > 1))
    if promise is not None:
        layers += _promise(promise, height)
    chart = alt.layer(*layers).properties(width=WIDTH, height=height)
    return Figure(chart, _summary(frame, desks, promise), _table(frame, desks))


def _name(rows: pd.DataFrame, desk: str, colour: str, above: bool) -> Any:
    place = rows.iloc[[int(len(rows) * (0.25 if above else 0.45))]].assign(text=desk)
    return (
        alt.Chart(place)
        .mark_text(color=colour, align="left", dx=8, dy=-12 if above else 20, fontWeight=600)
        .encode(x="within:Q", y="percent:Q", text="text:N")
    )


def _promise(minutes: float, height: int) -> list[Any]:
    at = pd.DataFrame({"within": [minutes], "text": [f"promise: {plain(minutes)} minutes"]})
    rule = alt.Chart(at).mark_rule(color=MARK, strokeDash=[4, 4]).encode(x="within:Q")
    near_the_axis = alt.value(height - 8)
    words = alt.Chart(at).mark_text(color=MARK, align="left", dx=6, baseline="bottom")
    return [rule, words.encode(x="within:Q", y=near_the_axis, text="text:N")]


def _summary(frame: pd.DataFrame, desks: list[str], promise: float | None) -> str:
    parts = []
    for desk in desks:
        rows = frame[frame["desk"] == desk]
        nine = rows.loc[rows["share"] >= 0.9, "within"]
        if promise is None:
            parts.append(
                f"{desk}: nine in ten within {plain(float(nine.min()))} minutes"
                if len(nine)
                else f"{desk}: fewer than nine in ten"
            )
        else:
            kept = float(np.interp(promise, rows["within"], rows["share"]))
            parts.append(f"{desk}: {plain(100 * kept)} % within {plain(promise)} minutes")
    return f"How many tickets are answered within so many minutes. {'; '.join(parts)}."


def _table(frame: pd.DataFrame, desks: list[str]) -> pd.DataFrame:
    minutes = frame.loc[frame["desk"] == desks[0], "within"].to_numpy()
    step = max(1, len(minutes) // 12)
    table = pd.DataFrame({"Within, minutes": minutes[::step]})
    for desk in desks:
        rows = frame[frame["desk"] == desk].iloc[::step]
        table[f"{desk}, %"] = (100 * rows["share"]).to_numpy()
        table[f"{desk}: range"] = [
            f"{plain(100 * a)} to {plain(100 * b)}" for a, b in zip(rows["low"], rows["high"], strict=True)
        ]
    return table
