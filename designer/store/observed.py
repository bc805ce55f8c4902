"""The overlap that is there: which audiences each contact of the base satisfies now.

Looking at everybody takes seconds, so that it is done beside the pages, in batches, and its result is kept:
what is shown says of which minute it is. The truth of all audiences for one contact is one number, a bit a
scenario; contacts alike are counted together.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock, Thread

import numpy as np
import structlog
from flask import Flask, current_app
from sqlalchemy import func, select

from designer.domain.condition import All, Condition
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import EntersTrigger
from designer.domain.time import Minute
from designer.store import audience, documents, workspace
from designer.store.database import db
from designer.store.models import ContactRow

log = structlog.get_logger(__name__)

#: Contacts looked at in one go; between two, others have their turn.
BATCH = 1000
#: A base this small is looked at while the page waits.
AT_ONCE = 1500
#: Real seconds after which the base is looked at again, when somebody asks.
FRESH_S = 600.0
#: Ids kept of each group of contacts alike.
SAMPLE = 3


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Contacts that satisfy the same audiences."""

    #: Keys of scenarios and campaigns.
    scenarios: frozenset[str]
    segments: frozenset[str]
    count: int
    #: Ids of the first ones.
    sample: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Which audiences the contacts of the base satisfied at a minute."""

    contacts: int
    #: The workspace's minute that was looked at.
    at: Minute
    #: When it was computed, and how long it took in seconds.
    computed: datetime
    seconds: float
    groups: tuple[Alike, ...] = field(repr=False)

    @cached_property
    def _pairs(self) -> Mapping[str | None, Mapping[frozenset[str], int]]:
        counted: dict[str | None, dict[frozenset[str], int]] = {}
        for group in self.groups:
            keys = sorted(group.scenarios)
            met = [frozenset(pair) for i, one in enumerate(keys) for pair in ((one, o) for o in keys[i:])]
            for segment in (None, *group.segments):
                counts = counted.setdefault(segment, {})
                for pair in met:
                    counts[pair] = counts.get(pair, 0) + group.count
        return counted

    def both(self, one: str, other: str, segment: str | None = None) -> int:
        """How many contacts, of a segment where one is named, are in both audiences; in one's with itself."""
        return self._pairs.get(segment, {}).get(frozenset((one, other)), 0)

    def all_of(self, keys: Iterable[str], segment: str | None = None) -> int:
        """How many contacts are in all these audiences."""
        wanted = frozenset(keys)
        return sum(group.count for group in self.within(segment) if wanted <= group.scenarios)

    def within(self, segment: str | None) -> list[Alike]:
        """The groups of a segment, or all of them."""
        return [group for group in self.groups if segment is None or segment in group.segments]

    def size(self, segment: str | None = None) -> int:
        """How many contacts there are in a segment, or in all."""
        return sum(group.count for group in self.within(segment))

    def heaviest(self, segment: str | None = None) -> list[Alike]:
        """The groups whose audiences no other group has all of and more: nobody is in more at once."""
        best: list[Alike] = []
        seen: set[frozenset[str]] = set()
        for group in sorted(self.within(segment), key=lambda g: (-len(g.scenarios), -g.count)):
            if group.scenarios and not any(group.scenarios <= other for other in seen):
                seen.add(group.scenarios)
                best.append(group)
        return best


@dataclass(kw_only=True)
class _Look:
    """What is known of one database's overlap, and the look under way."""

    lock: Lock = field(default_factory=Lock)
    result: Observed | None = None
    #: The audiences of the result.
    of: object = None
    running: bool = False
    done: int = 0
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What can be shown now."""

    #: The newest result; nothing before the first look.
    result: Observed | None
    #: Whether it is of the audiences as they are drawn now.
    current: bool
    running: bool
    done: int
    total: int


_looks: dict[str, _Look] = {}
_looks_lock = Lock()


def _look() -> _Look:
    with _looks_lock:
        return _looks.setdefault(str(db.engine.url), _Look())


def progress(*, again: bool = False) -> Progress:
    """The newest overlap; a new look is started beside the caller when there is none, or it is old.

    A small base is looked at at once. ``again`` asks for a new look whatever its age.
    """
    look, portfolio = _look(), documents.portfolio()
    with look.lock:
        old = again or look.result is None or not _same(look.of, portfolio) or _is_old(look.result)
        start = old and not look.running
        if start:
            look.running, look.done = True, 0
            look.total = db.session.scalar(select(func.count()).select_from(ContactRow)) or 0
    if start:
        if look.total <= AT_ONCE:
            _run(look, portfolio)
        else:
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            Thread(target=_beside, args=(app, look, portfolio), name="observed-overlap", daemon=True).start()
    with look.lock:
        return Progress(
            result=look.result,
            current=_same(look.of, portfolio),
            running=look.running,
            done=look.done,
            total=look.total,
        )


def _is_old(result: Observed) -> bool:
    return workspace.real_now() - result.computed.timestamp() > FRESH_S


def _same(of: object, portfolio: Portfolio) -> bool:
    return of is not None and of == _audiences(portfolio)


def _audiences(portfolio: Portfolio) -> tuple[Mapping[str, Condition | None], object]:
    """The conditions that are looked at: of scenarios and campaigns by key, and of segments."""
    conditions: dict[str, Condition | None] = {one.key: one.audience for one in portfolio.plan.campaigns}
    for scenario in portfolio.scenarios:
        parts = [scenario.audience] if scenario.audience is not None else []
        if isinstance(scenario.trigger, EntersTrigger):
            parts.append(scenario.trigger.condition)
        conditions[scenario.key] = All(parts=tuple(parts)) if parts else None
    return conditions, portfolio.segments


def _beside(app: Flask, look: _Look, portfolio: Portfolio) -> None:
    with app.app_context():
        try:
            _run(look, portfolio)
        except Exception:  # nobody waits for the answer: the log is told, the page keeps what it had
            log.warning("observed-overlap.failed", exc_info=True)
        finally:
            db.session.remove()


def _run(look: _Look, portfolio: Portfolio) -> None:
    def told(done: int) -> None:
        look.done = done

    try:
        result = compute(portfolio, told)
        with look.lock:
            look.result, look.of = result, _audiences(portfolio)
    finally:
        look.running = False


def compute(portfolio: Portfolio, told: Callable[[int], None] | None = None) -> Observed:
    """Look at everybody at the workspace's present minute; ``told`` hears how many are done."""
    started = time.perf_counter()
    now = workspace.present()
    conditions, _segments = _audiences(portfolio)
    named = {key: segment.condition for key, segment in portfolio.segments.items()}
    bits = [*conditions.items(), *named.items()]
    counts: Counter[int] = Counter()
    samples: dict[int, list[str]] = {}
    done = 0
    for ids, found in audience.answers([condition for _key, condition in bits], now=now, batch=BATCH):
        packed = np.packbits(found, axis=1, bitorder="little")
        for id_, row in zip(ids, packed, strict=True):
            signature = int.from_bytes(row.tobytes(), "little")
            counts[signature] += 1
            if counts[signature] <= SAMPLE:
                samples.setdefault(signature, []).append(id_)
        done += len(ids)
        if told is not None:
            told(done)
    return Observed(
        contacts=done,
        at=now,
        computed=workspace.instant(workspace.real_now()),
        seconds=time.perf_counter() - started,
        groups=tuple(
            Alike(
                scenarios=_keys(list(conditions), signature),
                segments=_keys(list(named), signature >> len(conditions)),
                count=count,
                sample=tuple(samples[signature]),
            )
            for signature, count in sorted(counts.items(), key=lambda item: -item[1])
        ),
    )


def _keys(names: Sequence[str], signature: int) -> frozenset[str]:
    return frozenset(name for place, name in enumerate(names) if signature >> place & 1)
