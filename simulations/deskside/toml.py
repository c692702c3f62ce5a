"""Reading TOML that people hand in: whatever is wrong with it is told in one way."""

from __future__ import annotations

import tomllib
from typing import Any

__all__ = ["parsed"]


def parsed(text: str) -> dict[str, Any]:
    """The data of a TOML text.

    Raises `tomllib.TOMLDecodeError`, also where Python's reader gives up in another way: over lists in lists
    without end, and over whole numbers of thousands of digits.

    >>> parsed("days = 5")
    {'days': 5}
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError as problem:
        raise tomllib.TOMLDecodeError("too many brackets within brackets") from problem
    except ValueError as problem:  # Python reads no whole number of more than 4,300 digits
        raise tomllib.TOMLDecodeError("a number with too many digits") from problem
