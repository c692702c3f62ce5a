"""A desk as data: who needs what, how they reach the desk, who answers, and by which rules.

Every field has a side. *demand* is what `deskside.demand` reads when it draws the needs: it happens to the
desk. *policy* is everything else: what the desk makes of the needs. Changing a policy field re-uses the drawn
needs.
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from deskside.calendar import DAY, Hours
from deskside.distributions import Shape
from deskside.errors import DesksideError
from deskside.scenario.fields import Name, Names, Part, amount, count, minutes, share, switch

__all__ = [
    "Calendar",
    "Channel",
    "Effort",
    "Escalation",
    "Group",
    "Horizon",
    "Needs",
    "Reopening",
    "RosterRow",
    "ScenarioData",
    "Service",
    "Targets",
    "Team",
]

ShareOfOne = Annotated[float, Field(ge=0.0, le=1.0)]
Weight = Annotated[float, Field(ge=0.0, le=1e9)]
HeadStart = Annotated[float, Field(ge=0.0, le=100_800.0)]
Target = Annotated[float, Field(ge=1.0, le=525_600.0)]
EffortMean = Annotated[float, Field(ge=0.05, le=14_400.0)]

Discipline = Literal[
    "first-come",
    "last-come",
    "random",
    "priority",
    "ageing",
    "earliest-due",
    "shortest-expected",
    "cherry-picking",
]


def _hours(texts: tuple[str, ...]) -> tuple[str, ...]:
    try:
        Hours.parse(texts)
    except DesksideError as problem:
        raise ValueError(str(problem)) from problem
    return texts


def _sum_to_one(shares: list[float]) -> None:
    if abs(sum(shares) - 1.0) > 1e-6:
        raise ValueError(f"shares must sum to 1, these sum to {sum(shares):.6g}")


class Horizon(Part):
    """How long the desk is watched."""

    days: int = count("Days in which needs arise.", low=1, high=7300, side="demand")
    warm_up_days: int = count(
        "Days at the start that results leave out, while the desk fills up.", low=0, high=3650, default=0
    )
    at_end: Literal["drain", "stop"] = switch(
        "After the last day: work on until every ticket is closed, or stop the clock.", default="drain"
    )
    clock: Literal["continuous", "whole-minute"] = switch(
        "Whether times are exact or whole minutes, as in most ticket exports.",
        default="continuous",
        side="demand",
    )


class Calendar(Part):
    """Business hours: the time in which targets count and the desk can be reached."""

    open: tuple[str, ...] = switch("Business hours, such as ['Mon-Fri 08:00-18:00'].")

    @field_validator("open")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if not texts:
            raise ValueError("the desk is never open; give at least one span of hours")
        return _hours(texts)

    @property
    def hours(self) -> Hours:
        """The texts, read."""
        return Hours.parse(self.open)


class Needs(Part):
    """One source of needs: a group of requesters and the service they turn out to need."""

    service: Name = switch("Name of the service.", side="demand")
    group: Name = switch("Name of the group of requesters.", side="demand")
    per_week: float = amount(
        "Needs that arise in an average week.", unit="needs a week", low=0.0, high=1e7, side="demand"
    )
    profile: Name = switch("Name of the profile: when in the week they arise.", side="demand")
    busy_day_cv: float = amount(
        "How much whole days differ: coefficient of variation of a day's factor (gamma, mean 1).",
        unit="",
        low=0.0,
        high=3.0,
        default=0.0,
        side="demand",
    )

    @property
    def source(self) -> str:
        """The name of the source: ``group/service``."""
        return f"{self.group}/{self.service}"


class Group(Part):
    """People who depend on the desk."""

    people: int = count("How many they are.", low=1, high=10_000_000, default=100)
    channels: Names[ShareOfOne] = switch("Which channel they turn to first: a share for each, summing to 1.")
    captive: bool = switch(
        "True: they have no other desk, so they try again or work around. False: they leave for good.",
        default=True,
    )
    retry_share: float = share(
        "Of captive people who give up on a live channel, the share that tries again.", default=0.7
    )
    retry_after: float = minutes("Mean time until they try again.", low=0.05, high=14_400.0, default=30.0)
    work_around: float = minutes(
        "Working time lost by one who works around the problem.", low=0.0, high=14_400.0, default=60.0
    )

    @field_validator("channels")
    @classmethod
    def _whole(cls, channels: dict[str, float]) -> dict[str, float]:
        _sum_to_one(list(channels.values()))
        return channels


class Channel(Part):
    """A way to reach the desk."""

    live: bool = switch(
        "True: the requester waits on the line or in the room. False: it is left and read later."
    )
    patience: float | None = minutes(
        "Mean time one waits on a live channel before giving up; absent means without end.",
        low=0.05,
        high=14_400.0,
        default=None,
    )
    unstaffed: Literal["wait", "refuse"] = switch(
        "A live contact when nobody is on duty: waits as long as patience lasts, or is refused at once.",
        default="wait",
    )


class Effort(Part):
    """Working time a ticket takes from one visit to a team."""

    mean: float = minutes("Mean working time of one visit.", low=0.05, high=14_400.0)
    cv: float = amount(
        "Coefficient of variation: standard deviation divided by mean.",
        unit="",
        low=0.0,
        high=10.0,
        default=1.0,
    )
    kind: Shape = switch("Shape of the distribution.", default="lognormal")
    by_channel: Names[EffortMean] = switch(
        "Means that differ by the channel the ticket came in on; other channels take `mean`.", default={}
    )


class Escalation(Part):
    """What a team hands on."""

    to: Name = switch("The team that gets it.")
    share: float = share("Share of visits that end in a hand-off.")


class Reopening(Part):
    """Tickets that come back after they were resolved."""

    share: float = share("Share of resolutions that do not hold.", default=0.0)
    at_most: int = count("How often one ticket can come back.", low=0, high=20, default=3)
    after: float = minutes("Mean time until it comes back.", low=0.05, high=525_600.0, default=1440.0)


class Service(Part):
    """Something people ask the desk for."""

    team: Name = switch("The team its tickets go to first.")
    priorities: tuple[ShareOfOne, ...] = switch(
        "Share of tickets with priority 1 (most urgent), 2, 3 ...", default=(1.0,)
    )
    effort: Names[Effort] = switch("Working time, for each team that may get it.")
    escalate: Names[Escalation] = switch("Hand-offs, for each team that hands on.", default={})
    reopen: Reopening = switch("Tickets that come back.", default=Reopening())

    @field_validator("priorities")
    @classmethod
    def _whole(cls, shares: tuple[float, ...]) -> tuple[float, ...]:
        if not 1 <= len(shares) <= 9:
            raise ValueError("give 1 to 9 shares, one for each priority")
        _sum_to_one(list(shares))
        return shares


class RosterRow(Part):
    """Agents who work the same shift."""

    agents: int = count("How many.", low=0, high=100_000)
    shift: tuple[str, ...] = switch("When they are on duty.", default=("Mon-Sun 00:00-24:00",))
    speed: float = amount(
        "How fast they work: 1 is the pace the efforts are given for, 1.2 is a fifth faster.",
        unit="",
        low=0.1,
        high=10.0,
        default=1.0,
    )
    skills: tuple[Name, ...] | None = switch(
        "Services they can serve; absent means every service of the team.", default=None
    )

    @field_validator("shift")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return _hours(texts)

    @property
    def hours(self) -> Hours:
        """The texts, read."""
        return Hours.parse(self.shift)


def _agents_for_short(schema: dict[str, Any]) -> None:
    """Tell editors of the shorthand ``agents = 10``, which stands for a roster."""
    schema["properties"]["agents"] = {
        "type": "integer",
        "minimum": 1,
        "description": "Short for a roster: so many agents who are always on duty.",
    }
    schema["required"].remove("roster")
    schema["anyOf"] = [{"required": ["roster"]}, {"required": ["agents"]}]


class Team(Part):
    """Agents who share a queue."""

    model_config = ConfigDict(json_schema_extra=_agents_for_short)

    discipline: Discipline = switch(
        "Which ticket is taken next: the one that waited longest (first-come) or shortest (last-come), any "
        "(random), the most urgent (priority), the most urgent but with a head start that wears off "
        "(ageing), the one due first (earliest-due), the one that should be shortest (shortest-expected), "
        "or the one an agent sees to be shortest (cherry-picking).",
        default="priority",
    )
    head_start: tuple[HeadStart, ...] = switch(
        "With ageing: how many minutes a ticket of priority 1, 2, 3 ... is treated as having waited already; "
        "a priority that is not listed has none.",
        default=(480.0, 120.0, 30.0),
    )
    shift_end: Literal["own", "first-free"] = switch(
        "When a shift ends, who goes: the people whose shift it was, after the work in hand; or as many as "
        "go, whoever is free first, as in models that only count heads.",
        default="own",
    )
    wrap_up: float = minutes(
        "Time an agent needs after each visit before the next one.", low=0.0, high=480.0, default=0.0
    )
    hourly_cost: float = amount("Cost of an agent's hour.", unit="per hour", low=0.0, high=1e5, default=0.0)
    roster: tuple[RosterRow, ...] = switch("Who works when.")

    @model_validator(mode="before")
    @classmethod
    def _agents_round_the_clock(cls, data: Any) -> Any:
        """``agents = 10`` without a roster is short for ten agents who are always on duty."""
        if isinstance(data, dict) and "agents" in data and "roster" not in data:
            rest = {key: value for key, value in data.items() if key != "agents"}
            return rest | {"roster": [{"agents": data["agents"]}]}
        return data

    @field_validator("roster")
    @classmethod
    def _somebody(cls, roster: tuple[RosterRow, ...]) -> tuple[RosterRow, ...]:
        if not any(row.agents and row.hours.minutes_a_week for row in roster):
            raise ValueError("nobody is ever on duty; give at least one roster row with agents and a shift")
        return roster

    @property
    def agents(self) -> int:
        """Heads on the roster, whatever their shifts."""
        return sum(row.agents for row in self.roster)


class Targets(Part):
    """Promised times in business minutes, priority 1 first; a missing priority has the last one's."""

    response: tuple[Target, ...] = switch("Time to the first response.", default=())
    resolution: tuple[Target, ...] = switch("Time to the resolution.", default=())


class ScenarioData(Part):
    """The fields of a scenario; `deskside.scenario.Scenario` adds what one does with it."""

    name: Name = switch("Short name, as in a file name.")
    title: str = switch("Name for people.", default="")
    about: str = switch("What this desk is, in a few sentences.", default="")
    horizon: Horizon = switch("How long the desk is watched.", side="demand")
    calendar: Calendar = switch("Business hours.", default=Calendar(open=("Mon-Sun 00:00-24:00",)))
    needs_factor: float = amount(
        "Multiplies every source of needs: 1.1 is ten per cent more demand.",
        unit="",
        low=0.0,
        high=1000.0,
        default=1.0,
        side="demand",
    )
    profiles: Names[tuple[Weight, ...]] = switch(
        "Weights of the 168 hours of a week from Monday 00:00, or of the 24 hours of every day.",
        side="demand",
    )
    needs: tuple[Needs, ...] = switch("Where needs come from.", side="demand")
    groups: Names[Group] = switch("Who has them.")
    channels: Names[Channel] = switch("How they reach the desk.")
    services: Names[Service] = switch("What they need.")
    teams: Names[Team] = switch("Who serves them.")
    targets: Targets = switch("What is promised.", default=Targets())

    @field_validator("profiles")
    @classmethod
    def _week_or_day(cls, profiles: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        for name, weights in profiles.items():
            if len(weights) not in (24, 168):
                raise ValueError(f"{name!r} has {len(weights)} weights; give 168 (a week) or 24 (every day)")
            if sum(weights) <= 0:
                raise ValueError(f"{name!r} has no weight above 0")
        return profiles

    @model_validator(mode="after")
    def _warm_up_ends(self) -> Self:
        if self.horizon.warm_up_days >= self.horizon.days:
            raise ValueError("horizon.warm_up_days: must be less than horizon.days, or no result is left")
        return self

    @property
    def end(self) -> float:
        """The minute at which needs stop to arise."""
        return float(self.horizon.days * DAY)

    @property
    def warm_up(self) -> float:
        """The minute from which results count."""
        return float(self.horizon.warm_up_days * DAY)

    def week_weights(self, profile: str) -> tuple[float, ...]:
        """A profile as 168 shares of a week."""
        weights = self.profiles[profile]
        week = weights if len(weights) == 168 else weights * 7
        return tuple(weight / sum(week) for weight in week)

    @cached_property
    def digest(self) -> str:
        """Identity of the scenario: equal data, equal digest; names for people do not count.

        The order of names does: a draw falls on the channels in their order, and logs hold places for names.
        """
        data = self.model_dump(mode="json", exclude={"name", "title", "about"})
        data["order"] = [list(names) for names in (self.groups, self.channels, self.services, self.teams)]
        return _digest(data)

    @cached_property
    def demand_digest(self) -> str:
        """Identity of the demand side: two scenarios that share it meet the same needs."""
        fields: dict[str, Any] = {"days", "clock"}  # type: ignore[assignment]
        data = self.model_dump(mode="json", include={"needs_factor", "needs", "profiles"})
        data["horizon"] = self.horizon.model_dump(mode="json", include=fields)
        return _digest(data)


def _digest(data: Any) -> str:
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return blake2b(canonical.encode(), digest_size=16).hexdigest()
