"""Quiz questions of all four kinds: judged, reasoned, kept, and nothing given away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deskside import lesson
from deskside.errors import DesksideError
from deskside.lesson import Ask
from made_up_lesson import TEXTS


@pytest.fixture
def lab(tmp_path: Path) -> lesson.Lesson:
    (tmp_path / "test.toml").write_text(TEXTS, encoding="utf-8")
    return lesson.start("test", tmp_path)


def ask(lab: lesson.Lesson, name: str) -> Ask:
    (question,) = lab.quiz(name).questions
    return question


def shown_keys(question: Ask, *texts: str) -> list[str]:
    """The names under which the page knows these options."""
    keys = {text: key for key, text in question.controls["answer"].options}
    return [keys[text] for text in texts]


# --- single ---


def test_every_answer_gets_its_reason(lab: lesson.Lesson) -> None:
    one = ask(lab, "one")
    one.act("check", {"answer": "a"})
    assert not one.right
    assert "Not quite.</span> secret reason A" in one.form.html
    assert "secret reason B" not in one.form.html
    one.act("check", {"answer": "b"})
    assert one.right
    assert "Right.</span> secret reason B" in one.form.html
    assert "wrong one: secret reason A" in one.form.html


# --- number ---


@pytest.mark.parametrize(
    ("answer", "right", "words"),
    [
        ("6", True, "Half a ticket a minute"),
        (6.3, True, "Half a ticket a minute"),
        (6.31, False, "too high"),
        (360, False, "Hours and minutes mixed."),
        (2, False, "too low"),
        (50, False, "too high"),
    ],
)
def test_a_number_is_judged_with_its_tolerance(
    lab: lesson.Lesson, answer: Any, right: bool, words: str
) -> None:
    number = ask(lab, "number")
    number.act("check", {"answer": answer})
    assert number.right is right
    assert words in number.form.html


# --- multiple ---


@pytest.mark.parametrize(
    ("texts", "right", "words"),
    [
        (("good", "also good"), True, "bad: secret: it hurts"),
        (("good",), False, "One that belongs here is missing."),
        (("good", "bad"), False, "One of what you ticked does not belong here. One that belongs here is"),
        (("good", "bad", "also good"), False, "One of what you ticked does not belong here."),
        (("bad",), False, "Two that belong here are missing."),
    ],
)
def test_several_must_be_all_and_no_more(
    lab: lesson.Lesson, texts: tuple[str, ...], right: bool, words: str
) -> None:
    several = ask(lab, "several")
    several.act("check", {"answer": shown_keys(several, *texts)})
    assert several.right is right
    assert words in several.form.html


def test_what_is_missing_is_not_named(lab: lesson.Lesson) -> None:
    several = ask(lab, "several")
    several.act("check", {"answer": shown_keys(several, "good")})
    assert "good (belongs here): secret: it helps" in several.form.html
    assert "also good" not in several.form.html


# --- order ---


def test_an_order_is_right_as_it_is_written_in_the_file(lab: lesson.Lesson) -> None:
    steps = ask(lab, "steps")
    steps.act("check", {"answer": shown_keys(steps, "arrive", "wait", "be served", "leave")})
    assert steps.right
    assert "leave: secret: with an answer" in steps.form.html


def test_of_a_wrong_order_the_first_slip_is_named(lab: lesson.Lesson) -> None:
    steps = ask(lab, "steps")
    steps.act("check", {"answer": shown_keys(steps, "arrive", "be served", "wait", "leave")})
    assert not steps.right
    assert "2 of 4 are in their place. Number 2 comes too early." in steps.form.html
    assert "be served: secret: by whoever is free" in steps.form.html
    assert "secret: until" not in steps.form.html


def test_the_order_on_the_page_is_not_the_right_one_and_always_the_same(lab: lesson.Lesson) -> None:
    first, again = (ask(lab, "steps").controls["answer"] for _ in range(2))
    assert first.options == again.options
    assert [text for _, text in first.options] != ["arrive", "wait", "be served", "leave"]
    assert [key for key, _ in first.options] == ["line1", "line2", "line3", "line4"]
    assert first.value == ["line1", "line2", "line3", "line4"]


# --- all kinds ---


@pytest.mark.parametrize("name", ["one", "number", "several", "steps"])
@pytest.mark.parametrize("answer", [None, "", "many", [], ["x"]])
def test_no_answer_is_told(lab: lesson.Lesson, name: str, answer: Any) -> None:
    question = ask(lab, name)
    question.form._received(None, {"seq": 1, "do": "check", "values": {"answer": answer}}, None)
    assert question.form.problem
    assert "did not work" not in question.form.problem
    assert question.form.html == ""


def test_nothing_sent_to_the_page_gives_an_answer_away(lab: lesson.Lesson) -> None:
    """Neither the form's description nor the twin, which a saved notebook holds, has a reason or a mark."""
    for question in lab.quiz().questions:
        for _ in range(2):
            sent = json.dumps([question.form.spec, question.form.values]) + question.twin_html()
            for hidden in ("secret", '"right"', "Half a ticket", "360"):
                assert hidden not in sent
            question.rehearse()


GIVEN = {
    "one": ["right one"],
    "number": None,
    "several": ["good", "also good"],
    "steps": ["arrive", "wait", "be served", "leave"],
}


@pytest.mark.parametrize("name", GIVEN)
def test_an_answer_is_there_again_in_the_next_kernel_and_not_in_the_twin(
    lab: lesson.Lesson, name: str
) -> None:
    question, given = ask(lab, name), GIVEN[name]
    answer: Any = "6" if given is None else shown_keys(question, *given)
    if name == "one":
        answer = answer[0]
    question.act("check", {"answer": answer})
    again = ask(lab, name)
    again.prepare()
    assert again.right
    assert again.form.html == question.form.html
    assert again.form.values == {"answer": 6.0 if given is None else answer}
    assert "secret" not in again.twin_html()
    assert "Half a ticket" not in again.twin_html()


@pytest.mark.parametrize(
    ("name", "value"), [("one", "q"), ("one", ["a"]), ("number", "x"), ("several", ["q"]), ("steps", ["a"])]
)
def test_an_answer_that_no_longer_fits_the_question_is_left_out(
    lab: lesson.Lesson, name: str, value: Any
) -> None:
    lab.keeping.add(f"quiz:{name}", "answered", {"value": value, "right": True})
    question = ask(lab, name)
    question.prepare()
    assert question.form.html == ""


def test_a_rehearsal_leaves_no_trace(lab: lesson.Lesson) -> None:
    for question in lab.quiz().questions:
        question.rehearse()
        assert question.form.html == ""
        assert lab.keeping.last(question.part, "answered") is None


def test_an_unknown_option_is_told(lab: lesson.Lesson) -> None:
    with pytest.raises(DesksideError, match="none of the options"):
        ask(lab, "one").act("check", {"answer": "q"})
