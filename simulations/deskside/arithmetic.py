"""Logarithm, exponential function and normal quantile, of nothing but + - x / and the square root.

The libraries' own differ in the last bit between NumPy and Numba, processors and systems. Made of operations
that IEEE 754 rounds exactly, these give the same bits everywhere: in both engines, and on a learner's machine
as on the instructor's. Each core is written once, for a number as for an array; the compiled engine compiles
the same cores.

Sources: the series of the inverse hyperbolic tangent and of the exponential function; for the quantile the
rational approximation of Wichura 1988, "Algorithm AS 241: The percentage points of the normal distribution".
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deskside.stand_ins import replaceable

__all__ = ["logarithm", "normal_quantile", "power_of_e"]

Floats = NDArray[np.float64]

ROOT_HALF = math.sqrt(0.5)
TO_POWERS = 1.4426950408889634  # of 2, from powers of e
#: The logarithm of 2 in two parts: the first ends so early that whole multiples of it are exact.
LOG_2, LOG_2_REST = float.fromhex("0x1.62e42fefp-1"), 7.440617110012397e-11
ODD = tuple(1.0 / (2 * power + 1) for power in range(10, 0, -1))  # 1/21 ... 1/3
FACTORIALS = tuple(1.0 / math.factorial(power) for power in range(13, 1, -1))
CENTRE = 0.425  # half the width of the range in which the quantile needs no logarithm
CENTRE_SQUARED = 0.180625
FAR = 5.0
LEAST = 2.0**-54  # what a number drawn as 0 stands for

# Wichura's coefficients, highest power first; the denominators end in 1
INNER = (
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665,
)
INNER_BELOW = (
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1.0,
)
NEAR = (
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835,
)
NEAR_BELOW = (
    1.0507500716444169e-09,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1.0,
)
DISTANT = (
    2.0103343992922881e-07,
    2.7115555687434876e-05,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103,
)
DISTANT_BELOW = (
    2.0442631033899397e-15,
    1.421511758316446e-07,
    1.8463183175100548e-05,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1.0,
)


# ---- the cores: for a number as for an array; compiled one by one, so none calls another ------------------


def logarithm_core(fraction: Any, exponent: Any) -> Any:
    """The logarithm of a fraction, from the root of 1/2 to the root of 2, times 2 to the exponent."""
    over = fraction - 1.0
    part = over / (over + 2.0)
    square = part * part
    odd = square * 0.0
    for factor in ODD:
        odd += factor
        odd *= square
    return exponent * LOG_2 + (over - (part * (over - 2.0 * odd) - exponent * LOG_2_REST))


def power_core(rest: Any) -> Any:
    """E to the power of a number between minus and plus half the logarithm of 2."""
    found = rest * 0.0
    for factor in FACTORIALS:
        found += factor
        found *= rest
    return 1.0 + (rest + found * rest)


def inner_core(from_half: Any) -> Any:
    """The quantile of a number near a half."""
    square = CENTRE_SQUARED - from_half * from_half
    above, below = square * 0.0, square * 0.0
    for factor in INNER:
        above *= square
        above += factor
    for factor in INNER_BELOW:
        below *= square
        below += factor
    return from_half * above / below


def near_core(root: Any) -> Any:
    """The upper quantile where the root of minus the logarithm of the tail is at most ``FAR``."""
    beyond = root - 1.6
    above, below = beyond * 0.0, beyond * 0.0
    for factor in NEAR:
        above *= beyond
        above += factor
    for factor in NEAR_BELOW:
        below *= beyond
        below += factor
    return above / below


def distant_core(root: Any) -> Any:
    """The same where it is more."""
    beyond = root - FAR
    above, below = beyond * 0.0, beyond * 0.0
    for factor in DISTANT:
        above *= beyond
        above += factor
    for factor in DISTANT_BELOW:
        below *= beyond
        below += factor
    return above / below


# ---- for arrays -------------------------------------------------------------------------------------------


def logarithm(numbers: Floats) -> Floats:
    """The natural logarithm of positive numbers; any shape.

    >>> import numpy as np
    >>> logarithm(np.array([1.0, 8.0])).tolist() == [0.0, 3 * float(logarithm(np.array(2.0)))]
    True
    """
    fraction, exponent = np.frexp(numbers)
    low = fraction < ROOT_HALF
    found: Floats = logarithm_core(fraction + fraction * low, (exponent - low).astype(np.float64))
    return found


def power_of_e(numbers: Floats) -> Floats:
    """E to the power of numbers between -700 and 700; any shape.

    >>> import numpy as np
    >>> power_of_e(np.array([0.0])).tolist()
    [1.0]
    """
    exponent = np.floor(numbers * TO_POWERS + 0.5)
    rest = (numbers - exponent * LOG_2) - exponent * LOG_2_REST
    found: Floats = np.ldexp(power_core(rest), exponent.astype(np.int32))
    return found


@replaceable
def normal_quantile(numbers: Floats) -> Floats:
    """The standard normal quantile of numbers in [0, 1), where 0 counts as 2 to the power of -54.

    >>> import numpy as np
    >>> normal_quantile(np.array([0.5, 0.975])).round(6).tolist()
    [0.0, 1.959964]
    """
    numbers = np.maximum(numbers, LEAST)
    from_half = numbers - 0.5
    found: Floats = np.asarray(inner_core(from_half))
    outside = np.abs(from_half) > CENTRE
    tail = numbers[outside]
    root = np.sqrt(-logarithm(np.minimum(tail, 1.0 - tail)))
    upper = np.where(root <= FAR, near_core(root), distant_core(root))
    found[outside] = np.where(tail < 0.5, -upper, upper)
    return found
