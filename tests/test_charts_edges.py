"""Charts on awkward frames: a readable picture, or one line that says what is wrong. Labels never collide."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from deskside import charts
from deskside.charts import Figure
from deskside.charts.layout import Box, lay_out
from deskside.charts.service import _box_size
from deskside.errors import DesksideError

NAN = float("nan")
LONG = "The department of facilities, workplaces and everything nobody else wanted to look after"
Draw = Callable[[pd.DataFrame], Figure]


def spread(value: float) -> dict[str, float]:
    return {"low": 0.9 * value, "high": 1.1 * value}


def graph_row(number: int, name: str, value: float) -> dict[str, Any]:
    return {"who": name, "whom": "IT", "what": f"service {number}", "value": value, **spread(value)}


def predicted_row(number: int, name: str, value: float) -> dict[str, Any]:
    row = {"question": f"{name}?", "unit": "minutes", "predicted": value, "sure": 50, "near": 0.25}
    return row | {"result": value, **spread(value)}


#: For each chart how to draw it, one row of it, and the column whose numbers it shows.
CHARTS: dict[str, tuple[Draw, Callable[[int, str, float], dict[str, Any]], str]] = {
    "load": (
        charts.wait_against_load,
        lambda n, _, v: {"load": 0.5 + n / 100, "mean": v, **spread(v)},
        "mean",
    ),
    "queue": (
        charts.queue_over_time,
        lambda n, _, v: {"time": 60.0 * n, "desk": "a desk", "waiting": v, **spread(v)},
        "waiting",
    ),
    "answered": (
        charts.share_answered_within,
        lambda n, _, v: {"within": float(n), "desk": "a desk", "share": v / 100, **spread(v / 100)},
        "share",
    ),
    "waits": (
        charts.wait_distribution,
        lambda n, _, v: {"start": n, "end": n + 1, "desk": "a desk", "share": v / 100, **spread(v / 100)},
        "share",
    ),
    "change": (
        charts.before_after,
        lambda _, name, v: {
            "measure": name,
            "unit": "minutes",
            **{
                f"{which}{end}": v
                for which in ("before", "now", "difference")
                for end in ("", "_low", "_high")
            },
        },
        "now",
    ),
    "measures": (
        charts.measures_of_a_desk,
        lambda _, name, v: {"measure": name, "unit": "minutes", "value": v, **spread(v)},
        "value",
    ),
    "paired": (
        lambda frame: charts.paired_difference(frame, "Wait", "minutes", LONG, "now"),
        lambda _, name, v: {"run": name, "before": v, "now": v + 1},
        "now",
    ),
    "heat": (
        lambda frame: charts.hour_by_weekday(frame, "Requests", ""),
        lambda n, _, v: {"day": n % 7, "hour": n // 7, "value": v, **spread(v)},
        "value",
    ),
    "journey": (
        charts.journey,
        lambda n, name, v: {"lane": name, "kind": "wait", "label": name, "start": v + n, "end": v + n + 1},
        "start",
    ),
    "graph": (lambda frame: charts.service_graph(frame, "Delay", "hours"), graph_row, "value"),
    "roster": (
        charts.roster_against_demand,
        lambda n, _, v: {"hour": n, "on_duty": 5, "work": v, **spread(v)},
        "work",
    ),
    "forecast": (charts.forecast_against_result, predicted_row, "predicted"),
    "team": (
        lambda frame: charts.predictions_of_a_team(frame, "Wait", "minutes", (5.0, 4.0, 6.0)),
        lambda _, name, v: {"name": name, "predicted": v, "sure": 50},
        "predicted",
    ),
    "calibration": (
        lambda frame: charts.sure_against_right(frame, "You are sure and right."),
        lambda n, _, v: {
            "sure": min(v, 90) / 100,
            "share": v / 100,
            "low": 0.0,
            "high": 1.0,
            "right": n,
            "many": 30,
        },
        "share",
    ),
    "weeks": (
        lambda frame: charts.over_weeks(frame, "Wait", "minutes"),
        lambda n, _, v: {"week": n, "plan": LONG, "value": v, **spread(v)},
        "value",
    ),
    "spread": (
        lambda frame: charts.spread_by_team(frame, "Wait", "minutes"),
        lambda _, name, v: {"team": name, "p10": v / 2, "p50": v, "p90": 2 * v, **spread(v)},
        "p50",
    ),
    "runs": (
        lambda frame: charts.runs_apart(frame, "Wait", "minutes"),
        lambda _, name, v: {"run": name, "value": v},
        "value",
    ),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def frame(name: str, values: list[float], names: str = "name {}") -> pd.DataFrame:
    _, row, _ = CHARTS[name]
    return pd.DataFrame([row(number, names.format(number), value) for number, value in enumerate(values)])


def drawn(name: str, data: pd.DataFrame) -> Figure:
    """The figure, with a picture whose every number is one."""
    figure = CHARTS[name][0](data)
    assert "NaN" not in figure.svg
    assert "Infinity" not in figure.svg
    assert figure.summary
    assert len(figure.table)
    return figure


@every_chart
def test_an_empty_frame_is_told(name: str) -> None:
    with pytest.raises(DesksideError, match="the frame is empty"):
        CHARTS[name][0](frame(name, [5.0]).iloc[:0])


@every_chart
def test_a_missing_column_is_told(name: str) -> None:
    with pytest.raises(DesksideError, match="needs the column"):
        CHARTS[name][0](frame(name, [5.0]).drop(columns=CHARTS[name][2]))


@every_chart
def test_one_row_will_do(name: str) -> None:
    drawn(name, frame(name, [5.0]))


@every_chart
def test_equal_values_are_drawn(name: str) -> None:
    drawn(name, frame(name, [7.0] * 5))
    drawn(name, frame(name, [0.0] * 5))


@every_chart
def test_a_missing_number_leaves_the_rest(name: str) -> None:
    data = frame(name, [5.0, 6.0, 7.0])
    data[CHARTS[name][2]] = data[CHARTS[name][2]].astype(float)
    data.loc[1, CHARTS[name][2]] = NAN
    drawn(name, data)


@every_chart
def test_nothing_but_missing_numbers_is_told(name: str) -> None:
    data = frame(name, [5.0, 6.0])
    data[CHARTS[name][2]] = NAN
    with pytest.raises(DesksideError, match="there is nothing to draw"):
        CHARTS[name][0](data)


@every_chart
def test_thirty_categories_are_drawn_or_told(name: str) -> None:
    data = frame(name, [5.0 + number for number in range(30)])
    if name in {"waits", "graph", "forecast", "journey", "change", "measures"}:
        with pytest.raises(DesksideError, match=r"at most \d+ .* not 3\d"):
            CHARTS[name][0](data)
        return
    drawn(name, data)


@every_chart
def test_very_long_names_are_cut_in_the_picture_and_whole_in_the_table(name: str) -> None:
    figure = drawn(name, frame(name, [5.0, 6.0], f"{{}} {LONG}"))
    assert LONG not in figure.svg
    wide = float(figure.svg.split('width="')[1].split('"')[0])
    assert wide <= 736  # a page of the course
    if f"0 {LONG}" in str(frame(name, [5.0], f"{{}} {LONG}").to_dict()):
        assert f"0 {LONG}" in str(figure.table.to_dict())


# --- the graph ---


def everybody(count: int) -> dict[tuple[str, str], float]:
    """A dense graph: everybody with the next two, and back with the next."""
    names = [f"Department {number} of a firm" for number in range(count)]
    edges = {}
    for at, name in enumerate(names):
        for step in (1, 2):
            if names[(at + step) % count] != name:
                edges[name, names[(at + step) % count]] = 1.0 + step
    return edges


@pytest.mark.parametrize("count", range(2, 13))
def test_no_label_lies_on_another_nor_on_a_box(count: int) -> None:
    edges = everybody(count)
    sizes = {name: _box_size(name) for pair in edges for name in pair}
    laid = lay_out(edges, sizes, [(110.0, 30.0)] * len(edges), 670, 330 + 14 * count)
    things = [*laid.boxes.values(), *(place for place in laid.places if place)]
    for number, one in enumerate(things):
        assert not any(one.overlaps(other) for other in things[number + 1 :])
        assert one.x - one.width / 2 >= 0
        assert one.x + one.width / 2 <= 670
    assert sum(place is not None for place in laid.places) >= len(edges) / 2


def test_the_graph_says_which_edge_is_told_apart_and_numbers_what_has_no_room() -> None:
    rows = [
        {"who": a, "whom": b, "what": "a very long service", "value": v, **spread(v)}
        for (a, b), v in everybody(12).items()
    ]
    data = pd.DataFrame(rows).assign(critical=[number == 3 for number in range(len(rows))])
    figure = charts.service_graph(data, "Delay", "hours")
    assert "In another colour: Department 3" in figure.summary
    shown = figure.svg.count("a very long service") + sum(f">({n})<" in figure.svg for n in range(1, 25))
    assert shown >= len(rows) - 2
    assert len(figure.table) == len(rows)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"whom": "name 0"}, "name 0 depends on itself"),
        ({"value": -1.0}, "Delay is below 0"),
        ({"who": "name 1"}, "name 1 depends on IT twice"),
    ],
)
def test_a_wrong_edge_is_told(change: dict[str, Any], message: str) -> None:
    data = frame("graph", [1.0, 2.0])
    for column, value in change.items():
        data.loc[0, column] = value
    with pytest.raises(DesksideError, match=message):
        charts.service_graph(data, "Delay", "hours")


def test_boxes_know_when_they_touch() -> None:
    assert Box(0, 0, 10, 10).overlaps(Box(9, 0, 10, 10))
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 10, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(11, 0, 10, 10), gap=2)


# --- what the words say ---


def test_the_roster_says_how_much_is_short_and_where() -> None:
    data = pd.DataFrame({"hour": [8, 9, 10], "on_duty": [3, 3, 3], "work": [2.0, 5.0, 4.0]})
    summary = charts.roster_against_demand(data.assign(low=data["work"] - 1, high=data["work"] + 1)).summary
    assert "3 agent-hours short, 1 to spare" in summary
    assert "Worst: Monday 9 to 10, 3 on duty, work for 5 (range 4 to 6)" in summary


def test_the_paired_difference_tells_luck_from_more() -> None:
    before = np.array([10.0, 12.0, 9.0, 11.0])
    runs = pd.DataFrame({"run": list("abcd"), "before": before, "now": before - [2.0, 2.1, 1.9, 2.0]})
    assert charts.paired_difference(runs, "Wait", "minutes").summary.endswith("More than luck.")
    runs["now"] = before + np.array([2.0, -2.0, 3.0, -3.0])
    assert charts.paired_difference(runs, "Wait", "minutes").summary.endswith("It may be luck.")


def test_the_journey_adds_up_what_the_ticket_did() -> None:
    rows = [("a", "wait", "", 0, 60), ("a", "work", "", 60, 90), ("b", "pending", "", 90, 150)]
    data = pd.DataFrame(rows, columns=["lane", "kind", "label", "start", "end"])
    summary = charts.journey(data).summary
    assert summary.startswith(
        "This ticket took 150 minutes: 60 minutes waiting, 30 minutes being worked on, 60"
    )


def test_a_rough_number_in_the_heat_map_is_marked() -> None:
    data = pd.DataFrame(
        {"day": [0, 0], "hour": [8, 9], "value": [10.0, 20.0], "low": [2.0, 19.0], "high": [18.0, 21.0]}
    )
    svg = charts.hour_by_weekday(data, "Requests", "").svg
    assert ">~10<" in svg
    assert ">20<" in svg


def test_an_hour_in_which_nothing_happens_is_shown_where_it_is_wanted() -> None:
    data = pd.DataFrame({"day": 0, "hour": [8, 9, 10], "value": [0.0, 0.0, 5.0]})
    data = data.assign(low=data["value"], high=data["value"])
    assert ">9<" not in charts.hour_by_weekday(data, "Lost", "").svg
    assert ">9<" in charts.hour_by_weekday(data, "Lost", "", every_hour=True).svg


def test_two_quarters_have_two_ticks() -> None:
    """Not three, of which the one in the middle is called 2 as well."""
    rows = [
        {"week": week, "plan": "nothing", "value": 5.0, "low": 4.0, "high": 6.0} for week in (1.0, 2.0, 60.0)
    ]
    few, many = (charts.over_weeks(pd.DataFrame(part), "Wait", "minutes") for part in (rows[:2], rows))
    axes = [json.dumps(one.chart.to_dict()["layer"][0]["encoding"]["x"]["axis"]) for one in (few, many)]
    assert '"values": [1, 2]' in axes[0]
    assert '"tickMinStep": 1' in axes[1]


def test_a_plan_without_a_range_has_none_in_sentence_and_table() -> None:
    frame = pd.DataFrame({"week": [1, 2], "plan": "a", "value": [1.0, 2.0], "low": np.nan, "high": np.nan})
    figure = charts.over_weeks(frame, "Saved", "")
    assert figure.summary == "Saved, week 1 to 2. a: from 1 to 2."
    assert list(figure.table) == ["Week", "a"]
