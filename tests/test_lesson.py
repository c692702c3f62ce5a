"""The parts of a lesson: predict, reveal, quiz, own desk, key points, on a made-up lesson."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deskside import lesson
from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.lesson.memory import kept
from deskside.panels import UNATTENDED

TEXTS = """
lesson = "test"
title = "A lesson"
key_points = ["First <point>.", "Second point."]

[predict.wait]
kind = "number"
unit = "minutes"
low = 0
high = 60
within = 0.25
ask = "How long?"
why = "Because."

[predict.which]
kind = "choice"
ask = "Which?"
why = "So."
options = [{ text = "this" }, { text = "that" }]

[[quiz]]
id = "one"
ask = "One of these?"
options = [
  { text = "wrong one", why = "secret reason A" },
  { text = "right one", right = true, why = "secret reason B" },
]

[[quiz]]
id = "number"
kind = "number"
unit = "tickets"
ask = "How many?"
answer = 6
tolerance = 0.05
why = "Half a ticket a minute x 12."
misses = [{ value = 360, why = "Hours and minutes mixed." }]

[own_desk]
intro = "Write."
"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[lesson.Lesson]:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    lesson.forget("test")
    yield lesson.start("test", tmp_path)
    lesson.forget("test")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    return shown


def result() -> Estimate:
    return Estimate(10.0, 9.0, 11.0, 2.0, 10)


# --- predict and reveal ---


def test_a_prediction_is_kept_with_how_sure_one_is(lab: lesson.Lesson) -> None:
    form = lab.predict("wait")
    form.act("keep", {"value": "3.5", "sure": 70})
    made = kept("test", "wait")
    assert made is not None
    assert (made.value, made.sure) == (3.5, 70)
    assert form.form.locked
    assert form.form.said == "Kept: 3.5 minutes (70 % sure). Read on to find out."


def test_a_kept_prediction_cannot_be_changed(lab: lesson.Lesson) -> None:
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    lab.predict("wait").act("keep", {"value": 10, "sure": 100})
    made = kept("test", "wait")
    assert made is not None
    assert made.value == 3


@pytest.mark.parametrize(
    ("name", "value"), [("wait", None), ("wait", ""), ("wait", 61), ("which", None), ("which", "z")]
)
def test_no_prediction_is_kept_without_one(lab: lesson.Lesson, name: str, value: Any) -> None:
    form = lab.predict(name)
    form.form._received(None, {"seq": 1, "do": "keep", "values": {"value": value, "sure": 50}}, None)
    assert form.form.problem
    assert kept("test", name) is None
    assert not form.form.locked


def test_a_form_shown_again_still_holds_the_prediction(lab: lesson.Lesson) -> None:
    lab.predict("which").act("keep", {"value": "b", "sure": 60})
    again = lab.predict("which")
    again.prepare()
    assert again.form.locked
    assert again.form.values == {"value": "b", "sure": 60}


def test_nothing_is_revealed_before_a_prediction(lab: lesson.Lesson) -> None:
    reveal = lab.reveal("wait", lambda: pytest.fail("worked out too early"))
    reveal.prepare()
    reveal.act("compare", {})
    assert reveal.form.html == ""
    assert "no prediction yet" in reveal.form.said


@pytest.mark.parametrize(
    ("predicted", "words"),
    [(11, "Close."), (3, "Too low</span>: 30 % of the result"), (30, "Too high</span>: 3 times")],
)
def test_the_reveal_holds_prediction_beside_result(lab: lesson.Lesson, predicted: float, words: str) -> None:
    lab.predict("wait").act("keep", {"value": predicted, "sure": 80})
    reveal = lab.reveal("wait", result)
    reveal.act("compare", {})
    assert words in reveal.form.html
    assert "10 minutes (range 9 to 11)" in reveal.form.html
    assert f"{predicted} minutes (80 % sure)" in reveal.form.html


@pytest.mark.parametrize(("said", "word"), [("a", "Not as you said."), ("b", "As you said.")])
def test_a_choice_is_revealed_with_its_sentence(lab: lesson.Lesson, said: str, word: str) -> None:
    lab.predict("which").act("keep", {"value": said, "sure": 50})
    reveal = lab.reveal("which", lambda: ("b", "From 10 to 3."))
    reveal.prepare()
    assert word in reveal.form.html
    assert "From 10 to 3." in reveal.form.html


def test_who_wants_no_prediction_still_gets_the_result(lab: lesson.Lesson) -> None:
    reveal = lab.reveal("wait", result)
    reveal.act("anyway", {})
    assert "no prediction" in reveal.form.html
    assert not reveal.form.locked


def test_a_run_nobody_attends_shows_no_prediction_and_raises_what_the_result_raises(
    lab: lesson.Lesson, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setenv(UNATTENDED, "1")
    lab.predict("wait")._ipython_display_()
    lab.reveal("wait", result)._ipython_display_()
    assert "No prediction was made." in page[0].data
    assert "<td>no prediction</td>" in page[1].data
    assert len(page) == 2
    with pytest.raises(ZeroDivisionError):
        lab.reveal("wait", lambda: 1 / 0)._ipython_display_()  # type: ignore[arg-type,return-value]


def test_a_result_that_is_none_of_the_options_is_told(lab: lesson.Lesson) -> None:
    with pytest.raises(DesksideError, match="none of its options a, b"):
        lab.reveal("which", lambda: ("q", "")).act("anyway", {})


# --- quiz ---


def test_every_answer_gets_its_reason(lab: lesson.Lesson) -> None:
    one = lab.quiz().questions[0]
    one.act("check", {"answer": "a"})
    assert not one.right
    assert "Not quite.</span> secret reason A" in one.form.html
    assert "secret reason B" not in one.form.html
    one.act("check", {"answer": "b"})
    assert one.right
    assert "Right.</span> secret reason B" in one.form.html
    assert "wrong one: secret reason A" in one.form.html


@pytest.mark.parametrize(
    ("answer", "right", "words"),
    [
        ("6", True, "Half a ticket a minute"),
        (6.2, True, "Half a ticket a minute"),
        (360, False, "Hours and minutes mixed."),
        (2, False, "too low"),
        (50, False, "too high"),
    ],
)
def test_a_number_is_judged_with_its_tolerance(
    lab: lesson.Lesson, answer: Any, right: bool, words: str
) -> None:
    number = lab.quiz().questions[1]
    number.act("check", {"answer": answer})
    assert number.right is right
    assert words in number.form.html


@pytest.mark.parametrize("answer", [None, "", "many"])
def test_no_answer_is_told(lab: lesson.Lesson, answer: Any) -> None:
    with pytest.raises(DesksideError, match=r"Give an answer|Type a number"):
        lab.quiz().questions[1].act("check", {"answer": answer})


def test_nothing_sent_to_the_page_gives_an_answer_away(lab: lesson.Lesson) -> None:
    """Neither the form's description nor the twin, which a saved notebook holds, has a reason or a mark."""
    for question in lab.quiz().questions:
        sent = json.dumps([question.form.spec, question.form.values]) + question.twin_html()
        assert "secret" not in sent
        assert '"right"' not in sent
        assert "Half a ticket" not in sent
        assert "360" not in sent


def test_a_rehearsal_leaves_no_trace(lab: lesson.Lesson) -> None:
    for question in lab.quiz().questions:
        question.rehearse()
        assert "secret" not in question.twin_html()


# --- own desk, key points, texts ---


def test_the_card_needs_all_three_and_is_escaped(lab: lesson.Lesson) -> None:
    card = lab.own_desk()
    with pytest.raises(DesksideError, match="Still empty: How I will see"):
        card.act("write", {"action": "ask", "date": "2026-12-01"})
    card.act("write", {"action": "<b>ask</b>", "measure": "mean wait", "date": "2026-12-01"})
    assert "On 2026-12-01 I look at: mean wait. Until then I: &lt;b&gt;ask" in card.form.html


def test_key_points_come_with_what_was_predicted(lab: lesson.Lesson) -> None:
    assert "First &lt;point&gt;." in lab.key_points()._repr_mimebundle_()["text/html"]
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    assert "How long? 3 minutes (50 % sure)" in lab.key_points()._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("right = true, ", ""), "exactly one option must be right"),
        (('why = "secret reason A"', 'why = ""'), "every option needs a reason"),
        (('kind = "number"\nunit = "minutes"', 'unit = "minutes"'), "something is missing"),
        (("low = 0", "lowest = 0"), "something is missing or unknown"),
        (("[own_desk]", "[own_desk"), "not a valid questions file"),
        (('{ text = "this" }, ', ""), "a choice needs at least two options"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in TEXTS
    (tmp_path / "bad.toml").write_text(TEXTS.replace(*change), encoding="utf-8")
    with pytest.raises(DesksideError, match=message):
        lesson.start("bad", tmp_path)


def test_a_missing_file_and_an_unknown_name_are_told(lab: lesson.Lesson, tmp_path: Path) -> None:
    with pytest.raises(DesksideError, match="no such file; start the lab"):
        lesson.start("99", tmp_path)
    with pytest.raises(DesksideError, match=r"no prediction 'wiat' \(did you mean 'wait'\?\)"):
        lab.predict("wiat")
