"""The agenda of a workshop: modules with their activities by the clock, breaks, and what to cut when late.

How it is made:

- ten minutes to arrive and ten to close; each module takes what its run sheet says it takes in a room;
- a break between two modules where people would otherwise sit for more than `SITTING` minutes, a quarter of
  an hour if there is room and ten minutes if not; a workshop of `LONG` minutes or more has lunch, at the
  break nearest to `NOON`;
- what is over stays at the end as spare time. What does not fit is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from deskside.errors import DesksideError
from deskside.workshop.group import Group
from deskside.workshop.sheet import LATE, RunSheet, Step, sheets

__all__ = [
    "DEFAULT_START",
    "Agenda",
    "Block",
    "Late",
    "Wanted",
    "by_number",
    "clock",
    "duration",
    "make_agenda",
    "minute_of_day",
]

#: When people arrive unless it is said, in minutes after midnight.
DEFAULT_START = 9 * 60
OPENING, CLOSING = 10, 10
BREAK, SHORT_BREAK, LUNCH, SHORT_LUNCH = 15, 10, 60, 45
SITTING, LONG, NOON = 90, 300, 12 * 60 + 15
#: A module alone of 30 minutes takes 50 in a room: for a module whose run sheet is not there yet.
_ROOM = 5 / 3

_OPENING = (
    Step(0, 5, "Everybody at a computer, the welcome page open, a skin chosen", "Nothing can break. Try it."),
    Step(5, 10, "What we do today, and the rule: predict before you see", "No number, no surprise."),
)
_CLOSING = (
    Step(0, 7, "The cards: everybody reads out one action, one number, one date", "Less is better."),
    Step(7, 10, "A day in a month on which we ask whether it was done", "Put it into the calendar now."),
)


@dataclass(frozen=True)
class Wanted:
    """A module to plan: its number, title, minutes in a room, and its run sheet if there is one."""

    number: str
    title: str
    minutes: int
    sheet: RunSheet | None

    @classmethod
    def of(cls, sheet: RunSheet) -> Wanted:
        """A module with its run sheet."""
        return cls(sheet.number, sheet.title, sheet.room, sheet)

    @classmethod
    def without_sheet(cls, number: str, title: str, alone: int) -> Wanted:
        """A module whose run sheet is not there: its time is kept free, half as long again and more."""
        return cls(number, title, 5 * round(alone * _ROOM / 5), None)


@dataclass(frozen=True)
class Late:
    """Late by ``minutes`` when a module begins.

    ``won`` of them come back from shorter breaks and spare time, ``cuts`` make up the rest; where there is no
    rest, ``instead`` is what to cut to keep breaks and spare time as they are.
    """

    minutes: int
    won: int
    cuts: tuple[str, ...]
    instead: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A piece of the day from ``start`` (minutes after midnight): opening, module, break, lunch or close."""

    kind: str
    title: str
    start: int
    minutes: int
    steps: tuple[Step, ...] = ()
    wanted: Wanted | None = None
    late: tuple[Late, ...] = ()

    @property
    def end(self) -> int:
        """When it ends, minutes after midnight."""
        return self.start + self.minutes

    @property
    def shortened(self) -> int:
        """How many minutes a shorter break would win."""
        return max(
            0, self.minutes - {"break": SHORT_BREAK, "lunch": SHORT_LUNCH}.get(self.kind, self.minutes)
        )


@dataclass(frozen=True)
class Agenda:
    """A workshop from ``start`` to ``end``, minutes after midnight; ``spare`` are planned for nothing."""

    title: str
    start: int
    end: int
    spare: int
    blocks: tuple[Block, ...]
    group: Group | None = None

    @property
    def modules(self) -> tuple[Wanted, ...]:
        """The modules in their order."""
        return tuple(block.wanted for block in self.blocks if block.wanted)


def make_agenda(
    wanted: Sequence[Wanted], start: int, minutes: int, group: Group | None = None, title: str = "Workshop"
) -> Agenda:
    """An agenda that begins at ``start``, minutes after midnight, and lasts at most ``minutes``.

    Raises `DesksideError`, in a line, where the modules do not fit, and says what would.
    """
    if not wanted:
        raise DesksideError("an agenda needs a module, for example --modules 03")
    if start + minutes > 24 * 60:
        raise DesksideError(f"{clock(start)} and {duration(minutes)}: that runs past midnight")
    blocks = _fitting(wanted, start, minutes)
    if blocks is None:
        raise DesksideError(_too_long(wanted, start, minutes))
    spare = start + minutes - blocks[-1].end
    told = tuple(_with_late(block, blocks[place + 1 :], spare) for place, block in enumerate(blocks))
    return Agenda(title, start, start + minutes, spare, told, group)


def _fitting(wanted: Sequence[Wanted], start: int, minutes: int) -> tuple[Block, ...] | None:
    """The day with long breaks, or with short ones, or not at all."""
    for pause in (BREAK, SHORT_BREAK):
        blocks = _day(wanted, start, pause)
        if blocks[-1].end <= start + minutes:
            return blocks
    return None


def _day(wanted: Sequence[Wanted], start: int, pause: int) -> tuple[Block, ...]:
    blocks = [Block("opening", "Arrive", start, OPENING, _OPENING)]
    boundaries: list[int] = []
    sat = OPENING
    for module in wanted:
        if len(blocks) > 1 and sat + module.minutes > SITTING:
            boundaries.append(len(blocks))
            blocks.append(Block("break", "Break", blocks[-1].end, pause))
            sat = 0
        steps = module.sheet.steps if module.sheet else ()
        name = f"{module.number} {module.title}"
        blocks.append(Block("module", name, blocks[-1].end, module.minutes, steps, module))
        sat += module.minutes
    blocks.append(Block("closing", "Close", blocks[-1].end, CLOSING, _CLOSING))
    if boundaries and blocks[-1].end - start >= LONG:
        return _with_lunch(blocks, min(boundaries, key=lambda place: abs(blocks[place].start - NOON)))
    return tuple(blocks)


def _with_lunch(blocks: list[Block], place: int) -> tuple[Block, ...]:
    """The same day with lunch in the place of a break."""
    lunch = Block("lunch", "Lunch", blocks[place].start, LUNCH)
    more = LUNCH - blocks[place].minutes
    later = [_moved(block, more) for block in blocks[place + 1 :]]
    return (*blocks[:place], lunch, *later)


def _moved(block: Block, minutes: int) -> Block:
    return Block(block.kind, block.title, block.start + minutes, block.minutes, block.steps, block.wanted)


def _with_late(block: Block, rest: Sequence[Block], spare: int) -> Block:
    """A module with what to do when it begins late."""
    if block.wanted is None or block.wanted.sheet is None:
        return block
    can = spare + sum(one.shortened for one in rest)
    late = tuple(_late(block.wanted.sheet, minutes, can) for minutes in LATE)
    return Block(block.kind, block.title, block.start, block.minutes, block.steps, block.wanted, late)


def _late(sheet: RunSheet, minutes: int, can: int) -> Late:
    """What wins back so many minutes: first breaks and spare time, then the cuts of the run sheet."""
    won = min(minutes, can)
    left = 10 * -((won - minutes) // 10)
    return Late(minutes, won, _cuts(sheet, left), () if left else _cuts(sheet, minutes))


def _cuts(sheet: RunSheet, minutes: int) -> tuple[str, ...]:
    """What a run sheet cuts for so many minutes; each adds to those before it, the last says what stays."""
    if minutes == LATE[-1]:
        return (f"keep only: {sheet.cuts[minutes]}",)
    return tuple(f"cut {sheet.cuts[one]}" for one in LATE if one <= minutes)


def _too_long(wanted: Sequence[Wanted], start: int, minutes: int) -> str:
    """Why it does not fit, and what would, in a line."""
    needed = _day(wanted, start, SHORT_BREAK)[-1].end - start
    hours = -(-needed // 15) / 4
    takes = "takes" if len(wanted) == 1 else "take"
    said = (
        f"{_listed(wanted)} {takes} {duration(needed)} with opening, breaks and close, "
        f"{duration(needed - minutes)} more than there is; give --hours {hours:g}"
    )
    fits = _most_that_fit(wanted, start, minutes)
    if not fits:
        return f"{said}; none of them fits into {duration(minutes)}"
    return f"{said}, or take {_listed(fits)}, which fit{'s' if len(fits) == 1 else ''}"


def _most_that_fit(wanted: Sequence[Wanted], start: int, minutes: int) -> tuple[Wanted, ...]:
    """As many of the modules as fit, the first of them where there is a choice."""
    for many in range(len(wanted) - 1, 0, -1):
        for some in combinations(wanted, many):
            if _fitting(some, start, minutes):
                return some
    return ()


def _listed(wanted: Sequence[Wanted]) -> str:
    numbers = [module.number for module in wanted]
    return " and ".join([", ".join(numbers[:-1]), numbers[-1]] if len(numbers) > 1 else numbers)


def clock(minute: int) -> str:
    """Minutes after midnight as a time.

    >>> clock(545)
    '9:05'
    """
    return f"{minute // 60}:{minute % 60:02d}"


def duration(minutes: int) -> str:
    """Minutes as people say them.

    >>> duration(45), duration(60), duration(205)
    ('45 min', '1 h', '3 h 25 min')
    """
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])


def minute_of_day(text: str) -> int:
    """A time such as ``9:00``, ``09.30`` or ``9`` in minutes after midnight. Raises `DesksideError`.

    >>> minute_of_day("9:05"), minute_of_day("9")
    (545, 540)
    """
    found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d\d))?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise DesksideError(f"--start {text}: not a time such as 9:00")
    return 60 * int(found[1]) + int(found[2] or 0)


def by_number(folder: Path, numbers: Sequence[str]) -> list[Wanted]:
    """Modules by their numbers, with their run sheets from a folder.

    Raises `DesksideError` that lists those with a run sheet, or says what is wrong with one that is wanted.
    """
    chosen = [number.strip().zfill(2) for number in numbers if number.strip()]
    there = sorted(path.name[:2] for path in folder.glob("[0-9][0-9]-*.md"))
    for number in chosen:
        if number not in there:
            known = ", ".join(there) or "none"
            raise DesksideError(f"--modules: {number} has no run sheet; there are {known}")
        if chosen.count(number) > 1:
            raise DesksideError(f"--modules: {number} is there twice")
    found = sheets(folder, chosen)
    return [Wanted.of(found[number]) for number in chosen]
