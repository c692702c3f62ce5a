"""Compiled stand-ins for functions of arrays: the same bits as NumPy's way, whatever is given."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from deskside import arithmetic, distributions, stand_ins
from deskside.engines.compiled.arrays import PIECE
from deskside.engines.compiled.kernel import compiled_loop
from deskside.streams import stream_key, uniforms

Function = Callable[..., np.ndarray]

SIZES = (0, 1, 3, 4, 5, 1001, PIECE, PIECE + 1, 3 * PIECE + 7)
LUCK = np.random.default_rng(20261128)
EDGES = [0.0, 2.0**-54, 2.0**-53, 1e-15, 1.38e-11, 0.0749999, 0.075, 0.5, 0.925, 0.9250001, 1.0 - 2.0**-53]
DRAWN = np.concatenate(
    [EDGES, LUCK.random(20_000), LUCK.random(2_000) * 1e-11, 1.0 - LUCK.random(2_000) * 1e-11]
)
ROOTS = arithmetic.ROOT_HALF * np.exp2(np.arange(-50, 1))
NEAR_ROOTS = np.concatenate([np.nextafter(ROOTS, 0), ROOTS, np.nextafter(ROOTS, 1)])
HALVES = (np.arange(-1000, 1000) + 0.5) * arithmetic.LOG_2
POWERS = np.concatenate([LUCK.uniform(-700, 700, 20_000), LUCK.normal(size=5_000), HALVES, [0.0, -0.0]])


FUNCTIONS = pytest.mark.parametrize(
    ("function", "numbers", "rest"),
    [
        (distributions.exponential, np.concatenate([DRAWN, NEAR_ROOTS, 1.0 - NEAR_ROOTS]), ()),
        (arithmetic.normal_quantile, DRAWN, ()),
        (distributions.lognormal, POWERS, (1.0, 0.0)),
        (distributions.lognormal, POWERS, distributions.spread(0.1)),
    ],
)


@pytest.fixture(autouse=True)
def in_place() -> None:
    compiled_loop()


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal to the sign of a zero."""
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def by_numpy(function: Any) -> Any:
    """What a stand-in stands in for; the test would say nothing if there were none."""
    assert function.__wrapped__ in stand_ins._in_place
    return function.__wrapped__


@FUNCTIONS
def test_a_function_of_arrays(function: Function, numbers: np.ndarray, rest: tuple[float, ...]) -> None:
    assert same_bits(function(numbers.copy(), *rest), by_numpy(function)(numbers, *rest))


@FUNCTIONS
@pytest.mark.parametrize("size", SIZES)
def test_columns_of_every_length(
    function: Function, numbers: np.ndarray, rest: tuple[float, ...], size: int
) -> None:
    for first in (0, 1, 12_345):
        mine = numbers[first : first + size]
        assert same_bits(function(mine.copy(), *rest), by_numpy(function)(mine, *rest))


@FUNCTIONS
def test_an_array_of_any_shape_that_must_not_change(
    function: Function, numbers: np.ndarray, rest: tuple[float, ...]
) -> None:
    table = numbers[:6_000].reshape(20, 300).copy()
    table.setflags(write=False)
    before = table.copy()
    for given in (table, table.T, table[::2, 5:90], table[3, 4:5].reshape(())):
        assert same_bits(np.asarray(function(given, *rest)), np.asarray(by_numpy(function)(given, *rest)))
    assert same_bits(table, before)


@pytest.mark.parametrize("size", SIZES)
def test_numbers_of_a_stream(size: int) -> None:
    for seed in range(5):
        key = stream_key(seed, "effort", f"staff/{seed}")
        for page, first in ((0, 0), (0, 1), (3, 6), (2**40, 10**12 + 3)):
            mine = uniforms(key, size, page=page, first=first)
            assert same_bits(mine, by_numpy(uniforms)(key, size, page=page, first=first))
            assert mine.flags.writeable


def test_without_numba_numpys_way_answers() -> None:
    """A page in a browser has no Numba; and loading the package must not take the time that Numba takes."""
    code = """
import sys
sys.modules["numba"] = None
from deskside import distributions, stand_ins, streams
assert not stand_ins._in_place
drawn = streams.uniforms(streams.stream_key(1, "effort", "a"), 3)
print(distributions.unit_amounts("lognormal", 0.8, drawn).tolist())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    drawn = uniforms(stream_key(1, "effort", "a"), 3)
    expected = distributions.unit_amounts("lognormal", 0.8, drawn).tolist()
    assert done.stdout.strip() == str(expected), done.stderr
