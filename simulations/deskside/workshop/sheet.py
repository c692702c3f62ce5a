"""A run sheet: what the person in front does and says, minute by minute, read from its Markdown file.

The reader is strict. A trainer who finds a hole in a run sheet finds it in front of a group, so a sheet that
does not hold what it must is refused, with every problem in a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deskside.errors import DesksideError
from deskside.workshop.module import Module

__all__ = ["HEADINGS", "LATE", "RunSheet", "Step", "Wrong", "read_sheet", "sheet_of", "sheets"]

#: The headings of a run sheet, in their order.
HEADINGS = (
    "The evening before",
    "Minute by minute",
    "Wrong predictions, and what they reveal",
    "Debrief",
    "Late? Cut in this order",
    "One projector and paper",
    "When it goes wrong",
    "The slip",
    "For the quick",
)
#: A heading a sheet may have besides.
BESIDES = ("What the sceptic will say", "The sheet of options")
#: How late one may be, in minutes, and find out what to cut.
LATE = (10, 20, 30)

_NAME = re.compile(r"(\d\d)-.+\.md")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_STEPS = ("minute", "what", "say, in one breath")
_WRONG = ("prediction", "what is behind it", "what to ask")


@dataclass(frozen=True)
class Step:
    """One activity: from and to which minute of the module, what happens, and what to say."""

    start: int
    end: int
    what: str
    say: str

    @property
    def title(self) -> str:
        """What happens, in a few words: the first sentence.

        >>> Step(0, 5, "Story, aloud. Who has been Ana?", "").title
        'Story, aloud'
        """
        return re.split(r"[.:;?!](?:\s|$)", self.what, maxsplit=1)[0].strip()


@dataclass(frozen=True)
class Wrong:
    """A prediction that many make, what is behind it, and what to ask whoever made it."""

    prediction: str
    behind: str
    ask: str


@dataclass(frozen=True)
class RunSheet:
    """The run sheet of a module: ``alone`` and ``room`` in minutes, ``most`` people, ``size`` a computer.

    Texts are Markdown. ``cuts`` tells by minutes late what to cut; ``slip`` holds the lines to fill in.
    """

    number: str
    title: str
    alone: int
    room: int
    most: int
    size: int
    aim: str
    steps: tuple[Step, ...]
    wrong: tuple[Wrong, ...]
    debrief: tuple[str, ...]
    cuts: Mapping[int, str]
    evening: tuple[str, ...]
    slip: tuple[str, ...]
    sections: Mapping[str, str]


def sheets(folder: Path, wanted: Collection[str] | None = None) -> dict[str, RunSheet]:
    """The run sheets of a folder by the number of their module, or of the modules that are wanted.

    Raises `DesksideError` with every problem of every one.
    """
    found: dict[str, RunSheet] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("[0-9][0-9]-*.md")):
        if wanted is not None and path.name[:2] not in wanted:
            continue
        try:
            found[path.name[:2]] = read_sheet(path)
        except DesksideError as problem:
            problems.append(str(problem))
    if problems:
        raise DesksideError("\n".join(problems))
    return found


def sheet_of(module: Module) -> RunSheet | None:
    """The run sheet of a module; none where there is none. Raises `DesksideError` where it is not whole."""
    path = module.path.parent / "facilitator" / f"{module.path.stem}.md"
    return read_sheet(path) if path.is_file() else None


def read_sheet(path: Path) -> RunSheet:
    """A run sheet. Raises `DesksideError` with every problem of the file, a line each."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise DesksideError(f"{path.name}: this run sheet cannot be read: {problem}") from problem
    reader = _Reader(path.name, text)
    sheet = reader.sheet()
    if reader.problems:
        raise DesksideError("\n".join(f"{path.name}: {problem}" for problem in reader.problems))
    return sheet


class _Reader:
    """Reads section by section and collects what is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self.problems: list[str] = []
        head, *parts = re.split(r"^## +", text, flags=re.MULTILINE)
        self.head = head
        titled = [part.partition("\n")[::2] for part in parts]
        self.sections = {title.strip(): body.strip() for title, body in titled}
        named = _NAME.fullmatch(name)
        self.number = named.group(1) if named else "??"
        if named is None:
            self.problems.append("its name is not like 05-acknowledge-promise-respond.md")
        self._headings([title.strip() for title, _ in titled])

    def _headings(self, found: list[str]) -> None:
        for heading in found:
            if heading not in (*HEADINGS, *BESIDES):
                self.problems.append(f"a heading no run sheet has: {heading!r}")
        for heading in HEADINGS:
            if heading not in found:
                self.problems.append(f"the heading {heading!r} is missing")
        kept = [heading for heading in found if heading in HEADINGS]
        if kept != [heading for heading in HEADINGS if heading in kept]:
            self.problems.append(f"its headings are not in the order {', '.join(HEADINGS)}")
        for heading in (*HEADINGS, *BESIDES):
            if heading in self.sections and not self.sections[heading]:
                self.problems.append(f"nothing stands below {heading!r}")

    def sheet(self) -> RunSheet:
        room = self._number(r"in a room it takes (\d+)", "in a room it takes N")
        return RunSheet(
            number=self.number,
            title=self._found(rf"^# Run sheet: {self.number} ([^\n]+)", f"# Run sheet: {self.number} TITLE"),
            alone=self._number(r"Alone the module takes (\d+)\s+minutes", "Alone the module takes N minutes"),
            room=room,
            most=self._number(r"Up to (\d+) people", "Up to N people"),
            size=self._size(),
            aim=_line(
                self._found(
                    r"\*\*You want them to leave with\*\*\s*(.+?)(?:\n\n|\Z)",
                    "**You want them to leave with** ...",
                )
            ),
            steps=self._steps(room),
            wrong=tuple(Wrong(*row) for row in self._rows(HEADINGS[2], _WRONG)),
            debrief=self._list(HEADINGS[3], r"\d+\. ", 3),
            cuts=self._cuts(),
            evening=self._list(HEADINGS[0], "- ", 2),
            slip=self._slip(),
            sections=self.sections,
        )

    def _found(self, pattern: str, like: str) -> str:
        head = re.sub(r"(?<=\S)\n(?=\S)", " ", self.head)  # a line break in a paragraph is a space
        found = re.search(pattern, head, re.MULTILINE | re.DOTALL)
        if found is None:
            self.problems.append(f"above the first heading there is no {like!r}")
            return ""
        return found.group(1).strip()

    def _number(self, pattern: str, like: str) -> int:
        return int(self._found(pattern, like) or 0)

    def _size(self) -> int:
        found = re.search(r"\bin\s+(?:(pairs)|teams\s+of\s+(\w+))", self.head)
        if found and found.group(1):
            return 2
        word = found.group(2) if found else ""
        size = _COUNTS.get(word, int(word) if word.isdigit() else 0)
        if not size:
            self.problems.append("above the first heading there is no 'in pairs' or 'in teams of four'")
        return size

    def _steps(self, room: int) -> tuple[Step, ...]:
        steps: list[Step] = []
        for minute, what, say in self._rows(HEADINGS[1], _STEPS):
            times = re.fullmatch(r"(\d+)[-–](\d+)", minute)
            if times is None or int(times.group(1)) >= int(times.group(2)):
                self.problems.append(f"{HEADINGS[1]}: {minute!r} is no time such as 0-5")
                continue
            start, end = int(times.group(1)), int(times.group(2))
            before = steps[-1].end if steps else 0
            if start != before:
                self.problems.append(f"{HEADINGS[1]}: {minute} does not begin at {before}")
            steps.append(Step(start, end, what, say.strip('"')))
        if steps and steps[-1].end != room:
            self.problems.append(
                f"{HEADINGS[1]}: ends at {steps[-1].end}, but the module takes {room} in a room"
            )
        return tuple(steps)

    def _rows(self, heading: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
        lines = [line for line in self.sections.get(heading, "").splitlines() if line.startswith("|")]
        cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
        if len(cells) < 4 or tuple(cells[0]) != columns:
            self.problems.append(
                f"{heading}: no table with the columns {', '.join(columns)} and two rows or more"
            )
            return
        for row in cells[2:]:
            if len(row) == len(columns) and all(row):
                yield row
            else:
                self.problems.append(f"{heading}: a row without {len(columns)} filled cells: {row[0]!r}")

    def _list(self, heading: str, mark: str, least: int) -> tuple[str, ...]:
        body = "\n" + self.sections.get(heading, "")
        items = tuple(_line(one) for one in re.split(rf"\n{mark}", body)[1:])
        if len(items) < least:
            self.problems.append(f"{heading}: fewer than {least} points")
        return items

    def _cuts(self) -> dict[int, str]:
        body = self.sections.get(HEADINGS[4], "")
        found = {}
        for late in LATE:
            pattern = rf"^- \*\*{late} minutes late:\*\* *(.+?)(?=\n- |\n\n|\Z)"
            one = re.search(pattern, body, re.MULTILINE | re.DOTALL)
            if one is None:
                self.problems.append(f"{HEADINGS[4]}: no '- **{late} minutes late:** ...'")
            else:
                found[late] = _line(one.group(1))
        return found

    def _slip(self) -> tuple[str, ...]:
        lines = self.sections.get(HEADINGS[7], "").splitlines()
        quoted = "\n".join(line[1:].strip() for line in lines if line.startswith(">"))
        slip = tuple(_line(one) for one in quoted.split("\n\n") if one.strip())
        if not slip:
            self.problems.append(f"{HEADINGS[7]}: no line to fill in (each begins with '> ')")
        return slip


def _line(text: str) -> str:
    """A text without line breaks."""
    return " ".join(text.split())
