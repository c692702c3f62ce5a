"""The hours that requests cost everybody."""

from __future__ import annotations

import numpy as np
import pytest

from deskside.experiment import simulate
from deskside.metrics import hours_of_everybody
from deskside.scenario import load

WEEKS = 2
DESK = load("remote-workforce").with_({"horizon.days": 7 * (1 + WEEKS)})
CHAT = {"groups.*.channels": {"phone": 0.3, "email": 0.2, "chat": 0.5}}


@pytest.mark.parametrize("changes", [{}, CHAT, {"channels.*.missed_becomes_ticket": True}])
def test_line_and_working_around_are_what_the_kpi_says(changes: dict[str, object]) -> None:
    log = simulate(DESK.with_(changes), seed=4)
    found = hours_of_everybody(log)
    lost = found["on the line"].sum() + found["worked around"].sum()
    assert lost == pytest.approx(log.kpis()["requester_time_lost"] / 60 / WEEKS)
    assert (found.loc["agents"].drop("agents") == 0.0).all()


def test_only_those_who_have_silent_needs_live_with_them_and_a_chat_draws_them_out() -> None:
    before, after = (hours_of_everybody(simulate(DESK.with_(one), seed=4)) for one in ({}, CHAT))
    # sixty needs a week that nobody asks about, an hour each
    assert before["lived with"].drop("home").sum() == 0.0
    assert before.loc["home", "lived with"] == pytest.approx(60.0, rel=0.2)
    # nine in ten of the half that turns to a chat
    assert after.loc["home", "lived with"] / before.loc["home", "lived with"] == pytest.approx(0.55, abs=0.1)


def test_waiting_is_counted_in_one_s_own_office_hours_and_off_the_line() -> None:
    mail = DESK.with_({"groups.*.channels": {"phone": 0.0, "email": 1.0, "chat": 0.0}})
    log = simulate(mail, seed=4)
    tickets = log.tickets().query("counted and contacts > 0 and group == 'abroad'")
    own = 0.0
    for ticket in tickets.itertuples():
        minutes = np.arange(ticket.arrived, ticket.first_response) + 8 * 60
        own += np.count_nonzero((minutes % 10080 < 7200) & (minutes % 1440 >= 480) & (minutes % 1440 < 1080))
    assert hours_of_everybody(log, blocked=1.0).loc["abroad", "waiting"] == pytest.approx(
        own / 60 / WEEKS, rel=0.01
    )
    half, whole = (hours_of_everybody(log, blocked=share)["waiting"] for share in (0.5, 1.0))
    np.testing.assert_allclose(2 * half, whole)


def test_who_waits_on_the_line_only_does_not_wait_off_it() -> None:
    patient = {"channels.phone.patience": None, "channels.phone.unstaffed": "wait"}
    calls = DESK.with_({"groups.*.channels": {"phone": 1.0, "email": 0.0, "chat": 0.0}, **patient})
    found = hours_of_everybody(simulate(calls, seed=4))
    assert found["waiting"].sum() == pytest.approx(0.0, abs=1e-6)
    assert found["on the line"].sum() > 100.0


def test_agents_hours_are_those_they_are_busy() -> None:
    log = simulate(DESK, seed=4)
    visits = log.visits().query("agent >= 0")
    span = (DESK.warm_up, DESK.end)
    minutes = visits["ended"].clip(*span) - visits["started"].clip(*span)
    wrapped_up = 1.5 * visits["ended"].between(*span).sum()
    busy = hours_of_everybody(log).loc["agents", "agents"]
    assert busy == pytest.approx((minutes.sum() + wrapped_up) / 60 / WEEKS, rel=1e-3)
