"""The scenario: its sheet, its trigger, its rules of entry and priority, and its graph (``scenario/1``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from functools import cached_property

from designer.domain.channel import Category, Channel
from designer.domain.condition import Condition, Value
from designer.domain.text import Text
from designer.domain.time import DAY, HOUR, Duration, Minute


class Objective(Enum):
    """What the scenario is for."""

    TRANSFORMATION = "transformation"
    FIDELISATION = "fidelisation"
    RETENTION = "retention"
    SATISFACTION = "satisfaction"
    ENGAGEMENT = "engagement"


class Family(Enum):
    """The family of the key moment."""

    TRANSACTIONAL = "transactional"
    RELATIONAL = "relational"
    AFTER_SALES = "after_sales"
    LIFE = "life"
    CONTRACT = "contract"
    COMMERCIAL = "commercial"


class Lever(Enum):
    """What the scenario brings to the contact."""

    TRANSACTIONAL_OFFER = "transactional_offer"
    SERVICE_OFFER = "service_offer"
    INFORMATION = "information"
    RECOGNITION = "recognition"


@dataclass(frozen=True, kw_only=True)
class KeyMoment:
    """The moment of the customer's life that the scenario answers."""

    family: Family | None = None
    moment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """What the messages talk about."""

    theme: Text | None = None
    offer: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One figure the scenario is judged by."""

    metric: str
    #: The figure to reach; a rate is a fraction of one.
    target: float | None = None
    #: How long after entry it is counted.
    within: Duration | None = None
    #: What others reach, on the scale of ``target``.
    benchmark: float | None = None
    #: Where target and benchmark come from.
    source: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Rates expected of one message, as fractions of one, and the usual time to react."""

    delivered: float | None = None
    opened: float | None = None
    clicked: float | None = None
    replied: float | None = None
    converted: float | None = None
    unsubscribed: float | None = None
    reaction: Duration | None = None


@dataclass(frozen=True, kw_only=True)
class DataNeed:
    """One datum the scenario depends on."""

    name: str
    source: str | None = None
    #: ``realtime``, or how late it comes.
    latency: str | None = None
    available: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Deliverable:
    """One thing to produce before launch."""

    name: Text
    owner: str | None = None
    due: date | None = None
    status: str | None = None


@dataclass(frozen=True, kw_only=True)
class Degraded:
    """The *mode dégradé*: what is missing and what is done instead."""

    missing: tuple[str, ...] = ()
    fallback: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Legal:
    """On what ground the scenario writes to people."""

    #: Legal grounds, in a few words each.
    basis: tuple[Text, ...] = ()
    #: What the legal department asks for.
    notes: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The *fiche scénario*."""

    objective: Objective | None = None
    description: Text | None = None
    #: Keys of segments.
    segments: tuple[str, ...] = ()
    key_moment: KeyMoment | None = None
    lever: Lever | None = None
    content: Content | None = None
    kpis: tuple[Kpi, ...] = ()
    expected: Expected | None = None
    data: tuple[DataNeed, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    effort_days: float | None = None
    degraded: Degraded | None = None
    legal: Legal | None = None
    #: Where the idea of the scenario comes from.
    origin: Text | None = None
    #: Why the scenario is launched in spite of a risk that those who decide know of.
    arbitration: Text | None = None


# ── Triggers ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class EventTrigger:
    """A fact about a contact arrives."""

    event: str
    where: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class EntersTrigger:
    """The contact starts to satisfy a condition, looked at on a grid of ``every``."""

    condition: Condition
    every: Duration = Duration(minutes=HOUR)


@dataclass(frozen=True, kw_only=True)
class DateTrigger:
    """A date of the contact comes, moved by an offset, at a local time."""

    attribute: str
    offset: Duration = Duration()
    at: time = time(9, 0)
    #: Every year on the same day and month (29 February falls on the 28th), or once.
    yearly: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnRhythm:
    """Each contact's own rhythm: last event + median interval × factor − lead."""

    factor: float = 1.0
    lead: Duration = Duration()
    min_events: int = 3


@dataclass(frozen=True, kw_only=True)
class InactivityTrigger:
    """No such event for a time: a fixed one (``after``), or the contact's own rhythm. Exactly one is set."""

    event: str
    after: Duration | None = None
    own_rhythm: OwnRhythm | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduleTrigger:
    """Everyone in the audience, at each instant of a cron expression, in the policy's zone."""

    cron: str


@dataclass(frozen=True, kw_only=True)
class DatedTrigger:
    """Everyone in the audience, at instants fixed beforehand: what a campaign of the plan starts by.

    No document writes it.
    """

    #: Sorted.
    at: tuple[Minute, ...]


@dataclass(frozen=True, kw_only=True)
class ManualTrigger:
    """Somebody enters contacts by hand."""


Trigger = (
    EventTrigger
    | EntersTrigger
    | DateTrigger
    | InactivityTrigger
    | ScheduleTrigger
    | DatedTrigger
    | ManualTrigger
)
#: The triggers that come to everybody at once and are for the audience.
ToAudience = ScheduleTrigger | DatedTrigger

#: The wire word of each kind of trigger that a document writes.
TRIGGER_KINDS: dict[type, str] = {
    EventTrigger: "event",
    EntersTrigger: "enters",
    DateTrigger: "date",
    InactivityTrigger: "inactivity",
    ScheduleTrigger: "schedule",
    ManualTrigger: "manual",
}


# ── Entry, priority, ends ───────────────────────────────────────────────────────────────────────────────


class Reentry(Enum):
    """Whether a contact may enter again."""

    NEVER = "never"
    AFTER_EXIT = "after_exit"
    PARALLEL = "parallel"


@dataclass(frozen=True, kw_only=True)
class EntryCap:
    """At most ``max`` entries of one contact in a rolling time."""

    max: int
    per: Duration


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who may enter, and how often."""

    reentry: Reentry = Reentry.NEVER
    #: After-exit: since the last exit; parallel: since the last entry.
    gap: Duration | None = None
    cap: EntryCap | None = None
    #: At most one enrolment at a time among the scenarios of a group.
    group: str | None = None
    #: Whether a contact that already meets the trigger at publication enters.
    backfill: bool = False


class Effect(Enum):
    """What prevailing means."""

    #: While a contact stands in A it does not enter B; standing in both, A's messages pass first.
    ENTRY = "entry"
    #: Only the order of messages.
    ORDER = "order"
    #: Entering A takes the contact out of B.
    EXIT = "exit"


@dataclass(frozen=True, kw_only=True)
class Prevails:
    """This scenario prevails over another one."""

    scenario: str
    when: Condition | None = None
    effect: Effect = Effect.ENTRY


@dataclass(frozen=True, kw_only=True)
class Priority:
    """Class first, then value (higher passes first), then the order of ``prevails_over``."""

    class_: Category = Category.COMMERCIAL
    #: 0 to 100.
    value: int = 50
    prevails_over: tuple[Prevails, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The event that makes an enrolment a conversion."""

    event: str
    where: Condition | None = None
    #: Since entry; absent: for as long as the enrolment lasts.
    within: Duration | None = None
    #: Whether the contact goes on after converting.
    stay: bool = False


class Late(Enum):
    """What becomes of a message that downtime has made late."""

    SKIP = "skip"
    SEND = "send"


@dataclass(frozen=True, kw_only=True)
class Misfire:
    """After downtime: sent when late by no more than ``late``, else ``then``."""

    late: Duration = Duration(minutes=2 * HOUR)
    then: Late = Late.SKIP


# ── Nodes ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class TriggerNode:
    """Where an enrolment starts."""

    id: str


class IfPast(Enum):
    """What a wait for a date does when the date has passed."""

    GO = "go"
    SKIP = "skip"
    EXIT = "exit"


@dataclass(frozen=True, kw_only=True)
class UntilTime:
    """The next local time, on one of these weekdays (0 is Monday); now if it is just that."""

    time: time
    weekdays: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, kw_only=True)
class UntilDate:
    """A date of the contact, moved by an offset. A date without a time of day is its local midnight."""

    attribute: str
    offset: Duration = Duration()


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Stand still: for a duration, until a local time, or until a date. Exactly one is set."""

    id: str
    for_: Duration | None = None
    until: UntilTime | UntilDate | None = None
    #: For a date: go on, skip the next message, or exit.
    if_past: IfPast = IfPast.GO


@dataclass(frozen=True, kw_only=True)
class WaitEvent:
    """Stand still until an event (way out ``event``) or a timeout (``timeout``), counted from arrival."""

    id: str
    event: str
    where: Condition | None = None
    #: Absent: for ever, which is a finding.
    timeout: Duration | None = None


@dataclass(frozen=True, kw_only=True)
class SplitPath:
    """A way out of a split and the condition that leads to it."""

    path: str
    when: Condition


@dataclass(frozen=True, kw_only=True)
class Split:
    """The first true path wins; the way out ``else`` always exists."""

    id: str
    paths: tuple[SplitPath, ...]


@dataclass(frozen=True, kw_only=True)
class Share:
    """A way out of an experiment and its part of the contacts, in percent."""

    path: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Contacts are drawn to the ways out by share, the same contact always to the same one in a visit."""

    id: str
    paths: tuple[Share, ...]


class IfBlocked(Enum):
    """What a message does when a rule forbids it at its minute."""

    #: Wait for the first minute that every rule allows, until the time to live.
    DELAY = "delay"
    #: The message is lost, the journey goes on.
    SKIP = "skip"
    #: The contact leaves.
    EXIT = "exit"
    #: The first of the fallback channels that passes.
    FALLBACK = "fallback"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to the contact."""

    id: str
    channel: Channel
    template: str | None = None
    if_blocked: IfBlocked = IfBlocked.DELAY
    #: How long a delayed message keeps its sense, from its due minute, inclusive.
    ttl: Duration = Duration(minutes=5 * DAY)
    #: Absent: the scenario's priority class.
    category: Category | None = None
    #: Absent: the channel's weight.
    weight: float | None = None
    #: May travel in one message with others of the group and channel due at the same minute.
    merge: str | None = None
    fallback: tuple[Channel, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskNode:
    """Somebody does something (ways out ``done``, ``refused``, ``expired`` when the time allowed is over)."""

    id: str
    queue: str
    label: Text | None = None
    #: Absent: never expires.
    sla: Duration | None = None


@dataclass(frozen=True, kw_only=True)
class Update:
    """Attributes of the contact take new values."""

    id: str
    set: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Exit:
    """The end of a way."""

    id: str


Node = TriggerNode | Wait | WaitEvent | Split | Experiment | Message | TaskNode | Update | Exit

#: The wire word of each kind of node, in the order of the palette.
NODE_KINDS: dict[type, str] = {
    TriggerNode: "trigger",
    Message: "message",
    Wait: "wait",
    WaitEvent: "wait_event",
    Split: "split",
    Experiment: "experiment",
    TaskNode: "task",
    Update: "update",
    Exit: "exit",
}

#: The name of the only way out of a node that has one.
NEXT = "next"
ELSE = "else"


def ways_out(node: Node) -> tuple[str, ...]:
    """The names of a node's ways out, in the order they are drawn from left to right."""
    match node:
        case Exit():
            return ()
        case WaitEvent():
            return ("event", "timeout")
        case Split(paths=paths):
            return (*(path.path for path in paths), ELSE)
        case Experiment(paths=shares):
            return tuple(share.path for share in shares)
        case TaskNode():
            return ("done", "refused", "expired")
        case _:
            return (NEXT,)


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A link from a node's way out to another node; ``path`` is absent where there is one way out."""

    source: str
    target: str
    path: str | None = None


class Tone(Enum):
    """What a note is for; each is drawn in a colour of its own and named beside it."""

    NOTE = "note"
    QUESTION = "question"
    TODO = "todo"
    DECISION = "decision"
    RISK = "risk"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A sticky note on the canvas; nothing is run by it."""

    id: str
    #: Left and top, in pixels of the canvas.
    at: tuple[float, float]
    text: Text = ""
    #: Width and height, in pixels of the canvas.
    size: tuple[float, float] = (208, 128)
    tone: Tone = Tone.NOTE


class Tint(Enum):
    """The colour of a group's box."""

    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    VIOLET = "violet"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Nodes that are drawn in one box under a title; a node is in one group at most."""

    id: str
    #: Ids of nodes.
    nodes: tuple[str, ...]
    title: Text = ""
    tone: Tint = Tint.GREY


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A relationship scenario: who enters, what happens, and what it is for."""

    key: str
    name: Text
    trigger: Trigger
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    sheet: Sheet = Sheet()
    #: Absent: everyone. Tested at entry.
    audience: Condition | None = None
    entry: Entry = Entry()
    priority: Priority = Priority()
    #: Leaves at once, wherever it stands.
    exit_when: Condition | None = None
    goal: Goal | None = None
    misfire: Misfire = Misfire()
    #: Node id -> (x, y) on the canvas.
    layout: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    #: Ids of the nodes that somebody put where they stand, which an automatic layout can be asked to keep.
    placed: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    groups: tuple[Group, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def next_of(self) -> Mapping[tuple[str, str], str]:
        """The node that each (node, way out) leads to; an edge without a path leaves by the only way out."""
        leads: dict[tuple[str, str], str] = {}
        for edge in self.edges:
            leads.setdefault((edge.source, edge.path or NEXT), edge.target)
        return leads

    @cached_property
    def start(self) -> TriggerNode | None:
        """The trigger node, when there is one."""
        return next((node for node in self.nodes if isinstance(node, TriggerNode)), None)

    @cached_property
    def updated(self) -> frozenset[str]:
        """The attributes that its updates give a value."""
        return frozenset(name for node in self.nodes if isinstance(node, Update) for name in node.set)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels its messages use, fallbacks included, in the order of the nodes, once each."""
        used = [c for node in self.nodes if isinstance(node, Message) for c in (node.channel, *node.fallback)]
        return tuple(dict.fromkeys(used))

    def category_of(self, message: Message) -> Category:
        """The message's category: its own, else the scenario's priority class."""
        return message.category or self.priority.class_
