"""Whoever asks how it went asks while it is remembered."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from designer.analysis.naming import FEEDBACK
from designer.analysis.rule import Case, Problem, Rule
from designer.domain.finding import Severity
from designer.domain.scenario import (
    DateTrigger,
    EntersTrigger,
    EventTrigger,
    Message,
    Node,
    Scenario,
    TaskNode,
    UntilDate,
    Wait,
    WaitEvent,
)
from designer.domain.text import LANGUAGES, say
from designer.domain.time import DAY, Duration

#: So long after what happened an answer says little about it.
LATEST = 180 * DAY

_YEAR = 365 * DAY


def check(case: Case) -> Iterator[Problem]:
    """The questions about how it went that leave more than 180 days after the trigger, at the earliest.

    They are known by the name of their node or template. An inactivity is no fact to ask about.
    """
    scenario = case.scenario
    first = _since(scenario)
    if first is None or scenario.start is None:
        return
    if first + _longest(case, first) <= LATEST:
        return
    earliest = _earliest(case, scenario.start.id, first)
    for node, index in case.at.items():
        message = scenario.nodes[index]
        if not isinstance(message, Message) or earliest.get(node, 0) <= LATEST or not _asks(case, message):
            continue
        days = -(-earliest[node] // DAY)
        yield Problem(
            fr=f"cette question part au plus tôt {days} jours après les faits ; au-delà de 180 jours la"
            " réponse n'en dit plus grand-chose, posez-la plus tôt.",
            en=f"this question leaves {days} days after what it is about, at the earliest; beyond 180 days"
            " the answer says little, so ask earlier.",
            node=node,
            path=("nodes", index),
        )


def _since(scenario: Scenario) -> int | None:
    """How many minutes after what it answers the trigger enrols; nothing where it answers no fact."""
    match scenario.trigger:
        case EventTrigger() | EntersTrigger():
            return 0
        case DateTrigger(offset=offset):
            return _minutes(offset)
        case _:
            return None


def _longest(case: Case, first: int) -> int:
    """Waiting no longer than this, one comes to every node by the shortest way, on which each stands once."""
    longest = 0
    for node in case.scenario.nodes:
        match node:
            case Wait(for_=duration) if duration is not None:
                longest += _minutes(duration)
            case Wait(until=UntilDate(offset=offset)):
                longest += abs(_minutes(offset)) + abs(first)
            case WaitEvent(timeout=duration) | TaskNode(sla=duration) if duration is not None:
                longest += _minutes(duration)
            case _:
                pass
    return longest


def _earliest(case: Case, start: str, first: int) -> dict[str, int]:
    """The least time after the fact at which each node is come to."""
    ways: dict[tuple[str, str], list[str | None]] = {}
    for edge in case.scenario.edges:
        ways.setdefault((edge.source, edge.target), []).append(edge.path)
    found: dict[str, int] = {}
    todo = [(first, start)]
    while todo:
        at, node = heapq.heappop(todo)
        if node in found:
            continue
        found[node] = at
        for after in case.after[node]:
            left = min([_left(case, node, way, at) for way in ways[node, after]])
            heapq.heappush(todo, (left, after))
    return found


def _left(case: Case, node: str, way: str | None, at: int) -> int:
    """When somebody who comes to a node at a time leaves it by a way, at the earliest."""
    known: Node = case.scenario.by_id[node]
    trigger = case.scenario.trigger
    match known:
        case Wait(for_=duration) if duration is not None:
            return at + _minutes(duration)
        case Wait(until=UntilDate(attribute=attribute, offset=offset)):
            same = isinstance(trigger, DateTrigger) and trigger.attribute == attribute
            return max(at, _minutes(offset)) if same else at
        case WaitEvent(timeout=duration) if way == "timeout" and duration is not None:
            return at + _minutes(duration)
        case TaskNode(sla=duration) if way == "expired" and duration is not None:
            return at + _minutes(duration)
        case _:
            return at


def _minutes(duration: Duration) -> int:
    return duration.minutes + duration.months * _YEAR // 12


def _asks(case: Case, message: Message) -> bool:
    template = case.portfolio.messages.get(message.template) if message.template else None
    names = [message.id, message.template]
    if template is not None:
        names += [say(template.name, language) for language in LANGUAGES]
    return any(FEEDBACK.named(name) for name in names)


RULE = Rule(
    id="feedback-in-time",
    severity=Severity.WARNING,
    title={"fr": "La question de satisfaction part à temps", "en": "Feedback is asked for in time"},
    scenario=check,
)
