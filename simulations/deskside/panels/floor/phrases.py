"""The words a floor is told in: phrases by kind, names for people, times and durations."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from deskside.calendar import when

__all__ = ["TICKS", "Phrases", "clock", "duration", "label", "phrases"]

#: Parts of a minute that times are kept in: a page gets whole numbers, and both sides round alike.
TICKS = 100


@dataclass(frozen=True)
class Phrases:
    """Texts by section and kind, from ``words.toml``."""

    texts: Mapping[str, Any]

    def find(self, section: str, kind: str) -> str:
        """The text of a kind, or the section's text for all others; empty if it has neither."""
        texts = self.texts[section]
        found: str = texts.get(kind, texts.get("other", ""))
        return found

    def say(self, section: str, kind: str, **values: object) -> str:
        """The text with its braces filled.

        >>> phrases().say("came", "ESCALATED", team="second line")
        'handed on to second line'
        >>> phrases().say("came", "TELEPATHY", team="second line")
        'telepathy: now with second line'
        """
        return self.find(section, kind).format_map({"kind": words(kind), **values})


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The phrases this version comes with."""
    return Phrases(tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8")))


def words(kind: str) -> str:
    """The name of a kind as words.

    >>> words("CHECK_BACK")
    'check back'
    """
    return kind.lower().replace("_", " ")


def label(name: str, labels: Mapping[str, str]) -> str:
    """A scenario's name for people: from ``labels``, or without its hyphens.

    >>> label("second-line", {}), label("second-line", {"second-line": "the specialists"})
    ('second line', 'the specialists')
    """
    return labels.get(name, name.replace("-", " "))


def clock(ticks: int) -> str:
    """A time in words.

    >>> clock(55290), clock(1008000)
    ('Mon 09:12', 'Mon 00:00 of week 2')
    """
    return when(ticks // TICKS)


def duration(ticks: int) -> str:
    """A span of time as people say it, to the minute; two parts at most.

    >>> [duration(minutes * 100) for minutes in (0.2, 1, 82, 1560)]
    ['less than a minute', '1 minute', '1 hour 22 minutes', '1 day 2 hours']
    """
    minutes = (int(ticks) + TICKS // 2) // TICKS
    if minutes == 0:
        return str(phrases().texts["also"]["short"])
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return _joined(_count(days, "day"), _count(hours, "hour"))
    return _joined(_count(hours, "hour"), _count(left, "minute"))


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
