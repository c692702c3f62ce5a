"""The style of the notebooks: rules with ids, and what breaks them.

python tools/check_notebooks.py          looks at every notebook of the course; `make check` does
python tools/check_notebooks.py --list   prints the rules

A rule is a function from a `Lesson` to complaints. What it may look at is in the lesson: cells, texts, the
ledger of sources, the minutes that are promised, and what is wrong with the run sheet.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.lesson import read_paths, read_texts
from deskside.lesson.texts import Texts
from deskside.workshop import read_sheet
from reading_level import grade, words_in

__all__ = ["RULES", "Lesson", "Rule", "lessons", "main", "problems"]

ROOT = Path(__file__).resolve().parents[1]

FEWEST_CELLS, MOST_CELLS = 20, 36
MOST_WORDS = 1800
MOST_LINES = 16
#: The highest school grade (Flesch and Kincaid) a module may ask of its reader.
MOST_GRADE = 6.0
WORDS_A_MINUTE = 150
#: Minutes that each thing a person does takes beyond reading its cell.
MINUTES = {
    "predict": 1.0,
    "panel": 3.0,
    "floor": 2.0,
    "reveal": 1.0,
    "quiz": 0.75,
    "check": 2.0,
    "reflect": 2.0,
    "checklist": 1.0,
    "quarter": 12.0,
    "own_desk": 2.0,
    "shown": 0.5,
}  # fmt: skip  a table is read as one
#: How far the promise on top may be from that: in minutes, or as a share of it where that is more.
TOLERANCE, SHARE = 6.0, 0.2

_MARK = re.compile(r"\[(S\d|[A-Z][^\]\[]*? \d{4})\]")
_FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
_PART = re.compile(r"\blab\.(?!fill|dress|skin)\w+\(|panels\.Panel\(|year\.decide\(|^lab$", re.MULTILINE)
_PARTS = (
    r"\*\*\d+ minutes · for ",
    r"\*\*Questions\*\*",
    r"\*\*After this module you can\*\*",
    r"lab\.predict\(",
    r"panels\.Panel\(",
    r"lab\.reveal\(",
    r"## Explain",
    r"[Ss]econd round",
    r"lab\.quiz\(\)",
    r"Also in the articles",
    r"Change the model",
    r"lab\.own_desk\(\)",
    r"lab\.key_points\(\)",
    r"## Sources",
)


@dataclass(frozen=True)
class Lesson:
    """A notebook with what belongs to it; a rule whose part is missing has nothing to say."""

    name: str
    cells: tuple[dict[str, Any], ...]
    texts: Texts | None = None
    minutes: int | None = None
    ledger: str | None = None
    sheet: str = ""  # what is wrong with its run sheet

    @property
    def is_module(self) -> bool:
        """Whether it is a module and not the welcome page."""
        return not self.name.startswith("00-")

    @property
    def code(self) -> Iterator[dict[str, Any]]:
        """Its cells of code."""
        return (cell for cell in self.cells if cell["cell_type"] == "code")

    @property
    def sources(self) -> str:
        """All code, one cell after the other."""
        return "\n".join(cell["source"] for cell in self.code)

    @cached_property
    def page(self) -> str:
        """What is read on the page, without what is folded away."""
        return "\n".join(
            _FOLDED.sub("", cell["source"]) for cell in self.cells if cell["cell_type"] == "markdown"
        )


Look = Callable[[Lesson], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """A rule: its id, what it asks, whether it holds for modules alone, and the function that looks."""

    id: str
    asks: str
    modules: bool
    look: Look


RULES: list[Rule] = []


def _rule(id_: str, asks: str, modules: bool = True) -> Callable[[Look], Look]:
    def add(look: Look) -> Look:
        RULES.append(Rule(id_, asks, modules, look))
        return look

    return add


# --- what is stored ---


@_rule("NB01", "no stored output and no run count", modules=False)
def _stored_output(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.code:
        if cell["outputs"] or cell["execution_count"] is not None:
            yield f"{cell['id']}: has a stored output or count; clear all outputs and save"


@_rule("NB02", f"a cell of code has at most {MOST_LINES} lines", modules=False)
def _long_code(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.code:
        if cell["source"].count("\n") + 1 > MOST_LINES:
            yield f"{cell['id']}: {cell['source'].count(chr(10)) + 1} lines of code"


@_rule("NB03", "no right answer can be read in the notebook", modules=False)
def _answers_in_sight(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.code:
        if re.search(r"right\s*=|answer\s*=\s*[\"']", cell["source"]):
            yield f"{cell['id']}: an answer can be read; move it to the texts"


@_rule("NB04", f"at most {MOST_WORDS:,} words outside folded parts", modules=False)
def _many_words(lesson: Lesson) -> Iterator[str]:
    words = len(re.findall(r"[A-Za-z0-9][\w'.%-]*", lesson.page))
    if words > MOST_WORDS:
        yield f"{words} words outside folded parts"


@_rule(
    "NB05",
    "each picture has alternative text, and charts come from `charts` or `panels`, which bring theirs",
    modules=False,
)
def _alternative_text(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.cells:
        if re.search(r"!\[\s*\]\(", cell["source"]):
            yield f"{cell['id']}: a picture without alternative text"
        for tag in re.findall(r"<img\b[^>]*>", cell["source"]):
            if not re.search(r"\balt=\"[^\"]+\"", tag):
                yield f"{cell['id']}: a picture without alternative text"
        if cell["cell_type"] == "code" and re.search(
            r"import (?:altair|matplotlib)|from altair", cell["source"]
        ):
            yield f"{cell['id']}: a chart of its own, without a sentence and a table"


# --- the shape of a module ---


@_rule("NB06", "code is folded, and its first line says what it does")
def _open_code(lesson: Lesson) -> Iterator[str]:
    for cell in lesson.code:
        if not cell["metadata"].get("jupyter", {}).get("source_hidden"):
            yield f"{cell['id']}: not folded"
        if not cell["source"].startswith("# "):
            yield f"{cell['id']}: its first line does not say what it does"


@_rule("NB07", f"{FEWEST_CELLS} to {MOST_CELLS} cells")
def _cell_count(lesson: Lesson) -> Iterator[str]:
    if not FEWEST_CELLS <= len(lesson.cells) <= MOST_CELLS:
        yield f"{len(lesson.cells)} cells"


@_rule("NB08", "two predictions or more; each panel and each reveal after a prediction of its own")
def _prediction_first(lesson: Lesson) -> Iterator[str]:
    predicted: list[str] = []
    panels = 0
    for cell in lesson.code:
        predicted += re.findall(r'lab\.predict\("(\w+)"\)', cell["source"])
        panels += cell["source"].count("panels.Panel(")
        if panels > len(predicted):
            yield f"{cell['id']}: a panel with no prediction before it"
        for name in re.findall(r'lab\.reveal\("(\w+)"', cell["source"]):
            if name not in predicted:
                yield f"{cell['id']}: reveals {name!r} before it is predicted"
    if len(predicted) < 2:
        yield f"{len(predicted)} predictions"


@_rule("NB09", "the parts of a module, each in its place")
def _parts_in_order(lesson: Lesson) -> Iterator[str]:
    page = "\n".join(cell["source"] for cell in lesson.cells)
    place = 0
    for part in _PARTS:
        found = re.search(part, page[place:])
        if not found:
            yield f"{part}: missing, or not in its place"
        else:
            place += found.start()


@_rule("NB10", "4 or 5 quiz questions, each option with its reason; 3 to 5 key points")
def _texts(lesson: Lesson) -> Iterator[str]:
    if lesson.texts is None:
        return
    if not 4 <= len(lesson.texts.quiz) <= 5:
        yield f"{len(lesson.texts.quiz)} quiz questions"
    if not 3 <= len(lesson.texts.key_points) <= 5:
        yield f"{len(lesson.texts.key_points)} key points"
    for question in lesson.texts.quiz:
        yield from (
            f"quiz {question.id}: option {option.key} has no reason"
            for option in question.options
            if not option.why
        )


@_rule("NB11", "a whole run sheet in facilitator/")
def _run_sheet(lesson: Lesson) -> Iterator[str]:
    if lesson.sheet:
        yield lesson.sheet


# --- what is claimed, and how it reads ---


@_rule("NB12", "each source mark is in the ledger docs/sources.md", modules=False)
def _known_sources(lesson: Lesson) -> Iterator[str]:
    if lesson.ledger is None:
        return
    listed = set(_MARK.findall(lesson.ledger))
    for mark in sorted(_marks(lesson) - listed):
        yield f"[{mark}] is not in docs/sources.md"


@_rule("NB13", "the marks of the text are those of the module's own list of sources")
def _own_sources(lesson: Lesson) -> Iterator[str]:
    own = [cell["source"] for cell in lesson.cells if cell["source"].startswith("## Sources")]
    used = {
        mark for cell in lesson.cells if cell["source"] not in own for mark in _MARK.findall(cell["source"])
    }
    listed = {mark for source in own for mark in _MARK.findall(source)}
    yield from (f"[{mark}] is not in the module's sources" for mark in sorted(used - listed))
    yield from (f"[{mark}] is listed and not used" for mark in sorted(listed - used))


@_rule("NB14", f"a reading level of at most grade {MOST_GRADE:g} (Flesch and Kincaid)")
def _reading_level(lesson: Lesson) -> Iterator[str]:
    found = grade(lesson.page)
    if found > MOST_GRADE:
        yield f"reads at grade {found:.1f}; shorten sentences"


@_rule(
    "NB15",
    f"minutes on top and in paths.toml: words / {WORDS_A_MINUTE} + what parts take, within {TOLERANCE:g}",
)
def _minutes(lesson: Lesson) -> Iterator[str]:
    if lesson.minutes is None:
        return
    taken = minutes_of(lesson)
    if abs(taken - lesson.minutes) > max(TOLERANCE, SHARE * lesson.minutes):
        yield f"takes {taken:.0f} minutes by count, paths.toml says {lesson.minutes}"
    told = re.search(r"\*\*(\d+) minutes", lesson.page)
    if told and int(told.group(1)) != lesson.minutes:
        yield f"its first cell says {told.group(1)} minutes, paths.toml {lesson.minutes}"


@_rule("NB16", "{answer} in an explanation brings its unit, which is not written again")
def _unit_twice(lesson: Lesson) -> Iterator[str]:
    for check in lesson.texts.checks.values() if lesson.texts else ():
        if check.unit and f"{{answer}} {check.unit}" in check.explain:
            yield f"check {check.id}: {check.unit!r} stands behind {{answer}}"


@_rule("NB17", "4 to 10 words of the glossary on the first card: `words` in the texts")
def _glossary(lesson: Lesson) -> Iterator[str]:
    if lesson.texts is not None and not 4 <= len(set(lesson.texts.words)) <= 10:
        yield f"{len(set(lesson.texts.words))} words of the glossary on its first card"


def minutes_of(lesson: Lesson) -> float:
    """How long a module takes somebody alone: reading, and an allowance for each part."""
    source = lesson.sources
    stories = " ".join(story.text for story in lesson.texts.stories.values()) if lesson.texts else ""
    counts = {
        name: len(re.findall(rf"lab\.{name}\(", source))
        for name in ("predict", "reveal", "check", "reflect", "checklist", "own_desk", "floor")
    }
    counts["panel"] = source.count("panels.Panel(")
    counts["quarter"] = source.count("year.decide(")
    counts["quiz"] = len(lesson.texts.quiz) if lesson.texts else 0
    counts["shown"] = sum(not _PART.search(cell["source"]) for cell in lesson.code)
    reading = (words_in(lesson.page) + words_in(stories)) / WORDS_A_MINUTE
    return reading + sum(MINUTES[name] * many for name, many in counts.items())


def _marks(lesson: Lesson) -> set[str]:
    return {mark for cell in lesson.cells for mark in _MARK.findall(cell["source"])}


# --- the course ---


def lessons(root: Path = ROOT) -> list[Lesson]:
    """Every notebook of the course with what belongs to it. Raises `DesksideError` for a broken file."""
    folder = root / "notebooks"
    paths = read_paths(folder / "paths.toml")
    ledger = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    return [_lesson(path, paths.modules, ledger) for path in sorted(folder.glob("[0-9][0-9]-*.ipynb"))]


def _lesson(path: Path, modules: Mapping[str, Any], ledger: str) -> Lesson:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    number = path.name[:2]
    return Lesson(
        path.stem,
        tuple(cell | {"source": "".join(cell["source"])} for cell in found),
        read_texts(path.parent / "questions" / f"{number}.toml"),
        modules[number].minutes if number in modules else None,
        ledger,
        _sheet_problem(path),
    )


def _sheet_problem(path: Path) -> str:
    try:
        read_sheet(path.parent / "facilitator" / f"{path.stem}.md")
    except DesksideError as problem:
        return str(problem).replace("\n", "; ")
    return ""


def problems(lesson: Lesson) -> list[str]:
    """What is wrong with a notebook: its name, the rule's id, and what was found."""
    return [
        f"{lesson.name}: {rule.id} {found}"
        for rule in RULES
        if lesson.is_module or not rule.modules
        for found in rule.look(lesson)
    ]


def main(words: list[str]) -> int:
    """Print the rules, or what breaks them; 1 if anything does."""
    if words == ["--list"]:
        print("\n".join(f"{rule.id}  {rule.asks}" for rule in RULES))
        return 0
    books = lessons()
    found = [problem for lesson in books for problem in problems(lesson)]
    print(
        "\n".join([*found, f"{len(books)} notebooks, {len(RULES)} rules, {len(found)} problems."]), flush=True
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
