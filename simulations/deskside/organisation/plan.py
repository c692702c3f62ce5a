"""A plan: dated and costed measures for an organisation, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

import tomli_w
from pydantic import ValidationError

from deskside.errors import DesksideError
from deskside.organisation.behaviour import Behaviour
from deskside.organisation.measures import (
    Change,
    Departure,
    Explaining,
    Hiring,
    Ideas,
    Measure,
    Mentoring,
    People,
    Training,
    Writing,
)
from deskside.scenario import Scenario
from deskside.scenario.check import field_problems, suggestion
from deskside.scenario.fields import Name, Part, count, switch
from deskside.toml import parsed

__all__ = ["Plan"]

Kind = TypeVar("Kind", bound=Part)


class Plan(Part):
    """What is done in an organisation, week by week, and how the organisation behaves. Frozen.

    >>> plan = Plan.parse({"name": "articles", "measures": [{"kind": "writing", "team": "desk"}]})
    >>> plan.measures[0].hours_a_day, Plan.from_toml(plan.to_toml()) == plan
    (1.0, True)
    """

    name: Name = switch("Short name.")
    title: str = switch("Name for people.", default="")
    about: str = switch("What it is for.", default="")
    weeks: int = count("How many weeks are simulated.", low=1, high=520, default=52)
    behaviour: Behaviour = switch("How the organisation behaves.", default=Behaviour())
    measures: tuple[Measure, ...] = switch("What is done, in any order.", default=())

    @classmethod
    def parse(cls, data: dict[str, Any], where: str = "plan") -> Self:
        """A plan from plain data. Raises `DesksideError`, which lists every problem at once."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise DesksideError(f"{where}: " + "; ".join(field_problems(error))) from error

    @classmethod
    def from_toml(cls, text: str, where: str = "plan") -> Self:
        """A plan from TOML. Raises `DesksideError`."""
        try:
            return cls.parse(parsed(text), where)
        except tomllib.TOMLDecodeError as problem:
            raise DesksideError(f"{where}: not valid TOML: {problem}") from problem

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """A plan from a TOML file. Raises `DesksideError` where that is not possible."""
        try:
            return cls.from_toml(Path(path).read_text(encoding="utf-8"), str(path))
        except OSError as problem:
            raise DesksideError(f"{path}: cannot be read ({problem.strerror})") from problem
        except UnicodeDecodeError as problem:
            raise DesksideError(
                f"{path}: not a text file in UTF-8; save it as UTF-8 and try again"
            ) from problem

    def to_toml(self) -> str:
        """As TOML; reading it gives back an equal plan."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))

    def with_(self, *measures: Part, **fields: Any) -> Self:
        """The same plan with further measures and other fields, validated anew."""
        data = self.model_dump(mode="json", exclude_none=True)
        data["measures"] += [each.model_dump(mode="json", exclude_none=True) for each in measures]
        for name, value in fields.items():
            data[name] = value.model_dump(mode="json") if isinstance(value, Part) else value
        return self.parse(data, self.name)

    def running(self, kind: type[Kind], week: int, team: str | None = None) -> Iterator[Kind]:
        """The measures of a kind that run in a week, of one team or of all."""
        for measure in self.measures:
            if (
                isinstance(measure, kind)
                and measure.runs(week)
                and team in (None, getattr(measure, "team", None))
            ):
                yield measure

    @property
    def moves_people(self) -> bool:
        """Whether anybody may come, go, learn, or be away from the queue."""
        kinds = (Writing, Ideas, Training, Mentoring, People, Hiring, Departure)
        b = self.behaviour
        return (
            any(isinstance(measure, kinds) for measure in self.measures)
            or b.leaves_a_year > 0.0
            or (b.strain > 0.0 and b.morale_speed > 0.0)
            or b.load_speed != 0.0
        )

    @property
    def watches(self) -> bool:
        """Whether what happens in a week moves the organisation."""
        b = self.behaviour
        minds = (
            b.strain or b.load_leaves or b.load_speed or b.load_reopens or b.trust_tries or b.trust_candour
        )
        return bool(minds) or any(isinstance(measure, Explaining) for measure in self.measures)

    def check(self, scenario: Scenario) -> None:
        """Whether the plan fits a desk. Raises `DesksideError` with every problem."""
        problems = list(self._problems(scenario))
        if problems:
            raise DesksideError(f"{self.name}: " + "; ".join(problems))
        settings: dict[str, Any] = {}
        for measure in self.measures:
            if isinstance(measure, Change):
                settings |= measure.plain()
        scenario.with_(settings)

    def _problems(self, scenario: Scenario) -> Iterator[str]:
        for number, measure in enumerate(self.measures):
            where = f"measures.{number} ({measure.kind})"
            team = getattr(measure, "team", None)
            if team is not None and team not in scenario.teams:
                yield f"{where}: no team {team!r}{suggestion(team, scenario.teams)}"
            elif isinstance(measure, Hiring) and measure.row >= len(scenario.teams[measure.team].roster):
                yield f"{where}: team {team!r} has no roster row {measure.row}"
            for service in getattr(measure, "services", ()):
                if service not in scenario.services:
                    yield f"{where}: no service {service!r}{suggestion(service, scenario.services)}"
