"""The figures of simulations: what pages, exports and the API tell of a result, worked out in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from designer.engine.simulate import Result

Counts = NDArray[np.int64]

#: Columns of ``Result.reacted``.
REACTIONS = ("delivered", "opened", "clicked", "replied", "unsubscribed", "bounced", "converted")
#: Messages in a week from which on contacts are counted together.
MOST = 12

#: Which reactions a KPI divides: by what was sent, delivered, or by entries.
_METRICS: Mapping[str, tuple[str, str]] = {
    "delivery_rate": ("delivered", "sent"),
    "sms_delivery_rate": ("delivered", "sent"),
    "bounce_rate": ("bounced", "sent"),
    "open_rate": ("opened", "delivered"),
    "click_rate": ("clicked", "delivered"),
    "reply_rate": ("replied", "delivered"),
    "unsubscribe_rate": ("unsubscribed", "delivered"),
    "conversion_rate": ("converted", "entries"),
}

#: Metrics of which less is better.
LESS_IS_BETTER = frozenset({"unsubscribe_rate", "bounce_rate"})


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a whole simulation comes to."""

    contacts: int
    days: int
    entries: int
    sent: int
    delayed: int
    #: Messages that never left: skipped, or the contact left with them.
    lost: int
    control: int
    merged: int
    fallback: int
    conversions: int
    inversions: int
    #: Contacts that met a full cap, gap or score at least once.
    at_limit: int

    @property
    def each(self) -> float:
        """Messages a contact."""
        return self.sent / self.contacts if self.contacts else 0.0

    def to_json(self) -> dict[str, Any]:
        """As the API tells it."""
        return {**self.__dict__, "messages_each": round(self.each, 4)}


def totals(found: Result) -> Totals:
    """The totals of a result."""
    told, decisions = found.summary, found.summary["decisions"]
    return Totals(
        contacts=told["contacts"],
        days=found.days,
        entries=told["entries"],
        sent=decisions["sent"],
        delayed=decisions["delayed"],
        lost=decisions["skipped"] + decisions["exited"],
        control=decisions["control"],
        merged=decisions["merged"],
        fallback=decisions["fallback"],
        conversions=told["conversions"],
        inversions=told["inversions"],
        at_limit=told["at_limit"],
    )


# ── Over time ───────────────────────────────────────────────────────────────────────────────────────────


def by_week(days: Counts) -> Counts:
    """Counts by day (last axis) added up by week; the last week may be shorter."""
    starts = np.arange(0, days.shape[-1], 7)
    return np.add.reduceat(days, starts, axis=-1)


def sent_by_channel(found: Result) -> dict[str, list[int]]:
    """Channel -> messages that left in each week; channels without any are left out."""
    weeks = by_week(found.sent.sum(axis=0))
    return {
        channel: [int(count) for count in weeks[number]]
        for number, channel in enumerate(found.channels)
        if weeks[number].any()
    }


def sent_by_week(found: Result) -> list[int]:
    """Messages that left in each week."""
    return [int(count) for count in by_week(found.sent.sum(axis=(0, 1)))]


def inversions_by_week(found: Result) -> list[int]:
    """Messages that were held back by one that prevails less, by week."""
    return [int(count) for count in by_week(found.inversions.sum(axis=0))]


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many contacts of a segment received how many messages of a channel, week by week."""

    contacts: int
    #: ``[weeks, 13]``: contacts by number of messages, the last 12 and more.
    counts: Counts

    def shares(self, tops: Sequence[int]) -> list[list[float]]:
        """For each number of messages of ``tops`` (the last: and more), the share of contacts by week."""
        whole = np.maximum(self.counts.sum(axis=1), 1)
        rows = [self.counts[:, top] for top in tops[:-1]]
        rows.append(self.counts[:, tops[-1] :].sum(axis=1))
        return [[float(part) for part in row / whole] for row in rows]

    @property
    def reached(self) -> list[float]:
        """The share of contacts that received something, by week."""
        whole = np.maximum(self.counts.sum(axis=1), 1)
        return [float(share) for share in 1 - self.counts[:, 0] / whole]

    @property
    def messages(self) -> list[int]:
        """Messages by week (12 and more counted as 12)."""
        return [int(count) for count in self.counts @ np.arange(MOST + 1)]

    @property
    def heaviest(self) -> int:
        """The most messages that one contact received in a week."""
        met = np.nonzero(self.counts.sum(axis=0))[0]
        return int(met[-1]) if met.size else 0


def load(found: Result, *, segment: str = "", channel: str = "") -> Load:
    """The load of a segment (all contacts by default) on a channel (all by default)."""
    row = found.segments.index(segment) if segment in found.segments else 0
    column = found.channels.index(channel) if channel in found.channels else len(found.channels)
    counts = found.load[:, row, column].astype(np.int64)
    return Load(contacts=int(counts[0].sum()) if len(counts) else 0, counts=counts)


# ── Scenarios ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class ScenarioFigures:
    """What one scenario (or campaign) comes to."""

    key: str
    entries: int
    sent: int
    delayed: int
    lost: int
    inversions: int
    conversions: int
    #: Its messages by reaction.
    reacted: Mapping[str, int]

    def rate(self, metric: str) -> float | None:
        """A KPI as it was simulated; nothing where it is not simulated, or there is nothing to divide."""
        named = _METRICS.get(metric)
        if named is None:
            return None
        part, whole = named
        known = {
            **self.reacted,
            "converted": self.conversions,
            "sent": self.sent,
            "entries": self.entries,
        }
        return _share(known[part], known[whole])


def by_scenario(found: Result) -> list[ScenarioFigures]:
    """Each scenario, in the order of its key."""
    owners = np.array([found.scenarios.index(key) for key, _version, _node in found.nodes], dtype=np.int64)
    decided = found.decided.sum(axis=2)
    sent = found.sent.sum(axis=(1, 2))
    rows = []
    for number, key in enumerate(found.scenarios):
        mine = owners == number
        counts = dict(zip(found.verdicts, decided[mine].sum(axis=0), strict=True))
        reacted = found.reacted[mine].sum(axis=0)
        rows.append(
            ScenarioFigures(
                key=key,
                entries=int(found.entered[number].sum()),
                sent=int(sent[mine].sum()),
                delayed=int(counts["delayed"]),
                lost=int(counts["skipped"] + counts["exited"]),
                inversions=int(found.inversions[number].sum()),
                conversions=int(found.converted[number].sum()),
                reacted={name: int(count) for name, count in zip(REACTIONS, reacted, strict=True)},
            )
        )
    return rows


@dataclass(frozen=True, kw_only=True)
class MessageFigures:
    """What one message comes to."""

    scenario: str
    version: int
    node: str
    sent: int
    reacted: Mapping[str, int]


def by_message(found: Result) -> list[MessageFigures]:
    """Each message that left or was decided at all, in the order of scenarios and steps."""
    sent = found.sent.sum(axis=(1, 2))
    decided = found.decided.sum(axis=(1, 2))
    return [
        MessageFigures(
            scenario=key,
            version=version,
            node=node,
            sent=int(sent[row]),
            reacted={name: int(count) for name, count in zip(REACTIONS, found.reacted[row], strict=True)},
        )
        for row, (key, version, node) in enumerate(found.nodes)
        if decided[row]
    ]


# ── Decisions ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class RuleFigures:
    """What one rule holds back."""

    rule: str
    delayed: int
    #: Skipped, or the contact left.
    lost: int
    #: Sent another way, merged, held out.
    other: int
    #: Contacts held back at least once, by week.
    limited: tuple[int, ...]

    @property
    def total(self) -> int:
        """Decisions that name the rule."""
        return self.delayed + self.lost + self.other


def by_rule(found: Result) -> list[RuleFigures]:
    """Each rule that held something back, the heaviest first."""
    rows = []
    for number, rule in enumerate(found.rules):
        counts = dict(zip(found.verdicts, found.blocked[number].sum(axis=0), strict=True))
        if rule and sum(counts.values()):
            delayed, lost = int(counts["delayed"]), int(counts["skipped"] + counts["exited"])
            rows.append(
                RuleFigures(
                    rule=rule,
                    delayed=delayed,
                    lost=lost,
                    other=int(sum(counts.values())) - delayed - lost,
                    limited=tuple(int(count) for count in found.limited[:, number]),
                )
            )
    return sorted(rows, key=lambda row: (-row.total, row.rule))


@dataclass(frozen=True, kw_only=True)
class Losses:
    """What scenarios lost to which others: messages delayed or lost by whose sends filled the rule."""

    #: Who lost, and to whom; ``""`` is what was sent before the simulation.
    losers: tuple[str, ...]
    winners: tuple[str, ...]
    #: By loser, then winner.
    counts: tuple[tuple[int, ...], ...]

    @property
    def most(self) -> int:
        """The largest of them."""
        return max((count for row in self.counts for count in row), default=0)


def losses(found: Result) -> Losses:
    """The matrix of losses, without the scenarios that lose nothing or take nothing."""
    to = [*found.scenarios, ""]
    rows = [number for number in range(len(found.scenarios)) if found.lost[number].any()]
    columns = [number for number in range(len(to)) if found.lost[:, number].any()]
    return Losses(
        losers=tuple(found.scenarios[row] for row in rows),
        winners=tuple(to[column] for column in columns),
        counts=tuple(tuple(int(found.lost[row, column]) for column in columns) for row in rows),
    )


# ── Beside the proof ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The most in one window of a rule: as simulated, as allowed, as proved."""

    rule: str
    simulated: float
    limit: float | None
    #: The most that can come due; nothing: no bound, or no proof.
    proved: float | None
    is_proved: bool

    @property
    def over(self) -> bool:
        """Whether the simulation passed what was proved, which must never be."""
        return self.proved is not None and self.simulated > self.proved + 1e-6


def bounds(found: Result, proved: Mapping[str, Mapping[str, Any]]) -> list[Bound]:
    """Each rule that counts messages: the simulated maximum beside what the proof says."""
    return [
        Bound(
            rule=rule,
            simulated=most,
            limit=proved.get(rule, {}).get("limit"),
            proved=proved.get(rule, {}).get("most"),
            is_proved=rule in proved,
        )
        for rule, most in sorted(found.max_in_window.items())
    ]


# ── The flow of one scenario ────────────────────────────────────────────────────────────────────────────


def flow(found: Result, key: str) -> dict[str, Any]:
    """Entries, nodes and ways of one scenario, day by day; every version of it together."""
    number = found.scenarios.index(key)
    nodes: dict[str, dict[str, Counts]] = {}
    for row, (scenario, _version, node) in enumerate(found.nodes):
        if scenario != key:
            continue
        counts = dict(zip(found.verdicts, found.decided[row], strict=True))
        mine = {
            "arrived": found.arrived[row],
            "sent": found.sent[row].sum(axis=0),
            "delayed": counts["delayed"],
            "skipped": counts["skipped"] + counts["exited"],
        }
        known = nodes.setdefault(node, {})
        for name, days in mine.items():
            known[name] = known[name] + days if name in known else days
    ways: dict[tuple[str, str, str | None], Counts] = {}
    for row, (source, path, target) in enumerate(found.ways):
        if found.nodes[source][0] != key:
            continue
        way = (found.nodes[source][2], path, found.nodes[target][2] if target >= 0 else None)
        ways[way] = ways[way] + found.passed[row] if way in ways else found.passed[row]
    return {
        "entered": found.entered[number].tolist(),
        "nodes": {
            node: {name: days.tolist() for name, days in counts.items()} for node, counts in nodes.items()
        },
        "ways": [
            {"from": source, "path": path, "to": target, "counts": days.tolist()}
            for (source, path, target), days in ways.items()
        ],
    }


# ── Two beside each other ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One figure in two simulations."""

    name: str
    one: float
    other: float
    #: Whether more of it is better, worse, or neither.
    better: str = ""

    @property
    def change(self) -> float:
        """How much more the second has."""
        return self.other - self.one

    @property
    def tone(self) -> str:
        """``ok`` where the second is better, ``warn`` where it is worse."""
        if not self.change or not self.better:
            return ""
        return "ok" if (self.change > 0) == (self.better == "more") else "warn"


#: The figures that are compared, and what more of each is.
COMPARED: Mapping[str, str] = {
    "sent": "",
    "messages_each": "",
    "entries": "",
    "conversions": "more",
    "delayed": "less",
    "lost": "less",
    "inversions": "less",
    "at_limit": "less",
}


def differences(one: Result, other: Result) -> list[Difference]:
    """The totals of two simulations, beside each other."""
    first, second = totals(one).to_json(), totals(other).to_json()
    return [
        Difference(name=name, one=first[name], other=second[name], better=better)
        for name, better in COMPARED.items()
    ]


def by_key(one: Result, other: Result) -> list[tuple[str, ScenarioFigures | None, ScenarioFigures | None]]:
    """Each scenario of either, as it is in both."""
    first = {row.key: row for row in by_scenario(one)}
    second = {row.key: row for row in by_scenario(other)}
    return [(key, first.get(key), second.get(key)) for key in sorted({*first, *second})]


def by_rule_in_both(one: Result, other: Result) -> list[tuple[str, RuleFigures | None, RuleFigures | None]]:
    """Each rule of either, as it is in both, the heaviest first."""
    first = {row.rule: row for row in by_rule(one)}
    second = {row.rule: row for row in by_rule(other)}
    rules = sorted(
        {*first, *second},
        key=lambda rule: (-sum(row.total for row in (first.get(rule), second.get(rule)) if row), rule),
    )
    return [(rule, first.get(rule), second.get(rule)) for rule in rules]
