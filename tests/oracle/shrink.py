"""Make a world on which two planners differ as small as it gets, and print it as code that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import time
from enum import Enum
from itertools import chain, islice
from typing import Any

from designer.domain.scenario import Experiment, InactivityTrigger, Wait
from designer.engine.rulebook import Rulebook
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


def _without(world: World) -> Iterator[World]:
    """The world without one of its scenarios, everywhere."""
    for key in sorted({key for key, _ in world.book.versions}):
        steps = tuple(replace(one, book=one.book and _less(one.book, key)) for one in world.steps)
        yield replace(world, book=_less(world.book, key), steps=steps)


def _less(book: Rulebook, key: str) -> Rulebook:
    versions = {one: scenario for one, scenario in book.versions.items() if one[0] != key}
    return replace(book, versions=versions, intakes={one: v for one, v in book.intakes.items() if one != key})


def shrink(world: World, fails: Callable[[World], bool], tries: int = 4000) -> World:
    """The smallest world found on which ``fails`` still says so: passes, until one removes nothing."""
    left, removed = tries, True
    while removed:
        removed, place = False, 0
        while True:
            less = next(islice(chain(_without(world), smaller(world)), place, None), None)
            if less is None:
                break
            if is_sound(less):
                left -= 1
                if left <= 0:
                    return world
                if fails(less):
                    world, removed = less, True
                    continue
            place += 1
    return world


def is_sound(world: World) -> bool:
    """Whether documents could say this: what the formats refuse is no world."""
    if not world.units or not world.steps:
        return False
    books = [world.book, *(step.book for step in world.steps if step.book)]
    for scenario in (one for book in books for one in book.versions.values()):
        trigger = scenario.trigger
        if scenario.start is None:
            return False
        if isinstance(trigger, InactivityTrigger) and (trigger.after is None) == (trigger.own_rhythm is None):
            return False
        for node in scenario.nodes:
            if isinstance(node, Wait) and (node.for_ is None) == (node.until is None):
                return False
            if isinstance(node, Experiment) and not node.paths:
                return False
    return all(
        (key, intake.version) in book.versions for book in books for key, intake in book.intakes.items()
    )


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
