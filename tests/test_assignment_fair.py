"""What a careful reader of 01 to 05 may answer in good faith is settled by the words of the question."""

from __future__ import annotations

import json

import pytest

from deskside.grading import Number, Sheet, open_key
from nbgrader_course import ASSIGNMENTS, key_module

LEARNERS = [f"reader-{number}" for number in range(60)]


def sheets(name: str) -> list[Sheet]:
    key = open_key(name, ASSIGNMENTS, "it")
    return [key.paper.sheet(learner) for learner in LEARNERS]


def notebook(name: str) -> str:
    cells = json.loads((ASSIGNMENTS / "source" / name / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return " ".join("".join(cell["source"]) for cell in cells)


def test_the_map_says_that_module_01_draws_its_arrows_the_other_way() -> None:
    assert "the other way than in module 01" in sheets("01-map")[0].tell("about_map").markdown


def test_the_map_says_what_a_wrong_arrow_costs() -> None:
    assert "each wrong one loses" in sheets("01-map")[0].question_text("depends")


def test_the_critical_arrow_is_asked_for_over_all_starters_as_the_fifteen_shown_may_differ() -> None:
    rules, differ = key_module("01-map"), 0
    for sheet in sheets("01-map")[:25]:
        hours = rules.hours_of(sheet)
        most_often = hours.head(rules.SHOWN).idxmax(axis=1).value_counts().idxmax()
        differ += most_often != hours.mean().idxmax()
        assert "on average over all starters" in sheet.question_text("critical")
    assert differ  # otherwise the words would not be needed


@pytest.mark.parametrize("item", ["all_ready", "better"])
def test_a_whole_per_cent_may_be_too_coarse_and_the_question_says_so(item: str) -> None:
    key, coarse = open_key("01-map", ASSIGNMENTS, "it"), 0
    for sheet in sheets("01-map"):
        judge = key.judge(sheet, item)
        assert isinstance(judge, Number)
        coarse += judge.verdict(round(judge.right), str).share < 1
        assert judge.verdict(round(judge.right, 1), str).share == 1
        assert "to one decimal" in sheet.question_text(item)
    assert coarse


def test_customers_rounded_to_whole_ones_may_be_wrong_and_the_question_says_so() -> None:
    key, coarse = open_key("02-price", ASSIGNMENTS, "it"), 0
    for sheet in sheets("02-price"):
        own, judge = sheet.variant("noon"), key.judge(sheet, "noon")
        left = own["come"] - 60 * own["tills"] / own["takes"] * own["keeps"] / 100
        whole = (left + round(left / own["stays"]) * own["misses"]) * own["spend"] * own["margin"] / 100
        coarse += judge.verdict(whole, str).share < 1
        assert "not round customers" in sheet.question_text("noon").replace("\n", " ")
    assert coarse


def test_a_count_that_is_right_differs_by_less_than_its_option_says() -> None:
    rules, right = key_module("03-queues"), 0
    for sheet in sheets("03-queues"):
        own = sheet.variant("little")
        law = own["tickets"] / rules.MINUTES * (own["wait"] + own["work"])
        near = abs(own["number"] / law - 1) < 0.02
        assert near == (rules.counted(sheet) == "edges")
        assert "less than 2 %" in sheet.paper.question("little").options["edges"]
        right += near
    assert right


def test_who_finds_most_calls_again_in_the_table_is_sent_to_the_panel() -> None:
    rules, line = key_module("05-policy"), 0
    for sheet in sheets("05-policy")[:30]:
        asked, again = max(rules.chases_of(sheet)), rules.contacts_of(sheet).get("retry", 0)
        line += again > asked and rules.kind_of(sheet) != "line"
        assert "after which change fewest contacts are left" in sheet.question_text("what_hurts")
    assert line


@pytest.mark.parametrize("name", ["04-roster", "05-policy"])
def test_the_notebook_says_from_where_on_points_are_earned(name: str) -> None:
    assert "Points begin where" in notebook(name)
