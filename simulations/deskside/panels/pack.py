"""Numbers on their way to a page: few bytes, exact enough for any screen."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["packed", "rounded", "unpacked"]

#: The largest whole number of a column; one less than that below zero stands for "no value".
_MOST = 32767


def packed(values: ArrayLike) -> bytes:
    """A column as a scale (a 32-bit float) and a 16-bit whole number for each value: 2 bytes a number.

    The error is at most the largest value / 65,534; ``front/grid.js`` unpacks it.

    >>> unpacked(packed([0.0, 1.5, float("nan")])).round(6).tolist()
    [0.0, 1.5, nan]
    """
    column = np.asarray(values, dtype=np.float64).ravel()
    known = np.isfinite(column)
    most = float(np.abs(column[known]).max()) if known.any() else 0.0
    scale = np.float32(most / _MOST) or np.float32(1.0)
    whole = np.full(len(column), -_MOST - 1, dtype="<i2")
    whole[known] = np.clip(np.rint(column[known] / float(scale)), -_MOST, _MOST).astype("<i2")
    data: bytes = scale.astype("<f4").tobytes() + whole.tobytes()
    return data


def unpacked(data: bytes) -> NDArray[np.float64]:
    """The numbers of `packed`."""
    scale, whole = float(np.frombuffer(data[:4], "<f4")[0]), np.frombuffer(data[4:], "<i2")
    return np.where(whole == -_MOST - 1, np.nan, whole * scale)


def rounded(values: ArrayLike) -> list[float | None]:
    """A few numbers of different sizes: six digits each, None for no value."""
    column = np.asarray(values, dtype=np.float64).ravel().tolist()
    return [float(f"{value:.6g}") if math.isfinite(value) else None for value in column]
