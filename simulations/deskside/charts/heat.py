"""When in the week: hours across, days down."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import measured, need
from deskside.charts.figure import Figure
from deskside.charts.theme import INK, MARK, NOW, WIDTH
from deskside.charts.words import plain, ranged, shown_as

__all__ = ["DAYS", "hour_by_weekday"]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: A cell's number is marked as rough if its range reaches this far to either side, as a share of it.
ROUGH = 0.25
#: Darkest shade: the number in a cell stays readable on it, light page or dark.
DARKEST = 0.5
LONGEST_NUMBER = 5


def hour_by_weekday(frame: pd.DataFrame, measure: str, unit: str, every_hour: bool = False) -> Figure:
    """A measure by hour of the day and day of the week.

    ``frame`` has the columns day (0 is Monday), hour (0 to 23), value, low and high (the value's range), all
    in ``unit``. Early and late hours in which nothing ever happens are left out, unless ``every_hour`` of the
    frame is wanted: where nothing is what there is to see. A number that is only roughly
    known has a ``~`` before it: its range reaches more than a quarter of it to either side.
    """
    need(frame, "day", "hour", "value", "low", "high")
    cells = measured(frame, "value").sort_values(["day", "hour"])
    busy = cells if every_hour else cells[cells["value"] != 0]
    hours = list(range(int(busy["hour"].min()), int(busy["hour"].max()) + 1)) if len(busy) else [0]
    shown = _cells(cells[cells["hour"].isin(hours)], unit)
    name = shown_as(0.0, unit)[1]
    rough = bool(shown["text"].str.startswith("~").any())
    title = alt.TitleParams(
        f"{measure}, {name}" if name else measure,
        subtitle="The darker, the more; outlined: the most." + (" ~ is a rough number." if rough else ""),
        subtitleColor=INK,
        subtitleFontSize=13,
    )
    chart = alt.layer(*_layers(shown, hours)).properties(
        width=WIDTH + 40, height=30 * shown["day"].nunique(), title=title
    )
    return Figure(chart, _summary(cells, measure, unit), _table(shown, hours))


def _cells(cells: pd.DataFrame, unit: str) -> pd.DataFrame:
    """One row a cell: weekday, hour, what to print, how dark, and whether it is the most."""
    most = float(cells["value"].max())
    values = [shown_as(float(value), unit)[0] for value in cells["value"]]
    half = (cells["high"] - cells["low"]) / 2
    rough = [bool(wide > ROUGH * abs(value)) for wide, value in zip(half, cells["value"], strict=True)]
    return pd.DataFrame(
        {
            "day": [DAYS[int(day)] for day in cells["day"]],
            "hour": cells["hour"].astype(int).to_numpy(),
            "value": values,
            "low": [shown_as(float(value), unit)[0] for value in cells["low"]],
            "high": [shown_as(float(value), unit)[0] for value in cells["high"]],
            "shade": [
                DARKEST * max(0.0, float(value)) / most if most > 0 else 0.0 for value in cells["value"]
            ],
            "text": [f"{'~' if no else ''}{plain(value)}" for no, value in zip(rough, values, strict=True)],
            "most": (cells["value"] == most).to_numpy(),
        }
    )


def _layers(shown: pd.DataFrame, hours: list[int]) -> list[Any]:
    days = [day for day in DAYS if day in set(shown["day"])]
    axis: dict[str, Any] = {"domain": False, "ticks": False, "labelAngle": 0}
    x = alt.X(
        "hour:O", title="Hour of the day", scale=alt.Scale(domain=hours, padding=0.04), axis=alt.Axis(**axis)
    )
    y = alt.Y(
        "day:N", title=None, sort=days, scale=alt.Scale(padding=0.06), axis=alt.Axis(**axis, minExtent=84)
    )
    base = alt.Chart(shown)
    peak = alt.Chart(shown[shown["most"]].head(1))
    layers: list[Any] = [
        base.mark_rect(color=NOW, cornerRadius=3).encode(
            x=x, y=y, opacity=alt.Opacity("shade:Q", scale=None)
        ),
        peak.mark_rect(filled=False, stroke=MARK, strokeWidth=2, cornerRadius=3).encode(x=x, y=y),
    ]
    room = (WIDTH + 40) / len(hours)
    if shown["text"].str.len().max() <= min(LONGEST_NUMBER, room / 8):
        layers.append(base.mark_text(color=INK, fontSize=12).encode(x=x, y=y, text="text:N"))
    return layers


def _summary(cells: pd.DataFrame, measure: str, unit: str) -> str:
    if cells["value"].nunique() == 1:
        same = ranged(float(cells["value"].iloc[0]), float("nan"), float("nan"), unit)
        return f"{measure} by hour and weekday: {same} at all times."
    most = cells.loc[cells["value"].idxmax()]
    by_day = cells.groupby("day")["value"].mean()
    heaviest, lightest = DAYS[int(by_day.idxmax())], DAYS[int(by_day.idxmin())]
    found = ranged(float(most["value"]), float(most["low"]), float(most["high"]), unit)
    days = f" By day {heaviest} has the most, {lightest} the least." if len(by_day) > 1 else ""
    hour = int(most["hour"])
    when = f"{DAYS[int(most['day'])]} from {hour} to {hour + 1}"
    return f"{measure} by hour and weekday: the most is {found}, on {when}.{days}"


def _table(shown: pd.DataFrame, hours: list[int]) -> pd.DataFrame:
    """Days across, hours down: each value with its range."""
    words = [
        f"{plain(row['value'])} ({plain(row['low'])} to {plain(row['high'])})"
        if row["low"] < row["high"]
        else plain(row["value"])  # known to the last digit, or without a range
        for row in shown.to_dict("records")
    ]
    wide = shown.assign(words=words).pivot_table(index="hour", columns="day", values="words", aggfunc="first")
    days = [day for day in DAYS if day in wide.columns]
    wide = wide.reindex(index=hours, columns=days).fillna("")
    return pd.DataFrame(
        {"Hour": [f"{hour} to {hour + 1}" for hour in hours], **{day: list(wide[day]) for day in days}}
    )
