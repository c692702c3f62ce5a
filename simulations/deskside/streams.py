"""Random numbers that have an address.

Every random question a need can raise is answered by one number, found by its address: the seed, the
purpose (a name such as ``"effort"``), the source the need came from, the page (0 for the first time the
question is put, 1 for the second ...) and the need's ordinal in its source. Nothing depends on the order of
drawing. So two policies meet the same needs, and a new lever, a new group or a longer horizon moves no number
that was there before.

The generator is Philox 4x64-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as
1, 2, 3"), the one that NumPy ships; a long run of ordinals comes from NumPy's own code, scattered ordinals
from `uniforms_at`, and the tests hold the two equal.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from deskside.stand_ins import replaceable

__all__ = ["stream_key", "uniforms", "uniforms_at"]

_WORDS = 4  # numbers in one Philox block
_ROUNDS = 10
_MULTIPLIERS = (np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157))
_WEYL = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B))
_LOW_HALF = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)

Words = NDArray[np.uint64]


@lru_cache(maxsize=4096)
def stream_key(seed: int, purpose: str, source: str) -> tuple[int, int]:
    """The 128-bit key of a stream, as two whole numbers below 2**64.

    >>> stream_key(1, "effort", "staff/password") == stream_key(1, "patience", "staff/password")
    False
    """
    address = f"{seed}\x1f{purpose}\x1f{source}".encode()
    digest = blake2b(address, digest_size=16, person=b"deskside").digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


@replaceable
def uniforms(key: tuple[int, int], count: int, *, page: int = 0, first: int = 0) -> NDArray[np.float64]:
    """Numbers in [0, 1) of one stream for the ordinals ``first`` to ``first + count - 1``.

    ``key`` comes from `stream_key`; ``first`` and ``page`` are whole numbers from 0. Returns shape (count,).

    >>> key = stream_key(1, "effort", "staff/password")
    >>> bool((uniforms(key, 6)[3:] == uniforms(key, 3, first=3)).all())
    True
    """
    block, skip = divmod(first, _WORDS)
    bits = np.random.Philox(
        key=np.array(key, dtype=np.uint64), counter=np.array([block, page, 0, 0], dtype=np.uint64)
    )
    return np.random.Generator(bits).random(skip + count)[skip:]


def uniforms_at(keys: Words, ordinals: NDArray[np.int64], page: int = 0) -> NDArray[np.float64]:
    """Numbers in [0, 1) at scattered addresses: equal to what `uniforms` gives there.

    ``keys`` has shape (n, 2) and type uint64, one key of `stream_key` for each of the n ``ordinals``.
    Returns shape (n,).

    >>> import numpy as np
    >>> key = stream_key(1, "retry", "staff/password")
    >>> two = uniforms_at(np.array([key, key], dtype=np.uint64), np.array([7, 3]), page=2)
    >>> bool((two == uniforms(key, 8, page=2)[[7, 3]]).all())
    True
    """
    ordinal = np.asarray(ordinals).astype(np.uint64)
    # NumPy moves the counter on before it makes a block: block b stands at counter b + 1
    counter = (ordinal >> np.uint64(2)) + np.uint64(1)
    blocks = _philox(counter, page, keys)
    words = blocks[(ordinal & np.uint64(_WORDS - 1)).astype(np.intp), np.arange(len(ordinal))]
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _philox(counter: Words, page: int, keys: Words) -> Words:
    """Philox blocks for many counters at once: shape (4, number of counters)."""
    word0, word1 = counter, np.full_like(counter, page)
    word2 = word3 = np.zeros_like(counter)
    key0, key1 = keys.T
    for _ in range(_ROUNDS):
        high0, low0 = _wide_product(_MULTIPLIERS[0], word0)
        high2, low2 = _wide_product(_MULTIPLIERS[1], word2)
        word0, word1 = high2 ^ word1 ^ key0, low2
        word2, word3 = high0 ^ word3 ^ key1, low0
        key0, key1 = key0 + _WEYL[0], key1 + _WEYL[1]
    return np.stack([word0, word1, word2, word3])


def _wide_product(factor: np.uint64, word: Words) -> tuple[Words, Words]:
    """High and low 64 bits of a 64 x 64 bit product, by halves of 32 bits."""
    factor_high, factor_low = factor >> _HALF, factor & _LOW_HALF
    word_high, word_low = word >> _HALF, word & _LOW_HALF
    middle = factor_high * word_low + ((factor_low * word_low) >> _HALF)
    carry = factor_low * word_high + (middle & _LOW_HALF)
    high = factor_high * word_high + (middle >> _HALF) + (carry >> _HALF)
    return high, factor * word
