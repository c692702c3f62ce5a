"""Erlang C: everybody waits until an agent is free; with one agent, M/M/1."""

import math
from dataclasses import dataclass

from deskside.theory.arguments import at_least_zero, count, positive, share, steady, within_range
from deskside.theory.loss import blocking_with

__all__ = ["MM1", "ErlangC", "SecondMoments", "erlang_c", "mm1", "wait_second_moments"]


@dataclass(frozen=True)
class ErlangC:
    """Steady state of M/M/c, first come first served. Minutes, rates a minute, shares from 0 to 1."""

    agents: int
    arrival_rate: float
    mean_service: float
    load: float
    """Offered load, erlang."""
    utilisation: float
    """Share of an agent's time that is busy."""
    p_wait: float
    """Share of tickets that find no agent free."""
    mean_wait: float
    """Mean wait of all tickets, those that wait 0 included."""
    mean_queue: float
    """Mean number waiting, those in service not counted."""
    mean_time: float
    """Mean wait plus service."""
    mean_number: float
    """Mean number waiting or in service."""

    @property
    def clearing_rate(self) -> float:
        """Rate, per minute, at which the wait of those who wait tails off: c/service - arrival rate."""
        return (self.agents - self.load) / self.mean_service

    def wait_beyond(self, minutes: float) -> float:
        """P(wait > minutes), 0 minutes or more.

        >>> round(erlang_c(10, 2.0, 4.0).wait_beyond(2.0), 4)
        0.1505
        """
        return self.p_wait * math.exp(-self.clearing_rate * at_least_zero("wait_beyond", "minutes", minutes))

    def answered_within(self, minutes: float) -> float:
        """Service level: P(wait <= minutes), 0 minutes or more."""
        return 1.0 - self.wait_beyond(minutes)

    def wait_quantile(self, part: float) -> float:
        """Least minutes within which the share `part` (0 to below 1) is answered; 0 if they need not wait.

        >>> round(erlang_c(10, 2.0, 4.0).wait_quantile(0.9), 3)
        2.818
        """
        rest = 1.0 - share("wait_quantile", "part", part, zero=True)
        return 0.0 if self.p_wait <= rest else math.log(self.p_wait / rest) / self.clearing_rate


def erlang_c(agents: int, arrival_rate: float, mean_service: float) -> ErlangC:
    """M/M/c with endless patience, first come first served, in the long run.

    Assumes Poisson arrivals at `arrival_rate` (a minute, 0 or more), exponential service of mean
    `mean_service` (minutes, above 0), `agents` equal agents (1 to 1,000,000) who never idle while somebody
    waits, nobody gives up, and a load that stays the same long enough. With C = B / (1 - rho (1 - B)), B from
    Erlang B: P(wait > t) = C exp(-(c/service - rate) t). The means of wait, queue and busy agents do not
    depend on the order of service; the distribution does. Errors: DesksideError outside the ranges, and if
    load >= agents, where no long run exists.

    Source: Erlang (1917); Gans, Koole & Mandelbaum (2003).

    >>> desk = erlang_c(10, 2.0, 4.0)
    >>> round(desk.p_wait, 4), round(desk.mean_wait, 4), desk.utilisation
    (0.4092, 0.8184, 0.8)
    """
    agents = count("erlang_c", "agents", agents)
    rate = at_least_zero("erlang_c", "arrival_rate", arrival_rate)
    service = positive("erlang_c", "mean_service", mean_service)
    load = within_range("erlang_c", rate * service)
    steady("erlang_c", agents, load, "less work, or erlang_a where people give up")
    return from_blocking(agents, rate, service, blocking_with(agents, load))


def from_blocking(agents: int, rate: float, service: float, blocking: float) -> ErlangC:
    """Erlang C from the Erlang B blocking of the same desk; nothing is checked."""
    load = rate * service
    idle = agents - load
    p_wait = agents * blocking / (idle + load * blocking)
    mean_wait = p_wait * service / idle
    mean_time = mean_wait + service
    return ErlangC(
        agents,
        rate,
        service,
        load,
        load / agents,
        p_wait,
        mean_wait,
        rate * mean_wait,
        mean_time,
        rate * mean_time,
    )


@dataclass(frozen=True)
class MM1:
    """Steady state of one agent with exponential service, first come first served. Minutes and per minute."""

    arrival_rate: float
    mean_service: float
    utilisation: float
    """Also the share of tickets that wait."""
    mean_wait: float
    mean_time: float
    """Mean wait plus service."""
    mean_queue: float
    mean_number: float

    def time_beyond(self, minutes: float) -> float:
        """P(wait + service > minutes): exponential with mean `mean_time`."""
        return math.exp(-at_least_zero("time_beyond", "minutes", minutes) / self.mean_time)

    def wait_beyond(self, minutes: float) -> float:
        """P(wait > minutes)."""
        return self.utilisation * self.time_beyond(minutes)


def mm1(arrival_rate: float, mean_service: float) -> MM1:
    """M/M/1: `erlang_c` with one agent, where everything is simple enough for paper.

    Assumptions, units and errors as `erlang_c`; rho = arrival rate x service must be below 1.
    Mean time = service / (1 - rho), mean number = rho / (1 - rho).

    Source: Kleinrock, L. (1975), Queueing Systems, volume 1, section 3.2.

    >>> desk = mm1(0.1, 8.0)
    >>> round(desk.mean_time, 9), round(desk.mean_wait, 9), round(desk.mean_number, 9)
    (40.0, 32.0, 4.0)
    """
    rate = at_least_zero("mm1", "arrival_rate", arrival_rate)
    service = positive("mm1", "mean_service", mean_service)
    rho = rate * service
    steady("mm1", 1, rho)
    mean_time = service / (1.0 - rho)
    mean_wait = rho * mean_time
    return MM1(rate, service, rho, mean_wait, mean_time, rate * mean_wait, rate * mean_time)


@dataclass(frozen=True)
class SecondMoments:
    """Mean of the squared wait, minutes squared, by order of service. The mean wait is the same in all."""

    mean_wait: float
    first_come: float
    random: float
    last_come: float


def wait_second_moments(agents: int, arrival_rate: float, mean_service: float) -> SecondMoments:
    """How much the order of service spreads the waits in M/M/c: E[wait^2] for three blind disciplines.

    Assumptions, units and errors as `erlang_c`, but waiting tickets are taken in order, at random, or the
    latest first, none looking at how long a job will take. With rho = load / agents, random order has 2 / (2
    - rho) and last come 1 / (1 - rho) times the second moment of first come.

    Source: Kingman, J. F. C. (1962), The effect of queue discipline on waiting time variance, Proceedings of
    the Cambridge Philosophical Society 58; Takacs, L. (1963), Delay distributions for one line with Poisson
    input, general holding times, and various orders of service, Bell System Technical Journal 42.

    >>> m = wait_second_moments(1, 0.1, 8.0)
    >>> round(m.random / m.first_come, 6), round(m.last_come / m.first_come, 6)
    (1.666667, 5.0)
    """
    queue = erlang_c(agents, arrival_rate, mean_service)
    first_come = 2.0 * queue.mean_wait / queue.clearing_rate
    rho = queue.utilisation
    return SecondMoments(
        queue.mean_wait, first_come, first_come * 2.0 / (2.0 - rho), first_come / (1.0 - rho)
    )
