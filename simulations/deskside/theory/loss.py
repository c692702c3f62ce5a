"""Erlang B: nobody waits; who finds every agent busy is turned away."""

from collections.abc import Iterator

from deskside.theory.arguments import at_least_zero, count, share, within_range

__all__ = ["agents_for_blocking", "blocking_by_agents", "erlang_b"]


def blocking_by_agents(load: float) -> Iterator[float]:
    """Blocking with 0, 1, 2, ... agents without end, by B(n) = a B(n-1) / (n + a B(n-1)).

    Every term is positive and errors shrink from step to step, so the recursion is accurate to a few
    units in the last place at any size; factorials would overflow at 171 agents. `load` is not checked.
    """
    blocking, agents = 1.0, 0
    while True:
        yield blocking
        agents += 1
        offered = load * blocking
        blocking = offered / (agents + offered)


def blocking_with(agents: int, load: float) -> float:
    """Erlang B without checks, for the formulas built on it."""
    blocking = 1.0
    for n in range(1, agents + 1):
        offered = load * blocking
        blocking = offered / (n + offered)
    return blocking


def erlang_b(agents: int, load: float) -> float:
    """Share of contacts turned away in M/M/c/c (also M/G/c/c), a probability.

    Assumes Poisson arrivals, `agents` equal agents (0 to 1,000,000), service times independent with any
    distribution, and that who finds all busy leaves for good. `load` is the offered load in erlang
    (0 to 1,000,000; above `agents` is fine). Errors: DesksideError outside these ranges.

    Source: Erlang (1917); recursion as in Gans, Koole & Mandelbaum (2003), Telephone call centers: tutorial,
    review, and research prospects, Manufacturing & Service Operations Management 5(2).

    >>> round(erlang_b(10, 5.0), 6)
    0.018385
    """
    agents = count("erlang_b", "agents", agents, least=0)
    return blocking_with(agents, within_range("erlang_b", at_least_zero("erlang_b", "load", load)))


def agents_for_blocking(load: float, blocking: float) -> int:
    """Least number of agents that turns away at most the share `blocking` (above 0, to 1) in Erlang B.

    Same assumptions, units and errors as `erlang_b`; blocking falls with every agent, so the least is unique.

    >>> agents_for_blocking(5.0, 0.02)
    10
    """
    load = within_range("agents_for_blocking", at_least_zero("agents_for_blocking", "load", load))
    most = share("agents_for_blocking", "blocking", blocking, one=True)
    # The loop ends: beyond the load, blocking falls faster than a geometric sequence.
    return next(agents for agents, b in enumerate(blocking_by_agents(load)) if b <= most)
