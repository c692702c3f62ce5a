"""Plans that learners choose: dials, what is refused, what is run, and what a judge makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deskside.errors import DesksideError
from deskside.grading import Aim, Dial, Kept, Planned, Replay, Sheet, UnclearError, open_paper
from deskside.grading.ask_plan import AskPlan
from deskside.metrics import tickets
from deskside.organisation import Plan, Year, run
from deskside.scenario import load

PAPER = """
assignment = "99-plan"
course = "deskside"
[desk]
scenario = "one-queue"
about = "A desk."
[desk.fixed]
"needs_factor" = 0.1
"teams.desk.agents" = 2
[desk.varied]
"policy.acknowledge" = "receipt"
[[desk.variants]]
receipt = "none"
removable = 0.5
[ahead]
weeks = 3
behaviour = { cause_hours = 5.0 }
varied = { removable = "removable" }
[ask.plan]
kind = "plan"
points = 4
unit = "hours"
budget = 12
weeks = [1, 3]
text = "Plan."
[[ask.plan.dials]]
path = "causes"
label = "Removing causes"
unit = "hours a week"
high = 6
step = 2
each = 2
measure = { kind = "ideas", team = "desk", to_week = 2 }
sets = "hours_a_week"
[[ask.plan.dials]]
path = "writing"
label = "Writing"
high = 1
step = 0.5
each = 15
measure = { kind = "writing", team = "desk" }
sets = "hours_a_day"
"""


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "questions.toml").write_text(PAPER, encoding="utf-8")
    return open_paper(skin="it").sheet("ada")


def planned(sheet: Sheet) -> Planned:
    found = sheet.moved_at("plan")
    assert isinstance(found, Planned)
    return found


def hours(year: Year) -> float:
    return float((year.worked + year.away).sum())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "Not answered yet"),
        ({}, "no policy as its panel keeps it"),
        ({"causes": 3}, "no setting that its lever has"),
        ({"causes": 8}, "no setting that its lever has"),
        ({"causes": -2}, "no setting that its lever has"),
        ({"causes": float("nan")}, "no setting|no number"),
        ({"causes": True}, "no setting"),
        ({"causes": "4"}, "no setting"),
        ({"teams.desk.agents": 9}, "not to be set here"),
        ({"needs_factor": 0.1}, "happens to the desk"),
        ({"nonsense": 1}, "no lever 'nonsense'"),
        ({"causes": 4, "writing": 0.5}, "costs 15.5; the budget is 12"),
    ],
)
def test_a_plan_that_is_not_allowed_is_refused_with_a_reason(sheet: Sheet, answer: object, said: str) -> None:
    with pytest.raises(DesksideError, match=said):
        sheet.read("plan", answer)


def test_a_dial_at_nought_does_nothing_and_any_other_value_is_a_measure(sheet: Sheet) -> None:
    read = sheet.read("plan", {"causes": 4, "writing": 0.0})
    assert read == {"causes": 4}
    (measure,) = planned(sheet).with_(read).whole.measures
    assert measure.model_dump(exclude_none=True) == {
        "kind": "ideas",
        "team": "desk",
        "from_week": 0,
        "to_week": 2,
        "hours_a_week": 4.0,
        "money_a_week": 0.0,
    }
    assert planned(sheet).whole.measures == ()


def test_the_organisation_is_the_learners_own(sheet: Sheet) -> None:
    plan = planned(sheet).plan
    assert (plan.weeks, plan.behaviour.removable, plan.behaviour.cause_hours) == (3, 0.5, 5.0)


def test_a_plan_is_run_as_the_organisation_runs_it(sheet: Sheet) -> None:
    made = planned(sheet).with_({"causes": 4.0})
    plan = Plan.parse({"name": "other", "weeks": 3, "behaviour": made.plan.behaviour.model_dump()})
    other = run(plan.with_(made.dials[0].at(4.0)), made.desk, 5)
    assert np.array_equal(made.play(5).worked, other.worked)
    assert made.play(5).away.tolist() == [4.0, 4.0, 0.0]


def test_the_hours_of_a_year_are_those_of_its_tickets(sheet: Sheet) -> None:
    year = planned(sheet).play(5)
    assert year.worked.sum() == pytest.approx(tickets(year.paid_log)["handling"].sum() / 60)
    assert year.worked.shape == year.away.shape == (3,)


def judge(sheet: Sheet, **changes: Any) -> Replay:
    made: dict[str, Any] = {"aims": (Aim("agents' hours", hours),), "seed": 7, "replications": 4}
    return Replay(planned(sheet), {"causes": 4.0}, **{**made, **changes})


def test_replay_judges_a_plan_by_what_its_weeks_bring(sheet: Sheet) -> None:
    assert judge(sheet).verdict({"causes": 4.0}, str).share == 1.0
    assert judge(sheet).verdict({"writing": 0.5}, str).share == 0.0
    figure = judge(sheet, reported=(Aim("away", "away_hours"), Aim("busy", "utilisation")))
    with pytest.raises(DesksideError, match="no KPI 'away_hours'"):
        figure.verdict({"causes": 4.0}, str)
    assert "busy" in judge(sheet, reported=(Aim("busy", "utilisation"),)).verdict({"causes": 4.0}, str).reason


def test_the_page_runs_a_plan_tells_its_hours_and_keeps_it(sheet: Sheet) -> None:
    asked = AskPlan(sheet, "plan")
    with pytest.raises(UnclearError, match="Nothing is planned yet"):
        asked.act("run", {"causes": 0.0})
    told: list[tuple[int, int]] = []
    asked.act("run", {"causes": 4.0}, lambda done, of: told.append((done, of)))
    assert told[-1] == (4, 4)
    assert "Hours won, added up" in asked.form.said
    assert all(words in asked.form.html for words in ("by week 1", "by week 3", "<svg"))
    assert "This plan costs 8 of 12 hours. Nothing is kept yet." in asked.form.note["words"]
    assert Kept.read().answers == {}
    asked.act("keep", {"causes": 4.0})
    assert "removing causes: 4 hours a week; it costs 8 of 12 hours" in asked.form.note["words"]
    kept = Kept.read()
    assert kept.answers == {"plan": {"causes": 4.0}}
    again = AskPlan(Sheet(sheet.paper, "ada", kept=kept), "plan")
    again.prepare()
    assert again.form.values["causes"] == 4.0
    assert asked.answers(10)["by"] == "nobody"


def test_a_plan_above_the_budget_is_not_run(sheet: Sheet) -> None:
    asked = AskPlan(sheet, "plan")
    with pytest.raises(UnclearError, match="It is not run"):
        asked.act("run", {"causes": 4.0, "writing": 0.5})
    assert asked.form.html == ""


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (("[ahead]\nweeks = 3", "[ahead]\nweeks = 0"), "greater than 0"),
        (("weeks = [1, 3]\n", ""), "a plan needs dials and weeks"),
        (('kind = "writing"', 'kind = "wishing"'), "measure|tag"),
        (('sets = "hours_a_day"', 'sets = "hours_a_year"'), "hours_a_year"),
    ],
)
def test_a_wrong_paper_says_what_is_wrong(sheet: Sheet, changed: tuple[str, str], problem: str) -> None:
    Path("questions.toml").write_text(PAPER.replace(*changed), encoding="utf-8")
    with pytest.raises(DesksideError, match=problem):
        open_paper(skin="it")


def test_a_plan_needs_weeks_ahead(sheet: Sheet) -> None:
    text = PAPER[: PAPER.index("[ahead]")] + PAPER[PAPER.index("[ask.plan]") :]
    Path("questions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DesksideError, match="no weeks ahead"):
        open_paper(skin="it").sheet("ada").moved_at("plan")


def test_dials_have_every_step_they_offer() -> None:
    made = Dial(
        path="a", label="A", high=1, step=0.5, measure={"kind": "writing", "team": "desk"}, sets="hours_a_day"
    )
    assert made.settings(load("one-queue")) == (0.0, 0.5, 1.0)
