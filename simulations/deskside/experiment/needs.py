"""Needs that were drawn before and may be wanted again: a change of policy meets the same ones."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from deskside.calendar import WEEK
from deskside.demand import Demand, sample
from deskside.errors import DesksideError
from deskside.scenario import Scenario

__all__ = ["NeedsCache", "check_size", "expected_needs", "needs_of"]

_MEGABYTE = 1 << 20
#: A run of more needs than this would fill the memory of most machines (it takes about 1 kB a need).
MOST_NEEDS = 20_000_000
#: What is kept is weighed anew when so large a part of it has been drawn since: weighing takes a look at all.
_PART_NEW = 1 / 16
#: What one need takes once it has answers to all its questions.
_BYTES_A_NEED = 256


class NeedsCache:
    """Drawn needs by demand side and seed, the longest unused dropped first. Safe to share between threads.

    ``most_bytes`` bounds what is kept, but for a sixteenth of it; needs that alone take more are drawn and
    not kept.

    >>> from deskside.scenario import load
    >>> cache, desk = NeedsCache(), load("one-queue").with_({"horizon.days": 1, "horizon.warm_up_days": 0})
    >>> cache.needs(desk, 1) is cache.needs(desk.with_({"teams.desk.agents": 12}), 1)
    True
    >>> cache.needs(desk, 1) is cache.needs(desk.with_({"needs_factor": 1.1}), 1)
    False
    """

    def __init__(self, most_bytes: int = 256 * _MEGABYTE) -> None:
        self.most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, int], Demand] = OrderedDict()
        self._lock = Lock()
        self._not_weighed, self._bytes_not_weighed = 0, 0

    def needs(self, scenario: Scenario, seed: int) -> Demand:
        """The needs of a scenario and seed, drawn now if they are not here."""
        key = (scenario.demand_digest, seed)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        check_size(scenario)
        drawn = sample(scenario, seed)
        with self._lock:
            self._kept[key] = drawn
            self._not_weighed += 1
            self._bytes_not_weighed += _bytes(drawn)
            many = self._not_weighed >= _PART_NEW * len(self._kept)
            if many or self._bytes_not_weighed >= _PART_NEW * self.most_bytes:
                self._drop()
        return drawn

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    @property
    def bytes_kept(self) -> int:
        """What the kept needs take, with the answers that runs have asked for since."""
        return sum(_bytes(demand) for demand in self._kept.values())

    def _drop(self) -> None:
        """Answers fill in while runs go on, so what is kept is weighed anew."""
        self._not_weighed = self._bytes_not_weighed = 0
        total = self.bytes_kept
        while self._kept and total > self.most_bytes:
            _, dropped = self._kept.popitem(last=False)
            total -= _bytes(dropped)


def expected_needs(scenario: Scenario) -> float:
    """How many needs a run of this scenario has on average.

    >>> from deskside.scenario import load
    >>> round(expected_needs(load("yardstick")))
    18000
    """
    a_week = scenario.needs_factor * sum(needs.per_week for needs in scenario.needs)
    return a_week * scenario.end / WEEK


def check_size(scenario: Scenario) -> None:
    """Refuse a run that memory cannot hold, before it takes the machine down. Raises `DesksideError`."""
    count = expected_needs(scenario)
    if count > MOST_NEEDS:
        raise DesksideError(
            f"{scenario.name}: about {count:,.0f} needs in one run, more than the {MOST_NEEDS:,} that memory "
            "is counted on to hold; use fewer days, a smaller per_week or a smaller needs_factor"
        )


def _bytes(demand: Demand) -> int:
    return max(demand.nbytes, _BYTES_A_NEED * len(demand))


_shared = NeedsCache()


def needs_of(scenario: Scenario, seed: int) -> Demand:
    """The needs of a scenario and seed, from the cache of this process."""
    return _shared.needs(scenario, seed)
