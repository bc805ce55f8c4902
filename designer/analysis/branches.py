"""What is known of whoever comes to each node of a scenario, and the ways out of splits that it leaves open.

Known at entry is what the audience and the trigger ask for. A split adds what its ways say, all at the same
minute. Where time may pass, what can change is forgotten: attributes that are fixed stay, what goes one way
only has gone forward, the rest is free. Whoever has waited does not satisfy the rule of exit. A node that
several ways lead to knows what all of them share; inside a circle only what stays true for ever is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from designer.analysis.atoms import Space, Target, entry_condition
from designer.domain.condition import Condition
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import (
    ELSE,
    NEXT,
    EventTrigger,
    InactivityTrigger,
    Message,
    Node,
    Scenario,
    Split,
    TaskNode,
    Update,
    Wait,
    WaitEvent,
    ways_out,
)


class Drawn(Protocol):
    """A scenario beside its portfolio, with its ways (``designer.analysis.rule.Case`` is one)."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def portfolio(self) -> Portfolio: ...
    @property
    def after(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def reachable(self) -> frozenset[str]: ...
    @property
    def ends_first(self) -> Sequence[str]: ...
    @property
    def bits(self) -> Mapping[str, int]: ...
    @property
    def behind(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way out of a split that has a condition, as the ones above it leave it."""

    split: Split
    #: Its place among the ways of the split.
    index: int
    #: Whether anybody can take it.
    possible: bool
    #: Whether everybody takes it who is left by the ways above.
    certain: bool
    #: Why nobody can: ``itself``, ``above`` (the ways above take everybody) or ``before`` (the audience, or
    #: the way here).
    cause: str = ""
    #: For ``above``: the way that takes everybody who would take this one, where one does so alone.
    double: int | None = None


class Branches:
    """The ways of a scenario's splits, with what is known of whoever comes there."""

    def __init__(self, case: Drawn) -> None:
        self.case, self.scenario = case, case.scenario
        #: Split -> for each way that somebody may be left for: who takes it, and who is left after it.
        self._crossings: dict[str, list[tuple[Target, Target]]] = {}
        #: Event, and condition by its identity -> whom it has happened to.
        self._happened: dict[tuple[str, int], Target | None] = {}
        self.splits = tuple(
            node
            for node in self.scenario.nodes
            if isinstance(node, Split) and node.id in case.reachable and self.scenario.by_id[node.id] is node
        )

    @cached_property
    def space(self) -> Space:
        """The atoms of the scenario's conditions."""
        return Space.around(self.scenario, self.case.portfolio)

    @cached_property
    def entry(self) -> Target:
        """What is known of whoever enters."""
        target = self.space.target(entry_condition(self.scenario))
        match self.scenario.trigger:
            case EventTrigger(event=event, where=where):
                return self._after(target, event, where)
            case InactivityTrigger(event=event):
                return self._after(target, event, None)
            case _:
                return target

    @cached_property
    def known(self) -> dict[str, Target]:
        """What is known of whoever comes to each node on the way to a split."""
        start = self.scenario.start
        if start is None or not self.splits:
            return {}
        case = self.case
        splits = 0
        for split in self.splits:
            splits |= case.bits[split.id]
        # what nobody comes to a split from is not asked for
        order = [
            node
            for node in reversed(case.ends_first)
            if node in case.reachable and (case.behind[node] | case.bits[node]) & splits
        ]
        circles = {node for node in order if case.behind[node] & case.bits[node]}
        lasting = self.space.later(self.entry)
        arriving: dict[str, list[Target]] = {node: [] for node in order}
        arriving[start.id].append(self.entry)
        found: dict[str, Target] = {}
        next_of = self.scenario.next_of
        for node in order:
            found[node] = lasting if node in circles else self.space.either(arriving[node])
            for way, target in self._leaving(self.scenario.by_id[node], found[node]):
                then = next_of.get((node, way))
                if then in arriving and not target.nobody:
                    arriving[then].append(target)
        return found

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways of every split that somebody may come to, in the order of the document."""
        if not self.splits or not self.known:
            return ()
        return tuple(way for split in self.splits for way in self._ways(split))

    def _ways(self, split: Split) -> Iterator[Way]:
        crossing = self._crossings.get(split.id, ())
        for index, (taken, rest) in enumerate(crossing):
            cause, double = self._why_not(split, index) if taken.nobody else ("", None)
            yield Way(
                split=split,
                index=index,
                possible=not taken.nobody,
                certain=not taken.nobody and rest.nobody,
                cause=cause,
                double=double,
            )
            if rest.nobody:
                return

    def _why_not(self, split: Split, index: int) -> tuple[str, int | None]:
        """Why nobody takes a way, and the way above that takes everyone of it, where one does so alone."""
        target = self.space.target(split.paths[index].when)
        if target.nobody:
            return "itself", None
        left = target
        for above, other in enumerate(split.paths[:index]):
            if self.space.without(target, other.when).nobody:
                return "above", above
            left = self.space.without(left, other.when)
        return ("above" if left.nobody else "before"), None

    def _leaving(self, node: Node, here: Target) -> Iterator[tuple[str, Target]]:
        """Each way out of a node and what is known of whoever takes it."""
        space, exit_when = self.space, self.scenario.exit_when
        match node:
            case Split(id=split, paths=paths):
                crossing: list[tuple[Target, Target]] = []
                for path in paths:
                    if here.nobody:
                        break
                    taken = space.both(here, space.target(path.when))
                    here = space.without(here, path.when)
                    crossing.append((taken, here))
                    yield path.path, taken
                self._crossings[split] = crossing
                yield ELSE, here
            case Update(set=values):
                yield NEXT, space.forget(here, values)
            case Message():
                yield NEXT, space.later(here)
            case Wait(for_=for_):
                waits = for_ is not None and (for_.minutes > 0 or for_.months > 0)
                yield NEXT, self._stayed(space.later(here), exit_when if waits else None)
            case WaitEvent(event=event, where=where):
                later = self._stayed(space.later(here), exit_when)
                yield "event", self._after(later, event, where)
                yield "timeout", later
            case TaskNode():
                later = self._stayed(space.later(here), exit_when)
                for way in ways_out(node):
                    yield way, later
            case _:
                for way in ways_out(node):
                    yield way, here

    def _stayed(self, target: Target, exit_when: Condition | None) -> Target:
        return target if exit_when is None else self.space.without(target, exit_when)

    def _after(self, target: Target, event: str, where: Condition | None) -> Target:
        """The target, such an event having happened."""
        asked = (event, id(where))
        if asked not in self._happened:
            self._happened[asked] = self._having(event, where)
        had = self._happened[asked]
        return target if had is None else self.space.both(target, had)

    def _having(self, event: str, where: Condition | None) -> Target | None:
        """Whom such an event has happened to, where anything looks back to it."""
        box = {
            at: 2
            for at, dimension in enumerate(self.space.dimensions)
            if (did := dimension.did) is not None
            and did.event == event
            and did.within is None
            and did.at_least == 1
            and (did.where is None or repr(did.where) == repr(where))
        }
        return self.space.box(box) if box else None
