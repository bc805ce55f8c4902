"""Two planners play the same world; what they decide is told as rows that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from designer.domain.enrolment import Enrolment, Outcome, Person, Send, Unit
from designer.domain.time import Minute
from designer.engine.rulebook import Rulebook
from tests.oracle.worlds import Step, World

#: ``advance`` of a planner.
Planner = Callable[..., Outcome]


@dataclass
class Told:
    """What one planner decided for one unit in one step, and how the unit then stood."""

    #: What was decided, in order, by its kind.
    rows: dict[str, list[Any]] = field(default_factory=dict)
    #: What is the same whatever the order.
    state: dict[str, Any] = field(default_factory=dict)
    next_due: dict[str, Minute | None] = field(default_factory=dict)

    def add(self, out: Outcome) -> None:
        """One call's outcome."""
        found = {
            "decisions": [replace(one, blocked_by=tuple(sorted(one.blocked_by))) for one in out.decisions],
            "dispatches": [replace(one, send=weighed(one.send)) for one in out.dispatches],
            "events": sorted(out.events, key=lambda one: (one.minute, one.id)),
            "entered": [one.id for one in out.entered],
            "refusals": out.refusals,
            "tasks": out.tasks,
            "visits": out.visits,
            "updates": list(out.updates.items()),
            "steps": [out.node_steps],
        }
        for kind, rows in found.items():
            self.rows.setdefault(kind, []).extend(rows)
        self.state.setdefault("changed", {}).update({one.id: copied(one) for one in out.changed.values()})
        self.state.setdefault("marks", {}).update(out.marks)
        self.next_due = dict(out.next_due)

    def end(self, unit: Unit) -> None:
        """How the unit stands after the step."""
        self.state["people"] = {person.id: stand_of(person) for person in unit.people}
        self.state["sends"] = [weighed(one) for one in sorted(unit.sends, key=lambda one: (one.at, one.key))]
        self.state["steps"] = sum(self.rows.pop("steps"))
        self.state["updates"] = {}
        for contact, values in self.rows.pop("updates"):
            self.state["updates"].setdefault(contact, {}).update(values)


def weighed(send: Send) -> Send:
    """The dispatch with its weight as a float, which a policy may give as a whole number."""
    return replace(send, weight=float(send.weight))


def stand_of(person: Person) -> dict[str, Any]:
    """A contact's record, with nothing that depends on the order of lists that have none."""
    stays = {key: sorted(rows, key=lambda one: one.entry) for key, rows in person.stays.items() if rows}
    enrolments = sorted(person.enrolments, key=lambda one: (one.scenario, one.entry))
    return {
        "attributes": dict(person.attributes),
        "events": sorted(person.events, key=lambda one: (one.minute, one.at, one.id)),
        "enrolments": [copied(one) for one in enrolments],
        "stays": stays,
        "marks": dict(person.marks),
        "taken_to": person.taken_to,
    }


def copied(enrolment: Enrolment) -> Enrolment:
    """An enrolment as it now stands; the planner goes on to change it in place."""
    return replace(enrolment, visits=dict(enrolment.visits))


def play(planner: Planner, world: World) -> Iterator[Told]:
    """Each step for each unit, with copies of the units."""
    for unit in deepcopy(world.units):
        book, clock = world.book, world.start - 1
        for step in world.steps:
            book = step.book or book
            told = Told()
            come_in(unit, step)
            floor = clock + 1 if step.floor is None else step.floor
            if step.by_due:
                play_by_due(planner, book, unit, floor, step.until, told)
            else:
                told.add(planner(book, unit, floor=floor, until=step.until))
            told.end(unit)
            yield told
            clock = step.until


def come_in(unit: Unit, step: Step) -> None:
    """Facts arrive, attributes and channels change."""
    people = {person.id: person for person in unit.people}
    for event in step.events:
        if event.contact in people:
            people[event.contact].events.append(event)
            people[event.contact].events.sort(key=lambda one: (one.minute, one.at, one.id))
    for contact, name, value in step.attributes:
        if contact in people:
            people[contact].attributes.pop(name, None)
            if value is not None:
                people[contact].attributes[name] = value
    for contact, channels in step.suppressed:
        if contact in people:
            people[contact].suppressed = channels


def play_by_due(
    planner: Planner, book: Rulebook, unit: Unit, floor: Minute, until: Minute, told: Told
) -> None:
    """Only the minutes that the planner announces, as the live runtime does."""
    minute: Minute | None = floor
    while minute is not None and minute <= until:
        for person in unit.people:
            person.taken_to = max(person.taken_to, minute - 1)
        out = planner(book, unit, floor=minute, until=minute)
        told.add(out)
        due = min((at for at in out.next_due.values() if at is not None), default=None)
        assert due is None or due > minute, f"due at {due} after {minute}"
        minute = due
    for person in unit.people:
        person.taken_to = max(person.taken_to, until)


def differences(
    world: World, planner: Planner, oracle: Planner, watch: Callable[[Told], None] | None = None
) -> str | None:
    """Where two planners differ first, in words; nothing where they agree. ``watch`` sees what was decided.

    The planner may look at a contact sooner than the oracle would have it, and never later.
    """
    for number, (mine, plain) in enumerate(zip(play(planner, world), play(oracle, world), strict=True)):
        if watch is not None:
            watch(plain)
        where = f"unit {number // len(world.steps)}, step {number % len(world.steps)}"
        for kind in plain.rows:
            if mine.rows[kind] != plain.rows[kind]:
                return f"{where}: {kind}\n{_first(mine.rows[kind], plain.rows[kind])}"
        for kind in plain.state:
            if mine.state[kind] != plain.state[kind]:
                return f"{where}: {kind}\n{_first_of(mine.state[kind], plain.state[kind])}"
        for contact, due in plain.next_due.items():
            own = mine.next_due.get(contact)
            late = due is not None and (own is None or own > due)
            if contact not in mine.next_due or late:
                return f"{where}: next_due of {contact}\n  planner: {own}\n  oracle:  {due}"
    return None


def _first(mine: list[Any], plain: list[Any]) -> str:
    for place in range(max(len(mine), len(plain))):
        one = mine[place] if place < len(mine) else "nothing"
        other = plain[place] if place < len(plain) else "nothing"
        if one != other:
            return f"  row {place}\n  planner: {one}\n  oracle:  {other}"
    return "the same"


def _first_of(mine: Any, plain: Any) -> str:
    if isinstance(mine, dict) and isinstance(plain, dict):
        for key in sorted(mine.keys() | plain.keys(), key=repr):
            if mine.get(key) != plain.get(key):
                return f" {key}" + _first_of(mine.get(key), plain.get(key))
    if isinstance(mine, list) and isinstance(plain, list):
        return _first(mine, plain)
    return f"\n  planner: {mine}\n  oracle:  {plain}"
