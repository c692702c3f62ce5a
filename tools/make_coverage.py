"""Write docs/coverage.md: where the course deals with each concept of its syllabus, and how.

python tools/make_coverage.py

What is covered where is said in notebooks/coverage/NN.toml, concept by concept, in the syllabus' order:

    [[concept]]
    says = "a receipt saves the call that only asks whether it arrived"
    how = "simulated"                  # taught, simulated, or questioned (told and questioned)
    where = "predict:receipt"          # (predict|quiz|check|reflect|checklist):ID, panel:TITLE, example:NAME
    scenario = "it-service-desk-mail"  # when simulated
    lever = "policy.acknowledge"       # when simulated; an example that compares whole desks has none

An example is a heading of the notebook, or the first comment of a cell. The reader is strict: what a concept
points to must exist.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deskside.errors import DesksideError
from deskside.lesson import read_texts
from deskside.lesson.texts import Texts
from deskside.scenario import load, shipped
from deskside.scenario.check import suggestion
from deskside.scenario.describe import describe
from deskside.workshop import Module, modules

__all__ = ["Concept", "concepts", "main", "page"]

ROOT = Path(__file__).resolve().parents[1]
COURSE = ROOT / "notebooks"
HOW = {"taught": "taught", "simulated": "simulated", "questioned": "told and questioned"}
_FIELDS = {"says", "how", "where", "scenario", "lever"}
_MOST = 160  # characters: a concept is said in a line

INTRODUCTION = """\
# What the course covers, and where

Each concept of the syllabus, in its order, with the place that deals with it: a prediction, a quiz
question, something to work out, a panel or a worked example, never a mere mention. *Taught*: explained and
worked through. *Simulated*: a run shows it; the desk and the lever are named, where one is moved. *Told and
questioned*: told, and then asked about.

This page is written from `notebooks/coverage/*.toml` by `tools/make_coverage.py`. Tests hold that each place,
desk and lever named here exists.
"""


@dataclass(frozen=True)
class Concept:
    """A concept, how a module deals with it, where, and what simulates it."""

    says: str
    how: str
    where: str
    scenario: str = ""
    lever: str = ""


def concepts(module: Module) -> tuple[Concept, ...]:
    """What a module covers. Raises `DesksideError` with every problem of its coverage file, a line each."""
    file = module.path.parent / "coverage" / f"{module.number}.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise DesksideError(f"{file.name}: cannot be read: {problem}") from problem
    rows = data.get("concept", [])
    problems = [f"no section {name!r} is known" for name in data if name != "concept"]
    if not rows:
        problems.append("there is no [[concept]]")
    places = Places(module, read_texts(module.path.parent / "questions" / f"{module.number}.toml"))
    for number, row in enumerate(rows, start=1):
        problems += [f"concept {number} ({str(row.get('says'))[:40]}): {one}" for one in _wrong(row, places)]
    said = [row.get("says") for row in rows]
    problems += [f"said twice: {one!r}" for one in sorted({str(one) for one in said if said.count(one) > 1})]
    if problems:
        raise DesksideError("\n".join(f"{file.name}: {problem}" for problem in problems))
    return tuple(Concept(**row) for row in rows)


class Places:
    """The places of a module that can deal with a concept."""

    def __init__(self, module: Module, texts: Texts) -> None:
        code = [cell.source for cell in module.cells if cell.kind == "code"]
        text = "\n".join(cell.source for cell in module.cells if cell.kind == "markdown")
        headings = [_plain(found) for found in re.findall(r"^#+ +(.+)$", text, re.MULTILINE)]
        comments = [source[2:].split("\n")[0].strip() for source in code if source.startswith("# ")]
        titles = re.findall(r'title=(?:lab\.fill\()?"([^"]+)"', "\n".join(code))
        self.known: Mapping[str, list[str]] = {
            "predict": list(texts.predictions),
            "quiz": [question.id for question in texts.quiz],
            "check": list(texts.checks),
            "reflect": list(texts.reflections),
            "checklist": list(texts.checklists),
            "panel": titles,
            "example": [*headings, *comments],
        }

    def wrong(self, where: str) -> str:
        """Why a place does not exist; nothing where it does."""
        kind, _, name = where.partition(":")
        if kind not in self.known:
            return f"where = {where!r}: not one of {', '.join(self.known)} with its name behind a colon"
        if _plain(name) not in self.known[kind]:
            return f"where = {where!r}: the module has no such {kind}{suggestion(name, self.known[kind])}"
        return ""


def _wrong(row: Mapping[str, Any], places: Places) -> Iterator[str]:
    for name, value in row.items():
        if name not in _FIELDS:
            yield f"no field {name!r} is known"
        elif not isinstance(value, str) or not value.strip():
            yield f"{name} is no text"
    missing = [name for name in ("says", "how", "where") if not isinstance(row.get(name), str)]
    if missing:
        yield f"{', '.join(missing)} missing"
        return
    if len(row["says"]) > _MOST:
        yield f"says takes more than {_MOST} characters"
    if row["how"] not in HOW:
        yield f"how = {row['how']!r}: not one of {', '.join(HOW)}"
    if told := places.wrong(row["where"]):
        yield told
    yield from _wrong_run(row)


def _wrong_run(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the scenario and the lever."""
    scenario, lever = str(row.get("scenario", "")), str(row.get("lever", ""))
    if row["how"] != "simulated":
        if scenario or lever:
            yield f"has a scenario or lever and is {row['how']}"
        return
    if scenario not in shipped():
        yield f"scenario = {scenario!r}: none of that name is shipped{suggestion(scenario, shipped())}"
    elif not lever:
        if not row["where"].startswith("example:"):
            yield "simulated, and no lever"
    elif problem := _no_lever(scenario, lever):
        yield f"lever = {lever!r}: {problem}"


def _no_lever(scenario: str, lever: str) -> str:
    """Why a scenario has no such lever; nothing where it has, even if the lever is not set there."""
    desk = load(scenario)
    try:
        desk.value(lever)
    except DesksideError as problem:
        try:
            describe(lever)
            desk.value(lever.rpartition(".")[0])
        except DesksideError:
            return str(problem).splitlines()[0]
    return ""


def _plain(text: str) -> str:
    return re.sub(r"[*_`]", "", text).strip()


def page(found: Mapping[Module, tuple[Concept, ...]]) -> str:
    """The page."""
    counts = {how: sum(one.how == how for rows in found.values() for one in rows) for how in HOW}
    total = ", ".join(f"{many} {HOW[how]}" for how, many in counts.items())
    parts = [INTRODUCTION, f"{sum(counts.values())} concepts in {len(found)} modules: {total}.\n"]
    for module, rows in found.items():
        parts.append(f"## {_plain(module.title)}\n")
        parts.append("| concept | how | where | scenario and lever |\n|---|---|---|---|")
        for one in rows:
            kind, _, name = one.where.partition(":")
            run = ", ".join(f"`{name}`" for name in (one.scenario, one.lever) if name)
            place = name if kind in ("panel", "example") else f"`{name}`"
            parts.append(f"| {_cell(one.says)} | {HOW[one.how]} | {kind}: {_cell(place)} | {run} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def covered(course: Path = COURSE) -> dict[Module, tuple[Concept, ...]]:
    """What each module covers. Raises `DesksideError` with every problem of every file."""
    found: dict[Module, tuple[Concept, ...]] = {}
    problems = []
    for module in modules(course):
        if module.number == "00":
            continue
        try:
            found[module] = concepts(module)
        except DesksideError as problem:
            problems.append(str(problem))
    if problems:
        raise DesksideError("\n".join(problems))
    return found


def main() -> int:
    """Write the page, or print what is wrong; 1 if anything is."""
    try:
        found = covered()
    except DesksideError as problem:
        print(problem)
        return 1
    (ROOT / "docs" / "coverage.md").write_text(page(found), encoding="utf-8", newline="\n")
    print(f"coverage.md: {sum(map(len, found.values()))} concepts in {len(found)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
