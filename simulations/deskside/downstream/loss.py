"""What outages cost an outlet: customers who give up, customers who then stay away, and money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from deskside.calendar import DAY, DAYS
from deskside.distributions import gamma
from deskside.downstream.outages import Outages, outages
from deskside.downstream.outlet import Outlet
from deskside.downstream.tills import days_at_the_tills
from deskside.log import TicketLog
from deskside.streams import stream_key, uniforms_at

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Loss", "cost_of_outages", "loss", "loss_by_hour"]

Floats = NDArray[np.float64]

#: Rounds until the customers who stay away no longer change what the tills see.
_MOST_ROUNDS = 400


@dataclass(frozen=True, eq=False)
class Loss:
    """Visits lost on each outlet-day with an outage in opening hours, and in all.

    Arrays have one entry an outlet-day: ``number`` of the outlet, ``day`` (from 0), ``down`` minutes without
    a link while open, ``gave_up`` visits lost at the tills beyond those lost anyway. ``missed`` are visits
    that did not take place because customers stayed away, those still to come after the log included.
    """

    outlet: Outlet
    number: NDArray[np.int64]
    day: NDArray[np.int64]
    down: Floats
    gave_up: Floats
    missed: float

    @property
    def visits(self) -> float:
        """Visits lost in all."""
        return float(self.gave_up.sum()) + self.missed

    @property
    def turnover(self) -> float:
        """Money not taken."""
        return self.visits * self.outlet.spend

    @property
    def margin(self) -> float:
        """Money lost: turnover less what the goods would have cost."""
        return self.turnover * self.outlet.margin

    def figures(self) -> dict[str, float]:
        """The totals by name, in visits and currency."""
        return {
            "outlet_gave_up": float(self.gave_up.sum()),
            "outlet_visits_lost": self.visits,
            "outlet_margin_lost": self.margin,
        }

    def frame(self) -> pd.DataFrame:
        """One row an outlet-day: outlet, day, weekday, minutes down while open, visits given up, margin."""
        import pandas as pd

        weekday = pd.Categorical.from_codes(self.day % 7, categories=list(DAYS))
        each = self.outlet.spend * self.outlet.margin
        return pd.DataFrame(
            {
                "outlet": self.number,
                "day": self.day,
                "weekday": weekday,
                "down": self.down,
                "gave_up": self.gave_up,
                "margin": self.gave_up * each,
            }
        )


def loss(log: TicketLog, outlet: Outlet) -> Loss:
    """What the outages of a log cost the outlets. Same needs, same luck."""
    return cost_of_outages(outages(log, outlet), outlet)


def cost_of_outages(spells: Outages, outlet: Outlet) -> Loss:
    """What outages cost.

    On a day d an outlet has A(d) customers who stay away. Of a day's customers the share A(d) v / V is
    missing, where v is ``visits_a_week`` of a regular and V ``visits_per_week`` of the outlet, and

        A(d + 1) = (1 - r) A(d) + s G(d)

    with r = 1 - (1 - comes_back)^(1/7), s = ``stays_away`` and G(d) the visits given up that day because of
    outages (with the link up, the same customers would have been served). After the last outage the sum over
    all later days is a geometric series, so the loss does not depend on where the log ends.

    Each outlet's days have a factor of their own, drawn by (seed, ``outlet-day``, outlet, day).
    """
    number, day, down = _days_down(spells, outlet)
    if not len(day):
        return Loss(outlet, number, day, np.empty(0), np.empty(0), 0.0)
    weekday = day % 7
    factor = _factors(spells.seed, outlet, number, day)
    here, gave_up = np.ones(len(day)), np.zeros(len(day))
    twice, up_and_down = np.tile(weekday, 2), np.hstack([np.zeros_like(down), down])  # one pass for both
    for _ in range(_MOST_ROUNDS):
        before = gave_up
        days = days_at_the_tills(outlet, twice, np.tile(factor * here, 2), up_and_down)
        with_link, without = np.split(days.gave_up, 2)
        gave_up = without - with_link
        away = _away(outlet, number, day, gave_up)
        here = np.maximum(1.0 - away * outlet.visits_a_week / outlet.visits_per_week, 0.0)
        if np.abs(gave_up - before).max() < 1e-6:
            break
    return Loss(
        outlet,
        number,
        day,
        (down * _open(outlet, day)).sum(axis=0),
        gave_up,
        _missed(spells, outlet, number, day, gave_up),
    )


def loss_by_hour(outlet: Outlet, minutes: ArrayLike = (30.0, 60.0, 120.0), weekday: int = 0) -> pd.DataFrame:
    """What one outage costs by the hour at which it begins, on an average day of this weekday.

    One row for each opening hour and length: ``hour``, ``minutes``, ``gave_up`` (visits), ``margin`` (with
    those who stay away). The worth of an hour saved is the difference between two lengths.

    >>> table = loss_by_hour(Outlet(service="network"), [60.0]).set_index("hour")["margin"]
    >>> bool(table[8] == 0.0), bool(table[12] > 50.0)
    (True, True)
    """
    import pandas as pd

    even = outlet.model_copy(update={"uneven_days": 0.0})
    hours = np.flatnonzero(outlet.arrivals()[weekday].reshape(24, 60).any(axis=1))
    lengths = np.atleast_1d(np.asarray(minutes, dtype=np.float64))
    hour, length = np.repeat(hours, len(lengths)), np.tile(lengths, len(hours))
    spells = Outages.by_hand(weekday * DAY + hour * 60.0, length)
    found = cost_of_outages(spells, even)
    gave_up = np.bincount(found.number, found.gave_up, minlength=len(hour))
    lost = gave_up * _visits_lost_per_visit_given_up(even, weekday)
    return pd.DataFrame(
        {"hour": hour, "minutes": length, "gave_up": gave_up, "margin": lost * outlet.spend * outlet.margin}
    )


def _days_down(spells: Outages, outlet: Outlet) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Outlet-days with an outage while open, and the share of each of their minutes without a link."""
    if not len(spells):
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, np.empty((len(outlet.watched), 0))
    merged = spells.merged()
    first = (merged.start // DAY).astype(np.int64)
    last = np.maximum(np.ceil(merged.end / DAY).astype(np.int64), first + 1)
    days = last - first
    number = np.repeat(merged.outlet, days)
    day = np.repeat(first - np.cumsum(days) + days, days) + np.arange(days.sum())
    pairs = np.unique(np.stack([number, day]), axis=1)
    number, day = pairs[0], pairs[1]
    down = _down(merged, outlet, number, day)
    touched = (down * _open(outlet, day)).any(axis=0)
    return number[touched], day[touched], down[:, touched]


def _open(outlet: Outlet, day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether customers come in each watched minute of each day; shape (minutes, outlet-days)."""
    minutes = outlet.watched
    arrivals = np.pad(outlet.arrivals(), ((0, 0), (0, 60)))[:, minutes.start : minutes.stop]
    return (arrivals > 0.0)[day % 7].T


def _down(merged: Outages, outlet: Outlet, number: NDArray[np.int64], day: NDArray[np.int64]) -> Floats:
    """Share of each watched minute without a link; shape (minutes, outlet-days).

    The time lines of all outlets are laid one after another; along them the time spent without a link grows
    piece by piece, so what lies in a minute is a difference of two interpolated values.
    """
    span = (np.ceil(max(float(merged.end.max()), merged.until) / DAY) + 2.0) * DAY
    offset = merged.outlet * span
    knots = np.stack([merged.start + offset, merged.end + offset], axis=1).ravel()
    passed = np.cumsum(np.stack([np.zeros(len(merged)), merged.minutes], axis=1).ravel())
    minutes = outlet.watched
    edges = np.arange(minutes.start, minutes.stop + 1)[:, None] + (number * span + day * DAY)
    found: Floats = np.diff(np.interp(edges, knots, passed), axis=0)
    return found


def _factors(seed: int, outlet: Outlet, number: NDArray[np.int64], day: NDArray[np.int64]) -> Floats:
    known = {int(which): stream_key(seed, "outlet-day", str(which)) for which in np.unique(number)}
    keys = np.array([known[int(which)] for which in number], dtype=np.uint64)
    return gamma(outlet.uneven_days, uniforms_at(keys, day))


def _away(outlet: Outlet, number: NDArray[np.int64], day: NDArray[np.int64], gave_up: Floats) -> Floats:
    """Customers who stay away at the start of each outlet-day; outlet-days are sorted by outlet and day."""
    away = np.zeros(len(day))
    stays = 1.0 - outlet.returns_a_day
    for here in range(1, len(day)):
        if number[here] == number[here - 1]:
            joined = away[here - 1] * stays + outlet.stays_away * gave_up[here - 1]
            away[here] = joined * stays ** (day[here] - day[here - 1] - 1)
    return away


def _missed(
    spells: Outages, outlet: Outlet, number: NDArray[np.int64], day: NDArray[np.int64], gave_up: Floats
) -> float:
    """Visits that do not take place because customers stay away, however long it takes them to return.

    It is linear in what was given up: each visit given up on a weekday has its own, fixed sequel. Days differ
    by a factor with mean 1 that is independent of it, so the mean week stands for them.
    """
    sequel = np.array([_visits_lost_per_visit_given_up(outlet, weekday) - 1.0 for weekday in range(7)])
    return float((gave_up * sequel[day % 7]).sum())


def _visits_lost_per_visit_given_up(outlet: Outlet, weekday: int) -> float:
    """One visit given up, and the visits its customer does not make in the days that follow.

    1 + s v sum over k >= 1 of (1 - r)^(k - 1) w(d + k), w being the share of a week's visits that falls on a
    weekday; the sum over whole weeks is a geometric series with ratio 1 - comes_back.
    """
    share = outlet.arrivals().sum(axis=1)
    share = share / share.sum()
    following = share[(weekday + 1 + np.arange(7)) % 7]
    first_week = float((following * (1.0 - outlet.returns_a_day) ** np.arange(7)).sum())
    return 1.0 + outlet.stays_away * outlet.visits_a_week * first_week / outlet.comes_back
