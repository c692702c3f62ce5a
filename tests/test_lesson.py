"""A lesson from start to end: predict, reveal, own desk, key points, and where one was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deskside import lesson, progress
from deskside.errors import DesksideError
from deskside.experiment import Estimate
from deskside.lesson.predict import Made, made_before
from deskside.panels import UNATTENDED
from made_up_lesson import TEXTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def lab(folder: Path) -> lesson.Lesson:
    return lesson.start("test", folder)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    return shown


def result() -> Estimate:
    return Estimate(10.0, 9.0, 11.0, 2.0, 10)


def made(lab: lesson.Lesson, name: str) -> Made | None:
    return made_before(lab.keeping, lab.texts.predictions[name])


def entries(verb: str) -> list[progress.Entry]:
    return [entry for entry in progress.here().entries() if entry.verb == verb]


# --- predict and reveal ---


def test_a_prediction_is_kept_with_how_sure_one_is(lab: lesson.Lesson) -> None:
    form = lab.predict("wait")
    form.act("keep", {"value": "3.5", "sure": 70})
    assert made(lab, "wait") == Made(3.5, 70)
    assert form.form.locked
    assert form.form.said == "Kept: 3.5 minutes (70 % sure). Read on to find out."


def test_a_kept_prediction_cannot_be_changed(lab: lesson.Lesson) -> None:
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    lab.predict("wait").act("keep", {"value": 10, "sure": 100})
    assert made(lab, "wait") == Made(3, 50)


@pytest.mark.parametrize(
    ("name", "value"), [("wait", None), ("wait", ""), ("wait", 61), ("which", None), ("which", "z")]
)
def test_no_prediction_is_kept_without_one(lab: lesson.Lesson, name: str, value: Any) -> None:
    form = lab.predict(name)
    form.form._received(None, {"seq": 1, "do": "keep", "values": {"value": value, "sure": 50}}, None)
    assert form.form.problem
    assert made(lab, name) is None
    assert not form.form.locked


def test_another_kernel_still_has_the_prediction(lab: lesson.Lesson, folder: Path) -> None:
    lab.predict("which").act("keep", {"value": "b", "sure": 60})
    progress.store._STORES.clear()  # as a new kernel begins
    again = lesson.start("test", folder).predict("which")
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
    ("predicted", "words", "right"),
    [
        (11, "Close.", True),
        (3, "Too low</span>: 30 % of the result", False),
        (30, "Too high</span>: 3 times", False),
    ],
)
def test_the_reveal_holds_prediction_beside_result(
    lab: lesson.Lesson, predicted: float, words: str, right: bool
) -> None:
    lab.predict("wait").act("keep", {"value": predicted, "sure": 80})
    reveal = lab.reveal("wait", result)
    reveal.act("compare", {})
    assert words in reveal.form.html
    assert "10 minutes (range 9 to 11)" in reveal.form.html
    assert f"{predicted} minutes (80 % sure)" in reveal.form.html
    (kept,) = entries("compared")
    assert kept.data == {
        "value": 10.0,
        "low": 9.0,
        "high": 11.0,
        "right": right,
        "text": "10 minutes (range 9 to 11)",
    }
    lab.reveal("wait", result).prepare()
    assert entries("compared") == [kept]


@pytest.mark.parametrize(("said", "word"), [("a", "Not as you said."), ("b", "As you said.")])
def test_a_choice_is_revealed_with_its_sentence(lab: lesson.Lesson, said: str, word: str) -> None:
    lab.predict("which").act("keep", {"value": said, "sure": 50})
    reveal = lab.reveal("which", lambda: ("b", "From 10 to 3."))
    reveal.prepare()
    assert word in reveal.form.html
    assert "From 10 to 3." in reveal.form.html
    assert [one.right for one in progress.predictions(progress.here().entries())] == [said == "b"]


def test_who_wants_no_prediction_still_gets_the_result(lab: lesson.Lesson) -> None:
    reveal = lab.reveal("wait", result)
    reveal.act("anyway", {})
    assert "no prediction" in reveal.form.html
    assert not reveal.form.locked


def test_who_has_seen_the_result_makes_no_prediction_that_counts(lab: lesson.Lesson) -> None:
    lab.reveal("wait", result).act("anyway", {})
    lab.predict("wait").act("keep", {"value": 10, "sure": 100})
    assert progress.predictions(progress.here().entries()) == []


def test_a_run_nobody_attends_shows_no_prediction_and_raises_what_the_result_raises(
    lab: lesson.Lesson, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    before = progress.here().entries()
    monkeypatch.setenv(UNATTENDED, "1")
    lab.predict("wait")._ipython_display_()
    lab.reveal("wait", result)._ipython_display_()
    assert "No prediction was made." in page[0].data
    assert "<td>no prediction</td>" in page[1].data
    assert len(page) == 2
    lab.predict("wait").act("keep", {"value": 5, "sure": 50})
    assert made(lab, "wait") is None
    with pytest.raises(ZeroDivisionError):
        lab.reveal("wait", lambda: 1 / 0)._ipython_display_()  # type: ignore[arg-type,return-value]
    assert progress.here().entries() == before


def test_a_result_that_is_none_of_the_options_is_told(lab: lesson.Lesson) -> None:
    with pytest.raises(DesksideError, match="none of its options a, b"):
        lab.reveal("which", lambda: ("q", "")).act("anyway", {})


# --- own desk, key points ---


def test_the_card_needs_all_three_is_escaped_and_is_kept(lab: lesson.Lesson) -> None:
    card = lab.own_desk()
    with pytest.raises(DesksideError, match="Still empty: How I will see"):
        card.act("write", {"action": "ask", "date": "2026-12-01"})
    card.act("write", {"action": "<b>ask</b>", "measure": "mean wait", "date": "2026-12-01"})
    assert "On 2026-12-01 I look at: mean wait. Until then I: &lt;b&gt;ask" in card.form.html
    again = lab.own_desk()
    again.prepare()
    assert again.form.html == card.form.html
    assert again.form.values["measure"] == "mean wait"


def test_key_points_come_with_what_was_predicted(lab: lesson.Lesson) -> None:
    assert "First &lt;point&gt;." in lab.key_points()._repr_mimebundle_()["text/html"]
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    assert "How long? 3 minutes (50 % sure)" in lab.key_points()._repr_mimebundle_()["text/html"]


# --- where one was ---


def test_who_begins_is_told_how_much_there_is(lab: lesson.Lesson, page: list[Any]) -> None:
    lab._ipython_display_()
    assert "Ready. 10 things to do in this module" in page[0].data
    assert len(page) == 1


def test_who_comes_back_is_told_where_they_were(
    lab: lesson.Lesson, folder: Path, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(UNATTENDED, raising=False)
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    lesson.start("test", folder)._ipython_display_()
    assert (
        "Welcome back. 1 of 10 done. Go on with &quot;Work it out: How many are waiting?&quot;"
        in page[0].data
    )
    assert len(page) == 2
    assert [entry.verb for entry in progress.here().entries()] == ["started", "predicted", "resumed"]


def test_the_first_card_tells_the_words_of_the_module(
    lab: lesson.Lesson, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the glossary, folded; before anything is done, and when one comes back."""
    monkeypatch.delenv(UNATTENDED, raising=False)
    lab.texts = lab.texts.model_copy(update={"words": ("queue", "load")})
    lab._ipython_display_()
    told = page[0].data
    assert "<summary>Words of this module, from the glossary</summary>" in told
    assert told.index("Load: Work that arrives in an hour") < told.index("Queue: ")
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    card = lesson.lesson.Where(lab.keeping, lab.texts)
    card.prepare()
    assert "Load: Work that arrives" in card.form.html


def test_a_lesson_can_be_taken_afresh_after_a_question(lab: lesson.Lesson) -> None:
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    card = lesson.lesson.Where(lab.keeping, lab.texts)
    card.prepare()
    card.act("afresh", {})
    assert made(lab, "wait") is not None
    card.act("afresh", {})
    assert made(lab, "wait") is None
    assert len(entries("predicted")) == 1
    lab.predict("wait").act("keep", {"value": 9, "sure": 50})
    assert made(lab, "wait") == Made(9, 50)


def test_what_is_wrong_with_the_file_is_said_once_and_stops_nothing(
    folder: Path, page: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = folder / "a file"
    blocked.write_text("")
    monkeypatch.setenv(progress.VARIABLE, str(blocked / "progress.sqlite3"))
    lab = lesson.start("test", folder)
    lab._ipython_display_()
    assert "kept in memory" in page[0].data
    lab.predict("wait").act("keep", {"value": 3, "sure": 50})
    assert made(lab, "wait") == Made(3, 50)


@pytest.mark.parametrize("part", ["story", "predict", "quiz", "check", "reflect", "checklist", "timer"])
def test_an_unknown_name_is_told_with_the_nearest(lab: lesson.Lesson, part: str) -> None:
    with pytest.raises(DesksideError, match=r"no \w+ 'nothing' \((did you mean|known)"):
        getattr(lab, part)("nothing")


def test_a_missing_file_is_told(folder: Path) -> None:
    with pytest.raises(DesksideError, match="no such file; start the lab"):
        lesson.start("99", folder)
