"""Erlang A: who waits too long gives up.

Everything follows from the offered wait V, the wait of somebody who would never give up. For v > 0 its
density is proportional to exp(h(v)), with theta = 1 / mean patience and
h(v) = rate (1 - exp(-theta v)) / theta - (agents / service) v.
h is concave, so Gauss-Legendre quadrature on panels that double away from the peak is accurate to about
eleven digits at every size, and the limits (endless patience, hardly any) need no case of their own.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from deskside.errors import DesksideError
from deskside.theory.arguments import MOST, at_least_zero, count, positive, share, steady, within_range
from deskside.theory.halving import last_good
from deskside.theory.loss import blocking_with

__all__ = ["ErlangA", "agents_for_abandonment", "erlang_a"]

_Floats = NDArray[np.float64]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_NEGLIGIBLE = -80.0
"""Where the density has fallen to exp(-80) of its peak, the rest of the integral is below rounding."""


def _excess(z: _Floats) -> _Floats:
    """exp(-z) - 1 + z without cancellation near 0."""
    series = np.zeros_like(z)
    small = np.clip(z, -0.5, 0.5)
    for k in range(16, 1, -1):  # Horner's rule for sum over k >= 2 of (-z)^k / k!
        series = (1.0 - small * series) / k
    # After the loop: 1/2 - z/6 + z^2/24 - ...
    return np.where(np.abs(z) <= 0.5, small * small * series, np.expm1(-z) + z)


@dataclass(frozen=True)
class _OfferedWait:
    """The density exp(h(v)) of the offered wait, v > 0, up to a factor."""

    rate: float
    capacity: float  # agents / mean service
    theta: float  # 1 / mean patience, 0 = endless

    @property
    def peak(self) -> float:
        """Where the density is highest: the wait at which those still patient just fill the agents."""
        return math.log(self.rate / self.capacity) / self.theta if self.rate > self.capacity else 0.0

    def climb(self) -> float:
        """h(peak) - h(0)."""
        if self.peak == 0.0:
            return 0.0
        lag = np.array([-math.log(self.rate / self.capacity)])
        return float(self.capacity / self.theta * _excess(lag)[0])

    def points(self, start: float = 0.0) -> tuple[_Floats, _Floats, float]:
        """Nodes v, weights w and a logarithm f for integrals over v > start.

        The integral of g(v) exp(h(v) - h(peak)) is exp(f) sum(w g(v)).
        """
        anchor = max(start, self.peak)
        beyond = anchor - self.peak
        rate_at_peak = min(self.rate, self.capacity)
        patient_rate = rate_at_peak * math.exp(-self.theta * beyond)
        slope = self.capacity - rate_at_peak - rate_at_peak * math.expm1(-self.theta * beyond)
        fallen = float(self._drop(np.array([beyond]), rate_at_peak, self.capacity - rate_at_peak)[0])
        width = 0.25 / (slope + math.sqrt(patient_rate * self.theta) + self.theta)
        right, right_weights = self._side(patient_rate, slope, width, math.inf, 1.0)
        left, left_weights = self._side(patient_rate, slope, width, anchor - start, -1.0)
        return anchor + np.concatenate([left, right]), np.concatenate([left_weights, right_weights]), fallen

    def _drop(self, s: _Floats, patient_rate: float, slope: float) -> _Floats:
        """h(anchor + s) - h(anchor), given the slope and the rate of those still patient at the anchor."""
        if self.theta == 0.0:
            return -slope * s
        return -slope * s - patient_rate / self.theta * _excess(self.theta * s)

    def _side(
        self, patient_rate: float, slope: float, width: float, limit: float, sign: float
    ) -> tuple[_Floats, _Floats]:
        """Nodes, relative to the anchor, and weights on panels that double, to `limit` or the last mass."""
        edges = [0.0]
        while edges[-1] < limit:
            edges.append(min(limit, max(width, 2.0 * edges[-1])))
            if float(self._drop(np.array([sign * edges[-1]]), patient_rate, slope)[0]) < _NEGLIGIBLE:
                break
        low, high = np.array(edges[:-1])[:, None], np.array(edges[1:])[:, None]
        s = sign * (low + (high - low) * (1.0 + _NODES) / 2.0).ravel()
        weights = ((high - low) * _WEIGHTS / 2.0).ravel()
        return s, weights * np.exp(self._drop(s, patient_rate, slope))


@dataclass(frozen=True)
class ErlangA:
    """Steady state of M/M/c+M, first come first served. Minutes, rates a minute, shares of all contacts."""

    agents: int
    arrival_rate: float
    mean_service: float
    mean_patience: float
    load: float
    """Offered load, erlang."""
    utilisation: float
    p_wait: float
    """Share that find no agent free."""
    abandonment: float
    """Share that give up before service."""
    mean_wait: float
    """Mean wait of all: until service or giving up; 0 for those served at once."""
    mean_wait_served: float
    """Mean wait of those that are served."""
    mean_queue: float

    @cached_property
    def _offered(self) -> _OfferedWait:
        return _OfferedWait(self.arrival_rate, self.agents / self.mean_service, 1.0 / self.mean_patience)

    @cached_property
    def _total(self) -> float:
        return float(self._offered.points()[1].sum())

    def _offered_beyond(self, minutes: float) -> float:
        """P(offered wait > minutes | it is above 0)."""
        _, weights, fallen = self._offered.points(minutes)
        return min(1.0, math.exp(fallen) * float(weights.sum()) / self._total)

    def wait_beyond(self, minutes: float) -> float:
        """P(wait > minutes) over all contacts, whether the wait ends in service or in giving up.

        >>> round(erlang_a(50, 48.0, 1.0, 2.0).wait_beyond(12.5 / 60), 2)
        0.1
        """
        t = at_least_zero("wait_beyond", "minutes", minutes)
        if self.p_wait == 0.0:
            return 0.0
        return self.p_wait * math.exp(-t / self.mean_patience) * self._offered_beyond(t)

    def answered_within(self, minutes: float) -> float:
        """Service level: share of all contacts that are served, after at most `minutes` of waiting.

        >>> round(erlang_a(50, 48.0, 1.0, 2.0).answered_within(0.0), 3)
        0.532
        """
        t = at_least_zero("answered_within", "minutes", minutes)
        if self.p_wait == 0.0:
            return 1.0
        v, weights, fallen = self._offered.points(t)
        late = math.exp(fallen) * float(weights @ np.exp(-v / self.mean_patience)) / self._total
        return max(0.0, 1.0 - self.abandonment - self.p_wait * late)

    def wait_quantile(self, part: float) -> float:
        """Least minutes that the wait of the share `part` (0 to below 1) of all contacts does not exceed."""
        rest = 1.0 - share("wait_quantile", "part", part, zero=True)
        if self.p_wait <= rest:
            return 0.0
        late = self.mean_service / self.agents
        while self.wait_beyond(late) > rest:
            late *= 2.0
        return last_good(lambda t: self.wait_beyond(t) <= rest, late, 0.0)


def _patience(formula: str, mean_patience: float) -> float:
    patience = positive(formula, "mean_patience", mean_patience, endless=True)
    if not 1e-9 <= patience <= 1e12 and not math.isinf(patience):
        raise DesksideError(
            f"{formula}: mean_patience must be from 1e-9 to 1e12 minutes, or math.inf for endless, "
            f"not {patience:g}"
        )
    return patience


def erlang_a(agents: int, arrival_rate: float, mean_service: float, mean_patience: float) -> ErlangA:
    """M/M/c+M (Palm): Erlang C in which each contact gives up after an exponential patience, in the long run.

    Assumes Poisson arrivals at `arrival_rate` (a minute, 0 or more), exponential service of mean
    `mean_service` (minutes, above 0), `agents` equal agents (1 to 1,000,000), first come first served,
    patience exponential with mean `mean_patience` (minutes, 1e-9 to 1e12, or math.inf for endless), and that
    who gives up does not come back. Any load is carried as long as patience ends. Meets Erlang C as patience
    grows and Erlang B as it vanishes. Errors: DesksideError outside the ranges, or with endless patience and
    load >= agents.

    Source: Palm, C. (1957), Research on telephone traffic carried by full availability groups, Tele 1;
    formulas for the offered wait in Zeltyn, S. & Mandelbaum, A. (2005), Call centers with impatient
    customers: many-server asymptotics of the M/M/n+G queue, Queueing Systems 51; example from Garnett, O.,
    Mandelbaum, A. & Reiman, M. (2002), Designing a call center with impatient customers, Manufacturing &
    Service Operations Management 4(3).

    >>> desk = erlang_a(50, 48.0, 1.0, 2.0)
    >>> round(desk.abandonment, 3), round(60 * desk.mean_wait, 1), round(desk.utilisation, 2)
    (0.031, 3.7, 0.93)
    """
    agents = count("erlang_a", "agents", agents)
    rate = at_least_zero("erlang_a", "arrival_rate", arrival_rate)
    service = positive("erlang_a", "mean_service", mean_service)
    patience = _patience("erlang_a", mean_patience)
    load = within_range("erlang_a", rate * service)
    if math.isinf(patience):
        steady("erlang_a", agents, load, "less work, or a patience that ends")
    busy_but_one = blocking_with(agents - 1, load)  # share of time at c-1 busy, given at most c-1
    if rate == 0.0 or busy_but_one == 0.0:
        return ErlangA(agents, rate, service, patience, load, load / agents, 0.0, 0.0, 0.0, 0.0, 0.0)
    offered = _OfferedWait(rate, agents / service, 1.0 / patience)
    v, weights, _ = offered.points()
    total = float(weights.sum())
    log_odds = offered.climb() + math.log(rate) + math.log(total) + math.log(busy_but_one)
    p_wait = 1.0 / (1.0 + math.exp(-log_odds)) if log_odds > -700 else 0.0
    patient_for = (
        v if offered.theta == 0.0 else -np.expm1(-offered.theta * v) / offered.theta
    )  # E[min(v, patience)]
    mean_wait = p_wait * float(weights @ patient_for) / total
    abandonment = mean_wait * offered.theta
    stayed = weights * np.exp(-offered.theta * v)
    served = 1.0 - p_wait + p_wait * float(stayed.sum()) / total
    return ErlangA(
        agents, rate, service, patience, load,
        utilisation=load * served / agents,
        p_wait=p_wait,
        abandonment=abandonment,
        mean_wait=mean_wait,
        mean_wait_served=p_wait * float(stayed @ v) / total / served,
        mean_queue=rate * mean_wait,
    )  # fmt: skip


def agents_for_abandonment(
    arrival_rate: float, mean_service: float, mean_patience: float, abandonment: float
) -> int:
    """Least number of agents with which at most the share `abandonment` gives up in Erlang A.

    `abandonment` is above 0 and below 1. Assumptions, units and errors as `erlang_a`, patience finite;
    DesksideError too if 1,000,000 agents are not enough. Abandonment falls with every agent, so the search
    halves an interval.

    >>> agents_for_abandonment(48.0, 1.0, 2.0, 0.032)
    50
    """
    most = share("agents_for_abandonment", "abandonment", abandonment)
    patience = positive("agents_for_abandonment", "mean_patience", mean_patience)
    low, high = 0, 1
    while erlang_a(high, arrival_rate, mean_service, patience).abandonment > most:
        if high == MOST:
            raise DesksideError(
                f"agents_for_abandonment: even {MOST} agents lose more than {most:g}; lower the load"
            )
        low, high = high, min(MOST, 2 * high)
    while high - low > 1:
        middle = (low + high) // 2
        if erlang_a(middle, arrival_rate, mean_service, patience).abandonment > most:
            low = middle
        else:
            high = middle
    return high
