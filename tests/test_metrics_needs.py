"""Which needs count, and what becomes of those that never reach an agent: by hand.

Times are minutes of Monday: 480 is 08:00, the shifts end at 960 (16:00), the calendar closes at 1080 (18:00).
"""

from __future__ import annotations

import pytest

from deskside.metrics import kpis, measured
from handmade import NAN, altered, at_desk, contact, desk, log_of, solved, ticket

ARTICLES = {"services.help.self_service.try_share": 0.5}


# ---- which needs count ------------------------------------------------------------------------------------


def test_what_never_came_about_counts_nowhere():
    """A removed cause and a latent need that nothing drew out; somebody who was refused does count."""
    scenario = desk(
        {"needs.guests/help.latent": True, "services.help.removed": 0.1, "targets.resolution": [60]}
    )
    tickets = [
        ticket(arrived=480.0, ended=480.0, outcome="prevented", contacts=0),
        ticket(arrived=481.0, ended=481.0, outcome="gave_up", contacts=0),
        ticket(arrived=482.0, ended=482.0, outcome="gave_up"),
        solved(490.0, 500.0, transfers=1),
    ]
    log = log_of(scenario, tickets, [at_desk(3, 490.0, 490.0, 500.0)])
    found = kpis(log)
    assert (found["tickets"], found["contacts"]) == (2.0, 2.0)
    assert (found["abandoned_share"], found["transfers_per_ticket"], found["sla_met_share"]) == (
        0.5,
        0.5,
        1.0,
    )
    assert found["requester_time_lost"] == 60.0 + 10.0  # the latent one has not worked around anything
    assert found["backlog_end"] == 0.0
    assert measured(log).tickets()["counted"].tolist() == [False, False, True, True]


def test_self_served_and_deflected_in_vain():
    """0 reads ten minutes and is solved, 1 reads twenty and calls, 2 still reads, 3 calls at once."""
    tickets = [
        ticket(arrived=480.0, ended=490.0, outcome="self_served", contacts=0),
        solved(480.0, 515.0, 505.0),
        ticket(arrived=590.0, outcome="open", contacts=0),
        solved(500.0, 505.0),
    ]
    visits = [at_desk(3, 500.0, 500.0, 505.0), at_desk(1, 500.0, 505.0, 515.0)]
    contacts = [contact(1, "first", 500.0), contact(3, "first", 500.0)]
    scenario = desk(ARTICLES | {"targets.resolution": [10]})
    log = log_of(scenario, tickets, visits, contacts, until=600.0)
    found = kpis(log)
    assert found["self_served_share"] == 1 / 4
    assert found["mean_first_response"] == (5.0 + 0.0) / 2
    assert found["mean_resolution"] == (15.0 + 5.0) / 2
    assert found["sla_met_share"] == 1 / 2  # 15 minutes from the call, and 5
    assert found["requester_time_lost"] == 10 + (20 + 15) + 10 + 5
    assert found["backlog_end"] == 1.0
    frame = measured(log).tickets()
    assert frame["first_contact"].tolist() == pytest.approx([NAN, 500.0, NAN, 500.0], nan_ok=True)


def test_whom_a_broadcast_spared_the_call_has_read_nothing():
    incident = {"name": "down", "service": "help", "group": "staff", "at": 480.0, "contacts": 5.0}
    scenario = desk(ARTICLES | {"incidents": [incident | {"spread": 10.0, "mended_after": 200.0}]})
    told = ticket(arrived=500.0, ended=680.0, outcome="self_served", contacts=0)
    log = altered(log_of(scenario, [told], []), "ticket_table", source=len(scenario.needs))
    assert kpis(log)["requester_time_lost"] == 0.0
    assert kpis(log)["self_served_share"] == 1.0


def test_forgotten_for_good_or_waiting_for_nobody():
    tickets = [
        ticket(arrived=480.0, first_response=480.0, ended=490.0, outcome="forgotten"),
        ticket(arrived=481.0, first_response=490.0, outcome="open", waits_for="nobody"),
        ticket(arrived=482.0, first_response=500.0, outcome="open"),
        solved(483.0, 520.0, 510.0),
    ]
    found = kpis(log_of(desk({"targets.resolution": [40]}), tickets, [], until=600.0))
    assert found["forgotten_share"] == 2 / 4
    assert found["sla_met_share"] == 1 / 2  # what nobody wrote down is in no record
    assert found["resolved"] == 1.0
    assert found["backlog_end"] == 2.0
