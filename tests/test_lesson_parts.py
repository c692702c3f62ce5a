"""Checks with hints, free text, checklists, timers and stories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deskside import lesson, progress
from deskside.errors import DesksideError
from deskside.lesson import reflect
from deskside.lesson.where import Where
from made_up_lesson import TEXTS


@pytest.fixture
def lab(tmp_path: Path) -> lesson.Lesson:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    return lesson.start("test", tmp_path)


def done(lab: lesson.Lesson) -> frozenset[str]:
    return progress.standings(progress.here().entries())["test"].done


# --- check ---


def test_a_typed_value_is_checked_at_once(lab: lesson.Lesson) -> None:
    check = lab.check("little")
    check.act("check", {"value": "360"})
    assert "Not yet.</span> Hours and minutes mixed." in check.form.html
    assert "check:little" not in done(lab)
    check.act("check", {"value": "6"})
    assert "Right.</span> Half a ticket a minute x 12 minutes = 6 tickets." in check.form.html
    assert "check:little" in done(lab)
    with pytest.raises(DesksideError, match="Type a number"):
        check.act("check", {"value": "six"})


@pytest.mark.parametrize(("value", "right"), [(6.1, True), (np.float64(6.0), True), (3, False)])
def test_a_value_from_the_notebook_is_checked_as_the_cell_runs(
    lab: lesson.Lesson, value: Any, right: bool
) -> None:
    check = lab.check("little", value)
    check.prepare()
    assert check.right is right
    assert "Your value: " in check.form.html
    assert check.controls == {}
    lab.check("little", value).prepare()
    assert len([one for one in progress.here().entries() if one.verb == "checked"]) == 1


@pytest.mark.parametrize("value", [None, ...])
def test_a_value_that_is_not_there_yet_is_asked_for(lab: lesson.Lesson, value: Any) -> None:
    check = lab.check("little", value)
    check.prepare()
    assert check.right is None
    assert check.form.said == "Put your value into the cell, in the place of the dots, and run it."


def test_three_hints_lead_to_the_answer_and_are_remembered(lab: lesson.Lesson) -> None:
    check = lab.check("little")
    check.prepare()
    for number, letter in enumerate("ABC", start=1):
        check.act("hint", {"value": "5"})
        assert f"Hint {number}: Secret hint {letter}." in check.form.html
        assert "The answer" not in check.form.html
        assert check.form.values == {"value": "5"}
    assert check.form.said == "The next press shows the answer."
    assert "check:little" not in done(lab)
    again = lab.check("little")
    again.prepare()
    assert "Hint 3" in again.form.html
    again.act("hint", {})
    assert "The answer: 6 tickets." in again.form.html
    assert "Half a ticket a minute" in again.form.html
    assert "check:little" in done(lab)


def test_hints_and_answer_are_not_on_the_page_before_they_are_asked_for(lab: lesson.Lesson) -> None:
    check = lab.check("little")
    check.rehearse()
    check.form.show("")
    sent = json.dumps([check.form.spec, check.form.values]) + check.twin_html()
    for hidden in ("Secret", "Half a ticket", "360", "Hours and minutes"):
        assert hidden not in sent
    check.act("hint", {})
    assert "Secret" not in check.twin_html()


def test_an_answer_can_come_from_the_notebook(lab: lesson.Lesson) -> None:
    check = lab.check("little", 12, answer=lambda: 12.3)
    check.prepare()
    assert check.right
    assert "= 12.3 tickets" in check.form.html
    with pytest.raises(DesksideError, match="no answer, neither"):
        lesson.CheckIt(lab.keeping, lab.texts.checks["little"].model_copy(update={"answer": None}))


# --- reflection ---


def test_a_text_is_kept_as_it_grows_and_shown_again(lab: lesson.Lesson) -> None:
    form = lab.reflect("own")
    for text in ("I", "I would", "I would <ask>"):
        form.act("set", {"text": text})
    assert form.form.said == "Kept."
    wrote = [one for one in progress.here().entries() if one.verb == "wrote"]
    assert [one.data["text"] for one in wrote] == ["I would <ask>"]
    again = lab.reflect("own")
    again.prepare()
    assert again.form.values == {"text": "I would <ask>"}
    assert "I would &lt;ask&gt;" in again.twin_html()
    assert "reflect:own" in done(lab)


def test_another_kernel_never_writes_over_a_text(lab: lesson.Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.reflect("own").act("set", {"text": "the first"})
    monkeypatch.setattr(reflect, "_KERNEL", progress.entry.uuid.uuid4())
    lab.reflect("own").act("set", {"text": "the second"})
    wrote = [one.data["text"] for one in progress.here().entries() if one.verb == "wrote"]
    assert wrote == ["the first", "the second"]


def test_a_module_taken_afresh_keeps_the_older_text(lab: lesson.Lesson) -> None:
    lab.reflect("own").act("set", {"text": "the first"})
    where = Where(lab.keeping, lab.texts)
    where.act("afresh", {})
    where.act("afresh", {})
    again = lab.reflect("own")
    again.prepare()
    assert again.form.values == {"text": ""}
    again.act("set", {"text": "the second"})
    wrote = [one.data["text"] for one in progress.here().entries() if one.verb == "wrote"]
    assert wrote == ["the first", "the second"]


def test_an_emptied_text_is_not_done(lab: lesson.Lesson) -> None:
    form = lab.reflect("own")
    form.act("set", {"text": "something"})
    form.act("set", {"text": " "})
    assert "reflect:own" not in done(lab)
    assert form.form.said == ""


# --- checklist, timer, story ---


def test_a_checklist_is_done_when_all_is_ticked(lab: lesson.Lesson) -> None:
    form = lab.checklist("evening")
    form.prepare()
    assert form.form.said == "0 of 2 done."
    form.act("set", {"ticked": ["item2", "unknown"]})
    assert form.form.said == "1 of 2 done."
    assert "checklist:evening" not in done(lab)
    form.act("set", {"ticked": ["item2", "item1"]})
    assert form.form.said == "All done."
    assert "checklist:evening" in done(lab)
    again = lab.checklist("evening")
    again.prepare()
    assert again.form.values == {"ticked": ["item1", "item2"]}
    assert "[x] Print the slips" in again.twin_html()


def test_a_timer_says_what_it_is_for(lab: lesson.Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    lab.timer("pairs")._ipython_display_()
    assert "5 minutes" in shown[0].data
    assert shown[1].spec["minutes"] == 5
    assert shown[1].spec["text"] == "In pairs: compare your predictions."
    with pytest.raises(DesksideError, match=r"runs 0\.1 to 180 minutes, not 0"):
        lesson.Timer(0)


def test_a_story_is_shown_as_text_of_the_page(lab: lesson.Lesson) -> None:
    told = lab.story("monday")._repr_mimebundle_()
    assert told == {
        "text/markdown": "**Ana** cannot open the sales system.",
        "text/plain": "Ana cannot open the sales system.",
    }
