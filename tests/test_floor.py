"""The desk floor without a page: rows in few bytes, stories, what stays where nothing plays, two policies."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskside.errors import DesksideError
from deskside.experiment import simulate
from deskside.log import TicketLog
from deskside.panels import UNATTENDED, Floor, Wording, ticket_story
from deskside.panels.floor import player as player_module
from deskside.panels.floor.columns import Columns, columns
from deskside.panels.floor.head import head_and_rows, opening
from deskside.panels.floor.packed import pack, unpack
from deskside.panels.floor.phrases import duration, phrases
from deskside.panels.floor.still import busiest
from deskside.scenario import Scenario, load, shipped
from generated import desks, fixed
from handmade import contact, desk, log_of, ticket, visit

#: What the issue allows a page to be sent for each visit, everything else of the log included.
MOST_BYTES_A_VISIT = 20


def week(name: str = "it-service-desk", changes: dict[str, Any] | None = None, seed: int = 1) -> TicketLog:
    days = {"horizon.days": 7, "horizon.warm_up_days": 0}
    return simulate(load(name).with_({**days, **(changes or {})}), seed=seed)


@pytest.fixture(scope="module")
def it_week() -> TicketLog:
    return week()


def differing(mine: Columns, other: Columns) -> list[str]:
    return [name for name in vars(mine) if not np.array_equal(getattr(mine, name), getattr(other, name))]


# --- rows in few bytes ---


@pytest.mark.parametrize("name", shipped())
def test_a_log_takes_at_most_twenty_bytes_a_visit_and_comes_back_whole(name: str) -> None:
    kept = columns(week(name))
    packed = pack(kept)
    assert len(packed.data) <= MOST_BYTES_A_VISIT * len(kept.visit_ticket)
    assert differing(kept, unpack(packed)) == []


@fixed(30)
@given(desks(rare=True), st.integers(0, 3))
def test_every_made_up_log_comes_back_whole(scenario: Scenario, seed: int) -> None:
    log = simulate(scenario, seed=seed)
    kept = columns(log)
    assert differing(kept, unpack(pack(kept))) == []
    for number in range(min(20, len(log.ticket_table))):
        assert len(ticket_story(log, number)) >= 2


def test_times_are_kept_to_a_hundredth_of_a_minute(it_week: TicketLog) -> None:
    found = columns(it_week).visit_queued / 100 - it_week.visit_table.queued
    assert float(np.abs(found).max()) <= 0.005 + 1e-9


def test_large_numbers_and_a_log_without_visits_come_back_whole() -> None:
    late = 7300 * 1440.0
    log = log_of(desk(), [ticket(late, "open")], [], until=late + 1)
    assert differing(columns(log), unpack(pack(columns(log)))) == []


# --- stories ---


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


def test_who_finds_nobody_on_duty_is_told_so() -> None:
    """The shipped desk refuses calls at night."""
    log = week()
    stories = [ticket_story(log, number) for number in range(len(log.ticket_table))]
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
    import deskside.log

    sections = {"VisitKind": ("came",), "ContactKind": ("contact",), "Outcome": ("outcome",)}[kind]
    for one in getattr(deskside.log, kind):
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


# --- what a page gets beside the rows ---


def test_a_page_is_told_who_is_on_duty_when(it_week: TicketLog) -> None:
    head, _ = head_and_rows(it_week, Wording())
    [duty] = head["duty"]
    teams = list(it_week.scenario.teams.values())
    for (team, row, _), mine in zip(it_week.people, duty["spans_of"], strict=True):
        assert duty["spans"][mine] == [list(span) for span in teams[team].roster[row].hours.spans]


def test_who_is_not_on_the_roster_is_never_on_duty() -> None:
    two, one = desk({"teams.desk.roster.0.agents": 2}), desk()
    rows = [visit(0, "desk", agent=0, queued=600.0, started=600.0, ended=640.0)]
    log = log_of(
        one,
        [ticket(600.0, "resolved", ended=640.0)],
        rows,
        policies=((0.0, two), (720.0, one)),
        people=((0, 0, 0), (1, 0, 0), (0, 0, 1)),
    )
    head, _ = head_and_rows(log, Wording())
    assert [duty["spans_of"] for duty in head["duty"]] == [[0, 0, 0], [0, 0, -1]]
    assert [duty["from"] for duty in head["duty"]] == [0, 72000]


def test_a_film_begins_just_before_the_desk_opens() -> None:
    log = simulate(load("it-service-desk").with_({"horizon.days": 15}), seed=1)
    assert opening(log) == 7 * 1440 + 8 * 60 - 5


def test_agents_are_numbered_within_their_team(it_week: TicketLog) -> None:
    head, _ = head_and_rows(it_week, Wording())
    for team in range(len(it_week.scenario.teams)):
        numbers = [number for of, number in head["people"] if of == team]
        assert numbers == list(range(1, len(numbers) + 1))


# --- what stays where nothing plays ---


def test_the_busiest_moment_by_hand() -> None:
    rows = [
        visit(0, "desk", agent=0, queued=600.0, started=630.0, ended=640.0),
        visit(1, "desk", agent=-1, queued=610.0, ended=625.0),
        visit(2, "desk", agent=0, queued=620.0, started=640.0, ended=650.0),
        visit(3, "desk", agent=0, queued=630.0, started=650.0, ended=660.0),
    ]
    tickets = [ticket(row.queued, "resolved", ended=row.ended) for row in rows]
    assert busiest(log_of(desk(), tickets, rows)) == (62000, 3, 2000)


def test_a_desk_where_nobody_waits_says_so() -> None:
    rows = [visit(0, "desk", agent=0, queued=600.0, started=600.0, ended=640.0)]
    log = log_of(desk(), [ticket(600.0, "resolved", ended=640.0)], rows)
    assert "Nobody ever waits." in Floor(log).figure.summary


def test_the_picture_has_its_sentence_and_table(it_week: TicketLog) -> None:
    figure = Floor(it_week).figure
    found = busiest(it_week)
    assert f": {found.waiting} tickets wait, the first of them for" in figure.summary
    assert list(figure.table["Team"]) == ["first line", "second line", "field"]
    served = it_week.visit_table.agent >= 0
    assert figure.table["Taken by an agent"].sum() == served.sum()
    assert "<svg" in figure.svg


def test_the_line_of_the_picture_reaches_the_busiest_moment(it_week: TicketLog) -> None:
    data = Floor(it_week).figure.to_dict()["datasets"]
    assert max(row.get("waiting", 0) for rows in data.values() for row in rows) == busiest(it_week).waiting


def test_a_twin_is_small_enough_for_a_saved_notebook(it_week: TicketLog) -> None:
    assert len(Floor(it_week).twin_html().encode()) < 40_000


# --- the part ---


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is put on the page."""
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    return shown


def test_a_live_page_gets_a_twin_and_the_player(
    it_week: TicketLog, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(UNATTENDED, raising=False)
    floor = Floor(it_week)
    floor._ipython_display_()
    twin, widget = page
    assert f'data-ds-twin="{widget.spec["twin"]}"' in twin.data
    assert widget is floor.widget
    assert [len(rows) for rows in widget.logs] == [len(pack(columns(it_week)).data)]


def test_a_grader_sees_the_twin_alone(
    it_week: TicketLog, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(player_module, "FloorWidget", None)
    monkeypatch.setattr(Floor, "rehearse", None)
    Floor(it_week)._ipython_display_()
    assert len(page) == 1
    assert "<svg" in page[0].data


def test_a_run_nobody_attends_tells_stories_and_raises(
    it_week: TicketLog, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(UNATTENDED, "1")
    Floor(it_week)._ipython_display_()
    assert len(page) == 1

    def broken(*_: Any) -> list[str]:
        raise ValueError("no words")

    monkeypatch.setattr(player_module, "ticket_story", broken)
    with pytest.raises(ValueError, match="no words"):
        Floor(it_week)._ipython_display_()


def test_two_policies_that_met_the_same_needs_say_so(it_week: TicketLog) -> None:
    more = week(changes={"teams.first-line.agents": 9})
    pair = Floor(it_week, more, names=("seven", "nine"))
    assert pair.same_needs
    assert pair.spec()["note"].startswith("Both floors meet the same needs")
    assert pair.spec()["names"] == ["seven", "nine"]
    assert len(pair.widget.logs) == 2
    assert "Seven: the busiest moment is" in pair.figure.summary
    assert "Nine: the busiest moment is" in pair.figure.summary
    assert pair.story(5, 0)[0] == pair.story(5, 1)[0]  # the same need has the same number
    assert set(pair.figure.table["Floor"]) == {"seven", "nine"}


def test_two_runs_that_met_other_needs_say_that(it_week: TicketLog) -> None:
    pair = Floor(it_week, week(seed=2))
    assert not pair.same_needs
    assert "part of what differs is luck" in pair.twin_html()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"speed": 7}, "no speed 7; minutes a second are 1, 5"),
        ({"names": ("same", "same")}, "names are two different texts"),
        ({"names": ("", "b")}, "names are two different texts"),
    ],
)
def test_a_wrong_floor_is_told_in_one_line(it_week: TicketLog, options: Any, message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        Floor(it_week, **options)


def test_an_empty_log_is_told() -> None:
    with pytest.raises(DesksideError, match="nothing to play"):
        Floor(log_of(desk(), [], []))


def test_a_text_in_a_name_cannot_become_markup(it_week: TicketLog) -> None:
    twin = Floor(it_week, title="<b onclick=x>").twin_html()
    assert "<b onclick" not in twin


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_desk_has_a_floor(name: str) -> None:
    floor = Floor(week(name, {"horizon.days": 2}))
    floor.rehearse()
    assert floor.spec()["floors"][0]["sizes"][0] == len(floor.logs[0].ticket_table)
    assert np.isfinite(floor.figure.table["Taken by an agent"]).all()


def test_a_page_without_python_gets_the_whole_player(it_week: TicketLog) -> None:
    floor = Floor(it_week)
    answers = floor.to_page(0)["answers"]
    assert base64.b64decode(answers["bytes"][0]) == floor.widget.logs[0]
    assert answers["spec"] == floor.spec()
    assert "mount" in answers["code"]
