"""An outlet as data: shops or branches whose tills hang on a network link, and the customers who come."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from deskside.calendar import DAY, WEEK, Hours
from deskside.scenario.fields import Name, Part, amount, count, minutes, share, switch
from deskside.scenario.rules import readable_hours

__all__ = ["Outlet"]

Weight = Annotated[float, Field(ge=0.0, le=1e9)]

#: When customers come, hours 0 to 23 of an open day: a quiet morning, a peak at noon, a lower one after work.
_PROFILE = (0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 5, 9, 16, 14, 8, 7, 8, 11, 10, 5, 2, 0, 0, 0)


class Outlet(Part):
    """What an outlet depends on and what its customers do. Every default is an assumption.

    The link of an outlet is down from the moment its ticket arrives until it is resolved. Each ticket of
    ``service`` (from ``group``, if one is named) concerns one of ``outlets``, which one is a matter of luck.

    ================= =============== ====================================================================
    field             range           where the default comes from
    ================= =============== ====================================================================
    visits_per_week   1 to 1e6        assumption: a small shop, 2,400 visits a week, 400 an open day
    profile           24 or 168       assumption: the peak at noon has five times the customers of nine
    uneven_days       0 to 3          assumption: an outlet's days differ by a fifth
    tills             1 to 1,000      assumption: three tills are loaded 73 % in the hour from noon
    minutes_at_till   .05 to 480      assumption
    without_link      0 to 1          assumption: cash and paper slips, three customers in ten minutes a till
    patience          .05 to 1,440    assumption, exponential: a queue at a till is not waited out for long
    spend, margin     money, 0 to 1   assumption
    stays_away        0 to 1          assumption: one in four of those who left unserved
    comes_back        0 to 1 a week   assumption: of those who stay away a fifth return each week
    visits_a_week     0.001 to 100    assumption: how often a regular comes
    ================= =============== ====================================================================

    >>> round(Outlet(service="network").busiest_load, 2)
    0.73
    """

    service: Name = switch("The service whose tickets are outages of an outlet's link.")
    group: Name | None = switch("Only tickets of this group; absent means all.", default=None)
    outlets: int = count("How many outlets there are, all alike.", low=1, high=10_000, default=12)
    open: tuple[str, ...] = switch("When they are open.", default=("Mon-Sat 08:00-20:00",))
    visits_per_week: float = amount(
        "Customers who come to one outlet in an average week.",
        unit="visits a week",
        low=1.0,
        high=1e6,
        default=2400.0,
    )
    profile: tuple[Weight, ...] = switch(
        "When they come: weights of the 168 hours of a week or the 24 of every day; closed hours count as 0.",
        default=_PROFILE,
    )
    uneven_days: float = amount(
        "How much an outlet's days differ: coefficient of variation of a day's factor (gamma, mean 1).",
        unit="",
        low=0.0,
        high=3.0,
        default=0.2,
    )
    tills: int = count("Tills of one outlet.", low=1, high=1000, default=3)
    minutes_at_till: float = minutes("Time a customer takes at a till.", low=0.05, high=480.0, default=2.0)
    without_link: float = share("What is left of the tills' pace while the link is down.", default=0.3)
    patience: float = minutes(
        "Mean time a customer queues before giving up (exponential).", low=0.05, high=1440.0, default=6.0
    )
    spend: float = amount("What a served customer spends.", unit="currency", low=0.0, high=1e6, default=18.0)
    margin: float = share("What is left of it after the goods are paid.", default=0.3)
    stays_away: float = share("Of those who gave up, the share that stays away for a while.", default=0.25)
    comes_back: float = share("Of those who stay away, the share that returns within a week.", default=0.2)
    visits_a_week: float = amount(
        "How often a regular customer would come.",
        unit="visits a week",
        low=0.001,
        high=100.0,
        default=1.0,
    )

    @field_validator("open")
    @classmethod
    def _readable(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if not Hours.parse(readable_hours(texts)).minutes_a_week:
            raise ValueError("the outlet is never open; give at least one span of hours")
        return texts

    @field_validator("comes_back")
    @classmethod
    def _somebody_returns(cls, share_a_week: float) -> float:
        if share_a_week < 0.001:
            raise ValueError("at least 0.001 a week must come back, or the loss never ends")
        return share_a_week

    @model_validator(mode="after")
    def _customers_come(self) -> Outlet:
        if len(self.profile) not in (24, 168):
            raise ValueError(f"profile: {len(self.profile)} weights; give 168 (a week) or 24 (every day)")
        if not self._weights().sum():
            raise ValueError("profile: no weight above 0 while the outlet is open")
        return self

    @property
    def pace(self) -> float:
        """Customers that all tills together serve in a minute while the link is up."""
        return self.tills / self.minutes_at_till

    @property
    def busiest_load(self) -> float:
        """Load of the tills in the busiest minute of an average week, with the link up."""
        return float(self.arrivals().max()) / self.pace

    @property
    def returns_a_day(self) -> float:
        """Share of those who stay away that returns within a day: 1 - (1 - comes_back)^(1/7)."""
        return float(1.0 - (1.0 - self.comes_back) ** (1.0 / 7.0))

    @property
    def watched(self) -> range:
        """Minutes of the day from the first opening to an hour after the last closing.

        By then whoever still queues is served or has given up.
        """
        minutes = np.flatnonzero(self.arrivals().any(axis=0))
        return range(int(minutes[0]), int(minutes[-1]) + 1 + 60)

    def arrivals(self) -> NDArray[np.float64]:
        """Customers a minute by weekday and minute of the day, in an average week; shape (7, 1440)."""
        weights = self._weights()
        found: NDArray[np.float64] = (weights * (self.visits_per_week / weights.sum())).reshape(7, DAY)
        return found

    def _weights(self) -> NDArray[np.float64]:
        """Weights of the minutes of a week, 0 while the outlet is closed."""
        hours = np.resize(np.array(self.profile), 168)
        is_open = np.zeros(WEEK)
        for start, end in Hours.parse(self.open).spans:
            is_open[start:end] = 1.0
        return np.repeat(hours, 60) * is_open
