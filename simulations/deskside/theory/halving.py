"""Halving: where a condition stops holding."""

from collections.abc import Callable

__all__ = ["last_good"]


def last_good(holds: Callable[[float], bool], good: float, bad: float) -> float:
    """The point nearest to `bad` found at which `holds` is true, to 13 digits; `good` may lie on either side.

    Assumes that `holds` is true at `good`, false at `bad` and changes once between; neither end is evaluated.

    >>> round(last_good(lambda x: x * x <= 2.0, 0.0, 2.0), 9)
    1.414213562
    """
    while abs(bad - good) > 1e-13 * max(abs(good), abs(bad)):
        middle = (good + bad) / 2.0
        if holds(middle):
            good = middle
        else:
            bad = middle
    return good
