"""What arises, whatever the desk does: the needs of a horizon, and an answer to every random question.

A need's identity is its source and its ordinal in that source. Needs are numbered in the order they arise;
that number is the ticket's number in every log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.calendar import DAY, HOUR
from deskside.distributions import Shape, exponential, gamma, unit_amounts
from deskside.scenario import Scenario
from deskside.scenario.model import week_shares
from deskside.scenario.requesters import Incident
from deskside.streams import stream_key, uniforms, uniforms_at

__all__ = ["ANSWERS", "ASKED_ONCE", "RARE_ANSWERS", "Demand", "sample"]

#: The questions a visit, a contact or a resolution can raise. Names are part of the address of a draw, so
#: they never change. True marks a waiting time: the number is turned into an exponential amount with mean 1.
ANSWERS: dict[str, bool] = {
    "effort": False,  # how long the work takes; shaped by `Demand.efforts`
    "escalate": False,  # is it handed on?
    "reopen": False,  # does the resolution hold?
    "reopen_after": True,
    "patience": True,
    "retry": False,  # does one who gave up try again?
    "retry_after": True,
    "pick": False,  # which of those who wait does the agent take who has just finished this visit?
}

#: Questions that only some policies raise. They stand in rows of their own, which are not there where nobody
#: asks: a desk without these levers pays nothing for them.
RARE_ANSWERS: dict[str, bool] = {
    "removed": False,  # was the cause of this need removed before it could arise?
    "latent": False,  # does an easy channel draw this need out?
    "broadcast": False,  # does the broadcast reach this requester?
    "self_try": False,  # does the requester look for an article first?
    "self_solved": False,  # does the article solve it?
    "reading": True,  # how long they read
    "misrouted": False,  # does it go to a wrong team (once more)?
    "wrong_team": False,  # to which of the others?
    "look": True,  # how long that team looks at it
    "canned": False,  # does a ready-made reply fit this visit?
    "recorded": False,  # is this contact written down?
    "clock_stopped": False,  # is the target's clock stopped, as a trick?
    "pending": False,  # does it wait for somebody outside after this visit?
    "pending_after": True,
    "chase_receipt": True,  # how long without a word until "did you get it?"
    "chase_progress": True,  # and until "when will it be done?"
    "chase_effort": True,
    "call_back_effort": True,
    "told": True,  # how long it takes to tell one caller that the incident is known
    "check_back": False,  # does the team ask whether it worked?
    "check_back_effort": True,
}

#: Of these, the questions that are put once in a life: no later page has answers to them.
ASKED_ONCE = frozenset(
    {"removed", "latent", "broadcast", "self_try", "self_solved", "reading", "clock_stopped"}
)

#: What a third of all needs or more are asked, where it can be asked: drawn for everybody before a run.
#: A number among many costs a sixth of one that is drawn alone.
ASKED_OF_ALL = frozenset(
    {"escalate", "reopen", "patience", "removed", "self_try", "misrouted", "canned", "clock_stopped"}
    | {"pending", "chase_receipt", "chase_progress", "check_back"}
)

#: One row answers all of these for one page of one need.
ROW = np.dtype([(name, np.float64) for name in ANSWERS] + [("later", np.int64)], align=True)
RARE_ROW = np.dtype([(name, np.float64) for name in RARE_ANSWERS], align=True)
_IS_TIME = ANSWERS | RARE_ANSWERS


@dataclass(frozen=True, eq=False)
class Demand:
    """The needs of one scenario and seed.

    ``arrived`` (minutes), ``source`` (index into ``sources``) and ``ordinal`` have one entry a need. They and
    all that is worked out from them serve every run on these needs, so nobody can write into them.
    """

    seed: int
    digest: str
    sources: tuple[str, ...]
    arrived: NDArray[np.float64]
    source: NDArray[np.int32]
    ordinal: NDArray[np.int64]
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)
    _latest: dict[str, tuple[Any, Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """The needs stay what they are."""
        for values in (self.arrived, self.source, self.ordinal):
            _frozen(values)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Pickled arrays forget that they are to be read only."""
        self.__dict__.update(state)
        self.__post_init__()
        for values in (*self._kept.values(), *(values for _, values in self._latest.values())):
            _frozen(values)

    def __len__(self) -> int:
        return len(self.arrived)

    @property
    def source_numbers(self) -> NDArray[np.int64]:
        """``source`` in eight bytes each, as compiled code reads it."""
        return self.kept("source_numbers", None, lambda: self.source.astype(np.int64))

    def stream_keys(self, purposes: frozenset[str]) -> NDArray[np.uint64]:
        """The keys of these purposes' streams; shape (all questions, sources, 2), 0 for other questions."""

        def keys() -> NDArray[np.uint64]:
            found = np.zeros((len(_IS_TIME), len(self.sources), 2), dtype=np.uint64)
            asked = [purpose in purposes for purpose in _IS_TIME]
            found[asked] = self._keys(tuple(purpose for purpose in _IS_TIME if purpose in purposes))
            return found

        return self.kept("stream keys", purposes, keys)

    @property
    def nbytes(self) -> int:
        """Memory this takes with all that was worked out since, in bytes."""
        own = self.arrived.nbytes + self.source.nbytes + self.ordinal.nbytes
        kept = sum(int(values.nbytes) for values in list(self._kept.values()))
        kept += sum(int(values.nbytes) for _, values in list(self._latest.values()))
        return own + kept

    def numbers(self, purpose: str) -> NDArray[np.float64]:
        """The first page of a purpose: a number in (0, 1) for every need. Kept for the next run."""
        if purpose not in self._kept:
            self._kept[purpose] = _frozen(self._first_page(purpose))
        kept: NDArray[np.float64] = self._kept[purpose]
        return kept

    def _first_page(self, purpose: str) -> NDArray[np.float64]:
        keys = [stream_key(self.seed, purpose, source) for source in self.sources]
        if len(keys) == 1:
            return uniforms(keys[0], len(self))
        drawn = [uniforms(key, count) for key, count in zip(keys, self._counts.tolist(), strict=True)]
        return np.concatenate([np.empty(0), *drawn])[self._places]

    @property
    def _counts(self) -> NDArray[np.int64]:
        """How many needs each source has."""
        return self.kept("counts", None, lambda: np.bincount(self.source, minlength=len(self.sources)))

    @property
    def _places(self) -> NDArray[np.int64]:
        """Where each need stands when the needs are sorted by source."""

        def places() -> NDArray[np.int64]:
            before = np.cumsum(self._counts) - self._counts
            return before[self.source] + self.ordinal

        return self.kept("places", None, places)

    def kept(self, name: str, key: Any, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """A column worked out from the needs; the latest of each name is kept while its key stays."""
        known = self._latest.get(name)
        if known is None or known[0] != key:
            known = self._latest[name] = (key, _frozen(make()))
        return known[1]

    def answers(self, purpose: str) -> NDArray[np.float64]:
        """Page 0 of a purpose as answers: the numbers themselves or, for times, amounts with mean 1."""
        if not _IS_TIME[purpose]:
            return self.numbers(purpose)
        key = ("answers", purpose)
        if key not in self._kept:
            known = self._kept.get(purpose)
            self._kept[key] = _frozen(exponential(self._first_page(purpose) if known is None else known))
        kept: NDArray[np.float64] = self._kept[key]
        return kept

    def at_hand(self, purpose: str) -> tuple[NDArray[np.float64], ...]:
        """The answers that are there, or worth drawing for all needs before anybody asks; page by page."""
        drawn = purpose in ASKED_OF_ALL or purpose in self._kept or ("answers", purpose) in self._kept
        return (self.answers(purpose),) if drawn else ()

    def later_answers(self, purpose: str, needs: NDArray[np.int64], page: int) -> NDArray[np.float64]:
        """The answers of a later page, for exactly these needs."""
        keys = np.array([stream_key(self.seed, purpose, name) for name in self.sources], dtype=np.uint64)
        numbers = uniforms_at(keys[self.source[needs]], self.ordinal[needs], page)
        return exponential(numbers) if _IS_TIME[purpose] else numbers

    def later_numbers(
        self,
        purposes: tuple[str, ...],
        needs: NDArray[np.int64],
        page: int,
    ) -> NDArray[np.float64]:
        """The answers of a later page to several questions; shape (questions, needs)."""
        keys = self._keys(purposes)
        asked = np.ascontiguousarray(keys[:, self.source[needs]]).reshape(-1, 2)
        numbers = uniforms_at(asked, np.tile(self.ordinal[needs], len(purposes)), page)
        found = numbers.reshape(len(purposes), len(needs))
        times = [_IS_TIME[purpose] for purpose in purposes]
        found[times] = exponential(found[times])
        return found

    def _keys(self, purposes: tuple[str, ...]) -> NDArray[np.uint64]:
        """The keys of streams; shape (purposes, sources, 2)."""

        def keys() -> NDArray[np.uint64]:
            found = [[stream_key(self.seed, purpose, name) for name in self.sources] for purpose in purposes]
            return np.array(found, dtype=np.uint64).reshape(len(purposes), len(self.sources), 2)

        return self.kept("keys", purposes, keys)

    def efforts(self, kind: Shape, cv: float) -> NDArray[np.float64]:
        """Efforts with mean 1 and the given shape for the first visit of every need."""
        key = ("effort", kind, cv)
        if key not in self._kept:
            self._kept[key] = _frozen(unit_amounts(kind, cv, self.numbers("effort")))
        kept: NDArray[np.float64] = self._kept[key]
        return kept


def _frozen(values: NDArray[Any]) -> NDArray[Any]:
    """The array itself, from now on to be read only."""
    values.flags.writeable = False
    return values


def sample(scenario: Scenario, seed: int) -> Demand:
    """Draw the needs of a scenario. The same demand side and seed always give the same needs."""
    usual, incidents = scenario.needs, scenario.incidents
    sources = scenario.sources
    times = [_arrivals(scenario, index, seed) for index in range(len(usual))]
    times += [_calls(scenario, incident, seed) for incident in incidents]
    arrived = np.concatenate(times) if times else np.empty(0)
    ordinal = np.concatenate([np.arange(len(t)) for t in times]) if times else np.empty(0, dtype=np.int64)
    source = np.repeat(np.arange(len(sources), dtype=np.int32), [len(t) for t in times])
    if len(sources) > 1:
        order = np.argsort(arrived, kind="stable")
        arrived, ordinal, source = arrived[order], ordinal[order], source[order]
    return Demand(seed, scenario.demand_digest, sources, arrived, source, ordinal)


def _arrivals(scenario: Scenario, index: int, seed: int) -> NDArray[np.float64]:
    """Times at which one source's needs arise: a unit-rate Poisson process seen through the intensity.

    The k-th gap belongs to the k-th need, so a longer horizon adds needs and moves none.
    """
    clock, expected = _intensity(scenario, index, seed)
    passed = _unit_poisson(stream_key(seed, "arrival", scenario.needs[index].source), float(expected[-1]))
    cell = np.searchsorted(passed, expected)
    per_cell = np.diff(cell)
    rate = np.divide(np.diff(clock), np.diff(expected), out=np.zeros(len(clock) - 1), where=per_cell > 0)
    times = np.repeat(clock[:-1] - expected[:-1] * rate, per_cell)
    times += passed[: cell[-1]] * np.repeat(rate, per_cell)
    times = _within_hours(times, clock, cell)
    if scenario.horizon.clock == "whole-minute":
        times = np.floor(times)
    return np.asarray(times)


def _within_hours(
    times: NDArray[np.float64], clock: NDArray[np.float64], cell: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Times that rounding has pushed out of their hour go back to its edge; hour h begins at ``cell[h]``.

    Times never fall, so only the first and the last of an hour can tell; nearly always all is well.
    """
    begins, ends, count = clock[:-1], clock[1:], np.diff(cell)
    some = count > 0
    first, last = times[cell[:-1][some]], times[cell[1:][some] - 1]
    if (first >= begins[some]).all() and (last < ends[some]).all():
        return times
    return np.clip(times, np.repeat(begins, count), np.repeat(np.nextafter(ends, 0), count))


def _calls(scenario: Scenario, incident: Incident, seed: int) -> NDArray[np.float64]:
    """Times at which people notice a major incident, sorted: a Poisson process that dies away.

    Seen through the expected number so far, it is again a unit-rate process: the k-th gap is the k-th call's.
    """
    passed = _unit_poisson(stream_key(seed, "arrival", incident.source), incident.contacts)
    passed = passed[passed < incident.contacts]
    times = incident.at + incident.spread * exponential(passed / incident.contacts)
    times = times[times < min(scenario.end, incident.at + incident.mended_after)]
    return np.floor(times) if scenario.horizon.clock == "whole-minute" else times


def _intensity(scenario: Scenario, index: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Clock minutes at each full hour, and the needs to be expected by then."""
    needs, days = scenario.needs[index], scenario.horizon.days
    a_week, ahead = needs.per_week * scenario.needs_factor, scenario.groups[needs.group].utc_offset
    week = _week(scenario.profiles[needs.profile], a_week, ahead)
    hours = _with_peaks(scenario, needs.service, np.resize(week, days * 24))
    factor = gamma(needs.busy_day_cv, uniforms(stream_key(seed, "busy-day", needs.source), days))
    expected = np.concatenate([[0.0], np.cumsum(hours * np.repeat(factor, 24))])
    return np.arange(0.0, days * DAY + 1, HOUR), expected


@lru_cache(maxsize=1024)
def _week(profile: tuple[float, ...], needs: float, ahead: float) -> NDArray[np.float64]:
    """A week's intensity by hour as the desk's clock sees it: people whose clock is ahead come earlier."""
    week = np.array(week_shares(profile)) * needs
    whole = int(np.floor(ahead))
    part = ahead - whole
    return (1.0 - part) * np.roll(week, -whole) + part * np.roll(week, -whole - 1)


def _with_peaks(scenario: Scenario, service: str, hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """The intensity by hour with the dated peaks of this service."""
    for peak in scenario.peaks:
        if not peak.needs or service in peak.needs:
            first, last = (peak.day * 24 + hour for hour in peak.hours)
            hours[first:last] *= peak.factor
    return hours


def _unit_poisson(key: tuple[int, int], end: float) -> NDArray[np.float64]:
    """Times of a Poisson process of rate 1 before ``end``."""
    chunk = int(end + 6.0 * np.sqrt(end) + 16)
    gaps = exponential(uniforms(key, chunk))
    passed = np.cumsum(gaps)
    while passed[-1] < end:
        more = exponential(uniforms(key, chunk, first=len(passed)))
        more[0] += passed[-1]
        passed = np.concatenate([passed, np.cumsum(more)])
    return passed
