"""Two engines, one contract: the same needs under the same policy give the same log, bit for bit."""

from __future__ import annotations

from deskside.demand import Demand
from deskside.engines.run import Run
from deskside.errors import DesksideError
from deskside.scenario import Scenario

__all__ = ["ENGINES", "Run", "start"]

ENGINES = ("auto", "compiled", "simpy")


def start(demand: Demand, scenario: Scenario, engine: str = "auto") -> Run:
    """A run at minute 0, nothing done yet.

    ``engine`` is ``simpy`` (the one to read), ``compiled`` (the quick one) or ``auto``: compiled where Numba
    can be imported. The log says which one ran. Raises `DesksideError` for any other name.

    >>> from deskside.demand import sample
    >>> from deskside.scenario import load
    >>> desk = load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    >>> run = start(sample(desk, seed=1), desk, engine="simpy")
    >>> len(run.advance(600).log().ticket_table) > 0
    True
    """
    if engine not in ENGINES:
        raise DesksideError(f"no engine {engine!r}; choose one of {', '.join(ENGINES)}")
    if engine != "simpy" and _compiled_works(engine):
        from deskside.engines.compiled import CompiledRun

        return CompiledRun(demand, scenario)
    from deskside.engines.simpy_desk import SimpyRun

    return SimpyRun(demand, scenario)


def _compiled_works(engine: str) -> bool:
    """Whether Numba can be imported.

    Raises `DesksideError` if it cannot and the engine was asked for by name.
    """
    try:
        import numba  # noqa: F401  # only asking whether it is there
    except ImportError as problem:
        if engine == "compiled":
            raise DesksideError(
                f"engine 'compiled' needs Numba, which cannot be imported ({problem}); take engine 'simpy'"
            ) from problem
        return False
    return True
