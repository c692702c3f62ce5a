"""The page that tells the model, docs/model.md, section by section: what each lever assumes and leaves out.

A section names the levers it is about in a line that begins with ``*Levers:``; the table of rules does so in
its last column. The page is part of the
package: in an installed one it lies in ``deskside/docs``, in a checkout in ``docs``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deskside.errors import DesksideError

__all__ = ["Rule", "Section", "rules_on", "section_on", "sections"]

_HEAD = re.compile(r"^## (.+)$", re.MULTILINE)
_LEVERS = re.compile(r"^\*Levers: (.*?)\*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Rule:
    """Where a rule is in the code: what it decides, files and functions of each engine, levers it is about.

    ``str(rule)`` is that for a terminal.
    """

    about: str
    simpy: str
    compiled: str
    levers: tuple[str, ...]

    def __str__(self) -> str:
        return f"  {self.about}\n    SimPy engine: {self.simpy}\n    compiled engine: {self.compiled}"


@dataclass(frozen=True)
class Section:
    """A section of the page: title, text in Markdown, and the names of the levers it is about.

    ``str(section)`` is its text for a terminal.
    """

    title: str
    text: str
    levers: tuple[str, ...]

    def __str__(self) -> str:
        text = _LINK.sub(r"\1", self.text).replace("**", "")
        return f"In the model: {self.title}\n\n{text}"


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in order. Raises `DesksideError` if the page is missing.

    >>> [section.title for section in sections() if "chasing" in section.levers]
    ['Acknowledgement, promise, chasing']
    """
    _, *rest = _HEAD.split(_page())
    return tuple(_section(*pair) for pair in zip(rest[::2], rest[1::2], strict=True))


def section_on(lever: str) -> Section | None:
    """The section on a lever, by its name in the glossary; None if the page tells none.

    >>> str(section_on("patience")).splitlines()[0]
    'In the model: Channels and patience'
    """
    return next((section for section in sections() if lever in section.levers), None)


def rules_on(lever: str) -> tuple[Rule, ...]:
    """Where the rules of a lever are, by its name in the glossary; none if the page names none.

    >>> [rule.about for rule in rules_on("pressure")]
    ['effort, speed, ready-made replies, switching, hand-over', 'reopening, pressure']
    """
    return tuple(rule for rule in _rules() if lever in rule.levers)


@cache
def _rules() -> tuple[Rule, ...]:
    table = next((section.text for section in sections() if section.title == "Where each rule is"), "")
    rows = [line.strip("|").split("|") for line in table.split("\n") if line.startswith("|")]
    return tuple(_rule(*(cell.strip() for cell in row)) for row in rows[2:])  # below the head and its line


def _rule(about: str, simpy: str, compiled: str, levers: str) -> Rule:
    return Rule(
        about, simpy.replace("`", ""), compiled.replace("`", ""), tuple(re.findall(r"`(\w+)`", levers))
    )


def _section(title: str, text: str) -> Section:
    found = _LEVERS.search(text)
    levers = tuple(name for name, _ in re.findall(r"\[([^]]*)\]\(([^)]*)\)", found[1])) if found else ()
    return Section(title, _LEVERS.sub("", text).strip(), levers)


def _page() -> str:
    package = Path(__file__).resolve().parent
    for page in (package / "docs" / "model.md", package.parents[1] / "docs" / "model.md"):
        if page.is_file():
            return page.read_text(encoding="utf-8")
    raise DesksideError("docs/model.md is missing from this installation; install Deskside again")
