"""The ways through a scenario as the planner takes them, past dates and all.

What :mod:`designer.analysis.timed` leaves free because only the least times matter there is tied here: waits
for one date keep their distance, whatever they do when it is past.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from designer.analysis.atoms import Space, entry_condition
from designer.analysis.restraints import spans
from designer.analysis.timed import PAST, Timed
from designer.domain.condition import Did, walk
from designer.domain.data import Mutability
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import IfPast, Scenario, ScheduleTrigger, UntilDate, Wait

#: More spans of the week than these say no more than that any minute is possible.
_MOST_SPANS = 14


class Way(NamedTuple):
    """One step. Ticks or a date say when; else it takes ``lo`` to ``hi`` minutes."""

    target: int
    lo: int
    #: Absent: for ever.
    hi: int | None
    #: Local minutes of the week at which it is over.
    ticks: tuple[int, ...] = ()
    #: Attribute and months, and the minutes after that date.
    date: tuple[tuple[str, int], int] | None = None
    if_past: IfPast = IfPast.GO


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The graph of one scenario with the steps that leave each place."""

    graph: Timed
    out: tuple[tuple[Way, ...], ...]
    #: The local minutes of the week at which it is entered, as [start, end); nothing where any is possible.
    entered: tuple[tuple[int, int], ...] | None
    #: Place of a message that an exclusion stops for good -> the rule.
    barred: Mapping[int, str]

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The places along the ways: where there is no circle, every place after those that lead to it."""
        coming = [0] * len(self.out)
        for steps in self.out:
            for way in steps:
                coming[way.target] += 1
        places = 1 + sum(map(bool, coming))
        ready, done = [0], []
        while ready:
            place = ready.pop()
            done.append(place)
            for way in self.out[place]:
                coming[way.target] -= 1
                if not coming[way.target]:
                    ready.append(way.target)
        return tuple(done) if len(done) == places else self._along()

    def _along(self) -> tuple[int, ...]:
        """The places in the order of a search that takes every way as far as it leads."""
        done: list[int] = []
        seen = {0}
        stack: list[tuple[int, Iterator[Way]]] = [(0, iter(self.out[0]))]
        while stack:
            place, further = stack[-1]
            for way in further:
                if way.target not in seen:
                    seen.add(way.target)
                    stack.append((way.target, iter(self.out[way.target])))
                    break
            else:
                done.append(place)
                stack.pop()
        return tuple(reversed(done))

    @cached_property
    def circular(self) -> bool:
        """Whether some run comes by a place twice."""
        done: set[int] = set()
        for place in reversed(self.order):
            for way in self.out[place]:
                if way.target not in done:
                    return True
            done.add(place)
        return False

    @cached_property
    def before(self) -> tuple[frozenset[int], ...]:
        """By place: the places from which a step leads to it."""
        before: list[set[int]] = [set() for _ in self.out]
        for place, steps in enumerate(self.out):
            for way in steps:
                before[way.target].add(place)
        return tuple(map(frozenset, before))

    def leading_to(self, targets: Collection[int]) -> frozenset[int]:
        """The places from which some run comes to one of these, and these."""
        found = set(targets)
        if not self.circular:
            for place in reversed(self.order):
                if place not in found:
                    for way in self.out[place]:
                        if way.target in found:
                            found.add(place)
                            break
            return frozenset(found)
        before, todo = self.before, list(targets)
        while todo:
            for source in before[todo.pop()]:
                if source not in found:
                    found.add(source)
                    todo.append(source)
        return frozenset(found)


def ways(scenario: Scenario, portfolio: Portfolio, graph: Timed) -> Ways:
    """The steps of a scenario beside its portfolio."""
    moving = portfolio.updated | {
        name for name, known in portfolio.data.attributes.items() if known.mutability is Mutability.VOLATILE
    }
    out: list[list[Way]] = [[] for _ in graph.places]
    for arc in graph.arcs:
        # who leaves because a date is past is at the end, where nothing more happens
        if arc.path == PAST:
            continue
        date, if_past = None, IfPast.GO
        # a wait for a date has no end that is known
        node = scenario.by_id.get(graph.places[arc.source].id) if arc.hi is None else None
        if isinstance(node, Wait) and isinstance(node.until, UntilDate):
            if_past = node.if_past
            if node.until.attribute not in moving:
                offset = node.until.offset
                date = ((node.until.attribute, offset.months), offset.minutes)
        ticks = arc.clock.ticks if arc.clock is not None else ()
        out[arc.source].append(Way(arc.target, arc.lo, arc.hi, ticks, date, if_past))
    return Ways(
        graph=graph,
        out=tuple(map(tuple, out)),
        entered=_entered(scenario, portfolio, graph),
        barred=_barred(scenario, portfolio, graph, out),
    )


def _entered(scenario: Scenario, portfolio: Portfolio, graph: Timed) -> tuple[tuple[int, int], ...] | None:
    bits = graph.entered_at
    if bits is None:
        return None
    own_zones = portfolio.columns is not None and "timezone" in portfolio.columns
    if own_zones and isinstance(scenario.trigger, ScheduleTrigger):
        # the schedule is the policy's, the clock the contact's
        return None
    found = spans(bits)
    return found if len(found) <= _MOST_SPANS else None


def _barred(scenario: Scenario, portfolio: Portfolio, graph: Timed, out: list[list[Way]]) -> dict[int, str]:
    """The messages that an exclusion stops because of what every contact in the scenario is.

    That is what the audience asks for and cannot change any more; for messages of the entry's own minute,
    whatever the audience asks for.
    """
    exclusions = [
        exclusion for exclusion in portfolio.policy.exclusions if scenario.key not in exclusion.except_
    ]
    asked = entry_condition(scenario) if exclusions else None
    if asked is None:
        return {}
    space = Space(
        [asked, *(exclusion.when for exclusion in exclusions)],
        data=portfolio.data,
        segments=portfolio.segments,
        updated=portfolio.updated,
    )
    target = space.target(asked)
    if target.nobody:
        # whatever is said of nobody is true; that nobody can enter is another finding
        return {}
    later, now = space.later(target), space.forget(target, scenario.updated)
    instant = _entry_minute(graph, out)
    found: dict[int, str] = {}
    for exclusion in exclusions:
        throughout = space.without(later, exclusion.when).nobody
        # an event looked back at leaves its window some day, and the message may wait for that
        lasts = not any(isinstance(part, Did) for part in walk(exclusion.when))
        at_entry = throughout or (lasts and space.without(now, exclusion.when).nobody)
        for place in graph.messages if throughout or at_entry else ():
            message = graph.places[place].message
            assert message is not None
            concerned = (
                exclusion.categories is None or message.category in exclusion.categories
            ) and message.subject
            if concerned and (throughout or place in instant):
                found.setdefault(place, f"exclusion:{exclusion.id}")
    return found


def _entry_minute(graph: Timed, out: list[list[Way]]) -> frozenset[int]:
    """The places where everyone comes at the minute of entry, at which nothing can have changed yet."""
    later: set[int] = set()
    for place, steps in enumerate(out):
        message = graph.places[place].message
        for way in steps:
            # a delayed message delays what follows
            if way.ticks or way.date is not None or way.hi != 0 or message is not None:
                later.add(way.target)
    todo = list(later)
    while todo:
        for way in out[todo.pop()]:
            if way.target not in later:
                later.add(way.target)
                todo.append(way.target)
    return frozenset(range(len(graph.places))) - later
