"""Answers made to hang, to explode or to harm a class: each is met with one line, and nothing is lost."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import pytest
from nbgrader.utils import find_all_files

from deskside.errors import DesksideError
from deskside.grading import Decided, Kept, Key, Number, Sheet, UnclearError, Verdict, evaluate, open_paper
from deskside.grading.decided import read_year
from deskside.grading.evaluate import mark_item
from deskside.grading.kept import FILE
from deskside.organisation.quarters import Quarters
from nbgrader_course import ASSIGNMENTS, new_course

PAPER = open_paper(ASSIGNMENTS / "source" / "03-queues" / "questions.toml", "it")


# --- the file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a" + ".a" * 5000 + " = 1", "[" + "a." * 5000 + "a]", "x = {a" + ".a" * 200 + "=1}"]
)
def test_keys_within_keys_are_not_read_for_minutes(tmp_path: Path, text: str) -> None:
    """Reading such a key takes time by the square of its parts: 60 kB of it took a third of a minute."""
    (tmp_path / FILE).write_text(text + "\n", encoding="utf-8")
    assert "no answers of a notebook" in Kept.read(tmp_path).problem


def test_what_a_notebook_keeps_can_always_be_read(tmp_path: Path) -> None:
    year = {"quarters": [["receipt"] * 12] * 4, "expected": [12.5] * 4}
    Kept("x", "ada.b.c", "", {"plan": {**year, "earlier": [year] * 20}, "few": [0.5] * 99}).write(tmp_path)
    assert Kept.read(tmp_path).problem == ""


@pytest.mark.parametrize(
    "name", ["numpy.py", "numpy.pyc", f"numpy{EXTENSION_SUFFIXES[0]}", "numpy/__init__.py"]
)
def test_no_program_that_was_handed_in_comes_to_the_notebook_that_is_run(name: str, tmp_path: Path) -> None:
    handed_in = tmp_path / "in"
    (handed_in / name).parent.mkdir(parents=True)
    for one in (name, FILE):
        (handed_in / one).write_text("", encoding="utf-8")
    ignored = new_course(tmp_path, "03-queues").config.CourseDirectory.ignore
    assert find_all_files(str(handed_in), ignored) == [str(handed_in / FILE)]


@pytest.mark.parametrize("folder", ["source", "release"])
def test_nothing_is_kept_in_what_a_course_hands_out(folder: str, tmp_path: Path) -> None:
    """Everybody would get it, and from the source nbgrader puts it over what a learner handed in."""
    here = tmp_path / folder / "03-queues"
    here.mkdir(parents=True)
    Kept("03-queues", "ada").write(here)  # only a folder of that name
    (here / FILE).unlink()
    (tmp_path / "keys").mkdir()
    with pytest.raises(UnclearError, match="copy the folder 03-queues to another place"):
        Kept("03-queues", "ada").write(here)
    assert list(here.iterdir()) == []


def test_nbgrader_never_puts_a_file_in_place_of_a_learners_answers(tmp_path: Path) -> None:
    config = new_course(tmp_path, "03-queues").config
    names = {path.name for path in (ASSIGNMENTS / "source").iterdir()}
    assert len(names) == 13
    assert dict(config.Autograde.exclude_overwriting) == {name: [FILE] for name in names}


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "typed"),
    [
        ("ADA", "ada"),
        ("Ada Lovelace", " ada lovelace "),
        ("Rene\u0301", "Ren\u00e9"),
        ("\u0141ukasz", "\u0142ukasz"),
        ("Gro\u00df", "gross"),
        ("\u0130pek", "\u0130PEK"),
        ("\u738b\u82b3", "\u738b\u82b3"),
        ("ada@example.org", "Ada@Example.org"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(folder: str, typed: str) -> None:
    """Folders of some systems hold letters apart from their accents."""
    key = key_of_one(Number(1.0))
    own = key.paper.sheet(folder)
    for kept in (typed, folder, own.learner):
        sheet = replace(own, kept=Kept(key.paper.assignment, kept, answers={"arrivals": 1.0}))
        assert mark_item(key, sheet, "arrivals").points == 1.0


def test_a_reason_does_not_repeat_a_name_without_end() -> None:
    key = key_of_one(Number(1.0))
    kept = Kept(key.paper.assignment, "x" * 50_000, answers={"arrivals": 1.0})
    mark = mark_item(key, replace(key.paper.sheet("ada"), kept=kept), "arrivals")
    assert mark.points == 0.0
    assert len(mark.reason) < 200


# --- the run ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Explodes:
    """A judge whose run of an answer breaks off."""

    misses: tuple[Any, ...] = ()
    shown: float = 0.0

    def verdict(self, answer: Any, words: Any) -> Verdict:
        raise FloatingPointError("too many tickets")


def always(judge: Any, sheet: Sheet) -> Any:
    return judge


def key_of_one(judge: Any, others: Mapping[str, Any] | None = None) -> Key:
    asked = {"arrivals": judge, **(others or {})}
    paper = PAPER.model_copy(update={"ask": {name: PAPER.ask[name] for name in asked}})
    return Key(paper, {name: partial(always, one) for name, one in asked.items()}, {}, lambda sheet: {})


def test_an_answer_whose_run_breaks_off_costs_no_other_part_its_marks() -> None:
    key = key_of_one(Explodes(), {"time_at_desk": Number(7.0)})
    marks = evaluate({"arrivals": 1.0, "time_at_desk": 7.0}, key, "ada")
    assert marks["time_at_desk"].points == 1.0
    assert marks["arrivals"].points == 0.0
    assert "could not be marked (FloatingPointError: too many tickets)" in marks["arrivals"].reason
    assert "instructor" in marks["arrivals"].hint


@pytest.mark.parametrize("far", [1e308, -1e308, 1e7])
def test_what_nobody_expects_of_a_quarter_is_not_told(far: float) -> None:
    year = Quarters.of("year-ahead")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read_year({"quarters": [[], [], [], []], "expected": [far, 1, 2, 3]}, year)
    assert found == Decided(((), (), (), ()))


def test_an_option_named_twice_runs_and_costs_once() -> None:
    year = Quarters.of("year-ahead")
    once, twice = ({"quarters": [[*names], [], [], []]} for names in (["writing"], ["writing"] * 2))
    assert read_year(once, year).quarters == read_year(twice, year).quarters


# --- teams --------------------------------------------------------------------------------------------------


@pytest.fixture
def graded_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], Any]:
    """The mark of a learner who hands in for a team, under a list of the course."""
    paper = PAPER.model_copy(update={"by_team": True, "ask": {"arrivals": PAPER.ask["arrivals"]}})
    key = Key(paper, {"arrivals": partial(always, Number(1.0))}, {}, lambda sheet: {})
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def mark(learner: str, team: str, teams: str) -> Any:
        (tmp_path / "teams.toml").write_text(teams, encoding="utf-8")
        folder = tmp_path / "autograded" / learner / paper.assignment
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(folder)
        Kept(paper.assignment, learner, team, {"arrivals": 1.0}).write()
        return mark_item(key, paper.sheet(), "arrivals")

    return mark


def test_who_is_in_no_list_cannot_hand_in_for_a_team_of_the_list(graded_team: Any) -> None:
    teams = '[teams]\n"Team Reds" = ["ada"]\n'
    assert graded_team("ada", "team reds", teams).points == 1.0
    assert graded_team("gus", "gus alone", teams).points == 1.0  # who works alone takes a name of their own
    stranger = graded_team("ivan", " TEAM Reds", teams)
    assert stranger.points == 0.0
    assert "list does not put you in it" in stranger.reason


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        ("[teams]\nreds = ada\n", "teams.toml: not valid"),
        ('[teams]\nreds = "ada, bob"\n', "team 'reds' needs a list of names"),
        ("[teams]\nreds = [1]\n", "team 'reds' needs a list of names"),
        ('teams = ["ada"]\n', r"needs \[teams\]"),
    ],
)
def test_a_list_of_teams_that_cannot_be_read_says_so(graded_team: Any, teams: str, said: str) -> None:
    with pytest.raises(DesksideError, match=said):
        graded_team("ada", "reds", teams)
