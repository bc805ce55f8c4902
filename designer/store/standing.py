"""Where the contacts inside stand, by version and step, and what becomes of them at the next publication."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from designer.domain.errors import BadInput, DocumentError, Refused
from designer.domain.moving import How, is_same_content, met_again, proposed, step_of
from designer.domain.scenario import Message, Node, Scenario, TriggerNode
from designer.store import codec
from designer.store.database import LARGEST_ID, db
from designer.store.models import DecisionRow, EnrolmentRow, ScenarioVersion

#: What a publication may do with the contacts inside.
POLICIES = ("finish", "move", "exit")
ACTIONS = ("move", "exit", "keep")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is to become of the contacts at one node of a version."""

    #: ``move``, ``exit`` or ``keep`` (they end their run on their own version).
    action: str
    to: str | None = None


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """A message that contacts have been sent and would meet again."""

    #: Its node in the new version.
    node: str
    contacts: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """The contacts at one node of a version, and where they are proposed to go."""

    version: int
    node: str
    #: The step as that version has it; nothing where it has none, or cannot be read.
    step: Node | None
    inside: int
    #: The step they would go to, before it is looked at whether they would be written to twice.
    to: str | None
    how: How
    answer: Answer
    repeats: tuple[Repeat, ...] = ()


def inside(key: str) -> dict[tuple[int, str], int]:
    """(version, node) -> contacts that stand there, whether at the step or before it; by version and node."""
    found: Counter[tuple[int, str]] = Counter()
    for version, node, count in db.session.execute(
        select(EnrolmentRow.version, EnrolmentRow.node, func.count())
        .where(EnrolmentRow.scenario == key, EnrolmentRow.standing == "active")
        .group_by(EnrolmentRow.version, EnrolmentRow.node)
    ):
        found[version, step_of(node)] += count
    return dict(sorted(found.items()))


def places(key: str, new: Scenario) -> list[Place]:
    """Where the contacts inside stand, by version and in the order of its steps, and what is proposed."""
    standing = inside(key)
    known = Versions(key)
    found: list[Place] = []
    for (version, node), count in standing.items():
        old = known.get(version)
        step = proposed(old, new, node)
        answer = Answer(action="move", to=step.to) if step.to is not None else Answer(action="exit")
        found.append(
            Place(
                version=version,
                node=node,
                step=old.by_id.get(node) if old is not None else None,
                inside=count,
                to=step.to,
                how=step.how,
                answer=answer,
            )
        )
    again = _repeats(key, new, known, {(p.version, p.node): p.to for p in found if p.to is not None})
    found = [_looked_at(place, again.get((place.version, place.node), ())) for place in found]

    def order(place: Place) -> tuple[int, int, str]:
        old = known.get(place.version)
        ids = list(old.by_id) if old is not None else []
        return place.version, ids.index(place.node) if place.node in ids else len(ids), place.node

    return sorted(found, key=order)


def _looked_at(place: Place, repeats: tuple[Repeat, ...]) -> Place:
    if not repeats:
        return place
    return replace(place, how=How.REPEATS, answer=Answer(action="keep"), repeats=repeats)


class Versions:
    """The published versions of a scenario as records, each read once."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._known: dict[int, Scenario | None] = {}

    def get(self, number: int) -> Scenario | None:
        """One version; nothing where there is none, or it cannot be read any more."""
        if number not in self._known:
            there = 0 < number <= LARGEST_ID
            row = db.session.get(ScenarioVersion, (self.key, number)) if there else None
            try:
                self._known[number] = codec.scenario(row.document) if row is not None else None
            except DocumentError:
                self._known[number] = None
        return self._known[number]


def _repeats(
    key: str, new: Scenario, known: Versions, targets: Mapping[tuple[int, str], str]
) -> dict[tuple[int, str], tuple[Repeat, ...]]:
    """(version, node) -> messages that contacts there have been sent and that lie ahead of their target."""
    ahead = {
        (version, node): met_again(known.get(version), node, new, to)
        for (version, node), to in targets.items()
    }
    if not any(ahead.values()):
        return {}
    had: dict[tuple[int, str], dict[tuple[int, str], int]] = defaultdict(dict)
    rows = db.session.execute(
        select(
            EnrolmentRow.version,
            EnrolmentRow.node,
            DecisionRow.version,
            DecisionRow.node,
            func.count(DecisionRow.enrolment.distinct()),
        )
        .join(DecisionRow, DecisionRow.enrolment == EnrolmentRow.id)
        .where(
            EnrolmentRow.scenario == key,
            EnrolmentRow.standing == "active",
            DecisionRow.verdict.in_(("sent", "merged", "control")),
        )
        .group_by(EnrolmentRow.version, EnrolmentRow.node, DecisionRow.version, DecisionRow.node)
    )
    for version, node, sent_version, sent_node, count in rows:
        sent = had[version, step_of(node)]
        sent[sent_version, sent_node] = sent.get((sent_version, sent_node), 0) + count
    found: dict[tuple[int, str], tuple[Repeat, ...]] = {}
    for place, messages in ahead.items():
        again = [
            Repeat(node=id_, contacts=contacts)
            for id_, message in messages.items()
            if (contacts := _sent(message, had.get(place, {}), known))
        ]
        if again:
            found[place] = tuple(again)
    return found


def _sent(message: Message, sent: Mapping[tuple[int, str], int], known: Versions) -> int:
    """How many contacts have been sent a message, by what they were sent from each version's nodes."""
    return sum(
        count
        for (version, node), count in sent.items()
        if is_same_content(message, _as_sent(known, version, node, message))
    )


def _as_sent(known: Versions, version: int, node: str, message: Message) -> Message:
    """The message as it was sent; where its version cannot be read, its id alone is known."""
    scenario = known.get(version)
    was = scenario.by_id.get(node) if scenario is not None else None
    return was if isinstance(was, Message) else replace(message, id=node, template=None)


def answers(
    key: str, new: Scenario, mapping: Mapping[tuple[int, str], Answer]
) -> tuple[list[Place], dict[tuple[int, str], Answer]]:
    """What becomes of the contacts at each node: as the mapping says, else as it is proposed.

    Raises ``BadInput`` for a step or a version that is not there, ``Refused`` (code ``would-repeat``, with
    ``repeats`` in its details) when somebody would be sent a message again.
    """
    for (version, node), answer in mapping.items():
        _usable(new, version, node, answer)
    found = places(key, new)
    _published(key, mapping.keys() - {(place.version, place.node) for place in found})
    chosen = {
        (place.version, place.node): mapping.get((place.version, place.node), place.answer) for place in found
    }
    targets = {at: answer.to for at, answer in chosen.items() if answer.to is not None}
    again = _repeats(key, new, Versions(key), targets)
    if again:
        raise Refused(
            f"{len(again)} step(s) of the mapping put contacts of '{key}' before a message that they have "
            "been sent. Choose a later step for them, or let them end on their own version.",
            code="would-repeat",
            details={
                "repeats": [
                    {
                        "version": version,
                        "node": node,
                        "to": targets[version, node],
                        "messages": [
                            {"node": repeat.node, "contacts": repeat.contacts} for repeat in repeats
                        ],
                    }
                    for (version, node), repeats in again.items()
                ]
            },
        )
    return found, chosen


def _published(key: str, unoccupied: Set[tuple[int, str]]) -> None:
    """Steps of the mapping where nobody stands may have emptied meanwhile, but have been published."""
    known = Versions(key)
    for version, node in sorted(unoccupied):
        old = known.get(version)
        if old is None or node not in old.by_id:
            raise BadInput(
                f"The mapping names '{node:.100}' of version {version}, which is no step of a published "
                f"version of '{key}'; take the steps that `standing` lists."
            )


def _usable(new: Scenario, version: int, node: str, answer: Answer) -> None:
    if answer.action not in ACTIONS:
        raise BadInput(f"The mapping of '{node}' says '{answer.action:.40}'; say move, exit or keep.")
    if (answer.action == "move") != (answer.to is not None):
        raise BadInput(f"The mapping of '{node}' needs a step with 'move', and none with anything else.")
    step = new.by_id.get(answer.to) if answer.to is not None else None
    if answer.to is not None and (step is None or isinstance(step, TriggerNode)):
        raise BadInput(
            f"The mapping sends the contacts at '{node}' of version {version} to '{answer.to:.100}', which "
            "is no step of the draft where a contact can stand; choose one of its steps."
        )
