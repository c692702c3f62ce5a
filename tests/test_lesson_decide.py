"""A year in quarters: what can be decided, what it costs, what is kept, and what it is compared with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deskside import lesson, progress
from deskside.errors import DesksideError
from deskside.organisation import Quarters
from deskside.organisation.quarters import WEEKS, open_minutes
from deskside.panels import UNATTENDED

TEXTS = """
lesson = "test"
title = "A year"
key_points = ["One.", "Two.", "Three."]

[decide.one]
quarter = 1
ask = "What first?"

[decide.two]
quarter = 2
ask = "What next?"
"""
AHEAD = Quarters.of("year-ahead")


@pytest.fixture
def lab(tmp_path: Path) -> lesson.Lesson:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    return lesson.start("test", tmp_path)


# --- decisions as a plan ---


def test_a_quarter_costs_its_price_once_and_its_upkeep_after() -> None:
    decisions = [["receipt", "writing"], ["writing", "chat"], ["chat"], ["writing"]]
    writing, chat = AHEAD.option("writing"), AHEAD.option("chat")
    prices = [AHEAD.price(decisions, quarter) for quarter in range(4)]
    assert prices == [
        2000.0 + writing.price,
        writing.upkeep + chat.price,
        chat.upkeep,
        writing.upkeep + chat.upkeep,
    ]
    assert AHEAD.running(decisions, 3) == ("receipt", "writing", "chat")


def test_the_price_is_what_the_measures_take() -> None:
    """Time at what it costs, and outlay, as the year's own accounts count them: a quarter of writing."""
    decisions = [["writing", "receipt"], [], [], []]
    year = AHEAD.play(decisions, AHEAD.team().with_({"needs_factor": 0.1}))
    spent = sum(week["away"] + week["measures"] for week in year.costs[:WEEKS])
    assert spent == pytest.approx(AHEAD.price(decisions, 0), rel=0.05)
    assert sum(week["away"] + week["measures"] for week in year.costs[WEEKS:]) == 0.0


@pytest.mark.parametrize(
    ("decisions", "stretches"),
    [
        ([["writing"], [], ["writing"], []], [(0, 13), (26, 39)]),
        ([[], ["receipt"], ["receipt"], []], [(13, None)]),
        ([[], ["colleague"]], [(13, None)]),
    ],
)
def test_what_stops_and_comes_back_is_two_stretches(
    decisions: list[list[str]], stretches: list[tuple[int, int | None]]
) -> None:
    measures = AHEAD.plan(decisions).model_dump()["measures"]
    assert [(one["from_week"], one.get("to_week")) for one in measures] == stretches


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ([["recept"]], "no option 'recept' .did you mean 'receipt'"),
        ([["colleague", "chat"]], "quarter 1 costs 5,680 more than the budget"),
    ],
)
def test_what_cannot_be_decided(decisions: list[list[str]], message: str) -> None:
    with pytest.raises(DesksideError, match=message):
        AHEAD.check(decisions)


def test_unknown_names_are_told() -> None:
    with pytest.raises(DesksideError, match=r"no plans for 'year-ahed' .did you mean 'year-ahead'"):
        Quarters.of("year-ahed")
    with pytest.raises(DesksideError, match="no team 'e'"):
        AHEAD.team("e")
    with pytest.raises(DesksideError, match="no plan 'best'"):
        AHEAD.named("best")


@pytest.mark.parametrize("name", [plan.name for plan in AHEAD.plans])
def test_every_known_plan_is_within_the_budget(name: str) -> None:
    AHEAD.check(AHEAD.named(name).quarters)


@pytest.mark.parametrize("team", [team.name for team in AHEAD.teams])
def test_every_team_has_a_desk_of_its_own(team: str) -> None:
    others = [AHEAD.team(each.name).digest for each in AHEAD.teams if each.name != team]
    assert AHEAD.team(team).digest not in others


# --- money ---


def test_later_decisions_change_nothing_of_an_earlier_quarter() -> None:
    early = AHEAD.by_week(AHEAD.play([["receipt"]], AHEAD.team()))
    late = AHEAD.by_week(AHEAD.play([["receipt"], ["writing", "roles"]], AHEAD.team()))
    assert np.array_equal(early[:WEEKS, :2], late[:WEEKS, :2])
    assert early[:WEEKS, 2].sum() == pytest.approx(
        late[:WEEKS, 2].sum(), rel=0.01
    )  # calls of who still waited
    assert not np.array_equal(early[WEEKS:], late[WEEKS:])


def test_open_minutes_are_what_tickets_wait_in_opening_hours() -> None:
    year = AHEAD.play([], AHEAD.team().with_({"needs_factor": 0.1}))
    table, hours = year.log.ticket_table, year.scenario.calendar.hours
    done = (table.contacts > 0) & ~np.isnan(table.ended)
    mine = hours.elapsed(table.arrived[done], table.ended[done]).sum()
    still = (table.contacts > 0) & np.isnan(table.ended)
    mine += hours.elapsed(table.arrived[still], np.full(still.sum(), 52 * 10080.0)).sum()
    assert open_minutes(year.log, 52).sum() == pytest.approx(mine)


# --- the form ---


def test_a_year_is_decided_quarter_by_quarter_and_kept(lab: lesson.Lesson) -> None:
    year = lab.year("year-ahead")
    second = year.decide("two")
    with pytest.raises(DesksideError, match="Decide quarter 1 first"):
        second.act("run", {"value": [], "belief": "3"})
    first = year.decide("one")
    with pytest.raises(DesksideError, match="5,680 more than the budget of 18,000: leave something out"):
        first.act("run", {"value": ["colleague", "chat"], "belief": "3"})
    with pytest.raises(DesksideError, match="First say what you expect"):
        first.act("run", {"value": ["receipt"], "belief": ""})
    assert first.form.values["value"] == ["receipt"]  # what was ticked is not lost
    assert year.decisions == ()
    first.act("run", {"value": ["receipt"], "belief": "3", "team": "b"})
    assert first.form.locked
    assert "than doing nothing. You expected 3 % less." in first.form.said
    assert "Paid: 2,000 of 18,000." in first.form.html
    assert "decide:one" in progress.standings(progress.here().entries())["test"].done
    first.act("run", {"value": [], "belief": "9"})  # over is over
    again = lab.year("year-ahead")
    assert (again.decisions, again.team) == ((("receipt",),), "b")


def test_a_form_that_is_open_already_learns_what_is_paid(lab: lesson.Lesson) -> None:
    """Who runs every cell first sees the second quarter before the first is decided."""
    year = lab.year("year-ahead")
    first, second = year.decide("one"), year.decide("two")
    words = dict(second.controls["value"].options)
    assert words["receipt"].endswith("2,000 once")
    first._decide("run", {"value": ["receipt"], "belief": 5.0})
    assert dict(second.controls["value"].options)["receipt"].endswith("paid, stays")
    shown = next(one for one in second.form.spec["controls"] if one["id"] == "value")
    assert ("receipt", dict(second.controls["value"].options)["receipt"]) in map(tuple, shown["options"])
    assert second.form.values["value"] == ["receipt"]


def test_go_on_as_before_takes_what_runs(lab: lesson.Lesson) -> None:
    year = lab.year("year-ahead")
    open_already = year.decide("two")
    year.make(0, "decide:one", {"value": ["receipt", "writing"], "belief": 5.0, "team": "a"})
    assert open_already.form.values["value"] == ["receipt", "writing"]
    second = year.decide("two")
    assert second.controls["value"].value == ["receipt", "writing"]
    assert "A receipt with an honest time: paid, stays" in dict(second.controls["value"].options).values()
    second.act("same", {"value": [], "belief": "6"})
    assert year.decisions[1] == ("receipt", "writing")
    beliefs = year.beliefs()
    assert beliefs["you expected, %"].tolist() == [5.0, 6.0]
    assert beliefs["it came to, %"].tolist() == [
        round(one, 1) for one in year.changes(year.played(year.decisions))[:2]
    ]
    table = year.table()
    assert table.loc["your year", "year"] == pytest.approx(
        year.saved(year.played(year.decisions)).sum() / 1000.0, abs=0.5
    )
    assert "Saved so far" in year.chart().summary
    assert "range" not in year.chart().summary  # one year, as it was


def test_before_anything_is_decided_the_known_plans_stand_alone(lab: lesson.Lesson) -> None:
    year = lab.year("year-ahead")
    assert year.table("best-known").index.tolist() == ["Best we know"]
    assert year.beliefs().index.tolist() == ["nothing is decided yet"]
    with pytest.raises(DesksideError, match="no decision 'three'"):
        lab.year("year-ahead").decide("three")


def test_in_a_run_nobody_attends_the_best_known_year_is_played(
    lab: lesson.Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(UNATTENDED, "1")
    year = lab.year("year-ahead")
    for name in ("one", "two"):
        part = year.decide(name)
        part.rehearse()
        part.prepare()
        assert "than doing nothing" in part.twin_html()
    best = AHEAD.named("best-known").quarters
    assert year.decisions == tuple(AHEAD.running(best, quarter) for quarter in (0, 1))
    assert not [one for one in progress.here().entries() if one.verb == "chose"]
