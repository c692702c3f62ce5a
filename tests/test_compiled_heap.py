"""The list of events of the compiled engine by itself: against a sorted list, whatever comes and goes."""

from __future__ import annotations

from bisect import insort
from typing import Any

import numba
import numpy as np
import pytest

from deskside.engines.compiled.bits import bits_of, number_of
from deskside.engines.compiled.heap import NEVER, ROOT, close_gap, push
from deskside.engines.compiled.records import NODE, STATE, node_at, state_at
from deskside.engines.compiled.store import Store

ROOM = 4_096


@pytest.fixture(scope="module")
def work() -> Any:
    """Compiled: let so many events happen, each followed by so many new ones; tell what happened."""

    @numba.njit
    def compiled(address, follow, times, keys, happened):  # type: ignore[no-untyped-def]  # as rules are
        s = state_at(address, 0)
        new = 0
        for turn in range(len(follow)):
            if s.heap_used > ROOT and turn % 5 != 4:  # now and then something comes that follows from nothing
                first = node_at(s.heap, ROOT)
                happened[turn, 0], happened[turn, 1] = first.time, first.key
                s.gap = 1
            for _ in range(follow[turn]):
                push(s, times[new], keys[new])
                new += 1
            close_gap(s)
        return new

    return compiled


def listed(follow: Any, times: Any, keys: Any) -> list[tuple[float, int]]:
    """The same with a list that is kept in order."""
    coming: list[tuple[float, int]] = []
    happened, new = [], 0
    for turn, number in enumerate(follow):
        happened.append(coming.pop(0) if coming and turn % 5 != 4 else (-1.0, -1))
        for _ in range(number):
            insort(coming, (float(times[new]), int(keys[new])))
            new += 1
    return happened


@pytest.mark.parametrize("grain", [0.0, 5.0, 1_000.0], ids=["no ties", "many ties", "one time"])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_events_happen_in_the_order_of_a_sorted_list(work: Any, grain: float, most: int) -> None:
    rng = np.random.default_rng(most)
    follow = rng.integers(0, most + 1, 3_000)
    follow[2_000:] = rng.integers(0, 2, 1_000)  # at last the list empties
    times = rng.exponential(100.0, follow.sum()) + np.arange(follow.sum()) / 20
    if grain:
        times = times // grain * grain
    keys = rng.permutation(follow.sum()) << 20
    store = Store()
    state = store.table("state", STATE, 1)
    heap = store.table("heap", NODE, ROOM)
    heap[:] = NEVER
    state["heap"], state["heap_used"] = store.address("heap"), ROOT
    happened = np.full((len(follow), 2), -1, dtype=np.int64)
    assert work(store.address("state"), follow, times, keys, happened) == follow.sum()
    expected = listed(follow, times, keys)
    times_and_keys = [(np.int64(time).view(np.float64), key) for time, key in happened.tolist()]
    found = [(float(time), int(key)) for time, key in times_and_keys if key >= 0]
    assert found == [event for event in expected if event[1] >= 0]
    assert (heap[int(state["heap_used"][0]) :] == np.array(NEVER, dtype=NODE)).all()


def test_four_neighbours_lie_in_one_fetch_from_memory() -> None:
    store = Store()
    for rows in (1, 3, 1_000, 10_000):
        store.table("heap", NODE, rows)
        assert store.address("heap") % 64 == 0
        store.grow("heap", NODE, used=rows, rows=3 * rows)
        assert store.address("heap") % 64 == 0


def test_bits_have_the_order_of_the_numbers() -> None:
    @numba.njit
    def both(number):  # type: ignore[no-untyped-def]  # a rule of the test's own
        return bits_of(number), number_of(bits_of(number))

    numbers = [0.0, 5e-324, 1e-300, 0.5, 1.0, 43_200.0, 1e300, np.inf]
    bits = [both(number)[0] for number in numbers]
    assert bits == sorted(set(bits))
    assert [both(number)[1] for number in numbers] == numbers
    assert bits[-1] == NEVER[0]
