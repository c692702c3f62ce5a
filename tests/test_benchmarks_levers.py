"""What is measured with every lever on, and over a year: the desks are what they are said to be."""

from __future__ import annotations

from deskside.bench import sections
from deskside.bench.desks import ALL_LEVERS, all_levers_desk
from deskside.demand import RARE_ANSWERS, sample
from deskside.prepare import prepare
from deskside.scenario import load


def test_every_lever_that_the_benchmark_sets_is_off_on_the_yardstick() -> None:
    desk = load("yardstick")
    for path in ALL_LEVERS.keys() - {"needs", "groups"}:  # these two go together
        assert desk.with_({path: ALL_LEVERS[path]}).digest != desk.digest, path


def test_every_rare_question_but_one_can_come_up() -> None:
    desk = all_levers_desk(days=2)
    tables = prepare(sample(desk, seed=1), desk)
    assert tables.chases
    assert RARE_ANSWERS.keys() - tables.rare_purposes == {"call_back_effort"}  # who gives up tries again here


def test_a_year_is_timed_by_engine() -> None:
    ((engine, weeks, seconds),) = sections.organisation_year(["compiled"], weeks=1, rounds=1).rows
    assert (engine, weeks) == ("Deskside, compiled", 1)
    assert isinstance(seconds, float)
    assert seconds > 0
