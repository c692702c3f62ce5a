"""Take a desk out of a panel: as Python that gives the same desk, and as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deskside.errors import DesksideError
from deskside.scenario import Scenario, load, shipped

if TYPE_CHECKING:
    from deskside.panels.results import Results

__all__ = ["code_for", "save_policy"]

_MOST_NAMES = 1000


def code_for(
    scenario: Scenario,
    changes: Mapping[str, Any],
    results: Results,
    against: Scenario | None = None,
) -> str:
    """Python that compares a desk with the same desk after the changes (or another desk, ``against``).

    A desk that ships with Deskside is loaded by its name; any other is written out. Where something depends
    on the desk, what that costs comes after the desk's own figures; KPIs of parts of the tickets come last.
    """
    first, runs = against or scenario, f"replications={results.replications}, seed={results.seed}"
    lines, one = [f"desk = {_desk(first)}"], not changes and against is None
    if not one:
        start = "desk" if against is None else _desk(scenario)
        change = f".with_({_dict(changes)})" if changes else ""
        lines.append(f"mine = {start}{change}")
    lines.append(f"ds.replicate(desk, {runs})" if one else f"ds.compare(desk, mine, {runs})")
    needed = ["import tomllib", ""] if any("tomllib" in line for line in lines) else []
    needed.append("import deskside as ds")
    if results.consequences is not None:
        needed.append("from deskside.downstream import Consequences, price, price_change")
        lines[-1] = f"print({lines[-1]})"
        depends = results.consequences.model_dump(mode="json", exclude_defaults=True)
        lines.append(f"depends = Consequences.parse({depends!r})")
        price = "price(desk" if one else "price_change((desk, mine)"
        lines.append(f"{price}, depends, {runs})")
    if results.parts:
        needed.append("from deskside import panels")
        lines[-1] = lines[-1] if lines[-1].startswith("print(") else f"print({lines[-1]})"
        lines += _parts(results, one)
    return "\n".join([*needed, "", *lines, ""])


def _parts(results: Results, one: bool) -> list[str]:
    """Lines for the KPIs of parts of the tickets, of one desk or of two."""
    measured = f"panels.measure({{}}, {results.replications}, {results.seed}, parts=parts)"
    if one:
        kpis = "now.kpi(name)"
        runs = [f"now = {measured.format('desk')}"]
    else:
        kpis = "now.change(name, before)"
        runs = [f"before, now = ({measured.format('one')} for one in (desk, mine))"]
    return [f"parts = {list(results.parts)!r}", *runs, f"{{name: {kpis} for name in parts}}"]


def _desk(scenario: Scenario) -> str:
    if scenario.name in shipped():
        base = load(scenario.name)
        if base.digest == scenario.digest:
            return f"ds.load({scenario.name!r})"
        changes = _difference(base, scenario)
        if changes is not None:
            return f"ds.load({scenario.name!r}).with_({_dict(changes)})"
    text = scenario.to_toml().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'ds.Scenario.parse(tomllib.loads("""\n{text}"""))'


def _difference(base: Scenario, scenario: Scenario) -> dict[str, Any] | None:
    """The changes that lead from one desk to another; None where no few single values do."""
    changes = {}
    for path in scenario.paths():
        try:
            if base.value(path) == scenario.value(path):
                continue
        except DesksideError:
            return None
        changes[path] = scenario.value(path)
    if len(changes) > 20:
        return None
    try:
        return changes if base.with_(changes).digest == scenario.digest else None
    except DesksideError:
        return None


def _dict(changes: Mapping[str, Any]) -> str:
    if len(changes) == 1:
        return repr(dict(changes))
    rows = "".join(f"    {path!r}: {value!r},\n" for path, value in changes.items())
    return f"{{\n{rows}}}"


def save_policy(scenario: Scenario, folder: str | Path = ".", name: str = "") -> Path:
    """Write a desk as TOML into a folder and give back the path; `deskside.load` reads it again.

    The file's name is made of the desk's (or ``name``), with nothing in it that a system could take amiss,
    and a number where there is such a file already: nothing is written over. Raises `DesksideError` where
    the folder cannot be written.
    """
    stem = re.sub(r"[^a-z0-9]+", "-", (name or scenario.name).lower()).strip("-")[:60] or "desk"
    text = scenario.to_toml()
    for number in range(1, _MOST_NAMES):
        path = Path(folder) / f"{stem}-policy{'' if number == 1 else f'-{number}'}.toml"
        try:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            continue
        except OSError as problem:
            raise DesksideError(
                f"{path}: cannot be written ({problem.strerror}); start the lab in a folder of your own"
            ) from problem
        return path.resolve()
    raise DesksideError(f"{folder}: holds {_MOST_NAMES} policies of this name; clear some out")
