"""The format of questions/NN.toml: every problem of a file at once, a line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskside.errors import DesksideError
from deskside.lesson import TextsError, parse_texts, read_texts
from made_up_lesson import TEXTS


def problems(source: str) -> tuple[str, ...]:
    with pytest.raises(TextsError) as told:
        parse_texts(source, "03.toml")
    return told.value.problems


def test_a_sound_file_is_read() -> None:
    texts = parse_texts(TEXTS)
    assert texts.predictions["wait"].within == 0.25
    assert [question.kind for question in texts.quiz] == ["single", "number", "multiple", "order"]
    assert [option.key for option in texts.quiz[3].options] == ["a", "b", "c", "d"]


def test_the_parts_come_in_the_order_of_the_file() -> None:
    assert [part for part, _ in parse_texts(TEXTS).parts()] == [
        "predict:wait",
        "check:little",
        "predict:which",
        "reflect:own",
        "quiz:one",
        "quiz:number",
        "quiz:several",
        "quiz:steps",
        "checklist:evening",
        "own-desk",
    ]
    assert dict(parse_texts(TEXTS).parts())["quiz:number"] == "Question 2: How many?"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('right = true, why = "secret reason B"', 'why = "x"'),
            "quiz.one.options: exactly one option must be right, not 0",
        ),
        (('why = "secret reason A"', 'why = ""'), "quiz.one.options: 'wrong one' needs a reason: why"),
        (('kind = "number"\nunit = "minutes"', 'unit = "minutes"'), "predict.wait.kind: missing"),
        (("low = 0", "lowest = 0"), "predict.wait.lowest: unknown field (did you mean 'low'?)"),
        (("low = 0", "low = 60"), "predict.wait: low = 60 is not below high = 60"),
        (("low = 0", 'low = "0"'), "predict.wait.low = '0': must be a valid number"),
        (("within = 0.25", "within = 25"), "predict.wait.within = 25"),
        (('{ text = "this" }, ', ""), "predict.which.options: a choice needs at least two options"),
        (('{ text = "this" }', '{ text = "that" }'), "2 options with the text 'that'"),
        (("answer = 6\ntolerance", "tolerance"), "quiz.number.answer: a number is missing"),
        (('why = "Half a ticket a minute x 12."\n', ""), "quiz.number.why: the answer needs a reason"),
        (('"Secret hint B.", ', ""), "check.little.hints"),
        (('text = "good", right = true', 'text = "good"'), ""),
        (('id = "steps"', 'id = "one"'), "quiz.one: 2 questions of that id"),
        (("minutes = 5", "minutes = 0"), "timer.pairs.minutes = 0"),
        (
            ('{ text = "arrive"', '{ right = true, text = "arrive"'),
            "quiz.steps.options: write them in their right order",
        ),
        (
            ('kind = "order"', 'kind = "sort"'),
            "quiz.steps.kind = 'sort': must be 'single', 'multiple', 'order' or 'number'",
        ),
        (('text.hr = "The pay."\n', ""), "story.own.text: no text for the skin hr"),
        (('title = "A lesson"', 'title = "A"\nwords = ["lode"]'), "words: the glossary has no 'lode'"),
        (("{a desk}", "{a dsek}"), "key_points.2: no word {a dsek} in the skins (did you mean 'a desk'?)"),
        (("{blocked}", "{blocked"), "story.monday.text: a brace that stands alone"),
        (('title = "A lesson"', ""), "title: missing"),
        (("[own_desk]", "[own]"), "own: unknown field"),
        (('["Start the lab", "Print the slips"]', '["one"]'), "checklist.evening.items"),
    ],
)
def test_a_problem_is_told_with_its_place(change: tuple[str, str], message: str) -> None:
    assert change[0] in TEXTS
    changed = TEXTS.replace(*change)
    if not message:
        assert parse_texts(changed)  # one right option of several is enough
        return
    assert any(message in line for line in problems(changed)), problems(changed)


def test_every_problem_is_told_at_once_a_line_each() -> None:
    broken = TEXTS.replace("low = 0", "lowest = 0").replace('why = "secret reason A"', 'why = ""')
    broken = broken.replace("{a desk}", "{a dsek}").replace("minutes = 5", "minutes = 500")
    assert len(problems(broken)) == 4
    with pytest.raises(TextsError) as told:
        parse_texts(broken, "03.toml")
    lines = str(told.value).splitlines()
    assert lines[0] == "03.toml: 4 problems in the texts"
    assert len(lines) == 5


def test_what_is_no_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(DesksideError, match="not a valid questions file"):
        parse_texts("[own_desk")
    (tmp_path / "latin.toml").write_bytes("title = 'Büro'".encode("latin-1"))
    with pytest.raises(DesksideError, match="cannot be read"):
        read_texts(tmp_path / "latin.toml")
