"""Load, loss, waiting, staffing: against exact fractions, brute force, published figures and limits."""

import doctest
import importlib
import math
import pkgutil
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from deskside import theory
from deskside.errors import DesksideError

steady_examples = settings(max_examples=60, deadline=None, derandomize=True)
small_teams = st.integers(1, 60)
stable_utilisations = st.floats(0.01, 0.99)


# -- means of checking that share nothing with the code under test ---------------------------------


def exact_erlang_b(agents: int, load: Fraction) -> Fraction:
    """The textbook sum of powers over factorials, in whole fractions."""
    terms = [load**n / math.factorial(n) for n in range(agents + 1)]
    return terms[-1] / sum(terms)


def exact_erlang_c(agents: int, load: Fraction) -> Fraction:
    """The textbook formula for the share that waits, in whole fractions."""
    last = load**agents / math.factorial(agents) * Fraction(agents) / (agents - load)
    return last / (sum(load**n / math.factorial(n) for n in range(agents)) + last)


# -- documentation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(theory.__path__)])
def test_examples_in_the_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"deskside.theory.{name}")).failed == 0


@pytest.mark.parametrize("name", [n for n in theory.__all__ if n[0].islower()])
def test_every_formula_names_its_source_or_shares_one(name: str) -> None:
    text = getattr(theory, name).__doc__
    assert "Source:" in text or "erlang_" in text or name in {"agents_for_blocking", "highest_load"}
    assert ">>>" in text


# -- load and Little's law -------------------------------------------------------------------------


def test_little_gives_the_third_of_three() -> None:
    assert theory.little(rate=2.0, time=3.0) == 6.0
    assert theory.little(number=6.0, time=3.0) == 2.0
    assert theory.little(number=6.0, rate=2.0) == 3.0
    assert theory.offered_load(0.5, 8.0) == 4.0


@pytest.mark.parametrize("given_figures", [{}, {"rate": 1}, {"rate": 1, "time": 1, "number": 1}])
def test_little_wants_exactly_two(given_figures: dict[str, float]) -> None:
    with pytest.raises(DesksideError, match="exactly two"):
        theory.little(**given_figures)


def test_little_cannot_divide_by_nothing() -> None:
    with pytest.raises(DesksideError, match="rate of 0"):
        theory.little(number=3.0, rate=0.0)


# -- Erlang B --------------------------------------------------------------------------------------


@pytest.mark.parametrize("agents", [0, 1, 2, 7, 30, 150])
@pytest.mark.parametrize("load", [Fraction(1, 4), Fraction(5), Fraction(80), Fraction(300)])
def test_erlang_b_equals_the_exact_fraction(agents: int, load: Fraction) -> None:
    assert theory.erlang_b(agents, float(load)) == pytest.approx(
        float(exact_erlang_b(agents, load)), rel=1e-13
    )


def test_erlang_b_meets_its_limit_for_a_large_balanced_team() -> None:
    # B(a, a) ~ 1 / (sqrt(pi a / 2) + 2/3), Jagerman (1974); the next term is of relative size 0.1 / a.
    load = 100_000
    assert theory.erlang_b(load, load) == pytest.approx(1 / (math.sqrt(math.pi * load / 2) + 2 / 3), rel=1e-5)


@steady_examples
@given(load=st.floats(0.0, 300.0), agents=st.integers(0, 300))
def test_blocking_falls_with_agents_and_grows_with_load(load: float, agents: int) -> None:
    here = theory.erlang_b(agents, load)
    assert 0.0 <= theory.erlang_b(agents + 1, load) <= here <= 1.0
    assert theory.erlang_b(agents, load * 1.01) >= here


@steady_examples
@given(load=st.floats(0.01, 300.0), blocking=st.floats(1e-6, 0.999))
def test_agents_for_blocking_is_the_least_number(load: float, blocking: float) -> None:
    agents = theory.agents_for_blocking(load, blocking)
    assert theory.erlang_b(agents, load) <= blocking
    assert agents == 0 or theory.erlang_b(agents - 1, load) > blocking


# -- Erlang C --------------------------------------------------------------------------------------


@pytest.mark.parametrize("agents", [1, 2, 5, 10, 50])
@pytest.mark.parametrize(
    "utilisation", [Fraction(1, 20), Fraction(1, 2), Fraction(17, 20), Fraction(99, 100)]
)
def test_erlang_c_equals_the_exact_fraction(agents: int, utilisation: Fraction) -> None:
    load, service = agents * utilisation, 6
    p_wait = exact_erlang_c(agents, load)
    desk = theory.erlang_c(agents, float(load / service), service)
    assert desk.p_wait == pytest.approx(float(p_wait), rel=1e-11)
    assert desk.mean_wait == pytest.approx(float(p_wait * service / (agents - load)), rel=1e-11)
    assert desk.mean_queue == pytest.approx(theory.little(rate=desk.arrival_rate, time=desk.mean_wait))
    assert desk.mean_number == pytest.approx(desk.mean_queue + desk.load)


def test_erlang_c_gives_published_figures() -> None:
    # Package ErlangC for R, its own example: 100 calls in 30 minutes of 3 minutes, 14 agents, 20 seconds.
    desk = theory.erlang_c(14, 100 / 30, 3.0)
    assert desk.p_wait == pytest.approx(0.1741319, abs=5e-8)
    assert desk.answered_within(20 / 60) == pytest.approx(0.88835, abs=5e-6)
    assert desk.mean_wait * 60 == pytest.approx(7.83593701177724, rel=1e-12)
    # Garnett, Mandelbaum & Reiman (2002): 50 agents, 48 calls a minute of a minute each.
    desk = theory.erlang_c(50, 48.0, 1.0)
    seconds = (desk.mean_wait * 60, desk.wait_quantile(0.9) * 60)
    assert seconds == pytest.approx((20.8, 58.1), abs=0.05)


@steady_examples
@given(agents=small_teams, utilisation=stable_utilisations, part=st.floats(0.0, 0.999))
def test_erlang_c_quantile_and_tail_are_inverse(agents: int, utilisation: float, part: float) -> None:
    desk = theory.erlang_c(agents, agents * utilisation / 7.0, 7.0)
    minutes = desk.wait_quantile(part)
    if minutes == 0.0:
        assert desk.p_wait <= 1.0 - part
    else:
        assert desk.answered_within(minutes) == pytest.approx(part, abs=1e-12)
    mean = quad(desk.wait_beyond, 0.0, 60.0 / desk.clearing_rate, epsabs=0, limit=200)[0]
    assert mean == pytest.approx(desk.mean_wait, rel=1e-6)


@steady_examples
@given(agents=small_teams, utilisation=stable_utilisations)
def test_erlang_c_waits_fall_with_agents_and_exceed_blocking(agents: int, utilisation: float) -> None:
    desk = theory.erlang_c(agents, agents * utilisation, 1.0)
    more = theory.erlang_c(agents + 1, agents * utilisation, 1.0)
    assert more.p_wait < desk.p_wait
    assert more.mean_wait < desk.mean_wait
    assert desk.p_wait > theory.erlang_b(agents, desk.load)
    assert theory.erlang_c(agents, agents * utilisation * 1.005, 1.0).mean_wait > desk.mean_wait


def test_one_agent_is_m_m_1() -> None:
    one, desk = theory.mm1(0.09, 10.0), theory.erlang_c(1, 0.09, 10.0)
    for figure in ("mean_wait", "mean_time", "mean_queue", "mean_number", "utilisation"):
        assert getattr(one, figure) == pytest.approx(getattr(desk, figure))
    assert one.wait_beyond(25.0) == pytest.approx(desk.wait_beyond(25.0))
    assert one.time_beyond(100.0) == pytest.approx(math.exp(-1.0))


def test_a_desk_without_work_waits_for_nobody() -> None:
    desk = theory.erlang_c(3, 0.0, 5.0)
    assert (desk.p_wait, desk.mean_wait, desk.wait_quantile(0.99), desk.mean_time) == (0.0, 0.0, 0.0, 5.0)


def moments_by_chain(rho: float, order: str, places: int = 600) -> tuple[float, float]:
    """Mean and mean square of the wait in M/M/1 with mean service 1, by the first step of a tagged ticket."""
    step = np.zeros((places, places))  # state: how many others compete with (or come before) the tagged one
    for others in range(places):
        up = rho if order != "first" else 0.0
        if others + 1 < places:
            step[others, others + 1] += up
        if others:
            step[others, others - 1] += others / (others + 1) if order == "random" else 1.0
        step[others, others] -= up + 1.0
    mean = np.linalg.solve(step, -np.ones(places))
    square = np.linalg.solve(step, -2.0 * mean)
    others_found = np.array([(1 - rho) * rho ** (n + 1) for n in range(places)])
    if order == "last":
        others_found = np.array([rho] + [0.0] * (places - 1))  # those already waiting do not matter
    return float(others_found @ mean), float(others_found @ square)


@pytest.mark.parametrize("order", ["first", "random", "last"])
def test_order_of_service_spreads_waits_as_the_chain_says(order: str) -> None:
    moments = theory.wait_second_moments(1, 0.7, 1.0)
    mean, square = moments_by_chain(0.7, order)
    assert moments.mean_wait == pytest.approx(mean, rel=1e-9)
    figure = {"first": moments.first_come, "random": moments.random, "last": moments.last_come}[order]
    assert figure == pytest.approx(square, rel=1e-9)


# -- staffing --------------------------------------------------------------------------------------

goals = st.one_of(
    st.fixed_dictionaries({"part": st.floats(0.01, 0.99), "within": st.floats(0.0, 60.0)}),
    st.fixed_dictionaries({"mean_wait": st.floats(0.01, 60.0)}),
    st.fixed_dictionaries({"p_wait": st.floats(0.001, 0.99)}),
)


def reaches(desk: theory.ErlangC, goal: dict[str, float], slack: float = 0.0) -> bool:
    """Whether the desk keeps the goal, said in other words than the code under test."""
    if "part" in goal:
        return desk.wait_quantile(goal["part"]) <= goal["within"] + slack
    (name, most) = next(iter(goal.items()))
    return bool(getattr(desk, name) <= most + slack)


@steady_examples
@given(load=st.floats(0.01, 200.0), goal=goals)
def test_agents_for_is_the_least_number(load: float, goal: dict[str, float]) -> None:
    agents = theory.agents_for(load / 8.0, 8.0, **goal)
    assert reaches(theory.erlang_c(agents, load / 8.0, 8.0), goal, slack=1e-9)
    assert agents - 1 <= load or not reaches(theory.erlang_c(agents - 1, load / 8.0, 8.0), goal)


@steady_examples
@given(agents=small_teams, goal=goals)
def test_highest_load_keeps_the_goal_and_no_higher_one_does(agents: int, goal: dict[str, float]) -> None:
    desk = theory.highest_load(agents, 8.0, **goal)
    assert reaches(desk, goal, slack=1e-9)
    above = desk.arrival_rate * (1 + 1e-6)
    assert above * 8.0 >= agents or not reaches(theory.erlang_c(agents, above, 8.0), goal)


def test_highest_load_of_one_agent_by_hand() -> None:
    # M/M/1, mean wait at most one service: rho / (1 - rho) = 1. A share of 0.25 that waits: rho = 0.25.
    assert theory.highest_load(1, 8.0, mean_wait=8.0).load == pytest.approx(0.5)
    assert theory.highest_load(1, 8.0, p_wait=0.25).load == pytest.approx(0.25)
    # 90 % within t: rho exp(-(1 - rho) t / 8) = 0.1, at rho = 0.8 for t = 40 ln 8.
    desk = theory.highest_load(1, 8.0, part=0.9, within=40 * math.log(8))
    assert desk.load == pytest.approx(0.8)


@pytest.mark.parametrize("goal", [{}, {"part": 0.9}, {"within": 3.0}, {"mean_wait": 1.0, "p_wait": 0.5}])
def test_a_staffing_question_has_one_goal(goal: dict[str, float]) -> None:
    with pytest.raises(DesksideError, match="give one goal"):
        theory.agents_for(1.0, 5.0, **goal)
    with pytest.raises(DesksideError, match="give one goal"):
        theory.highest_load(1, 5.0, **goal)


@pytest.mark.parametrize("beta", [1e-9, 0.1, 0.5, 1.0, 2.0, 6.0])
def test_halfin_whitt_is_the_normal_formula_and_the_limit_of_erlang_c(beta: float) -> None:
    assert theory.halfin_whitt(beta) == pytest.approx(
        1 / (1 + beta * norm.cdf(beta) / norm.pdf(beta)), rel=1e-12
    )
    if 0.1 <= beta <= 2.0:
        agents = 100_000
        load = brentq(lambda a: a + beta * math.sqrt(a) - agents, 1.0, agents)
        assert theory.erlang_c(agents, load, 1.0).p_wait == pytest.approx(theory.halfin_whitt(beta), rel=0.01)


@steady_examples
@given(load=st.floats(1.0, 2000.0), p_wait=st.floats(0.02, 0.9))
def test_square_root_staffing_is_at_most_one_agent_short_of_erlang_c(load: float, p_wait: float) -> None:
    plan = theory.square_root_staffing(load, p_wait)
    assert theory.halfin_whitt(plan.beta) == pytest.approx(p_wait, rel=1e-9)
    assert plan.agents == math.ceil(load + plan.beta * math.sqrt(load))
    assert 0 <= theory.agents_for(load, 1.0, p_wait=p_wait) - plan.agents <= 1


@pytest.mark.parametrize("p_wait", [1e-300, 1e-12, 1 - 1e-12])
def test_square_root_staffing_holds_at_the_ends(p_wait: float) -> None:
    plan = theory.square_root_staffing(100_000.0, p_wait)
    assert plan.agents > plan.load
    assert math.log(theory.halfin_whitt(plan.beta)) == pytest.approx(math.log(p_wait), rel=1e-3)


# -- what makes no sense ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda: theory.erlang_c(10, 2.5, 4.0),
        lambda: theory.erlang_c(10, 3.0, 4.0),
        lambda: theory.erlang_a(10, 2.5, 4.0, math.inf),
        lambda: theory.mm1(1.0, 1.0),
        lambda: theory.mg1(2.0, 1.0, 0.5),
        lambda: theory.kingman(2.0, 1.0),
        lambda: theory.processor_sharing(2.0, 1.0),
        lambda: theory.cobham([0.5, 0.5], [1.0, 1.0]),
        lambda: theory.cobham_agents(2, [1.0, 1.0], 1.0),
        lambda: theory.conserved_wait([0.5, 0.5], [1.0, 1.0]),
        lambda: theory.tandem(1.0, (2, 1), (1.0, 1.0)),
    ],
)
def test_too_much_load_says_that_the_queue_grows_and_what_to_do(call: Callable[[], object]) -> None:
    with pytest.raises(
        DesksideError, match=r"the queue grows without end; it takes at least \d+ agents"
    ) as told:
        call()
    assert "\n" not in str(told.value)


def test_too_much_load_names_the_least_team() -> None:
    with pytest.raises(
        DesksideError, match=r"10 agents cannot carry an offered load of 12: .* at least 13 agents"
    ):
        theory.erlang_c(10, 3.0, 4.0)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf, "5", None, True, 10**400])
def test_figures_that_make_no_sense_are_refused_by_name(bad: object) -> None:
    formulas: dict[str, Callable[[], object]] = {
        "erlang_b: agents": lambda: theory.erlang_b(bad, 1.0),  # type: ignore[arg-type]
        "erlang_b: load": lambda: theory.erlang_b(1, bad),  # type: ignore[arg-type]
        "erlang_c: mean_service": lambda: theory.erlang_c(1, 0.1, bad),  # type: ignore[arg-type]
        "erlang_c: arrival_rate": lambda: theory.erlang_c(1, bad, 1.0),  # type: ignore[arg-type]
        "mg1: scv_service": lambda: theory.mg1(0.1, 1.0, bad),  # type: ignore[arg-type]
        "wait_beyond: minutes": lambda: theory.erlang_c(1, 0.1, 1.0).wait_beyond(bad),  # type: ignore[arg-type]
        "square_root_staffing: load": lambda: theory.square_root_staffing(bad, 0.1),  # type: ignore[arg-type]
        r"cobham: arrival_rates\[1\]": lambda: theory.cobham([0.1, bad], [1, 1]),  # type: ignore[list-item]
    }
    for name, call in formulas.items():
        with pytest.raises(DesksideError, match=f"^{name} "):
            call()


@pytest.mark.parametrize("bad", [0, 1, 1.5, -0.1, 90, math.nan])
def test_a_share_is_not_a_percentage(bad: float) -> None:
    with pytest.raises(DesksideError, match="part"):
        theory.agents_for(1.0, 5.0, part=bad, within=1.0)
    with pytest.raises(DesksideError, match=r"for 90 % write 0\.9"):
        theory.agents_for(1.0, 5.0, part=90, within=1.0)


def test_sizes_beyond_the_range_are_refused_at_once() -> None:
    with pytest.raises(DesksideError, match="service time in minutes"):
        theory.offered_load(1e9, 1e9)
    with pytest.raises(DesksideError, match="whole number from 1 to 1000000"):
        theory.erlang_c(10_000_000, 1.0, 1.0)
    with pytest.raises(DesksideError, match="beyond"):
        theory.mm1(1e200, 1e200)


def test_whole_numbers_may_come_as_floats_and_from_numpy() -> None:
    assert theory.erlang_b(np.int64(10), np.float64(5.0)) == theory.erlang_b(10, 5.0)
    assert theory.erlang_c(10.0, 2.0, 4.0) == theory.erlang_c(10, 2.0, 4.0)  # type: ignore[arg-type]
    with pytest.raises(DesksideError, match="whole number"):
        theory.erlang_c(2.5, 0.1, 1.0)  # type: ignore[arg-type]
