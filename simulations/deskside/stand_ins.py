"""Stand-ins: compiled code that takes the place of a function of arrays, bit for bit.

A function is written in NumPy, which is everywhere: that says what it means. Whoever has Numba at hand (the
compiled engine has) may put a quicker one in its place that gives the same bits. Then nothing changes but the
time it takes, for whoever calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

__all__ = ["put_in_place", "replaceable"]

Given = ParamSpec("Given")
Found = TypeVar("Found")

_in_place: dict[Any, Callable[..., Any]] = {}


def replaceable(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a stand-in take this function's place; the function itself stays ``__wrapped__``."""

    @wraps(function)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        found: Found = _in_place.get(function, function)(*args, **kwargs)
        return found

    return call


def put_in_place(function: Callable[Given, Found], stand_in: Callable[Given, Found]) -> None:
    """From now on `replaceable` ``function`` is answered by ``stand_in``, which must give the same bits.

    >>> from deskside.stand_ins import put_in_place, replaceable
    >>> @replaceable
    ... def double(number: int) -> int:
    ...     return number + number
    >>> put_in_place(double, lambda number: number << 1)
    >>> double(21)
    42
    """
    _in_place[function.__wrapped__] = stand_in  # type: ignore[attr-defined]  # `replaceable` left it there
