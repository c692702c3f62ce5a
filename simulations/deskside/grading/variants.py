"""Every learner's own numbers: a public hash of course, learner and item.

Nothing here is secret. A colleague's answer does not help because it answers another question, not because
the question is hidden.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from deskside.grading.answers import UnclearError

__all__ = ["learner_id", "order_of", "place_of", "plain_name", "seed_of"]

_ALLOWED = re.compile(r"[^\x00-\x1f<>&\[\]`*|/\\]{1,64}")  # nothing that a page or a path would act on


def plain_name(typed: str) -> str:
    """A name without what does not count in it.

    That is outer and double blanks, signs nobody sees, capitals, and how its letters are put together.

    >>> plain_name(" Rene\u0301 ") == plain_name("REN\u00c9")
    True
    >>> plain_name("ada\u200b  lovelace")  # as a name copied from a web page may be
    'ada lovelace'
    """
    composed = unicodedata.normalize("NFKC", typed)
    seen = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", re.sub(" +", " ", seen).strip().casefold())


def learner_id(typed: object) -> str:
    """A learner's name as everything else knows it: outer blanks and capitals do not count.

    Raises `UnclearError` for no name, and for signs that a page or a path would act on.

    >>> learner_id(" Ada.Lovelace ")
    'ada.lovelace'
    """
    if not isinstance(typed, str) or not typed.strip():
        raise UnclearError(
            "No name yet: type the name you sign in with into the cell above and run both again."
        )
    name = plain_name(typed)
    if not _ALLOWED.fullmatch(name):
        raise UnclearError(
            f"{typed.strip()!r} is no sign-in name: letters, digits, blanks and the signs . - _ @ are."
        )
    return name


def _number(course: str, learner: str, item: str, what: str) -> int:
    address = f"{course}\x1f{learner}\x1f{item}\x1f{what}"
    return int.from_bytes(blake2b(address.encode(), digest_size=8, person=b"variant").digest(), "little")


def place_of(course: str, learner: str, item: str, count: int) -> int:
    """Which of ``count`` variants (1 or more) of an item is the learner's, from 0.

    >>> place_of("deskside", "ada", "desk", 6) == place_of("deskside", "ada", "desk", 6) < 6
    True
    """
    return _number(course, learner, item, "place") % count


def order_of(course: str, learner: str, item: str, count: int) -> tuple[int, ...]:
    """In which order the learner sees ``count`` options: the numbers from 0, shuffled.

    >>> sorted(order_of("deskside", "ada", "little", 4))
    [0, 1, 2, 3]
    """
    return tuple(sorted(range(count), key=lambda option: _number(course, learner, item, f"option {option}")))


def seed_of(course: str, learner: str, item: str) -> int:
    """The seed of the learner's own luck: a whole number from 0, below 2**31.

    >>> 0 <= seed_of("deskside", "ada", "log") < 2**31
    True
    """
    return _number(course, learner, item, "seed") >> 33
