"""What one lesson remembers of the person who takes it: a thin layer over their progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskside.panels import Watch, watch
from deskside.progress import Entry, Store, Verb, here
from deskside.progress.standing import in_force

__all__ = ["Keeping", "store"]

_NOBODY = Store()


def store() -> Store:
    """The person's store; in a run nobody attends one that is empty and stays so."""
    return here() if watch() is Watch.LIVE else _NOBODY


class Keeping:
    """The entries of one lesson since it was last taken afresh. In a run nobody attends nothing is kept."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson

    def entries(self) -> list[Entry]:
        """All of them, in the order they were made."""
        return in_force(store().entries(self.lesson))

    def first(self, part: str, verb: Verb) -> Entry | None:
        """The first entry of a kind for a part."""
        return next((one for one in self.entries() if (one.part, one.verb) == (part, verb)), None)

    def last(self, part: str, *verbs: Verb) -> Entry | None:
        """The last entry of some kinds for a part."""
        found = [one for one in self.entries() if one.part == part and one.verb in verbs]
        return found[-1] if found else None

    def add(
        self,
        part: str,
        verb: Verb,
        data: Mapping[str, Any] | None = None,
        id: str | None = None,  # noqa: A002  # the name of the field
    ) -> Entry | None:
        """Keep something the person did."""
        return store().add(self.lesson, part, verb, data, id) if watch() is Watch.LIVE else None

    @property
    def person(self) -> str:
        """A name for the person that nobody can guess; empty where nothing is kept."""
        return store().person if watch() is Watch.LIVE else ""

    @property
    def notice(self) -> str:
        """What the person should know of their file; empty when all is well."""
        return store().notice
