"""Panels: levers on a desk, driven in the kernel as a person would drive them on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from ipywidgets import Widget

from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.panels import UNATTENDED, Lever, Panel, Watch, measure, results, watch
from deskside.panels.bundle import Bundle
from deskside.panels.floor.front import PLAYER
from deskside.panels.front import FRONT
from deskside.panels.measure import _since
from deskside.panels.pictures import PICTURES
from deskside.panels.sentences import moved
from deskside.scenario import Scenario, load, shipped

AGENTS = Lever("teams.desk.agents", "Agents", 8, 14, unit="people")
DEMAND = Lever("needs_factor", "Requests", 0.8, 1.3, 0.05, "% of today", factor=100)
EFFORT = Lever("services.help.effort.desk.mean", "A job takes", 6, 9, 0.25, "minutes", digits=2)
KPIS = {"mean_first_response": "Mean wait", "utilisation": "Agents busy"}


def small() -> Scenario:
    return load("one-queue").with_({"horizon.days": 5, "horizon.warm_up_days": 1})


def small_panel(*levers: Lever, **options: Any) -> Panel:
    return Panel(small(), levers or (AGENTS, DEMAND), KPIS, replications=4, **options)


def send(panel: Panel, action: str, values: dict[str, Any] | None = None, seq: Any = 1) -> None:
    """A message from the page, and the time it takes to be dealt with."""
    panel.form._received(None, {"seq": seq, "do": action, "values": values or {}}, None)
    assert panel.form.worker is not None
    assert panel.form.worker.wait(60)


@pytest.fixture(scope="module")
def shared() -> Panel:
    """One panel for tests that leave its levers where the scenario has them."""
    return small_panel()


@pytest.fixture
def panel(shared: Panel) -> Iterator[Panel]:
    yield shared.reset()
    shared.reset()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is put on the page."""
    shown: list[Any] = []

    def display(thing: Any, display_id: bool = False) -> Any:
        shown.append(thing)
        place = len(shown) - 1
        return SimpleNamespace(update=lambda other: shown.__setitem__(place, other))

    monkeypatch.setattr("IPython.display.display", display)
    return shown


# --- levers ---


def test_a_lever_stands_where_the_scenario_stands() -> None:
    desk = small().with_({"teams.desk.agents": 12})
    assert AGENTS.start(desk) == 12
    control = AGENTS.control(desk)
    assert (control.value, control.low, control.high) == (12, 8, 14)
    assert control.help == "As it is: 12 people."


@pytest.mark.parametrize(("asked", "given"), [(10.4, 10), (99, 14), (-5, 8), ("11", 11)])
def test_a_lever_takes_the_nearest_step_in_its_range(asked: Any, given: int) -> None:
    snapped = AGENTS.snapped(asked)
    assert snapped == given
    assert isinstance(snapped, int)


def test_steps_of_a_fraction_do_not_drift() -> None:
    assert DEMAND.snapped(1.1000000001) == 1.1


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        (Lever("teams.desk.agents", "Agents", 1, 5), "outside the lever's range 1 to 5"),
        (Lever("teams.desk.discipline", "Order", 0, 1), "a choice: a lever on it has no range"),
        (Lever("services.help.team"), "a lever moves a number, a choice or a switch"),
        (Lever("teams.desk.agents", "Agents", 9, 15, 2), r"between two steps of the lever \(from 9 by 2\)"),
        (Lever("teams.desk.agnts", "Agents", 1, 20), "no 'agnts' there"),
    ],
)
def test_a_lever_that_does_not_fit_is_told(lever: Lever, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        small_panel(lever)


def test_a_value_that_is_no_number_is_told() -> None:
    with pytest.raises(DesksideError, match="Agents: 'many' is no number"):
        AGENTS.snapped("many")


# --- a panel in the kernel ---


def test_a_panel_begins_with_the_desk_as_it_is(panel: Panel) -> None:
    assert panel.summary.startswith("The desk as it is: mean wait ")
    assert "(range " in panel.summary
    assert list(panel.table["Change, with its range"]) == ["no change", "no change"]
    assert panel.desk.digest == panel.scenario.digest


def test_a_lever_changes_summary_table_and_picture_and_the_baseline_stays(panel: Panel) -> None:
    baseline, picture = list(panel.table["As it is"]), panel.figures[0].svg
    panel.set("Agents", 12)
    assert panel.summary.startswith("Agents 12 people: mean wait fell from ")
    assert list(panel.table["As it is"]) == baseline
    assert panel.table["With your settings"][0] != baseline[0]
    assert panel.figures[0].svg != picture
    assert panel.form.values["teams.desk.agents"] == 12
    assert panel.summary == panel.form.said


def test_more_work_raises_the_wait_and_says_by_how_much(panel: Panel) -> None:
    panel.set("needs_factor", 1.1)
    assert "Requests 110 % of today: mean wait rose from " in panel.summary
    assert "; change +" in panel.summary


def test_reset_brings_back_the_first_view(panel: Panel) -> None:
    first = panel.form.stamp
    panel.set("Agents", 8)
    assert panel.form.stamp != first
    panel.act("reset", {})
    assert panel.form.stamp == first


def test_a_policy_meets_the_same_needs_and_a_change_of_needs_says_so(panel: Panel) -> None:
    assert "both desks met the same needs" in panel.set("Agents", 11).form.html
    assert "your settings change which needs arise" in panel.set("Requests", 1.05).form.html


def test_a_desk_that_cannot_keep_up_says_that_the_backlog_grows(panel: Panel) -> None:
    panel.set("Requests", 1.3)
    assert "The backlog grows" in panel.summary


def test_a_setting_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Scenario] = []
    monkeypatch.setattr(results, "measure", lambda desk, *rest: runs.append(desk) or measure(desk, *rest))
    panel = small_panel(AGENTS)
    for agents in (11, 12, 11, 12, 10):
        panel.set("Agents", agents)
    assert [desk.teams["desk"].agents for desk in runs] == [10, 11, 12]


def test_what_is_kept_is_bounded_and_the_baseline_never_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "KEPT", 2)
    panel = small_panel(AGENTS)
    for agents in (9, 11, 12, 13, 14):
        panel.set("Agents", agents)
    assert len(panel.results._kept) <= 3
    assert (panel.scenario.digest, 1) in panel.results._kept


def test_a_difference_that_may_be_luck_is_called_so() -> None:
    before, after = Estimate(3.0, 2.5, 3.5, 1, 10), Estimate(3.1, 2.6, 3.6, 1, 10)
    words = moved(before, after, Estimate(0.1, -0.2, 0.4, 1, 10), "minutes")
    assert words == "hardly changed, 3 to 3.1 minutes: +0.1 minutes (\N{MINUS SIGN}0.2 to +0.4) may be luck"


def test_a_difference_too_small_to_be_shown_does_not_rise_from_a_number_to_the_same() -> None:
    before, after = Estimate(0.0102, 0.01, 0.011, 1, 10), Estimate(0.0104, 0.01, 0.011, 1, 10)
    words = moved(before, after, Estimate(0.0002, 0.0001, 0.0003, 1, 10), "per ticket")
    assert words == "hardly changed, 0.01 per ticket: by less than is shown here"


def test_a_mean_of_nothing_neither_rises_nor_falls() -> None:
    """At a desk so full that nobody of those who count is looked at in time."""
    none = Estimate(np.nan, np.nan, np.nan, 0, 10)
    words = moved(Estimate(48.0, 33.0, 63.0, 1, 10), none, none, "minutes")
    assert words.startswith("went from 48 minutes to no value: ")


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: small_panel(*[AGENTS] * 5), "1 to 4 levers, not 5"),
        (lambda: small_panel(AGENTS, pictures=("pie",)), "no picture 'pie'"),
        (lambda: Panel(small(), [AGENTS], {"mean_first_respons": "Wait"}, replications=2).reset(), "no KPI"),
        (lambda: small_panel(AGENTS).set("Staff", 3), "no lever 'Staff' here; there are Agents"),
    ],
)
def test_a_wrong_panel_is_told_in_one_line(build: Any, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        build()


# --- on the page ---


def test_a_message_from_the_page_moves_the_lever_and_is_answered(panel: Panel) -> None:
    send(panel, "set", {"teams.desk.agents": 13}, "v:7")
    assert panel.settings["teams.desk.agents"] == 13
    assert (panel.form.answered, panel.form.problem) == ("v:7", "")


def test_a_failing_setting_shows_its_message_and_the_panel_goes_on() -> None:
    too_low = Lever("services.help.effort.desk.mean", "A job takes", 0, 9, 0.25, "minutes")
    panel = small_panel(too_low)
    send(panel, "set", {too_low.path: 0})
    assert "must be 0.05 to 14,400 minutes" in panel.form.problem
    assert panel.form.answered == "1"
    send(panel, "set", {too_low.path: 7}, 2)
    assert panel.form.problem == ""
    with pytest.raises(DesksideError, match=r"must be 0\.05"):
        panel.set("A job takes", 0)


def test_a_fault_of_ours_is_shown_too_and_raised_from_python(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = small_panel(AGENTS)
    monkeypatch.setattr(results, "measure", lambda *_: 1 / 0)
    send(panel, "set", {"teams.desk.agents": 12})
    assert "ZeroDivisionError" in panel.form.problem
    with pytest.raises(ZeroDivisionError):
        panel.set("Agents", 11)


def test_a_live_page_gets_a_twin_and_the_form(
    panel: Panel, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(UNATTENDED, raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    panel._ipython_display_()
    assert panel.form.worker is not None
    assert panel.form.worker.wait(60)  # the twin may come a little later than the form
    twin, form = page
    assert form is panel.form
    assert f'data-ds-twin="{form.spec["twin"]}"' in twin.data


def test_the_twin_holds_levers_summary_table_and_picture(panel: Panel) -> None:
    twin = panel.set("Agents", 12).twin_html()
    for part in ("<li>Agents: 12 people</li>", "mean wait fell", "As it is", "<svg", 'role="img"'):
        assert part in twin


@pytest.mark.parametrize("pictures", [("queue",), ("change",)])
def test_a_twin_of_one_desk_says_each_measure_once_with_its_range(pictures: tuple[str, ...]) -> None:
    panel = small_panel(AGENTS, pictures=pictures)
    twin = panel.twin_html()
    assert "With your settings" not in twin
    assert "no change" not in twin
    assert re.search(r"<td>Mean wait</td><td>[\d.]+ minutes \(range [\d.]+ to [\d.]+\)</td>", twin)
    tables = 1 if pictures == ("change",) else 2  # of all measures, and the queue's own
    assert twin.count('class="ds-numbers"') == tables
    moved = panel.set("Agents", 12).twin_html()
    assert moved.count('class="ds-numbers"') == tables
    assert "With your settings" in moved
    assert ("The table above has its numbers." in moved) == (pictures == ("change",))


def test_a_grader_sees_the_twin_alone_and_nothing_is_tried_out(
    panel: Panel, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(panel, "rehearse", lambda: pytest.fail("tried out"))
    assert watch() is Watch.INERT
    panel._ipython_display_()
    assert len(page) == 1


def test_a_run_nobody_attends_tries_every_lever_and_raises(
    page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setenv(UNATTENDED, "1")
    small_panel(AGENTS)._ipython_display_()
    assert len(page) == 1
    too_low = Lever("services.help.effort.desk.mean", "A job takes", 0, 9, 0.25)
    with pytest.raises(DesksideError, match=r"must be 0\.05"):
        small_panel(too_low)._ipython_display_()


def test_the_front_end_is_sent_again_where_all_widgets_were_closed() -> None:
    sent = FRONT.model_id()
    assert FRONT.model_id() == sent
    Widget.close_all()
    assert FRONT.model_id() not in ("", sent)


@pytest.mark.parametrize("bundle", [FRONT, PLAYER])
def test_no_front_end_fetches_anything(bundle: Bundle) -> None:
    for text in (bundle.text, bundle.shell):
        assert "http" not in text
        assert "fetch(" not in text
        assert "XMLHttpRequest" not in text
    assert "import" not in bundle.text
    assert bundle.shell.count("import(") == 1  # the text that came from the kernel


@pytest.mark.parametrize("name", shipped())
def test_a_panel_takes_any_shipped_scenario(name: str) -> None:
    """Two weeks of it, three runs, one lever, every picture."""
    desk = load(name).with_({"horizon.days": 14, "horizon.warm_up_days": 7})
    team = next(iter(desk.teams))
    agents = desk.teams[team].agents
    lever = Lever(f"teams.{team}.agents", "Agents", agents, agents + 3)
    panel = Panel(desk, [lever], KPIS, pictures=tuple(PICTURES), replications=3)
    assert len({figure.summary for figure in panel.figures}) >= 4  # of one desk the last three are alike
    panel.set("Agents", agents + 2)
    assert all(figure.to_dict() and figure.summary and len(figure.table) for figure in panel.figures)
    assert "no value" not in panel.summary


# --- what is measured ---


def test_minutes_since_each_moment_by_hand() -> None:
    assert _since(np.array([3.0, 1.0]), np.array([0.0, 2.0, 5.0])).tolist() == [0.0, 1.0, 6.0]


def test_queues_and_waits_obey_littles_law() -> None:
    """Arrivals a minute x mean wait = mean queue; the window's edges leave a small difference."""
    found = measure(load("one-queue"), replications=3)
    desk = found.scenario
    arrivals = found.values["tickets"].mean() / (desk.end - desk.warm_up)
    assert found.waiting.mean() == pytest.approx(arrivals * found.kpi("mean_first_response").mean, rel=0.03)


def test_the_same_seed_gives_the_same_numbers() -> None:
    first, again = (measure(small(), replications=2, seed=5) for _ in range(2))
    assert first.values["mean_first_response"].tolist() == again.values["mean_first_response"].tolist()
    assert (first.waiting == again.waiting).all()


def test_shares_answered_grow_with_time_and_stay_shares() -> None:
    shares = measure(small(), replications=2).answered
    assert (np.diff(shares, axis=1) >= 0).all()
    assert shares.min() >= 0
    assert shares.max() <= 1
