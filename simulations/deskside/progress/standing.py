"""What entries add up to: how far a person is in each module, and what became of their predictions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from deskside.progress.entry import Entry

__all__ = ["Predicted", "Standing", "in_force", "predictions", "standings"]

#: A pause longer than this is none of the minutes spent on a module.
PAUSE = timedelta(minutes=10)

_DOES = ("predicted", "answered", "checked", "hinted", "wrote", "ticked", "chose")


@dataclass(frozen=True)
class Standing:
    """How far a person is in one module.

    ``parts`` are the module's parts in their order, each an id and what people see; ``done`` those that are
    done; ``minutes`` the time spent, long pauses left out; ``last`` the time of the last entry.
    """

    module: str
    title: str
    parts: tuple[tuple[str, str], ...]
    done: frozenset[str]
    answers: int
    right: int
    minutes: float
    started: str
    last: str

    @property
    def share(self) -> float:
        """Share of the parts that are done, 0 to 1."""
        return len(self.done) / len(self.parts) if self.parts else 0.0

    @property
    def finished(self) -> bool:
        """Whether every part is done."""
        return bool(self.parts) and len(self.done) == len(self.parts)

    @property
    def next(self) -> str:
        """What people see of the first part that is not done; empty when all are."""
        return next((title for part, title in self.parts if part not in self.done), "")


@dataclass(frozen=True)
class Predicted:
    """A prediction, how sure the person was (per cent), and whether it came true; None: not compared yet."""

    module: str
    part: str
    value: Any
    sure: float
    right: bool | None
    time: str


def in_force(entries: Iterable[Entry]) -> list[Entry]:
    """The entries since each module was last taken afresh."""
    kept: dict[str, list[Entry]] = {}
    for entry in entries:
        kept.setdefault(entry.module, [])
        if entry.verb == "restarted":
            kept[entry.module] = []
        kept[entry.module].append(entry)
    return sorted((entry for some in kept.values() for entry in some), key=lambda entry: entry.time)


def standings(entries: Iterable[Entry]) -> dict[str, Standing]:
    """How far a person is, by module, in the order of the modules' numbers."""
    by_module: dict[str, list[Entry]] = {}
    for entry in in_force(entries):
        if entry.module:
            by_module.setdefault(entry.module, []).append(entry)
    return {module: _standing(module, by_module[module]) for module in sorted(by_module)}


def _standing(module: str, entries: list[Entry]) -> Standing:
    told = [entry.data for entry in entries if "parts" in entry.data]
    last_told = told[-1] if told else {}
    parts = tuple((str(part), str(title)) for part, title in last_told.get("parts", ()))
    states: dict[str, bool] = {}
    rights: dict[str, bool] = {}
    for entry in entries:
        if entry.verb in _DOES:
            done = bool(entry.data.get("done", entry.verb != "hinted"))
            states[entry.part] = done or (
                states.get(entry.part, False) and entry.verb not in ("wrote", "ticked")
            )
        if entry.verb == "answered":
            rights[entry.part] = bool(entry.data.get("right"))
    known = {part for part, _ in parts}
    return Standing(
        module=module,
        title=str(last_told.get("title", "")),
        parts=parts,
        done=frozenset(part for part, done in states.items() if done and part in known),
        answers=len(rights),
        right=sum(rights.values()),
        minutes=_minutes(entries),
        started=entries[0].time,
        last=entries[-1].time,
    )


def _minutes(entries: list[Entry]) -> float:
    times = [datetime.fromisoformat(entry.time) for entry in entries]
    gaps = (later - earlier for earlier, later in pairwise(times))
    return sum((gap for gap in gaps if gap <= PAUSE), timedelta()) / timedelta(minutes=1)


def predictions(entries: Iterable[Entry]) -> list[Predicted]:
    """The first prediction for each question, ever: who takes a module again has seen the result."""
    made: dict[tuple[str, str], Entry] = {}
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = (entry.module, entry.part.partition(":")[2])
        if entry.verb == "predicted" and key not in seen:  # who has seen the result predicts nothing
            made.setdefault(key, entry)
        elif entry.verb == "compared":
            seen.setdefault(key, entry)
    return [
        Predicted(
            module=entry.module,
            part=entry.part,
            value=entry.data.get("value"),
            sure=float(entry.data.get("sure", 50)),
            right=seen[key].data.get("right") if key in seen else None,
            time=entry.time,
        )
        for key, entry in made.items()
    ]
