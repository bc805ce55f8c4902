"""Reservations: sends already known to come, counted before they leave so that worse ones make room."""

from __future__ import annotations

from designer.domain.enrolment import Enrolment, Send
from designer.domain.scenario import NEXT, Message, Scenario, Update, Wait
from designer.domain.time import Minute, shift
from tests.oracle.desk import Desk, Dossier
from tests.oracle.steps import node_of


def reserved(
    desk: Desk, enrolment: Enrolment, scenario: Scenario, minute: Minute, *, ghost: bool
) -> list[Send]:
    """Known later sends of better standing than ``scenario``, within the policy's horizon, by minute."""
    horizon = desk.book.policy.reserve
    assert horizon is not None
    found = []
    for dossier in desk.dossiers:
        last = shift(minute, horizon, dossier.facts.zone)
        for other in dossier.moving():
            if other is enrolment or not _is_better(desk, dossier, other, scenario):
                continue
            known = _known_send(desk, dossier, other)
            if known is not None and minute < known.at <= last and known.counts and known.ghost <= ghost:
                found.append(known)
    return sorted(found, key=lambda send: (send.at, send.key))


def _is_better(desk: Desk, dossier: Dossier, other: Enrolment, scenario: Scenario) -> bool:
    standings = desk.book.standings
    return standings[other.scenario] < standings[scenario.key] or desk.book.prevails_over(
        dossier.scenario_of(other), scenario.key, dossier.facts
    )


def _known_send(desk: Desk, dossier: Dossier, enrolment: Enrolment) -> Send | None:
    """The next message of an enrolment, where only the clock stands between it and the message."""
    if enrolment.due is None:
        return None
    scenario, node, at = dossier.scenario_of(enrolment), node_of(dossier, enrolment), enrolment.due
    if not isinstance(node, Wait | Message):
        return None
    seen = set()
    while not isinstance(node, Message):
        seen.add(node.id)
        target = scenario.by_id.get(scenario.next_of.get((node.id, NEXT), ""))
        if target is None or target.id in seen:
            return None
        if isinstance(target, Wait):
            if target.for_ is None:
                return None
            at = shift(at, target.for_, dossier.facts.zone)
        elif not isinstance(target, Update | Message):
            return None
        node = target
    category = scenario.category_of(node)
    policy = desk.book.policy
    return Send(
        key=f"reserved:{enrolment.id}",
        contact=enrolment.contact,
        at=at,
        channels=frozenset((node.channel,)),
        category=category,
        weight=desk.book.rules.weight_of(node.channel) if node.weight is None else node.weight,
        counts=policy.rule_of(category).counts,
        scenario=scenario.key,
        node=node.id,
        ghost=enrolment.control and policy.rule_of(category).subject,
    )
