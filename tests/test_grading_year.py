"""A year in four quarters as a graded question: how it is read, kept on the page, begun again and marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deskside.errors import DesksideError
from deskside.grading import Decided, Kept, Miss, Paper, UnclearError, YearReplay, year_replay
from deskside.grading.ask_year import AskYear, OwnYear
from deskside.grading.decided import read_year, so_far
from deskside.grading.name import AskName
from deskside.organisation import Quarters
from deskside.panels import live

AHEAD = Quarters.of("year-ahead")
YEAR = AHEAD.model_copy(update={"teams": (), "plans": ()})
NOTHING: tuple[tuple[str, ...], ...] = ((), (), (), ())


# --- reading ------------------------------------------------------------------------------------------------


def answer(*quarters: list[str], **more: Any) -> dict[str, Any]:
    return {"quarters": list(quarters), "expected": [1.0] * len(quarters), **more}


def test_what_stays_is_read_into_every_quarter() -> None:
    found = read_year(answer(["receipt"], ["writing"], [], []), YEAR)
    assert found.quarters == (("receipt",), ("receipt", "writing"), ("receipt",), ("receipt",))
    assert (found.expected, found.again) == ((1.0,) * 4, 0)
    assert read_year(found.plain(), YEAR) == found
    assert read_year(answer([], [], [], [], earlier=[{}, {}]), YEAR).again == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "Not answered yet"),
        ({}, "Not answered yet"),
        ([["receipt"]], "no year as its forms keep it"),
        (answer(["receipt"]), "Quarter 2 is not decided yet"),
        (answer([], [], [], [], []), "A year has 4 quarters"),
        (answer(["magic"], [], [], []), "'magic' is no option"),
        (answer(["colleague", "chat"], [], [], []), "quarter 1 costs 5,680 more than the budget"),
        ({"quarters": ["receipt", [], [], []]}, "Each quarter is a list"),
        ({"quarters": [[1], [], [], []]}, "Each quarter is a list"),
        ({"quarters": [["receipt"] * 51, [], [], []]}, "Each quarter is a list"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_reason(given: object, said: str) -> None:
    with pytest.raises(UnclearError, match=said):
        read_year(given, YEAR)


@pytest.mark.parametrize("expected", [None, "x", [1.0], [1.0, 2.0, 3.0, float("nan")], ["a"] * 4])
def test_nothing_is_refused_for_what_was_expected(expected: object) -> None:
    assert read_year({"quarters": [[], [], [], []], "expected": expected}, YEAR).expected == ()


def test_what_is_decided_so_far_ends_where_it_cannot_be_read() -> None:
    assert so_far({"quarters": [["receipt"], 3], "expected": [2, 4.0]}) == [(("receipt",), 2.0)]
    assert so_far("x") == so_far({"quarters": [[]], "expected": ["much"]}) == []


# --- marks --------------------------------------------------------------------------------------------------


#: What a year saves whose first quarter has this option, in currency; doing nothing costs 400.
SAVES = {"receipt": 100.0, "roles": 90.0, "chat": 85.0, "writing": 75.0, "broadcast": 70.0, "bonus": -5.0}


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> YearReplay:
    """Years that differ in luck, and in which plans bring always the same."""

    def costs(year: Quarters, desk: object, decisions: Any, seed: int, replications: int) -> Any:
        saved = SAVES.get(decisions[0][0], 0.0) if decisions[0] else 0.0
        return [[100.0 - saved / 4 + luck] * 4 for luck in np.arange(replications)]

    monkeypatch.setattr(year_replay, "_costs", costs)
    bonus = Miss("bonus", Decided((("bonus",), (), (), ())), "Haste.")
    return YearReplay(YEAR, AHEAD.team(), (("receipt",),), 1, floor=0.65, misses=(bonus,))


def share(judge: YearReplay, *quarters: tuple[str, ...]) -> float:
    return judge.verdict(Decided(quarters), str).share


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (("receipt",), 1.0),
        (("roles",), 1.0),  # nine tenths are enough
        (("chat",), 0.75),
        (("writing",), 0.25),
        (("broadcast",), 0.0),
        (("bonus",), 0.0),
        ((), 0.0),
    ],
)
def test_marks_follow_the_gap_that_is_closed(
    judge: YearReplay, first: tuple[str, ...], expected: float
) -> None:
    assert share(judge, first, (), (), ()) == expected


def test_what_luck_explains_is_forgiven(judge: YearReplay, monkeypatch: pytest.MonkeyPatch) -> None:
    steady = year_replay._costs

    def luckier(year: Quarters, desk: object, decisions: Any, seed: int, replications: int) -> Any:
        found = np.array(steady(year, desk, decisions, seed, replications))
        return found + (np.arange(replications) % 2 * 0.3)[:, None] * bool(decisions[0] == ("chat",))

    monkeypatch.setattr(year_replay, "_costs", luckier)
    gap, tolerance = judge.closed((("chat",),))
    assert (gap, tolerance) == (pytest.approx(0.844), pytest.approx(0.1 + 10.2145 * 0.34641 / 100, rel=1e-3))
    assert share(judge, ("chat",), (), (), ()) == 0.75 < share(judge, ("roles",), (), (), ())


def test_the_reason_tells_what_was_expected_beside_what_came(judge: YearReplay) -> None:
    told = judge.verdict(Decided((("receipt",), (), (), ()), (30.0, 30.0, 20.0, 20.0), again=1), str).reason
    assert "you expected the quarters to cost 30.0, 30.0, 20.0, 20.0 % less, in your year number 2" in told
    assert "here they cost 24.6, 24.6, 24.6, 24.6 % less. On average you were 5.0 points off." in told
    assert "what you expected was not kept" in judge.verdict(Decided(NOTHING), str).reason
    assert judge.verdict(Decided((("bonus",), (), (), ())), str).hint == "Haste."


def test_a_target_that_saves_nothing_is_no_target(judge: YearReplay) -> None:
    with pytest.raises(DesksideError, match="no better than doing nothing"):
        share(YearReplay(YEAR, judge.desk, (("bonus",),), 1), *NOTHING)


def test_with_few_years_chance_is_students() -> None:
    assert year_replay._chance(4) == pytest.approx(10.2145, abs=1e-3)  # table of Student's t, 3 degrees


# --- on the page --------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnYear:
    """The year of somebody who has given a name, in a small firm."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("deskside.grading.sheet.watch", lambda: live.Watch.LIVE)
    monkeypatch.setattr("deskside.lesson.decide.watch", lambda: live.Watch.LIVE)
    paper = Paper.model_validate(
        {
            "assignment": "99-year",
            "course": "test",
            "by_team": True,
            "desk": {"scenario": "year-ahead", "about": "A desk.", "fixed": {"needs_factor": 0.05}},
            "ask": {
                "plan": {
                    "kind": "quarters",
                    "points": 8,
                    "text": "Your **year**.",
                    "year": YEAR.model_dump(mode="json", exclude_none=True),
                    "news": ["January.", "April.", "July: {incident}.", "October."],
                }
            },
        }
    )
    found = paper.sheet("ada", "reds").quarter("plan", 1)
    return found.year  # type: ignore[union-attr, return-value]  # a form, as the page is live


def test_each_quarter_is_kept_at_once_and_stands(own: OwnYear) -> None:
    first, second = own.form(1), own.form(2)
    with pytest.raises(DesksideError, match="Decide quarter 1 first"):
        second.act("run", {"value": [], "belief": 1})
    first.act("run", {"value": ["receipt"], "belief": "3"})
    assert first.form.locked
    kept = Kept.read()
    assert (kept.assignment, kept.learner, kept.team) == ("99-year", "ada", "reds")
    assert kept.answers["plan"] == {"quarters": [["receipt"]], "expected": [3.0]}
    first.act("run", {"value": ["chat"], "belief": "9"})  # over is over
    second.act("same", {"value": [], "belief": "4"})
    assert Kept.read().answers["plan"]["quarters"] == [["receipt"], ["receipt"]]


def test_the_year_is_shown_and_can_be_begun_again_with_other_luck(own: OwnYear) -> None:
    shown, first = AskYear(own), own.form(1)
    shown.prepare()
    assert shown.form.said == "Quarter 1 is next: nothing is decided yet."
    first.act("run", {"value": ["receipt"], "belief": "3"})
    shown.act("show", {})
    assert "A receipt with an honest time" in shown.form.html
    assert shown.form.said == "Kept so far: 1 of 4 quarters. Quarter 2 is next."
    seed = own.seed
    shown.act("again", {})
    assert (own.seed, own.decisions, first.form.locked) == (seed + 1, (), False)
    assert shown.form.said == "Quarter 1 is next: year number 2 begins."
    for number in (1, 2, 3, 4):
        own.form(number).act("run", {"value": [], "belief": "0"})
    shown.act("show", {})
    assert shown.form.said.startswith("Kept. The form is right")
    answers = Kept.read().answers["plan"]
    assert answers["earlier"] == [{"quarters": [["receipt"]], "expected": [3.0]}]
    assert own.sheet.read("plan", answers) == Decided(NOTHING, (0.0,) * 4, again=1)


def test_where_nothing_is_live_no_year_is_run(own: OwnYear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deskside.grading.sheet.watch", lambda: live.Watch.INERT)
    assert repr(own.sheet.quarter("plan", 3)) == "July: the network is down."
    assert "A receipt with an honest time: 2,000 once." in repr(own.sheet.ask("plan"))


def test_who_names_no_team_is_told_what_to_do(own: OwnYear) -> None:
    with pytest.raises(UnclearError, match="No team yet: type the name that all of your team type"):
        (name := AskName("99-year", by_team=True)).act("keep", {"learner": "ada", "team": " "})
    assert name.form.values["learner"] == "ada"  # what was typed is not lost
    with pytest.raises(UnclearError, match="No team yet: fill in the field above"):
        own.sheet.paper.sheet()
