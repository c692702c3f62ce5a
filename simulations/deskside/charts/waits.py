"""How long people wait: not one number but a spread."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from deskside.charts.columns import at_most, extent, measured, need
from deskside.charts.figure import Figure
from deskside.charts.labels import corner
from deskside.charts.theme import BEFORE, INK, MARK, NOW, WIDTH
from deskside.charts.words import amount, plain

__all__ = ["share_answered_within", "wait_distribution"]


def share_answered_within(frame: pd.DataFrame, promise: float | None = None, height: int = 240) -> Figure:
    """The share of tickets answered within so many minutes: the distribution of waits, read upwards.

    ``frame`` has the columns within (minutes), desk (name; with two the first is drawn in grey as the one
    before), share (mean over the runs, 0 to 1), low and high (its range). ``promise`` (minutes) draws a line
    to read off.
    """
    need(frame, "within", "desk", "share", "low", "high")
    frame = measured(frame, "share")
    desks = list(dict.fromkeys(frame["desk"]))
    at_most(len(desks), 2, "desks")
    colours = [BEFORE, NOW][-len(desks) :]
    shown = frame.assign(percent=100 * frame["share"], bottom=100 * frame["low"], upper=100 * frame["high"])
    x = alt.X("within:Q", title="Wait, minutes", scale=alt.Scale(domainMin=0, nice=False))
    y = alt.Y("percent:Q", title="Answered within that time, %", scale=alt.Scale(domain=[0, 100]))
    layers: list[Any] = []
    for desk, colour in zip(desks, colours, strict=True):
        rows = shown[shown["desk"] == desk]
        base = alt.Chart(rows)
        layers.append(
            base.mark_area(color=colour, opacity=0.22).encode(x=x, y=alt.Y("bottom:Q"), y2="upper:Q")
        )
        layers.append(base.mark_line(color=colour, point=len(rows) == 1).encode(x=x, y=y))
    if promise is not None:
        layers += _promise(promise, height)
    layers += _names(shown, list(zip(desks, colours, strict=True)), height)
    chart = alt.layer(*layers).properties(width=WIDTH, height=height)
    return Figure(chart, _summary(frame, desks, promise), _table(frame, desks))


def _names(shown: pd.DataFrame, names: list[tuple[str, str]], height: int) -> list[Any]:
    """The names at the lower right, below curves that rise; at the upper left where they hardly do."""
    if float(shown["percent"].iloc[-1]) < 50:
        return corner(names)
    return corner(names, x=WIDTH - 8, y=height - 28 - 18 * len(names), align="right")


def _promise(minutes: float, height: int) -> list[Any]:
    at = pd.DataFrame({"within": [minutes], "text": [f"promise: {amount(minutes, 'minutes')}"]})
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
                else f"{desk}: fewer than nine in ten within {plain(float(rows['within'].max()))} minutes"
            )
        else:
            kept = float(np.interp(promise, rows["within"], rows["share"]))
            parts.append(f"{desk}: {plain(100 * kept)} % within {amount(promise, 'minutes')}")
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


#: More bins than this and their names run into each other.
MOST_BINS = 16


def wait_distribution(frame: pd.DataFrame, what: str = "Wait", height: int = 230) -> Figure:
    """How many tickets wait how long, for one desk or two.

    ``frame`` has the columns start and end (minutes; an infinite end is "or more"), desk (name; with two the
    first is drawn in grey as the one before), share (of the tickets, 0 to 1), low and high (its range).
    """
    need(frame, "start", "end", "desk", "share", "low", "high")
    frame = measured(frame, "share")
    desks = list(dict.fromkeys(frame["desk"]))
    at_most(len(desks), 2, "desks")
    bins = frame[["start", "end"]].drop_duplicates().sort_values("start")
    at_most(len(bins), MOST_BINS, "bins")
    names = [_bin(start, end) for start, end in bins.itertuples(index=False)]
    colours = [BEFORE, NOW][-len(desks) :]
    shown = frame.assign(
        bin=[_bin(start, end) for start, end in zip(frame["start"], frame["end"], strict=True)],
        percent=100 * frame["share"],
        bottom=100 * frame["low"].clip(lower=0),
        upper=100 * frame["high"],
    )
    x = alt.X("bin:N", title=f"{what}, minutes", sort=names, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    top = extent(shown["percent"], shown["upper"])
    y = alt.Y("percent:Q", title="Share of tickets, %", scale=alt.Scale(domain=top))
    aside = alt.XOffset("desk:N", sort=desks, scale=alt.Scale(paddingInner=0.1))
    colour = alt.Color("desk:N", scale=alt.Scale(domain=desks, range=colours))
    base = alt.Chart(shown)
    bars = base.mark_bar(opacity=0.75).encode(x=x, xOffset=aside, y=y, color=colour)
    ranges = base.mark_rule(color=INK, strokeWidth=1.5).encode(
        x=x, xOffset=aside, y=alt.Y("bottom:Q"), y2="upper:Q"
    )
    words = corner(list(zip(desks, colours, strict=True)), x=WIDTH - 8, align="right")
    chart = alt.layer(bars, ranges, *words).properties(width=WIDTH, height=height)
    return Figure(chart, _shape(shown, desks, what), _bins_table(shown, desks, names, what))


def _bin(start: float, end: float) -> str:
    return f"{plain(start)}+" if math.isinf(end) else f"{plain(start)}–{plain(end)}"


def _shape(shown: pd.DataFrame, desks: list[str], what: str) -> str:
    parts = []
    for desk in desks:
        rows = shown[shown["desk"] == desk].sort_values("start")
        most, last = rows.loc[rows["percent"].idxmax()], rows.iloc[-1]
        long = f", {plain(last['percent'])} % in the last column, {last['bin']}" if len(rows) > 1 else ""
        parts.append(
            f"{desk}: most often {most['bin']} minutes ({plain(most['percent'])} % of tickets){long}"
        )
    return f"{what}, how often it is how long. {'; '.join(parts)}. Lines on the bars: 95 % range."


def _bins_table(shown: pd.DataFrame, desks: list[str], names: list[str], what: str) -> pd.DataFrame:
    table = pd.DataFrame({f"{what}, minutes": names})
    for desk in desks:
        rows = shown[shown["desk"] == desk].set_index("bin").reindex(names)
        table[f"{desk}, %"] = rows["percent"].to_numpy()
        table[f"{desk}: range"] = [
            f"{plain(a)} to {plain(b)}" for a, b in zip(rows["bottom"], rows["upper"], strict=True)
        ]
    return table
