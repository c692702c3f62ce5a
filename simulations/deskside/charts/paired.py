"""Before and after, on the same needs."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import need, room_for
from deskside.charts.figure import Figure
from deskside.charts.theme import BEFORE, INK, NOW, WIDTH
from deskside.charts.words import change, ranged, shown_as

__all__ = ["before_after"]

COLUMNS = (
    "measure",
    "unit",
    "before",
    "before_low",
    "before_high",
    "now",
    "now_low",
    "now_high",
    "difference",
    "difference_low",
    "difference_high",
)


def before_after(frame: pd.DataFrame, before: str = "before", now: str = "now") -> Figure:
    """One row a measure: where it was, where it is, and the paired difference with its range.

    ``frame`` has the columns measure (name), unit, and before, now and difference, each with ``_low`` and
    ``_high``. The difference is paired: the same needs met both desks, so its range is narrower than the two.
    """
    frame = need(frame, *COLUMNS)
    rows = [_row(row, before, now, first=index == 0) for index, row in enumerate(frame.to_dict("records"))]
    chart = alt.vconcat(*rows, spacing=14)
    return Figure(chart, _summary(frame), _table(frame, before, now))


def _row(row: dict[str, Any], before: str, now: str, first: bool) -> Any:
    data = pd.DataFrame(
        [_point(row, "before", before, 0), _point(row, "now", now, 1)],
        columns=["desk", "value", "low", "high", "place"],
    )
    unit = shown_as(0.0, row["unit"])[1]
    x = alt.X("value:Q", title=None, scale=alt.Scale(domainMin=0, nice=True), axis=alt.Axis(tickCount=6))
    y = alt.Y(
        "desk:N",
        title=None,
        sort=[before, now],
        axis=alt.Axis(domain=False, ticks=False, labelLimit=220, minExtent=room_for([before, now])),
    )
    colour = alt.Color("desk:N", scale=alt.Scale(domain=[before, now], range=[BEFORE, NOW]))
    base = alt.Chart(data)
    band = base.mark_rule(strokeWidth=9, opacity=0.3, strokeCap="butt").encode(
        x=alt.X("low:Q", title=None), x2="high:Q", y=y, color=colour
    )
    point = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x, y=y, color=colour, shape=alt.Shape("desk:N", scale=alt.Scale(range=["circle", "diamond"]))
    )
    words = _difference(row)
    title = alt.TitleParams(
        f"{row['measure']}{', ' + unit if unit else ''}",
        subtitle=words,
        subtitleColor=INK,
        subtitleFontSize=13,
    )
    return alt.layer(band, point).properties(width=WIDTH - 60, height=52, title=title)


def _point(row: dict[str, Any], which: str, name: str, place: int) -> tuple[str, float, float, float, int]:
    values = [shown_as(row[column], row["unit"])[0] for column in (which, f"{which}_low", f"{which}_high")]
    return name, values[0], values[1], values[2], place


def _summary(frame: pd.DataFrame) -> str:
    parts = [f"{row['measure']}: {_difference(row)}" for row in frame.to_dict("records")]
    return f"{'; '.join(parts)}. The range of each difference holds in 95 of 100 such comparisons."


def _difference(row: dict[str, Any]) -> str:
    return change(row["difference"], row["difference_low"], row["difference_high"], row["unit"])


def _table(frame: pd.DataFrame, before: str, now: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Measure": row["measure"],
                before.capitalize(): ranged(
                    row["before"], row["before_low"], row["before_high"], row["unit"]
                ),
                now.capitalize(): ranged(row["now"], row["now_low"], row["now_high"], row["unit"]),
                "Change": _difference(row),
            }
            for row in frame.to_dict("records")
        ]
    )
