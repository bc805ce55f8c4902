"""Where a contact that stands in one version of a scenario goes on in another, and what it would meet again.

A contact is either left standing (the step goes on, with its arrival) or put before a step, which it then
enters as any other contact does. The place before a step is a node of its own that no document can name: it
is there for as long as somebody stands on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from designer.domain.scenario import (
    Edge,
    Message,
    Node,
    Scenario,
    TaskNode,
    TriggerNode,
    Wait,
    WaitEvent,
    ways_out,
)
from designer.domain.time import Duration

#: What the place before a step has before the step's id; no name of a document begins by it.
_BEFORE = "~"


def before(node: str) -> str:
    """The place before a step."""
    return _BEFORE + node


def step_of(node: str) -> str:
    """The step that a contact stands at, or is put before.

    >>> step_of(before("t1"))
    't1'
    """
    return node.removeprefix(_BEFORE)


def with_places(scenario: Scenario, nodes: Collection[str]) -> Scenario:
    """The scenario with the places before these steps: each leads to its step at once."""
    steps = [step for step in sorted(nodes) if step in scenario.by_id]
    if not steps:
        return scenario
    return replace(
        scenario,
        nodes=(*scenario.nodes, *(Wait(id=before(step), for_=Duration()) for step in steps)),
        edges=(*scenario.edges, *(Edge(source=before(step), target=step) for step in steps)),
    )


class How(Enum):
    """Why a step is proposed."""

    #: The same step: it goes on.
    SAME = "same"
    #: The same message under another id.
    TEMPLATE = "template"
    #: Another kind of step in its place: it begins.
    SAME_ID = "same-id"
    #: The next step that is left: it begins.
    NEXT = "next"
    #: No step is left: the contact leaves.
    NONE = "none"
    #: It would be written to twice: the contact ends its run on its own version.
    REPEATS = "repeats"


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where the contacts of one step go; nowhere, when ``to`` is nothing."""

    how: How
    to: str | None = None


def proposed(old: Scenario | None, new: Scenario, node: str) -> Step:
    """Where who stands at a node of a version goes on in another; ``old`` is none where it cannot be read."""
    was = old.by_id.get(node) if old is not None else None
    now = new.by_id.get(node)
    if was is not None and now is not None and _is_like(was, now):
        return Step(how=How.SAME, to=node)
    if isinstance(was, Message) and was.template and old is not None:
        for other in new.nodes:
            if other.id not in old.by_id and _is_same_message(was, other):
                return Step(how=How.TEMPLATE, to=other.id)
    if now is not None and not isinstance(now, TriggerNode):
        return Step(how=How.SAME_ID, to=node)
    if old is not None and was is not None:
        for step in _onward(old, was):
            left = new.by_id.get(step.id)
            if left is not None and _is_like(step, left) and not isinstance(left, TriggerNode):
                return Step(how=How.NEXT, to=step.id)
    return Step(how=How.NONE)


def stays(old: Scenario | None, was: Node | None, now: Node) -> bool:
    """Whether a contact at one step goes on at another as if it had always stood there, with its arrival.

    A step of another id is the same one under a new name where the version it stood in does not have it.
    """
    if was is None or (was.id != now.id and old is not None and now.id in old.by_id):
        return False
    match was, now:
        case Message(), Message():
            return was.id == now.id or _is_same_message(was, now)
        case TaskNode(), TaskNode():
            return was.id == now.id or was.queue == now.queue
        case (Wait(), Wait()) | (WaitEvent(), WaitEvent()):
            return True
    return False


def met_again(old: Scenario | None, at: str, new: Scenario, to: str) -> dict[str, Message]:
    """The messages from a step of the new version on, by id, but for those that the old one still held out.

    A contact that goes from ``at`` to ``to`` must not have been sent one of them.
    """
    ahead = [node for node in _reached(new, to) if isinstance(node, Message)]
    if old is None:
        return {message.id: message for message in ahead}
    was_ahead = [node for node in _reached(old, at) if isinstance(node, Message)]
    return {
        message.id: message
        for message in ahead
        if not any(is_same_content(message, other) for other in was_ahead)
    }


def is_same_content(one: Message, other: Message) -> bool:
    """Whether a contact would take both for one message: of one template, or, without any, of one id."""
    if one.template and other.template:
        return one.template == other.template
    return one.id == other.id


def _is_same_message(one: Node, other: Node) -> bool:
    return (
        isinstance(one, Message)
        and isinstance(other, Message)
        and one.template is not None
        and one.template == other.template
        and one.channel is other.channel
    )


def _is_like(one: Node, other: Node) -> bool:
    return type(one) is type(other)


def _after(scenario: Scenario, node: Node) -> Iterator[Node]:
    """The steps after one; of one that waits, first where it goes when nothing happens."""
    for way in reversed(ways_out(node)):
        target = scenario.by_id.get(scenario.next_of.get((node.id, way), ""))
        if target is not None:
            yield target


def _onward(scenario: Scenario, node: Node) -> Iterator[Node]:
    """All steps after one, the nearest first, each once; not the step itself."""
    seen, waiting = {node.id}, deque([node])
    while waiting:
        for target in _after(scenario, waiting.popleft()):
            if target.id not in seen:
                seen.add(target.id)
                waiting.append(target)
                yield target


def _reached(scenario: Scenario, node: str) -> Iterator[Node]:
    """A step and all after it."""
    start = scenario.by_id.get(node)
    if start is not None:
        yield start
        yield from _onward(scenario, start)
