"""What comes first when two things happen in the same minute: the order both engines keep.

At equal times the smaller kind goes first, and within a kind the smaller number: of the ticket, unless the
list below names another (shifts and wrap-ups go by agent). Whole-minute data makes such ties common: a third
of all tickets changes with these rules.
"""

from __future__ import annotations

__all__ = [
    "ARRIVAL",
    "BROADCAST",
    "CHASE",
    "END_BESIDE",
    "END_OF_CHAT",
    "END_OF_HOLD",
    "END_OF_READING",
    "END_OF_SERVICE",
    "END_OF_WRAP_UP",
    "KIND",
    "MENDED",
    "NUMBER",
    "PATIENCE",
    "READING",
    "REOPEN",
    "RESUME",
    "RETRY",
    "SHIFT",
    "order_key",
]

SHIFT = 1  # an agent comes on duty or goes off
MENDED = 2  # the cause of a major incident is mended: all its tickets are resolved
END_OF_SERVICE = 3  # an agent finishes a visit: free before anybody new is looked at
END_BESIDE = 4  # an agent finishes a visit beside the ticket's own way; its number is the visit's
END_OF_CHAT = 5  # an agent finishes one of the chats in hand; the number is the agent's
END_OF_WRAP_UP = 6
END_OF_HOLD = 7  # no helper has come: the agent who held the ticket hands it on
READING = 8  # a team reads what has come in; the number is the team's
RESUME = 9  # a ticket comes back from somebody outside
REOPEN = 10  # a resolved ticket comes back
ARRIVAL = 11  # a need's first contact
BROADCAST = 12  # everybody is told of a major incident; the number is the incident's
END_OF_READING = 13  # a requester has read an article: solved, or off to the desk
RETRY = 14  # another try after giving up
CHASE = 15  # a requester asks what became of it
PATIENCE = 16  # patience runs out: last, so that an agent who frees up in the same minute still gets to it

# where kind and number stand in the bits of a key; below them is room for a generation
KIND, NUMBER = 58, 24


def order_key(kind: int, number: int, generation: int = 0) -> int:
    """One whole number that sorts by kind, then number; ``generation`` tells a stale timer from a live one.

    >>> order_key(END_OF_SERVICE, 7) < order_key(ARRIVAL, 3) < order_key(ARRIVAL, 4)
    True
    """
    return kind << KIND | number << NUMBER | generation
