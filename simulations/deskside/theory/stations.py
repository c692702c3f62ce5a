"""Two teams in a row: the second sees what the first passes on."""

from dataclasses import dataclass

from deskside.errors import DesksideError
from deskside.theory.arguments import share
from deskside.theory.waiting import ErlangC, erlang_c

__all__ = ["Tandem", "tandem"]


@dataclass(frozen=True)
class Tandem:
    """Steady state of two M/M/c teams in a row. Minutes."""

    first: ErlangC
    second: ErlangC
    passed_on: float
    mean_time: float
    """Mean minutes in both teams, over all tickets."""
    mean_number: float


def tandem(
    arrival_rate: float,
    agents: tuple[int, int],
    mean_services: tuple[float, float],
    passed_on: float = 1.0,
) -> Tandem:
    """Jackson network of two teams: each behaves as an Erlang C queue of its own.

    Assumes Poisson arrivals at the first team (`arrival_rate` a minute), exponential efforts drawn anew at
    each team (minutes, above 0), endless patience, and that a ticket goes on to the second team with chance
    `passed_on` (0 to 1), decided by a coin, not by its effort. By Burke's theorem the second team then sees
    Poisson arrivals at arrival_rate x passed_on. Errors: DesksideError as `erlang_c`, for either team.

    Source: Burke, P. J. (1956), The output of a queuing system, Operations Research 4(6); Jackson, J. R.
    (1957), Networks of waiting lines, Operations Research 5(4).

    >>> desk = tandem(0.1, (1, 1), (8.0, 20.0), passed_on=0.2)
    >>> round(desk.first.mean_time, 6), round(desk.second.mean_time, 6), round(desk.mean_time, 6)
    (40.0, 33.333333, 46.666667)
    """
    if len(agents) != 2 or len(mean_services) != 2:
        raise DesksideError(
            "tandem: give agents and mean_services as two numbers each, first and second team"
        )
    onward = share("tandem", "passed_on", passed_on, zero=True, one=True)
    first = erlang_c(agents[0], arrival_rate, mean_services[0])
    second = erlang_c(agents[1], first.arrival_rate * onward, mean_services[1])
    mean_time = first.mean_time + onward * second.mean_time
    return Tandem(first, second, onward, mean_time, first.mean_number + second.mean_number)
