"""Worlds at random: portfolios, policies, people and what happens to them, everything that format 1 allows.

A world is small, so that what goes wrong in it can be read, and dense, so that much of it happens: durations
are chosen by the span that is played, names are few so that rules meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from designer.domain.channel import SENDING, Category, Channel
from designer.domain.condition import (
    All,
    Any,
    Between,
    Compare,
    Comparison,
    Condition,
    Consents,
    Contains,
    Did,
    In,
    InSegment,
    IsSet,
    Matches,
    Not,
    NotDid,
    Scalar,
    Value,
)
from designer.domain.contact import Event
from designer.domain.data import Attribute, DataModel, EventType, Segment, Type
from designer.domain.enrolment import Person, Send, Unit
from designer.domain.policy import (
    DEFAULT_CATEGORIES,
    Calendar,
    Cap,
    CategoryRule,
    Controls,
    Decay,
    Exclusion,
    Gap,
    HalfLife,
    Linear,
    MaxByContact,
    Policy,
    Pooling,
    QuietHours,
    Reading,
    Scope,
    Score,
    Steps,
)
from designer.domain.scenario import (
    DatedTrigger,
    DateTrigger,
    Edge,
    Effect,
    EntersTrigger,
    Entry,
    EntryCap,
    EventTrigger,
    Exit,
    Experiment,
    Goal,
    IfBlocked,
    IfPast,
    InactivityTrigger,
    Late,
    ManualTrigger,
    Message,
    Misfire,
    Node,
    OwnRhythm,
    Prevails,
    Priority,
    Reentry,
    Scenario,
    ScheduleTrigger,
    Share,
    Split,
    SplitPath,
    TaskNode,
    Trigger,
    TriggerNode,
    UntilDate,
    UntilTime,
    Update,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import DAY, Duration, Minute, to_instant, to_minute
from designer.engine.rulebook import ENTERED_BY_HAND, Intake, Rulebook
from tests.oracle.dice import Dice

KEYS = ("b", "a", "a-1", "c", "B", "d")
NODES = tuple(f"n{number}" for number in range(1, 13))
EVENTS = ("visit", "order", "quote", "answer", "complaint")
RECEIPTS = ("message.sent", "message.opened", "task.expired", "task.done", "task.refused")
SEGMENTS = ("core", "near", "nobody")
ZONES = (
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
    "nowhere",
)
#: Days worth starting on: plain ones, changes of clocks here and there, month ends, a day that was left out.
STARTS = (
    "1998-01-01",
    "1998-03-28",
    "1998-10-24",
    "2000-02-26",
    "1998-04-03",
    "2011-12-27",
    "2023-12-29",
    "1997-05-30",
)
FIELDS = (
    "stage",
    "score",
    "vip",
    "tags",
    "birth",
    "appointment",
    "city",
    "timezone",
    "consent_email",
    "phone",
)
TYPES: Mapping[str, Type] = {
    "stage": Type.TEXT,
    "score": Type.NUMBER,
    "vip": Type.BOOLEAN,
    "tags": Type.LIST,
    "birth": Type.DATE,
    "appointment": Type.INSTANT,
}
PROPERTIES: Mapping[str, Type] = {
    "amount": Type.NUMBER,
    "stage": Type.TEXT,
    "tags": Type.LIST,
    "vip": Type.BOOLEAN,
    "on": Type.DATE,
}
#: What a property of a receipt may be asked for.
RECEIPT_FIELDS = ("scenario", "node", "channel", "category", "template")
TIMES = (time(9), time(10, 15), time(0), time(2, 30), time(23, 45), time(18))
CRONS = ("20 */6 * * *", "0 9 * * *", "30 2 * * *", "0 9 * * MON", "0 0 1 * *", "15 10 * * 1-5", "0 0 29 2 *")
SPANS = (2 * DAY, 9 * DAY, 60 * DAY, 420 * DAY)


@dataclass(kw_only=True)
class Step:
    """What comes in before one call of the planner, and the minutes that the call decides."""

    until: Minute
    #: What was due before is decided now; absent: nothing is late.
    floor: Minute | None = None
    #: Only the minutes that were announced are decided, one by one.
    by_due: bool = False
    events: tuple[Event, ...] = ()
    #: (contact, attribute, its value; nothing: it goes)
    attributes: tuple[tuple[str, str, Value | None], ...] = ()
    suppressed: tuple[tuple[str, frozenset[Channel]], ...] = ()
    #: The rulebook from now on.
    book: Rulebook | None = None


@dataclass(kw_only=True, repr=False)
class World:
    """A rulebook, counting units that know nothing of each other, and the calls to make for each.

    It is shown as code by ``shrink.source``; its usual form would be pages long.
    """

    book: Rulebook
    units: tuple[Unit, ...]
    #: Everybody has been taken up to the minute before.
    start: Minute
    steps: tuple[Step, ...]


class Maker:
    """Makes one world with some dice."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.start = to_minute(datetime.fromisoformat(dice.one(STARTS)).replace(tzinfo=UTC))
        self.start += dice.one((0, 0, 1, 337, 600))
        self.span = dice.one(SPANS)
        self.end = self.start + self.span
        #: What a day is in two weeks: durations are parts of it, or a few of them.
        self.unit = max(60, self.span // 14 // 60 * 60)
        self.keys = KEYS[: dice.one((2, 1, 3, 4, 5))]
        #: Whether messages are of one kind and travel together, and whether there is little room for them.
        self.alike = dice.chance(15)
        self.pressing = dice.chance(40)
        #: Whether there is more of everything than a word of bits holds.
        self.crowded = dice.chance(4)
        #: When much happens at once.
        self.moments = [self.start + dice.below(self.span * 3 // 4) for _ in range(3)]

    def world(self) -> World:
        """The whole of it."""
        book = self.book()
        units = tuple(self.one_unit(place) for place in range(self.dice.between(1, 3)))
        return World(book=book, units=units, start=self.start, steps=self.steps(book, units))

    # ── Times ──────────────────────────────────────────────────────────────────────────────────────────

    def length(self, least: int = 0) -> Duration:
        """A time by the span that is played."""
        unit = self.unit
        many = (unit, unit // 2, 2 * unit, unit // 4, 3 * unit, 5 * unit, unit + 1, unit // 7, 0, 1, 9 * unit)
        return Duration(minutes=max(least, self.dice.one(many)))

    def calendar(self) -> Duration:
        """A time that may have months, more often where they fit in the span."""
        if not self.dice.chance(40 if self.span > 40 * DAY else 12):
            return self.length(1)
        return Duration(months=self.dice.one((1, 2, 3, 12, 40)), minutes=self.dice.one((0, 0, 0, DAY, 61)))

    def offset(self) -> Duration:
        """Before or after a date."""
        dice = self.dice
        plain = dice.one((0, 0, -DAY, -2 * 60, DAY, 3 * DAY, -self.unit))
        months = dice.one((0, 0, 0, 0, -1, 1, 12))
        if months and plain * months < 0:
            plain = -plain
        return Duration(minutes=plain, months=months)

    def date(self) -> str:
        """A date or an instant near the span, of somebody's past, or nothing that can be read."""
        dice = self.dice
        at = to_instant(self.start) + timedelta(minutes=dice.between(-self.span // 3, self.span))
        day = at.date()
        return dice.one(
            (
                day.isoformat(),
                at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                day.replace(year=1960, day=min(day.day, 28)).isoformat(),
                "1964-02-29",
                day.replace(year=day.year + dice.one((2, 4, 15)), day=min(day.day, 28)).isoformat(),
                at.strftime("%Y-%m-%dT%H:%M:30+05:30"),
                at.strftime("%Y-%m-%d %H:%M"),
                "",
                "soon",
                "9999-12-31",
            )
        )

    def zone(self) -> str:
        return self.dice.one(ZONES)

    # ── Conditions ─────────────────────────────────────────────────────────────────────────────────────

    def condition(self, depth: int = 2, *, segments: bool = True) -> Condition:
        """Any condition over attributes, events and segments."""
        dice = self.dice
        kind = dice.below(10)
        if kind < 4:
            did = self.did(segments=segments)
            return NotDid(did=did) if dice.chance(30) else did
        if kind < 7 or not depth:
            return self.leaf()
        if kind == 7 and segments:
            return InSegment(segment=dice.one(SEGMENTS))
        if kind == 8:
            return Not(part=self.condition(depth - 1, segments=segments))
        parts = tuple(dice.several(0, 3, lambda: self.condition(depth - 1, segments=segments)))
        return Any(parts=parts) if dice.chance(50) else All(parts=parts)

    def did(self, *, segments: bool = True) -> Did:
        """So many events within a time."""
        dice = self.dice
        event = dice.one((*EVENTS, *RECEIPTS))
        return Did(
            event=event,
            within=dice.maybe(80, self.calendar),
            at_least=dice.one((1, 1, 1, 2, 3, 0)),
            where=dice.maybe(30, lambda: self.where(event, nested=segments and not self.crowded)),
        )

    def where(self, event: str, depth: int = 1, *, nested: bool = False) -> Condition:
        """A condition on an event's own properties; ``nested`` may ask, too, what else has happened."""
        dice = self.dice
        if depth and dice.chance(25):
            parts = tuple(dice.several(0, 2, lambda: self.where(event, depth - 1)))
            return dice.one((All(parts=parts), Any(parts=parts), Not(part=self.where(event, depth - 1))))
        if nested and dice.chance(4):
            # a segment that asks for itself is no segment
            return (
                self.condition(0, segments=False)
                if dice.chance(50)
                else InSegment(segment=dice.one(SEGMENTS))
            )
        if event in RECEIPTS:
            field = dice.one(RECEIPT_FIELDS)
            return Compare(
                how=dice.one((Comparison.EQ, Comparison.NE)), field=field, value=self.of_receipt(field)
            )
        return self.leaf(tuple(PROPERTIES))

    def of_receipt(self, field: str) -> str:
        dice = self.dice
        match field:
            case "scenario":
                return dice.one(self.keys)
            case "node":
                return dice.one(NODES[:6])
            case "channel":
                return dice.one(SENDING).value
            case "category":
                return dice.one(tuple(Category)).value
            case _:
                return f"{dice.one(NODES[:6])}-template"

    def leaf(self, fields: tuple[str, ...] = FIELDS) -> Condition:
        """A condition on one field."""
        dice = self.dice
        field = dice.one(fields)
        match dice.below(8):
            case 0:
                return IsSet(field=field)
            case 1:
                return In(field=field, values=tuple(dice.several(0, 3, lambda: self.literal(field))))
            case 2:
                return Between(field=field, low=self.literal(field), high=self.literal(field))
            case 3:
                return Contains(field=field, value=dice.one(("a", "vip", 2, "li")))
            case 4:
                return Matches(field=field, pattern=dice.one(("*", "cl?ent", "*e*", "[x", "")))
            case 5:
                return Consents(channel=dice.one(tuple(Channel)).value)
            case _:
                return Compare(how=dice.one(tuple(Comparison)), field=field, value=self.literal(field))

    def literal(self, field: str) -> Scalar:
        """What a condition compares a field with, mostly something that it may be."""
        dice = self.dice
        if dice.chance(8):
            return dice.one(("", "lead", 3, True, "1998-01-01", "x", 0.5))
        match field:
            case "stage" | "city":
                return dice.one(("lead", "client", "lost", "Lyon"))
            case "score" | "amount":
                return dice.one((10, 0, 50, 2.5, "10"))
            case "vip" | "consent_email":
                return dice.one((True, False, "oui"))
            case "tags":
                return dice.one(("a", "vip", "b"))
            case "timezone":
                return self.zone()
            case "phone":
                return "+33100000000"
            case _:
                return self.date()

    def segments(self) -> dict[str, Segment]:
        """One of events, one that holds the other, and one that nobody wrote."""
        near = self.condition(1, segments=False)
        core = self.condition(1, segments=False)
        if self.dice.chance(30):
            core = All(parts=(core, InSegment(segment="near")))
        if self.crowded:
            leaves = [Compare(how=Comparison.GT, field="score", value=10 + number) for number in range(70)]
            amounts = [Compare(how=Comparison.EQ, field="amount", value=number) for number in range(70)]
            near = Any(parts=(near, *leaves, *(Did(event="visit", where=one) for one in amounts)))
        return {"core": Segment(key="core", condition=core), "near": Segment(key="near", condition=near)}

    def data(self) -> DataModel:
        """Declared types, or none."""
        if self.dice.chance(30):
            return DataModel()
        return DataModel(
            attributes={name: Attribute(name=name, type=kind) for name, kind in TYPES.items()},
            events={name: EventType(name=name, properties=PROPERTIES) for name in EVENTS[:4]},
            declared=True,
        )

    # ── The policy ─────────────────────────────────────────────────────────────────────────────────────

    def policy(self) -> Policy:
        """Rules of every kind, a few at a time."""
        dice = self.dice
        caps = tuple(self.cap(f"cap-{place}") for place in range(dice.one((0, 1, 2, 3, 1))))
        protect: dict[str, dict[Category, int]] = {}
        if self.pressing:
            caps += (Cap(id="cap", max=dice.one((1, 2)), per=Duration(minutes=2 * self.unit)),)
        if self.crowded:
            width = Duration(minutes=self.unit)
            caps += tuple(
                Cap(id=f"many-{n}", max=2 + n % 7, per=width, scope=self.scope()) for n in range(70)
            )
        if caps and dice.chance(25):
            category = dice.one(tuple(Category))
            protect[dice.one(caps).id] = {category: dice.between(0, 2)}
        return Policy(
            timezone=dice.one(ZONES[:5]),
            caps=caps,
            gaps=tuple(self.gap(f"gap-{place}") for place in range(dice.one((0, 1, 1, 2)))),
            score=dice.maybe(30, self.score),
            exclusions=tuple(self.exclusion(f"x-{place}") for place in range(dice.one((0, 0, 0, 1, 2)))),
            quiet_hours=tuple(self.quiet() for _ in range(dice.one((0, 0, 0, 1, 2)))),
            categories=self.categories(),
            controls=Controls(global_=dice.one((0, 0, 0.2)), per_scenario=dice.one((0, 0, 0.3))),
            pooling=dice.maybe(
                15, lambda: Pooling(at=dice.one(TIMES), categories=frozenset(dice.some(tuple(Category))))
            ),
            reserve=dice.maybe(25, self.length_of_some),
            protect=protect,
        )

    def length_of_some(self) -> Duration:
        return self.length(1)

    def categories(self) -> Mapping[Category, CategoryRule]:
        dice = self.dice
        if not dice.chance(35):
            return DEFAULT_CATEGORIES
        return {
            category: CategoryRule(subject=not dice.chance(25), counts=not dice.chance(25))
            for category in dice.some(tuple(Category), 4)
        }

    def scope(self) -> Scope:
        dice = self.dice
        return Scope(
            channels=dice.maybe(30, self.channels),
            categories=dice.maybe(20, lambda: frozenset(dice.some(tuple(Category)[::-1]))),
            scenarios=dice.maybe(15, lambda: frozenset(dice.some((*self.keys, "unknown")))),
        )

    def channels(self) -> frozenset[Channel]:
        """A few channels, mostly with those that messages use most."""
        dice = self.dice
        usual = frozenset((Channel.EMAIL, Channel.SMS)) if dice.chance(60) else frozenset()
        return usual | frozenset(dice.some(tuple(Channel), 3))

    def most(self, least: int = 0) -> int | MaxByContact:
        dice = self.dice
        if dice.chance(25):
            return self.by_contact()
        return dice.one((1, 2, 1, 3, 5, least))

    def by_contact(self) -> MaxByContact:
        dice = self.dice
        when = tuple((self.condition(1), dice.between(0, 4)) for _ in range(dice.between(0, 2)))
        return MaxByContact(when=when, else_=dice.one((1, 2, 3)))

    def cap(self, id: str) -> Cap:
        dice = self.dice
        per = dice.one(tuple(Calendar)) if dice.chance(35) else self.window()
        return Cap(id=id, max=self.most(), per=per, scope=self.scope())

    def window(self) -> Duration:
        """Rolling windows have no months, but may be read as thirty days each."""
        return Duration(months=1) if self.dice.chance(4) else self.length(self.unit // 2)

    def gap(self, id: str) -> Gap:
        dice = self.dice
        return Gap(
            id=id,
            min=self.window(),
            after=dice.maybe(35, self.channels),
            scope=self.scope(),
            max=dice.maybe(15, self.by_contact),
        )

    def score(self) -> Score:
        dice = self.dice
        return Score(
            threshold=dice.one((6, 3, 9, 14, 1, 2.5)),
            decay=self.decay(),
            weights=dice.one(({}, {}, {Channel.EMAIL: 1.5, Channel.ONSITE: 0, Channel.SMS: 7})),
            reading=Reading.SUM if dice.chance(25) else Reading.PRODUCT,
        )

    def decay(self) -> Decay:
        match self.dice.below(3):
            case 0:
                return HalfLife(half_life=self.window())
            case 1:
                return Linear(over=self.window())
            case _:
                return Steps(
                    steps=(
                        (Duration(minutes=self.unit // 2), 1.0),
                        (Duration(minutes=self.unit), 0.6),
                        (Duration(minutes=3 * self.unit), 0.1),
                    )
                )

    def exclusion(self, id: str) -> Exclusion:
        dice = self.dice
        return Exclusion(
            id=id,
            when=self.condition() if dice.chance(30) else self.did(),
            except_=frozenset(dice.some(self.keys)) if dice.chance(30) else frozenset(),
            categories=dice.maybe(30, lambda: frozenset(dice.some(tuple(Category)))),
        )

    def quiet(self) -> QuietHours:
        dice = self.dice
        spans = (
            ((time(8), time(20)),),
            ((time(8), time(12)), (time(14), time(19))),
            ((time(21), time(3)),),
            ((time(2, 15), time(2, 45)),),
            ((time(0), time(0)),),
            ((time(18), time(0)),),
            (),
        )
        days = dice.one((tuple(range(7)), tuple(range(7)), tuple(range(5)), (5,), ()))
        channels = frozenset(Channel) if dice.chance(40) else frozenset(dice.some(SENDING, 4))
        return QuietHours(
            channels=channels,
            allow={day: dice.one(spans) if dice.chance(30) else spans[0] for day in days},
            holidays=dice.one((None, "FR", "US")),
            categories=dice.maybe(20, lambda: frozenset(dice.some(tuple(Category)))),
        )

    # ── Scenarios ──────────────────────────────────────────────────────────────────────────────────────

    def book(self) -> Rulebook:
        """A portfolio with its policy, some of it paused, archived or in its second version."""
        dice = self.dice
        versions: dict[tuple[str, int], Scenario] = {}
        intakes: dict[str, Intake] = {}
        for key in self.keys:
            last = 2 if dice.chance(15) else 1
            for version in range(1, last + 1):
                versions[key, version] = self.scenario(key)
            if not dice.chance(6):
                intakes[key] = Intake(version=last, published_at=self.published())
        return Rulebook(
            versions=versions,
            intakes=intakes,
            paused=frozenset(dice.some(self.keys, 1)) if dice.chance(6) else frozenset(),
            archived=frozenset(dice.some(self.keys, 1)) if dice.chance(6) else frozenset(),
            policy=self.policy(),
            segments=self.segments(),
            data=self.data(),
            seed=dice.one(("designer", "town", "x")),
        )

    def published(self) -> Minute:
        """At the start, before it, or later."""
        dice = self.dice
        if not dice.chance(40):
            return self.start
        return self.start + dice.one((-self.unit, self.unit, -3 * self.span, 1, self.span // 2))

    def scenario(self, key: str) -> Scenario:
        dice = self.dice
        nodes, edges = self.graph()
        trigger = self.trigger(key)
        return Scenario(
            key=key,
            name=key,
            trigger=trigger,
            nodes=nodes,
            edges=edges,
            audience=dice.maybe(12, self.condition),
            entry=self.entry(answers=_event_of(trigger) in RECEIPTS),
            priority=self.priority(key),
            exit_when=dice.maybe(20, self.ending),
            goal=dice.maybe(25, self.goal),
            misfire=self.misfire(),
        )

    def ending(self) -> Condition:
        """An exit rule: mostly one that is not true from the start."""
        return self.condition() if self.dice.chance(30) else self.did()

    def trigger(self, key: str) -> Trigger:
        dice = self.dice
        match dice.below(14):
            case 13:
                return EntersTrigger(condition=self.condition(), every=self.length(1))
            case 7:
                return DateTrigger(
                    attribute=dice.one(("birth", "appointment")),
                    offset=self.offset(),
                    at=dice.one(TIMES),
                    yearly=dice.chance(50),
                )
            case 8:
                return InactivityTrigger(event=dice.one((*EVENTS, "message.sent")), after=self.calendar())
            case 9:
                rhythm = OwnRhythm(
                    factor=dice.one((1.0, 1.5, 0.3, 2.0)),
                    lead=dice.one((Duration(), Duration(minutes=30), self.calendar())),
                    min_events=dice.between(2, 4),
                )
                return InactivityTrigger(event=dice.one((*EVENTS, "message.sent")), own_rhythm=rhythm)
            case 10:
                if dice.chance(30):
                    at = dice.several(0, 4, lambda: dice.one(self.moments) + dice.one((0, 1, self.unit)))
                    return DatedTrigger(at=tuple(sorted(set(at))))
                return ScheduleTrigger(cron=dice.one(CRONS))
            case 11:
                return ManualTrigger()
            case _:
                event = dice.one(EVENTS[:2])
                if key != self.keys[0] and dice.chance(50):
                    event = dice.one((*EVENTS, "message.sent", "task.expired", "task.done"))
                return EventTrigger(event=event, where=dice.maybe(15, lambda: self.where(event)))

    def entry(self, *, answers: bool) -> Entry:
        """Rules of entry; one that answers receipts would otherwise answer its own, minute by minute."""
        dice = self.dice
        reentry = dice.one((Reentry.AFTER_EXIT, Reentry.PARALLEL, Reentry.AFTER_EXIT, Reentry.NEVER))
        gap = dice.maybe(25, self.calendar)
        if answers or (reentry is Reentry.PARALLEL and self.span > SPANS[0]):
            gap = gap or Duration(minutes=self.unit // 4)
        cap = dice.maybe(15, lambda: EntryCap(max=dice.one((1, 2, 3, 0)), per=self.calendar()))
        group = dice.maybe(25, lambda: dice.one(("g", "h")))
        return Entry(reentry=reentry, gap=gap, cap=cap, group=group, backfill=dice.chance(30))

    def priority(self, key: str) -> Priority:
        dice = self.dice
        others = [other for other in self.keys if other != key]
        over = [
            Prevails(
                scenario=dice.one(others),
                when=dice.maybe(30, lambda: self.condition(1)),
                effect=dice.one(tuple(Effect)),
            )
            for _ in range(dice.one((0, 0, 1, 2)) if others else 0)
        ]
        category = dice.one((Category.COMMERCIAL, Category.COMMERCIAL, *Category))
        return Priority(class_=category, value=dice.one((50, 50, 80, 10)), prevails_over=tuple(over))

    def goal(self) -> Goal:
        dice = self.dice
        event = dice.one((*EVENTS, *EVENTS[:2], "message.sent", "task.done"))
        return Goal(
            event=event,
            where=dice.maybe(25, lambda: self.where(event)),
            within=dice.maybe(40, self.calendar),
            stay=dice.chance(40),
        )

    def misfire(self) -> Misfire:
        dice = self.dice
        return Misfire(
            late=dice.one((Duration(minutes=120), Duration(), self.length(), Duration(months=1))),
            then=dice.one(tuple(Late)),
        )

    def graph(self) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        """Nodes in a row; ways lead on, mostly to the next, sometimes back after a wait, or nowhere."""
        dice = self.dice
        made = [self.node(NODES[place]) for place in range(dice.between(1, 6))]
        back = dice.chance(12)
        if back:
            made.append(Wait(id=NODES[len(made)], for_=Duration(minutes=self.unit)))
        every: list[Node] = [TriggerNode(id="start"), *made, Exit(id="end")]
        edges = []
        for place, node in enumerate(every[:-1]):
            for way in ways_out(node):
                target = every[min(place + dice.one((1, 1, 1, 2, 3)), len(every) - 1)].id
                if back and node is made[-1]:
                    target = every[dice.between(1, len(made))].id
                elif dice.chance(3):
                    target = dice.one((node.id, "missing", every[dice.below(place + 1)].id))
                    if isinstance(node, Wait | WaitEvent | TaskNode | Message):
                        # round and round at one minute ends; from minute to minute it would last for ever
                        target = "missing"
                elif dice.chance(5):
                    continue
                path = way if len(ways_out(node)) > 1 or dice.chance(50) else None
                edges.append(Edge(source=node.id, target=target, path=path))
        return tuple(every), tuple(edges)

    def node(self, id: str) -> Node:
        dice = self.dice
        match dice.below(24):
            case 8 | 9 | 10:
                return Wait(id=id, for_=self.length())
            case 12:
                days = frozenset(dice.some(tuple(range(7)))) if dice.chance(50) else frozenset(range(7))
                return Wait(id=id, until=UntilTime(time=dice.one(TIMES), weekdays=days))
            case 11 | 13:
                until = UntilDate(attribute=dice.one(("appointment", "birth")), offset=self.offset())
                return Wait(id=id, until=until, if_past=dice.one((*IfPast, IfPast.SKIP)))
            case 14 | 15:
                event = dice.one((*EVENTS, "message.opened", "message.sent"))
                return WaitEvent(
                    id=id,
                    event=event,
                    where=dice.maybe(30, lambda: self.where(event)),
                    timeout=dice.maybe(85, lambda: self.length(1)),
                )
            case 16 | 17:
                paths = dice.several(0, 3, lambda: self.condition(1))
                return Split(
                    id=id, paths=tuple(SplitPath(path=f"p{n}", when=when) for n, when in enumerate(paths))
                )
            case 18:
                shares = dice.several(1, 3, lambda: dice.one((50, 10, 0, 33.3)))
                return Experiment(
                    id=id, paths=tuple(Share(path=f"e{n}", share=share) for n, share in enumerate(shares))
                )
            case 19 | 20:
                return TaskNode(id=id, queue="desk", sla=dice.maybe(80, lambda: self.length(1)))
            case 21 | 22:
                return Update(id=id, set=self.values())
            case _:
                return self.message(id)

    def values(self) -> dict[str, Value]:
        """What an update sets."""
        dice = self.dice
        fields = dice.some(
            ("stage", "score", "appointment", "timezone", "vip", "tags", "consent_email", "email")
        )
        return {field: self.value(field) for field in fields}

    def message(self, id: str) -> Message:
        dice = self.dice
        channels = (*4 * (Channel.EMAIL,), *2 * (Channel.SMS,), Channel.PUSH, *SENDING)
        if_blocked = dice.one((*3 * (IfBlocked.DELAY,), *IfBlocked))
        fallback: tuple[Channel, ...] = ()
        if if_blocked is IfBlocked.FALLBACK or dice.chance(5):
            fallback = tuple(dice.several(0, 3, lambda: dice.one(channels)))
        return Message(
            id=id,
            channel=Channel.EMAIL if self.alike else dice.one(channels),
            template=None if dice.chance(10) else f"{id}-template",
            if_blocked=if_blocked,
            ttl=dice.one(
                (Duration(minutes=5 * self.unit), self.length(), Duration(minutes=5 * DAY), self.calendar())
            ),
            category=dice.maybe(30, lambda: dice.one(tuple(Category))),
            weight=dice.maybe(20, lambda: dice.one((1.0, 0.0, 7.0, 0.5))),
            merge="m" if self.alike else dice.one((None, "m", None, "m", "k")),
            fallback=fallback,
        )

    # ── People ─────────────────────────────────────────────────────────────────────────────────────────

    def one_unit(self, place: int) -> Unit:
        """One to three people and the dispatches of their past."""
        dice = self.dice
        ids = [f"c{place}{letter}" for letter in "abc"[: dice.one((1, 1, 2, 3))]]
        people = [self.person(one) for one in ids]
        if dice.chance(20):
            people.reverse()
        sends = [self.past(dice.one(ids), number) for number in range(dice.below(5))]
        return Unit(key=f"u{place}", people=people, sends=sorted(sends, key=lambda one: (one.at, one.key)))

    def person(self, id: str) -> Person:
        dice = self.dice
        attributes: dict[str, Value] = {
            "email": f"{id}@example.com",
            "phone": "+33100000000",
            **{f"consent_{channel.value}": True for channel in Channel},
        }
        for field in FIELDS:
            if dice.chance(60):
                attributes[field] = self.value(field)
        if dice.chance(8):
            attributes.pop(dice.one(tuple(attributes)))
        events = [self.event(id, number) for number in range(dice.one((8, 2, 12, 16, 24)))]
        suppressed = frozenset(dice.some(SENDING)) if dice.chance(10) else frozenset()
        return Person(
            id=id,
            attributes=attributes,
            events=sorted(events, key=lambda one: (one.minute, one.at, one.id)),
            enrolments=[],
            stays={},
            marks={},
            suppressed=suppressed,
            # one who came later is not looked at before
            taken_to=self.start + dice.one((0, 1, self.unit)) if dice.chance(8) else self.start - 1,
        )

    def value(self, field: str) -> Value:
        """What a field of a contact or an event holds, sometimes what it should not."""
        dice = self.dice
        if dice.chance(4):
            return dice.one(("", " ", "nan", 7, True, ("a", 2), "0x", 1e400))
        match field:
            case "stage" | "city":
                return dice.one(("lead", "client", "lost", "Lyon"))
            case "score" | "amount":
                return dice.one((10, 0, "12", 2.5, 99))
            case "vip":
                return dice.one((True, False, "oui", "0"))
            case "consent_email":
                return dice.one((True, True, True, "oui", False))
            case "tags":
                return dice.one((("a", "vip"), ("b", 2), (), "a, vip", "b"))
            case "timezone":
                return self.zone()
            case "phone":
                return dice.one(("+33100000000", "+33100000000", ""))
            case "email":
                return dice.one(("x@example.com", ""))
            case _:
                return self.date()

    def event(
        self, contact: str, number: int, first: Minute | None = None, last: Minute | None = None
    ) -> Event:
        """A fact of the past or of the span, one in a while of a kind that nobody listens to."""
        dice = self.dice
        low = self.start - self.span // 3 if first is None else first
        high = self.end if last is None else last
        if dice.chance(40):
            at = dice.between(low * 60, high * 60)
        else:
            at = (dice.one(self.moments) + dice.one((0, 0, 0, 1, self.unit, self.unit // 4))) * 60
            at = min(max(at, low * 60), high * 60)
        minute = -(-at // 60)
        name = dice.one(
            (
                *3 * EVENTS[:2],
                *EVENTS,
                ENTERED_BY_HAND,
                "task.done",
                "task.refused",
                "message.opened",
                "noise",
            )
        )
        return Event(
            id=f"{contact}-{number}",
            contact=contact,
            name=name,
            at=at,
            minute=minute,
            properties=self.properties(name),
        )

    def properties(self, name: str) -> dict[str, Value]:
        dice = self.dice
        if name == ENTERED_BY_HAND:
            return {"scenario": dice.one((*self.keys, "unknown"))}
        if name in RECEIPTS:
            found: dict[str, Value] = {"scenario": dice.one(self.keys), "node": dice.one(NODES[:6])}
            if dice.chance(30):
                found["entry"] = dice.one((1, "1", 2, "x"))
            return found
        return {field: self.value(field) for field in PROPERTIES if dice.chance(40)}

    def past(self, contact: str, number: int) -> Send:
        """A dispatch from before the start, of this portfolio or of another time."""
        dice = self.dice
        channels = (
            frozenset(dice.some(tuple(Channel), 2))
            if dice.chance(10)
            else frozenset((dice.one(tuple(Channel)),))
        )
        age = dice.one((dice.between(1, self.unit), dice.between(1, 5 * self.unit), self.unit, 2 * self.unit))
        return Send(
            key=f"past-{contact}-{number}",
            contact=contact,
            at=self.start - age,
            channels=channels,
            category=dice.one(tuple(Category)[::-1]),
            weight=dice.one((2.0, 2.0, 0.5, 8.0)),
            counts=not dice.chance(15),
            scenario=dice.one((None, *self.keys, "unknown")),
            node=dice.one((None, *NODES[:4])),
            ghost=dice.chance(10),
        )

    # ── What happens ───────────────────────────────────────────────────────────────────────────────────

    def steps(self, book: Rulebook, units: tuple[Unit, ...]) -> tuple[Step, ...]:
        """Cuts of the span; between them facts come in, contacts change and the rulebook does."""
        dice = self.dice
        cuts = sorted(
            {self.start + dice.below(self.span) for _ in range(dice.one((0, 0, 1, 2, 4)))} | {self.end}
        )
        contacts = [person.id for unit in units for person in unit.people]
        found, before, number = [], self.start - 1, 100
        for until in cuts:
            step = Step(until=until)
            if before >= self.start:
                if dice.chance(25):
                    step.floor = until if dice.chance(50) else dice.between(before + 1, until)
                events = []
                for _ in range(dice.one((0, 0, 1, 3))):
                    number += 1
                    events.append(self.event(dice.one(contacts), number, before + 1, self.end))
                step.events = tuple(one for one in events if one.minute > before)
                if dice.chance(20):
                    field = dice.one(FIELDS)
                    value = self.value(field) if dice.chance(80) else None
                    step.attributes = ((dice.one(contacts), field, value),)
                if dice.chance(8):
                    step.suppressed = ((dice.one(contacts), frozenset(dice.some(SENDING))),)
                if dice.chance(20):
                    book = self.changed(book, before)
                    step.book = book
            if step.floor is None and self.span <= SPANS[1]:
                step.by_due = dice.chance(25)
            found.append(step)
            before = until
        return tuple(found)

    def changed(self, book: Rulebook, before: Minute) -> Rulebook:
        """Another version, another policy, a scenario frozen, thawed or archived."""
        dice = self.dice
        match dice.below(4):
            case 0:
                return replace(book, policy=self.policy())
            case 1:
                frozen = frozenset() if book.paused else frozenset(dice.some(self.keys))
                return replace(book, paused=frozen)
            case 2:
                return replace(book, archived=frozenset(dice.some(self.keys)))
            case _:
                key = dice.one(self.keys)
                version = 1 + max(number for name, number in book.versions if name == key)
                intake = Intake(version=version, published_at=before + 1)
                return replace(
                    book,
                    versions={**book.versions, (key, version): self.scenario(key)},
                    intakes={**book.intakes, key: intake},
                )


def _event_of(trigger: Trigger) -> str | None:
    return trigger.event if isinstance(trigger, EventTrigger | InactivityTrigger) else None


def world(dice: Dice) -> World:
    """A world at random."""
    return Maker(dice).world()
