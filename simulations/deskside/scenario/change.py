"""Change a scenario by paths such as ``teams.service-desk.agents``; the result is validated like a file.

``*`` stands for every name or row at its place (``services.*.effort.*.cv``); a row of ``needs`` goes by its
source (``needs.staff/password.per_week``), a roster row by its number. ``agents`` of a team scales its
roster.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskside.errors import DesksideError
from deskside.scenario.check import suggestion

__all__ = ["changed", "leaves", "value_at"]

#: Of a team. What a row of its roster may have is in the model.
MOST_AGENTS = 1_000_000


def changed(data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Plain scenario data with the changes made, in their order.

    Raises `DesksideError` for an unknown path.
    """
    for path, value in changes.items():
        steps = path.split(".")
        for holder, last in _holders(data, steps, path):
            if last == "agents" and "roster" in holder:
                holder["roster"] = _scaled(holder["roster"], _whole(value, path), path)
            else:
                _put(holder, last, value, path)
    return data


def value_at(data: dict[str, Any], path: str) -> Any:
    """The value at a path of plain scenario data (the first one where ``*`` stands for several).

    Raises `DesksideError` for an unknown path.
    """
    holder, last = _holders(data, path.split("."), path)[0]
    if last == "agents" and "roster" in holder:
        return sum(row["agents"] for row in holder["roster"])
    if isinstance(holder, list):
        return holder[_place(holder, last, path)]
    if last not in holder:
        raise _no_such(path, last, holder)
    return holder[last]


def leaves(data: Any, prefix: str = "") -> list[str]:
    """The paths of all single values in plain scenario data."""
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, f"{prefix}{key}.")]
    if isinstance(data, list) and data and isinstance(data[0], dict):
        return [
            leaf for i, value in enumerate(data) for leaf in leaves(value, f"{prefix}{_label(value, i)}.")
        ]
    return [prefix[:-1]]


def _holders(data: Any, steps: list[str], path: str) -> list[tuple[Any, str]]:
    """The mappings or lists that hold the last step of the path."""
    holders = [data]
    for step in steps[:-1]:
        holders = [inner for holder in holders for inner in _inside(holder, step, path)]
    last = steps[-1]
    found = []
    for holder in holders:
        if not isinstance(holder, dict | list):
            raise DesksideError(f"{path}: nothing lies below {steps[-2]!r}")
        found += [(holder, key) for key in (_labels(holder) if last == "*" else [last])]
    if not found:
        raise DesksideError(f"{path}: it matches nothing in this scenario")
    return found


def _inside(holder: Any, step: str, path: str) -> list[Any]:
    if isinstance(holder, dict):
        if step == "*":
            return list(holder.values())
        if step in holder and holder[step] is not None:
            return [holder[step]]
    elif isinstance(holder, list):
        if step == "*":
            return list(holder)
        for index, row in enumerate(holder):
            if step in (str(index), _label(row, index)):
                return [row]
    raise _no_such(path, step, holder)


def _no_such(path: str, step: str, holder: Any) -> DesksideError:
    return DesksideError(f"{path}: no {step!r} there{suggestion(step, _labels(holder))}")


def _labels(holder: Any) -> list[str]:
    if isinstance(holder, dict):
        return list(holder)
    return [_label(row, index) for index, row in enumerate(holder)] if isinstance(holder, list) else []


def _label(row: Any, index: int) -> str:
    if isinstance(row, dict) and {"name", "contacts"} <= row.keys():
        return str(row["name"])
    if isinstance(row, dict) and {"group", "service"} <= row.keys():
        return f"{row['group']}/{row['service']}"
    return str(index)


def _place(holder: list[Any], last: str, path: str) -> int:
    if not (last.isascii() and last.isdigit()) or int(last) >= len(holder):
        raise _no_such(path, last, holder)
    return int(last)


def _put(holder: Any, last: str, value: Any, path: str) -> None:
    if isinstance(holder, list):
        holder[_place(holder, last, path)] = value
    else:
        holder[last] = value  # an unknown field is found, with its nearest name, by the validation


def _whole(value: Any, path: str) -> int:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or value % 1 != 0 or value < 1:  # nan and inf leave no remainder of 0
        raise DesksideError(f"{path} = {value!r}: must be a whole number of agents, 1 or more")
    if value > MOST_AGENTS:
        raise DesksideError(f"{path} = {repr(value)[:30]}: must be at most {MOST_AGENTS:,} agents")
    return int(value)


def _scaled(roster: Any, agents: int, path: str) -> list[dict[str, Any]]:
    """The roster with this many heads, shared out as before by largest remainders."""
    heads = _heads(roster, path)
    exact = [agents * head / sum(heads) for head in heads]
    given = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(roster)), key=lambda i: (given[i] - exact[i], i))
    for index in by_remainder[: agents - sum(given)]:
        given[index] += 1
    return [{**row, "agents": head} for row, head in zip(roster, given, strict=True)]


def _heads(roster: Any, path: str) -> list[int]:
    """How many agents each row has; the roster may have been changed to anything just before."""
    rows = roster if isinstance(roster, list) else []
    heads = [row.get("agents", 0) if isinstance(row, dict) else 0 for row in rows]
    if not all(isinstance(head, int) and head >= 0 for head in heads) or not sum(heads):
        raise DesksideError(f"{path}: the team's roster has no agents that could be scaled")
    return heads
