"""Shapes of chance: from a number in [0, 1) to an amount with mean 1.

Everything is drawn by inverting the distribution function, so a larger number always means a longer time and
a change of mean or spread moves every need a little instead of replacing it by another one.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Shape", "exponential", "gamma", "unit_amounts"]

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
    from scipy.special import ndtri  # slow to import, and a desk may not need it

    variance = np.log1p(cv * cv)
    amounts: NDArray[np.float64] = ndtri(numbers)
    amounts *= np.sqrt(variance)
    amounts -= variance / 2.0
    return np.exp(amounts, out=amounts)


def exponential(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponential amounts with mean 1.

    >>> import numpy as np
    >>> round(float(exponential(np.array([0.5]))[0]), 4)
    0.6931
    """
    return -np.log1p(-numbers)


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
