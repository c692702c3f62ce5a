"""From logs to the frames that charts take: counted by hand on small desks, drawn on a real one."""

from __future__ import annotations

import numpy as np
import pytest

from deskside import charts
from deskside.errors import DesksideError
from deskside.experiment import Simulation, simulate
from deskside.metrics import by_hour, journey, tickets
from deskside.panels import Measured, frames, measure
from deskside.scenario import load


@pytest.fixture(scope="module")
def logs() -> list[Simulation]:
    desk = load("it-service-desk").with_({"horizon.days": 14, "horizon.warm_up_days": 7})
    return [simulate(desk, seed=seed) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def desks() -> tuple[Measured, Measured]:
    desk = load("one-queue").with_({"horizon.days": 3, "horizon.warm_up_days": 1})
    return measure(desk, 4), measure(desk.with_({"teams.desk.agents": 11}), 4)


def test_each_hour_counts_what_arose_and_what_it_brought(logs: list[Simulation]) -> None:
    log = logs[0]
    hours, table = by_hour(log), tickets(log)
    counted = table[table["counted"]]
    assert len(hours) == 7 * 24
    assert hours["tickets"].sum() == len(counted)
    assert hours["work"].sum() == pytest.approx(counted["handling"].sum() / 60)
    monday_nine = counted[(counted["arrived"] % 10080 >= 540) & (counted["arrived"] % 10080 < 600)]
    row = hours[(hours["day"] == 0) & (hours["hour"] == 9)].iloc[0]
    assert row["tickets"] == len(monday_nine)


def test_teams_share_the_work_of_all(logs: list[Simulation]) -> None:
    log = logs[0]
    parts = [by_hour(log, team) for team in log.scenario.teams]
    for column in ("work", "on_duty", "waiting", "busy"):
        assert sum(part[column].sum() for part in parts) == pytest.approx(by_hour(log)[column].sum())


def test_a_journey_has_every_visit_and_contact_and_no_gap(logs: list[Simulation]) -> None:
    log = logs[0]
    number = int(np.argmax(np.bincount(log.visit_table.ticket)))
    found = journey(log, number)
    assert (found["kind"] == "contact").sum() == log.ticket_table.contacts[number]
    work = found[found["kind"] == "work"]
    visits = log.visit_table.ticket == number
    assert len(work) == (visits & (log.visit_table.agent >= 0)).sum()
    spent = (work["end"] - work["start"]).sum()
    assert spent == pytest.approx(np.nansum((log.visit_table.ended - log.visit_table.started)[visits]))
    assert found["start"].is_monotonic_increasing
    assert "This ticket took" in charts.journey(found).summary


def test_chases_receipts_and_pending_spells_are_part_of_a_journey() -> None:
    group, service = "groups.colleagues", "services.help"
    desk = load("one-queue").with_(
        {
            "horizon.days": 4,
            "horizon.warm_up_days": 0,
            "needs_factor": 0.02,
            f"{service}.pending.share": 1.0,
            f"{service}.pending.after": 600.0,
            f"{group}.chase.receipt_after": 5.0,
            f"{group}.chase.progress_after": 60.0,
            "policy.acknowledge": "personal",
            "policy.promise": "honest",
        }
    )
    log = simulate(desk, seed=1)
    number = int(np.argmax(log.ticket_table.contacts))
    found = journey(log, number)
    labels = list(found["label"])
    assert labels[0] == "asks"
    assert "when will it be done?" in labels
    assert "hears from the desk, with a time" in labels
    assert (found["kind"] == "contact").sum() == log.ticket_table.contacts[number]
    pending = found[found["kind"] == "pending"].iloc[0]
    assert pending["start"] in set(found.loc[found["kind"] == "work", "end"])
    assert pending["end"] > pending["start"]
    charts.journey(found)


def test_an_unknown_ticket_is_told(logs: list[Simulation]) -> None:
    with pytest.raises(DesksideError, match="no ticket -1 in this log; they are numbered from 0"):
        journey(logs[0], -1)


def test_pairs_are_the_runs_of_both_desks(desks: tuple[Measured, Measured]) -> None:
    frame = frames.paired_frame(*desks, "mean_first_response")
    change = desks[1].change("mean_first_response", desks[0]).mean
    assert (frame["now"] - frame["before"]).mean() == pytest.approx(change)
    charts.paired_difference(frame, "Mean wait", "minutes")


def test_a_roster_is_held_against_the_work_of_its_day(logs: list[Simulation]) -> None:
    frame = frames.roster_frame(logs, day=0)
    assert list(frame["hour"]) == list(range(24))
    whole = frames.roster_frame(logs)
    assert whole["work"].sum() == pytest.approx(np.mean([by_hour(log)["work"].sum() for log in logs]))
    assert "Roster against work" in charts.roster_against_demand(whole).summary
    with pytest.raises(DesksideError, match="no logs"):
        frames.roster_frame([])
