"""The yardstick desk in Ciw: a network of two tiers and the requester's own place between visits.

What Ciw cannot say exactly:
- A shift change replaces the whole staff of a node: who is busy finishes, and the new shift starts at full
  strength at once. On the yardstick a leaving agent's last ticket counts against the head count, so Ciw's
  desk has a little more staff around 10:00 and 16:00, and its waits are shorter.

Channel and priority make up the customer class (twelve of them), because Ciw keeps efforts, priorities and
patience by class; the route, with its escalations and returns, is drawn when the ticket arrives.
"""

from __future__ import annotations

import random
from itertools import product
from time import perf_counter
from typing import Any

import ciw  # type: ignore[import-untyped]  # Ciw carries no types

from . import yardstick as y

__all__ = ["mm10", "run"]

FIRST, SECOND, AWAY = 1, 2, 3
SLACK_DAYS = 20  # after the last arrival; enough for three reopenings


class Patience(ciw.dists.Distribution):
    """Exponential on the first visit, endless on later ones."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        if ind.data_records:
            return float("inf")
        return random.expovariate(1 / y.PATIENCE)


def run(seed: int, days: int = 30) -> y.KPIs:
    """Build, run and measure `days` days of the yardstick desk; the same seed gives the same KPIs."""
    before = perf_counter()
    ciw.seed(seed)
    simulation = ciw.Simulation(_network(days))
    ready = perf_counter()
    simulation.simulate_until_max_time((days + SLACK_DAYS) * y.DAY)
    done = perf_counter()
    records = simulation.get_all_records()
    arrived, priority, started, resolved = _tickets(records)
    kpis = y.measure(arrived, priority, started, resolved)
    after = perf_counter()
    return y.KPIs(
        **kpis,
        needs=len(arrived),
        events=2 * len(records),
        seconds_run=done - ready,
        seconds_around=after - done + ready - before,
    )


def _network(days: int) -> Any:
    second = ciw.dists.Lognormal(y.log_mean(y.SECOND_EFFORT_MEAN), y.SIGMA)
    away = ciw.dists.Exponential(1 / y.REOPEN_AFTER)
    arrivals, services, routes, priorities, reneging = {}, {}, {}, {}, {}
    for channel, priority in product(range(len(y.CHANNELS)), range(len(y.PRIORITIES))):
        name = f"{channel} {priority}"
        arrivals[name] = [
            _arrivals(y.CHANNELS[channel] * y.PRIORITIES[priority], days),
            None,
            None,
        ]
        services[name] = [
            ciw.dists.Lognormal(y.log_mean(y.EFFORT_MEAN[channel]), y.SIGMA),
            second,
            away,
        ]
        routes[name] = ciw.routing.ProcessBased(_route)
        priorities[name] = priority
        reneging[name] = [Patience() if channel == y.PHONE else None, None, None]
    return ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        routing=routes,
        priority_classes=priorities,
        reneging_time_distributions=reneging,
        number_of_servers=[
            _schedule(y.FIRST_AGENTS),
            _schedule(y.SECOND_AGENTS),
            float("inf"),
        ],
    )


def _route(ind: Any, simulation: Any) -> list[int]:
    """Where the ticket goes after its first visit to the first tier."""
    route = [SECOND] if random.random() < y.ESCALATED else []
    for _ in range(y.REOPENED_AT_MOST):
        if random.random() >= y.REOPENED:
            break
        route += [AWAY, FIRST]
        if random.random() < y.ESCALATED:
            route.append(SECOND)
    return route


def _arrivals(share: float, days: int) -> Any:
    hours = [60.0 * hour for hour in range(1, 25)]
    first = int(y.OPENING // 60)
    rates = [0.0] * 24
    for hour, of_day in enumerate(y.HOUR_SHARES):
        rates[first + hour] = y.NEEDS_A_DAY * of_day * share / 60
    return ciw.dists.PoissonIntervals(rates=rates, endpoints=hours, max_sample_date=days * y.DAY)


def _schedule(agents: tuple[int, int]) -> Any:
    (early_on, early_off), (late_on, late_off) = y.SHIFTS
    return ciw.Schedule(
        numbers_of_servers=[0, agents[0], sum(agents), agents[1], 0],
        shift_end_dates=[early_on, late_on, early_off, late_off, y.DAY],
    )


def _tickets(
    records: list[Any],
) -> tuple[list[float], list[int], list[float], list[float]]:
    """One row a need from Ciw's one row a visit: the first arrival and start, the last end at a tier."""
    tickets: dict[int, list[Any]] = {}
    for record in records:
        if record.node == AWAY:
            continue
        ticket = tickets.setdefault(record.id_number, [record.arrival_date, 0, float("inf"), -1.0])
        ticket[0] = min(ticket[0], record.arrival_date)
        ticket[1] = int(record.customer_class.split()[1])
        if record.record_type == "renege":
            ticket[2] = ticket[3] = y.ABANDONED
        else:
            ticket[2] = min(ticket[2], record.service_start_date)
            ticket[3] = max(ticket[3], record.service_end_date)
    columns = zip(*tickets.values(), strict=True)
    arrived, priority, started, resolved = (list(column) for column in columns)
    return arrived, priority, started, resolved


def mm10(seed: int, customers: int, load: float = 0.9, servers: int = 10) -> y.QueueResult:
    """The first `customers` of M/M/10 from empty; mean wait in units of the mean service time."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(load * servers)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network)
    before = perf_counter()
    simulation.simulate_until_max_customers(customers, method="Finish")
    seconds = perf_counter() - before
    records = simulation.get_all_records()
    return y.QueueResult(
        sum(r.waiting_time for r in records) / len(records),
        len(records),
        2 * len(records),
        seconds,
    )
