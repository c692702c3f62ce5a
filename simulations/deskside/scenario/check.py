"""Every problem of a scenario at once, one line each: field, value, what is allowed, nearest known name."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from deskside.errors import DesksideError
from deskside.scenario.model import ScenarioData

__all__ = ["ScenarioError", "field_problems", "reference_problems"]


class ScenarioError(DesksideError):
    """A scenario that cannot be run, with all its problems in `problems`."""

    def __init__(self, where: str, problems: list[str]) -> None:
        self.where, self.problems = where, tuple(problems)
        many = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        super().__init__("\n".join([f"{where}: {many} in the scenario", *(f"  {line}" for line in problems)]))

    def __reduce__(self) -> tuple[Any, ...]:
        return ScenarioError, (self.where, list(self.problems))


def suggestion(name: str, known: typing.Iterable[str]) -> str:
    """`` (did you mean ...?)``, or the known names when none is near.

    >>> suggestion("phne", ["phone", "email"])
    " (did you mean 'phone'?)"
    """
    known = sorted(known)
    near = get_close_matches(str(name), known, n=1, cutoff=0.6)
    if near:
        return f" (did you mean {near[0]!r}?)"
    return f" (known: {', '.join(known)})" if known else ""


def field_problems(error: ValidationError, model: type[BaseModel] = ScenarioData) -> list[str]:
    """What pydantic found in data for a model, in words for people."""
    return [_field_problem(detail, model) for detail in error.errors(include_url=False)]


def _field_problem(detail: ErrorDetails, model: type[BaseModel]) -> str:
    path = ".".join(str(step) for step in detail["loc"])
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_fields(model, detail["loc"])
        return f"{path}: unknown field{suggestion(str(detail['loc'][-1]), known)}"
    if kind == "missing":
        return f"{path}: missing; it must be given"
    if kind == "value_error":
        text = str(context.get("error", detail["msg"]))
        return f"{path}: {text}" if path else text
    limits = _allowed(model, detail["loc"])
    if kind == "finite_number" or kind in {"greater_than_equal", "less_than_equal"}:
        return f"{path} = {_show(value)}: {limits or detail['msg'].lower()}"
    if kind == "literal_error":
        return f"{path} = {_show(value)}: must be {context.get('expected', limits)}"
    return f"{path} = {_show(value)}: {_plain(detail['msg'])}{f'; {limits}' if limits else ''}"


def _plain(message: str) -> str:
    for theirs, ours in (
        ("Input should be", "must be"),
        ("Field required", "missing"),
        ("a valid tuple", "a list, such as [15, 60]"),
    ):
        message = message.replace(theirs, ours)
    return message


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _allowed(model: type[BaseModel], path: tuple[Any, ...]) -> str:
    """The allowed range of the field at ``path``, in its unit."""
    field = _field_at(model, path)
    if field is None:
        return ""
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    if low is None or high is None:
        return ""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    unit = str(extra.get("unit") or "").replace("count", "").replace("share", "")
    hint = "; is the unit right?" if unit == "minutes" else ""
    return f"must be {_number(low)} to {_number(high)} {unit}".rstrip() + hint


def _number(value: float) -> str:
    """A limit as people write it: 10,000,000, not 1e+07."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def _field_at(model: Any, path: tuple[Any, ...]) -> Any:
    """The pydantic field at a path in a model, or None."""
    found = None
    for step in path:
        if isinstance(model, _Indexed):
            model, found = model.model, None
        elif isinstance(model, type) and issubclass(model, BaseModel):
            found = _fields(model).get(str(step))
            model = _inner(found.annotation) if found is not None else None
        else:
            found = None
    return found


def _inner(annotation: Any) -> Any:
    """The model inside ``dict[str, Model]``, ``tuple[Model, ...]`` or ``Model | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (dict, tuple, list, typing.Union, types.UnionType, typing.Annotated):
        for argument in typing.get_args(annotation):
            model = _inner(argument)
            if model is not None:
                return _Indexed(model)
    return None


class _Indexed:
    """A step of a path that names an item (a key or a number) before the item's own fields."""

    def __init__(self, model: Any) -> None:
        self.model = model


def _known_fields(model: Any, path: tuple[Any, ...]) -> list[str]:
    """Names that would have been allowed where the last step of the path stands."""
    for step in path[:-1]:
        if isinstance(model, _Indexed):
            model = model.model
        elif isinstance(model, type) and issubclass(model, BaseModel) and str(step) in _fields(model):
            model = _inner(_fields(model)[str(step)].annotation)
        else:
            return []
    return list(_fields(model)) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model by the names they have in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def reference_problems(data: Mapping[str, Any]) -> list[str]:
    """Names that point nowhere, and desks that could never work; reads plain data, however broken."""
    return [
        *_needs(data),
        *_dates(data),
        *_groups(data),
        *_services(data),
        *_children(data),
        *_rosters(data),
    ]


def _table(data: Any, key: str) -> Mapping[str, Any]:
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _rows(data: Any, key: str) -> list[Mapping[str, Any]]:
    value = data.get(key) if isinstance(data, Mapping) else None
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _unknown(path: str, what: str, name: Any, known: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(name, str) and name not in known:
        yield f"{path} = {name!r}: no such {what}{suggestion(name, known)}"


def _needs(data: Mapping[str, Any]) -> Iterator[str]:
    seen: list[Any] = []
    for index, row in enumerate(_rows(data, "needs")):
        path = f"needs.{index}"
        for field, table in (("service", "services"), ("group", "groups"), ("profile", "profiles")):
            yield from _unknown(f"{path}.{field}", field, row.get(field), _table(data, table))
        pair = (row.get("group"), row.get("service"))
        if pair in seen:
            yield f"{path}: a second source for group {pair[0]!r} and service {pair[1]!r}; join the two"
        seen.append(pair)


def _dates(data: Mapping[str, Any]) -> Iterator[str]:
    """Peaks and major incidents."""
    services, groups = _table(data, "services"), _table(data, "groups")
    for index, row in enumerate(_rows(data, "peaks")):
        named = row.get("needs")
        for name in named if isinstance(named, list | tuple) else ():
            yield from _unknown(f"peaks.{index}.needs", "service", name, services)
    seen: list[Any] = []  # not a set: what is wrongly a list or a table has no hash
    for index, row in enumerate(_rows(data, "incidents")):
        path, name = f"incidents.{index}", row.get("name")
        yield from _unknown(f"{path}.service", "service", row.get("service"), services)
        yield from _unknown(f"{path}.group", "group", row.get("group"), groups)
        if name in seen:
            yield f"{path}.name = {name!r}: a second incident of this name; give it another"
        seen.append(name)


def _groups(data: Mapping[str, Any]) -> Iterator[str]:
    for name, group in _table(data, "groups").items():
        for channel in _table(group, "channels"):
            yield from _unknown(f"groups.{name}.channels", "channel", channel, _table(data, "channels"))


def _services(data: Mapping[str, Any]) -> Iterator[str]:
    teams, channels = _table(data, "teams"), _table(data, "channels")
    for name, service in _table(data, "services").items():
        if not isinstance(service, Mapping):
            continue
        path, first = f"services.{name}", service.get("team")
        effort, escalate = _table(service, "effort"), _table(service, "escalate")
        yield from _unknown(f"{path}.team", "team", first, teams)
        for team, spec in effort.items():
            yield from _unknown(f"{path}.effort", "team", team, teams)
            for channel in _table(spec, "by_channel"):
                yield from _unknown(f"{path}.effort.{team}.by_channel", "channel", channel, channels)
        for team, rule in escalate.items():
            yield from _unknown(f"{path}.escalate", "team", team, teams)
            yield from _unknown(f"{path}.escalate.{team}.to", "team", _to(rule), teams)
        yield from _route(path, first, effort, escalate)


def _children(data: Mapping[str, Any]) -> Iterator[str]:
    """Other teams' parts: the team is there, and somebody in it has the skill."""
    teams = _table(data, "teams")
    for name, service in _table(data, "services").items():
        for index, row in enumerate(_rows(service, "children")):
            path, team = f"services.{name}.children.{index}", row.get("team")
            yield from _unknown(f"{path}.team", "team", team, teams)
            owing = _table(teams, str(team))
            rows = _rows(owing, "roster")
            if rows and not any(_can(owing, each, name) for each in rows):
                yield f"{path}.team = {team!r}: nobody there on duty has the skill {name!r}"


def _to(rule: Any) -> Any:
    return rule.get("to") if isinstance(rule, Mapping) else None


def _route(path: str, first: Any, effort: Mapping[str, Any], escalate: Mapping[str, Any]) -> Iterator[str]:
    """Follow the hand-offs from the first team: every stop needs an effort, and none comes twice."""
    route: list[Any] = []
    team = first
    while isinstance(team, str):
        if team in route:
            yield f"{path}.escalate: goes in a circle: {' -> '.join([*route, team])}"
            return
        route.append(team)
        if team not in effort:
            yield f"{path}.effort: no effort for team {team!r}, which gets its tickets"
        team = _to(escalate.get(team))
    for left in escalate:
        if left not in route:
            yield f"{path}.escalate.{left}: no ticket of this service ever gets to team {left!r}"


def _rosters(data: Mapping[str, Any]) -> Iterator[str]:
    services, teams = _table(data, "services"), _table(data, "teams")
    for name, team in teams.items():
        rows = _rows(team, "roster")
        for index, row in enumerate(rows):
            skills = row.get("skills")
            for skill in skills if isinstance(skills, list | tuple) else ():
                yield from _unknown(f"teams.{name}.roster.{index}.skills", "service", skill, services)
        if not rows:
            continue
        for service, spec in services.items():
            if name in _table(spec, "effort") and not any(_can(team, row, service) for row in rows):
                yield f"teams.{name}.roster: nobody on duty has the skill {service!r}, which the team gets"


def _can(team: Mapping[str, Any], row: Mapping[str, Any], service: str) -> bool:
    skills = None if team.get("pooled") is True else row.get("skills")
    on_duty = bool(row.get("agents")) and row.get("shift", True) not in ([], ())
    return on_duty and (skills is None or service in skills)
