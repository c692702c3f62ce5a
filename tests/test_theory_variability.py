"""Variability, priority and teams in a row: against Markov chains solved by brute force, and by hand."""

import itertools
import math
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from deskside import theory
from deskside.errors import DesksideError

S = TypeVar("S", bound=Hashable)
examples = settings(max_examples=60, deadline=None, derandomize=True)
rates = st.floats(0.001, 0.9)
scvs = st.floats(0.0, 5.0)


def stationary(start: S, moves: Callable[[S], Iterable[tuple[S, float]]]) -> dict[S, float]:
    """Long-run shares of the states reachable from `start`, by solving the balance equations."""
    states, found = [start], {start: 0}
    for state in states:
        for target, _ in moves(state):
            if target not in found:
                found[target] = len(states)
                states.append(target)
    balance = np.zeros((len(states), len(states)))
    for state in states:
        for target, rate in moves(state):
            balance[found[target], found[state]] += rate
            balance[found[state], found[state]] -= rate
    balance[0] = 1.0
    shares = np.linalg.solve(balance, np.eye(len(states))[0])
    return dict(zip(states, map(float, shares), strict=True))


# -- one agent, uneven efforts ---------------------------------------------------------------------


def test_m_g_1_equals_a_chain_of_phases() -> None:
    # Efforts of two exponential phases of mean 1/2 (scv 1/2): count the phases still to be done.
    rate = 0.7
    shares = stationary(0, lambda n: [(n + 2, rate)] * (n < 200) + [(n - 1, 2.0)] * (n > 0))
    work = sum(n * p for n, p in shares.items()) / 2  # mean work left is what an arrival in order waits for
    assert theory.mg1(rate, 1.0, 0.5).mean_wait == pytest.approx(work, rel=1e-9)


def test_m_d_1_waits_half_as_long_as_m_m_1() -> None:
    assert theory.mg1(0.8, 1.0, 0.0).mean_wait == pytest.approx(2.0)
    assert theory.mm1(0.8, 1.0).mean_wait == pytest.approx(4.0)


@examples
@given(rate=rates, scv=scvs)
def test_little_holds_and_kingman_is_exact_for_m_g_1(rate: float, scv: float) -> None:
    desk = theory.mg1(rate, 1.0, scv)
    assert desk.mean_number == pytest.approx(theory.little(rate=rate, time=desk.mean_time))
    assert desk.mean_queue == pytest.approx(desk.mean_number - desk.utilisation)
    assert theory.kingman(rate, 1.0, 1.0, scv) == pytest.approx(desk.mean_wait)


@pytest.mark.parametrize("rate", [0.2, 0.6, 0.9, 0.99])
def test_regular_arrivals_lie_below_kingman(rate: float) -> None:
    # D/M/1: a ticket finds the agent busy with chance s, the root of s = exp(-(1 - s) / rate) below 1.
    busy = brentq(lambda s: s - math.exp(-(1 - s) / rate), 0.0, rate)
    exact = busy / (1 - busy)
    assert exact < theory.kingman(rate, 1.0, 0.0, 1.0)
    if rate == 0.99:
        assert theory.kingman(rate, 1.0, 0.0, 1.0) == pytest.approx(exact, rel=0.02)


def test_processor_sharing_does_not_feel_how_uneven_efforts_are() -> None:
    # Nine of ten efforts of mean 1/2, one of mean 5.5 (scv 5.05): the chain of (short, long) present.
    rate, means = 0.5, (0.5, 5.5)

    def moves(state: tuple[int, int]) -> Iterable[tuple[tuple[int, int], float]]:
        short, long = state
        if short + long < 40:
            yield (short + 1, long), rate * 0.9
            yield (short, long + 1), rate * 0.1
        if short:
            yield (short - 1, long), short / (short + long) / means[0]
        if long:
            yield (short, long - 1), long / (short + long) / means[1]

    shares = stationary((0, 0), moves)
    desk = theory.processor_sharing(rate, 1.0)
    assert desk.mean_number == pytest.approx(sum(sum(n) * p for n, p in shares.items()), rel=1e-8)
    for kind, (part, mean) in enumerate(zip((0.9, 0.1), means, strict=True)):
        present = sum(n[kind] * p for n, p in shares.items())
        assert desk.time_for(mean) == pytest.approx(present / (rate * part), rel=1e-8)
    assert desk.mean_time == pytest.approx(2.0)


# -- priority --------------------------------------------------------------------------------------


def test_cobham_equals_a_chain_with_unequal_efforts() -> None:
    rate, mean, most = (0.25, 0.15), (0.8, 1.6), 24

    def moves(state: tuple[int, int, int]) -> Iterable[tuple[tuple[int, int, int], float]]:
        serving, first, second = state  # class in service (0 = none), and how many of each class wait
        for kind, arrivals in enumerate(rate):
            if serving == 0:
                yield (kind + 1, first, second), arrivals
            elif (first, second)[kind] < most:
                yield (serving, first + (kind == 0), second + (kind == 1)), arrivals
        if serving:
            after = (1, first - 1, second) if first else (2, first, second - 1) if second else (0, 0, 0)
            yield after, 1 / mean[serving - 1]

    shares = stationary((0, 0, 0), moves)
    waits = theory.cobham(rate, mean).waits
    for kind in (0, 1):
        queue = sum(state[kind + 1] * p for state, p in shares.items())
        assert waits[kind] == pytest.approx(queue / rate[kind], rel=1e-6)


def test_cobham_with_agents_equals_a_chain() -> None:
    agents, rate, most = 3, (0.9, 0.8), 28

    def moves(state: tuple[int, int, int]) -> Iterable[tuple[tuple[int, int, int], float]]:
        busy, first, second = state
        if busy < agents:
            yield (busy + 1, 0, 0), sum(rate)
        else:
            if first < most:
                yield (busy, first + 1, second), rate[0]
            if second < most:
                yield (busy, first, second + 1), rate[1]
        if busy:
            after = (
                (busy, first - 1, second) if first else (busy, 0, second - 1) if second else (busy - 1, 0, 0)
            )
            yield after, float(busy)

    shares = stationary((0, 0, 0), moves)
    waits = theory.cobham_agents(agents, rate, 1.0).waits
    for kind in (0, 1):
        queue = sum(state[kind + 1] * p for state, p in shares.items())
        assert waits[kind] == pytest.approx(queue / rate[kind], rel=1e-6)


def test_one_class_waits_as_without_priorities() -> None:
    assert theory.cobham([0.1], [8.0], [0.3]).waits[0] == pytest.approx(theory.mg1(0.1, 8.0, 0.3).mean_wait)
    assert theory.cobham_agents(10, [2.0], 4.0).waits[0] == pytest.approx(
        theory.erlang_c(10, 2.0, 4.0).mean_wait
    )


classes = st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(0.1, 10.0), scvs), min_size=1, max_size=4)


@examples
@given(classes=classes, rho=st.floats(0.05, 0.98))
def test_no_order_of_classes_changes_what_is_conserved(
    classes: list[tuple[float, float, float]], rho: float
) -> None:
    scale = rho / sum(rate * mean for rate, mean, _ in classes)
    for order in itertools.permutations([(rate * scale, mean, scv) for rate, mean, scv in classes]):
        columns = tuple(map(list, zip(*order, strict=True)))
        desk = theory.cobham(*columns)
        paid = sum(load * wait for load, wait in zip(desk.loads, desk.waits, strict=True))
        assert paid == pytest.approx(theory.conserved_wait(*columns), rel=1e-9)
        assert list(desk.waits) == sorted(desk.waits)
        assert desk.utilisation == pytest.approx(rho)


@examples
@given(parts=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=4), agents=st.integers(1, 30))
def test_equal_efforts_keep_the_mean_wait_of_all(parts: list[float], agents: int) -> None:
    rate = [part * 0.9 * agents / sum(parts) for part in parts]
    plain = theory.erlang_c(agents, sum(rate), 1.0)
    assert theory.cobham_agents(agents, rate, 1.0).mean_wait == pytest.approx(plain.mean_wait, rel=1e-9)


def test_a_class_without_tickets_and_no_tickets_at_all() -> None:
    assert theory.cobham([0.0, 0.1], [1.0, 8.0]).waits[1] == pytest.approx(theory.mm1(0.1, 8.0).mean_wait)
    assert theory.cobham([0.0], [1.0]).mean_wait == 0.0


@pytest.mark.parametrize("lists", [([0.1], [1.0, 2.0]), ([], []), ("12", [1.0, 1.0]), (0.1, [1.0])])
def test_classes_come_in_lists_of_one_length(lists: tuple[list[float], list[float]]) -> None:
    with pytest.raises(DesksideError, match="each class"):
        theory.cobham(*lists)


# -- two teams -------------------------------------------------------------------------------------


def test_two_teams_in_a_row_equal_a_chain() -> None:
    rate, onward, most = 0.6, 0.5, 32
    means = (1.0, 1.5)

    def moves(state: tuple[int, int]) -> Iterable[tuple[tuple[int, int], float]]:
        first, second = state
        if first < most:
            yield (first + 1, second), rate
        if first:
            yield (first - 1, second), (1 - onward) / means[0]
            yield (first - 1, min(second + 1, most)), onward / means[0]
        if second:
            yield (first, second - 1), min(second, 2) / means[1]

    shares = stationary((0, 0), moves)
    desk = theory.tandem(rate, (1, 2), means, onward)
    assert desk.mean_number == pytest.approx(sum(sum(state) * p for state, p in shares.items()), rel=1e-5)
    assert desk.mean_time == pytest.approx(desk.mean_number / rate)
    assert desk.second.arrival_rate == pytest.approx(rate * onward)


def test_nothing_passed_on_leaves_the_first_team_alone() -> None:
    assert theory.tandem(0.1, (1, 1), (8.0, 5.0), 0.0).mean_time == pytest.approx(
        theory.mm1(0.1, 8.0).mean_time
    )


def test_a_row_has_two_teams() -> None:
    with pytest.raises(DesksideError, match="two numbers each"):
        theory.tandem(0.1, (1, 1, 1), (8.0, 5.0))  # type: ignore[arg-type]
