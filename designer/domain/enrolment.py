"""One contact's run through a scenario, and what was decided on the way.

Definition and instance are kept apart: a ``Scenario`` is drawn once, an ``Enrolment`` is one contact's run
through one version of it, a visit is one passage at one node. The records that the planner changes in
place (``Person``, ``Enrolment``, ``Unit``) are mutable; what it reports is frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from designer.domain.channel import Category, Channel
from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.time import Minute


class Standing(Enum):
    """Where an enrolment is in its life."""

    #: On its way: waiting at a node, or about to be moved.
    ACTIVE = "active"
    #: Reached an exit node.
    COMPLETED = "completed"
    #: Left before the end: exit rule, blocked message, prevailing scenario…
    EXITED = "exited"
    #: Reached the goal and left.
    CONVERTED = "converted"


@dataclass(kw_only=True)
class Enrolment:
    """One contact's run through one version of a scenario: the cursor."""

    contact: str
    scenario: str
    version: int
    #: 1 for the contact's first entry into the scenario.
    entry: int
    entered_at: Minute
    #: The node where it stands, which passage there this is (from 1), and since when.
    node: str
    visit: int = 1
    arrived_at: Minute
    #: The minute at which it moves without any new fact; nothing while only an event can move it.
    due: Minute | None = None
    #: For a message that waits: the minute for which it was first due; delays are counted from it.
    planned_at: Minute | None = None
    #: How many decisions the present visit has had.
    attempts: int = 0
    #: Passages so far, by node.
    visits: dict[str, int] = field(default_factory=dict)
    #: Nodes entered so far.
    steps: int = 0
    #: A wait for a date already past said to skip the next message.
    skip_next: bool = False
    #: Id of the event that entered it, whose properties the messages may use.
    event: str | None = None
    #: Whether it is held out by a control group: it runs, and nothing leaves.
    control: bool = False
    standing: Standing = Standing.ACTIVE
    #: Why it left: ``end``, ``exit-when``, ``goal``, ``prevailed:<scenario>``, ``blocked:<rule>``,
    #: ``if-past``, ``stopped``, ``loop``.
    reason: str | None = None
    left_at: Minute | None = None
    converted_at: Minute | None = None

    @property
    def id(self) -> str:
        """``contact/scenario/entry``."""
        return f"{self.contact}/{self.scenario}/{self.entry}"


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A past or present enrolment, as far as the rules of entry need it."""

    entry: int
    entered_at: Minute
    left_at: Minute | None = None


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What has been handled of one scenario's trigger for one contact."""

    #: Triggers at or before this minute are done with.
    at: Minute
    #: Last known truth of the condition of an ``enters`` trigger.
    level: bool = False


@dataclass(frozen=True, kw_only=True)
class Send:
    """A dispatch that has left or is about to: what caps, gaps and score look at."""

    #: Unique for ever: one message node visited.
    key: str
    contact: str
    at: Minute
    channels: frozenset[Channel]
    #: The category it had when it was sent.
    category: Category
    weight: float
    #: Whether its category fills the rules.
    counts: bool = True
    scenario: str | None = None
    node: str | None = None
    #: Held out by a control group: it fills the rules of other ghosts only.
    ghost: bool = False

    @property
    def reference(self) -> str:
        """``scenario/node@minute``, as a decision's ``blocked_by`` names it."""
        return f"{self.scenario or 'history'}/{self.node or '-'}@{self.at}"


class Verdict(Enum):
    """What was decided of one message at one minute."""

    SENT = "sent"
    DELAYED = "delayed"
    SKIPPED = "skipped"
    EXITED = "exited"
    #: Travels in another message of the same minute.
    MERGED = "merged"
    #: Its own channel was blocked; another row says what became of it on the next channel.
    FALLBACK = "fallback"
    #: Would have left, but the contact is held out.
    CONTROL = "control"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One row of the append-only ledger: why a message left, or did not."""

    contact: str
    at: Minute
    scenario: str
    version: int
    entry: int
    node: str
    visit: int
    #: From 1, within the visit.
    attempt: int
    channel: Channel
    category: Category
    verdict: Verdict
    #: The minute for which the message was first due.
    due_at: Minute
    #: The rule that decided: a cap's or gap's id, ``score``, ``consent``, ``exclusion:<id>``…
    rule: str | None = None
    #: References of the messages that fill the rule.
    blocked_by: tuple[str, ...] = ()
    #: When it is tried again.
    next_at: Minute | None = None
    #: The dispatch it became or joined.
    send_key: str | None = None
    #: Whether a message that prevails less left within the window and so holds this one back.
    inversion: bool = False


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """One message to hand to a sender."""

    send: Send
    version: int
    entry: int
    visit: int
    channel: Channel
    #: Key of the message template of the node, then those merged into it.
    templates: tuple[str, ...]
    #: Id of the event that entered the enrolment.
    event: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A trigger that did not become an entry."""

    contact: str
    at: Minute
    scenario: str
    #: ``audience``, ``reentry``, ``gap``, ``cap``, ``group``, ``prevailed``, ``paused``, ``excluded``…
    reason: str
    #: The scenario that prevailed or holds the group, the exclusion's id.
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskOpened:
    """Somebody has something to do."""

    contact: str
    at: Minute
    scenario: str
    version: int
    entry: int
    node: str
    visit: int
    #: When it expires; never, when absent.
    expires_at: Minute | None


@dataclass(kw_only=True)
class Person:
    """One contact as the planner works on it."""

    id: str
    attributes: dict[str, Value]
    #: Sorted by (minute, at, id); receipts included.
    events: list[Event]
    #: The active ones.
    enrolments: list[Enrolment]
    #: All stays by scenario, the present ones included, by entry.
    stays: dict[str, list[Stay]]
    marks: dict[str, Mark]
    #: Channels on which the contact must not be written to: unsubscribed, bounced, complained.
    suppressed: frozenset[Channel] = frozenset()
    #: Facts at or before this minute have been taken, and nothing was due up to it. Whoever loads a contact
    #: whose next due minute is d says max(taken_to, d − 1); a new contact has been taken to the minute
    #: before it came.
    taken_to: Minute


@dataclass(kw_only=True)
class Unit:
    """The contacts whose messages are counted together: a contact, a household or an account."""

    key: str
    people: list[Person]
    #: Counted and uncounted dispatches of all of them, sorted by (at, key).
    sends: list[Send]


@dataclass(kw_only=True)
class Outcome:
    """What one call of the planner decided for one unit, in the order it was decided."""

    decisions: list[Decision] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    #: Receipts: ``message.sent``, ``task.expired``.
    events: list[Event] = field(default_factory=list)
    #: Enrolments made, then every one that changed, as they now stand.
    entered: list[Enrolment] = field(default_factory=list)
    changed: dict[str, Enrolment] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    tasks: list[TaskOpened] = field(default_factory=list)
    #: Visits made, in order: (enrolment id, node, visit, minute of arrival).
    visits: list[tuple[str, str, int, Minute]] = field(default_factory=list)
    #: Contact id -> attributes that took a new value.
    updates: dict[str, dict[str, Value]] = field(default_factory=dict)
    #: (contact id, scenario key) -> the mark as it now stands, where it changed.
    marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    #: Nodes entered, trigger and exit included.
    node_steps: int = 0
    #: Contact id -> the earliest minute at which anything can happen without a new fact.
    next_due: dict[str, Minute | None] = field(default_factory=dict)


def send_key(scenario: str, version: int, node: str, contact: str, entry: int, visit: int) -> str:
    """The key under which one message node visited can leave once."""
    return f"{scenario}/{version}/{node}/{contact}/{entry}.{visit}"
