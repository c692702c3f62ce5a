"""The package's own logarithm, exponential function and normal quantile against NumPy's and SciPy's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtri

from deskside.arithmetic import LEAST, logarithm, normal_quantile, power_of_e

LUCK = np.random.default_rng(20261127)
DRAWN = np.concatenate([LUCK.random(100_000), [LEAST, 2.0**-53, 1e-15, 1.38e-11, 0.075, 0.5, 1.0 - 2.0**-53]])
WIDE = 10.0 ** LUCK.uniform(-300, 300, 100_000)
NEAR_ONE = 1.0 - LUCK.random(100_000) * 1e-6
POWERS = np.concatenate([LUCK.uniform(-700, 700, 100_000), LUCK.uniform(-3, 3, 100_000), [0.0]])

Function = Callable[[np.ndarray], np.ndarray]


@pytest.mark.parametrize(
    ("ours", "theirs", "numbers"),
    [
        (logarithm, np.log, DRAWN),
        (logarithm, np.log, WIDE),
        (logarithm, np.log, NEAR_ONE),
        (power_of_e, np.exp, POWERS),
    ],
)
def test_off_by_two_last_places_at_most(ours: Function, theirs: Function, numbers: np.ndarray) -> None:
    expected = theirs(numbers)
    off = np.abs(ours(numbers) - expected) / np.spacing(np.abs(expected))
    assert off.max() <= 2.0


def test_the_quantile_is_scipys() -> None:
    np.testing.assert_allclose(normal_quantile(DRAWN), ndtri(DRAWN), rtol=5e-15, atol=5e-15)


def test_a_number_drawn_as_zero_has_a_quantile() -> None:
    assert normal_quantile(np.array([0.0])).tolist() == normal_quantile(np.array([LEAST])).tolist()


@pytest.mark.parametrize(
    ("function", "numbers"), [(logarithm, WIDE), (power_of_e, POWERS), (normal_quantile, DRAWN)]
)
def test_never_falls(function: Function, numbers: np.ndarray) -> None:
    assert (np.diff(function(np.sort(numbers))) >= -1e-15 * np.abs(function(np.sort(numbers)))[1:]).all()


@pytest.mark.parametrize(
    ("function", "numbers"), [(logarithm, WIDE), (power_of_e, POWERS), (normal_quantile, DRAWN)]
)
def test_a_number_alone_is_as_in_company(function: Function, numbers: np.ndarray) -> None:
    """Short and long arrays take different ways through a processor: not a bit may depend on it."""
    whole = function(numbers)
    assert [float(function(numbers[place : place + 1])[0]) for place in range(0, 2000, 7)] == whole[
        :2000:7
    ].tolist()


def test_the_bits_are_these_on_every_machine() -> None:
    found = [
        logarithm(np.array(0.3)),
        power_of_e(np.array(1.7)),
        *normal_quantile(np.array([0.01, 0.6, 1e-12])),
    ]
    bits = [
        "-0x1.34378fcbda721p+0",
        "0x1.5e552770df8a6p+2",
        "-0x1.29c5c4630ff0ep+1",
        "0x1.036d6c4a04b5ap-2",
        "-0x1.c234fba57a32ap+2",
    ]
    assert [float(number).hex() for number in found] == bits
