"""Team beside team: not the mean alone but how far the middle and the unlucky lie apart."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, extent, measured, need, plot_width, room_for
from deskside.charts.figure import Figure
from deskside.charts.theme import FAINT, INK, NOW, WIDTH
from deskside.charts.words import plain, shown_as

__all__ = ["spread_by_team"]

MOST_TEAMS = 40


def spread_by_team(frame: pd.DataFrame, measure: str, unit: str) -> Figure:
    """One row a team, or whatever the names are: the middle, and where eight in ten lie.

    ``frame`` has the columns team (name), p10, p50 and p90 (what a tenth, half and nine tenths stay below),
    low and high (the range within which the middle is known), all in ``unit``.
    """
    need(frame, "team", "p10", "p50", "p90", "low", "high")
    kept = measured(frame, "p50")
    at_most(len(kept), MOST_TEAMS, "rows")
    name = shown_as(0.0, unit)[1]
    shown = pd.DataFrame({"team": [cut(team) for team in kept["team"]]})
    for column in ("p10", "p50", "p90", "low", "high"):
        shown[column] = [shown_as(float(value), unit)[0] for value in kept[column]]
    shown["text"] = [plain(value) for value in shown["p50"]]
    chart = alt.layer(*_layers(shown, f"{measure}, {name}" if name else measure)).properties(
        width=plot_width(shown["team"], WIDTH - 60), height=max(60, 28 * len(shown))
    )
    full = shown.assign(team=list(kept["team"]))
    return Figure(chart, _summary(full, measure, name), _table(full, measure, name))


def _layers(shown: pd.DataFrame, title: str) -> list[Any]:
    ends = extent(shown["p10"], shown["p90"], shown["high"], shown["p50"])
    x = alt.X("p10:Q", title=title, scale=alt.Scale(domain=ends))
    names = alt.Axis(domain=False, ticks=False, labelLimit=320, minExtent=room_for(shown["team"]))
    y = alt.Y("team:N", title=None, sort=list(shown["team"]), axis=names)
    base = alt.Chart(shown)
    return [
        base.mark_rule(color=FAINT, strokeWidth=2).encode(x=x, x2="p90:Q", y=y),
        base.mark_rule(color=NOW, strokeWidth=10, opacity=0.4).encode(x=alt.X("low:Q"), x2="high:Q", y=y),
        base.mark_point(color=NOW, filled=True, size=90, opacity=1, shape="diamond").encode(
            x=alt.X("p50:Q"), y=y
        ),
        base.mark_text(color=INK, dy=-13, fontSize=12).encode(x=alt.X("p50:Q"), y=y, text="text:N"),
    ]


def _summary(shown: pd.DataFrame, measure: str, unit: str) -> str:
    best, worst = shown.loc[shown["p50"].idxmin()], shown.loc[shown["p50"].idxmax()]
    line = "Thin line: eight in ten; thick bar: how well the middle is known."
    if len(shown) == 1 or best["p50"] == worst["p50"]:
        return f"{measure}: the middle is {plain(best['p50'])} {unit}".rstrip() + f". {line}"
    apart = "do not overlap" if best["high"] < worst["low"] else "overlap: the difference may be luck"
    return (
        f"{measure}, the middle of each: from {plain(best['p50'])} ({best['team']}) to "
        f"{plain(worst['p50'])} {unit} ({worst['team']}). The ranges of these two {apart}. {line}"
    )


def _table(shown: pd.DataFrame, measure: str, unit: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "": list(shown["team"]),
            f"{measure}: middle, {unit}".rstrip(", "): list(shown["p50"]),
            "its range": [
                f"{plain(a)} to {plain(b)}" for a, b in zip(shown["low"], shown["high"], strict=True)
            ],
            "one in ten below": list(shown["p10"]),
            "nine in ten below": list(shown["p90"]),
        }
    )
