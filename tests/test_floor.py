"""The desk floor without a page: rows in few bytes, what stays where nothing plays, two policies."""

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
from deskside.panels.floor.still import busiest
from deskside.scenario import Scenario, load, shipped
from generated import desks, fixed
from handmade import desk, log_of, ticket, visit

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
