"""Words, promises, chases and silence, worked out by hand.

Times are minutes of Monday: 480 is 08:00, the shifts end at 960 (16:00), the calendar closes at 1080 (18:00).
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from deskside.log import TicketLog
from deskside.metrics import agents_time, intervals, kpis, measured, silence
from handmade import NAN, TUESDAY, altered, at_desk, contact, desk, log_of, solved, ticket, visit

CHASES = {"groups.staff.chase.progress_after": 60, "groups.staff.chase.receipt_after": 30}
PENDS = {"services.help.pending.share": 0.5, "targets.resolution": [60]}


# ---- words and chases -------------------------------------------------------------------------------------


def a_chased_ticket(**more: Any) -> TicketLog:
    """An e-mail at 500; "did you get it?" at 530, answered 540 to 545; "when?" at 700 is withdrawn at 720."""
    tickets = [
        solved(500.0, 720.0, 710.0, channel="email", contacts=3, acknowledged=545.0, promised=715.0),
        solved(900.0, 910.0, acknowledged=900.0),
    ]
    visits = [
        at_desk(0, 500.0, 710.0, 720.0),
        at_desk(0, 530.0, 540.0, 545.0, "chase"),
        at_desk(0, 700.0, NAN, 720.0, "chase", agent=-1),
        at_desk(1, 900.0, 900.0, 910.0),
    ]
    contacts = [
        contact(0, "first", 500.0, channel="email"),
        contact(0, "chase_receipt", 530.0, count=1, channel="email"),
        contact(0, "chase_progress", 700.0, count=2, channel="email"),
        contact(1, "first", 900.0),
    ]
    return log_of(desk(CHASES | more), tickets, visits, contacts)


def test_chases_are_contacts_work_and_failure_demand():
    log = a_chased_ticket()
    found = kpis(log)
    assert found["contacts"] == 4.0
    assert found["chasers_per_ticket"] == 2 / 2
    assert found["first_contact_resolution"] == 1 / 2
    assert found["mean_acknowledgement"] == (45.0 + 0.0) / 2
    assert found["contact_effort"] == (10 + 5 + 10) / 3
    frame = measured(log).tickets()
    assert frame["chases_receipt"].tolist() == [1, 0]
    assert frame["chases_progress"].tolist() == [1, 0]
    assert frame["repeats"].tolist() == [0, 0]
    assert frame["wait"].tolist() == [210.0, 0.0]  # the chase's wait is not the ticket's
    assert frame["handling"].tolist() == [15.0, 10.0]
    assert frame["promise_kept"].astype(object).fillna("-").tolist() == [False, "-"]
    waiting = intervals(log).query("team == 'desk'").set_index("minute")["waiting"]
    assert waiting[525.0] == pytest.approx(1 + 10 / 15)  # the ticket, and from 530 on its chase
    rows = agents_time(log).set_index(["kind", "demand"])
    assert rows["minutes"].to_dict() == {("first", "value"): 20.0, ("chase", "failure"): 5.0}
    assert rows["visits"].to_dict() == {("first", "value"): 2, ("chase", "failure"): 1}
    assert rows["share"].to_dict() == {("first", "value"): 0.8, ("chase", "failure"): 0.2}


def test_chases_of_another_window_do_not_count():
    assert kpis(a_chased_ticket(), (800.0, 1000.0))["chasers_per_ticket"] == 0.0


def test_silence_is_broken_by_an_answer_and_not_by_asking():
    """500 to 545, 545 to 720; on the phone nothing."""
    log = a_chased_ticket()
    assert silence(log).tolist() == [175.0, 0.0]
    assert kpis(log)["silence"] == 175.0 / 2
    assert measured(log).tickets()["silence"].tolist() == [175.0, 0.0]


def test_silence_with_a_personal_reply_at_the_first_touch():
    assert silence(a_chased_ticket(**{"policy.acknowledge": "personal"}))[0] == 165.0  # 545 to 710


@pytest.mark.parametrize(
    "change",
    [{"policy.acknowledge": "auto"}, {"policy.promise": "honest"}, {"groups.guests.chase.receipt_after": 5}],
)
def test_silence_is_told_where_words_matter(change: dict[str, Any]):
    assert "silence" not in kpis(log_of(desk(), [], []))
    assert math.isnan(kpis(log_of(desk(change), [], []))["silence"])


def test_what_is_said_after_the_resolution_ends_no_silence():
    """Solved at 600; the answer to the chase of 580 comes at 750, when nobody waits for it."""
    mail = solved(500.0, 600.0, 590.0, channel="email", contacts=2)
    visits = [at_desk(0, 500.0, 590.0, 600.0), at_desk(0, 580.0, 740.0, 750.0, "chase")]
    contacts = [contact(0, "first", 500.0, channel="email"), contact(0, "chase_progress", 580.0, count=1)]
    assert silence(log_of(desk(CHASES), [mail], visits, contacts)).tolist() == [100.0]


def test_an_automatic_reply_is_a_word_and_no_response():
    mail = solved(500.0, 900.0, 880.0, channel="email", acknowledged=500.0)
    found = kpis(log_of(desk({"policy.acknowledge": "auto"}), [mail], [at_desk(0, 500.0, 880.0, 900.0)]))
    assert (found["mean_acknowledgement"], found["mean_first_response"], found["silence"]) == (
        0.0,
        380.0,
        400.0,
    )


def test_silence_counts_in_business_minutes():
    """From 17:50 to 08:20 on the next day."""
    mail = solved(1070.0, TUESDAY + 500.0, TUESDAY + 495.0, channel="email", acknowledged=TUESDAY + 500.0)
    log = log_of(desk(CHASES), [mail], [at_desk(0, 1070.0, TUESDAY + 495.0, TUESDAY + 500.0)])
    assert kpis(log)["silence"] == 10.0 + 20.0


def test_no_silence_while_somebody_talks_or_while_it_seems_solved():
    """A call waits 5, talks 10, is handed on, is solved 60 later; later it comes back for 20 minutes."""
    call = solved(480.0, 1000.0, 485.0, contacts=2, transfers=1, reopened=1, acknowledged=485.0)
    visits = [
        at_desk(0, 480.0, 485.0, 495.0),
        visit(0, "second", agent=1, queued=495.0, started=550.0, ended=555.0, kind="escalated"),
        at_desk(0, 980.0, 990.0, 1000.0, "reopened"),
    ]
    assert silence(log_of(desk(CHASES), [call], visits))[0] == 60.0
    before = log_of(desk(CHASES), [call], [*visits[:2], at_desk(0, 900.0, 990.0, 1000.0, "reopened")])
    assert silence(before)[0] == 100.0


def test_silence_while_others_do_their_part_and_none_once_they_have():
    """Parts end at 600, which solves it; it comes back at 700 for a quarter of an hour."""
    mail = solved(480.0, 715.0, 480.0, channel="email", contacts=2, reopened=1, acknowledged=480.0)
    visits = [
        at_desk(0, 480.0, 480.0, 490.0),
        visit(0, "second", agent=1, queued=490.0, started=590.0, ended=600.0, kind="child"),
        at_desk(0, 700.0, 700.0, 715.0, "reopened"),
    ]
    assert silence(log_of(desk(CHASES), [mail], visits))[0] == 120.0


@pytest.mark.parametrize(("on", "longest"), [("requester", 100.0), ("supplier", 400.0)])
def test_waiting_for_the_requester_is_no_silence_and_for_a_supplier_is(on: str, longest: float):
    mail = solved(480.0, 880.0, 560.0, channel="email", acknowledged=480.0)
    visits = [at_desk(0, 480.0, 560.0, 580.0), at_desk(0, 800.0, 870.0, 880.0, "returned")]
    scenario = desk(CHASES | PENDS | {"services.help.pending.on": on})
    assert silence(log_of(scenario, [mail], visits))[0] == longest


def test_silence_of_open_tickets_so_far_and_none_of_those_who_left():
    tickets = [
        ticket(arrived=480.0, outcome="open", channel="email"),
        ticket(arrived=480.0, ended=490.0, outcome="gave_up"),
        ticket(arrived=480.0, first_response=485.0, ended=490.0, outcome="forgotten", acknowledged=485.0),
    ]
    found = silence(log_of(desk(CHASES), tickets, [], until=600.0))
    assert found.tolist() == pytest.approx([120.0, NAN, NAN], nan_ok=True)


def test_what_is_told_again_gets_an_automatic_reply_and_a_conversation():
    scenario = desk({"policy.acknowledge": "auto"})
    mail = solved(480.0, 700.0, 490.0, channel="email", contacts=2, acknowledged=480.0)
    call = solved(480.0, 700.0, 490.0, contacts=2, acknowledged=490.0)
    visits = [
        at_desk(0, 480.0, 490.0, 500.0),
        at_desk(1, 480.0, 490.0, 500.0),
        at_desk(0, 600.0, 690.0, 700.0, "repeated"),
        at_desk(1, 600.0, 650.0, 700.0, "repeated"),
    ]
    contacts = [
        contact(0, "first", 480.0, channel="email"),
        contact(1, "first", 480.0),
        contact(0, "repeated", 600.0, count=1, channel="email"),
        contact(1, "repeated", 600.0, count=1),
    ]
    log = log_of(scenario, [mail, call], visits, contacts)
    assert silence(log).tolist() == [120.0, 150.0]
    assert kpis(log)["chasers_per_ticket"] == 0.0
    assert measured(log).tickets()["repeats"].tolist() == [1, 1]
    assert kpis(log)["requester_time_lost"] == 20.0 + 100.0


def test_who_hangs_up_at_a_broadcast_has_heard_it():
    incident = {"name": "down", "service": "help", "group": "staff", "at": 480.0, "contacts": 5.0}
    scenario = desk(CHASES | {"incidents": [incident | {"spread": 10.0, "mended_after": 200.0}]})
    told = scenario.with_({"policy.broadcast_after": 60})
    calls = [ticket(arrived=500.0, ended=680.0, outcome="resolved") for _ in range(2)]
    visits = [
        at_desk(0, 500.0, NAN, 540.0, agent=-1),
        at_desk(1, 500.0, NAN, 541.0, agent=-1),
    ]
    for policy, expected in ((scenario, [180.0, 180.0]), (told, [140.0, 180.0])):
        log = altered(log_of(policy, calls, visits), "ticket_table", source=len(scenario.needs))
        assert silence(log).tolist() == expected


@pytest.mark.parametrize(("promised", "kept"), [(720.0, True), (719.0, False)])
def test_a_promise_is_kept_or_not(promised: float, kept: bool):
    tickets = [
        solved(480.0, 720.0, promised=promised),
        ticket(arrived=480.0, outcome="open", promised=700.0),
        ticket(arrived=480.0, outcome="open", promised=900.0),
        ticket(arrived=480.0, ended=600.0, outcome="gave_up"),
    ]
    frame = measured(log_of(desk(), tickets, [], until=800.0)).tickets()
    assert frame["promise_kept"].astype(object).fillna("-").tolist() == [kept, False, "-", "-"]
