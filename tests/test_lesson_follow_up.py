"""A month later: the calendar file of a card, and the place where its outcome is kept."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date, timedelta
from pathlib import Path

import pytest

from deskside import lesson
from deskside.errors import DesksideError
from deskside.lesson import FollowUp
from deskside.lesson.follow_up import cards
from deskside.lesson.reminder import Card, calendar_file
from made_up_lesson import TEXTS

AWKWARD = Card(
    "05", "say: when; who, and\nhow \\ often " + "ü" * 80, "asked again", "2026-12-11", date(2026, 11, 27)
)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_calendar_file_has_the_day_of_the_card_and_one_in_thirty_days() -> None:
    lines = unfolded(calendar_file(AWKWARD))
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20261211",
        "DTSTART;VALUE=DATE:20261227",
    ]
    assert lines.count("DTSTAMP:20261127T000000Z") == 2
    assert len({line for line in lines if line.startswith("UID:")}) == 2
    assert any("was it done?" in line for line in lines if line.startswith("SUMMARY"))


def test_no_line_is_longer_than_75_octets_and_no_character_is_cut() -> None:
    for line in calendar_file(AWKWARD).split("\r\n"):
        assert len(line.encode()) <= 75
    assert calendar_file(AWKWARD).replace("\r\n ", "").count("ü") == 2 * 80


def test_commas_semicolons_backslashes_and_line_breaks_are_escaped() -> None:
    (text,) = (one for one in unfolded(calendar_file(AWKWARD)) if one.startswith("DESCRIPTION:You wrote"))
    assert r"say: when\; who\, and\nhow \\ often" in text


def test_every_block_that_begins_ends() -> None:
    open_blocks = []
    for line in unfolded(calendar_file(AWKWARD)):
        word, _, what = line.partition(":")
        if word == "BEGIN":
            open_blocks.append(what)
        elif word == "END":
            assert open_blocks.pop() == what
    assert open_blocks == []


def test_a_card_without_a_date_still_asks_in_thirty_days() -> None:
    card = Card("05", "say when", "asked again", "soon", date(2026, 1, 31))
    assert [line for line in unfolded(calendar_file(card)) if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20260302"
    ]


@pytest.fixture
def lab(tmp_path: Path) -> lesson.Lesson:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    return lesson.start("test", tmp_path)


def make(lab: lesson.Lesson, action: str = "say <when>") -> str:
    card = lab.own_desk()
    card.act("write", {"action": action, "measure": "asked again", "date": "2026-12-11"})
    return card.form.html


def later(day: date = date.max) -> FollowUp:
    found = FollowUp(day)
    found.prepare()
    return found


def test_a_card_has_a_link_that_saves_its_calendar_file(lab: lesson.Lesson) -> None:
    found = re.search(r'href="data:text/calendar;charset=utf-8;base64,([^"]+)"', make(lab))
    assert found is not None
    assert "say <when>" in b64decode(found[1]).decode()


def test_a_card_can_be_followed_up_and_the_answer_stays(lab: lesson.Lesson) -> None:
    make(lab)
    assert list(cards()) == ["test"]
    asked = later()
    assert asked.form.said == "Due now: test."
    asked.act("keep", {"card": "test", "outcome": "partly", "seen": "31 of 80"})
    assert "say &lt;when&gt;" in asked.form.html
    again = later()
    assert "done in part: 31 of 80" in again.form.html
    assert again.form.said == "Nothing is due today."


def test_it_is_not_due_before_thirty_days(lab: lesson.Lesson) -> None:
    make(lab)
    due = cards()["test"].made + timedelta(days=30)
    assert later(due - timedelta(days=1)).form.said == "Nothing is due today."
    assert later(due).form.said == "Due now: test."


def test_a_new_card_asks_anew(lab: lesson.Lesson) -> None:
    make(lab)
    FollowUp().act("keep", {"card": "test", "outcome": "done", "seen": ""})
    make(lab, "another thing")
    assert later().form.said == "Due now: test."


@pytest.mark.parametrize(
    ("values", "says"), [({}, "Choose the card"), ({"card": "test"}, "whether it was done")]
)
def test_what_is_missing_is_said(lab: lesson.Lesson, values: dict[str, str], says: str) -> None:
    make(lab)
    with pytest.raises(DesksideError, match=says):
        FollowUp().act("keep", values)


def test_without_a_card_it_says_where_cards_are_made() -> None:
    assert FollowUp().controls == {}
    assert "no card yet" in FollowUp().twin_html()
