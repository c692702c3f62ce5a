"""An entry: one thing a person did, when, and in which part of which module."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

__all__ = ["VERBS", "Entry", "Verb"]

Verb = Literal[
    "started",  # opened the module; data: its title and its parts
    "resumed",  # opened it again, later
    "restarted",  # took it afresh: what came before no longer counts as done
    "predicted",  # data: value, sure (per cent), text
    "compared",  # saw the result beside the prediction; data: value, low, high, text, right
    "answered",  # answered a question; data: value, right, text
    "checked",  # had a value of their own checked; data: value, right
    "hinted",  # took a hint; data: value, the number of the hint; beyond the last the answer itself
    "wrote",  # a free text; data: text
    "ticked",  # a checklist; data: value, the keys that are ticked
    "chose",  # a skin or a path; data: value
]
VERBS: tuple[str, ...] = get_args(Verb)


def now() -> str:
    """The time in UTC, to the millisecond: entries sort by it as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class Entry:
    """One thing a person did.

    ``module`` is the number of a lesson, empty for what belongs to none; ``part`` names the part as
    ``predict:busier``; ``data`` holds what JSON can hold. ``done`` in it says whether the part counts as
    done. ``time`` is UTC, ISO 8601.
    """

    module: str
    part: str
    verb: Verb
    data: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    time: str = field(default_factory=now)

    def row(self) -> tuple[str, str, str, str, str, str]:
        """As a row of the store: id, time, module, part, verb, data."""
        data = json.dumps(_jsonable(self.data), ensure_ascii=False, allow_nan=False)
        return self.id, self.time, self.module, self.part, self.verb, data

    @classmethod
    def from_row(cls, row: tuple[Any, ...]) -> Entry:
        """Back from a row. Raises `ValueError` when it is none."""
        id_, time, module, part, verb, data = row
        loaded = json.loads(data)
        texts = (id_, time, module, part)
        if verb not in VERBS or not isinstance(loaded, dict) or not all(isinstance(t, str) for t in texts):
            raise ValueError(f"no entry: {row!r}")
        return cls(module, part, verb, loaded, id_, time)


def _jsonable(data: Any) -> Any:
    """What JSON can hold of anything: NumPy's numbers as plain ones, no NaN, the rest as text."""
    if hasattr(data, "item") and not isinstance(data, float):
        data = data.item()
    if isinstance(data, float):
        return float(data) if math.isfinite(data) else None
    if data is None or isinstance(data, bool | int | str):
        return data
    if isinstance(data, Mapping):
        return {str(key): _jsonable(value) for key, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [_jsonable(value) for value in data]
    return str(data)
