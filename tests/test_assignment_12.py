"""The assignment 12-people: its tables come from the model, and what pays is clear at every team."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

from deskside.grading import Key, Sheet, evaluate, open_key
from nbgrader_course import ASSIGNMENTS, key_module

NAME = "12-people"


@cache
def key() -> Key:
    return open_key(NAME, ASSIGNMENTS, "it")


def module() -> ModuleType:
    return key_module(NAME)


def paper() -> dict[str, Any]:
    text = (ASSIGNMENTS / "source" / NAME / "questions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def sheets() -> dict[int, Sheet]:
    """A learner for every team."""
    found: dict[int, Sheet] = {}
    for number in range(200):
        sheet = key().paper.sheet(f"reader-{number}")
        found.setdefault(int(sheet.variant("desk")["team"]), sheet)
    assert sorted(found) == list(range(1, 13))
    return found


def test_the_tables_are_what_the_model_gives() -> None:
    variants = paper()["desk"]["variants"]
    assert variants == [module().figures(number) for number in range(1, 13)]
    assert module().load_table() in paper()["tell"]["loads"]


def test_no_measure_is_near_its_break_even() -> None:
    for sheet in sheets().values():
        assert module().difficulty(sheet)["least distance from break-even, as a share of it"] > 0.2


def test_who_must_be_right_differs_and_the_sceptic_never_is() -> None:
    sets = [module().paying(sheet) for sheet in sheets().values()]
    assert len(set(sets)) >= 7
    assert not any("sceptic" in one for right in sets for one in right)
    assert sum(right == {"none"} for right in sets) == 2


def test_at_a_full_team_hours_for_growth_drive_people_away_if_the_believer_is_right() -> None:
    """Hours that are not in the queue make the others busier, and load counts most for the believer."""
    worse = {
        number
        for number, sheet in sheets().items()
        if sheet.variant("desk")["believer_a"] > sheet.variant("desk")["believer_now"]
    }
    assert worse == {6, 9}
    assert all(module().CASES[number - 1].busy >= 88 for number in worse)


def test_the_new_load_is_a_row_of_the_table() -> None:
    for sheet in sheets().values():
        seen = sheet.variant("desk")
        assert module().new_load(sheet) in module().ROWS
        assert abs(seen["busy"] * seen["people"] / (seen["people"] - 1) - module().new_load(sheet)) < 0.01


def test_the_table_of_loads_holds_what_its_question_needs_and_no_other_column() -> None:
    """One column a setting, every load that somebody needs among the rows, and the even ones between."""
    lines = [line for line in paper()["tell"]["loads"].splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    assert table[0] == ["busy, %", *module().SETTINGS]
    needed = {module().new_load(sheet) for sheet in sheets().values()}
    needed |= {max(int(sheet.variant("desk")["busy"]), module().ROWS[0]) for sheet in sheets().values()}
    assert {int(row[0].removeprefix("up to ")) for row in table[1:]} >= needed
    for row in table[1:]:
        load = int(row[0].removeprefix("up to "))
        assert [float(cell) for cell in row[1:]] == [
            module().of_hundred(load, who) for who in module().SETTINGS
        ]


def test_first_weeks_are_of_four_kinds_equally_often() -> None:
    kinds = [module().kind_of(sheet) for sheet in sheets().values()]
    assert sorted(kinds) == sorted(["gain_room", "gain_full", "loss_room", "loss_full"] * 3)
    hands = [round(module().hands_of(sheet), 2) for sheet in sheets().values()]
    assert len(set(hands)) == 12


#: Worked out by hand from what the paper shows: newcomer against mentor, then hands against work.
FIRST_WEEKS = {
    1: "loss_room",
    2: "loss_full",
    3: "gain_full",
    4: "gain_room",
    5: "loss_room",
    6: "loss_full",
    7: "gain_full",
    8: "gain_room",
    9: "loss_room",
    10: "loss_full",
    11: "gain_full",
    12: "gain_room",
}


def test_first_weeks_are_what_they_were_worked_out_to_be_by_hand() -> None:
    for number, sheet in sheets().items():
        right = sheet.letters("first_weeks", FIRST_WEEKS[number])
        mark = evaluate({"first_weeks": right}, key(), sheet.learner)["first_weeks"]
        assert mark.points == mark.out_of, number


def test_right_answers_differ_by_more_than_is_forgiven() -> None:
    for item in ("cost", "break_even", "hands"):
        judges: list[Any] = [key().judge(sheet, item) for sheet in sheets().values()]
        ends = sorted(judge.ends for judge in judges)
        assert all(one[1] < other[0] for one, other in pairwise(ends)), item


def test_every_question_has_six_wrong_answers_at_every_team() -> None:
    for sheet in sheets().values():
        for item in ("cost", "break_even", "pays", "followers", "hands", "known"):
            assert len(key().judge(sheet, item).misses) >= 6


def test_a_believer_who_names_both_measures_gets_what_is_right_of_it() -> None:
    sheet = sheets()[6]  # only B, only for the believer
    both = sheet.letters("pays", frozenset({"a_believer", "b_believer"}))
    right = sheet.letters("pays", frozenset({"b_believer"}))
    points = [evaluate({"pays": answer}, key(), sheet.learner)["pays"].points for answer in (both, right)]
    assert points == [0.0, 3.0]


def test_who_is_wrong_by_no_known_thought_reads_the_way() -> None:
    for sheet in sheets().values():
        figures = module().figures(int(sheet.variant("desk")["team"]))
        marks = evaluate(
            dict.fromkeys(("cost", "break_even", "followers", "hands"), 99_999.0), key(), sheet.learner
        )
        assert f"{figures['people']} people" in marks["cost"].hint
        assert "for one leaver" in marks["break_even"].hint
        assert f"{figures['people'] - 1} people are left" in marks["followers"].hint
        assert f"{figures['next_people'] - 1} are left" in marks["hands"].hint
