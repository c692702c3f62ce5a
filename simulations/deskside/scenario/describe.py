"""What a single value of a scenario is: number, choice or switch, its unit, range, side and meaning."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deskside.errors import DesksideError
from deskside.scenario.model import ScenarioData, Team

__all__ = ["Field", "describe", "side_of"]


@dataclass(frozen=True)
class Field:
    """One value: ``kind`` is number, whole (a number), choice (of ``options``), switch (yes or no) or text.

    ``low`` and ``high`` are what validation allows, None without a bound; ``unit`` is as in the scenario
    (minutes, share, count ...); ``side`` is demand or policy.
    """

    path: str
    kind: Literal["number", "whole", "choice", "switch", "text"]
    unit: str
    side: str
    about: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()


def describe(path: str) -> Field:
    """The field at a path such as ``teams.desk.discipline``, for any scenario.

    Raises `DesksideError` where no single value can be.

    >>> describe("teams.desk.wrap_up").unit, describe("teams.desk.discipline").kind
    ('minutes', 'choice')
    """
    part, told, about, bounds = _walked(path)
    kind, options = _kind(part, path)
    return Field(path, kind, str(told.get("unit", "")), str(told["side"]), about, **bounds, options=options)


def side_of(path: str) -> str:
    """Demand or policy, for a path of any kind: of several values, such as a roster, too.

    Raises `DesksideError` where nothing can be.

    >>> side_of("teams.desk.roster"), side_of("groups.staff.utc_offset")
    ('policy', 'demand')
    """
    return str(_walked(path)[1]["side"])


def _walked(path: str) -> tuple[Any, Mapping[str, Any], str, dict[str, float]]:
    """The type at a path, and what its fields tell on the way: unit and side, meaning, bounds."""
    part: Any = ScenarioData
    told: Mapping[str, Any] = {"side": "policy"}
    about = ""
    bounds: dict[str, float] = {}
    for step in path.split("."):
        if isinstance(part, type) and issubclass(part, BaseModel):
            if step == "agents" and issubclass(part, Team):
                return int, {**told, "unit": "count"}, "Heads on the roster.", {"low": 1.0}
            info = part.model_fields.get(step)
            if info is None:
                raise DesksideError(f"{path}: {part.__name__} has no field {step!r}")
            extra = info.json_schema_extra
            told = {**told, **extra} if isinstance(extra, dict) else told
            about, (part, bounds) = info.description or "", _bare(info.annotation, info.metadata)
        elif get_origin(part) in (dict, tuple):
            part, bounds = _bare(next(one for one in reversed(get_args(part)) if one is not Ellipsis))
        else:
            raise DesksideError(f"{path}: nothing lies below a single value")
    return part, told, about, bounds


def _bare(part: Any, metadata: Any = ()) -> tuple[Any, dict[str, float]]:
    """A type without its wrapping, and the bounds that were in the wrapping."""
    notes = list(metadata)
    while get_origin(part) in (Annotated, Union, types.UnionType):
        if get_origin(part) is Annotated:
            notes += get_args(part)[1:]
            part = get_args(part)[0]
        else:
            part = next(one for one in get_args(part) if one is not type(None))
    bounds = {}
    for note in _flat(notes):
        for name, bound in (("ge", "low"), ("le", "high")):
            if getattr(note, name, None) is not None:
                bounds[bound] = float(getattr(note, name))
    return part, bounds


def _flat(notes: list[Any]) -> Iterator[Any]:
    for note in notes:
        yield from note.metadata if isinstance(note, FieldInfo) else [note]


def _kind(part: Any, path: str) -> tuple[Any, tuple[str, ...]]:
    if get_origin(part) is Literal:
        return "choice", tuple(str(option) for option in get_args(part))
    for kind, type_ in (("switch", bool), ("whole", int), ("number", float), ("text", str)):
        if part is type_:
            return kind, ()
    raise DesksideError(f"{path}: that is no single value; name one of its fields")
