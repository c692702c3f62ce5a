"""The words a floor is told in: phrases by kind, names for people, times and durations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from deskside.calendar import when

__all__ = ["TICKS", "Phrases", "Wording", "clock", "duration", "kind_names", "phrases"]

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


def kind_names(kinds: Iterable[Any]) -> list[str]:
    """The names of an enumeration by number; one empty name if there are none."""
    by_number = {kind.value: kind.name for kind in kinds}
    return [by_number.get(number, "") for number in range(max(by_number, default=0) + 1)]


@dataclass(frozen=True)
class Wording:
    """What people read for a scenario's names, and what tickets say; a skin has both.

    ``labels`` go from the kind (services, groups, teams, channels) to the name to words; ``texts`` from the
    service to a few texts: ticket n says text n, counted round.

    >>> Wording().label("teams", "second-line")
    'second line'
    >>> other = Wording({"teams": {"second-line": "Specialists"}}, {"help": ("No sound", "No picture")})
    >>> other.label("teams", "second-line"), other.text("help", 3), other.text("till", 3)
    ('specialists', 'No picture', '')
    """

    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def label(self, kind: str, name: str) -> str:
        """A scenario's name as it stands within a sentence."""
        given = self.labels.get(kind, {}).get(name, name.replace("-", " "))
        return given if given[1:2].isupper() else given[:1].lower() + given[1:]

    def text(self, service: str, ticket: int) -> str:
        """What a ticket says, if anything."""
        said = self.texts.get(service, ())
        return said[ticket % len(said)] if said else ""


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
