"""A ticket's story in plain words, worked out by hand."""

from __future__ import annotations

import pytest

import deskside.log as log_module
from deskside.errors import DesksideError
from deskside.experiment import simulate
from deskside.log import TicketLog
from deskside.panels import Wording, ticket_story
from deskside.panels.floor.phrases import duration, phrases
from deskside.scenario import load
from handmade import contact, desk, log_of, ticket, visit


@pytest.fixture(scope="module")
def it_week() -> TicketLog:
    """A week of the shipped desk: calls at night find nobody."""
    return simulate(load("it-service-desk").with_({"horizon.days": 7, "horizon.warm_up_days": 0}), seed=1)


def told(log: TicketLog, number: int = 0) -> list[str]:
    return ticket_story(log, number)[1:]


def test_a_story_is_told_in_the_order_it_happened() -> None:
    rows = [
        visit(0, "desk", agent=0, queued=552.0, started=566.0, ended=580.0),
        visit(0, "second", agent=1, queued=580.0, started=662.0, ended=680.5, kind="escalated"),
    ]
    log = log_of(desk(), [ticket(552.0, "resolved", first_response=566.0, ended=680.5)], rows)
    assert ticket_story(log, 0) == [
        "Ticket 0: help, for staff, priority 1",
        "Mon 09:12 came in by phone, for desk",
        "Mon 09:26 waited 14 minutes, taken by agent 1 of desk",
        "Mon 09:40 worked on for 14 minutes; handed on to second",
        "Mon 11:02 waited 1 hour 22 minutes, taken by agent 1 of second",
        "Mon 11:20 worked on for 19 minutes; resolved, 2 hours 9 minutes after it came in",
    ]


def test_giving_up_trying_again_and_coming_back_are_told() -> None:
    rows = [
        visit(0, "desk", agent=-1, queued=600.0, ended=605.0),
        visit(0, "desk", agent=0, queued=640.0, started=640.0, ended=650.0, kind="retry"),
        visit(0, "desk", agent=0, queued=900.0, started=901.0, ended=910.0, kind="reopened"),
    ]
    log = log_of(desk(), [ticket(600.0, "resolved", ended=910.0, reopened=1)], rows)
    assert told(log) == [
        "Mon 10:00 came in by phone, for desk",
        "Mon 10:05 gave up after waiting 5 minutes",
        "Mon 10:40 tried again by phone, at desk; taken at once by agent 1 of desk",
        "Mon 10:50 worked on for 10 minutes; closed as solved",
        "Mon 15:00 came back by phone, to desk: the solution had not held",
        "Mon 15:01 waited 1 minute, taken by agent 1 of desk",
        "Mon 15:10 worked on for 9 minutes; resolved, 5 hours 10 minutes after it came in",
    ]


@pytest.mark.parametrize(
    ("group", "end"),
    [("staff", "stopped asking and worked around the problem"), ("guests", "left for good")],
)
def test_who_gives_up_works_around_or_leaves(group: str, end: str) -> None:
    rows = [visit(0, "desk", agent=-1, queued=600.0, ended=605.0)]
    log = log_of(desk(), [ticket(600.0, "gave_up", ended=605.0, group=group)], rows)
    assert told(log)[-1] == f"Mon 10:05 gave up after waiting 5 minutes; {end}"


def test_an_open_ticket_ends_with_the_log() -> None:
    log = log_of(desk(), [ticket(600.0, "open")], [visit(0, "desk", agent=-1, queued=600.0)], until=720.0)
    assert told(log)[-1] == "Mon 12:00 still open when the log ends, 2 hours after it came in"


def test_contacts_that_begin_no_visit_are_told() -> None:
    rows = [visit(0, "desk", agent=0, queued=600.0, started=700.0, ended=705.0)]
    asked = [contact(0, "first", 590.0), contact(0, "chase_progress", 650.0, count=1, channel="email")]
    log = log_of(desk(), [ticket(590.0, "resolved", ended=705.0)], rows, asked)
    assert told(log)[:3] == [
        "Mon 09:50 came in by phone",
        "Mon 10:00 came in by phone, for desk",
        "Mon 10:50 asked by email when it would be done",
    ]


@pytest.mark.parametrize(
    ("promised", "last"),
    [
        (700.0, "Mon 11:40 the time that had been promised"),
        (800.0, "resolved, 3 hours after it came in, within the promised time"),
    ],
)
def test_words_from_the_desk_and_time_on_hold_are_told(promised: float, last: str) -> None:
    rows = [
        visit(0, "desk", agent=0, queued=600.0, started=610.0, ended=620.0),
        visit(0, "desk", agent=0, queued=770.0, started=770.0, ended=780.0, kind="returned"),
    ]
    one = ticket(600.0, "resolved", first_response=610.0, ended=780.0, acknowledged=601.0, promised=promised)
    lines = told(log_of(desk(), [one], rows))
    assert "Mon 10:01 heard that the desk has it" in lines
    assert "Mon 10:20 worked on for 10 minutes; on hold" in lines
    assert any(line.endswith(last) for line in lines)


def test_what_happens_beside_a_ticket_has_its_subject() -> None:
    rows = [
        visit(0, "desk", agent=0, queued=600.0, started=600.0, ended=660.0),
        visit(0, "second", agent=1, queued=610.0, started=615.0, ended=630.0, kind="help"),
    ]
    lines = told(log_of(desk(), [ticket(600.0, "resolved", ended=660.0)], rows))
    assert "Mon 10:10 second is called in to help" in lines
    assert "Mon 10:15 the call for help: waited 5 minutes, taken by agent 1 of second" in lines


def test_who_finds_nobody_on_duty_is_told_so(it_week: TicketLog) -> None:
    stories = [ticket_story(it_week, number) for number in range(len(it_week.ticket_table))]
    assert any("by phone: nobody was on duty to answer" in line for story in stories for line in story)


def test_labels_take_the_place_of_names(it_week: TicketLog) -> None:
    labels = {"teams": {"first-line": "The help line"}, "groups": {"office": "HR people"}}
    story = ticket_story(it_week, 0, Wording(labels, {"network": ("No network", "Slow network")}))
    assert story[0] == "Ticket 0: network, for HR people, priority 3: No network"
    assert "for the help line" in story[1]


def test_a_number_the_log_does_not_have_is_told(it_week: TicketLog) -> None:
    with pytest.raises(DesksideError, match="no ticket 99999 in this log; it has the numbers 0 to"):
        ticket_story(it_week, 99999)


def test_a_kind_nobody_wrote_words_for_is_told_sensibly() -> None:
    said = phrases()
    assert said.say("came", "TELEPATHY", team="desk", channel="phone") == "telepathy: now with desk"
    assert said.say("contact", "POSTCARD", channel="mail") == "in touch by mail (postcard)"
    assert said.say("worked", "TELEPATHY", worked="1 minute") == "worked on for 1 minute"
    assert said.say("left", "TELEPATHY", wait="1 minute") == "left the queue after waiting 1 minute"
    assert said.say("outcome", "EVAPORATED", since="1 hour") == "ended as evaporated"
    assert said.find("mark", "TELEPATHY") == "•"


@pytest.mark.parametrize("kind", ["VisitKind", "ContactKind", "Outcome"])
def test_every_kind_of_the_log_has_words(kind: str) -> None:
    sections = {"VisitKind": ("came",), "ContactKind": ("contact",), "Outcome": ("outcome",)}[kind]
    for one in getattr(log_module, kind):
        for section in sections:
            assert one.name in phrases().texts[section] or one.name == "OPEN", one


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.49, "less than a minute"),
        (0.5, "1 minute"),
        (59.6, "1 hour"),
        (1440.0, "1 day"),
        (1501.0, "1 day 1 hour"),
    ],
)
def test_durations_round_to_the_minute(minutes: float, words: str) -> None:
    assert duration(round(minutes * 100)) == words
