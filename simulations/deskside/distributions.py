"""Shapes of chance: from a number in [0, 1) to an amount with mean 1.

Everything is drawn by inverting the distribution function, so a larger number always means a longer time and
a change of mean or spread moves every need a little instead of replacing it by another one. All but `gamma`
gives the same bits on every machine: see `deskside.arithmetic`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deskside.arithmetic import logarithm, normal_quantile, power_of_e
from deskside.stand_ins import replaceable

__all__ = ["Shape", "exponential", "gamma", "lognormal", "spread", "unit_amounts"]

Shape = Literal["lognormal", "exponential", "constant"]


def unit_amounts(kind: Shape, cv: float, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amounts with mean 1 and coefficient of variation ``cv`` for numbers in [0, 1), same shape.

    ``lognormal`` is the usual shape of handling times (Brown et al. 2005, "Statistical analysis of a
    telephone call center"). ``exponential`` has ``cv`` 1 and ``constant`` has ``cv`` 0, whatever is given.

    >>> import numpy as np
    >>> float(unit_amounts("constant", 0.5, np.array([0.9]))[0])
    1.0
    >>> round(float(unit_amounts("lognormal", 1.0, np.array([0.5]))[0]), 4)
    0.7071
    """
    if kind == "constant" or (kind == "lognormal" and cv == 0.0):
        return np.ones_like(numbers)
    if kind == "exponential":
        return exponential(numbers)
    return lognormal(normal_quantile(numbers), *spread(cv))


@lru_cache(maxsize=1024)
def spread(cv: float) -> tuple[float, float]:
    """Of the logarithm of a log-normal amount: standard deviation, and how far its mean lies below 0.

    >>> [round(number, 4) for number in spread(1.0)]
    [0.8326, 0.3466]
    """
    variance = float(logarithm(np.array(1.0 + cv * cv)))
    return math.sqrt(variance), variance / 2.0


@replaceable
def lognormal(normal: NDArray[np.float64], sigma: float, drift: float) -> NDArray[np.float64]:
    """Log-normal amounts with mean 1 from standard normal ones, which it may overwrite; see `spread`.

    >>> import numpy as np
    >>> lognormal(np.array([0.0]), 1.0, 0.0).tolist()
    [1.0]
    """
    return power_of_e(normal * sigma - drift)


@replaceable
def exponential(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponential amounts with mean 1.

    >>> import numpy as np
    >>> round(float(exponential(np.array([0.5]))[0]), 4)
    0.6931
    """
    return -logarithm(1.0 - numbers)


def gamma(cv: float, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gamma amounts with mean 1 and coefficient of variation ``cv``: the factor of a busy or a quiet day.

    >>> import numpy as np
    >>> float(gamma(0.0, np.array([0.9]))[0])
    1.0
    """
    if cv < 1e-9:  # one over its square would be out of range
        return np.ones_like(numbers)
    from scipy.special import gammaincinv  # slow to import, and a desk may not need it

    shape = 1.0 / (cv * cv)
    amounts: NDArray[np.float64] = gammaincinv(shape, numbers) / shape
    return amounts
