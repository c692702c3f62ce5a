"""Amounts from numbers in [0, 1), as `deskside.distributions` gives them: the same cores, compiled.

A number is taken apart and put together by its bits, not by a library's functions: then the compiler works on
several numbers of an array at once.
"""

from __future__ import annotations

import math

import numpy as np

from deskside import arithmetic
from deskside.engines.compiled.bits import bits_of, number_of
from deskside.engines.compiled.records import procedure, rule

__all__ = ["exponential", "in_centre", "lognormal", "plain_logarithm", "plain_power_of_e", "tail_quantile"]

TO_POWERS = arithmetic.TO_POWERS
LOG_2, LOG_2_REST = arithmetic.LOG_2, arithmetic.LOG_2_REST
CENTRE, FAR, LEAST = arithmetic.CENTRE, arithmetic.FAR, arithmetic.LEAST
#: Of a 64-bit number: the bits of the fraction, what the exponent of 1 looks like, and the root of 1/2.
FRACTION, ONE = np.int64(52), np.int64(1023)
ROOT_HALF_BITS = np.float64(arithmetic.ROOT_HALF).view(np.int64)

_logarithm_core, _power_core = rule(arithmetic.logarithm_core), rule(arithmetic.power_core)
in_centre, _near_core = rule(arithmetic.inner_core), rule(arithmetic.near_core)
_distant_core = rule(arithmetic.distant_core)


@rule
def plain_logarithm(number):
    """The logarithm of a number from 2 to the power of -1022 on; see `deskside.arithmetic.logarithm`."""
    bits = bits_of(number)
    exponent = (bits - ROOT_HALF_BITS) >> FRACTION  # of what is left when it lies next to 1
    fraction = number_of(bits - (exponent << FRACTION))
    return _logarithm_core(fraction, float(exponent))


@rule
def plain_power_of_e(number):
    """E to the power of a number between -700 and 700; see `deskside.arithmetic.power_of_e`."""
    exponent = math.floor(number * TO_POWERS + 0.5)
    rest = (number - exponent * LOG_2) - exponent * LOG_2_REST
    return _power_core(rest) * number_of((np.int64(exponent) + ONE) << FRACTION)


@rule
def tail_quantile(root):
    """The upper quantile, from the root of minus the logarithm of the tail."""
    return _near_core(root) if root <= FAR else _distant_core(root)


@procedure
def _logarithm(number):
    return plain_logarithm(number)


@rule
def _normal_quantile(number):
    number = max(number, LEAST)
    from_half = number - 0.5
    if abs(from_half) <= CENTRE:
        return in_centre(from_half)
    upper = tail_quantile(math.sqrt(-_logarithm(min(number, 1.0 - number))))
    return -upper if from_half < 0.0 else upper


@rule
def exponential(number):
    """An exponential amount with mean 1."""
    return -_logarithm(1.0 - number)


@procedure
def lognormal(number, sigma, drift):
    """A log-normal amount with mean 1; see `deskside.distributions.spread`."""
    return plain_power_of_e(_normal_quantile(number) * sigma - drift)
