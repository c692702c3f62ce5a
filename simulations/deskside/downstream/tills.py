"""What happens at the tills of an outlet in the course of a day: a queue as a flow, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deskside.downstream.outlet import Outlet

__all__ = ["Day", "days_at_the_tills"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Day:
    """Customers of each outlet-day: how many came, and how many gave up. Shape (n,)."""

    came: Floats
    gave_up: Floats

    @property
    def served(self) -> Floats:
        """Customers who paid at a till."""
        return self.came - self.gave_up


def days_at_the_tills(
    outlet: Outlet, weekday: NDArray[np.int64], factor: Floats, down: Floats | None = None
) -> Day:
    """Follow the queue at the tills through one day for each entry.

    ``weekday`` (0 is Monday) and ``factor`` (times as many customers as on average) have shape (n,); ``down``
    has one row for each minute of ``outlet.watched`` and n columns, the share of the minute without a link;
    it is left out where the link is up.

    In minute t, with q customers in the queue, a(t) coming, capacity c(t) = pace x (1 - down(t) x
    (1 - without_link)) and mean patience p:

        q <- q + a(t);   served = min(q, c(t));   q <- q - served;   gave up = q (1 - exp(-1 / p))

    This is the discrete-time fluid model of Whitt (2006), "Fluid models for multiserver queues with
    abandonments", Operations Research 54(1), with exponential patience. It is good where the tills cannot
    keep up, which is when outages cost; it has no queue where they can, while a real shop has a short one.
    Who still queues an hour after closing has given up.

    Work is one pass over the minutes with a few array operations each, whatever the number of days.
    """
    minutes = outlet.watched
    arrivals = np.pad(outlet.arrivals(), ((0, 0), (0, 60)))[:, minutes.start : minutes.stop]
    rate = arrivals.T[:, weekday] * factor
    gives_up = 1.0 - np.exp(-1.0 / outlet.patience)
    queue, gave_up, leaves = np.zeros((3, len(weekday)))
    share = 1.0 if down is None else 1.0 - down * (1.0 - outlet.without_link)
    capacity = np.broadcast_to(outlet.pace * share, rate.shape)
    for coming, served in zip(rate, capacity, strict=True):
        queue += coming
        queue -= served
        np.maximum(queue, 0.0, out=queue)
        np.multiply(queue, gives_up, out=leaves)
        gave_up += leaves
        queue -= leaves
    return Day(rate.sum(axis=0), gave_up + queue)
