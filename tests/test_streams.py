"""Random numbers by address: NumPy's own generator, whatever the order or the neighbours of a draw."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from deskside.streams import stream_key, uniforms, uniforms_at

KEY = stream_key(7, "effort", "staff/password")


def at(ordinals: list[int], page: int = 0, key: tuple[int, int] = KEY) -> list[float]:
    keys = np.array([key] * len(ordinals), dtype=np.uint64)
    return uniforms_at(keys, np.array(ordinals), page).tolist()


@pytest.mark.parametrize("page", [0, 1, 5, 2**40])
def test_runs_are_those_of_numpys_philox(page: int) -> None:
    bits = np.random.Philox(
        key=np.array(KEY, dtype=np.uint64), counter=np.array([0, page, 0, 0], dtype=np.uint64)
    )
    assert uniforms(KEY, 1003, page=page).tolist() == np.random.Generator(bits).random(1003).tolist()


@pytest.mark.parametrize("page", [0, 1, 5, 2**40])
def test_scattered_numbers_are_those_of_a_run(page: int) -> None:
    run = uniforms(KEY, 5000, page=page)
    ordinals = np.random.default_rng(1).integers(0, 5000, 300).tolist()
    assert at(ordinals, page) == run[ordinals].tolist()


def test_the_highest_ordinals_are_in_reach() -> None:
    first = 2**62 - 5
    assert at([first, first + 9], 3) == uniforms(KEY, 10, page=3, first=first)[[0, 9]].tolist()


def test_a_number_depends_on_its_address_alone() -> None:
    """Not on where a run starts, how long it is, or in what company and order it is asked for."""
    run = uniforms(KEY, 100)
    for first in range(13):
        assert uniforms(KEY, 20, first=first).tolist() == run[first : first + 20].tolist()
    assert at([42, 3, 42, 99]) == run[[42, 3, 42, 99]].tolist()
    assert at([3]) == at([42, 3])[1:]


def test_every_part_of_the_address_counts() -> None:
    """Another seed, purpose, source or page is another stream: no number of 1,000 comes up twice."""
    keys = {
        stream_key(seed, purpose, source)
        for seed in (1, 2)
        for purpose in ("a", "b")
        for source in ("x", "y")
    }
    keys |= {
        stream_key(12, "a", "x"),
        stream_key(1, "2a", "x"),
        stream_key(1, "a", "b/x"),
        stream_key(1, "ab", "/x"),
    }
    assert len(keys) == 12
    numbers = [
        number for key in keys for page in (0, 1) for number in uniforms(key, 1000, page=page).tolist()
    ]
    assert len(set(numbers)) == len(numbers) == 24_000


def test_numpys_whole_numbers_make_the_same_key() -> None:
    assert (
        stream_key(int(np.int64(7)), "effort", "staff/password") == KEY == stream_key(np.int64(7), *_rest())
    )


def _rest() -> tuple[str, str]:
    return "effort", "staff/password"


def test_the_addresses_of_this_version_stay() -> None:
    """Saved work names seeds: should these numbers ever change, old results can no longer be told again."""
    assert uniforms(stream_key(1, "effort", "staff/password"), 3).tolist() == GOLDEN


GOLDEN = [0.4020220267755733, 0.44995362792082094, 0.11471779334077303]


def test_numbers_are_even_and_unrelated() -> None:
    """Three tests at 1 in 1,000 each, on fixed numbers: evenness, neighbours, two pages."""
    one, other = uniforms(KEY, 100_000), uniforms(KEY, 100_000, page=1)
    assert stats.kstest(one, "uniform").pvalue > 0.001
    assert stats.pearsonr(one[1:], one[:-1]).pvalue > 0.001
    assert stats.pearsonr(one, other).pvalue > 0.001
    assert one.min() >= 0.0
    assert one.max() < 1.0
