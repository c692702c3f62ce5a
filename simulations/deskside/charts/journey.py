"""The journey of one ticket: who had it when, and what its requester heard."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, measured, need, plot_width, room_for
from deskside.charts.figure import Figure
from deskside.charts.heat import DAYS
from deskside.charts.theme import BEFORE, FAINT, INK, MARK, NOW, WIDTH
from deskside.charts.words import amount, plain

__all__ = ["journey"]

HOUR, DAY, WEEK = 60.0, 1440.0, 10080.0
MOST_LANES = 14
LETTER = 7.4
SPELLS = ("wait", "work", "pending")


def journey(frame: pd.DataFrame, typical: tuple[float, float] | None = None, title: str = "") -> Figure:
    """One ticket on one time line.

    ``frame`` has the columns lane (requester or team, in the order wanted), kind (wait, work or pending for a
    spell, anything else for a moment), label, start and end (minutes since Monday 00:00; end is NaN for a
    moment). ``typical`` are the minutes between which eight in ten tickets of the desk are done.
    """
    need(frame, "lane", "kind", "label", "start", "end")
    rows = measured(frame, "start").sort_values("start", kind="stable")
    lanes = list(dict.fromkeys(frame["lane"]))
    at_most(len(lanes), MOST_LANES, "lanes")
    first = float(rows["start"].min())
    last = float(max(rows["start"].max(), rows["end"].fillna(first).max()))
    name, minutes = _unit(max(last - first, (typical or (0.0, 0.0))[1]))
    until = max((last - first) / minutes, (typical or (0, 0))[1] / minutes, 1e-6) * 1.04
    shown = rows.assign(
        lane=[cut(lane, 26) for lane in rows["lane"]],
        begin=(rows["start"] - first) / minutes,
        stop=(rows["end"].fillna(rows["start"]) - first) / minutes,
        label=[cut(label, 40) for label in rows["label"]],
        moment=[kind not in SPELLS for kind in rows["kind"]],
    )
    names = [cut(lane, 26) for lane in lanes]
    chart = alt.layer(*_layers(shown, names, until, name, first), *_typical(typical, minutes)).properties(
        width=plot_width(names, WIDTH - 20),
        height=46 * len(lanes),
        title=alt.TitleParams(
            title or "One ticket",
            subtitle="Hollow: it waits. Solid: it is worked on. Dashed: pending outside the desk.",
            subtitleColor=INK,
            subtitleFontSize=13,
        ),
    )
    return Figure(chart, _summary(rows, first, last, typical), _table(rows, first))


def _unit(span: float) -> tuple[str, float]:
    return ("Days", DAY) if span > 3 * DAY else ("Hours", HOUR) if span > 3 * HOUR else ("Minutes", 1.0)


def _clock(minute: float) -> str:
    of_day = int(minute % DAY)
    return f"{DAYS[int(minute % WEEK // DAY)]} {of_day // 60}:{of_day % 60:02d}"


def _layers(shown: pd.DataFrame, names: list[str], until: float, unit: str, first: float) -> list[Any]:
    x = alt.X(
        "begin:Q",
        title=f"{unit} since the request, {_clock(first)}",
        scale=alt.Scale(domain=[-0.015 * until, until], nice=False),
    )
    axis = alt.Axis(domain=False, ticks=False, minExtent=room_for(names), labelLimit=240)
    y = alt.Y("lane:N", title=None, sort=names, scale=alt.Scale(domain=names), axis=axis)
    looks: dict[str, dict[str, Any]] = {
        "wait": {"fill": BEFORE, "fillOpacity": 0.12, "stroke": BEFORE, "strokeWidth": 1.5, "height": 14},
        "pending": {
            "fill": MARK,
            "fillOpacity": 0.1,
            "stroke": MARK,
            "strokeWidth": 1.5,
            "strokeDash": [4, 3],
            "height": 14,
        },
        "work": {"fill": NOW, "stroke": NOW, "strokeWidth": 2, "height": 20},
    }
    layers: list[Any] = [
        alt.Chart(shown[shown["kind"] == kind]).mark_bar(**look).encode(x=x, x2="stop:Q", y=y)
        for kind, look in looks.items()
    ]
    moments = shown[shown["moment"]]
    layers.append(
        alt.Chart(moments)
        .mark_point(color=MARK, filled=True, size=80, opacity=1, shape="diamond")
        .encode(x=x, y=y)
    )
    wide = plot_width(names, WIDTH - 20)
    placed = _placed(shown, until, wide)
    sides: tuple[Any, ...] = ("left", "right")
    words = (
        alt.Chart(placed[placed["align"] == align])
        .mark_text(color=INK, fontSize=12, align=align, dy=-16, dx=-4 if align == "right" else 0)
        .encode(x=alt.X("at:Q"), y=y, text="label:N")
        for align in sides
    )
    return [*layers, *words]


def _placed(shown: pd.DataFrame, until: float, wide: float) -> pd.DataFrame:
    """Labels above their spell or moment: the first and the last, then those that still find room."""
    pixels = wide / until
    named = [row for row in shown.to_dict("records") if row["label"]]
    taken: dict[str, list[tuple[float, float]]] = {}
    rows = []
    for row in [*named[:1], *named[-1:], *named[1:-1]]:
        width, left = LETTER * len(row["label"]), row["begin"] * pixels
        flipped = left + width > wide
        start = left - width if flipped else left
        spans = taken.setdefault(row["lane"], [])
        if all(start + width + 6 <= other or start >= end + 6 for other, end in spans):
            spans.append((start, start + width))
            align = "right" if flipped else "left"
            rows.append({"lane": row["lane"], "at": row["begin"], "label": row["label"], "align": align})
    return pd.DataFrame(rows, columns=["lane", "at", "label", "align"])


def _typical(typical: tuple[float, float] | None, minutes: float) -> list[Any]:
    if typical is None:
        return []
    at = pd.DataFrame({"begin": [typical[0] / minutes], "stop": [typical[1] / minutes]})
    return [alt.Chart(at).mark_rect(color=FAINT, opacity=0.12).encode(x=alt.X("begin:Q"), x2="stop:Q")]


def _summary(rows: pd.DataFrame, first: float, last: float, typical: tuple[float, float] | None) -> str:
    spent = {
        kind: float((mine["end"] - mine["start"]).sum())
        for kind in SPELLS
        if len(mine := rows[rows["kind"] == kind])
    }
    words = {"wait": "waiting", "work": "being worked on", "pending": "pending"}
    parts = [f"{_long(minutes)} {words[kind]}" for kind, minutes in spent.items()]
    visits = int((rows["kind"] == "wait").sum())
    text = (
        f"This ticket took {_long(last - first)}: {', '.join(parts)}."
        if parts
        else f"This ticket took {_long(last - first)}."
    )
    if visits > 1:
        text += f" It queued {visits} times."
    if typical is not None:
        text += f" Shaded: eight in ten tickets take from {_long(typical[0])} to {_long(typical[1])}."
    return text


def _long(minutes: float) -> str:
    """A length of time in the unit it is best told in."""
    name, size = _unit(minutes)
    return amount(minutes / size, name.lower())


def _table(rows: pd.DataFrame, first: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Where": list(rows["lane"]),
            "What": [f"{row['label'] or row['kind']}" for row in rows.to_dict("records")],
            "When": [_clock(float(start)) for start in rows["start"]],
            "minutes in": [float(start) - first for start in rows["start"]],
            "for, minutes": [
                plain(float(end - start)) if pd.notna(end) else ""
                for start, end in zip(rows["start"], rows["end"], strict=True)
            ],
        }
    )
