"""Draws that are hashes: the same contact is always drawn alike, on every machine and in every run."""

from __future__ import annotations

from hashlib import blake2b


def draw(seed: str, *what: str | int) -> float:
    """A number in [0, 1) that depends on nothing but the seed and what is drawn."""
    words = "\x1f".join((seed, *map(str, what)))
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") / 2**64
