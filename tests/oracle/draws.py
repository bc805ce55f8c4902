"""What is drawn, by name, from hashes of 32 bits: the definition that compiled code is held to."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b

_LOW = 0xFFFFFFFF
TO_HOLD_OUT, TO_SPLIT, TO_RANK = range(3)


def of_control(seed: str, contact: str) -> float:
    """Whether the contact is held out of everything."""
    return _drawn((seed, contact), ("control",), 0, TO_HOLD_OUT)


def of_scenario_control(seed: str, contact: str, scenario: str) -> float:
    """Whether the contact is held out of one scenario."""
    return _drawn((seed, contact), (scenario,), 0, TO_HOLD_OUT)


def of_experiment(seed: str, contact: str, scenario: str, node: str, visit: int) -> float:
    """The way out of an experiment on one visit."""
    return _drawn((seed, contact), (scenario, node), visit, TO_SPLIT)


def of_tie(seed: str, contact: str, scenario: str, entry: int, node: str) -> float:
    """The order of messages that nothing else tells apart."""
    return _drawn((seed, contact), (scenario, node), entry, TO_RANK)


def _drawn(who: tuple[str, ...], what: tuple[str, ...], number: int, kind: int) -> float:
    """A number in [0, 1): who draws and what is drawn upon go in by halves, then which time and why."""
    mixed = 0x165667B1
    for half in (*_halves(who), *_halves(what)):
        mixed = _scrambled(mixed ^ half)
    return _scrambled((mixed + number * 0x3C6EF372 + kind * 0x1B873593) & _LOW) / 2.0**32


@cache
def _halves(words: tuple[str, ...]) -> tuple[int, int]:
    digest = blake2b("\x1f".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:], "big")


def _scrambled(number: int) -> int:
    number ^= number >> 15
    number = (number * 0x2C1B3C6D) & _LOW
    number ^= number >> 12
    number = (number * 0x297A2D39) & _LOW
    return number ^ (number >> 15)
