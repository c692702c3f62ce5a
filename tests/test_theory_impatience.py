"""Erlang A: against its birth-death chain, published figures, and the two laws it lies between."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from deskside import theory
from deskside.errors import DesksideError


def chain_erlang_a(agents: int, load: float, patience: float, places: int = 400) -> dict[str, float]:
    """Erlang A with mean service 1 from its birth-death chain, cut after `places` in the queue."""
    theta = 1.0 / patience
    weights = [1.0]
    for n in range(1, agents + places + 1):
        weights.append(weights[-1] * load / (min(n, agents) + max(n - agents, 0) * theta))
    total = math.fsum(weights)
    chain = [w / total for w in weights]
    queue = math.fsum(max(n - agents, 0) * p for n, p in enumerate(chain))
    served, waited = 0.0, 0.0  # of somebody with j others ahead in the queue: P(served), E[wait; served]
    all_served, all_waited = math.fsum(chain[:agents]), 0.0
    reached, reached_waited = 1.0, 0.0
    for ahead, p in enumerate(chain[agents:]):
        rate = agents + (ahead + 1) * theta  # next: a departure ahead, or the person's own patience ends
        served = reached * (rate - theta) / rate
        waited = served / rate + reached_waited * (rate - theta) / rate
        reached, reached_waited = served, waited
        all_served += p * served
        all_waited += p * waited
    return {
        "p_wait": math.fsum(chain[agents:]),
        "mean_queue": queue,
        "mean_wait": queue / load,
        "abandonment": theta * queue / load,
        "mean_wait_served": all_waited / all_served,
        "utilisation": math.fsum(min(n, agents) * p for n, p in enumerate(chain)) / agents,
    }


def chain_wait_beyond(agents: int, load: float, patience: float, minutes: float, places: int = 80) -> float:
    """P(wait > minutes) in Erlang A with mean service 1: who has not yet left the chain of the queue."""
    theta = 1.0 / patience
    weights = [1.0]
    for n in range(1, agents + places):
        weights.append(weights[-1] * load / (min(n, agents) + max(n - agents, 0) * theta))
    waiting = np.array(weights[agents:]) / math.fsum(weights)
    moves = np.zeros((places, places))
    for ahead in range(places):
        moves[ahead, ahead] = -(agents + (ahead + 1) * theta)
        if ahead:
            moves[ahead, ahead - 1] = agents + ahead * theta
    return float(waiting @ expm(moves * minutes) @ np.ones(places))


FIGURES = ("p_wait", "mean_queue", "mean_wait", "abandonment", "mean_wait_served", "utilisation")
examples = settings(max_examples=60, deadline=None, derandomize=True)
desks = {
    "agents": st.integers(1, 40),
    "utilisation": st.floats(0.05, 2.0),
    "patience": st.floats(0.01, 100.0),
}


@pytest.mark.parametrize("agents", [1, 2, 5, 20])
@pytest.mark.parametrize("utilisation", [0.1, 0.8, 1.0, 1.3, 3.0])
@pytest.mark.parametrize("patience", [0.05, 1.0, 4.0])
def test_erlang_a_equals_its_chain(agents: int, utilisation: float, patience: float) -> None:
    load = agents * utilisation
    chain = chain_erlang_a(agents, load, patience)
    desk = theory.erlang_a(agents, load, 1.0, patience)
    for figure in FIGURES:
        assert getattr(desk, figure) == pytest.approx(chain[figure], rel=1e-10), figure


@pytest.mark.parametrize("minutes", [0.0, 0.1, 1.0, 3.0])
@pytest.mark.parametrize(("agents", "load", "patience"), [(3, 2.5, 1.0), (4, 6.0, 2.0), (1, 0.9, 0.3)])
def test_the_tail_of_the_wait_equals_its_chain(
    agents: int, load: float, patience: float, minutes: float
) -> None:
    desk = theory.erlang_a(agents, load, 1.0, patience)
    assert desk.wait_beyond(minutes) == pytest.approx(
        chain_wait_beyond(agents, load, patience, minutes), rel=1e-8
    )


def test_erlang_a_gives_published_figures() -> None:
    # Garnett, Mandelbaum & Reiman (2002): 50 agents, 48 calls a minute of a minute each, patience 2 minutes.
    desk = theory.erlang_a(50, 48.0, 1.0, 2.0)
    assert desk.abandonment == pytest.approx(0.031, abs=5e-4)
    assert desk.mean_wait * 60 == pytest.approx(3.7, abs=0.05)
    assert desk.wait_quantile(0.9) * 60 == pytest.approx(12.5, abs=0.06)
    assert desk.utilisation == pytest.approx(0.93, abs=5e-3)
    # Package pyworkforce, its own example, digits cut: 100 calls in 30 minutes of 3 minutes, patience 5.
    desk = theory.erlang_a(13, 100 / 30, 3.0, 5.0)
    given_there = {"utilisation": 0.750, "abandonment": 0.025, "p_wait": 0.226, "mean_wait": 0.125}
    for figure, value in given_there.items():
        assert getattr(desk, figure) == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize(
    ("agents", "load"), [(1, 0.5), (10, 8.0), (50, 49.0), (1000, 990.0), (100_000, 99_900.0)]
)
def test_as_patience_grows_it_meets_erlang_c(agents: int, load: float) -> None:
    waits = theory.erlang_c(agents, load, 1.0)
    for patience, digits in ((1e12, 1e-6), (math.inf, 1e-9)):
        desk = theory.erlang_a(agents, load, 1.0, patience)
        assert desk.p_wait == pytest.approx(waits.p_wait, rel=digits)
        assert desk.mean_wait == pytest.approx(waits.mean_wait, rel=digits)
        assert desk.mean_wait_served == pytest.approx(waits.mean_wait, rel=digits)
        assert desk.wait_beyond(waits.mean_wait) == pytest.approx(
            waits.wait_beyond(waits.mean_wait), rel=digits
        )
        assert desk.wait_quantile(0.999) == pytest.approx(waits.wait_quantile(0.999), rel=digits, abs=1e-12)
    assert desk.abandonment == 0.0


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (10, 8.0), (10, 30.0), (100_000, 100_000.0)])
def test_as_patience_vanishes_it_meets_erlang_b(agents: int, load: float) -> None:
    desk = theory.erlang_a(agents, load, 1.0, 1e-9)
    blocking = theory.erlang_b(agents, load)
    assert desk.abandonment == pytest.approx(blocking, rel=1e-3)
    assert desk.p_wait == pytest.approx(blocking, rel=1e-3)
    assert theory.erlang_b(agents, load) == pytest.approx(1 - desk.utilisation * agents / load, rel=1e-3)


@pytest.mark.parametrize(
    ("agents", "load", "patience"), [(1000, 1200.0, 1e9), (100_000, 120_000.0, 1e9), (10, 12.0, 1e12)]
)
def test_an_overloaded_team_of_the_very_patient_meets_the_fluid_limit(
    agents: int, load: float, patience: float
) -> None:
    desk = theory.erlang_a(agents, load, 1.0, patience)
    assert desk.abandonment == pytest.approx(1 - agents / load, rel=1e-6)
    assert desk.mean_wait_served == pytest.approx(patience * math.log(load / agents), rel=1e-4)
    assert desk.p_wait == 1.0
    assert desk.answered_within(0.5 * desk.mean_wait_served) == pytest.approx(0.0, abs=1e-9)


@examples
@given(**desks)
def test_flows_balance(agents: int, utilisation: float, patience: float) -> None:
    desk = theory.erlang_a(agents, agents * utilisation / 3.0, 3.0, patience)
    assert desk.abandonment == pytest.approx(1 - desk.utilisation * agents / desk.load, abs=1e-10)
    assert desk.abandonment == pytest.approx(desk.mean_wait / patience)
    assert desk.answered_within(0.0) == pytest.approx(1 - desk.p_wait, abs=1e-12)
    assert desk.answered_within(1e5) == pytest.approx(1 - desk.abandonment, abs=1e-12)
    assert desk.wait_beyond(0.0) == pytest.approx(desk.p_wait, rel=1e-12)


@examples
@given(**desks)
def test_more_agents_help_everybody_and_more_patience_means_more_waiting(
    agents: int, utilisation: float, patience: float
) -> None:
    desk = theory.erlang_a(agents, agents * utilisation, 1.0, patience)
    more_agents = theory.erlang_a(agents + 1, agents * utilisation, 1.0, patience)
    more_patient = theory.erlang_a(agents, agents * utilisation, 1.0, patience * 1.1)
    assert more_agents.abandonment < desk.abandonment
    assert more_agents.mean_wait < desk.mean_wait
    # deep in overload patience hardly matters
    assert more_patient.abandonment < desk.abandonment * (1 + 1e-12)
    assert more_patient.mean_wait > desk.mean_wait


@examples
@given(part=st.floats(0.0, 0.999), minutes=st.floats(0.0, 50.0), **desks)
def test_tail_quantile_and_service_level_agree(
    agents: int, utilisation: float, patience: float, part: float, minutes: float
) -> None:
    desk = theory.erlang_a(agents, agents * utilisation, 1.0, patience)
    quantile = desk.wait_quantile(part)
    if quantile == 0.0:
        assert desk.p_wait <= 1 - part
    else:
        assert desk.wait_beyond(quantile) == pytest.approx(1 - part, rel=1e-8)
    assert desk.wait_beyond(minutes + 0.1) <= desk.wait_beyond(minutes) <= desk.p_wait * (1 + 1e-12)
    # who is not answered within t waits longer or has given up
    assert desk.answered_within(minutes) >= 1 - desk.wait_beyond(minutes) - desk.abandonment - 1e-12


@examples
@given(load=st.floats(0.1, 200.0), patience=st.floats(0.1, 50.0), abandonment=st.floats(1e-4, 0.9))
def test_agents_for_abandonment_is_the_least_number(load: float, patience: float, abandonment: float) -> None:
    agents = theory.agents_for_abandonment(load, 1.0, patience, abandonment)
    assert theory.erlang_a(agents, load, 1.0, patience).abandonment <= abandonment
    assert agents == 1 or theory.erlang_a(agents - 1, load, 1.0, patience).abandonment > abandonment


def test_nobody_calls_nobody_waits() -> None:
    desk = theory.erlang_a(3, 0.0, 5.0, 2.0)
    assert (desk.p_wait, desk.abandonment, desk.mean_wait, desk.mean_queue) == (0.0, 0.0, 0.0, 0.0)
    assert (desk.wait_beyond(0.0), desk.answered_within(0.0), desk.wait_quantile(0.9)) == (0.0, 1.0, 0.0)


def test_a_large_team_matches_a_long_sum() -> None:
    # 100,000 agents fully loaded: the queue's weights summed term by term, the busy ones by Erlang B.
    agents, load, patience = 100_000, 100_000.0, 5.0
    terms = np.cumprod(load / (agents + np.arange(1, 200_000) / patience))
    blocking = theory.erlang_b(agents, load)
    total = 1 / blocking + terms.sum()
    desk = theory.erlang_a(agents, load, 1.0, patience)
    assert desk.p_wait == pytest.approx((1 + terms.sum()) / total, rel=1e-10)
    assert desk.mean_queue == pytest.approx((terms * np.arange(1, 200_000)).sum() / total, rel=1e-10)


@pytest.mark.parametrize("patience", [0.0, -1.0, math.nan, 1e-12, 1e15])
def test_a_patience_out_of_range_is_refused(patience: float) -> None:
    with pytest.raises(DesksideError, match="mean_patience"):
        theory.erlang_a(5, 1.0, 3.0, patience)


def test_no_team_of_allowed_size_may_be_enough() -> None:
    with pytest.raises(DesksideError, match="even 1000000 agents"):
        theory.agents_for_abandonment(1e6, 1.0, 1.0, 1e-9)
