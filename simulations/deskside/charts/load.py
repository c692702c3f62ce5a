"""What a load does to a wait."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import extent, measured, need
from deskside.charts.figure import Figure
from deskside.charts.labels import corner
from deskside.charts.theme import INK, MARK, NOW, WIDTH
from deskside.charts.words import plain, ranged

__all__ = ["wait_against_load"]


def wait_against_load(
    curve: pd.DataFrame,
    theory: pd.DataFrame | None = None,
    marks: pd.DataFrame | None = None,
    theory_name: str = "theory",
    wait_name: str = "Mean wait",
) -> Figure:
    """The wait at each load, with its range, beside what theory says.

    ``curve`` has the columns load (share of the agents' time, 0 to 1), mean, low and high (minutes);
    ``theory`` has load and mean; ``marks`` has load, mean and label: points to be named in the picture.
    """
    curve = measured(need(curve, "load", "mean", "low", "high"), "mean")
    top = extent(curve["high"], curve["mean"])[1]
    x = alt.X(
        "percent:Q",
        title="Load: share of the agents' time that is taken, %",
        scale=alt.Scale(nice=True, zero=False),
    )
    y = alt.Y("mean:Q", title=f"{wait_name}, minutes", scale=alt.Scale(domain=[0, top]))
    shown = _percent(curve)
    layers: list[Any] = [
        alt.Chart(shown)
        .mark_area(color=NOW, opacity=0.22, clip=True)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        alt.Chart(shown).mark_line(color=NOW, point={"color": NOW, "size": 45}, clip=True).encode(x=x, y=y),
    ]
    names = [("\N{EM DASH} simulated, with its range", NOW)]
    if theory is not None:
        names.append((f"- - {theory_name}", INK))
        layers += _theory(_percent(need(theory, "load", "mean")), x, y, top)
    if marks is not None:
        named = _percent(need(marks, "load", "mean", "label"))
        layers.append(
            alt.Chart(named).mark_point(color=MARK, filled=True, size=110, shape="diamond").encode(x=x, y=y)
        )
        layers.append(
            alt.Chart(named)
            .mark_text(color=MARK, align="right", dx=-11, dy=-9, fontWeight=600)
            .encode(x=x, y=y, text="label:N")
        )
    chart = alt.layer(*layers, *corner(names)).properties(width=WIDTH, height=300)
    return Figure(chart, _summary(curve, wait_name), _table(curve, theory, theory_name, wait_name))


def _theory(theory: pd.DataFrame, x: Any, y: Any, top: float) -> list[Any]:
    inside = theory[theory["mean"] <= top]
    line = alt.Chart(inside).mark_line(color=INK, strokeDash=[5, 4], strokeWidth=1.6, clip=True)
    return [line.encode(x=x, y=y)]


def _percent(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(percent=100.0 * frame["load"])


def _summary(curve: pd.DataFrame, wait_name: str) -> str:
    first, last = curve.iloc[0], curve.iloc[-1]
    ends = [
        f"{ranged(row['mean'], row['low'], row['high'], 'minutes')} at {plain(100 * row['load'])} % load"
        for row in (first, last)
    ]
    turn = " The curve is flat for long and then turns upwards." if last["mean"] > 4 * first["mean"] else ""
    return f"{wait_name} against load: {ends[0]}, and {ends[1]}.{turn}"


def _table(
    curve: pd.DataFrame, theory: pd.DataFrame | None, theory_name: str, wait_name: str
) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Load, %": 100.0 * curve["load"],
            f"{wait_name}, minutes": curve["mean"],
            "range from": curve["low"],
            "to": curve["high"],
        }
    )
    if theory is not None:
        at = theory.set_index(theory["load"].round(4))["mean"]
        table[f"{theory_name}, minutes"] = [at.get(load, float("nan")) for load in curve["load"].round(4)]
    return table
