"""Draws that are hashes: the same contact is always drawn alike, on every machine, in every run and in any
order."""

from __future__ import annotations

from hashlib import blake2b

from designer.engine.jit import inline

_LOW = 0xFFFFFFFF


def identity(*words: str | int) -> tuple[int, int]:
    """What is drawn or drawn upon, as two numbers of 32 bits."""
    digest = blake2b("\x1f".join(map(str, words)).encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:], "big")


@inline
def scramble(x):  # type: ignore[no-untyped-def]
    """32 bits from 32 bits, each of them depending on all; every product fits into 63 bits."""
    x ^= x >> 15
    x = (x * 0x2C1B3C6D) & _LOW
    x ^= x >> 12
    x = (x * 0x297A2D39) & _LOW
    return x ^ (x >> 15)


@inline
def draw(lo, hi, to_lo, to_hi, number, kind):  # type: ignore[no-untyped-def]
    """A number in [0, 1) that depends on nothing but who draws (lo, hi), upon what, which time, and the
    kind."""
    x = scramble(lo ^ 0x165667B1)
    x = scramble(x ^ hi)
    x = scramble(x ^ to_lo)
    x = scramble(x ^ to_hi)
    x = scramble((x + int(number) * 0x3C6EF372 + kind * 0x1B873593) & _LOW)
    return x / 4294967296.0


#: Kinds of draws: what one number of one contact is drawn for.
TO_HOLD_OUT, TO_SPLIT, TO_RANK, TO_REACT = range(4)
