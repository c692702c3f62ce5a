"""Variability: what irregular arrivals and uneven efforts add to a wait.

"scv" is the squared coefficient of variation, variance / mean^2: 0 for a clock, 1 for exponential times.
"""

from dataclasses import dataclass

from deskside.theory.arguments import at_least_zero, positive, steady

__all__ = ["MG1", "ProcessorSharing", "kingman", "mg1", "processor_sharing"]


def _one_agent(formula: str, arrival_rate: float, mean_service: float) -> tuple[float, float, float]:
    """Checked rate and service, and their product."""
    rate = at_least_zero(formula, "arrival_rate", arrival_rate)
    service = positive(formula, "mean_service", mean_service)
    steady(formula, 1, rate * service)
    return rate, service, rate * service


def kingman(
    arrival_rate: float, mean_service: float, scv_arrivals: float = 1.0, scv_service: float = 1.0
) -> float:
    """Mean wait in G/G/1, minutes: an approximation, good near full load, exact for M/G/1.

    rho / (1 - rho) x (scv_arrivals + scv_service) / 2 x service: utilisation, variability, time. Assumes
    independent gaps of mean 1 / `arrival_rate` (a minute, 0 or more) and efforts of mean `mean_service`
    (minutes, above 0), scvs 0 or more, one agent, rho below 1. At low load with regular arrivals it is too
    high. Errors: DesksideError outside the ranges or for a load of 1 or more.

    Source: Kingman, J. F. C. (1961), The single server queue in heavy traffic, Proceedings of the Cambridge
    Philosophical Society 57.

    >>> round(kingman(0.1, 8.0), 6), round(kingman(0.1, 8.0, scv_service=0.0), 6)
    (32.0, 16.0)
    """
    _, service, rho = _one_agent("kingman", arrival_rate, mean_service)
    scvs = at_least_zero("kingman", "scv_arrivals", scv_arrivals) + at_least_zero(
        "kingman", "scv_service", scv_service
    )
    return rho / (1.0 - rho) * scvs / 2.0 * service


@dataclass(frozen=True)
class MG1:
    """Steady state of one agent with efforts of any distribution. Minutes and per minute."""

    utilisation: float
    mean_wait: float
    mean_time: float
    """Mean wait plus service."""
    mean_queue: float
    mean_number: float


def mg1(arrival_rate: float, mean_service: float, scv_service: float = 1.0) -> MG1:
    """M/G/1 by Pollaczek and Khinchine; exact.

    Mean wait = rho service (1 + scv) / (2 (1 - rho)). Assumes Poisson arrivals, independent efforts with the
    squared coefficient of variation `scv_service` (0 or more), one agent, an order of service that does not
    depend on the efforts, no interruption. Units, ranges and errors as `kingman`.

    Source: Pollaczek, F. (1930), Ueber eine Aufgabe der Wahrscheinlichkeitstheorie, Mathematische Zeitschrift
    32; Khinchine, A. (1932); Kleinrock (1975), volume 1, section 5.6.

    >>> desk = mg1(0.1, 8.0, 0.0)
    >>> round(desk.mean_wait, 6), round(desk.mean_number, 6)
    (16.0, 2.4)
    """
    rate, service, rho = _one_agent("mg1", arrival_rate, mean_service)
    scv = at_least_zero("mg1", "scv_service", scv_service)
    mean_wait = rho * service * (1.0 + scv) / (2.0 * (1.0 - rho))
    mean_time = mean_wait + service
    return MG1(rho, mean_wait, mean_time, rate * mean_wait, rate * mean_time)


@dataclass(frozen=True)
class ProcessorSharing:
    """Steady state of M/G/1 in which all present share the agent equally. Minutes."""

    utilisation: float
    slowdown: float
    """Mean time in the system over effort, the same for every effort: 1 / (1 - rho)."""
    mean_time: float
    mean_number: float

    def time_for(self, effort: float) -> float:
        """Mean minutes in the system of a ticket of that effort (minutes, 0 or more)."""
        return self.slowdown * at_least_zero("time_for", "effort", effort)


def processor_sharing(arrival_rate: float, mean_service: float) -> ProcessorSharing:
    """M/G/1-PS: one agent works on all tickets at once, each at 1/n of full speed when n are present; exact.

    Mean time = service / (1 - rho), whatever the distribution of efforts (no scv appears). Assumes Poisson
    arrivals and that switching costs nothing: real chats, where total throughput falls with n, are slower.
    Units, ranges and errors as `kingman`.

    Source: Kleinrock, L. (1967), Time-shared systems: a theoretical treatment, Journal of the ACM 14(2);
    Sakata, M., Noguchi, S. & Oizumi, J. (1971), An analysis of the M/G/1 queue under round-robin scheduling,
    Operations Research 19(2), for any distribution.

    >>> desk = processor_sharing(0.1, 8.0)
    >>> round(desk.mean_time, 6), round(desk.time_for(2.0), 6)
    (40.0, 10.0)
    """
    rate, service, rho = _one_agent("processor_sharing", arrival_rate, mean_service)
    slowdown = 1.0 / (1.0 - rho)
    return ProcessorSharing(rho, slowdown, service * slowdown, rate * service * slowdown)
