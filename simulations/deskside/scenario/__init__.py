"""Scenarios: desks as plain, frozen, validated data, from TOML files or from one another."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import tomli_w
from pydantic import ValidationError

from deskside.errors import DesksideError
from deskside.scenario.change import changed, leaves, value_at
from deskside.scenario.check import ScenarioError, field_problems, reference_problems, suggestion
from deskside.scenario.model import ScenarioData
from deskside.scenario.named import NamedPolicy, policies
from deskside.toml import parsed

__all__ = ["NamedPolicy", "Scenario", "ScenarioError", "json_schema", "load", "policies", "shipped"]


class Scenario(ScenarioData):
    """A desk: who needs what, how they reach it, who answers and by which rules. Frozen.

    >>> desk = load("one-queue")
    >>> desk.with_({"teams.desk.agents": 12}).teams["desk"].agents
    12
    """

    @classmethod
    def parse(cls, data: Mapping[str, Any], where: str = "scenario") -> Self:
        """A scenario from plain data. Raises `ScenarioError`, which lists every problem at once."""
        problems = reference_problems(data)
        try:
            scenario = cls.model_validate(dict(data))
        except ValidationError as error:
            problems = field_problems(error) + problems
        if problems:
            raise ScenarioError(where, list(dict.fromkeys(problems)))
        return scenario

    def plain(self) -> dict[str, Any]:
        """The scenario as plain, changeable data, without what is not set."""
        data: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        return data

    def with_(self, changes: Mapping[str, Any]) -> Self:
        """A new, validated scenario with the changes; keys are paths such as ``teams.desk.agents``.

        Raises `DesksideError` for an unknown path and `ScenarioError` for a value that is not allowed.
        """
        return type(self).parse(changed(self.plain(), changes), f"{self.name} with {_listed(changes)}")

    def value(self, path: str) -> Any:
        """The value at a path such as ``teams.desk.agents``."""
        return value_at(self.plain(), path)

    def paths(self) -> list[str]:
        """The paths of all single values, for messages and completion."""
        return leaves(self.plain())

    def to_toml(self) -> str:
        """The scenario as TOML; reading it gives back an equal scenario."""
        return tomli_w.dumps(self.plain())

    def save(self, path: str | Path) -> None:
        """Write the TOML. Raises `DesksideError` where that is not possible."""
        try:
            Path(path).write_text(self.to_toml(), encoding="utf-8")
        except OSError as problem:
            raise DesksideError(
                f"{path}: cannot be written ({problem.strerror}); choose another place"
            ) from problem


def _listed(changes: Mapping[str, Any]) -> str:
    return ", ".join(f"{path}={value!r}" for path, value in changes.items())


def shipped() -> list[str]:
    """Names of the scenarios that come with Deskside.

    >>> "one-queue" in shipped()
    True
    """
    folder = files("deskside") / "scenarios"
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def load(name_or_path: str | Path) -> Scenario:
    """A shipped scenario by name, or one from a TOML file.

    Raises `DesksideError` when there is no such file or it cannot be read, `ScenarioError` with every problem
    of the file at once.
    """
    text, where = _read(str(name_or_path))
    try:
        data = parsed(text)
    except tomllib.TOMLDecodeError as problem:
        raise DesksideError(f"{where}: not valid TOML: {problem}") from problem
    return Scenario.parse(data, where)


def _read(name: str) -> tuple[str, str]:
    if name in shipped():
        return (files("deskside") / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"), name
    path = Path(name)
    if not name.strip():
        raise DesksideError("no scenario is named; deskside scenarios lists them")
    if path.suffix != ".toml" and not _is_there(path):
        raise DesksideError(f"no scenario {name!r}{suggestion(name, shipped())}, and no such file")
    try:
        return path.read_text(encoding="utf-8"), str(path)
    except FileNotFoundError as problem:
        raise DesksideError(f"{path}: no such file{suggestion(path.stem, shipped())}") from problem
    except UnicodeDecodeError as problem:
        raise DesksideError(f"{path}: not a text file in UTF-8; save it as UTF-8 and try again") from problem
    except OSError as problem:
        raise DesksideError(f"{path}: cannot be read ({problem.strerror})") from problem


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than a file name can be
        return False


def json_schema() -> str:
    """The JSON Schema of a scenario file, for editors that complete and check TOML."""
    return json.dumps(Scenario.model_json_schema(), indent=2, sort_keys=True) + "\n"
