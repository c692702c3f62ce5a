"""The same desk, another week: how far results lie apart."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, measured, need, plot_width, room_for
from deskside.charts.figure import Figure
from deskside.charts.theme import MARK, NOW, WIDTH
from deskside.charts.words import plain, shown_as

__all__ = ["runs_apart"]

TOGETHER = "all together"
MOST_RUNS = 40
#: With more runs than this the sentence tells the ends only.
MOST_TOLD = 8


def runs_apart(
    frame: pd.DataFrame, measure: str, unit: str, mean: tuple[float, float, float] | None = None
) -> Figure:
    """One point a run, named, and optionally the mean of all with its range.

    ``frame`` has the columns run (name) and value, and may have low and high where a point has a range of its
    own; ``mean`` is (mean, low, high). All are in ``unit``.
    """
    frame = measured(need(frame, "run", "value"), "value")
    at_most(len(frame), MOST_RUNS, "runs")
    name = shown_as(0.0, unit)[1]
    data = _scaled(frame, unit).assign(colour=NOW, shape="circle")
    if mean is not None:
        whole = pd.DataFrame([{"run": TOGETHER, **dict(zip(("value", "low", "high"), mean, strict=True))}])
        data = pd.concat([data, _scaled(whole, unit).assign(colour=MARK, shape="diamond")], ignore_index=True)
    chart = alt.layer(*_layers(data, f"{measure}, {name}")).properties(
        width=plot_width(map(cut, data["run"]), WIDTH - 40), height=34 * len(data)
    )
    return Figure(chart, _summary(data, measure, name), _table(data, measure, name))


def _scaled(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Values as shown, with low and high, NaN where there is no range."""
    columns: dict[str, Any] = {"run": list(frame["run"])}
    for column in ("value", "low", "high"):
        values = frame[column] if column in frame else [float("nan")] * len(frame)
        columns[column] = [shown_as(float(value), unit)[0] for value in values]
    return pd.DataFrame(columns)


def _layers(data: pd.DataFrame, title: str) -> list[Any]:
    x = alt.X("value:Q", title=title, scale=alt.Scale(domainMin=0, nice=True))
    data = data.assign(run=[cut(run) for run in data["run"]])
    axis = alt.Axis(domain=False, ticks=False, labelLimit=320, minExtent=room_for(data["run"]))
    y = alt.Y("run:N", title=None, sort=list(data["run"]), axis=axis)
    colour, shape = alt.Color("colour:N", scale=None), alt.Shape("shape:N", scale=None)
    ranges = alt.Chart(data.dropna(subset=["low"]))
    points = alt.Chart(data.assign(text=[plain(value) for value in data["value"]]))
    return [
        ranges.mark_rule(strokeWidth=9, opacity=0.35).encode(
            x=alt.X("low:Q"), x2="high:Q", y=y, color=colour
        ),
        points.mark_point(filled=True, size=110, opacity=1).encode(x=x, y=y, color=colour, shape=shape),
        points.mark_text(dy=-13).encode(x=x, y=y, text="text:N"),
    ]


def _summary(data: pd.DataFrame, measure: str, unit: str) -> str:
    runs = data[data["run"] != TOGETHER]
    if len(runs) > MOST_TOLD:
        ends = (runs.loc[place] for place in (runs["value"].idxmin(), runs["value"].idxmax()))
        told = " to ".join(f"{plain(row['value'])} ({row['run']})" for row in ends)
        text = f"{measure} in {unit}, {len(runs)} runs: from {told}."
    else:
        parts = [f"{row['run']} {plain(row['value'])}{_range(row)}" for row in runs.to_dict("records")]
        text = f"{measure} in {unit}: {', '.join(parts)}."
    for row in data[data["run"] == TOGETHER].to_dict("records"):
        text += f" All together: {plain(row['value'])}{_range(row)}."
    return text


def _range(row: dict[str, Any]) -> str:
    return "" if pd.isna(row["low"]) else f" (range {plain(row['low'])} to {plain(row['high'])})"


def _table(data: pd.DataFrame, measure: str, unit: str) -> pd.DataFrame:
    ranges = [_range(row).strip(" ()").removeprefix("range ") for row in data.to_dict("records")]
    return pd.DataFrame({"Run": data["run"], f"{measure}, {unit}": data["value"], "range": ranges})
