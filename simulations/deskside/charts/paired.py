"""Before and after, on the same needs."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from deskside.charts.columns import at_most, cut, extent, from_nothing, measured, need, room_for
from deskside.charts.figure import Figure
from deskside.charts.theme import BEFORE, FAINT, INK, MARK, NOW, WIDTH
from deskside.charts.words import change, plain, ranged, shown_as
from deskside.experiment import estimate

__all__ = ["before_after", "paired_difference"]

#: More than this on one page and nobody reads them.
MOST_MEASURES = 12
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
    frame = measured(need(frame, *COLUMNS), "now")
    at_most(len(frame), MOST_MEASURES, "measures")
    before, now = cut(before, 24), cut(now, 24)
    rows = [_row(row, before, now, first=index == 0) for index, row in enumerate(frame.to_dict("records"))]
    chart = alt.vconcat(*rows, spacing=14)
    return Figure(chart, _summary(frame), _table(frame, before, now))


def _row(row: dict[str, Any], before: str, now: str, first: bool) -> Any:
    data = pd.DataFrame(
        [_point(row, "before", before, 0), _point(row, "now", now, 1)],
        columns=["desk", "value", "low", "high", "place"],
    )
    unit = shown_as(0.0, row["unit"])[1]
    lowest = from_nothing(*data["low"])
    x = alt.X("value:Q", title=None, scale=alt.Scale(domainMin=lowest, nice=True), axis=alt.Axis(tickCount=6))
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
        f"{cut(row['measure'], 60)}{', ' + unit if unit else ''}",
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


def paired_difference(
    frame: pd.DataFrame, measure: str, unit: str, before: str = "before", now: str = "now"
) -> Figure:
    """Run by run: what each run was before and is now, and how far apart the two are.

    ``frame`` has the columns run (name), before and now, in ``unit``; each run met the same needs twice. At
    the left a line joins the two. At the right a dot is a difference, the diamond their mean with its 95 %
    range.
    """
    need(frame, "run", "before", "now")
    runs = measured(measured(frame, "before"), "now")
    mean = estimate((runs["now"] - runs["before"]).tolist())
    name = shown_as(0.0, unit)[1]
    shown = runs.assign(
        before=[shown_as(float(value), unit)[0] for value in runs["before"]],
        now=[shown_as(float(value), unit)[0] for value in runs["now"]],
    )
    shown["difference"] = shown["now"] - shown["before"]
    title = f"{measure}, {name}" if name else measure
    pair = alt.hconcat(
        _slopes(shown, title, before, now),
        _differences(shown, [shown_as(one, unit)[0] for one in (mean.mean, mean.low, mean.high)], name),
        spacing=46,
    )
    words = change(mean.mean, mean.low, mean.high, unit)
    sure = mean.low > 0 or mean.high < 0
    verdict = "More than luck." if sure else "It may be luck."
    if len(shown) < 2:
        verdict = "One run: no range can be told."
    summary = (
        f"{measure}, {now} against {before}, on the same needs: {words} on average over {len(shown)} runs. "
        f"{verdict}"
    )
    return Figure(pair, summary, _runs_table(shown, before, now, name))


def _slopes(shown: pd.DataFrame, title: str, before: str, now: str) -> Any:
    ends = [
        {"run": row["run"], "desk": cut(desk, 22), "value": row[column]}
        for row in shown.to_dict("records")
        for column, desk in (("before", before), ("now", now))
    ]
    x = alt.X(
        "desk:N", title=None, sort=[cut(before, 22), cut(now, 22)], axis=alt.Axis(labelAngle=0, domain=False)
    )
    y = alt.Y("value:Q", title=title, scale=alt.Scale(domain=extent(shown["before"], shown["now"])))
    base = alt.Chart(pd.DataFrame(ends))
    lines = base.mark_line(color=BEFORE, strokeWidth=1.2, opacity=0.7).encode(x=x, y=y, detail="run:N")
    dots = base.mark_point(color=BEFORE, filled=True, size=26, opacity=1).encode(x=x, y=y)
    return alt.layer(lines, dots).properties(width=WIDTH * 0.42, height=250, title="Each run")


def _differences(shown: pd.DataFrame, mean: list[float], unit: str) -> Any:
    count = len(shown)
    places = [
        ((7 * number) % count + 0.5) / count for number in range(count)
    ]  # spread out, no two runs alike
    dots = pd.DataFrame(
        {"difference": list(shown["difference"]), "place": [0.2 + 0.35 * place for place in places]}
    )
    middle = pd.DataFrame({"mean": [mean[0]], "low": [mean[1]], "high": [mean[2]], "place": [0.78]})
    middle["text"] = f"mean {plain(mean[0])}"
    ends = extent(dots["difference"], middle["low"], middle["high"])
    axis_title = f"Difference, {unit}" if unit else "Difference"
    y = alt.Y("difference:Q", title=axis_title, scale=alt.Scale(domain=ends))
    x = alt.X("place:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1]))
    zero = alt.Chart(pd.DataFrame({"difference": [0.0], "text": ["no change"]}))
    whole = alt.Chart(middle)
    layers = [
        zero.mark_rule(color=FAINT, strokeDash=[4, 4]).encode(y=y),
        zero.mark_text(color=FAINT, align="right", dy=-8, fontSize=12).encode(
            x=alt.value(WIDTH * 0.42), y=y, text="text:N"
        ),
        alt.Chart(dots).mark_point(color=NOW, filled=True, size=40, opacity=0.8).encode(x=x, y=y),
        whole.mark_rule(color=MARK, strokeWidth=9, opacity=0.35).encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        whole.mark_point(color=MARK, filled=True, size=120, opacity=1, shape="diamond").encode(
            x=x, y=alt.Y("mean:Q")
        ),
        whole.mark_text(color=MARK, align="left", dx=11, fontWeight=600).encode(
            x=x, y=alt.Y("mean:Q"), text="text:N"
        ),
    ]
    return alt.layer(*layers).properties(width=WIDTH * 0.42, height=250, title="Its difference")


def _runs_table(shown: pd.DataFrame, before: str, now: str, unit: str) -> pd.DataFrame:
    ending = f", {unit}" if unit else ""
    return pd.DataFrame(
        {
            "Run": list(shown["run"]),
            f"{before.capitalize()}{ending}": list(shown["before"]),
            f"{now.capitalize()}{ending}": list(shown["now"]),
            "Difference": list(shown["difference"]),
        }
    )
