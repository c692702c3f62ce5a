"""Week after week, plan beside plan."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, extent, measured, need
from deskside.charts.figure import Figure
from deskside.charts.theme import BEFORE, INK, MARK, NOW, WIDTH
from deskside.charts.words import plain, ranged, shown_as

__all__ = ["over_weeks"]

#: Colour and dash of each plan: no two differ by colour alone.
LOOKS = ((BEFORE, [1, 0]), (NOW, [1, 0]), (MARK, [7, 3]), (INK, [2, 2]))
GAP = 16.0
#: With more steps than this not each has its tick.
MOST_STEPS = 12


def over_weeks(frame: pd.DataFrame, measure: str, unit: str, height: int = 260, step: str = "Week") -> Figure:
    """A measure through the weeks under up to four plans, each with its range.

    ``frame`` has the columns week (number), plan (name), value, low and high, in ``unit``. Where low and high
    are NaN a value has no range, such as one year as it was.
    """
    need(frame, "week", "plan", "value", "low", "high")
    rows = measured(frame, "value").sort_values("week", kind="stable")
    plans = [plan for plan in dict.fromkeys(frame["plan"]) if plan in set(rows["plan"])]
    at_most(len(plans), len(LOOKS), "plans")
    name = shown_as(0.0, unit)[1]
    shown = rows.assign(
        **{
            column: [shown_as(float(one), unit)[0] for one in rows[column]]
            for column in ("value", "low", "high")
        }
    )
    looks = LOOKS if len(plans) > 1 else LOOKS[1:]
    weeks = float(rows["week"].min()), float(rows["week"].max())
    x = alt.X(
        "week:Q",
        title=step,
        scale=alt.Scale(domain=weeks, nice=False),
        axis=_steps(*weeks),
    )
    ends = extent(shown["value"], shown["low"], shown["high"])
    y = alt.Y("value:Q", title=f"{measure}, {name}" if name else measure, scale=alt.Scale(domain=ends))
    layers: list[Any] = []
    for plan, (colour, dash) in zip(plans, looks, strict=False):
        base = alt.Chart(shown[shown["plan"] == plan])
        band = (
            base.mark_area(color=colour, opacity=0.16)
            if weeks[0] < weeks[1]
            else base.mark_rule(color=colour)
        )
        layers.append(band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"))
        layers.append(
            base.mark_line(color=colour, strokeDash=dash, point=weeks[0] == weeks[1]).encode(x=x, y=y)
        )
    layers += _names(shown, plans, looks, ends, height)
    chart = alt.layer(*layers).properties(width=WIDTH - 90, height=height)
    return Figure(chart, _summary(shown, plans, measure, name, step), _table(shown, plans, step))


def _steps(first: float, last: float) -> alt.Axis:
    """An axis of whole steps: every one where there are few, or half steps would show as whole ones twice."""
    few = last - first <= MOST_STEPS
    every = {"values": list(range(round(first), round(last) + 1))} if few else {"tickMinStep": 1}
    return alt.Axis(format="d", **every)


def _names(
    shown: pd.DataFrame, plans: list[str], looks: Any, ends: tuple[float, float], height: int
) -> list[Any]:
    """Each plan's name where its line ends, moved apart where two end together."""
    last = {plan: float(shown.loc[shown["plan"] == plan, "value"].iloc[-1]) for plan in plans}
    places = {plan: height * (ends[1] - value) / (ends[1] - ends[0]) for plan, value in last.items()}
    y = -GAP
    for plan in sorted(plans, key=lambda one: places[one]):
        y = places[plan] = max(places[plan], y + GAP)
    over = max(0.0, y - (height - 4))
    return [
        alt.Chart(pd.DataFrame({"text": [cut(plan, 20)]}))
        .mark_text(color=colour, align="left", dx=8, fontWeight=600)
        .encode(x=alt.value(WIDTH - 90), y=alt.value(places[plan] - over), text="text:N")
        for plan, (colour, _) in zip(plans, looks, strict=False)
    ]


def _summary(shown: pd.DataFrame, plans: list[str], measure: str, unit: str, step: str) -> str:
    parts = []
    for plan in plans:
        first, last = shown[shown["plan"] == plan].iloc[0], shown[shown["plan"] == plan].iloc[-1]
        found = ranged(float(last["value"]), float(last["low"]), float(last["high"]), unit)
        parts.append(f"{plan}: from {plain(float(first['value']))} to {found}")
    when = f"{step.lower()} {plain(float(shown['week'].min()))} to {plain(float(shown['week'].max()))}"
    return f"{measure}, {when}. {'; '.join(parts)}."


def _table(shown: pd.DataFrame, plans: list[str], step: str) -> pd.DataFrame:
    weeks = sorted(shown["week"].unique())
    table = pd.DataFrame({step: [plain(float(week)) for week in weeks]})
    for plan in plans:
        mine = shown[shown["plan"] == plan].drop_duplicates("week").set_index("week").reindex(weeks)
        table[str(plan)] = mine["value"].to_numpy()
        if mine["low"].notna().any():
            table[f"{plan}: range"] = [
                f"{plain(a)} to {plain(b)}" for a, b in zip(mine["low"], mine["high"], strict=True)
            ]
    return table
