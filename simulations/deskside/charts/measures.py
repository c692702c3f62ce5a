"""A few measures of one desk, each with its range."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, from_nothing, measured, need
from deskside.charts.figure import Figure
from deskside.charts.paired import MOST_MEASURES
from deskside.charts.theme import BEFORE, WIDTH
from deskside.charts.words import plain, ranged, shown_as, within_a_sentence

__all__ = ["measures_of_a_desk"]


def measures_of_a_desk(frame: pd.DataFrame) -> Figure:
    """One row a measure, each on a scale of its own from nothing: a point and its range.

    ``frame`` has the columns measure (name), unit, value, low and high.
    """
    frame = measured(need(frame, "measure", "unit", "value", "low", "high"), "value")
    at_most(len(frame), MOST_MEASURES, "measures")
    rows = frame.to_dict("records")
    chart = alt.vconcat(*(_row(row) for row in rows), spacing=12)
    told = "; ".join(f"{within_a_sentence(row['measure'])} {_reached(row)}" for row in rows)
    table = pd.DataFrame([{"Measure": row["measure"], "Value": _reached(row)} for row in rows])
    return Figure(chart, f"Each measure with its range: {told}.", table)


def _reached(row: dict[str, Any]) -> str:
    return ranged(row["value"], row["low"], row["high"], row["unit"])


def _row(row: dict[str, Any]) -> Any:
    value, low, high = (shown_as(row[column], row["unit"])[0] for column in ("value", "low", "high"))
    name, unit = cut(row["measure"], 60), shown_as(0.0, row["unit"])[1]
    data = pd.DataFrame({"value": [value], "low": [low], "high": [high]})
    x = alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domainMin=from_nothing(low), nice=True),
        axis=alt.Axis(tickCount=3),
    )
    base = alt.Chart(data)
    band = base.mark_rule(color=BEFORE, strokeWidth=9, opacity=0.3, strokeCap="butt").encode(
        x=alt.X("low:Q", title=None), x2="high:Q"
    )
    point = base.mark_point(color=BEFORE, filled=True, size=110, opacity=1).encode(x=x)
    title = alt.TitleParams(f"{name}, {unit}: {plain(value)}" if unit else f"{name}: {plain(value)}")
    return alt.layer(band, point).properties(width=WIDTH - 60, height=20, title=title)
