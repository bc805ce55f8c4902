"""Small graphs of waits, and every run through them: what the proof is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import inf
from random import Random

from designer.analysis.timed import Anchor, Arc, Clock, Place, Timed, TimedMessage
from designer.domain.channel import Category, Channel
from designer.domain.scenario import IfPast
from designer.domain.time import DAY, WEEK

MESSAGE = TimedMessage(
    channel=Channel.EMAIL, category=Category.COMMERCIAL, weight=2, subject=True, counts=True
)
DATE = ("appointment_at", 0)

Run = list[tuple[int, int]]


def graph(messages: set[int], places: int, arcs: list[Arc], **more: object) -> Timed:
    """Places 0 to ``places`` - 1 (0 is the entry) and an end."""
    return Timed(
        scenario="a",
        places=(
            *(Place(id=f"n{at}", message=MESSAGE if at in messages else None) for at in range(places)),
            Place(id=""),
        ),
        arcs=tuple(arcs),
        **more,  # type: ignore[arg-type]
    )


def random_graph(
    random: Random,
    *,
    most: int = 7,
    unit: int = 1,
    lo: int = 4,
    slack: int = 2,
    special: Callable[[Random, int, int], Arc | None] = lambda random, source, target: None,
    back: int = 0,
    zero_back: bool = False,
    **more: object,
) -> Timed:
    """Every place can be reached; ``back`` arcs lead backwards, and take time unless ``zero_back``."""
    places = random.randint(2, most)
    arcs = []

    def arc(source: int, target: int, least: int) -> Arc:
        made = special(random, source, target)
        if made is not None:
            return made
        low = random.randint(least, max(lo, least)) * unit
        return Arc(source=source, target=target, lo=low, hi=low + random.randint(0, slack) * unit)

    for target in range(1, places):
        arcs.append(arc(random.randrange(max(0, target - 3), target), target, 0))
    for _ in range(random.randint(0, 3)):
        source, target = sorted(random.sample(range(places), 2))
        arcs.append(arc(source, target, 0))
    for _ in range(back):
        source = random.randrange(1, places)
        low = random.randint(0 if zero_back else 1, 3) * unit
        arcs.append(
            Arc(source=source, target=random.randint(1, source), lo=low, hi=low + random.randint(0, 1) * unit)
        )
    chosen = {at for at in range(1, places) if random.random() < 0.6}
    return graph(chosen, places, arcs, **more)


def clock_or_date(
    unit: int, *, clocks: bool = True, dates: bool = False, weekly: bool = False
) -> Callable[[Random, int, int], Arc | None]:
    """Some arcs wait for an hour or for a date, all on a grid of ``unit`` minutes."""

    def special(random: Random, source: int, target: int) -> Arc | None:
        if clocks and random.random() < 0.4:
            days = frozenset(random.sample(range(7), random.randint(1, 3))) if weekly else frozenset(range(7))
            clock = Clock(minute=random.randrange(0, DAY, unit), weekdays=days)
            return Arc(source=source, target=target, lo=0, hi=WEEK, clock=clock)
        if dates and random.random() < 0.5:
            anchor = Anchor(
                group=DATE, offset=random.randint(-3, 3) * unit, if_past=random.choice(list(IfPast))
            )
            return Arc(source=source, target=target, lo=0, hi=None, anchor=anchor)
        return None

    return special


def every_run(timed: Timed, *, unit: int = 1, longest: int = 12, reach: int = 8) -> Iterator[tuple[Run, Run]]:
    """All runs: the messages due as (minute since the entry, place), then all places passed.

    Waits, the hour of the entry and the date are whole multiples of ``unit``; the date lies up to
    ``reach`` of them from the entry, or long past. At most ``longest`` arcs are taken.
    """
    minutes = [0]
    if timed.clocks:
        minutes = [
            minute
            for minute in range(0, WEEK, unit)
            if timed.entered_at is None or timed.entered_at >> minute & 1
        ]
        if timed.entered_at is None and all(clock.daily for clock in timed.clocks):
            minutes = [minute for minute in minutes if minute < DAY]
    dates: list[float] = [inf]
    if timed.anchored:
        dates = [*(unit * step for step in range(-reach, reach + 1)), inf]
        if DATE in timed.entered_after:
            low, high = timed.entered_after[DATE]
            dates = [when for when in dates if low <= when <= high]
    for minute in minutes:
        for since in dates:
            yield from _runs(timed, minute, since, unit, longest)


def _runs(timed: Timed, minute: int, since: float, unit: int, longest: int) -> Iterator[tuple[Run, Run]]:
    stack: list[tuple[int, int, bool, Run, Run]] = [(0, 0, False, [], [])]
    while stack:
        place, now, lost, due, passed = stack.pop()
        passed = [*passed, (now, place)]
        if timed.places[place].message is not None:
            due = due if lost else [*due, (now, place)]
            lost = False
        yield due, passed
        if len(passed) > longest:
            continue
        for arc in timed.out[place]:
            if arc.target == timed.end:
                continue
            gone = lost
            if arc.clock is not None:
                here = minute + now
                waits = [min((tick - here) % WEEK for tick in arc.clock.ticks)]
            elif arc.anchor is not None:
                age = since + now
                late = age > arc.anchor.offset
                if late and arc.anchor.if_past is IfPast.EXIT:
                    continue
                gone = lost or (late and arc.anchor.if_past is IfPast.SKIP)
                waits = [0 if late else int(arc.anchor.offset - age)]
            else:
                last = arc.lo + 2 * unit if arc.hi is None else arc.hi
                waits = list(range(arc.lo, last + 1, unit))
            stack += [(arc.target, now + wait, gone, due, passed) for wait in waits]


def spans_of(runs: list[Run], most: int) -> list[float]:
    """The least minutes between the first and the last of 0, 1, … messages in a row."""
    found = [0.0, *([inf] * most)]
    for run in runs:
        for i in range(len(run)):
            for j in range(i, min(len(run), i + most)):
                found[j - i + 1] = min(found[j - i + 1], run[j][0] - run[i][0])
    return found


def most_in(runs: list[Run], width: int, weights: Mapping[int, float] | None = None) -> float:
    """The most messages, or weight, in a half-open window that starts at one of the messages."""
    return max(
        (
            sum(1 if weights is None else weights[place] for at, place in run if first <= at < first + width)
            for run in runs
            for first, _ in run
        ),
        default=0,
    )
