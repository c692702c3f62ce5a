"""Shapes of chance: SciPy's own distributions, mean 1, rising with the number they are drawn from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from deskside.distributions import Shape, exponential, gamma, unit_amounts
from deskside.streams import stream_key, uniforms

GRID = (np.arange(200_000) + 0.5) / 200_000


def quantiles(kind: Shape, cv: float) -> np.ndarray:
    sigma = np.sqrt(np.log1p(cv * cv))
    frozen = {"lognormal": stats.lognorm(sigma, scale=np.exp(-(sigma**2) / 2)), "exponential": stats.expon()}
    return frozen[kind].ppf(GRID)


@pytest.mark.parametrize(("kind", "cv"), [("lognormal", 0.1), ("lognormal", 1.0), ("exponential", 1.0)])
def test_amounts_are_the_quantiles_of_their_distribution(kind: Shape, cv: float) -> None:
    amounts = unit_amounts(kind, cv, GRID)
    np.testing.assert_allclose(amounts, quantiles(kind, cv), rtol=1e-9)
    assert amounts.mean() == pytest.approx(1.0, abs=0.002)
    assert amounts.std() == pytest.approx(cv, rel=0.02)


@pytest.mark.parametrize("cv", [0.3, 1.0, 2.0])
def test_busy_days_are_gamma(cv: float) -> None:
    amounts = gamma(cv, GRID)
    np.testing.assert_allclose(amounts, stats.gamma(1 / cv**2, scale=cv**2).ppf(GRID), rtol=1e-9, atol=1e-300)
    assert amounts.mean() == pytest.approx(1.0, abs=0.002)
    assert amounts.std() == pytest.approx(cv, rel=0.02)


@pytest.mark.parametrize("cv", [0.0, 1e-300, 1e-12, 1e-8])
def test_hardly_any_spread_is_no_spread(cv: float) -> None:
    for amounts in (gamma(cv, GRID[::1000]), unit_amounts("lognormal", cv, GRID[::1000])):
        np.testing.assert_allclose(amounts, 1.0, atol=1e-6)


def test_constant_is_constant() -> None:
    assert (unit_amounts("constant", 5.0, GRID) == 1.0).all()


def test_a_larger_number_is_a_longer_time() -> None:
    for amounts in (exponential(GRID), gamma(0.7, GRID), unit_amounts("lognormal", 0.9, GRID)):
        assert (np.diff(amounts) > 0).all()


def test_the_ends_of_the_range_give_times() -> None:
    """The numbers drawn are 0 and up, and below 1: no amount may be infinite or negative."""
    ends = np.array([0.0, 1.0 - 2.0**-53])
    for amounts in (exponential(ends), gamma(2.0, ends), unit_amounts("lognormal", 3.0, ends)):
        assert np.isfinite(amounts).all()
        assert (amounts >= 0.0).all()


@pytest.mark.parametrize(("kind", "cv"), [("lognormal", 0.9), ("exponential", 1.0)])
def test_an_amount_does_not_depend_on_its_company(kind: Shape, cv: float) -> None:
    """Bit for bit the same alone, in a slice, in a table's column: engines draw in batches of any size."""
    numbers = uniforms(stream_key(1, "effort", "a/b"), 2000)
    whole = unit_amounts(kind, cv, numbers)
    for first, end in ((0, 1), (1, 2), (3, 1000), (997, 2000), (5, 12)):
        assert (unit_amounts(kind, cv, numbers[first:end]) == whole[first:end]).all()
    table = np.zeros(2000, dtype=[("a", np.float64), ("b", np.float64)])
    table["b"] = numbers
    assert (unit_amounts(kind, cv, table["b"]) == whole).all()
    assert (unit_amounts(kind, cv, numbers[::3]) == whole[::3]).all()
