"""What people ask the desk for, and what becomes of such a ticket."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from deskside.distributions import Shape
from deskside.scenario.fields import Name, Names, Part, ShareOfOne, amount, count, minutes, share, switch
from deskside.scenario.rules import sum_to_one

__all__ = ["MOST_CHILDREN", "Child", "Effort", "Escalation", "Pending", "Reopening", "SelfService", "Service"]

EffortMean = Annotated[float, Field(ge=0.05, le=14_400.0)]

#: How many child tickets one ticket can have at once.
MOST_CHILDREN = 8


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
    how: Literal["hand-off", "swarm"] = switch(
        "hand-off: the ticket joins the next team's queue. swarm: somebody of the next team is asked to help "
        "while the agent keeps the ticket.",
        default="hand-off",
    )
    hold: float = minutes(
        "With swarm: how long the agent waits at most for a helper; then the ticket is handed on.",
        low=0.0,
        high=480.0,
        default=10.0,
    )
    help_effort: float = amount(
        "With swarm: working time of the two together, as a multiple of what the next team would need alone.",
        unit="",
        low=0.01,
        high=10.0,
        default=0.6,
    )


class Reopening(Part):
    """Tickets that come back after they were resolved."""

    share: float = share("Share of resolutions that do not hold.", default=0.0)
    at_most: int = count("How often one ticket can come back.", low=0, high=20, default=3)
    after: float = minutes("Mean time until it comes back.", low=0.05, high=525_600.0, default=1440.0)


class SelfService(Part):
    """Articles and forms that people try before they reach for the desk."""

    try_share: float = share("Share of needs whose requester looks for an article first.", default=0.0)
    coverage: float = share("Share of those that an article solves.", default=0.0)
    easy_first: float = share(
        "How much articles cover the easy needs: 0 all alike, 1 the shortest twice as well as the average "
        "and the longest not at all.",
        default=0.0,
    )
    reading: float = minutes(
        "Mean time spent on it, solved or not; who is not solved then reaches for the desk.",
        low=0.05,
        high=14_400.0,
        default=10.0,
    )


class Pending(Part):
    """Tickets that wait for somebody outside the desk."""

    share: float = share("Share of visits after which the ticket waits for somebody outside.", default=0.0)
    on: Literal["requester", "supplier"] = switch("Whom it waits for.", default="requester")
    after: float = minutes("Mean time until it comes back.", low=0.05, high=525_600.0, default=480.0)
    at_most: int = count("How often one ticket can wait so.", low=0, high=20, default=1)
    rest: float = amount(
        "Working time of the visit after it, as a multiple of a normal visit.",
        unit="",
        low=0.01,
        high=10.0,
        default=0.5,
    )


class Child(Part):
    """Another team's part of the work: a child ticket, worked on side by side with the others."""

    team: Name = switch("The team that does it.")
    share: float = share("Share of tickets that need it.", default=1.0)
    effort: Effort = switch("Working time of it.")


class Service(Part):
    """Something people ask the desk for."""

    team: Name = switch("The team its tickets go to first.")
    priorities: tuple[ShareOfOne, ...] = switch(
        "Share of tickets with priority 1 (most urgent), 2, 3 ...", default=(1.0,)
    )
    effort: Names[Effort] = switch("Working time, for each team that may get it.")
    escalate: Names[Escalation] = switch("Hand-offs, for each team that hands on.", default={})
    reopen: Reopening = switch("Tickets that come back.", default=Reopening())
    inflation: float = share(
        "Share of tickets that are called one step more urgent than they are.", default=0.0
    )
    removed: float = share(
        "Share of needs that no longer arise because their recurring cause was removed.", default=0.0
    )
    self_service: SelfService = switch("Articles and forms.", default=SelfService())
    unclear: float = share(
        "Unclear roles: share of tickets that go to a wrong team first, look by look.",
        default=0.0,
        high=0.95,
    )
    pending: Pending = switch("Tickets that wait for somebody outside.", default=Pending())
    children: tuple[Child, ...] = switch(
        "What other teams must do before the ticket can be closed, after the first team's first visit.",
        default=(),
    )
    closing: float = amount(
        "Working time of the visit that closes the ticket once the others are done, as a multiple of a "
        "normal visit; 0 means that it closes by itself.",
        unit="",
        low=0.0,
        high=10.0,
        default=0.0,
    )

    @field_validator("priorities")
    @classmethod
    def _whole(cls, shares: tuple[float, ...]) -> tuple[float, ...]:
        if not 1 <= len(shares) <= 9:
            raise ValueError("give 1 to 9 shares, one for each priority")
        sum_to_one(list(shares))
        return shares

    @field_validator("children")
    @classmethod
    def _few(cls, children: tuple[Child, ...]) -> tuple[Child, ...]:
        if len(children) > MOST_CHILDREN:
            raise ValueError(f"give at most {MOST_CHILDREN} parts of other teams, not {len(children)}")
        return children
