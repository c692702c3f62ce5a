"""Who runs, in turns: contenders, interleaved rounds, medians and ratios.

Machines change speed while a benchmark runs. So the contenders take turns, one run each a round, and a
ratio is the median over rounds of two runs that were neighbours, not a quotient of two separate averages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from deskside.errors import DesksideError

__all__ = ["Contender", "Race", "Result", "Sample", "race"]

LEAST_ROUNDS = 5


@dataclass(frozen=True)
class Sample:
    """One run: units of work done, seconds of the run alone, seconds from sampling to KPIs.

    ``whole`` is with every KPI the contender has, ``same_kpis`` with those that the reference works out; None
    where the contender cannot say it.
    """

    units: int
    run: float
    whole: float | None = None
    same_kpis: float | None = None

    @property
    def run_per_unit(self) -> float:
        """Seconds a unit, run alone."""
        return self.run / self.units

    @property
    def whole_per_unit(self) -> float | None:
        """Seconds a unit, end to end."""
        return None if self.whole is None else self.whole / self.units

    @property
    def same_kpis_per_unit(self) -> float | None:
        """Seconds a unit, end to end with the reference's KPIs."""
        return None if self.same_kpis is None else self.same_kpis / self.units


@dataclass(frozen=True)
class Contender:
    """Something that does the work: ``prepare`` once (compile, load), then ``run`` with the round's number.

    ``note`` says what is left out or done otherwise. ``missing`` says why it cannot run here; then it is
    listed and skipped.
    """

    name: str
    run: Callable[[int], Sample]
    prepare: Callable[[], object] = lambda: None
    note: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Result:
    """A contender's medians: microseconds a unit, and how many times the reference's speed.

    ``whole_ratio`` is end to end with every KPI, ``same_kpis_ratio`` with those that the reference works out.
    """

    name: str
    rounds: int
    micros: float
    ratio: float
    low: float
    high: float
    whole_micros: float | None
    whole_ratio: float | None
    same_kpis_ratio: float | None
    note: str = ""


@dataclass(frozen=True)
class Race:
    """One piece of work and how the contenders did on it. ``absent`` maps names to reasons."""

    title: str
    unit: str
    reference: str
    results: tuple[Result, ...]
    absent: dict[str, str]

    def result(self, name: str) -> Result:
        """The result of a contender. Raises KeyError if it did not run."""
        return {result.name: result for result in self.results}[name]


def race(
    title: str,
    contenders: Sequence[Contender],
    reference: str,
    rounds: int = LEAST_ROUNDS,
    unit: str = "need",
    progress: Callable[[str], None] = lambda _: None,
) -> Race:
    """Let the contenders take turns for ``rounds`` rounds and compare them with the one named ``reference``.

    Raises `DesksideError` for fewer than five rounds, a name given twice, or a reference that cannot run.

    >>> steady = lambda seconds: lambda _: Sample(units=100, run=seconds, whole=2 * seconds)
    >>> toys = [Contender("slow", steady(1.0)), Contender("quick", steady(0.25))]
    >>> race("toy", toys, reference="slow").result("quick").ratio
    4.0
    """
    here = [contender for contender in contenders if not contender.missing]
    names = [contender.name for contender in here]
    if rounds < LEAST_ROUNDS:
        raise DesksideError(
            f"benchmark: {rounds} rounds are too few for a median; take {LEAST_ROUNDS} or more"
        )
    if len(set(names)) != len(names):
        raise DesksideError(f"benchmark: two contenders have one name among {', '.join(names)}")
    if reference not in names:
        raise DesksideError(
            f"benchmark: the reference {reference!r} cannot run here; there is {', '.join(names)}"
        )
    for contender in here:
        progress(f"{title}: preparing {contender.name}")
        contender.prepare()
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for number, contender in _turns(here, rounds):
        progress(f"{title}: round {number + 1} of {rounds}, {contender.name}")
        samples[contender.name].append(contender.run(number))
    results = tuple(_result(contender, samples[contender.name], samples[reference]) for contender in here)
    absent = {contender.name: contender.missing for contender in contenders if contender.missing}
    return Race(title, unit, reference, results, absent)


def _turns(contenders: Sequence[Contender], rounds: int) -> Iterator[tuple[int, Contender]]:
    for number in range(rounds):
        for contender in contenders:
            yield number, contender


def _result(contender: Contender, mine: Sequence[Sample], reference: Sequence[Sample]) -> Result:
    pairs = list(zip(mine, reference, strict=True))
    ratios = [theirs.run_per_unit / own.run_per_unit for own, theirs in pairs]
    wholes = _known((own.whole_per_unit, theirs.whole_per_unit) for own, theirs in pairs)
    same_kpis = _known((own.same_kpis_per_unit, theirs.same_kpis_per_unit) for own, theirs in pairs)
    return Result(
        name=contender.name,
        rounds=len(mine),
        micros=1e6 * median(sample.run_per_unit for sample in mine),
        ratio=median(ratios),
        low=min(ratios),
        high=max(ratios),
        whole_micros=1e6 * median(own for own, _ in wholes) if wholes else None,
        whole_ratio=_ratio(wholes),
        same_kpis_ratio=_ratio(same_kpis),
        note=contender.note,
    )


def _known(pairs: Iterable[tuple[float | None, float | None]]) -> list[tuple[float, float]]:
    return [(own, theirs) for own, theirs in pairs if own is not None and theirs is not None]


def _ratio(pairs: Sequence[tuple[float, float]]) -> float | None:
    return median(theirs / own for own, theirs in pairs) if pairs else None
