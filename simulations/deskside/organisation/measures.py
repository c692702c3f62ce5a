"""Measures: what one can do about an organisation, with its date and its price."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainSerializer, model_validator

from deskside.scenario.fields import FrozenDict, Name, Part, amount, count, minutes, share, switch

__all__ = [
    "Change",
    "Departure",
    "Explaining",
    "Hiring",
    "Ideas",
    "Leading",
    "Measure",
    "Mentoring",
    "People",
    "Training",
    "Writing",
]


def _frozen(value: Any) -> Any:
    """Lists as tuples, to the last leaf, so that a plan cannot change."""
    if isinstance(value, dict):
        return FrozenDict({key: _frozen(each) for key, each in value.items()})
    return tuple(_frozen(each) for each in value) if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


Settings = Annotated[
    dict[str, Any], AfterValidator(_frozen), PlainSerializer(_plain, return_type=dict[str, Any])
]


class _Dated(Part):
    from_week: int = count("First week it runs, 0 for the first.", low=0, high=520, default=0)
    to_week: int | None = count(
        "First week it does not run any more; absent means to the end.", low=1, high=521, default=None
    )

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> _Dated:
        if self.to_week is not None and self.to_week <= self.from_week:
            raise ValueError(f"to_week {self.to_week}: must come after from_week {self.from_week}")
        return self

    def runs(self, week: int) -> bool:
        """Whether it runs in a week."""
        return self.from_week <= week and (self.to_week is None or week < self.to_week)


def _hours(about: str, default: Any = ...) -> Any:
    return amount(about, unit="hours", low=0.01, high=10_000.0, default=default)


class Writing(_Dated):
    """Agents write articles: an hour a day costs the queue an hour a day, and coverage comes later."""

    kind: Literal["writing"] = "writing"
    team: Name = switch("Whose time it takes.")
    hours_a_day: float = _hours("Hours a working day, shared by as few people as possible.", 1.0)
    services: tuple[Name, ...] = switch("What about; empty means all services.", default=())


class Explaining(_Dated):
    """After fixing, agents explain how it happened and what to do next time."""

    kind: Literal["explaining"] = "explaining"
    team: Name = switch("Whose time it takes.")
    share: float = share("Share of visits that end with an explanation.", default=1.0)
    minutes: float = minutes("What an explanation takes.", low=0.05, high=120.0, default=2.0)


class Ideas(_Dated):
    """An idea exchange: time and money for finding recurring causes and removing them."""

    kind: Literal["ideas"] = "ideas"
    team: Name = switch("Whose time it takes.")
    hours_a_week: float = _hours("Hours a week, shared by the team.", 4.0)
    money_a_week: float = amount("Outlay.", unit="currency", low=0.0, high=1e7, default=0.0)


class Training(_Dated):
    """Training makes people faster, later; while it lasts they are away."""

    kind: Literal["training"] = "training"
    team: Name = switch("Who is trained.")
    hours_a_week: float = _hours("Hours a week for each head.", 2.0)
    fee: float = amount(
        "What an hour of a head costs besides.", unit="currency", low=0.0, high=1e5, default=30.0
    )


class Mentoring(_Dated):
    """Experienced people take time for each newcomer, who catches up sooner."""

    kind: Literal["mentoring"] = "mentoring"
    team: Name = switch("Whose newcomers, and whose time.")
    hours_a_week: float = _hours("Hours a week of mentors for each newcomer.", 5.0)


class People(_Dated):
    """What is done for people: recognition, birthdays, pay, events that show what work is good for.

    Its effect on morale is zero unless set. Evidence that contact with those who benefit can lift persistence
    much, in one firm of fundraisers (Grant et al. 2007); how it carries over to a desk is an assumption.
    """

    kind: Literal["people"] = "people"
    name: Name = switch("What it is, such as birthdays.")
    team: Name = switch("For whom.")
    money_a_week: float = amount("Outlay.", unit="currency", low=0.0, high=1e7, default=0.0)
    hours_a_week: float = amount("Hours a week of each head.", unit="hours", low=0.0, high=20.0, default=0.0)
    morale: float = amount(
        "Morale it adds in a week (0 to 1 is the whole scale). Assumption; try 0 to 0.05.",
        unit="",
        low=-1.0,
        high=1.0,
        default=0.0,
    )

    @model_validator(mode="after")
    def _costs(self) -> People:
        if self.money_a_week + self.hours_a_week <= 0.0:
            raise ValueError("a measure costs something: give money_a_week or hours_a_week")
        return self


class Leading(_Dated):
    """Leaders first: they give their own time, and measures for people then work better."""

    kind: Literal["leading"] = "leading"
    hours_a_week: float = _hours("Hours a week of leaders.", 4.0)
    hourly_cost: float = amount("What their hour costs.", unit="per hour", low=0.01, high=1e5, default=90.0)


class Hiring(Part):
    """More heads, for good: looked for from ``from_week`` on, there ``hire_weeks`` later."""

    kind: Literal["hiring"] = "hiring"
    from_week: int = count("The week in which the search begins.", low=0, high=520, default=0)
    team: Name = switch("Where.")
    agents: int = count("How many.", low=1, high=1000, default=1)
    row: int = count("Whose shift they work: the number of a roster row.", low=0, high=1000, default=0)

    def runs(self, week: int) -> bool:
        """Whether the search begins in a week."""
        return self.from_week == week


class Departure(Part):
    """A shock: so many people of a team leave at the end of a week, whoever it is."""

    kind: Literal["departure"] = "departure"
    week: int = count("At the end of which week.", low=0, high=520)
    team: Name = switch("Where.")
    agents: int = count("How many.", low=1, high=1000, default=1)

    def runs(self, week: int) -> bool:
        """Whether it happens in a week."""
        return self.week == week


class Change(_Dated):
    """Other settings of the desk from a date on, such as ``{"policy.acknowledge": "auto"}``."""

    kind: Literal["change"] = "change"
    settings: Settings = switch("Paths and values, as for a scenario's `with_`.")
    cost_once: float = amount("What bringing it in costs.", unit="currency", low=0.0, high=1e9, default=0.0)
    cost_a_week: float = amount("What it costs to run.", unit="currency", low=0.0, high=1e7, default=0.0)

    @model_validator(mode="after")
    def _costs(self) -> Change:
        if self.cost_once + self.cost_a_week <= 0.0:
            raise ValueError("a measure costs something: give cost_once or cost_a_week")
        taken = [path for path in self.settings if path.startswith("teams.") and _is_roster(path)]
        if taken:
            raise ValueError(
                f"{', '.join(taken)}: people come and go by hiring and departure, not by a change"
            )
        return self

    def plain(self) -> dict[str, Any]:
        """The settings as plain data."""
        return {path: _plain(value) for path, value in self.settings.items()}


def _is_roster(path: str) -> bool:
    steps = path.split(".")
    return len(steps) > 2 and steps[2] in {"roster", "agents"}


Measure = Annotated[
    Writing | Explaining | Ideas | Training | Mentoring | People | Leading | Hiring | Departure | Change,
    Field(discriminator="kind"),
]
