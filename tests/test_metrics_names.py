"""KPIs asked for by name: the same values as among all, from the groups that give them and no others."""

from __future__ import annotations

from collections import Counter

import pytest

from deskside.bench.desks import all_levers_desk
from deskside.errors import DesksideError
from deskside.experiment import simulate
from deskside.log import TicketLog
from deskside.metrics import KPIS, kpis
from deskside.metrics.counted import Counted
from deskside.metrics.groups import GROUPS, figures
from deskside.metrics.window import window_of
from deskside.scenario import load


@pytest.fixture(scope="module")
def log() -> TicketLog:
    desk = all_levers_desk(2).with_({"survey.asked": 0.5, "targets.resolution": [60]})
    return simulate(desk, seed=3)


@pytest.fixture(scope="module")
def everything(log: TicketLog) -> dict[str, float]:
    return kpis(log)


def test_every_kpi_is_in_exactly_one_group() -> None:
    assert Counter(name for group in GROUPS for name in group.names) == Counter(KPIS.keys())


def test_with_every_lever_on_every_kpi_is_there_in_the_glossarys_order(everything: dict[str, float]) -> None:
    assert list(everything) == list(KPIS)


@pytest.mark.parametrize("name", KPIS)
def test_one_name_gives_what_all_give(log: TicketLog, everything: dict[str, float], name: str) -> None:
    assert kpis(log, names=[name]) == {name: everything[name]}
    span = (log.until / 4, log.until / 2)
    assert kpis(log, span, (name,)) == {name: kpis(log, span)[name]}


def test_several_names_come_in_the_glossarys_order(log: TicketLog, everything: dict[str, float]) -> None:
    found = kpis(log, names=["cost", "p90_resolution", "tickets", "cost"])
    assert list(found.items()) == [(n, everything[n]) for n in ("tickets", "p90_resolution", "cost")]


def test_what_a_desk_does_not_define_is_left_out() -> None:
    plain = simulate(load("one-queue").with_({"horizon.days": 2, "horizon.warm_up_days": 0}), seed=1)
    assert kpis(plain, names=["sla_met_share", "silence", "survey_satisfaction"]) == {}


def test_groups_that_nobody_asked_for_are_not_worked_out(
    log: TicketLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out = []

    def watched(number: int) -> None:
        group = GROUPS[number]
        original = group.work_out

        def work_out(counted: Counted) -> tuple[float, ...] | None:
            worked_out.append(group.names)
            return original(counted)

        monkeypatch.setitem(group.__dict__, "work_out", work_out)

    for number in range(len(GROUPS)):
        watched(number)
    figures(Counted(log, window_of(log)), ("p50_first_response", "p90_first_response", "tickets"))
    asked = [group.names for group in GROUPS if {"tickets", "mean_first_response"} & set(group.names)]
    assert worked_out == asked


def test_an_unknown_name_is_told_with_those_there_are(log: TicketLog) -> None:
    with pytest.raises(DesksideError, match=r"no KPI 'utilization'; there are tickets, .*utilisation"):
        kpis(log, names=["tickets", "utilization"])
    assert kpis(log, names=[]) == {}
