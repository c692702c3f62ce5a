"""Who is there, and how much work comes: hour by hour."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import extent, measured, need
from deskside.charts.figure import Figure
from deskside.charts.heat import DAYS
from deskside.charts.labels import corner
from deskside.charts.theme import INK, MARK, NOW, WIDTH
from deskside.charts.words import plain

__all__ = ["roster_against_demand"]

DAY = 24


def roster_against_demand(frame: pd.DataFrame, height: int = 240) -> Figure:
    """Agents on duty against the work that arrives, for a day or a week.

    ``frame`` has the columns hour (whole hours since Monday 00:00), on_duty (agents), work (agents it would
    keep busy: what arrives in the hour, in agent-hours), low and high (the range of the work over weeks).
    Where work lies above the roster the surplus is shaded and called short, below it spare.
    """
    need(frame, "hour", "on_duty", "work", "low", "high")
    rows = measured(measured(frame, "work"), "on_duty").sort_values("hour")
    stairs = _stairs(rows)
    edges = [float(stairs["hour"].min()), float(stairs["hour"].max())]
    x = alt.X("hour:Q", title=_title(rows), axis=_axis(rows), scale=alt.Scale(domain=edges, nice=False))
    ends = extent(rows["on_duty"], rows["work"], rows["high"])
    y = alt.Y("on_duty:Q", title="Agents", scale=alt.Scale(domain=ends))
    base = alt.Chart(stairs)
    layers: list[Any] = [
        base.mark_area(color=NOW, opacity=0.16).encode(x=x, y=y, y2="least:Q"),
        base.mark_area(color=MARK, opacity=0.45).encode(x=x, y=y, y2="most:Q"),
        base.mark_area(color=INK, opacity=0.13).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=NOW).encode(x=x, y=y),
        base.mark_line(color=INK, strokeWidth=1.8, strokeDash=[5, 3]).encode(x=x, y=alt.Y("work:Q")),
    ]
    names = [
        ("\N{EM DASH} agents on duty; pale below it: spare", NOW),
        ("- - work that arrives, with its range", INK),
        ("dark above the roster: short", MARK),
    ]
    roof = alt.Chart(pd.DataFrame({"text": [""]})).mark_text().encode(text="text:N")
    key = alt.layer(roof, *corner(names, y=0)).properties(width=WIDTH, height=52)
    picture = alt.layer(*layers).properties(width=WIDTH, height=height)
    chart = alt.vconcat(key, picture, spacing=4)
    return Figure(chart, _summary(rows), _table(rows))


def _stairs(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns level through each hour: two points an hour, at its start and its end."""
    columns = ["on_duty", "work", "low", "high"]
    stairs = rows.loc[rows.index.repeat(2), columns].reset_index(drop=True)
    stairs["hour"] = [edge for hour in rows["hour"] for edge in (hour, hour + 1)]
    stairs["least"] = stairs[["on_duty", "work"]].min(axis=1)
    stairs["most"] = stairs[["on_duty", "work"]].max(axis=1)
    return stairs


def _one_day(rows: pd.DataFrame) -> bool:
    return bool(rows["hour"].min() // DAY == rows["hour"].max() // DAY)


def _title(rows: pd.DataFrame) -> str:
    day = DAYS[int(rows["hour"].min()) // DAY % 7]
    return f"Hour of {day}" if _one_day(rows) else "Day (lines: midnight)"


def _axis(rows: pd.DataFrame) -> alt.Axis:
    if _one_day(rows):
        first = DAY * (int(rows["hour"].min()) // DAY)
        return alt.Axis(labelExpr=f"datum.value - {first}", tickMinStep=1, tickCount=12, format="d")
    since, until = int(rows["hour"].min()), int(rows["hour"].max())
    midnights = [hour for hour in range(DAY * (since // DAY), until + 1, DAY) if hour >= since]
    names = ", ".join(f"'{day[:3]}'" for day in DAYS)
    return alt.Axis(
        values=midnights, grid=True, labelExpr=f"[{names}][(datum.value / {DAY}) % 7]", labelAlign="left"
    )


def _summary(rows: pd.DataFrame) -> str:
    gap = rows["work"] - rows["on_duty"]
    short, spare = float(gap.clip(lower=0).sum()), float((-gap).clip(lower=0).sum())
    worst = rows.loc[gap.idxmax()]
    text = f"Roster against work: {plain(short)} agent-hours short, {plain(spare)} to spare."
    if short <= 0:
        return f"{text} In no hour does more work arrive than the agents on duty can do."
    duty, work, low, high = (plain(float(worst[name])) for name in ("on_duty", "work", "low", "high"))
    when = _hour(int(worst["hour"]))
    return f"{text} Worst: {when}, {duty} on duty, work for {work} (range {low} to {high})."


def _hour(hour: int) -> str:
    return f"{DAYS[hour // DAY % 7]} {hour % DAY} to {hour % DAY + 1}"


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    gap = rows["work"] - rows["on_duty"]
    return pd.DataFrame(
        {
            "Hour": [_hour(int(hour)) for hour in rows["hour"]],
            "On duty": list(rows["on_duty"].astype(float)),
            "Work for": list(rows["work"].astype(float)),
            "range": [f"{plain(a)} to {plain(b)}" for a, b in zip(rows["low"], rows["high"], strict=True)],
            "Short": list(gap.clip(lower=0).astype(float)),
            "Spare": list((-gap).clip(lower=0).astype(float)),
        }
    )
