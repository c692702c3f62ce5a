"""KPIs of a part: counted by hand from the tickets, and alike for the whole where the part is all of it."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from deskside.errors import DesksideError
from deskside.experiment import simulate
from deskside.glossary import explain
from deskside.log import TicketLog
from deskside.metrics import KPIS, kpi_of, kpis, part_of, tickets
from deskside.metrics.part import OF_A_TEAM, OF_TICKETS
from deskside.scenario import load, shipped


def value(log: TicketLog, name: str) -> float:
    part = part_of(name)
    assert part is not None
    return kpi_of(log, part)


@pytest.fixture(scope="module")
def log() -> TicketLog:
    days = {"horizon.days": 14, "policy.acknowledge": "auto"}
    return simulate(load("it-service-desk").with_(days), seed=1)


@pytest.fixture(scope="module")
def frame(log: TicketLog) -> pd.DataFrame:
    return tickets(log).query("counted")


@pytest.mark.parametrize("kpi", OF_TICKETS)
def test_of_a_desk_with_one_service_the_part_is_the_whole(kpi: str) -> None:
    desk = simulate(load("one-queue").with_({"horizon.days": 4, "horizon.warm_up_days": 1}), seed=1)
    whole = kpis(desk).get(kpi, math.nan)
    assert value(desk, f"{kpi}[service=help]") == pytest.approx(whole, nan_ok=True)


@pytest.mark.parametrize("by", ["service", "group", "channel", "priority"])
def test_the_parts_add_up_to_the_whole(log: TicketLog, frame: pd.DataFrame, by: str) -> None:
    whole = kpis(log)
    keys = [str(key) for key in frame[by].unique()]
    for kpi in ("tickets", "contacts", "resolved"):
        assert sum(value(log, f"{kpi}[{by}={key}]") for key in keys) == whole[kpi]


@pytest.mark.parametrize("part", ["service=access", "group=outlets", "channel=phone", "priority=2"])
def test_a_part_counts_its_tickets_as_the_table_of_tickets_has_them(
    log: TicketLog, frame: pd.DataFrame, part: str
) -> None:
    by, key = part.split("=")
    mine = frame[frame[by].astype(str) == key]
    stayed = mine[mine["outcome"] != "gave_up"]
    assert 10 < len(mine) < len(frame)
    assert value(log, f"tickets[{part}]") == len(mine)
    assert value(log, f"mean_first_response[{part}]") == pytest.approx(stayed["response_minutes"].mean())
    assert value(log, f"p90_first_response[{part}]") == pytest.approx(
        stayed["response_minutes"].quantile(0.9)
    )
    assert value(log, f"mean_resolution[{part}]") == pytest.approx(mine["resolution_minutes"].mean())
    assert value(log, f"sla_met_share[{part}]") == pytest.approx(mine["met_resolution"].astype(float).mean())
    chases = (mine["chases_receipt"] + mine["chases_progress"]).sum()
    assert value(log, f"chasers_per_ticket[{part}]") == pytest.approx(chases / len(mine))
    assert value(log, f"silence[{part}]") == pytest.approx(stayed["silence"].mean())


def test_teams_share_the_time_and_the_cost(log: TicketLog) -> None:
    teams, whole = list(log.scenario.teams), kpis(log)
    assert sum(value(log, f"cost[team={team}]") for team in teams) == pytest.approx(whole["cost"])
    busy = [value(log, f"utilisation[team={team}]") for team in teams]
    assert min(busy) < whole["utilisation"] < max(busy)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_desk_has_kpis_of_its_teams(name: str) -> None:
    run = simulate(load(name).with_({"horizon.days": 9, "horizon.warm_up_days": 2}), seed=1)
    costs = [value(run, f"cost[team={team}]") for team in run.scenario.teams]
    assert sum(costs) == pytest.approx(kpis(run)["cost"])


def test_what_is_not_defined_is_no_number(log: TicketLog) -> None:
    nobody = log.scenario.with_({"targets.resolution": [], "targets.response": []})
    assert math.isnan(value(simulate(nobody, seed=1), "sla_met_share[priority=1]"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mean_resolution[", "write it as mean_first_response"),
        ("mean_resolution[service=]", "write it as"),
        ("mean_resolution[agent=3]", "tickets go by service, group, channel, priority"),
        ("sla_met_shar[priority=1]", "did you mean 'sla_met_share'"),
        ("mean_resolution[team=first-line]", "no 'mean_resolution' of a team"),
        ("backlog_end[service=access]", "no 'backlog_end' of some of the tickets"),
    ],
)
def test_what_cannot_be_asked_is_told(name: str, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        part_of(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mean_resolution[service=acces]", "no service 'acces' .did you mean 'access'"),
        ("utilisation[team=third-line]", "no team 'third-line'"),
        ("mean_resolution[priority=9]", "no priority '9'"),
    ],
)
def test_a_part_the_desk_does_not_have_is_told(log: TicketLog, name: str, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        value(log, name)


def test_the_kpis_of_parts_are_kpis_and_are_explained() -> None:
    assert set(OF_TICKETS) | set(OF_A_TEAM) <= set(KPIS)
    for name in (f"{OF_TICKETS[0]}[service=access]", f"{OF_A_TEAM[0]}[team=desk]"):
        assert explain(name).name == name.split("[")[0]
