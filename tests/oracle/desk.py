"""The planner's desk: one counting unit while it is being advanced."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import replace

from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import Enrolment, Outcome, Person, Send, Standing, Stay, Unit
from designer.domain.scenario import Scenario
from designer.domain.time import Minute
from tests.oracle.book import ATTRIBUTES, Book
from tests.oracle.calendar import zone_of
from tests.oracle.conditions import Facts, History

#: Nodes that one contact may enter in one minute; more is a loop, and its enrolment leaves.
MOST_STEPS = 100


class Dossier:
    """One contact on the desk: the record, and what is worked out from it."""

    def __init__(self, person: Person, book: Book) -> None:
        self.person = person
        self.book = book
        #: The events that the rulebook listens to.
        self.events = [event for event in person.events if event.name in book.heard]
        self.history = History(self.events)
        self.facts = Facts(
            attributes=person.attributes,
            history=self.history,
            zone=zone_of(person.attributes, book.zone),
            now=person.taken_to,
            known_to=person.taken_to,
            segments=book.segments,
            data=book.data,
        )
        #: How many of ``events`` have been taken.
        self.taken = bisect_right(self.events, person.taken_to, key=_minute)
        #: Scenario key -> the minute at which its trigger is next looked at without a new fact.
        self.looks: dict[str, Minute | None] = {}
        #: Scenario key -> triggers up to this minute have been answered.
        self.looked: dict[str, Minute] = {}
        #: Scenarios whose trigger is being followed, and those of them that still have to backfill.
        self.begun: set[str] = set()
        self.backfilling: set[str] = set()
        #: Enrolment id -> when its exit rule may next become true without a new fact.
        self.exit_flips: dict[str, Minute | None] = {}
        #: Whether attributes may have changed since waits and pending messages were last looked at.
        self.fresh = True
        #: The minute at which there is more to do, as it was when the contact came to rest.
        self.asleep_until: Minute | None = None
        self._moving: list[Enrolment] | None = None
        #: The minute of the earliest fact that triggers and exit rules have not been told of, and the names
        #: of what changed.
        self.changed_at: Minute | None = None
        self.changed: set[str] = set()
        #: Receipts of this minute that have not been taken.
        self._news: list[Event] = []
        self._steps = (person.taken_to, 0)

    def scenario_of(self, enrolment: Enrolment) -> Scenario:
        """The version an enrolment is on."""
        scenario = self.book.versions.get((enrolment.scenario, enrolment.version))
        return scenario or self.book.scenario(enrolment.scenario, enrolment.version)

    def enter(self, enrolment: Enrolment) -> None:
        """One more enrolment."""
        self.person.enrolments.append(enrolment)
        self._moving = None

    def leave(self, enrolment: Enrolment) -> None:
        """One enrolment less."""
        self.person.enrolments.remove(enrolment)
        self.exit_flips.pop(enrolment.id, None)
        self._moving = None

    def moving(self) -> list[Enrolment]:
        """The enrolments that are not frozen, in a stable order."""
        if self._moving is None:
            active = [one for one in self.person.enrolments if one.scenario not in self.book.paused]
            active.sort(key=_enrolment_order)
            self._moving = active
        return self._moving

    def set_clock(self, minute: Minute) -> None:
        """Look at the contact from this minute."""
        self.facts.now = self.facts.known_to = minute

    def step(self, minute: Minute) -> bool:
        """Count one node entered; false when the contact has entered too many in this minute."""
        at, steps = self._steps
        steps = steps + 1 if at == minute else 1
        self._steps = (minute, steps)
        return steps <= MOST_STEPS

    def may_step(self, minute: Minute) -> bool:
        """Whether the contact may enter one more node in this minute."""
        at, steps = self._steps
        return at != minute or steps < MOST_STEPS

    def take_events(self, minute: Minute) -> list[Event]:
        """The events up to this minute that have not been taken, in their order."""
        events, first = self.events, self.taken
        while self.taken < len(events) and events[self.taken].minute <= minute:
            self.taken += 1
        found = [*events[first : self.taken], *self._news]
        self._news = []
        for event in found:
            self.facts_changed(event.name, event.minute)
        return found

    def add_receipt(self, event: Event) -> None:
        """Put an event of the present minute among those that have happened."""
        insort(self.person.events, event, key=_event_order)
        if event.name in self.book.heard:
            insort(self.events, event, key=_event_order)
            self.taken += 1
            self.history.add(event)
            self._news.append(event)

    def facts_changed(self, name: str, minute: Minute) -> None:
        """An event of that name and minute is new; attributes are, where the name is empty."""
        self.changed_at = minute if self.changed_at is None else min(self.changed_at, minute)
        self.changed.add(name)

    @property
    def has_news(self) -> bool:
        """Whether facts of this minute wait to be taken."""
        return self.changed_at is not None or bool(self._news)

    def is_restless(self, minute: Minute) -> bool:
        """Whether there is more to do for the contact at this minute."""
        if self.fresh or self.has_news:
            return True
        self.asleep_until = self.wake()
        return self.asleep_until is not None and self.asleep_until <= minute

    def wake(self) -> Minute | None:
        """The earliest minute at which anything can happen without a new fact."""
        first: Minute | None = None
        if self.taken < len(self.events):
            first = self.events[self.taken].minute
        for minute in self.looks.values():
            if minute is not None and (first is None or minute < first):
                first = minute
        for enrolment in self.moving():
            minute = enrolment.due
            if minute is not None and (first is None or minute < first):
                first = minute
        for minute in self.exit_flips.values():
            if minute is not None and (first is None or minute < first):
                first = minute
        return first


class Desk:
    """One counting unit, the rulebook, and what has been decided so far."""

    def __init__(self, book: Book, unit: Unit) -> None:
        self.book = book
        self.unit = unit
        self.outcome = Outcome()
        self.dossiers = [Dossier(person, book) for person in sorted(unit.people, key=lambda one: one.id)]
        counted = [send for send in unit.sends if send.counts]
        counted.sort(key=_send_order)
        #: Counted dispatches that left, and those together with the ones that control groups would have had.
        self.real = [send for send in counted if not send.ghost]
        self.virtual = counted

    def ledger(self, *, ghost: bool) -> list[Send]:
        """What fills the rules: ghosts also see ghosts."""
        return self.virtual if ghost else self.real

    def record(self, send: Send) -> None:
        """A dispatch leaves, or would have."""
        insort(self.unit.sends, send, key=_send_order)
        if send.counts:
            insort(self.virtual, send, key=_send_order)
            if not send.ghost:
                insort(self.real, send, key=_send_order)

    def reweigh(self, send: Send, weight: float) -> Send:
        """A dispatch takes another message along and so weighs more."""
        heavier = replace(send, weight=weight)
        for ledger in (self.unit.sends, self.virtual, self.real):
            for place, one in enumerate(ledger):
                if one.key == send.key:
                    ledger[place] = heavier
        return heavier

    def last_contact(self, contact: str) -> Minute | None:
        """When the contact was last sent anything."""
        return max((s.at for s in self.unit.sends if s.contact == contact and not s.ghost), default=None)

    def changed(self, enrolment: Enrolment) -> None:
        """Report that an enrolment is not what it was."""
        self.outcome.changed[enrolment.id] = enrolment

    def add_event(self, dossier: Dossier, event: Event) -> None:
        """A receipt becomes an event of the contact at once."""
        dossier.add_receipt(event)
        self.outcome.events.append(event)

    def set_attributes(self, dossier: Dossier, values: dict[str, Value]) -> None:
        """Attributes of the contact take new values."""
        dossier.person.attributes.update(values)
        self.outcome.updates.setdefault(dossier.person.id, {}).update(values)
        dossier.facts.zone = zone_of(dossier.person.attributes, self.book.zone)
        dossier.facts_changed(ATTRIBUTES, dossier.facts.now)
        dossier.fresh = True

    def leave(
        self, dossier: Dossier, enrolment: Enrolment, standing: Standing, reason: str, at: Minute
    ) -> None:
        """An enrolment ends."""
        enrolment.standing, enrolment.reason = standing, reason
        enrolment.left_at, enrolment.due = at, None
        dossier.leave(enrolment)
        stays = dossier.person.stays.setdefault(enrolment.scenario, [])
        for place, stay in enumerate(stays):
            if stay.entry == enrolment.entry:
                stays[place] = Stay(entry=stay.entry, entered_at=stay.entered_at, left_at=at)
        self.changed(enrolment)


def _minute(event: Event) -> Minute:
    return event.minute


def _event_order(event: Event) -> tuple[Minute, int, str]:
    return event.minute, event.at, event.id


def _enrolment_order(enrolment: Enrolment) -> tuple[str, int]:
    return enrolment.scenario, enrolment.entry


def _send_order(send: Send) -> tuple[Minute, str]:
    return send.at, send.key
