"""What each KPI, lever and word means: the definitions that docs/glossary.md and ``deskside explain`` show.

The texts are in ``glossary.toml``; units, ranges and defaults of levers are read from the scenario's model.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deskside.errors import DesksideError
from deskside.scenario.model import ScenarioData

__all__ = ["Entry", "Field", "Kind", "entries", "explain", "field"]

#: What a KPI of a part is of, such as ``[priority=1]``: see `deskside.metrics.part_of`.
_PART = re.compile(r"\[\w+=[^\[\]]*\]$")

Kind = Literal["kpi", "lever", "word"]
KINDS: dict[Kind, str] = {"kpi": "KPI", "lever": "lever", "word": "word"}


@dataclass(frozen=True)
class Field:
    """A field of a scenario that a lever sets. ``*`` in the path stands for any name."""

    path: str
    about: str
    unit: str
    allowed: str
    default: str
    side: str

    def __str__(self) -> str:
        facts = [self.allowed, f"default {self.default}" if self.default else "", f"{self.side} side"]
        return f"{self.path}: {self.about} ({'; '.join(fact for fact in facts if fact)})"


@dataclass(frozen=True)
class Entry:
    """One definition. ``str(entry)`` is its text for a terminal.

    ``parts`` are the paragraphs beyond ``about``, by heading; ``fields`` what a lever sets; ``also`` other
    names that lead here. ``unit`` and ``better`` are empty for anything but a KPI.
    """

    kind: Kind
    name: str
    title: str
    about: str
    parts: Mapping[str, str]
    fields: tuple[Field, ...]
    also: tuple[str, ...]
    unit: str
    better: str

    def __str__(self) -> str:
        head = f"{self.title} ({KINDS[self.kind]}: {self.name})" if self.kind != "word" else self.title
        lines = [head, "", self.about]
        lines += [line for heading, text in self.parts.items() for line in ("", f"{heading}: {text}")]
        if self.fields:
            lines += ["", "Fields of a scenario:", *(f"  {each}" for each in self.fields)]
        if self.also:
            lines += ["", f"Also called: {', '.join(self.also)}"]
        return "\n".join(lines)


@cache
def entries() -> Mapping[tuple[Kind, str], Entry]:
    """Every definition by kind and name, in the order of the glossary.

    >>> entries()["kpi", "utilisation"].unit
    'share'
    """
    data = tomllib.loads((files("deskside") / "glossary.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {(kind, name): _entry(kind, name, data[kind][name]) for kind in KINDS for name in data[kind]}
    )


def explain(name: str) -> Entry:
    """The definition of a KPI, a lever, a word or a field of a scenario, by name, title or another name.

    Raises `DesksideError` with the nearest name when there is none, and when a field's last name stands for
    several.

    >>> explain("FCR").name, explain("teams.service-desk.wrap_up").name
    ('first_contact_resolution', 'wrap_up')
    >>> explain("sla_met_share[priority=1]").name
    'sla_met_share'
    """
    known = _names()
    wanted = _key(_PART.sub("", name))
    if wanted in known:
        return known[wanted]
    paths = {path: entry for path, entry in _paths() if _matches(path, name.strip())}
    if len(paths) > 1:
        raise DesksideError(f"{name!r} stands for several fields; ask for one of {', '.join(paths)}")
    if paths:
        return next(iter(paths.values()))
    near = get_close_matches(wanted, known, n=1, cutoff=0.6)
    if near:
        raise DesksideError(f"the glossary has no {name!r} (did you mean {known[near[0]].name!r}?)")
    kpis = ", ".join(name for kind, name in entries() if kind == "kpi")
    raise DesksideError(
        f"the glossary has no {name!r}; levers and words are in docs/glossary.md, KPIs are {kpis}"
    )


def field(path: str) -> Field:
    """What the scenario's model says of the field at a path such as ``channels.*.patience``.

    Raises `KeyError` if there is no such field.

    >>> field("channels.*.patience").allowed
    '0.05 to 14,400 minutes'
    """
    model: Any = ScenarioData
    info: FieldInfo | None = None
    for step in path.split("."):
        if step != "*":
            info = model.model_fields[step]
            model = next(_models(info.annotation), None)
    if info is None:
        raise KeyError(path)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    unit = str(extra.get("unit", ""))
    return Field(
        path=path,
        about=re.sub(r"(?<!\.)\.$", "", info.description or ""),
        unit=unit,
        allowed=_allowed(info, unit),
        default=_default(info),
        side=str(extra.get("side", "")),
    )


def _entry(kind: Kind, name: str, data: Mapping[str, Any]) -> Entry:
    return Entry(
        kind=kind,
        name=name,
        title=data["title"],
        about=data["about"],
        parts=MappingProxyType(dict(_parts(data))),
        fields=tuple(field(path) for path in data.get("fields", ())),
        also=tuple(data.get("also", ())),
        unit=data.get("unit", ""),
        better=data.get("better", ""),
    )


def _parts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "unit" in data:
        good = {"less": "; less is better", "more": "; more is better", "neither": ""}[data["better"]]
        yield "Unit", f"{data['unit']}{good}"
    headings = {
        "formula": "Formula",
        "counts": "What counts",
        "hides": "What it hides",
        "effect": "Effect",
        "assumes": "Assumes",
    }
    for key, heading in headings.items():
        if key in data:
            yield heading, data[key]


@cache
def _names() -> Mapping[str, Entry]:
    """Everything an entry answers to. A name goes before a title, a title before another name."""
    known: dict[str, Entry] = {}
    for entry in entries().values():
        known.setdefault(_key(entry.name), entry)
    for entry in entries().values():
        for name in (entry.title, *entry.also):
            known.setdefault(_key(name), entry)
    return MappingProxyType(known)


def _paths() -> Iterator[tuple[str, Entry]]:
    """The paths of fields, and short ones such as ``teams.*.agents``, with the lever that they belong to."""
    for entry in entries().values():
        for path in (*(each.path for each in entry.fields), *(name for name in entry.also if "." in name)):
            yield path, entry


def _key(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def _matches(pattern: str, path: str) -> bool:
    """Whether a path, or the last name of one, is what the pattern stands for."""
    ours, theirs = pattern.split("."), path.split(".")
    if len(theirs) == 1:
        return ours[-1] == theirs[0]
    return len(ours) == len(theirs) and all(a in ("*", b) for a, b in zip(ours, theirs, strict=True))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside ``dict[str, Model]``, ``tuple[Model, ...]`` or ``Model | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _allowed(info: FieldInfo, unit: str) -> str:
    """The range in its unit, or the choices."""
    low, high = (next(_limits(info, name), None) for name in ("ge", "le"))
    if low is not None and high is not None:
        shown = "" if unit in ("count", "share") else unit
        return f"{low:,.10g} to {high:,.10g} {shown}".rstrip()
    if info.annotation is bool:
        return "true or false"
    return " or ".join(_choices(info.annotation))


def _limits(info: Any, name: str) -> Iterator[float]:
    """The bounds a field or what is inside it has, outermost first."""
    for each in info.metadata if isinstance(info, FieldInfo) else get_args(info):
        if hasattr(each, name):
            yield getattr(each, name)
        elif isinstance(each, FieldInfo) or get_args(each):
            yield from _limits(each, name)
    if isinstance(info, FieldInfo):
        yield from _limits(info.annotation, name)


def _choices(annotation: Any) -> list[str]:
    return [repr(choice) for choice in get_args(annotation) if isinstance(choice, str)]


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return ""
    value = info.default
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | dict):
        return str(list(value)) if value else "empty"
    return f"{value:g}" if isinstance(value, int | float) else repr(value)
