"""What the desk holds itself to: its hours, its targets, and what it tells people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from deskside.calendar import Hours
from deskside.scenario.fields import Part, amount, minutes, share, switch
from deskside.scenario.rules import readable_hours

__all__ = ["Calendar", "Policy", "Targets"]

Target = Annotated[float, Field(ge=1.0, le=525_600.0)]


class Calendar(Part):
    """Business hours: the time in which targets count and the desk can be reached."""

    open: tuple[str, ...] = switch("Business hours, such as ['Mon-Fri 08:00-18:00'].")

    @field_validator("open")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if not texts:
            raise ValueError("the desk is never open; give at least one span of hours")
        return readable_hours(texts)

    @property
    def hours(self) -> Hours:
        """The texts, read."""
        return Hours.parse(self.open)


class Targets(Part):
    """Promised times in business minutes, priority 1 first; a missing priority has the last one's."""

    response: tuple[Target, ...] = switch("Time to the first response.", default=())
    resolution: tuple[Target, ...] = switch("Time to the resolution.", default=())


class Policy(Part):
    """What requesters are told, and when."""

    acknowledge: Literal["none", "auto", "personal"] = switch(
        "Who sends something in (a deferred channel) hears that it arrived: not at all, by an automatic "
        "reply at once, or from the agent who first takes it.",
        default="none",
    )
    promise: Literal["none", "honest", "rosy"] = switch(
        "The time that comes with the acknowledgement, and with every answer to a chase: none, the honest "
        "one, or one that sounds better.",
        default="none",
    )
    promise_minutes: tuple[Target, ...] = switch(
        "The honest time in business minutes, priority 1 first; a missing priority has the last one's.",
        default=(480.0,),
    )
    rosy_factor: float = amount(
        "A rosy promise is the honest time multiplied by this.", unit="", low=0.01, high=1.0, default=0.5
    )
    broadcast_after: float | None = minutes(
        "How long after a major incident begins everybody is told; absent means never.",
        low=0.0,
        high=10_080.0,
        default=None,
    )
    broadcast_reach: float = share("Share of those hit whom the broadcast keeps from calling.", default=0.7)
    incident_effort: float = minutes(
        "Mean working time to tell one caller that the incident is known.", low=0.05, high=480.0, default=2.0
    )
    stopped_clocks: float = share(
        "A trick: share of tickets whose target's clock is stopped at the first response, as if they waited "
        "for the requester.",
        default=0.0,
    )

    @field_validator("promise_minutes")
    @classmethod
    def _some(cls, times: tuple[float, ...]) -> tuple[float, ...]:
        if not times:
            raise ValueError("give at least one time")
        return times
