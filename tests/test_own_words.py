"""The course is in words of its own: no eight of them in a row stand in the articles it is built from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

RUN = 8


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every eight words in a row, without case and punctuation."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def course_texts(root: Path) -> Iterator[tuple[str, str]]:
    """What people read, by file: notebooks, their questions, run sheets, pages of docs."""
    for path in sorted((root / "notebooks").rglob("*")) + sorted((root / "docs").glob("*.md")):
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            yield path.name, "\n".join("".join(cell["source"]) for cell in cells)
        elif path.suffix in {".toml", ".md"}:
            yield path.name, path.read_text(encoding="utf-8")


def borrowed(text: str, articles: set[tuple[str, ...]]) -> list[str]:
    return [" ".join(run) for run in runs(text) if run in articles]


def test_no_eight_words_in_a_row_are_an_articles(root: Path, outside_data: Callable[[str], Path]) -> None:
    texts = [
        p.read_text(encoding="utf-8", errors="replace")
        for p in outside_data("DESKSIDE_SOURCE_TEXTS").glob("*.txt")
    ]
    articles = {run for text in texts for run in runs(text)}
    assert len(articles) > 1_000
    found = {name: lines for name, text in course_texts(root) if (lines := borrowed(text, articles))}
    assert found == {}


def test_borrowed_words_are_seen() -> None:
    article = "a colleague who waits for an answer will at last call to ask"
    assert borrowed(f"She wrote: {article}!", set(runs(article)))
    assert not borrowed("Who waits for an answer calls at last, to ask.", set(runs(article)))
