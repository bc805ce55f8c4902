"""Short words for tests of the planner: contacts, events, scenarios and policies in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from designer.domain.channel import Category, Channel
from designer.domain.condition import Did, Value
from designer.domain.contact import Event
from designer.domain.enrolment import Outcome, Person, Send, Unit
from designer.domain.policy import Policy
from designer.domain.scenario import (
    Edge,
    EventTrigger,
    Exit,
    Message,
    Node,
    Scenario,
    Trigger,
    TriggerNode,
    ways_out,
)
from designer.domain.time import Duration, Minute, to_minute
from designer.engine.planner import advance
from designer.engine.rulebook import Rulebook

#: Thursday 1 January 1998, 00:00 UTC: minute 0 of most tests.
START = to_minute(datetime(1998, 1, 1, tzinfo=UTC))


def m(text: str) -> Minute:
    """The minute of an ISO instant, ``1998-03-01`` or ``1998-03-01T09:00``, in UTC unless it has a zone."""
    instant = datetime.fromisoformat(text)
    return to_minute(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def d(text: str) -> Duration:
    """A duration: ``d("P2D")``."""
    return Duration.parse(text)


def did(event: str, within: str | None = None, at_least: int = 1) -> Did:
    """So many events within a time."""
    return Did(event=event, within=d(within) if within else None, at_least=at_least)


def message(id: str, channel: Channel = Channel.EMAIL, **more: object) -> Message:
    """A message whose template bears the node's name."""
    if isinstance(more.get("ttl"), str):
        more["ttl"] = d(str(more["ttl"]))
    return Message(id=id, channel=channel, template=f"{id}-template", **more)


def chain(key: str, *nodes: Node, on: str | Trigger = "begin", **more: object) -> Scenario:
    """A scenario whose nodes follow each other, from a trigger to an exit; every way out leads on."""
    trigger = EventTrigger(event=on) if isinstance(on, str) else on
    every = (TriggerNode(id="start"), *nodes, Exit(id="end"))
    edges = [
        Edge(source=one.id, target=after.id, path=path)
        for one, after in pairwise(every)
        for path in ways_out(one)
    ]
    return Scenario(key=key, name=key, trigger=trigger, nodes=every, edges=tuple(edges), **more)


def graph(
    key: str, nodes: tuple[Node, ...], edges: str, on: str | Trigger = "begin", **more: object
) -> Scenario:
    """A scenario with its edges as ``start>ask ask:event>end ask:timeout>t2``; start and end are given."""
    trigger = EventTrigger(event=on) if isinstance(on, str) else on
    made = []
    for edge in edges.split():
        source, target = edge.split(">")
        node, _, path = source.partition(":")
        made.append(Edge(source=node, target=target, path=path or None))
    every = (TriggerNode(id="start"), *nodes, Exit(id="end"))
    return Scenario(key=key, name=key, trigger=trigger, nodes=every, edges=tuple(made), **more)


def event(name: str, at: Minute, id: str | None = None, contact: str = "c1", **properties: Value) -> Event:
    """A fact of that minute."""
    return Event(
        id=id or f"{contact}:{name}@{at}",
        contact=contact,
        name=name,
        at=at * 60,
        minute=at,
        properties=properties,
    )


#: What lets every message through the eligibility filters.
REACHABLE: Mapping[str, Value] = {
    "email": "c1@example.com",
    "phone": "+33100000000",
    "timezone": "UTC",
    **{f"consent_{channel.value}": True for channel in Channel},
}


def person(*events: Event, id: str = "c1", taken_to: Minute = START - 1, **attributes: Value) -> Person:
    """A contact who can be reached on every channel, in UTC, with these events and attributes."""
    known = {name: value for name, value in {**REACHABLE, **attributes}.items() if value is not None}
    return Person(
        id=id,
        attributes=known,
        events=sorted(events, key=lambda one: (one.minute, one.at, one.id)),
        enrolments=[],
        stays={},
        marks={},
        taken_to=taken_to,
    )


def sent(
    at: Minute, channel: Channel = Channel.EMAIL, category: Category = Category.COMMERCIAL, **more: object
) -> Send:
    """A dispatch of the past."""
    more.setdefault("weight", 2.0)
    return Send(
        key=f"past@{at}/{channel.value}",
        contact="c1",
        at=at,
        channels=frozenset((channel,)),
        category=category,
        **more,
    )


@dataclass
class World:
    """One unit, its rulebook and everything decided so far."""

    book: Rulebook
    unit: Unit
    log: list[Outcome] = field(default_factory=list)
    clock: Minute = START - 1

    def run(self, until: Minute | str) -> World:
        """Advance in one go from where it stopped."""
        until = m(until) if isinstance(until, str) else until
        self.log.append(advance(self.book, self.unit, floor=self.clock + 1, until=until))
        self.clock = until
        return self

    def late(self, now: Minute | str) -> World:
        """One pass after a stop: everything due before is decided now."""
        now = m(now) if isinstance(now, str) else now
        self.log.append(advance(self.book, self.unit, floor=now, until=now))
        self.clock = now
        return self

    def happens(self, *events: Event) -> World:
        """New facts arrive."""
        for one in events:
            owner = next(person for person in self.unit.people if person.id == one.contact)
            owner.events.append(one)
            owner.events.sort(key=lambda e: (e.minute, e.at, e.id))
        return self

    @property
    def decisions(self) -> list[tuple[str, str, Minute, str | None]]:
        """(verdict, node, minute, rule) of every decision."""
        return [(x.verdict.value, x.node, x.at, x.rule) for out in self.log for x in out.decisions]

    @property
    def sends(self) -> list[tuple[str, Minute]]:
        """(node, minute) of every dispatch."""
        return [(x.send.node or "", x.send.at) for out in self.log for x in out.dispatches]

    @property
    def refusals(self) -> list[tuple[str, str, str | None]]:
        """(scenario, reason, because of) of every refused trigger."""
        return [(x.scenario, x.reason, x.by) for out in self.log for x in out.refusals]

    @property
    def exits(self) -> dict[str, str | None]:
        """Enrolment id -> why it left, of those that have."""
        ended = {}
        for out in self.log:
            for one in out.changed.values():
                if one.left_at is not None:
                    ended[one.id] = one.reason
        return ended


def world(
    *scenarios: Scenario,
    people: Person | list[Person] | None = None,
    policy: Policy | None = None,
    sends: list[Send] | None = None,
    **book: object,
) -> World:
    """A unit under a rulebook in which these scenarios are live since ``START``."""
    people = [people] if isinstance(people, Person) else people or [person()]
    policy = policy or Policy(timezone="UTC")
    rulebook = Rulebook.of(scenarios, published_at=START, policy=policy, **book)
    in_order = sorted(sends or [], key=lambda one: (one.at, one.key))
    return World(rulebook, Unit(key="u1", people=people, sends=in_order))
