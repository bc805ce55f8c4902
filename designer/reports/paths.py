"""Outlines written as SVG path data, as moves, lines and curves that PDF and slides draw too."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from designer.reports.measures import Point

_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}


@dataclass(frozen=True, slots=True)
class Segment:
    """One stroke, to the last of its points; a curve has two handles before it."""

    kind: Literal["move", "line", "curve", "close"]
    points: tuple[Point, ...] = ()


@lru_cache(maxsize=256)
def read(data: str) -> tuple[Segment, ...]:
    """The strokes of path data made of M, L, H, V, C, A and Z, absolute or relative."""
    return tuple(_read(data))


def _read(data: str) -> Iterator[Segment]:
    tokens = _TOKEN.findall(data)
    at: Point = (0.0, 0.0)
    first = at
    command = ""
    index = 0
    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
        upper = command.upper()
        count = _TAKES[upper]
        numbers = [float(token) for token in tokens[index : index + count]]
        index += count
        base = at if command.islower() else (0.0, 0.0)
        if upper == "Z":
            yield Segment("close")
            at = first
            continue
        if upper == "H":
            at = (base[0] + numbers[0], at[1])
            yield Segment("line", (at,))
        elif upper == "V":
            at = (at[0], base[1] + numbers[0])
            yield Segment("line", (at,))
        elif upper == "C":
            points = tuple(
                (base[0] + x, base[1] + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
            )
            yield Segment("curve", points)
            at = points[-1]
        elif upper == "A":
            end = (base[0] + numbers[5], base[1] + numbers[6])
            yield from _arc(at, end, numbers[0], large=bool(numbers[3]), sweep=bool(numbers[4]))
            at = end
        else:
            at = (base[0] + numbers[0], base[1] + numbers[1])
            yield Segment("move" if upper == "M" else "line", (at,))
            if upper == "M":
                first = at
                # further pairs after a move are lines
                command = "l" if command.islower() else "L"


def _arc(start: Point, end: Point, radius: float, *, large: bool, sweep: bool) -> Iterator[Segment]:
    """A circle's arc as curves of a quarter turn at most."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = math.hypot(dx, dy)
    if chord == 0:
        return
    radius = max(radius, chord / 2)
    rise = math.sqrt(max(radius * radius - chord * chord / 4, 0.0))
    side = 1 if large != sweep else -1
    cx = (start[0] + end[0]) / 2 - side * rise * dy / chord
    cy = (start[1] + end[1]) / 2 + side * rise * dx / chord
    begin = math.atan2(start[1] - cy, start[0] - cx)
    turn = math.atan2(end[1] - cy, end[0] - cx) - begin
    if sweep and turn <= 0:
        turn += 2 * math.pi
    elif not sweep and turn >= 0:
        turn -= 2 * math.pi
    parts = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    step = turn / parts
    handle = 4 / 3 * math.tan(step / 4) * radius
    for part in range(parts):
        a, b = begin + part * step, begin + (part + 1) * step
        from_ = (cx + radius * math.cos(a), cy + radius * math.sin(a))
        to = (cx + radius * math.cos(b), cy + radius * math.sin(b))
        yield Segment(
            "curve",
            (
                (from_[0] - handle * math.sin(a), from_[1] + handle * math.cos(a)),
                (to[0] + handle * math.sin(b), to[1] - handle * math.cos(b)),
                to,
            ),
        )
