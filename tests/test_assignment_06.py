"""The assignment 06-desks: its reports come from the model, and their figures show what is so."""

from __future__ import annotations

import tomllib
from types import ModuleType
from typing import Any

import pytest

from deskside.grading import open_key
from nbgrader_course import ASSIGNMENTS, key_module

NAME = "06-desks"


def module() -> ModuleType:
    return key_module(NAME)


def variants() -> list[dict[str, Any]]:
    text = (ASSIGNMENTS / "source" / NAME / "questions.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["desk"]["variants"]
    return found


@pytest.mark.parametrize(
    "number", [1, *(pytest.param(number, marks=pytest.mark.ci) for number in range(2, 13))]
)
def test_a_report_is_what_the_model_gives(number: int) -> None:
    assert variants()[number - 1] == module().report(number)


def test_none_one_or_two_desks_play() -> None:
    counts = [sum(role in module().TRICKS for role in roles) for roles, _ in module().REPORTS]
    assert sorted(counts) == [0] * 4 + [1] * 4 + [2] * 4


def test_the_figures_of_every_desk_show_what_is_so() -> None:
    key = open_key(NAME, ASSIGNMENTS, "it")
    seen = set()
    for number in range(60):
        sheet = key.paper.sheet(f"reader-{number}")
        for desk in module().DESKS:
            assert module().seen(sheet, desk) == module().role_of(sheet, desk)
        seen.add(sheet.variant("desk")["report"])
    assert len(seen) == 12


def test_a_reader_can_tell_which_desk_is_short_of_people_by_what_the_paper_says() -> None:
    paper = open_key(NAME, ASSIGNMENTS, "it").paper
    assert "busy for up to four fifths of their time" in paper.tell["reports"]
    for figures, (roles, _) in zip(variants(), module().REPORTS, strict=True):
        for desk, role in zip(module().DESKS, roles, strict=True):
            busier = figures[f"{desk}_busy"] > 80
            # where suppliers owe answers, people can be too few as well: the options tell the two apart
            assert busier == (role == "short") or role == "supplier"
    assert "no more answers are owed than usual" in paper.question("what").options["people"]


def test_haste_is_decided_by_a_pair_of_figures() -> None:
    options = open_key(NAME, ASSIGNMENTS, "it").paper.question("decides").options
    assert options["back"] == "Came back, beside handling time"
