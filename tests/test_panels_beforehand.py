"""Panels whose every setting is run beforehand, held to what the live panel says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deskside.errors import DesksideError
from deskside.panels import Lever, Panel, beforehand
from deskside.panels.pack import unpacked
from test_panels import AGENTS, DEMAND, KPIS, send, small, small_panel
from test_panels_actions import size


def grid_panel(**options: Any) -> Panel:
    levers = [Lever("teams.desk.agents", "Agents", 9, 12), Lever("needs_factor", "Requests", 0.9, 1.1, 0.1)]
    return Panel(small(), levers, KPIS, replications=3, grid=True, **options)


def test_a_grid_holds_what_the_panel_says_at_every_setting() -> None:
    panel = grid_panel(pictures=("queue", "change"))
    grid = beforehand.compute(panel)
    assert [values for _, values in grid["axes"]] == [[9, 10, 11, 12], [0.9, 1.0, 1.1]]
    assert grid["still"] == 4
    queue = unpacked(grid["frames"]["queue"]["now"]["y"]).reshape(12, -1)
    change = np.array(grid["frames"]["change"]["values"], dtype=float).reshape(12, -1)
    for place in (0, 4, 11):
        panel.set("Agents", 9 + place // 3).set("Requests", (0.9, 1.0, 1.1)[place % 3])
        assert grid["said"][place] == panel.summary
        assert grid["tables"]["rows"][place] == panel.table.to_numpy().tolist()
        assert grid["html"]["texts"][grid["html"]["of"][place]] == panel.form.html
        assert change[place][3] == pytest.approx(panel.scene.now.kpi("mean_first_response").mean, rel=1e-3)
        line = panel.scene.now.waiting[0]
        shown = line[np.linspace(0, len(line) - 1, queue.shape[1]).round().astype(int)]
        assert queue[place] == pytest.approx(shown, abs=queue.max() / 60_000)


def test_a_setting_that_fails_in_a_grid_keeps_its_message() -> None:
    lever = Lever("services.help.effort.desk.mean", "A job takes", 0, 9, 1, "minutes")
    grid = beforehand.compute(Panel(small(), [lever], KPIS, replications=2, grid=True))
    assert list(grid["problems"]) == ["0"]
    assert "must be 0.05" in grid["problems"]["0"]
    assert len(grid["said"]) == 10


def test_a_grid_that_is_too_large_is_told_before_it_is_run() -> None:
    panel = small_panel(
        AGENTS, DEMAND, Lever("services.help.effort.desk.mean", "A job takes", 6, 9, 0.25), grid=True
    )
    with pytest.raises(DesksideError, match=r"a grid of 1001 settings takes about .* kB, more than 90 kB"):
        beforehand.compute(panel)
    assert len(panel.results._kept) == 1


def test_a_live_grid_is_sent_once_and_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("DESKSIDE_UNATTENDED", raising=False)
    panel = grid_panel()
    panel.prepare()
    assert size(panel.form.grid) < 20_000
    assert [button["id"] for button in panel.form.spec["buttons"]] == ["reset", "code", "save"]
    grid, frames = panel.form.grid, panel.form.frames
    send(panel, "rest", {"teams.desk.agents": 12, "needs_factor": 1.0})
    assert panel.settings == {"teams.desk.agents": 12, "needs_factor": 1.0}
    assert panel.form.grid is grid
    assert panel.form.frames == frames  # the page has them already
