"""What a person can do with a panel besides moving levers, and panels on two desks, driven in the kernel."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deskside as ds
from deskside.downstream import Consequences, price
from deskside.errors import DesksideError
from deskside.panels import Lever, Panel, measure, policy, results
from deskside.panels.pack import packed, unpacked
from deskside.panels.pictures import PICTURES
from deskside.panels.worker import Job, Worker
from deskside.scenario import Scenario, load
from test_panels import AGENTS, DEMAND, KPIS, send, small, small_panel

ORDER = Lever(
    "teams.desk.discipline", "Who is next", names={"first-come": "First come", "last-come": "Last come"}
)

MEASURE = sys.modules[measure.__module__]  # the package's name for it is the function's


def sent_by(panel: Panel) -> dict[str, Any]:
    """What the numbers of the pictures take."""
    return {name: panel.form.frames[name] for name in panel.pictures}


def size(data: Any) -> int:
    if isinstance(data, dict):
        return sum(len(name) + size(value) for name, value in data.items())
    return len(data) if isinstance(data, bytes) else len(json.dumps(data))


# --- choices and pictures ---


def test_a_choice_moves_the_desk_and_is_spoken_of() -> None:
    panel = small_panel(ORDER).set("Who is next", "Last come")
    assert panel.desk.teams["desk"].discipline == "last-come"
    assert panel.summary.startswith("Who is next last come: ")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_numbers_words_and_a_table(name: str) -> None:
    panel = small_panel(AGENTS, pictures=(name,), promise=10).set("Agents", 12)
    (spec,) = panel.form.spec["pictures"]
    assert spec["name"] == name
    assert spec["title"]
    assert size(panel.form.frames[name]) > 30
    (figure,) = panel.figures
    assert len(figure.table) > 0
    assert figure.summary
    assert figure.to_dict()["description"] == figure.summary


def test_the_numbers_of_a_picture_are_what_was_measured() -> None:
    panel = small_panel(AGENTS, pictures=("queue", "change")).set("Agents", 12)
    found = panel.scene.now
    queue = unpacked(panel.form.frames["queue"]["now"]["y"])
    assert queue == pytest.approx(found.waiting[0], abs=found.waiting.max() / 60_000)
    values = panel.form.frames["change"]["values"]
    assert values[3] == pytest.approx(found.kpi("mean_first_response").mean, rel=1e-5)
    assert values[12] == pytest.approx(100 * found.kpi("utilisation").mean, rel=1e-5)  # shares as per cent


def test_packed_numbers_keep_their_size_and_their_gaps() -> None:
    column = np.array([0.0, 1e-3, 123.4, np.nan, -50.0])
    again = unpacked(packed(column))
    assert again == pytest.approx(column, abs=123.4 / 60_000, nan_ok=True)
    assert len(packed(column)) == 4 + 2 * len(column)
    assert unpacked(packed([np.nan, np.nan])) == pytest.approx([np.nan, np.nan], nan_ok=True)
    assert unpacked(packed([0.0, 0.0])).tolist() == [0.0, 0.0]


def test_the_load_curve_rises_and_the_desk_stands_on_it() -> None:
    panel = small_panel(AGENTS, pictures=("load",), promise=10)
    curve = panel.scene.curve
    assert curve is not None
    assert curve["load"].is_monotonic_increasing
    assert curve["mean"].iloc[-1] > 3 * curve["mean"].iloc[0]
    now = panel.scene.now
    near = np.interp(now.kpi("utilisation").mean, curve["load"], curve["mean"])
    assert now.kpi("mean_first_response").mean == pytest.approx(near, rel=0.5)


# --- bytes ---


def test_a_change_takes_few_bytes_at_two_hundred_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEASURE, "POINTS", 200)
    panel = Panel(
        load("it-service-desk"), [Lever("teams.first-line.agents", "Agents", 4, 16)], KPIS, replications=2
    )
    panel.set("Agents", 8)
    form = panel.form
    changed = {name: getattr(form, name) for name in ("html", "said", "table", "values", "stamp")}
    assert 1000 < size(sent_by(panel)) < 1700  # 3 columns of 200 numbers, 2 bytes each
    assert size(changed) + size(sent_by(panel)) < 3000


def test_a_panel_opens_with_few_bytes() -> None:
    panel = small_panel(AGENTS, DEMAND, pictures=tuple(PICTURES))
    panel.prepare()
    form = panel.form
    opening = {name: getattr(form, name) for name in ("spec", "base", "frames", "table", "said", "html")}
    twin = len(panel.twin_html().encode())
    assert size(opening) + twin < 80_000
    assert size(opening) < 12_000


def test_a_saved_panel_is_small() -> None:
    """What an executed notebook keeps of a panel of the size of module 03's."""
    panel = Panel(load("one-queue"), [DEMAND, AGENTS, ORDER], KPIS, replications=3)
    panel.prepare()
    assert 5_000 < len(panel.twin_html().encode()) < 16_000


# --- two desks ---


def two(**options: Any) -> Panel:
    more = small().with_({"teams.desk.agents": 11})
    return Panel([small(), more], [DEMAND, AGENTS], KPIS, replications=4, **options)


def test_two_desks_are_compared_from_the_start() -> None:
    panel = two(names=("ten", "eleven"))
    assert panel.summary.startswith("Eleven: mean wait fell from ")
    assert list(panel.table.columns) == ["Measure", "Ten", "Eleven", "Change, with its range"]
    assert panel.settings["teams.desk.agents"] == 11
    assert set(panel.form.frames["queue"]) == {"before", "now"}


def test_demand_moves_both_desks_and_policy_the_second() -> None:
    panel = two().set("Requests", 1.1)
    assert panel.scene.before.scenario.needs_factor == panel.scene.now.scenario.needs_factor == 1.1
    assert "both desks met the same needs" in panel.form.html
    panel.set("Agents", 13)
    assert panel.scene.before.scenario.teams["desk"].agents == 10
    assert panel.scene.now.scenario.teams["desk"].agents == 13


def test_three_desks_are_refused() -> None:
    with pytest.raises(DesksideError, match="one scenario or two"):
        Panel([small()] * 3, [AGENTS], KPIS)


# --- demand ---


def test_new_demand_is_other_luck_for_both_and_the_same_demand_comes_back() -> None:
    panel = small_panel(AGENTS).set("Agents", 12)
    first, stamp = panel.table.to_dict(), panel.form.stamp
    send(panel, "new", {"teams.desk.agents": 12})
    assert panel.table.to_dict() != first
    assert "Demand no. 2" in panel.form.html
    assert (
        panel.scene.now.values["utilisation"].tolist()
        == measure(panel.desk, 4, 2).values["utilisation"].tolist()
    )
    send(panel, "first", {"teams.desk.agents": 12})
    assert (panel.table.to_dict(), panel.form.stamp) == (first, stamp)


# --- code and file ---


@pytest.mark.parametrize(
    "scenario",
    [
        load("one-queue"),
        load("one-queue").with_({"horizon.days": 5, "horizon.warm_up_days": 1, "teams.desk.wrap_up": 1.5}),
        load("uneven-days").with_({"name": "of-our-own", "about": 'says "hello" \\ and\nmore'}),
    ],
)
def test_the_code_gives_the_same_desk_and_the_same_result(scenario: Scenario) -> None:
    desk = scenario.with_({"horizon.days": 5, "horizon.warm_up_days": 1})
    panel = (
        Panel(desk, [AGENTS, ORDER], KPIS, replications=3, seed=4)
        .set("Agents", 12)
        .set("Who is next", "last-come")
    )
    names: dict[str, Any] = {}
    *lines, last = panel.code.strip().splitlines()
    exec("\n".join(lines), names)
    assert names["mine"].digest == panel.desk.digest
    result = eval(last, names)
    change = panel.scene.now.change("mean_first_response", panel.scene.before)
    found = result.frame().loc["mean_first_response"]
    assert change.mean in [pytest.approx(float(value)) for value in found if isinstance(value, float)]


def test_the_code_of_two_desks_has_both() -> None:
    names: dict[str, Any] = {}
    panel = two().set("Requests", 1.1).set("Agents", 13)
    exec(panel.code.rsplit("ds.compare", 1)[0], names)
    assert names["desk"].digest == panel.scene.before.scenario.digest
    assert names["mine"].digest == panel.desk.digest


DEPENDS = Consequences.parse({"outlet": {"service": "help", "outlets": 5}})


def till_panel() -> Panel:
    """What the tills of five outlets lose while they wait for the desk."""
    figures = {"outlet_margin_lost": "Lost at the tills, in money", **KPIS}
    return Panel(small(), [AGENTS], figures, ("change",), replications=4, consequences=DEPENDS)


def test_a_panel_shows_what_follows_downstream() -> None:
    panel = till_panel()
    panel.set("Agents", 9)
    lost = price(panel.desk, DEPENDS, replications=4)["outlet_margin_lost"]
    assert panel.scene.now.kpi("outlet_margin_lost") == lost
    assert panel.summary.startswith("Agents 9 people: lost at the tills, in money rose from ")
    assert " ;" not in panel.summary
    assert panel.table["Measure"].iloc[0] == "Lost at the tills, in money"


def test_without_anybody_downstream_there_is_no_such_figure() -> None:
    with pytest.raises(DesksideError, match="no KPI 'outlet_margin_lost'"):
        Panel(small(), [AGENTS], {"outlet_margin_lost": "Lost"}, replications=2)


@pytest.mark.parametrize("agents", [None, 9])
def test_the_code_has_what_follows_downstream(agents: int | None) -> None:
    panel = till_panel()
    if agents:
        panel.set("Agents", agents)
    *lines, last = panel.code.strip().splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    found = eval(last, names)["outlet_margin_lost"]
    assert (found.b if agents else found) == panel.scene.now.kpi("outlet_margin_lost")


def test_code_is_shown_and_goes_when_a_lever_moves() -> None:
    panel = small_panel(AGENTS)
    send(panel, "code", {"teams.desk.agents": 12})
    assert panel.form.note["code"] == panel.code
    assert "'teams.desk.agents': 12" in panel.code
    send(panel, "set", {"teams.desk.agents": 11})
    assert panel.form.note == {}


def test_a_policy_is_saved_beside_the_notebook_and_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    panel = small_panel(AGENTS)
    send(panel, "save", {"teams.desk.agents": 12})
    send(panel, "save", {"teams.desk.agents": 13})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "one-queue-policy-2.toml",
        "one-queue-policy.toml",
    ]
    assert ds.load("one-queue-policy.toml").digest == small().with_({"teams.desk.agents": 12}).digest
    assert "Saved as one-queue-policy-2.toml in " in panel.form.note["words"]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../Up & away: con", "up-away-con-policy.toml"),
        ("", "one-queue-policy.toml"),
        ("Büro", "b-ro-policy.toml"),
    ],
)
def test_a_file_name_holds_nothing_unsafe(name: str, file: str, tmp_path: Path) -> None:
    assert policy.save_policy(small(), tmp_path, name).name == file


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DesksideError, match="cannot be written"):
        policy.save_policy(small(), tmp_path / "nowhere")


# --- failing ---


def test_a_failing_setting_keeps_the_last_good_result() -> None:
    too_low = Lever("services.help.effort.desk.mean", "A job takes", 0, 9, 0.25, "minutes")
    panel = small_panel(too_low).set("A job takes", 7)
    before = (panel.form.said, panel.form.stamp, panel.summary, panel.settings)
    send(panel, "set", {too_low.path: 0})
    assert "must be 0.05" in panel.form.problem
    assert (panel.form.said, panel.form.stamp, panel.summary, panel.settings) == before
    assert panel.form.values == {too_low.path: 0}  # the lever stays where it was put


# --- apart from the kernel's own thread ---


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Runs of desks with 13 agents wait at it, telling how far they are."""
    opened = threading.Event()

    def slow(desk: Scenario, runs: int, seed: int, watcher: Any = None, *more: Any) -> Any:
        while desk.teams["desk"].agents == 13 and not opened.wait(0.01):
            if watcher is not None:
                watcher(1, 2)
        return measure(desk, runs, seed, None, *more)

    monkeypatch.setattr(results, "measure", slow)
    monkeypatch.setattr("deskside.panels.worker.QUIET", 0.05)
    monkeypatch.setattr("deskside.panels.worker.BETWEEN", 0.01)
    return opened


def ask(panel: Panel, agents: int, seq: str, **more: Any) -> None:
    content = {"seq": seq, "do": "set", "values": {"teams.desk.agents": agents}, **more}
    panel.form._received(None, content, None)


def until(reached: Any) -> None:
    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_long_run_tells_how_far_it_is_and_can_be_stopped(gate: threading.Event) -> None:
    panel = small_panel(AGENTS).set("Agents", 11)
    ask(panel, 13, "long")
    until(lambda: panel.form.progress == 0.5)
    assert panel.form.answered != "long"  # the kernel was free to come here meanwhile
    panel.form._received(None, {"seq": "long", "do": "cancel", "values": {}}, None)
    assert panel.form.worker is not None
    assert panel.form.worker.wait(20)
    assert (panel.form.answered, panel.form.progress) == ("long", -1.0)
    assert panel.form.values == panel.settings == {"teams.desk.agents": 11}
    assert panel.form.note["words"].startswith("Stopped.")


def test_only_the_newest_of_what_waits_is_run(gate: threading.Event) -> None:
    panel = small_panel(AGENTS)
    panel.prepare()
    ask(panel, 13, "a")
    until(lambda: panel.form.progress == 0.5)  # it stands at the gate, so the others wait
    for number in range(20):
        ask(panel, 9 + number % 3, f"b{number}")
    ask(panel, 12, "last")
    gate.set()
    assert panel.form.worker is not None
    assert panel.form.worker.wait(20)
    assert panel.form.answered == "last"
    assert panel.settings == {"teams.desk.agents": 12}
    run = {key[0] for key in panel.results._kept}
    assert small().with_({"teams.desk.agents": 9}).digest not in run


def test_what_a_lever_was_let_go_at_gives_up_an_older_run(gate: threading.Event) -> None:
    panel = small_panel(AGENTS)
    panel.prepare()
    ask(panel, 13, "older")
    until(lambda: panel.form.progress == 0.5)
    ask(panel, 12, "let go", last=True)
    assert panel.form.worker is not None
    assert panel.form.worker.wait(20)  # the gate is still shut
    assert (panel.form.answered, panel.settings) == ("let go", {"teams.desk.agents": 12})
    assert panel.form.note == {}


def test_a_worker_outlives_work_that_fails() -> None:
    done: list[str] = []
    worker = Worker(lambda _: None)

    def fail(_: Job) -> None:
        raise ZeroDivisionError

    worker.take(fail)
    assert worker.wait(20)
    worker.take(lambda _: done.append("next"))
    assert worker.wait(20)
    assert done == ["next"]


def test_a_large_run_is_done_in_pieces_and_comes_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = measure(load("one-queue"), 2)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(MEASURE, "NEEDS_A_PIECE", 10_000)
    pieces = measure(load("one-queue"), 2, watcher=lambda done, total: told.append((done, total)))
    assert sorted(told) == [(done, 8) for done in range(1, 9)]
    assert pieces.waiting.tolist() == whole.waiting.tolist()
    assert {name: list(v) for name, v in pieces.values.items()} == {
        name: list(v) for name, v in whole.values.items()
    }
