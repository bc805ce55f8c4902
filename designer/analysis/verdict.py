"""What the proof answers: verdicts of the rules of pressure, the runs that show them, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from designer.domain.channel import Channel
from designer.domain.condition import Value
from designer.domain.text import Text
from designer.domain.time import Minute

#: One weekly round of the local clock, in minutes.
WEEK = 7 * 24 * 60


class Verdict(Enum):
    """How a rule stands to what the scenarios ask for, the gravest last."""

    #: Nobody can ever be due more than the rule allows.
    SAFE = "safe"
    #: Somebody can be; arbitration will have to settle it.
    MAY = "may"
    #: A message is blocked on every run of its own scenario: it never leaves when it is due.
    MUST = "must"
    #: A message can never leave at all.
    DEAD = "dead"
    #: There is no bound on what one contact can be due.
    UNBOUNDED = "unbounded"

    @property
    def rank(self) -> int:
        """0 for safe, growing with gravity."""
        return list(Verdict).index(self)


class Mode(Enum):
    """What the proof trusts of the audiences."""

    #: Attributes that cannot change, and those that only go forward, in their order.
    SOUND = "sound"
    #: Every attribute, as if nobody ever changed.
    PHOTO = "photo"


@dataclass(frozen=True, kw_only=True)
class Due:
    """One message that comes due for one contact."""

    #: Minutes from the first message of the witness.
    at: Minute
    scenario: str
    node: str
    channel: Channel


@dataclass(frozen=True, kw_only=True)
class Witness:
    """One contact and the run that makes the worst window: exactly its counted messages, in order."""

    #: Attribute -> value that puts the contact into every audience concerned; what is absent is free.
    contact: Mapping[str, Value]
    events: tuple[Due, ...]
    #: Minutes of the window that is looked at; nothing for a score, whose look-back is its decay's.
    window: int | None = None
    #: The score after each event, for a score.
    scores: tuple[float, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """As ``designer check`` answers it, ``at`` in seconds."""
        return {
            "contact": dict(self.contact),
            "events": [
                {
                    "at": due.at * 60,
                    "scenario": due.scenario,
                    "node": due.node,
                    "channel": due.channel.value,
                }
                for due in self.events
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Worst:
    """The most that one contact can be due under one rule, as far as it could be computed."""

    #: What the witness attains.
    lower: float
    #: What nobody can pass.
    upper: float
    #: The run that attains ``lower``, or what works it out.
    shown: Witness | Callable[[], Witness | None] | None = None

    @cached_property
    def witness(self) -> Witness | None:
        """The run that attains ``lower``, where one is shown; worked out when it is first asked for."""
        return self.shown() if callable(self.shown) else self.shown

    def __eq__(self, other: object) -> bool:
        """Whether bounds and witness are the same."""
        if not isinstance(other, Worst):
            return NotImplemented
        return (self.lower, self.upper, self.witness) == (other.lower, other.upper, other.witness)

    def __hash__(self) -> int:
        return hash((self.lower, self.upper))

    @property
    def exact(self) -> bool:
        """Whether both bounds are the same."""
        return self.lower == self.upper


@dataclass(frozen=True, kw_only=True)
class Row:
    """One rule of the policy over the whole portfolio."""

    #: The id of the cap or the gap; ``score``.
    rule: str
    #: ``cap``, ``gap`` or ``score``.
    kind: str
    verdict: Verdict
    limit: float
    #: Nothing where there is no bound.
    worst: Worst | None
    #: The same trusting every attribute as it stands.
    photo: float | None
    scenarios: tuple[str, ...] = ()
    #: What can come due in one window at run time, when delays and the change of the clocks are counted too;
    #: nothing where it is no more than ``worst``.
    runtime: float | None = None
    #: Why it is more: ``delays``, ``clock-change``.
    runtime_because: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``designer check`` answers it."""
        worst = self.worst
        row: dict[str, Any] = {
            "rule": self.rule,
            "verdict": self.verdict.value,
            "limit": _number(self.limit),
            "worst": None if worst is None else _number(worst.lower),
            "lower": None if worst is None else _number(worst.lower),
            "upper": None if worst is None else _number(worst.upper),
            "exact": worst is not None and worst.exact,
            "photo": None if self.photo is None else _number(self.photo),
            "scenarios": list(self.scenarios),
            "witness": (
                worst.witness.to_json()
                if worst is not None and worst.witness is not None and self.verdict is not Verdict.SAFE
                else None
            ),
        }
        if self.runtime is not None:
            row["runtime"] = _number(self.runtime)
            row["runtime_because"] = list(self.runtime_because)
        return row


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A message that its own scenario keeps from leaving when it is due (MUST), or at all (DEAD)."""

    scenario: str
    node: str
    verdict: Verdict
    #: A rule of the policy, or a reserved name (``quiet-hours``, ``exclusion:<id>``, ``no-address``…).
    rule: str
    #: The cause and the next step.
    message: Text
    #: A run on which it is blocked: the messages before it and itself, nothing where no message is needed.
    witness: Witness | None = None


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One minimal set of scenarios that break one rule together, or one scenario that breaks it alone."""

    rule: str
    verdict: Verdict
    scenarios: tuple[str, ...]
    limit: float
    worst: Worst | None
    #: Messages concerned, as (scenario, node).
    nodes: tuple[tuple[str, str], ...]
    #: Whether what fills the rule is exempt from it (a service message holds a commercial one back).
    exempt: bool = False

    @cached_property
    def id(self) -> str:
        """A name that stays the same while rule and scenarios do."""
        return "~".join((self.rule, *self.scenarios, *(("exempt",) if self.exempt else ())))


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one document: the value at a path set, or removed where ``value`` is absent."""

    #: ``scenario:<key>``, ``policy``, ``segments`` or ``data``.
    document: str
    #: Keys and indices from the root; an index equal to the length appends.
    path: tuple[str | int, ...]
    value: Any = None
    remove: bool = False


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """One way to remove a conflict, verified: with its changes applied the conflict is gone."""

    #: ``lengthen``, ``exclusive``, ``exclude``, ``merge``, ``weight``, ``if_blocked``, ``split``…
    kind: str
    label: Text
    changes: tuple[Change, ...]
    #: What the rule says afterwards.
    verdict: Verdict
    worst: float | None
    #: What it costs, as a sentence: who is written to later, less, or no more.
    cost: Text = ""

    def to_json(self) -> dict[str, Any]:
        """As the API answers it."""
        return {
            "kind": self.kind,
            "label": self.label,
            "cost": self.cost,
            "verdict": self.verdict.value,
            "worst": None if self.worst is None else _number(self.worst),
            "changes": [
                {
                    "document": change.document,
                    "path": list(change.path),
                    **({"remove": True} if change.remove else {"value": change.value}),
                }
                for change in self.changes
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Everything the proof says of a portfolio."""

    rows: tuple[Row, ...]
    blocked: tuple[Blocked, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    #: Attributes used by audiences and declared by nobody, taken as fixed.
    undeclared: tuple[str, ...] = ()
    pairs: Sequence[Pair] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two scenarios under one rule."""

    rule: str
    one: str
    other: str
    #: Whether one contact can be in both, trusting only what cannot change, and trusting everything.
    possible: bool
    photo: bool
    #: The most due in one window of the two together; nothing where there is no bound.
    worst: float | None
    limit: float


def _number(value: float) -> float | int | None:
    """Counts as whole numbers, scores as they are, rounded where floats are not exact."""
    if value == float("inf"):
        return None
    return int(value) if value == int(value) else round(value, 9)
