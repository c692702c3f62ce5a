"""How many wait, as time goes by."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, extent, measured, need
from deskside.charts.figure import Figure
from deskside.charts.labels import corner
from deskside.charts.theme import BEFORE, NOW, WIDTH
from deskside.charts.words import plain

__all__ = ["queue_over_time"]

DAY = 1440.0


def queue_over_time(frame: pd.DataFrame, height: int = 210, example: str = "one run") -> Figure:
    """The queue through the days, for one desk or two.

    ``frame`` has the columns time (minutes), desk (name; the first one is drawn in grey as the one before,
    when there are two), waiting (tickets, in the run that serves as an example), low and high (the range over
    all runs).
    """
    need(frame, "time", "desk", "waiting", "low", "high")
    frame = measured(frame, "waiting")
    desks = list(dict.fromkeys(frame["desk"]))
    at_most(len(desks), 2, "desks")
    colours = [BEFORE, NOW][-len(desks) :]
    shown = frame.assign(day=(frame["time"] - frame["time"].min()) / DAY)
    days = float(shown["day"].max()) or 1.0
    x = alt.X("day:Q", title="Day", scale=alt.Scale(domain=[0, days], nice=False))
    top = extent(frame["high"], frame["waiting"])[1] * (1.0 + 24.0 * len(desks) / height)  # room for names
    y = alt.Y("waiting:Q", title="Tickets waiting", scale=alt.Scale(domain=[0, top], nice=False))
    layers: list[Any] = []
    for desk, colour in zip(desks, colours, strict=True):
        mine = shown[shown["desk"] == desk]
        rows = alt.Chart(mine)
        if (mine["low"] != mine["high"]).any():  # one run alone has no band
            layers.append(
                rows.mark_area(color=colour, opacity=0.2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
            )
        layers.append(rows.mark_line(color=colour, strokeWidth=1.8, point=len(shown) == 1).encode(x=x, y=y))
    names = list(zip(reversed(desks), reversed(colours), strict=True))
    chart = alt.layer(*layers, *corner(names)).properties(width=WIDTH, height=height)
    return Figure(chart, _summary(frame, desks, example), _table(shown, desks))


def _summary(frame: pd.DataFrame, desks: list[str], example: str) -> str:
    parts = []
    for desk in desks:
        waiting = frame.loc[frame["desk"] == desk, "waiting"]
        parts.append(
            f"{desk}: {plain(float(waiting.mean()))} on average, {plain(float(waiting.max()))} at the worst"
        )
    return (
        f"Tickets waiting. Line: {example}; band: eight in ten of all runs. In that run, {'; '.join(parts)}."
    )


#: With more days than this the table goes by weeks.
MOST_ROWS = 14


def _table(shown: pd.DataFrame, desks: list[str]) -> pd.DataFrame:
    """Day by day, or week by week: the mean over its hours."""
    name, days = ("Day", 1) if shown["day"].max() < MOST_ROWS else ("Week", 7)
    numbers = ((shown["day"] + 1e-9) // days).astype(int) + 1
    grouped = shown.assign(number=numbers).groupby(["number", "desk"], sort=False)
    means = grouped[["waiting", "low", "high"]].mean().reset_index()
    table = pd.DataFrame({name: sorted(means["number"].unique())})
    for desk in desks:
        mine = means[means["desk"] == desk].set_index("number").reindex(table[name])
        table[f"{desk}: waiting"] = mine["waiting"].to_numpy()
        table[f"{desk}: range"] = [
            f"{plain(a)} to {plain(b)}" for a, b in zip(mine["low"], mine["high"], strict=True)
        ]
    return table
