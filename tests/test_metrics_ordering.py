"""Rows in order: as NumPy's own sort by two keys has them, with equal rows and with large numbers."""

from __future__ import annotations

import numpy as np
import pytest

from deskside.metrics.ordering import by_number_and_time


@pytest.mark.parametrize("largest", [1, 200, 70_000, 2**33])
@pytest.mark.parametrize("times", [1, 50, 100_000])
def test_rows_are_in_the_order_of_numpys_sort_by_two_keys(largest: int, times: int) -> None:
    luck = np.random.Generator(np.random.Philox(key=largest + times))
    number, time = luck.integers(0, largest, 90_000), luck.integers(-3, times, 90_000) / 7.0
    assert (by_number_and_time(number, time) == np.lexsort((time, number))).all()


def test_no_rows_are_in_order() -> None:
    assert by_number_and_time(np.empty(0, dtype=np.int32), np.empty(0)).tolist() == []
