"""Who needs the desk: sources of needs, dated peaks and incidents, and the people behind them."""

from __future__ import annotations

from pydantic import field_validator

from deskside.scenario.fields import Name, Names, Part, ShareOfOne, amount, count, minutes, share, switch
from deskside.scenario.rules import sum_to_one

__all__ = ["Chasing", "Group", "Incident", "Needs", "Peak"]


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
    latent: bool = switch(
        "True: people live with it unless a channel makes asking easy; see `draws_out` of a channel.",
        default=False,
        side="demand",
    )

    @property
    def source(self) -> str:
        """The name of the source: ``group/service``."""
        return f"{self.group}/{self.service}"


class Incident(Part):
    """A major incident: one cause makes many call at once, and all is well when the cause is mended."""

    name: Name = switch("Name of the incident.", side="demand")
    service: Name = switch("Name of the service that fails.", side="demand")
    group: Name = switch("Name of the group of requesters that is hit.", side="demand")
    at: float = minutes("When it begins, since Monday 00:00 of week 0.", low=0.0, high=1e7, side="demand")
    contacts: float = amount(
        "How many people it drives to the desk, on average.", unit="needs", low=0.0, high=1e6, side="demand"
    )
    spread: float = minutes(
        "Mean time until one of them notices and reaches for the desk.",
        low=0.05,
        high=14_400.0,
        side="demand",
    )
    mended_after: float = minutes(
        "Time from its beginning until the cause is mended and all its tickets are resolved together.",
        low=1.0,
        high=100_800.0,
        side="demand",
    )

    @property
    def source(self) -> str:
        """The name of the source: ``group/service!name``."""
        return f"{self.group}/{self.service}!{self.name}"


class Peak(Part):
    """A date on which more needs arise than the profile says: an onboarding day, the Monday of a release."""

    needs: tuple[Name, ...] = switch(
        "Services whose needs rise; empty means all of them.", default=(), side="demand"
    )
    day: int = count("Day of the horizon, 0 for the first Monday.", low=0, high=7300, side="demand")
    hours: tuple[int, int] = switch(
        "From which full hour of that day to which.", default=(0, 24), side="demand"
    )
    factor: float = amount(
        "What needs in those hours are multiplied by.", unit="", low=0.0, high=1000.0, side="demand"
    )

    @field_validator("hours")
    @classmethod
    def _of_a_day(cls, hours: tuple[int, int]) -> tuple[int, int]:
        if not 0 <= hours[0] < hours[1] <= 24:
            raise ValueError("give two full hours of a day, the first before the second, such as [9, 11]")
        return hours


class Chasing(Part):
    """When people who hear nothing ask: did you get it, and when will it be done."""

    receipt_after: float | None = minutes(
        'Mean business time without a word until one asks "did you get it?"; absent means never.',
        low=1.0,
        high=525_600.0,
        default=None,
    )
    progress_after: float | None = minutes(
        'Mean business time since the last word until one asks "when will it be done?"; absent means never.',
        low=1.0,
        high=525_600.0,
        default=None,
    )
    hastened: float = amount(
        "Once a promised time has passed, that wait is multiplied by this.",
        unit="",
        low=0.01,
        high=1.0,
        default=0.5,
    )


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
    utc_offset: float = amount(
        "Hours by which their clock is ahead of the desk's: their day, and so their needs, come earlier.",
        unit="hours",
        low=-14.0,
        high=14.0,
        default=0.0,
        side="demand",
    )
    vip_share: float = share("Share of them whose tickets always get priority 1.", default=0.0)
    chase: Chasing = switch("When they ask what became of a ticket.", default=Chasing())

    @field_validator("channels")
    @classmethod
    def _whole(cls, channels: dict[str, float]) -> dict[str, float]:
        sum_to_one(list(channels.values()))
        return channels
