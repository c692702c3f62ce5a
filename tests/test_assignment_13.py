"""The assignment 13-year: its tables come from the model, and which plans earn what at every desk."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deskside.grading import Decided, Kept, Key, Sheet, YearReplay, open_key
from deskside.grading.audit import luck
from nbgrader_course import ASSIGNMENTS, Course, key_module, new_course
from test_assignment import cell_of

NAME = "13-year"


def module() -> ModuleType:
    return key_module(NAME)


@cache
def key() -> Key:
    return open_key(NAME, ASSIGNMENTS, "it")


@cache
def sheets() -> dict[int, Sheet]:
    """A team for each of the twelve papers."""
    found: dict[int, Sheet] = {}
    for number in range(200):
        sheet = key().paper.sheet("ada", f"team {number}")
        found.setdefault(int(sheet.variant("desk")["report"]), sheet)
    return dict(sorted(found.items()))


def variants() -> list[dict[str, Any]]:
    text = (ASSIGNMENTS / "source" / NAME / "questions.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["desk"]["variants"]
    return found


each_paper = pytest.mark.parametrize("number", range(1, 13))


@pytest.mark.ci
@each_paper
def test_the_tables_are_what_the_model_gives(number: int) -> None:
    assert variants()[number - 1] == module().report(number, key().paper)


def test_every_paper_is_somebodys_and_no_two_desks_have_the_same_two_troubles_and_size() -> None:
    assert list(sheets()) == list(range(1, 13))
    kinds = {(module().troubles(sheet), sheet.variant("desk")["needs"]) for sheet in sheets().values()}
    assert len(kinds) == 12


def test_each_measure_carried_three_plans_and_often_another_was_best_alone() -> None:
    carried, best_alone = [], []
    for sheet in sheets().values():
        own = sheet.variant("desk")
        carried.append(module().carried(sheet).right)
        best_alone.append(min(module().MEASURES, key=lambda name: own[f"alone_{name}"]))
    assert sorted(carried) == sorted(module().MEASURES * 3)
    assert sum(one != other for one, other in zip(carried, best_alone, strict=True)) >= 3


def test_two_lines_of_last_year_tell_a_desks_troubles() -> None:
    """Whoever looks for the two lines that stand out most finds the two measures."""
    for sheet in sheets().values():
        own = sheet.variant("desk")
        off = {
            "silent": own["own_again"] / own["usual_again"] - 1,
            "maze": own["own_passed"] / own["usual_passed"] - 1,
            "leaky": own["own_back"] / own["usual_back"] - 1,
            "callers": own["own_calls"] / 30 - 1,
            "curious": own["own_looked"] / 12 - 1,
        }
        assert set(sorted(off, key=lambda line: off[line])[-2:]) == set(module().troubles(sheet))


@pytest.mark.ci
@each_paper
def test_what_good_and_popular_years_earn(number: int) -> None:
    sheet = sheets()[number]
    judge: YearReplay = module().plan(sheet)
    good = [judge.verdict(plan, str).share for plan in decided(judge, module().good_plans(sheet))]
    assert good == [1.0] * len(good)
    assert [judge.verdict(miss.value, str).share for miss in judge.misses] == [0.0] * len(judge.misses)


def decided(judge: YearReplay, plans: Any) -> list[Decided]:
    return [Decided(tuple(judge.year.running(plan, quarter) for quarter in range(4))) for plan in plans]


# --- teams, through stock nbgrader --------------------------------------------------------------------------


def right(learner: str, team: str) -> Kept:
    sheet = key().paper.sheet(learner, team)
    answers = {
        item: sheet.letters(item, solve(sheet, luck(team, item))) for item, solve in key().honest.items()
    }
    return Kept(NAME, learner, team, answers)


@pytest.mark.ci
def test_who_spends_all_that_is_left_may_fall_below_nine_tenths_and_is_told_so() -> None:
    """Causes and articles to the end bring less than they cost where two measures have met the trouble."""
    sheet = sheets()[3]
    judge: Any = key().judge(sheet, "plan")
    lean, *_ = module().good_plans(sheet)
    spent = ("causes", "writing")
    closed = [judge.closed(one)[0] for one in (lean, (*lean[:2], ("broadcast", *spent), spent))]
    assert closed[0] > 0.9 > closed[1]
    told = (ASSIGNMENTS / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "The budget need not be spent" in told


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Ada and Cleo hand in the same for their team, Bob another plan; Fay names no team."""
    if sys.platform == "win32":
        pytest.skip("nbgrader's exchange does not exist on Windows")
    made = new_course(tmp_path_factory.mktemp("class"), NAME)
    (made.root / "teams.toml").write_text('[teams]\nreds = ["Ada", "cleo", "bob", "hal"]\n', encoding="utf-8")
    other = right("bob", "reds")
    nothing = {"quarters": [[], [], [], []], "expected": [0.0] * 4}
    made.generate()
    made.release()
    made.hand_in("ada", right("ada", "reds"), "My plan.")
    made.hand_in("cleo", right("cleo", "reds"), "Another plan.")
    made.hand_in("bob", Kept(NAME, "bob", "reds", {**other.answers, "plan": nothing}), "A third.")
    made.hand_in("fay", Kept(NAME, "fay", "", right("fay", "reds").answers), "Whose am I?")
    made.hand_in("gus", right("gus", "gus alone"), "Mine.")
    made.hand_in("hal", right("hal", "blues"), "Ours.")
    made.collect()
    for learner in ("ada", "cleo", "bob", "fay", "gus", "hal"):
        made.autograde(learner)
    made.give_feedback()
    return made


@pytest.mark.ci
def test_members_are_marked_by_their_own_file(graded: Course) -> None:
    points = {who: earned(graded, who) for who in ("ada", "cleo", "bob", "fay", "gus", "hal")}
    full = {item: float(question.points) for item, question in key().paper.ask.items()}
    assert points["ada"] == points["cleo"] == points["gus"] == full
    assert points["bob"] == {**full, "plan": 0.0}
    assert set(points["fay"].values()) == set(points["hal"].values()) == {0.0}


@pytest.mark.ci
def test_who_is_in_no_team_or_another_is_told_what_to_do(graded: Course) -> None:
    assert "Tell your instructor which team you are in" in graded.feedback("fay")
    assert "given for the team" in graded.feedback("hal")
    assert "If the team is wrong, tell your instructor." in graded.feedback("hal")


def earned(course: Course, learner: str) -> dict[str, float]:
    grades = course.grades(learner)
    return {item: grades[cell_of(item)].points for item in key().paper.ask}


def test_the_paper_says_nothing_of_what_is_right() -> None:
    text = (ASSIGNMENTS / "source" / NAME / "questions.toml").read_text(encoding="utf-8")
    assert not any(word in text for word in module().HELPS)
    assert not (Path(ASSIGNMENTS) / "source" / NAME / "teams.toml").exists()
