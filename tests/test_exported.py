"""Parts for a page without Python: what they hand over answers as they would answer themselves."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deskside.errors import DesksideError
from deskside.panels import Button, Control, Lever, Panel, Part, sentences
from deskside.panels.beforehand import POINTS
from deskside.panels.coarser import axes_within
from deskside.panels.exported import PART, replies, state_of
from deskside.panels.live import Watch, exporting, watch
from deskside.panels.pack import unpacked
from deskside.panels.pictures import PICTURES
from deskside.scenario import load

KPIS = {"mean_first_response": "Mean wait", "utilisation": "Agents busy"}
AGENTS = Lever("teams.desk.agents", "Agents", 9, 14, unit="people")
DEMAND = Lever("needs_factor", "Requests", 0.8, 1.15, 0.01, "% of today", factor=100)


class Choose(Part):
    """One of some, with an answer to each."""

    def __init__(self, *controls: Control) -> None:
        super().__init__("Choose", controls, (Button("check", "Check"),))

    def act(self, action: str, values: Mapping[str, Any]) -> None:
        if not any(values.values()):
            raise DesksideError("choose first")
        self.form.show(f"<p>{action} {values}</p>", said="seen")


def options(count: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"k{number}", f"text {number}") for number in range(count))


def small_panel(*levers: Lever) -> Panel:
    desk = load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 1})
    return Panel(desk, levers, KPIS, replications=2)


def test_every_choice_gets_the_parts_own_answer() -> None:
    part = Choose(Control("answer", "choice", "Mine", options=options(3)))
    found = replies(part, 100)
    assert [one["values"]["answer"] for one in found["replies"]] == [None, "k0", "k1", "k2"]
    assert found["replies"][0]["state"] == {"problem": "choose first"}
    assert "'k2'" in found["replies"][3]["state"]["html"]
    assert part.form.html == ""  # as it was before
    json.dumps(found)


@pytest.mark.parametrize(
    ("control", "count"),
    [
        (Control("a", "many", "Many", value=[], options=options(4)), 16),
        (Control("a", "order", "Order", value=["k0", "k1", "k2"], options=options(3)), 6),
        (Control("a", "switch", "Switch", value=False), 2),
        (Control("a", "select", "Select", value="k0", options=options(5)), 5),
    ],
)
def test_every_kind_of_choice_is_listed(control: Control, count: int) -> None:
    assert len(replies(Choose(control), 100)["replies"]) == count


@pytest.mark.parametrize(
    "control",
    [Control("a", "number", "Any number"), Control("a", "many", "Many", value=[], options=options(4))],
)
def test_what_cannot_be_listed_is_a_picture(control: Control) -> None:
    assert replies(Choose(control), 10)["by"] == "nobody"


def test_every_result_of_a_grid_is_the_simulations() -> None:
    """Every sentence and table to the letter, every number of every picture to what a screen can show."""
    panel = small_panel(AGENTS, Lever("needs_factor", "Requests", 0.9, 1.1, 0.1, "% of today", factor=100))
    panel.prepare()
    steps: list[tuple[int, int]] = []
    found = panel.answers(100, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (18, 18)
    page, alone = found["page"], small_panel(AGENTS, DEMAND)
    (first, agents), (second, requests) = page["grid"]["axes"]
    places = [{first: one, second: two} for one in agents for two in requests]
    assert len(page["grid"]["said"]) == len(places) == 18
    columns = {
        name: unpacked(base64.b64decode(column)).reshape(18, -1)
        for name, column in page["grid"]["frames"]["queue"]["now"].items()
    }
    for number, settings in enumerate(places):
        alone.act("set", settings)
        assert page["grid"]["said"][number] == alone.summary
        assert page["grid"]["tables"]["rows"][number] == sentences.cells(alone.table)["rows"]
        direct = PICTURES["queue"].apart(alone.scene, POINTS)["now"]
        for name, column in columns.items():
            near = float(np.abs(column).max()) / 30_000
            assert column[number] == pytest.approx(unpacked(direct[name]), abs=near)
    assert panel.settings == {"teams.desk.agents": 10, "needs_factor": 1.0}
    assert found["note"] == ""


def test_too_many_settings_make_larger_steps_with_both_ends_and_say_so() -> None:
    panel = small_panel(AGENTS, DEMAND)
    panel.prepare()
    found = panel.answers(60)
    axes = dict(found["page"]["grid"]["axes"])
    assert axes["teams.desk.agents"] == [9, 10, 11, 12, 13, 14]
    assert axes["needs_factor"] == [0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15]
    assert found["note"] == "On this page you can move Requests in steps of 5 % of today."
    requests = found["page"]["spec"]["controls"][1]
    assert (requests["low"], requests["high"], requests["step"]) == (0.8, 1.15, 0.05)
    assert [button["id"] for button in found["page"]["spec"]["buttons"]] == ["reset"]


@pytest.mark.parametrize("start", [0.8, 0.83, 1.0, 1.15])
@pytest.mark.parametrize("most", [3, 4, 5, 9, 12, 36])
def test_a_thinner_slider_keeps_its_ends_and_where_it_stands(start: float, most: int) -> None:
    control = Control("n", "range", "Requests", start, low=0.8, high=1.15, step=0.01, factor=100)
    axes = axes_within({"n": control}, most)
    assert axes is not None
    values = axes["n"]
    assert 3 <= len(values) <= most
    assert {0.8, start, 1.15} <= set(values)
    assert values == sorted(values)


def test_a_slider_without_an_even_step_goes_to_round_numbers_and_to_those_named() -> None:
    panel = small_panel(AGENTS, replace(DEMAND, named=(1.07,)))
    panel.prepare()
    found = panel.answers(36)
    axes = dict(found["page"]["grid"]["axes"])
    assert axes["needs_factor"] == [0.8, 0.9, 1.0, 1.07, 1.1, 1.15]
    assert found["note"] == "On this page you can move Requests to 80, 90, 100, 107, 110 or 115 % of today."
    requests = found["page"]["spec"]["controls"][1]
    assert requests["stops"] == axes["needs_factor"]


def test_far_too_many_settings_show_the_best_case_and_say_so() -> None:
    panel = small_panel(AGENTS, DEMAND)
    page = panel.to_page(8)
    assert page["answers"]["by"] == "nobody"
    assert "Of 4, one lever at a time, this one is the best." in page["answers"]["note"]
    assert panel.summary in page["state"]["said"]
    assert html.escape(panel.summary) in page["twin"]


def test_a_state_can_be_written_down() -> None:
    panel = small_panel(AGENTS)
    panel.prepare()
    state = state_of(panel.form)
    assert state["spec"]["title"] == panel.form.spec["title"]
    json.dumps(state, allow_nan=False)


def test_while_a_page_is_written_parts_hand_themselves_over(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw=False: shown.append(data))
    part = Choose(Control("answer", "choice", "Mine", options=options(2)))
    with exporting():
        assert watch() is Watch.EXPORT
        part._ipython_display_()
    assert watch() is not Watch.EXPORT
    assert shown == [{PART: part}]
