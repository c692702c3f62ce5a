"""The rules of style for notebooks: every notebook keeps them, and each rule can be broken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import check_notebooks
from check_notebooks import MINUTES, MOST_GRADE, MOST_LINES, MOST_WORDS, RULES, Lesson, lessons, problems
from deskside.lesson import read_texts
from deskside.lesson.texts import Texts
from reading_level import grade, syllables

ROOT = Path(__file__).resolve().parent.parent
LESSONS = lessons()
TEXTS = read_texts(ROOT / "notebooks" / "questions" / "05.toml")
WHOLE = next(lesson for lesson in LESSONS if lesson.name.startswith("05-"))


def cell(source: str, kind: str = "code", **changes: Any) -> dict[str, Any]:
    plain = {"id": "x", "cell_type": kind, "source": source, "metadata": {"jupyter": {"source_hidden": True}}}
    return plain | {"outputs": [], "execution_count": None} | changes


def text(source: str) -> dict[str, Any]:
    return cell(source, "markdown")


def lesson(*cells: dict[str, Any], **more: Any) -> Lesson:
    return Lesson("99-made-up", cells, **more)


def texts(**changes: Any) -> Texts:
    return TEXTS.model_copy(update=changes)


@pytest.mark.parametrize("book", LESSONS, ids=lambda book: book.name)
def test_every_notebook_keeps_the_rules(book: Lesson) -> None:
    assert problems(book) == []


PREDICTED = [cell('# a\nlab.predict("a")')] * 2
NO_REASON = texts(
    quiz=tuple(
        one.model_copy(update={"options": (one.options[0].model_copy(update={"why": ""}), *one.options[1:])})
        for one in TEXTS.quiz
    )
)  # fmt: skip  a copy with one empty reason
TWICE = TEXTS.checks["cost"].model_copy(update={"explain": "{answer} hours: most of a week."})
BROKEN = [
    ("NB01", lesson(cell("1", outputs=["1"]))),
    ("NB01", lesson(cell("1", execution_count=1))),
    ("NB02", lesson(cell("a\n" * MOST_LINES))),
    ("NB03", lesson(cell("Question(right=True)"))),
    ("NB04", lesson(text("word " * (MOST_WORDS + 1)))),
    ("NB05", lesson(text("![](a.png)"))),
    ("NB05", lesson(text('<img src="a.png">'))),
    ("NB05", lesson(text('<img src="a.png" alt="">'))),
    ("NB05", lesson(cell("# a\nimport matplotlib.pyplot as plt"))),
    ("NB06", lesson(cell("# it\n1", metadata={}))),
    ("NB06", lesson(cell("1"))),
    ("NB07", lesson(*[cell("# 1")] * 19)),
    ("NB07", lesson(*[cell("# 1")] * 37)),
    ("NB08", lesson(cell("# a\npanels.Panel("), *PREDICTED)),
    ("NB08", lesson(cell('# a\nlab.reveal("a", x)'), *PREDICTED)),
    ("NB08", lesson(PREDICTED[0])),
    ("NB09", lesson(cell("# a\nlab.quiz()"))),
    ("NB10", lesson(texts=texts(quiz=TEXTS.quiz[:3]))),
    ("NB10", lesson(texts=texts(key_points=("one", "two")))),
    ("NB10", lesson(texts=NO_REASON)),
    ("NB11", lesson(sheet="there is none")),
    ("NB12", lesson(text("So says [Nobody 1999]."), ledger="| [Little 1961] |")),
    ("NB13", lesson(text("So says [Little 1961]."), text("## Sources\n\n- none"))),
    ("NB13", lesson(text("Nothing."), text("## Sources\n\n- [Little 1961] A proof"))),
    ("NB14", lesson(text("Organisational interdependencies necessitate comprehensive reconsideration."))),
    ("NB15", lesson(text("**20 minutes · for all**" + " word" * 1500), minutes=30)),
    ("NB15", lesson(text("One."), minutes=30)),
    ("NB16", lesson(texts=texts(checks={"cost": TWICE}))),
    ("NB17", lesson(texts=texts(words=("load", "wait", "queue")))),
]


@pytest.mark.parametrize(("rule", "broken"), BROKEN, ids=[rule for rule, _ in BROKEN])
def test_each_rule_can_be_broken(rule: str, broken: Lesson) -> None:
    (wanted,) = [one for one in RULES if one.id == rule]
    found = list(wanted.look(broken))
    assert found
    assert all(line in "\n".join(problems(broken)) for line in found)


def test_every_rule_is_broken_above_and_listed_in_the_guide() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert {rule for rule, _ in BROKEN} == set(ids)
    guide = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (NB\d\d) \| (.+?) \|", guide, re.MULTILINE))
    assert listed == {rule.id: rule.asks for rule in RULES}


def test_what_is_folded_is_not_counted_and_the_welcome_page_is_no_module() -> None:
    folded = text("<details>" + "word " * MOST_WORDS + "</details> one")
    assert not [line for line in problems(lesson(folded)) if "NB04" in line]
    assert problems(Lesson("00-welcome", (cell("1"),))) == []


def test_minutes_count_reading_and_each_part() -> None:
    page = lesson(text("word " * 300), cell('# a\nlab.predict("a")'), cell("# b\ndesk.frame()"))
    assert check_notebooks.minutes_of(page) == 2 + MINUTES["predict"] + MINUTES["shown"]


def test_the_reading_level_is_that_of_known_texts() -> None:
    """Long words and long sentences each raise it; a child's text is low, a contract's is high."""
    child = "The cat sat on the mat. The dog ran to the door. It was wet."
    contract = (
        "Notwithstanding any preceding provision, the aforementioned organisation indemnifies participating "
        "departments against consequential liabilities originating from negligent administration."
    )
    assert grade(child) < 2 < MOST_GRADE < 18 < grade(contract)
    assert grade("") == 0.0
    words = ("wait", "agent", "receipt", "acknowledge", "utilisation")
    assert [syllables(word) for word in words] == [
        1,
        2,
        2,
        3,
        5,
    ]


def test_the_program_prints_rules_and_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_notebooks.main(["--list"]) == 0
    assert capsys.readouterr().out.count("\n") == len(RULES)
    monkeypatch.setattr(check_notebooks, "lessons", lambda: [WHOLE])
    assert check_notebooks.main([]) == 0
    monkeypatch.setattr(check_notebooks, "lessons", lambda: [lesson(cell("1"))])
    assert check_notebooks.main([]) == 1
    assert "99-made-up: NB06 x: its first line does not say what it does" in capsys.readouterr().out
