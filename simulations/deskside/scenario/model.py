"""A desk as data: who needs what, how they reach the desk, who answers, and by which rules.

Every field has a side. *demand* is what `deskside.demand` reads when it draws the needs: it happens to the
desk. *policy* is everything else: what the desk makes of the needs. Changing a policy field re-uses the drawn
needs. The parts are in modules of their own: `requesters`, `channels`, `services`, `teams`, `promises`.
"""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from deskside.calendar import DAY
from deskside.scenario.channels import Channel
from deskside.scenario.fields import Name, Names, Part, amount, count, switch
from deskside.scenario.promises import Calendar, Policy, Targets
from deskside.scenario.requesters import Chasing, Group, Incident, Needs, Peak
from deskside.scenario.services import Child, Effort, Escalation, Pending, Reopening, SelfService, Service
from deskside.scenario.survey import Survey
from deskside.scenario.teams import RosterRow, Team

__all__ = [
    "Calendar",
    "Channel",
    "Chasing",
    "Child",
    "Effort",
    "Escalation",
    "Group",
    "Horizon",
    "Incident",
    "Needs",
    "Peak",
    "Pending",
    "Policy",
    "Reopening",
    "RosterRow",
    "ScenarioData",
    "SelfService",
    "Service",
    "Survey",
    "Targets",
    "Team",
]

Weight = Annotated[float, Field(ge=0.0, le=1e9)]


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
    policy: Policy = switch("What requesters are told, and when.", default=Policy())
    survey: Survey = switch("Asking people what they thought.", default=Survey())
    peaks: tuple[Peak, ...] = switch("Dates on which more needs arise.", default=(), side="demand")
    incidents: tuple[Incident, ...] = switch("Major incidents.", default=(), side="demand")

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

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of where needs come from: the usual sources, then the major incidents."""
        return (*(each.source for each in self.needs), *(each.source for each in self.incidents))

    def week_weights(self, profile: str) -> tuple[float, ...]:
        """A profile as 168 shares of a week."""
        return week_shares(self.profiles[profile])

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
        data = self.model_dump(
            mode="json", include={"needs_factor", "needs", "profiles", "peaks", "incidents"}
        )
        data["utc_offset"] = {name: group.utc_offset for name, group in self.groups.items()}
        data["horizon"] = self.horizon.model_dump(mode="json", include={"days", "clock"})
        return _digest(data)


def week_shares(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Weights of the 168 hours of a week, or of the 24 hours of every day, as shares of a week.

    >>> len(week_shares((1.0,) * 24))
    168
    """
    week = weights if len(weights) == 168 else weights * 7
    total = sum(week)
    return tuple(weight / total for weight in week)


def _digest(data: Any) -> str:
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return blake2b(canonical.encode(), digest_size=16).hexdigest()
