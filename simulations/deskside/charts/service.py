"""Who depends on whom for what: departments as boxes, what they do for each other as arrows."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, measured, need
from deskside.charts.figure import Figure
from deskside.charts.layout import Box, Layout, Point, arrow, hidden, lay_out, place_labels
from deskside.charts.theme import BEFORE, INK, MARK, WIDTH
from deskside.charts.words import plain, ranged, shown_as
from deskside.errors import DesksideError

__all__ = ["service_graph"]

MOST_DEPARTMENTS = 12
WIDE, BOX_LETTERS, LINE = WIDTH + 110, 13, 16
#: Pixels a letter may take in any page's font, at size 13 and 12.
LETTER, SMALL_LETTER = 7.8, 7.2


def service_graph(frame: pd.DataFrame, measure: str, unit: str) -> Figure:
    """Departments, and an arrow from each to those it serves.

    ``frame`` has the columns who (needs something), whom (serves it), what, value (of ``measure``, in
    ``unit``; the stronger the line, the more), low and high (its range), and may have critical (true for an
    edge to be told apart). Up to twelve departments. A label that finds no free place is a number: the table
    has its words. Raises `DesksideError` for an edge that cannot be drawn: from a department to itself, twice
    the same, or of a value below 0.
    """
    need(frame, "who", "whom", "what", "value", "low", "high")
    edges = measured(frame, "value").reset_index(drop=True)
    if (edges["who"] == edges["whom"]).any():
        alone = edges.loc[edges["who"] == edges["whom"], "who"].iloc[0]
        raise DesksideError(f"{alone} depends on itself: an edge joins two departments")
    if (edges["value"] < 0).any():
        raise DesksideError(f"{measure} is below 0 on an edge: it cannot be drawn as the strength of a line")
    names = list(dict.fromkeys([*edges["who"], *edges["whom"]]))
    at_most(len(names), MOST_DEPARTMENTS, "departments")
    if edges.duplicated(["who", "whom"]).any():
        twice = edges.loc[edges.duplicated(["who", "whom"])].iloc[0]
        raise DesksideError(f"{twice['who']} depends on {twice['whom']} twice: put it into one row")
    edges = edges.assign(
        critical=edges["critical"].astype(bool) if "critical" in edges else False,
        number=range(1, len(edges) + 1),
    )
    height = 150.0 if len(names) == 2 else 330.0 + 14 * len(names)
    chart = alt.layer(*_layers(edges, names, unit, height)).properties(width=WIDE, height=height)
    return Figure(chart, _summary(edges, measure, unit), _table(edges, measure, unit))


def _wrapped(name: str) -> list[str]:
    lines = textwrap.wrap(str(name), BOX_LETTERS) or [""]
    return lines if len(lines) <= 2 else [lines[0], cut(" ".join(lines[1:]), BOX_LETTERS)]


def _box_size(name: str) -> tuple[float, float]:
    lines = _wrapped(name)
    return max(56.0, LETTER * max(map(len, lines)) + 16), LINE * len(lines) + 12.0


def _departments(boxes: dict[str, Box]) -> list[Any]:
    rows = [
        {"x": b.x - b.width / 2, "x2": b.x + b.width / 2, "y": b.y - b.height / 2, "y2": b.y + b.height / 2}
        for b in boxes.values()
    ]
    words = []
    for name, box in boxes.items():
        lines = _wrapped(name)
        words += [
            {"x": box.x, "y": box.y + LINE * (number - (len(lines) - 1) / 2), "text": line}
            for number, line in enumerate(lines)
        ]
    frames = alt.Chart(pd.DataFrame(rows)).mark_rect(
        filled=False, stroke=INK, strokeWidth=1.4, cornerRadius=6
    )
    return [
        frames.encode(x=_at("x"), x2="x2:Q", y=_at("y", down=True), y2="y2:Q"),
        alt.Chart(pd.DataFrame(words))
        .mark_text(color=INK, fontWeight=600, baseline="middle")
        .encode(x=_at("x"), y=_at("y", down=True), text="text:N"),
    ]


def _at(column: str, down: bool = False) -> Any:
    """A place in pixels."""
    if down:
        return alt.Y(f"{column}:Q", axis=None, scale=None)
    return alt.X(f"{column}:Q", axis=None, scale=None)


def _layers(edges: pd.DataFrame, names: list[str], unit: str, height: float) -> list[Any]:
    """The arrows with what they carry; a line stops where a word or a box stands before it."""
    rows = edges.sort_values(["critical", "value"], ascending=False, kind="stable").to_dict("records")
    most = float(edges["value"].max()) or 1.0
    texts = [[cut(row["what"], 22), _short_value(row, unit)] for row in rows]
    laid = lay_out(
        {(row["whom"], row["who"]): 0.3 + row["value"] / most for row in rows},
        {name: _box_size(name) for name in names},
        [(SMALL_LETTER * max(map(len, lines)) + 4, 30.0) for lines in texts],
        WIDE,
        height,
    )
    places = _with_numbers(laid, rows, texts, height)
    shields = [*laid.boxes.values(), *(place for place in places if place)]
    layers: list[Any] = []
    for colour, critical in ((BEFORE, False), (MARK, True)):
        chosen = [number for number, row in enumerate(rows) if bool(row["critical"]) is critical]
        if chosen:
            layers += _strokes(rows, laid.lines, shields, chosen, colour)
            layers += _words(texts, places, chosen, MARK if critical else INK)
    return [*layers, *_departments(laid.boxes)]


def _with_numbers(
    laid: Layout, rows: list[dict[str, Any]], texts: list[list[str]], height: float
) -> list[Box | None]:
    """The labels' places; where there is none the label becomes its number, which needs less room."""
    places = list(laid.places)
    left = [number for number, place in enumerate(places) if place is None]
    walls = [*laid.boxes.values(), *(place for place in places if place)]
    frame = Box(WIDE / 2, height / 2, WIDE, height)
    spots = place_labels([laid.lines[n] for n in left], [(24.0, 16.0)] * len(left), walls, frame)
    for number, spot in zip(left, spots, strict=True):
        places[number], texts[number] = spot, [f"({rows[number]['number']})"]
    return places


def _short_value(row: dict[str, Any], unit: str) -> str:
    value, low, high = (shown_as(float(row[name]), unit)[0] for name in ("value", "low", "high"))
    if math.isnan(low) or math.isnan(high):
        return plain(value)
    return f"{plain(value)} ({plain(low)}–{plain(high)})"


def _strokes(
    rows: list[dict[str, Any]], curves: list[list[Point]], shields: list[Box], chosen: list[int], colour: str
) -> list[Any]:
    most = max(float(row["value"]) for row in rows) or 1.0
    points, heads = [], []
    for number in chosen:
        width = 1.4 + 4.6 * float(rows[number]["value"]) / most
        for piece, part in enumerate(hidden(curves[number], shields)):
            points += [
                {"x": x, "y": y, "line": f"{number}.{piece}", "width": width, "step": step}
                for step, (x, y) in enumerate(part)
            ]
        x, y = curves[number][-1]
        heads.append({"x": x, "y": y, "turn": arrow(curves[number]), "size": 60 + 26 * width})
    lines = alt.Chart(pd.DataFrame(points, columns=["x", "y", "line", "width", "step"]))
    return [
        lines.mark_line(color=colour, opacity=0.75).encode(
            x=_at("x"),
            y=_at("y", down=True),
            detail="line:N",
            order="step:Q",
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        ),
        alt.Chart(pd.DataFrame(heads))
        .mark_point(color=colour, filled=True, opacity=1, shape="triangle-up")
        .encode(
            x=_at("x"),
            y=_at("y", down=True),
            angle=alt.Angle("turn:Q", scale=None),
            size=alt.Size("size:Q", scale=None),
        ),
    ]


def _words(texts: list[list[str]], places: list[Box | None], chosen: list[int], colour: str) -> list[Any]:
    rows = []
    for number in chosen:
        place, lines = places[number], texts[number]
        if place is not None:
            rows += [
                {"x": place.x, "y": place.y + 15 * (line - (len(lines) - 1) / 2), "text": text}
                for line, text in enumerate(lines)
            ]
    if not rows:
        return []
    words = alt.Chart(pd.DataFrame(rows)).mark_text(
        color=colour, fontSize=12, baseline="middle", fontWeight=600 if colour == MARK else "normal"
    )
    return [words.encode(x=_at("x"), y=_at("y", down=True), text="text:N")]


def _summary(edges: pd.DataFrame, measure: str, unit: str) -> str:
    most = edges.loc[edges["value"].idxmax()]
    count = len(set(edges["who"]) | set(edges["whom"]))
    text = (
        f"{count} departments, {len(edges)} services between them; an arrow runs from who serves to who "
        f"asked. {measure} is largest where {_named(most, unit)}."
    )
    critical = edges[edges["critical"]]
    if len(critical):
        told = "; ".join(_named(row, unit) for _, row in critical.iterrows())
        text += f" In another colour: {told}."
    return text


def _named(edge: pd.Series, unit: str) -> str:
    found = ranged(float(edge["value"]), float(edge["low"]), float(edge["high"]), unit)
    return f"{edge['whom']} serves {edge['who']} ({edge['what']}): {found}"


def _table(edges: pd.DataFrame, measure: str, unit: str) -> pd.DataFrame:
    values = [
        ranged(float(row["value"]), float(row["low"]), float(row["high"]), unit)
        for row in edges.to_dict("records")
    ]
    table = pd.DataFrame(
        {
            "No.": [str(number) for number in edges["number"]],
            "Who": list(edges["who"]),
            "depends on": list(edges["whom"]),
            "for": list(edges["what"]),
            measure: values,
        }
    )
    if edges["critical"].any():
        table["told apart"] = ["yes" if one else "" for one in edges["critical"]]
    return table
