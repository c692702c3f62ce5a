"""A panel that shows a KPI of some of the tickets beside that of all."""

from __future__ import annotations

from typing import Any

import pytest

from deskside.errors import DesksideError
from deskside.panels import Lever, Panel, measure
from deskside.scenario import Scenario, load

URGENT = "mean_first_response[priority=1]"
ORDER = Lever(
    "teams.service-desk.discipline", "Who is next", names={"first-come": "first come", "priority": "priority"}
)
KPIS = {
    URGENT: "Wait of priority 1",
    "mean_first_response": "Wait of all",
    "utilisation[team=service-desk]": "Busy",
}


def desk() -> Scenario:
    days = {"horizon.days": 9, "horizon.warm_up_days": 2}
    return load("urgent-requests").with_({**days, "teams.service-desk.discipline": "first-come"})


def panel(*pictures: str, **options: Any) -> Panel:
    return Panel(desk(), [ORDER], KPIS, pictures or ("change",), replications=4, **options)


def test_a_lever_moves_the_part_more_than_the_whole() -> None:
    moved = panel().set("Who is next", "priority")
    now, before = moved.scene.now, moved.scene.before
    assert now.kpi(URGENT).mean < 0.6 * before.kpi(URGENT).mean
    assert now.change("mean_first_response", before).mean > now.change(URGENT, before).mean
    assert moved.summary.startswith("Who is next priority: wait of priority 1 fell from ")
    assert next(iter(moved.table["Measure"])) == "Wait of priority 1, minutes"
    assert "Wait of priority 1" in moved.figures[0].summary


def test_every_picture_can_show_it() -> None:
    shown = panel("queue", "answered", "load", "change", "bars", "difference").set("Who is next", "priority")
    assert len(shown.figures) == 6
    assert all(figure.to_dict() for figure in shown.figures)
    assert "Wait of priority 1" in shown.figures[2].summary  # against load


def test_it_is_what_the_same_runs_say() -> None:
    found = measure(desk(), 4, parts=list(KPIS))
    assert found.kpi(URGENT) == panel().scene.before.kpi(URGENT)


@pytest.mark.parametrize("discipline", ["first-come", "priority"])
def test_the_code_gives_it_too(discipline: str) -> None:
    shown = panel().set("Who is next", discipline)
    *lines, last = shown.code.strip().splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    scene = shown.scene
    wanted = scene.before.kpi(URGENT) if scene.alone else scene.now.change(URGENT, scene.before)
    assert eval(last, names)[URGENT] == wanted


@pytest.mark.parametrize("name", ["mean_first_response[service=nothing]", "sla_met_shar[priority=1]"])
def test_a_part_that_is_not_there_is_told_when_the_panel_is_made(name: str) -> None:
    with pytest.raises(DesksideError, match=r"no service 'nothing'|did you mean 'sla_met_share'"):
        Panel(desk(), [ORDER], {name: "Wait"})


def test_a_page_without_python_has_it_in_its_grid() -> None:
    answers = panel().answers(4)
    assert answers["by"] == "grid"
    assert answers["page"]["spec"]["pictures"][0]["rows"][0]["name"] == "Wait of priority 1"
