"""What comes first when two things happen in the same minute: the order both engines keep.

At equal times the smaller kind goes first, and within a kind the smaller number (of the ticket; of the agent
for shifts and wrap-ups). Whole-minute data makes such ties common: a third of all tickets changes with these
rules.
"""

from __future__ import annotations

__all__ = [
    "ARRIVAL",
    "END_OF_SERVICE",
    "END_OF_WRAP_UP",
    "KIND",
    "NUMBER",
    "PATIENCE",
    "REOPEN",
    "RETRY",
    "SHIFT",
    "order_key",
]

SHIFT = 1  # an agent comes on duty or goes off
END_OF_SERVICE = 2  # an agent finishes a visit: free before anybody new is looked at
END_OF_WRAP_UP = 3
REOPEN = 4  # a resolved ticket comes back
ARRIVAL = 5  # a need's first contact
RETRY = 6  # another try after giving up
PATIENCE = 7  # patience runs out: last, so that an agent who frees up in the same minute still gets to it

# where kind and number stand in the bits of a key; below them is room for a generation
KIND, NUMBER = 58, 24


def order_key(kind: int, number: int, generation: int = 0) -> int:
    """One whole number that sorts by kind, then number; ``generation`` tells a stale timer from a live one.

    >>> order_key(END_OF_SERVICE, 7) < order_key(ARRIVAL, 3) < order_key(ARRIVAL, 4)
    True
    """
    return kind << KIND | number << NUMBER | generation
