"""Skins: one course for IT, HR and facilities desks. Words, labels and ticket texts follow; numbers stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from deskside.errors import DesksideError
from deskside.scenario import Scenario
from deskside.scenario.check import suggestion

__all__ = ["DEFAULT", "Skin", "placeholder_problems", "skin", "skins"]

#: The skin of those who have not chosen one.
DEFAULT = "it"
#: Filled in by the part that shows a text, not by the skin.
RESERVED = ("answer",)

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"(?:[aA] )?[A-Za-z_]+")

_Text = TypeVar("_Text")


@dataclass(frozen=True)
class Skin:
    """The words, labels and ticket texts of one kind of desk.

    >>> skin("hr").fill("{A desk} answers {questions}.")
    'An HR service desk answers pay-slip questions.'
    """

    name: str
    title: str
    words: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str]
    tickets: Mapping[str, tuple[str, ...]]

    def fill(self, text: str) -> str:
        """A text with its placeholders filled. Raises `DesksideError` for a word that no skin has."""
        return _PLACE.sub(lambda found: self._word(found[1]), text)

    def _word(self, name: str) -> str:
        if name in RESERVED:
            return f"{{{name}}}"
        small = name[:1].lower() + name[1:]
        if small not in self.words:
            raise DesksideError(f"no word {{{name}}} in the skins{suggestion(small, self.words)}")
        word = self.words[small]
        return word if small == name else word[:1].upper() + word[1:]

    def label(self, kind: str, key: str) -> str:
        """What people read for a key of a scenario; ``kind``: services, teams, groups or channels.

        >>> skin("facilities").label("services", "access"), skin("it").label("teams", "night-shift")
        ('Keys and access cards', 'Night shift')
        """
        plain = key.replace("-", " ").replace("_", " ")
        return self.labels.get(kind, {}).get(key, plain[:1].upper() + plain[1:])

    def dressed(self, scenario: Scenario) -> Scenario:
        """The scenario with its title in this skin's words. Its digest, and so every number, stays."""
        title = self.titles.get(scenario.name, scenario.title)
        return scenario.with_({"title": title}) if title != scenario.title else scenario

    def names(self, scenario: Scenario) -> dict[str, dict[str, str]]:
        """What people read for each service, team, group and channel of a scenario, by kind and key."""
        kinds = ("services", "teams", "groups", "channels")
        return {kind: {key: self.label(kind, key) for key in getattr(scenario, kind)} for kind in kinds}

    def ticket(self, service: str, number: int) -> str:
        """What a ticket of a service is about: one of a few texts, always the same for the same number.

        >>> skin("it").ticket("access", 5), skin("hr").ticket("nothing-known", 1)
        ('Account locked after the holidays', 'Pay slip missing')
        """
        texts = self.tickets.get(service, self.tickets["help"])
        return texts[number % len(texts)]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("deskside.lesson") / "skins.toml").read_text(encoding="utf-8"))


def skins() -> dict[str, str]:
    """The skins by name, with what people call them.

    >>> skins()
    {'it': 'IT', 'hr': 'HR', 'facilities': 'Facilities'}
    """
    return dict(_data()["skins"])


@cache
def skin(name: str) -> Skin:
    """A skin. Raises `DesksideError` for a name there is none of."""
    data = _data()
    if name not in data["skins"]:
        raise DesksideError(f"no skin {name!r}{suggestion(name, data['skins'])}")
    words: dict[str, str] = {}
    for word, by_skin in data["words"].items():
        words |= _forms(word, by_skin[name])
    return Skin(
        name=name,
        title=data["skins"][name],
        words=words,
        labels={kind: _of(keys, name) for kind, keys in data["labels"].items()},
        titles=_of(data["titles"], name),
        tickets={service: tuple(texts) for service, texts in _of(data["tickets"], name).items()},
    )


def _of(table: Mapping[str, Mapping[str, _Text]], name: str) -> dict[str, _Text]:
    return {key: by_skin[name] for key, by_skin in table.items()}


def _forms(word: str, given: str | list[str]) -> dict[str, str]:
    """A word alone, or also with its article and in the plural."""
    if isinstance(given, str):
        return {word: given}
    alone, with_article, several = given
    return {word: alone, f"a {word}": with_article, f"{word}s": several}


def placeholder_problems(data: Any, path: str = "") -> Iterator[str]:
    """Placeholders that no skin can fill, in any text of plain data, each with where it stands."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from placeholder_problems(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data, start=1):
            yield from placeholder_problems(value, f"{path}.{number}")
    elif isinstance(data, str):
        known = skin(DEFAULT).words
        for found in _PLACE.findall(data):
            small = found[:1].lower() + found[1:]
            if found not in RESERVED and (not _NAME.fullmatch(found) or small not in known):
                yield f"{path}: no word {{{found}}} in the skins{suggestion(small, known)}"
        if re.search(r"[{}]", _PLACE.sub("", data)):
            yield f"{path}: a brace that stands alone"
