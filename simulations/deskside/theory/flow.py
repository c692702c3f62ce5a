"""Offered load and Little's law: the two figures that need no model of chance."""

from deskside.errors import DesksideError
from deskside.theory.arguments import at_least_zero, within_range

__all__ = ["little", "offered_load"]


def offered_load(arrival_rate: float, mean_service: float) -> float:
    """Work that arrives in a minute, in minutes of one agent's time (unit: erlang, a pure number).

    `arrival_rate` (tickets a minute, 0 or more) times `mean_service` (minutes of an agent a ticket, wrap-up
    included, 0 or more). It is also the mean number of busy agents when nobody is turned away or gives up.
    Errors: DesksideError for negative or infinite values and for a load above 1,000,000.

    Source: Erlang, A. K. (1917), Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges.

    >>> offered_load(2.0, 4.0)
    8.0
    """
    rate = at_least_zero("offered_load", "arrival_rate", arrival_rate)
    service = at_least_zero("offered_load", "mean_service", mean_service)
    return within_range("offered_load", rate * service)


def little(*, number: float | None = None, rate: float | None = None, time: float | None = None) -> float:
    """Little's law, number = rate x time: give any two, get the third.

    `number` is the mean number in the system (or in the queue), `rate` the tickets that pass through a
    minute, `time` the mean minutes each spends there. Assumes only that all three are long-run averages over
    the same boundary and that they exist; nothing about distributions or the order of service. All are 0 or
    more. Errors: DesksideError unless exactly two are given, and for a divisor of 0.

    Source: Little, J. D. C. (1961), A proof for the queuing formula L = lambda W, Operations Research 9(3).

    >>> little(rate=0.5, time=60)
    30.0
    >>> little(number=30, rate=0.5)
    60.0
    """
    given = {"number": number, "rate": rate, "time": time}
    known = {name: at_least_zero("little", name, value) for name, value in given.items() if value is not None}
    if len(known) != 2:
        raise DesksideError(f"little: give exactly two of number, rate and time, not {len(known)}")
    if "number" not in known:
        return known["rate"] * known["time"]
    (name, divisor) = next((n, v) for n, v in known.items() if n != "number")
    if divisor == 0:
        raise DesksideError(
            f"little: with a {name} of 0 the missing figure cannot be told; give a {name} above 0"
        )
    return known["number"] / divisor
