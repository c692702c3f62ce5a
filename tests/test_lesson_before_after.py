"""Eight questions before and after: two forms by lot, nothing told in between, an honest comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskside.errors import DesksideError
from deskside.lesson import BeforeAfter
from deskside.lesson.before_after import FORMS, TOPICS, by_luck
from deskside.progress import here

QUESTIONS = Path(__file__).resolve().parent.parent / "notebooks" / "questions"


def taken(when: str, right: int = 8) -> BeforeAfter:
    """Hand it in with the first so many right."""
    test = BeforeAfter(when, QUESTIONS, modules=())
    values = {}
    for place, one in enumerate(test.asked.quiz):
        wanted = place < right
        values[one.id] = next(option.key for option in one.options if option.right == wanted)
    test.act("hand-in", values)
    return test


def test_both_forms_ask_about_the_same_and_share_no_question() -> None:
    forms = BeforeAfter("before", QUESTIONS).texts
    asked = {form: [one.ask for one in texts.quiz] for form, texts in forms.items()}
    assert all([one.id for one in texts.quiz] == list(TOPICS) for texts in forms.values())
    assert not set(asked["a"]) & set(asked["b"])
    for texts in forms.values():
        for one in texts.quiz:
            assert [option.right for option in one.options].count(True) == 1
            assert len(one.options) == 4


def test_the_right_answers_stand_in_no_regular_place() -> None:
    for texts in BeforeAfter("before", QUESTIONS).texts.values():
        places = [[option.right for option in one.options].index(True) for one in texts.quiz]
        assert len(set(places)) >= 3


def test_nothing_tells_what_was_right_before_both_are_in() -> None:
    first = taken("before", 3)
    assert first.form.html == ""
    assert "3" not in first.form.said
    assert first.form.locked


def test_afterwards_both_stand_side_by_side_with_what_luck_can_do() -> None:
    first = taken("before", 3)
    then = taken("after", 8)
    assert {first.form_name, then.form_name} == set(FORMS)
    assert then.form.said.startswith("Before 3 of 8, after 8. 5 went from wrong to right, 0 the other way")
    assert "about 6 of 100 cases" in then.form.said
    assert then.form.html.count("not right") == 5
    again = BeforeAfter("before", QUESTIONS)
    again.prepare()
    assert "Before 3 of 8, after 8." in again.form.said


def test_it_is_taken_once() -> None:
    taken("before")
    with pytest.raises(DesksideError, match="taken once"):
        taken("before")
    assert len([one for one in here().entries("") if one.part == "test:before"]) == 1


def test_missing_answers_are_named() -> None:
    with pytest.raises(DesksideError, match=r"No answer yet to 1, 2, 3, 4, 5, 6, 7, 8\. A guess will do\."):
        BeforeAfter("before", QUESTIONS).act("hand-in", {})


def test_the_second_opens_with_the_modules_done() -> None:
    closed = BeforeAfter("after", QUESTIONS)
    assert closed.controls == {}
    assert "01, 05, 03, 06" in closed.twin_html()


def test_forms_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    for form in FORMS:
        text = (QUESTIONS / f"test-{form}.toml").read_text(encoding="utf-8")
        (tmp_path / f"test-{form}.toml").write_text(text.replace('"haste"', '"hurry"'), encoding="utf-8")
    with pytest.raises(DesksideError, match="must ask about ready"):
        BeforeAfter("before", tmp_path)


@pytest.mark.parametrize(
    ("better", "worse", "chance"), [(8, 0, 2 / 256), (3, 1, 0.625), (0, 0, 1.0), (1, 4, 0.375)]
)
def test_luck_is_a_coin_for_each_change(better: int, worse: int, chance: float) -> None:
    assert by_luck(better, worse) == pytest.approx(chance)
