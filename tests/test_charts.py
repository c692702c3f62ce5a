"""Charts: a frame goes in; a valid chart, words, and the numbers come out, and nothing needs a network."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import chart_gallery
from chart_gallery import EXAMPLES
from deskside import charts
from deskside.charts import theme
from deskside.charts.look import needed
from deskside.charts.words import amount, change, plain, ranged
from deskside.errors import DesksideError
from deskside.panels.front import LOOK
from deskside.theory import erlang_c

LOADS = [0.5, 0.8, 0.85, 0.935]


def load_figure() -> charts.Figure:
    means = np.array([erlang_c(10, load * 10 / 8, 8).mean_wait for load in LOADS])
    curve = pd.DataFrame({"load": LOADS, "mean": means, "low": 0.9 * means, "high": 1.1 * means})
    marks = curve.iloc[[2, 3]].assign(label=["today", "10 % more"])
    return charts.wait_against_load(curve, curve[["load", "mean"]], marks, theory_name="Erlang C")


def queue_figure() -> charts.Figure:
    hours = np.arange(0.0, 2880.0, 60.0)
    desks = [
        pd.DataFrame({"time": hours, "desk": name, "waiting": level, "low": level / 2, "high": 2.0 * level})
        for name, level in (("as it is", 3.0), ("with your settings", 9.0))
    ]
    return charts.queue_over_time(pd.concat(desks))


def answered_figure() -> charts.Figure:
    within = np.arange(0.0, 61.0)
    share = 1 - 0.5 * np.exp(-within / 10)
    return charts.share_answered_within(
        pd.DataFrame(
            {"within": within, "desk": "today", "share": share, "low": share - 0.02, "high": share + 0.02}
        ),
        promise=30,
    )


def paired_figure() -> charts.Figure:
    row = {"measure": "Mean wait", "unit": "minutes", "before": 2.8, "before_low": 2.6, "before_high": 3.0}
    row |= {"now": 9.4, "now_low": 8.0, "now_high": 10.8}
    row |= {"difference": 6.6, "difference_low": 5.3, "difference_high": 7.9}
    busy = {key: value / 100 if isinstance(value, float) else value for key, value in row.items()}
    return charts.before_after(pd.DataFrame([row, busy | {"measure": "Agents busy", "unit": "share"}]))


FIGURES = {name: cache(make) for name, make in EXAMPLES.items()}
every_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)


@every_figure
def test_a_chart_is_valid_vega_lite(make: Callable[[], charts.Figure]) -> None:
    make().chart.to_dict(validate=True)


@every_figure
def test_the_specification_carries_theme_and_words(make: Callable[[], charts.Figure]) -> None:
    figure = make()
    spec = figure.to_dict()
    assert spec["description"] == figure.summary
    assert spec["config"]["axis"]["labelFontSize"] >= 13


@every_figure
def test_uncertainty_is_drawn(make: Callable[[], charts.Figure]) -> None:
    """Every chart has a band or a bar from a lower to an upper end."""
    figure = make()
    fields = re.findall(r"'(?:y2|x2)': \{'field': '(\w+)'", str(figure.to_dict()))
    in_words = re.search(r"\(range [\d.]+ to [\d.]+\)", figure.summary)  # a graph has no axis to draw it on
    assert set(fields) & {"high", "top", "upper"} or in_words or "eight in ten" in figure.summary


@every_figure
def test_axes_of_amounts_have_a_title_with_a_unit(make: Callable[[], charts.Figure]) -> None:
    spec = str(make().to_dict())
    assert re.search(r"minutes|%|Tickets|Agents|hour|Hours", spec)


@every_figure
def test_the_picture_needs_no_network_and_follows_the_page(make: Callable[[], charts.Figure]) -> None:
    svg = make().svg
    assert svg.startswith("<svg")
    assert not re.search(r"(href|src|url)\s*[=(]\s*[\"']?https?:", svg)
    assert "var(--ds-ink, #22272e)" in svg
    assert '"#22272e"' not in svg


@every_figure
def test_a_picture_holds_only_what_is_seen(make: Callable[[], charts.Figure]) -> None:
    svg = make().svg
    assert len(svg) < 20_000
    assert not re.search(r"class=|aria-|\d\.\d{3}", svg)


@every_figure
def test_a_figure_has_alternative_text_and_a_table(make: Callable[[], charts.Figure]) -> None:
    figure = make()
    page = figure._repr_mimebundle_()["text/html"]
    assert figure.summary in figure.alt_text
    told = re.search(r'role="img" aria-labelledby="(\w+)"', page)
    assert told is not None
    assert f'<figcaption id="{told.group(1)}">{html.escape(figure.summary)}</figcaption>' in page
    assert 'role="img" aria-label="Chart.' in figure.to_html(caption=False)
    assert "<th scope=" in page
    assert len(figure.table) >= 1
    assert figure._repr_mimebundle_()["text/plain"] == figure.alt_text


def test_two_pictures_on_a_page_share_no_id() -> None:
    first, second = load_figure().svg, queue_figure().svg
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for svg, mine in zip((first, second), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= mine


def test_the_load_curve_says_both_ends_and_its_turn() -> None:
    summary = load_figure().summary
    assert "at 50 % load" in summary
    assert "9.6 minutes (range 8.6 to 10.5) at 94 % load" in summary
    assert "turns upwards" in summary


def test_the_table_of_the_load_curve_holds_theory_beside_the_simulation() -> None:
    table = load_figure().table
    assert table["Erlang C, minutes"].to_numpy() == pytest.approx(table["Mean wait, minutes"].to_numpy())


def test_the_answered_chart_reads_off_the_promise() -> None:
    assert "98 % within 30 minutes" in answered_figure().summary


def test_the_paired_chart_shows_shares_as_points() -> None:
    assert "Agents busy: +6.6 points (+5.3 to +7.9)" in paired_figure().summary


def test_one_desk_alone_is_drawn_in_the_colour_of_now() -> None:
    hours = np.arange(0.0, 600.0, 60.0)
    frame = pd.DataFrame({"time": hours, "desk": "only", "waiting": 1.0, "low": 0.0, "high": 2.0})
    spec = str(charts.queue_over_time(frame).to_dict())
    assert theme.NOW in spec
    assert theme.BEFORE not in spec


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"load": [0.5], "mean": [1.0], "low": [1.0]}), "needs the column 'high'"),
        (pd.DataFrame({"load": [], "mean": [], "low": [], "high": []}), "the frame is empty"),
    ],
)
def test_a_wrong_frame_is_told_in_one_line(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        charts.wait_against_load(frame)


def test_what_people_typed_is_escaped() -> None:
    weeks = pd.DataFrame({"run": ["<script>"], "value": [2.0]})
    assert "<script>" not in charts.runs_apart(weeks, "Mean wait", "minutes").to_html(style=False)


def test_numbers_read_as_people_say_them() -> None:
    assert amount(0.9349, "share") == "93 %"
    assert ranged(9.6, float("nan"), float("nan"), "minutes") == "9.6 minutes"
    assert (
        change(-0.4, -0.6, -0.2, "minutes")
        == "\N{MINUS SIGN}0.4 minutes (\N{MINUS SIGN}0.6 to \N{MINUS SIGN}0.2)"
    )
    assert plain(float("inf")) == "without end"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as in WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", ["light", "dark"])
def test_every_text_colour_stands_out_from_its_background(page: str) -> None:
    """Contrast of at least 4.5 to 1 on the card and on the page, light and dark."""
    block = charts.STYLE.split("}")[0 if page == "light" else 1]
    colours = dict(re.findall(r"--ds-([\w-]+):(#[0-9a-f]{6})", block))
    for name in ("ink", "before", "now", "mark", "faint", "good", "bad"):
        for background in (colours["card"], "#ffffff" if page == "light" else "#111111"):
            assert contrast(colours[name], background) >= 4.5, (name, background)
    assert contrast(colours["on"], colours["now"]) >= 4.5


def test_the_look_and_the_drawings_agree_on_colours() -> None:
    """A page that sets no colours draws with the same ones the light page sets."""
    block = charts.STYLE.split("}")[0]
    for colour, variable in theme.ROLES.items():
        assert f"{variable}:{colour}" in block


def test_the_page_of_charts_is_current(root: Path) -> None:
    """The words; the pictures differ by a hair from machine to machine. Mend it: tools/chart_gallery.py."""
    assert (root / "docs" / "charts.md").read_text(encoding="utf-8") == chart_gallery.page()
    for name in EXAMPLES:
        assert (root / "docs" / "images" / "charts" / f"{chart_gallery._file(name)}.svg").exists()


def test_every_chart_has_an_example() -> None:
    shown = {chart_gallery._function(name).__name__ for name in EXAMPLES}
    others = {"Figure", "STYLE", "quick_altair", "table_html"}
    assert shown == set(charts.__all__) - others


@every_figure
def test_a_picture_brings_the_part_of_the_look_it_uses(make: Callable[[], charts.Figure]) -> None:
    page = make().to_html()
    brought = page.split("</style>")[0]
    assert len(brought) < 0.8 * len(LOOK)
    for role in set(re.findall(r"var\((--ds-[\w-]+)", page)):
        assert brought.count(f"{role}:#") == 2, role  # for a light and for a dark page
    assert ".ds-numbers th" in brought
    assert ".ds-form" not in brought


def test_rules_for_what_is_not_there_are_left_out() -> None:
    css = ".a .b:hover{x:1}.a,.c{y:2}@media print{.c{z:3}.a{w:4}}.a [open]>p{v:5}.a:not(.q) ul{u:6}"
    page = '<div class="a"><ul></ul></div>'
    assert needed(css, page) == ".a{y:2}@media print{.a{w:4}}.a:not(.q) ul{u:6}"


def test_plots_one_below_the_other_say_once_how_they_look() -> None:
    """Points of all plots are one path, their bands another; words keep their plots' order."""
    svg = paired_figure().svg
    assert len(re.findall(r'stroke="var\(--ds-before, #65707b\)" opacity="\.3"', svg)) == 1
    assert svg.count('stroke-linecap="round"') == 1
    assert svg.index("Mean wait") < svg.index("Agents busy")


def test_a_range_below_nothing_stays_within_its_axis() -> None:
    row = {"measure": "Left", "unit": "tickets", "value": 13.0, "low": -6.0, "high": 32.0}
    spec = charts.measures_of_a_desk(pd.DataFrame([row])).to_dict()
    assert "'domainMin': -6.0" in str(spec)


def test_one_run_alone_has_no_band() -> None:
    frame = pd.DataFrame({"time": [0.0, 60.0], "desk": "this run", "waiting": [1.0, 3.0]})
    shown = str(charts.queue_over_time(frame.assign(low=frame["waiting"], high=frame["waiting"])).to_dict())
    assert "'area'" not in shown
    assert "'area'" in str(charts.queue_over_time(frame.assign(low=0.5, high=4.0)).to_dict())


def test_a_number_known_exactly_has_no_range_in_the_table_and_nothing_is_drawn_for_nothing() -> None:
    rows = [(day, 9, value, value, value) for day, value in ((0, 4.0), (1, 0.0))]
    frame = pd.DataFrame(rows, columns=["day", "hour", "value", "low", "high"])
    figure = charts.hour_by_weekday(frame, "Requests", "")
    assert figure.table[["Monday", "Tuesday"]].to_numpy().tolist() == [["4", "0"]]
    assert 'opacity="0"' not in figure.svg
    rough = charts.hour_by_weekday(frame.assign(high=5.0), "Requests", "")
    assert next(iter(rough.table["Monday"])) == "4 (4 to 5)"


def test_a_large_table_scrolls_by_keyboard_and_a_small_one_needs_no_frame() -> None:
    large, small = answered_figure(), paired_figure()
    assert 'class="ds-scroll" tabindex="0"' in large.to_html()
    assert "ds-scroll" not in small.to_html(style=False)
