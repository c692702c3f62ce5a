"""The guide for authors: its complete example is read, shown and tried out, part by part."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from deskside import lesson
from deskside.experiment import Estimate
from deskside.lesson import parse_texts, skins
from deskside.panels import UNATTENDED

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "authoring.md"
TEXT = GUIDE.read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
(FIRST_CELL,) = re.findall(r"```ipython\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("name", skins())
def test_the_example_is_a_valid_file_in_every_skin(name: str) -> None:
    texts = parse_texts(EXAMPLE, "the guide", name)
    assert [question.kind for question in texts.quiz] == ["single", "multiple", "order", "number"]
    assert len(texts.parts()) == 11


def test_the_example_has_every_section_there_is() -> None:
    sections = set(re.findall(r"^\[\[?([a-z_]+)", EXAMPLE, re.MULTILINE))
    assert sections == {
        "story", "predict", "check", "quiz", "reflect", "checklist", "timer", "decide", "card", "own_desk",
    }  # fmt: skip
    in_table = set(re.findall(r"`\[\[?([a-z_]+)[.\]]", TEXT.split("## The texts")[0]))
    assert in_table == sections


def test_every_part_of_the_guide_can_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a run nobody attends: every part tries itself out."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "99.toml").write_text(EXAMPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(UNATTENDED, "1")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    names: dict[str, Any] = {}
    exec(compile(FIRST_CELL, "the guide", "exec"), names)
    lab: lesson.Lesson = names["lab"]
    parts: list[Any] = [
        lab,
        lab.predict("wait"),
        lab.reveal("wait", lambda: Estimate(10.0, 9.0, 11.0, 2.0, 10)),
        lab.predict("which"),
        lab.reveal("which", lambda: ("b", "From 10 to 3 minutes.")),
        lab.quiz(),
        lab.quiz("busy", "way"),
        lab.check("count"),
        lab.check("count", 12.1),
        lab.year("year-ahead").decide("first"),
        lab.reflect("tell"),
        lab.checklist("evening"),
        lab.timer("pairs"),
        lab.own_desk(),
    ]
    for part in parts:
        part._ipython_display_()
    assert len(shown) == len(parts)  # the questions of a quiz are one piece of the page
    assert "no prediction" in "".join(page.data for page in shown)
    assert lab.story("monday").markdown.startswith("## Monday, ten past nine\n\nAna cannot open")
    assert lab.fill("{Desk}: ten agents") == "IT help desk: ten agents"
