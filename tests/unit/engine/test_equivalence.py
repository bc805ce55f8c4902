"""However time is cut, the same is decided: in one go, in slices, minute by minute, by what is due."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.domain.contact import Event
from designer.domain.enrolment import Outcome, Person, Unit
from designer.domain.time import Minute
from designer.engine.planner import advance
from designer.engine.rulebook import Rulebook
from tests.unit.engine import town
from tests.unit.engine.build import REACHABLE, START, sent

END = START + 2 * 1440


@st.composite
def events_of(draw: st.DrawFn, contact: str) -> list[Event]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        name = draw(st.sampled_from(town.EVENTS))
        at = draw(st.integers((START - 600) * 60, END * 60))
        properties: dict[str, str] = {}
        if name == "designer.entered":
            properties = {"scenario": "hand"}
        if name == "task.done":
            properties = {"scenario": "quote", "node": "call"}
        minute = -(-at // 60)
        found.append(
            Event(
                id=f"{contact}-{number}",
                contact=contact,
                name=name,
                at=at,
                minute=minute,
                properties=properties,
            )
        )
    return sorted(found, key=lambda e: (e.minute, e.at, e.id))


@st.composite
def units(draw: st.DrawFn) -> Unit:
    people = []
    for contact in ("c1", "c2")[: draw(st.integers(1, 2))]:
        attributes: dict[str, object] = dict(REACHABLE)
        attributes["timezone"] = draw(st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "nowhere"]))
        attributes["birth"] = draw(st.sampled_from(["1960-01-02", "1964-02-29", ""]))
        attributes["stage"] = draw(st.sampled_from(["lead", "client", "lost"]))
        attributes["consent_email"] = draw(st.sampled_from([True, True, True, False]))
        if draw(st.booleans()):
            attributes["appointment"] = "1998-01-02T15:00:00Z"
        people.append(
            Person(
                id=contact,
                attributes=attributes,
                events=draw(events_of(contact)),
                enrolments=[],
                stays={},
                marks={},
                taken_to=START - 1,
            )
        )
    history = [sent(START - age, weight=2.0) for age in draw(st.sets(st.integers(1, 900), max_size=3))]
    return Unit(key="u", people=people, sends=sorted(history, key=lambda s: (s.at, s.key)))


BOOK = Rulebook.of(town.scenarios(), published_at=START, policy=town.policy(), seed="town")


class Story:
    """All that several calls decided, in order, in a form that can be compared."""

    def __init__(self) -> None:
        self.rows: list[object] = []
        self.ends: dict[str, object] = {}

    def add(self, out: Outcome) -> None:
        self.rows += [*out.decisions, *out.refusals, *out.tasks, *out.visits]
        self.rows += [dispatch.send for dispatch in out.dispatches]
        self.rows += [("event", event) for event in out.events]
        for one in out.changed.values():
            self.ends[one.id] = deepcopy(one)

    def sorted(self) -> list[str]:
        return sorted(map(repr, self.rows)) + sorted(map(repr, self.ends.values()))


def in_slices(unit: Unit, cuts: list[Minute]) -> Story:
    unit, story, floor = deepcopy(unit), Story(), START
    for until in [*cuts, END]:
        story.add(advance(BOOK, unit, floor=floor, until=until))
        floor = until + 1
    return story


def by_due(unit: Unit) -> Story:
    """As the store does: a pass only at the minutes announced."""
    unit, story, minute = deepcopy(unit), Story(), START
    while minute is not None and minute <= END:
        for one in unit.people:
            one.taken_to = max(one.taken_to, minute - 1)
        out = advance(BOOK, unit, floor=minute, until=minute)
        story.add(out)
        minute = min((due for due in out.next_due.values() if due is not None), default=None)
        assert minute is None or minute > unit.people[0].taken_to
    return story


quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(units(), st.sets(st.integers(START, END - 1), max_size=12))
def test_slices_of_time_change_nothing(unit, cuts):
    assert in_slices(unit, sorted(cuts)).sorted() == in_slices(unit, []).sorted()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units())
def test_every_minute_is_the_same_as_only_the_minutes_announced(unit):
    every_minute = in_slices(unit, list(range(START, END)))
    assert every_minute.sorted() == by_due(unit).sorted() == in_slices(unit, []).sorted()


@quick
@given(units())
def test_only_the_minutes_announced_matter(unit):
    assert by_due(unit).sorted() == in_slices(unit, []).sorted()


@quick
@given(units())
def test_the_order_in_which_contacts_are_given_changes_nothing(unit):
    turned = deepcopy(unit)
    turned.people.reverse()
    assert in_slices(turned, []).sorted() == in_slices(unit, []).sorted()


@quick
@given(units())
def test_events_not_known_in_advance_change_nothing(unit):
    """A live runtime learns of events as they happen; a simulation holds them all from the start."""
    live, story, floor = deepcopy(unit), Story(), START
    coming = {one.id: [e for e in one.events if e.minute >= START] for one in live.people}
    for one in live.people:
        one.events = [e for e in one.events if e.minute < START]
    for minute in sorted({e.minute for events in coming.values() for e in events if e.minute <= END}):
        story.add(advance(BOOK, live, floor=floor, until=minute - 1))
        for one in live.people:
            one.events += [e for e in coming[one.id] if e.minute == minute]
            one.events.sort(key=lambda e: (e.minute, e.at, e.id))
        floor = minute
    story.add(advance(BOOK, live, floor=floor, until=END))
    assert story.sorted() == in_slices(unit, []).sorted()
