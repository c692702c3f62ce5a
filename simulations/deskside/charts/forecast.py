"""What was predicted, how sure, and what came of it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, extent, measured, need
from deskside.charts.figure import Figure
from deskside.charts.theme import BEFORE, FAINT, MARK, NOW, WIDTH
from deskside.charts.words import amount, plain, ranged, shown_as

__all__ = ["forecast_against_result", "predictions_of_a_team"]

MOST_QUESTIONS = 12
YOURS, RESULT = "you said", "it came to"


def forecast_against_result(frame: pd.DataFrame) -> Figure:
    """One row a question: the prediction with what counts as near, beside the result with its range.

    ``frame`` has the columns question, unit, predicted, sure (0 to 100 %), near (what counts as a hit, as a
    share of the result), result, low and high.
    """
    need(frame, "question", "unit", "predicted", "sure", "near", "result", "low", "high")
    kept = measured(measured(frame, "predicted"), "result")
    at_most(len(kept), MOST_QUESTIONS, "predictions")
    rows = kept.to_dict("records")
    chart = alt.vconcat(*(_pair(row) for row in rows), spacing=14)
    hits = [_hit(row) for row in rows]
    said = [
        f"{row['question']} You said {amount(row['predicted'], row['unit'])}, {plain(row['sure'])} % sure; "
        f"it came to {ranged(row['result'], row['low'], row['high'], row['unit'])}: "
        f"{'near' if hit else _side(row)}."
        for row, hit in zip(rows, hits, strict=True)
    ]
    count = f"{sum(hits)} of {len(hits)} predictions were near. " if len(hits) > 1 else ""
    return Figure(chart, count + " ".join(said), _forecasts(rows))


def _hit(row: dict[str, Any]) -> bool:
    return bool(abs(row["predicted"] - row["result"]) <= row["near"] * abs(row["result"]))


def _side(row: dict[str, Any]) -> str:
    return "too low" if row["predicted"] < row["result"] else "too high"


def _pair(row: dict[str, Any]) -> Any:
    unit = shown_as(0.0, row["unit"])[1]
    value, result, low, high = (
        shown_as(float(row[name]), row["unit"])[0] for name in ("predicted", "result", "low", "high")
    )
    near = row["near"] * abs(result)
    data = pd.DataFrame(
        {
            "who": [YOURS, RESULT],
            "value": [value, result],
            "low": [float("nan"), low],
            "high": [float("nan"), high],
            "text": [f"{plain(value)}, {plain(float(row['sure']))} % sure", plain(result)],
        }
    )
    ends = extent(data["value"], [low, high, result + near])
    x = alt.X("value:Q", title=None, scale=alt.Scale(domain=ends), axis=alt.Axis(tickCount=6))
    y = alt.Y(
        "who:N", title=None, sort=[YOURS, RESULT], axis=alt.Axis(domain=False, ticks=False, minExtent=78)
    )
    colour = alt.Color("who:N", scale=alt.Scale(domain=[YOURS, RESULT], range=[BEFORE, NOW]))
    base = alt.Chart(data)
    words = base.transform_calculate(
        side=f"datum.value < {ends[0] + 0.2 * (ends[1] - ends[0])} ? 'left' : datum.value > "
        f"{ends[0] + 0.8 * (ends[1] - ends[0])} ? 'right' : 'center'"
    )
    layers = [
        alt.Chart(pd.DataFrame({"from": [result - near], "to": [result + near]}))
        .mark_rect(color=NOW, opacity=0.12)
        .encode(x=alt.X("from:Q"), x2="to:Q"),
        base.mark_rule(strokeWidth=9, opacity=0.35).encode(x=alt.X("low:Q"), x2="high:Q", y=y, color=colour),
        base.mark_point(filled=True, size=110, opacity=1).encode(
            x=x, y=y, color=colour, shape=alt.Shape("who:N", scale=alt.Scale(range=["circle", "diamond"]))
        ),
        *(_said(words, side, x, y) for side in ("left", "center", "right")),
    ]
    title = alt.TitleParams(
        cut(row["question"], 72),
        subtitle=f"{unit + '; ' if unit else ''}pale: what counts as near",
        subtitleColor=FAINT,
        subtitleFontSize=13,
    )
    return alt.layer(*layers).properties(width=WIDTH - 60, height=84, title=title)


def _said(words: Any, side: Any, x: Any, y: Any) -> Any:
    """Text above its point, turned inwards at the ends."""
    mine = words.transform_filter(f"datum.side == '{side}'")
    return mine.mark_text(align=side, dy=-15).encode(x=x, y=y, text="text:N")


def _forecasts(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Question": row["question"],
                "You said": amount(row["predicted"], row["unit"]),
                "sure, %": float(row["sure"]),
                "It came to": ranged(row["result"], row["low"], row["high"], row["unit"]),
                "": "near" if _hit(row) else _side(row),
            }
            for row in rows
        ]
    )


def predictions_of_a_team(
    frame: pd.DataFrame, measure: str, unit: str, result: tuple[float, float, float]
) -> Figure:
    """Many people's predictions of one number: what they said, how sure they were, and what came of it.

    ``frame`` has the columns predicted (in ``unit``) and sure (0 to 100 %), and may have name; ``result`` is
    (mean, low, high).
    """
    need(frame, "predicted", "sure")
    kept = measured(measured(frame, "predicted"), "sure")
    name = shown_as(0.0, unit)[1]
    values = [shown_as(float(value), unit)[0] for value in kept["predicted"]]
    mean, low, high = (shown_as(float(value), unit)[0] for value in result)
    shown = pd.DataFrame({"value": values, "sure": list(kept["sure"].astype(float))})
    at = pd.DataFrame({"value": [mean], "low": [low], "high": [high]})
    ends = extent(shown["value"], [mean, low, high])
    x = alt.X("value:Q", title=f"{measure}, {name}" if name else measure, scale=alt.Scale(domain=ends))
    y = alt.Y(
        "sure:Q",
        title="How sure, %",
        scale=alt.Scale(domain=[0, 108]),
        axis=alt.Axis(values=[0, 25, 50, 75, 100]),
    )
    right = mean > 0.6 * ends[1] + 0.4 * ends[0]
    word = at.assign(text=f"it came to {plain(mean)}")
    layers = [
        alt.Chart(at).mark_rect(color=MARK, opacity=0.22).encode(x=alt.X("low:Q"), x2="high:Q"),
        alt.Chart(at).mark_rule(color=MARK, strokeWidth=2).encode(x=x),
        alt.Chart(shown).mark_point(color=NOW, filled=True, size=70, opacity=0.55).encode(x=x, y=y),
        alt.Chart(word)
        .mark_text(
            color=MARK,
            align="right" if right else "left",
            dx=-8 if right else 8,
            fontWeight=600,
            baseline="top",
        )
        .encode(x=x, y=alt.value(2), text="text:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=230)
    middle = float(pd.Series(values).median())
    below = sum(value < low for value in values)
    above = sum(value > high for value in values)
    summary = (
        f"{amount(len(values), 'predictions')} of {measure[:1].lower() + measure[1:]}: the middle one is "
        f"{amount(middle, name)}, it came to {ranged(mean, low, high, name)}. "
        f"{below} said less than the range, {above} more."
    )
    people = list(kept["name"]) if "name" in kept else [str(number) for number in range(1, len(kept) + 1)]
    table = pd.DataFrame({"Who": people, f"{measure}, {name}".rstrip(", "): values, "sure, %": shown["sure"]})
    return Figure(chart, summary, table)
