"""May one decided message leave now, by the rules of today: the rules of pressure asked outside a pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from designer.domain.channel import Category, Channel
from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import Send
from designer.domain.time import Minute
from designer.engine.bundles import bundle
from designer.engine.compile import CHANNEL_ROW, Compiled
from designer.engine.jit import entrance
from designer.engine.kernel import workbench
from designer.engine.ruling import fills_at, first_blocking, first_free
from designer.engine.tables import FAR, OFFER


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The message that asks to leave."""

    channel: Channel
    category: Category
    scenario: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Forbidden:
    """Why a message may not leave, and when it may."""

    #: The first rule that forbids it.
    rule: str
    fillers: tuple[Send, ...]
    #: The first minute that every rule allows; nothing when there is none up to the limit.
    free: Minute | None


@entrance
def _ask(t: Any, w: Any, weight: float, at: int, limit: int, fills: Any) -> tuple[int, int]:
    """The rule that forbids the message (−1: none), marking what fills it, and the first free minute."""
    rule = first_blocking(t, w, 0, 0, weight, False, at, limit, at)  # type: ignore[no-untyped-call]
    if rule < 0:
        return -1, at
    for s in range(w.count[2]):
        fills[s] = fills_at(t, w, 0, rule, s, False, at)  # type: ignore[no-untyped-call]
    return rule, first_free(t, w, 0, 0, weight, False, at, limit, at)  # type: ignore[no-untyped-call]


def rules_of(compiled: Compiled, wanted: Wanted) -> tuple[int, ...]:
    """The rows of the rules that can hold a message back, in order."""
    subject = compiled.book.policy.rule_of(wanted.category).subject
    return tuple(
        row
        for row, rule in enumerate(compiled.rules)
        if rule.holds_back(wanted.channel, wanted.category, wanted.scenario, subject=subject)
    )


def forbidden(
    compiled: Compiled,
    wanted: Wanted,
    *,
    attributes: Mapping[str, Value],
    events: Sequence[Event],
    sends: Sequence[Send],
    at: Minute,
    limit: Minute,
) -> Forbidden | None:
    """What forbids a message to leave at ``at``, for a contact as it is then; nothing when no rule does.

    ``events`` are the contact's, ``sends`` the counted dispatches of its counting unit, in their order, this
    message left out.
    """
    rules = rules_of(compiled, wanted)
    answers = compiled.questions.of_people([attributes])
    heard = [event for event in events if event.name in compiled.book.heard]
    tables = compiled.tables
    offer = np.zeros(1, OFFER)
    offer["channel"], offer["weight"] = CHANNEL_ROW[wanted.channel], wanted.weight
    offer["first_rule"], offer["rules"] = len(tables.ints), len(rules)
    tables = tables._replace(offers=offer, ints=np.append(tables.ints, np.array(rules, dtype=np.int64)))
    work = workbench(compiled.policy, max(64, len(heard), len(sends)))
    work.who["zone"][0] = answers.zone[0]
    work.bits[0] = answers.bits[0].view(np.int64)
    work.count[0], work.count[2] = len(heard), len(sends)
    names, masks = compiled.questions.of_events(
        [event.name for event in heard], [event.properties for event in heard]
    )
    happened, left = work.events[: len(heard)], work.sends[: len(sends)]
    happened["name"], happened["minute"] = names, [event.minute for event in heard]
    work.masks[: len(heard)] = masks.view(np.int64)
    left["at"], left["weight"] = [send.at for send in sends], [send.weight for send in sends]
    for place, send in enumerate(sends):
        work.fills[place] = compiled.fills(send.channels, send.category, send.scenario)
    fills = np.zeros(len(sends), dtype=np.bool_)
    rule, free = _ask(bundle(tables), bundle(work), wanted.weight, at, limit, fills)
    if rule < 0:
        return None
    return Forbidden(
        rule=compiled.rules[rule].name,
        fillers=tuple(send for send, fill in zip(sends, fills.tolist(), strict=True) if fill),
        free=None if free == FAR else int(free),
    )
