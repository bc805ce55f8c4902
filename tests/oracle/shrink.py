"""Make a world on which two planners differ as small as it gets, and print it as code that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import time
from enum import Enum
from typing import Any

from tests.oracle.worlds import World


def smaller(value: Any) -> Iterator[Any]:
    """Values like this one with a little less in them, what saves most first."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            held = getattr(value, one.name)
            plain = _default(one)
            if plain is not MISSING and held != plain:
                yield replace(value, **{one.name: plain})
        for one in fields(value):
            for less in smaller(getattr(value, one.name)):
                yield replace(value, **{one.name: less})
    elif isinstance(value, dict):
        for key in value:
            yield {name: held for name, held in value.items() if name != key}
        for key, held in value.items():
            for less in smaller(held):
                yield {**value, key: less}
    elif isinstance(value, list | tuple):
        kind = type(value)
        if len(value) > 3:
            yield kind(value[: len(value) // 2])
            yield kind(value[len(value) // 2 :])
        for place in range(len(value)):
            yield kind([*value[:place], *value[place + 1 :]])
        for place, held in enumerate(value):
            for less in smaller(held):
                yield kind([*value[:place], less, *value[place + 1 :]])
    elif isinstance(value, frozenset):
        for one in sorted(value, key=str):
            yield value - {one}


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return one.default
    return MISSING if one.default_factory is MISSING else one.default_factory()


def shrink(world: World, fails: Callable[[World], bool], tries: int = 4000) -> World:
    """The smallest world found on which ``fails`` still says so. One that cannot be played does not fail."""
    left = tries
    while True:
        for less in smaller(world):
            left -= 1
            if left <= 0:
                return world
            if less.units and less.steps and fails(less):
                world = less
                break
        else:
            return world


def source(value: Any) -> str:
    """A value as the code that makes it; what is as it comes is left out."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, time):
        return f"time({value.hour}, {value.minute})"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return f'float("{value}")'
    if is_dataclass(value) and not isinstance(value, type):
        told = [
            f"{one.name}={source(getattr(value, one.name))}"
            for one in fields(value)
            if _default(one) is MISSING or getattr(value, one.name) != _default(one)
        ]
        return f"{type(value).__name__}({', '.join(told)})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{source(key)}: {source(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(source, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(source, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, frozenset):
        return "frozenset({" + ", ".join(sorted(map(source, value))) + "})" if value else "frozenset()"
    return repr(value)
