"""A scenario as drawn, tried out with one contact: nothing is written, nothing is sent.

The contact is read as it stands, or made up; the rulebook is that of the workspace with the draft in it, or
the draft alone. What is asked is replayed from the start each time, so that going back is asking for less.
How the contact stood at the start is held in memory under the trial's id: the workspace goes on meanwhile.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from designer.domain import campaigns
from designer.domain.channel import Category, Channel
from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.data import Type
from designer.domain.enrolment import Enrolment, Mark, Person, Send, Standing, Stay, Unit
from designer.domain.errors import BadInput, DesignerError
from designer.domain.policy import Policy
from designer.domain.scenario import Scenario, TaskNode, WaitEvent
from designer.domain.time import DAY, Minute, to_iso
from designer.engine.calendar import zone_named, zone_of
from designer.engine.rulebook import Intake, Rulebook
from designer.engine.trial import HORIZON, Course, Step, path_of, unit_of_its_own
from designer.runtime import rules, wording
from designer.runtime.render import Rendered, compile_template
from designer.store import codec, contacts, documents, templates, values, workspace
from designer.store.database import db
from designer.store.models import (
    ContactRow,
    Cursor,
    EnrolmentRow,
    EventRow,
    ScenarioRow,
    ScenarioVersion,
    SendRow,
    Suppression,
)

#: Facts of one trial, and its length, at most.
MOST_ACTS = 200
LONGEST: Minute = 2 * HORIZON
#: Messages that are rendered, the newest.
MOST_RENDERED = 25
#: Trials whose beginning is held, the latest.
MOST_HELD = 200
#: The id of somebody made up.
NOBODY = "trial"

GOES = ("to", "next", "end")
ACTS = ("event", "change", "enter")


@dataclass(frozen=True, kw_only=True)
class Act:
    """A fact that is handed to the trial at an instant, and taken at the next minute."""

    at: Minute
    #: One of ``ACTS``.
    kind: str
    #: Of an event: its name and properties; of a change: attributes, ``None`` takes one away.
    name: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is tried."""

    #: The scenario as drawn.
    document: Mapping[str, Any]
    #: Id of a contact; absent: somebody made up, with ``attributes``.
    contact: str | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    #: Without other scenarios, past messages and rules of pressure.
    alone: bool = False
    #: Absent: the present.
    start: Minute | None = None
    #: The id of a trial that goes on; one that is no longer held begins again at the present.
    trial: str | None = None
    acts: Sequence[Act] = ()
    #: One of ``GOES``: to ``until``, to the next thing that happens, to the end of the enrolment.
    go: str = "to"
    until: Minute | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message as the contact would read it; nothing of it where it could not be rendered."""

    template: str | None
    #: Key of the variant that the contact reads; nothing for the template's own words.
    variant: str | None = None
    rendered: Rendered | None = None
    fault: str | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Where the contact stands in the scenario, and what it waits for."""

    version: int
    entry: int
    node: str
    since: Minute
    #: When it goes on by itself; nothing: only a fact moves it.
    due: Minute | None
    control: bool
    #: The event that it waits for, or the task that has to be answered.
    event: str | None
    is_task: bool


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What happened so far, where the contact stands, and what comes next."""

    id: str
    contact: str
    name: str
    zone: str
    attributes: Mapping[str, Value]
    version: int
    start: Minute
    now: Minute
    steps: Sequence[Step]
    #: By the place of its step.
    messages: Mapping[int, Told]
    inside: Sequence[Waiting]
    #: The first thing to happen without a new fact; nothing within the horizon: absent.
    upcoming: Step | None
    nodes: Sequence[str]
    links: Sequence[tuple[str, str, str]]


def run(question: Question) -> Trial:
    """Take a contact through a draft and say what the planner decides.

    Raises ``DocumentError`` when the draft does not load, ``NotFound`` for an unknown contact, ``BadInput``
    for a draft without a start and for facts that cannot be read.
    """
    codec.too_large(question.document, "scenario")
    record = codec.scenario(question.document)
    _check(record)
    id_, begun = _begun(question, record.key)
    start, number, live = begun.start, begun.number, begun.live
    unit = unit_of_its_own(begun.unit)
    if question.alone:
        book = _alone(live, record, number, start)
    else:
        before = Course(replace(live), unit, begun.contact, record.key, floor=begun.last + 1)
        before.go(start - 1)
        book = _together(live, record, number, start)
    course = Course(book, unit, begun.contact, record.key, floor=start)
    course.go(start)
    for act in sorted(question.acts, key=lambda one: one.at):
        _reach(course, act.at, start)
        _perform(course, act)
    if question.until is not None:
        _reach(course, question.until, start)
    _go(course, question.go, start)
    return _told(id_, course, number, start)


# ── What is tried ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """How a trial begins: whom with, as they stand, beside what."""

    asked: tuple[object, ...]
    contact: str
    unit: Unit
    live: Rulebook
    #: The last minute that the workspace had decided.
    last: Minute
    start: Minute
    #: The number that the draft would be published with.
    number: int


_held: OrderedDict[str, _Begun] = OrderedDict()
_holding = Lock()


def _begun(question: Question, key: str) -> tuple[str, _Begun]:
    """The beginning of a trial: as it is held, or made now, with its id."""
    asked = (
        str(db.engine.url),
        key,
        question.contact,
        repr(sorted(question.attributes.items())),
        question.alone,
        question.start,
    )
    with _holding:
        known = _held.get(question.trial) if question.trial is not None else None
        if question.trial is not None and known is not None and known.asked == asked:
            _held.move_to_end(question.trial)
            return question.trial, known
    start = _start(question)
    live = _live()
    made = _Begun(
        asked=asked,
        contact=NOBODY if question.contact is None else question.contact,
        unit=_unit(question, start),
        live=live,
        last=workspace.clock().last,
        start=start,
        number=_next_version(key),
    )
    id_ = uuid4().hex
    with _holding:
        _held[id_] = made
        while len(_held) > MOST_HELD:
            _held.popitem(last=False)
    return id_, made


def _check(record: Scenario) -> None:
    """Refuse what no contact could walk through."""
    if record.start is None:
        raise BadInput("The scenario has no start: draw its trigger, and try it again.")
    if len(record.by_id) != len(record.nodes):
        raise BadInput("Two steps of the scenario have the same id: give one of them another, and try again.")


def _start(question: Question) -> Minute:
    present = workspace.present()
    start = present if question.start is None else question.start
    if not 0 <= start <= present + LONGEST:
        raise BadInput(
            f"A trial starts between 1970 and {LONGEST // DAY} days from now; {to_iso(start)} is not. "
            "Choose another start."
        )
    return start if question.alone else max(start, workspace.clock().last + 1)


def _next_version(key: str) -> int:
    """The number that the draft would be published with."""
    newest = db.session.scalar(
        select(func.max(ScenarioVersion.number)).where(ScenarioVersion.scenario == key)
    )
    return (newest or 0) + 1


def _live() -> Rulebook:
    return _live_of(str(db.engine.url), workspace.get().rules_revision)


@lru_cache(maxsize=4)
def _live_of(_database: str, _revision: int) -> Rulebook:
    """The rulebook in force, kept until something in it changes."""
    return rules.load(pinning=False).book


def _together(live: Rulebook, record: Scenario, number: int, start: Minute) -> Rulebook:
    """The rulebook in force with the draft as the version that takes entries."""
    keys = set(db.session.scalars(select(ScenarioRow.key))) | {record.key}
    plan = campaigns.running(documents.plan(), keys)
    return replace(
        live,
        versions={**live.versions, (record.key, number): campaigns.beside(record, plan)},
        intakes={**live.intakes, record.key: Intake(version=number, published_at=start)},
        paused=live.paused - {record.key},
        archived=live.archived - {record.key},
    )


def _alone(live: Rulebook, record: Scenario, number: int, start: Minute) -> Rulebook:
    """The draft by itself: consents and addresses count, the rules of pressure do not."""
    return Rulebook(
        versions={(record.key, number): record},
        intakes={record.key: Intake(version=number, published_at=start)},
        policy=Policy(timezone=live.policy.timezone, categories=live.policy.categories),
        segments=live.segments,
        data=live.data,
        seed=live.seed,
    )


# ── The contact ─────────────────────────────────────────────────────────────────────────────────────────


def _unit(question: Question, start: Minute) -> Unit:
    """The contact as it stands, with those it is counted with; alone, without what was sent before."""
    known = not question.alone
    if question.contact is None:
        types = values.attribute_types(documents.data(), question.attributes)
        read = values.read_all(question.attributes, types)
        attributes = {name: value for name, value in read.items() if value is not None and name != "id"}
        return Unit(key=NOBODY, people=[_person(NOBODY, attributes, start - 1)], sends=[])
    contacts.get(question.contact)
    ids = [question.contact]
    cursor = db.session.get(Cursor, question.contact)
    if known and cursor is not None:
        ids = list(db.session.scalars(select(Cursor.contact).where(Cursor.unit == cursor.unit)))
    last = workspace.clock().last
    until = last if known else start - 1
    people = [_read_person(id_, until, known=known) for id_ in sorted(ids)]
    sends = _sends(ids) if known else []
    return Unit(key=ids[0], people=people, sends=sends)


def _person(id_: str, attributes: dict[str, Value], taken_to: Minute) -> Person:
    return Person(
        id=id_, attributes=attributes, events=[], enrolments=[], stays={}, marks={}, taken_to=taken_to
    )


def _read_person(id_: str, until: Minute, *, known: bool) -> Person:
    row = db.session.get_one(ContactRow, id_)
    person = _person(id_, values.from_json(row.attributes), until)
    person.events = [
        Event(
            id=event.id,
            contact=id_,
            name=event.name,
            at=event.at,
            minute=event.minute,
            properties=values.from_json(event.properties),
        )
        for event in db.session.scalars(
            select(EventRow)
            .where(EventRow.contact == id_, EventRow.minute <= until)
            .order_by(EventRow.minute, EventRow.at, EventRow.id)
        )
    ]
    closed = select(Suppression.channel).where(Suppression.contact == id_, Suppression.at <= until)
    person.suppressed = frozenset(Channel(channel) for channel in db.session.scalars(closed))
    if not known:
        return person
    for one in db.session.scalars(
        select(EnrolmentRow).where(EnrolmentRow.contact == id_).order_by(EnrolmentRow.entry)
    ):
        stay = Stay(entry=one.entry, entered_at=one.entered_at, left_at=one.left_at)
        person.stays.setdefault(one.scenario, []).append(stay)
        if one.standing == Standing.ACTIVE.value:
            person.enrolments.append(_enrolment(one))
    cursor = db.session.get(Cursor, id_)
    if cursor is not None:
        person.marks = {key: Mark(at=at, level=bool(level)) for key, (at, level) in cursor.marks.items()}
        if cursor.set_aside is not None:
            person.taken_to = cursor.taken_to
    return person


def _enrolment(row: EnrolmentRow) -> Enrolment:
    return Enrolment(
        contact=row.contact,
        scenario=row.scenario,
        version=row.version,
        entry=row.entry,
        entered_at=row.entered_at,
        node=row.node,
        visit=row.visit,
        arrived_at=row.arrived_at,
        due=row.due,
        planned_at=row.planned_at,
        attempts=row.attempts,
        visits=dict(row.visits),
        steps=row.steps,
        skip_next=row.skip_next,
        event=row.event,
        control=row.control,
        converted_at=row.converted_at,
    )


def _sends(ids: Sequence[str]) -> list[Send]:
    rows = db.session.scalars(
        select(SendRow)
        .where(SendRow.contact.in_(ids), SendRow.void.is_(False))
        .order_by(SendRow.at, SendRow.key)
    )
    return [
        Send(
            key=row.key,
            contact=row.contact,
            at=row.at,
            channels=frozenset(Channel(channel) for channel in row.channels),
            category=Category(row.category),
            weight=row.weight,
            counts=row.counts,
            scenario=row.scenario,
            node=row.node,
            ghost=row.ghost,
        )
        for row in rows
    ]


# ── What is done ────────────────────────────────────────────────────────────────────────────────────────


def _reach(course: Course, minute: Minute, start: Minute) -> None:
    if minute > start + LONGEST:
        raise BadInput(
            f"A trial lasts at most {LONGEST // DAY} days from its start; {to_iso(minute)} is after that. "
            "Start it later."
        )
    course.go(minute)


def _perform(course: Course, act: Act) -> None:
    model = documents.data()
    match act.kind:
        case "event":
            if not 1 <= len(act.name) <= 120 or not act.name.isprintable():
                raise BadInput("An event that is tried has a name, such as order.placed; choose one.")
            types: Mapping[str, Type] = model.properties_of(act.name) or {}
            read = values.read_all(act.values, {name: types.get(name) for name in act.values})
            course.fire(act.name, {name: value for name, value in read.items() if value is not None})
        case "change":
            if "id" in act.values:
                raise BadInput("'id' is the contact's own and cannot be changed; change another attribute.")
            course.change(values.read_all(act.values, values.attribute_types(model, act.values)))
        case _:
            course.enter()


def _go(course: Course, how: str, start: Minute) -> None:
    if how == "to":
        return
    own = [step for step in course.ahead() if step.scenario == course.scenario]
    if how == "next":
        target = min((step.at for step in own), default=None)
    else:
        entries = {one.entry for one in course.inside} or {step.entry for step in own if step.entry}
        first = min(entries, default=0)
        left = [step.at for step in own if step.kind in ("exit", "out") and step.entry == first]
        target = left[0] if left else max((step.at for step in own if step.entry == first), default=None)
    if target is not None:
        _reach(course, min(target, start + LONGEST), start)


# ── What is told ────────────────────────────────────────────────────────────────────────────────────────


def _told(id_: str, course: Course, number: int, start: Minute) -> Trial:
    person, record = course.person, course.record
    steps = [step for step in course.steps if step.at >= start]
    nodes, links = path_of(steps, record.key, number)
    zone = zone_named(course.book.policy.timezone)
    assert zone is not None  # the policy's schema has checked it
    ahead = [step for step in course.ahead() if step.scenario == record.key]
    return Trial(
        id=id_,
        contact=person.id,
        name=_name(person),
        zone=str(zone_of(person.attributes, zone)),
        attributes=person.attributes,
        version=number,
        start=start,
        now=course.now,
        steps=steps,
        messages=_messages(steps, record.key, person.events),
        inside=[_waiting(course, one) for one in course.inside],
        upcoming=ahead[0] if ahead else None,
        nodes=nodes,
        links=links,
    )


def _name(person: Person) -> str:
    names = (person.attributes.get(part) for part in ("first_name", "last_name"))
    return " ".join(str(part) for part in names if part) or str(person.attributes.get("name") or person.id)


def _waiting(course: Course, one: Enrolment) -> Waiting:
    node = course.book.scenario(one.scenario, one.version).by_id.get(one.node)
    return Waiting(
        version=one.version,
        entry=one.entry,
        node=one.node,
        since=one.arrived_at,
        due=one.due,
        control=one.control,
        event=node.event if isinstance(node, WaitEvent) else None,
        is_task=isinstance(node, TaskNode),
    )


def _messages(steps: Sequence[Step], scenario: str, events: Sequence[Event]) -> dict[int, Told]:
    """The messages of the scenario that leave, as the contact would read them."""
    leaving = [
        place for place, step in enumerate(steps) if step.dispatch is not None and step.scenario == scenario
    ]
    brand = workspace.get().brand
    return {place: _message(steps[place], brand, events) for place in leaving[-MOST_RENDERED:]}


def _message(step: Step, brand: str, events: Sequence[Event]) -> Told:
    assert step.dispatch is not None
    keys = step.dispatch.templates
    if not keys:
        return Told(template=None)
    url = "https://example.com/unsubscribe" if step.dispatch.send.category.needs_consent else None
    try:
        read = [wording.read_by(templates.load(key), step.attributes, events, step.at) for key in keys]
        made = compile_template(
            wording.joined([template for template, _ in read]), wording.language_of(step.attributes)
        )
        rendered = made.render(
            {**step.attributes, "event": dict(step.event)}, brand=brand, unsubscribe_url=url
        )
    except DesignerError as fault:
        return Told(template=keys[0], fault=str(fault))
    return Told(template=keys[0], variant=read[0][1], rendered=rendered)
