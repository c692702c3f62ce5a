"""Amounts from numbers in [0, 1), as `deskside.distributions` gives them: the same cores, compiled."""

from __future__ import annotations

import math

from deskside import arithmetic
from deskside.engines.compiled.records import procedure, rule

__all__ = ["exponential", "lognormal"]

ROOT_HALF, TO_POWERS = arithmetic.ROOT_HALF, arithmetic.TO_POWERS
LOG_2, LOG_2_REST = arithmetic.LOG_2, arithmetic.LOG_2_REST
CENTRE, FAR, LEAST = arithmetic.CENTRE, arithmetic.FAR, arithmetic.LEAST

_logarithm_core, _power_core = rule(arithmetic.logarithm_core), rule(arithmetic.power_core)
_inner_core, _near_core = rule(arithmetic.inner_core), rule(arithmetic.near_core)
_distant_core = rule(arithmetic.distant_core)


@procedure
def _logarithm(number):
    fraction, exponent = math.frexp(number)
    if fraction < ROOT_HALF:
        fraction, exponent = fraction + fraction, exponent - 1
    return _logarithm_core(fraction, float(exponent))


@rule
def _power_of_e(number):
    exponent = math.floor(number * TO_POWERS + 0.5)
    rest = (number - exponent * LOG_2) - exponent * LOG_2_REST
    return math.ldexp(_power_core(rest), int(exponent))


@rule
def _normal_quantile(number):
    number = max(number, LEAST)
    from_half = number - 0.5
    if abs(from_half) <= CENTRE:
        return _inner_core(from_half)
    root = math.sqrt(-_logarithm(min(number, 1.0 - number)))
    upper = _near_core(root) if root <= FAR else _distant_core(root)
    return -upper if from_half < 0.0 else upper


@rule
def exponential(number):
    """An exponential amount with mean 1."""
    return -_logarithm(1.0 - number)


@procedure
def lognormal(number, sigma, drift):
    """A log-normal amount with mean 1; see `deskside.distributions.spread`."""
    return _power_of_e(_normal_quantile(number) * sigma - drift)
