"""Priority: who waits less when somebody goes first, and what the others pay for it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from deskside.errors import DesksideError
from deskside.theory.arguments import count, per_class, positive, steady, within_range
from deskside.theory.loss import blocking_with
from deskside.theory.waiting import from_blocking

__all__ = ["Priorities", "cobham", "cobham_agents", "conserved_wait"]


@dataclass(frozen=True)
class Priorities:
    """Mean waits by class, the most urgent first. Minutes."""

    loads: tuple[float, ...]
    """Offered load of each class, erlang."""
    waits: tuple[float, ...]
    mean_wait: float
    """Over all tickets; 0 without any."""
    utilisation: float


def _classes(
    formula: str, arrival_rates: Sequence[float], mean_services: Sequence[float], scvs: Sequence[float] | None
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    rates = per_class(formula, "arrival_rates", arrival_rates)
    services = per_class(formula, "mean_services", mean_services, zero=False)
    spreads = (1.0,) * len(rates) if scvs is None else per_class(formula, "scvs", scvs)
    if not len(rates) == len(services) == len(spreads):
        raise DesksideError(
            f"{formula}: give one rate, one mean service and one scv for each class, "
            f"not {len(rates)}, {len(services)} and {len(spreads)}"
        )
    return rates, services, spreads


def _residual(rates: Sequence[float], services: Sequence[float], scvs: Sequence[float]) -> float:
    """Mean rest, minutes, of the job in service that a new arrival finds (0 if it finds none)."""
    return sum(r * s * s * (1.0 + scv) / 2.0 for r, s, scv in zip(rates, services, scvs, strict=True))


def _by_class(rates: Sequence[float], loads: Sequence[float], agents: int, residual: float) -> Priorities:
    """Cobham's formula from the mean time until an agent frees up."""
    waits, before = [], 0.0
    for load in loads:
        upto = before + load / agents
        waits.append(residual / ((1.0 - before) * (1.0 - upto)))
        before = upto
    total = sum(rates)
    mean = sum(r * w for r, w in zip(rates, waits, strict=True)) / total if total else 0.0
    return Priorities(tuple(loads), tuple(waits), mean, before)


def cobham(
    arrival_rates: Sequence[float], mean_services: Sequence[float], scvs: Sequence[float] | None = None
) -> Priorities:
    """Mean wait of each class in M/G/1 with priorities that do not interrupt the job in hand; exact.

    W_k = W_0 / ((1 - s_{k-1}) (1 - s_k)), with s_k the load of classes 1 to k and W_0 the mean rest of the
    job in service. Classes run from the most urgent; each has Poisson arrivals (a minute, 0 or more), efforts
    of its own mean (minutes, above 0) and scv (0 or more, 1 = exponential if left out); first come first
    served within a class; total load below 1 (above it the urgent classes still settle, but this formula
    leaves that out). Errors: DesksideError outside the ranges or for lists of unequal length.

    Source: Cobham, A. (1954), Priority assignment in waiting line problems, Journal of the Operations
    Research Society of America 2(1).

    >>> [round(wait, 6) for wait in cobham([0.02, 0.08], [8.0, 8.0]).waits]
    [7.619048, 38.095238]
    """
    rates, services, spreads = _classes("cobham", arrival_rates, mean_services, scvs)
    loads = [r * s for r, s in zip(rates, services, strict=True)]
    steady("cobham", 1, math.fsum(loads))
    return _by_class(rates, loads, 1, _residual(rates, services, spreads))


def cobham_agents(agents: int, arrival_rates: Sequence[float], mean_service: float) -> Priorities:
    """Mean wait of each class in M/M/c with priorities that do not interrupt, one mean effort for all.

    As `cobham`, with `agents` equal agents (1 to 1,000,000) and exponential efforts of the same mean
    `mean_service` (minutes, above 0) in all classes; exact: W_0 = P(wait) x service / agents, from Erlang C.
    Where classes differ in effort no formula this simple is exact.

    Source: Cobham (1954) and the correction (1955), Journal of the Operations Research Society of America
    3(4).

    >>> [round(wait, 4) for wait in cobham_agents(10, [0.4, 1.6], 4.0).waits]
    [0.1948, 0.9742]
    """
    agents = count("cobham_agents", "agents", agents)
    rates = per_class("cobham_agents", "arrival_rates", arrival_rates)
    service = positive("cobham_agents", "mean_service", mean_service)
    load = within_range("cobham_agents", math.fsum(rates) * service)
    steady("cobham_agents", agents, load)
    queue = from_blocking(agents, math.fsum(rates), service, blocking_with(agents, load))
    return _by_class(rates, [rate * service for rate in rates], agents, queue.p_wait * service / agents)


def conserved_wait(
    arrival_rates: Sequence[float], mean_services: Sequence[float], scvs: Sequence[float] | None = None
) -> float:
    """What no order of classes can change in M/G/1: the sum over classes of load x mean wait, minutes.

    Equal to rho W_0 / (1 - rho). It holds for every discipline that never idles while work waits, does not
    interrupt, and picks without knowing a job's own effort beyond its class: one class gains what others
    lose, weighed by load. (Shortest-job-first knows more, and escapes it.) Arguments and errors as `cobham`.

    Source: Kleinrock, L. (1965), A conservation law for a wide class of queueing disciplines, Naval Research
    Logistics Quarterly 12(2).

    >>> round(conserved_wait([0.02, 0.08], [8.0, 8.0]), 6)
    25.6
    """
    rates, services, spreads = _classes("conserved_wait", arrival_rates, mean_services, scvs)
    rho = math.fsum(r * s for r, s in zip(rates, services, strict=True))
    steady("conserved_wait", 1, rho)
    return rho * _residual(rates, services, spreads) / (1.0 - rho)
