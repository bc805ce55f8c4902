"""How contacts are supposed to react to messages: by the sheet, by what history shows, or by hand.

Rates are fractions of the messages sent; the draws that make reactions of them are hashes, so that two
simulations of the same seed differ only in what is different between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from designer.domain.channel import Channel
from designer.domain.errors import BadInput
from designer.domain.pressure import length
from designer.domain.scenario import Expected, Message, Scenario
from designer.domain.time import HOUR, Minute
from designer.engine.compile import CHANNELS, Compiled, receipt_properties
from designer.engine.tables import BEHAVIOUR, REACTIONS, Tables

if TYPE_CHECKING:
    from designer.engine.columns import Base

#: Reactions of which a sheet, a person or history gives the rate; what is not delivered bounces.
RATES = tuple(kind for kind in REACTIONS if kind != "bounced")
#: Of a rate that is measured: the messages that it takes.
ENOUGH = 200

_CONVERTED = REACTIONS.index("converted")


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What one message brings about: fractions of the messages sent, and the median minutes until a reaction.

    Nothing where it is not known: another source may say it.
    """

    delivered: float | None = None
    opened: float | None = None
    clicked: float | None = None
    replied: float | None = None
    unsubscribed: float | None = None
    converted: float | None = None
    reaction: float | None = None

    def __post_init__(self) -> None:
        for name in RATES:
            rate = getattr(self, name)
            if rate is not None and not 0 <= rate <= 1:
                raise BadInput(f"The rate '{name}' is {rate}; it is a fraction of one, from 0 to 1.")
        if self.reaction is not None and self.reaction < 0:
            raise BadInput(f"The time to react is {self.reaction} minutes; it is not negative.")

    @classmethod
    def of_sheet(cls, expected: Expected) -> Rates:
        """The rates that a scenario's sheet expects."""
        said = {name: getattr(expected, name) for name in RATES}
        reaction = None if expected.reaction is None else float(length(expected.reaction))
        return cls(**said, reaction=reaction)

    def over(self, other: Rates) -> Rates:
        """These rates, and the other's where these say nothing."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(other, **{name: value for name, value in said.items() if value is not None})


#: What is supposed where nobody says anything: a message arrives, and nothing comes of it.
SILENCE = Rates(
    delivered=1.0, opened=0.0, clicked=0.0, replied=0.0, unsubscribed=0.0, converted=0.0, reaction=6.0 * HOUR
)


@dataclass(frozen=True, kw_only=True)
class Behaviours:
    """Where the rates of a message come from; what is more particular prevails.

    By hand for a message, for a scenario, for a channel; then measured in the contact's segment, measured of
    all; then the sheet's. Empty, nobody reacts but as the sheets say.
    """

    messages: Mapping[tuple[str, str], Rates] = field(default_factory=dict)
    scenarios: Mapping[str, Rates] = field(default_factory=dict)
    channels: Mapping[Channel, Rates] = field(default_factory=dict)
    #: (segment, channel) -> rates; the segment "" is everyone.
    measured: Mapping[tuple[str, Channel], Rates] = field(default_factory=dict)
    sheets: bool = True

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments that react in their own way; a contact in several reacts like the first."""
        return tuple(dict.fromkeys(segment for segment, _ in self.measured if segment))

    def of(self, scenario: Scenario, node: str, channel: Channel, segment: str = "") -> Rates | None:
        """The rates of a message on a channel to contacts of a segment; nothing when nobody reacts."""
        expected = scenario.sheet.expected if self.sheets else None
        sources = (
            self.messages.get((scenario.key, node)),
            self.scenarios.get(scenario.key),
            self.channels.get(channel),
            self.measured.get((segment, channel)),
            self.measured.get(("", channel)),
            None if expected is None else Rates.of_sheet(expected),
        )
        said = [source for source in sources if source is not None]
        if not said:
            return None
        found = SILENCE
        for source in reversed(said):
            found = source.over(found)
        return found


#: Nobody reacts at all.
NOBODY = Behaviours(sheets=False)


def reacting(compiled: Compiled, behaviours: Behaviours, segment: str = "") -> Tables:
    """The tables of a rulebook in which contacts of a segment react to messages."""
    tables = compiled.tables
    offers, ints = tables.offers.copy(), [tables.ints]
    rows: list[Any] = []
    used = len(tables.ints)
    for number, (version, message) in enumerate(compiled.nodes):
        scenario = compiled.versions[version]
        if not isinstance(message, Message):
            continue
        node = tables.nodes[number]
        for offer in range(node["first_offer"], node["first_offer"] + node["offers"]):
            channel = CHANNELS[offers[offer]["channel"]]
            rates = behaviours.of(scenario, message.id, channel, segment)
            if rates is None:
                offers["behaviour"][offer] = -1
                continue
            row, bits = _row(compiled, scenario, message, channel, rates, used)
            offers["behaviour"][offer] = len(rows)
            rows.append(row)
            ints.append(bits)
            used += len(bits)
    behaviour = np.concatenate(rows) if rows else np.zeros(0, dtype=BEHAVIOUR)
    return tables._replace(offers=offers, behaviours=behaviour, ints=np.concatenate(ints))


def _row(
    compiled: Compiled, scenario: Scenario, message: Message, channel: Channel, rates: Rates, used: int
) -> tuple[Any, Any]:
    """One row of behaviours, and the bits of the events that it makes, which come at ``used`` in ``ints``."""
    questions = compiled.questions
    words = questions.mask_words
    row = np.zeros(1, dtype=BEHAVIOUR)
    bits = np.zeros(len(REACTIONS) * words, dtype=np.int64)
    delivered = rates.delivered or 0.0
    properties = receipt_properties(scenario, message, channel)
    goal = scenario.goal
    for kind, reaction in enumerate(REACTIONS):
        rate = getattr(rates, reaction, None) or 0.0
        # of those that arrived: nobody opens what did not
        row["chance"][0, kind] = delivered if kind == 0 else min(1.0, rate / delivered) if delivered else 0.0
        event = f"message.{reaction}" if kind != _CONVERTED else goal.event if goal else ""
        row["event"][0, kind] = questions.events.index(event) if event in questions.events else -1
        row["bits"][0, kind] = used + kind * words
        if row["event"][0, kind] < 0:
            continue
        own = bits[kind * words : (kind + 1) * words]
        if kind != _CONVERTED:
            own[:] = questions.of_receipt(event, properties).view(np.int64)
        elif goal is not None and goal.where is not None:
            where = questions.where(event, goal.where)
            own.view(np.uint64)[where >> 6] |= np.uint64(1) << np.uint64(where & 63)
    row["reaction"] = rates.reaction or 0.0
    return row, bits


# ── What history shows ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How often a reaction followed the messages of a channel to a segment ("": everyone)."""

    segment: str
    channel: Channel
    reaction: str
    messages: int
    followed: int

    @property
    def rate(self) -> float:
        """The share of the messages that it followed."""
        return self.followed / self.messages if self.messages else 0.0

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        """Wilson's interval of the rate; 95 % by default."""
        return wilson(self.followed, self.messages, z)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough messages to go by the rate."""
        return self.messages >= ENOUGH


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a rate that was observed, by Wilson's score; nothing observed allows everything."""
    if not trials:
        return 0.0, 1.0
    rate, squared = successes / trials, z * z / trials
    middle = (rate + squared / 2) / (1 + squared)
    half = z * sqrt(rate * (1 - rate) / trials + squared / (4 * trials)) / (1 + squared)
    # rounding never puts the rate itself outside
    return max(0.0, min(rate, middle - half)), min(1.0, max(rate, middle + half))


@dataclass(frozen=True, kw_only=True)
class History:
    """What followed the messages of a base's history."""

    rates: tuple[Measured, ...]
    #: (segment, channel) -> median minutes from the message to a reaction.
    reactions: Mapping[tuple[str, Channel], float]

    def behaviours(self, over: Behaviours | None = None) -> Behaviours:
        """The rates of which there are enough, as far as ``over`` says nothing by hand."""
        found: dict[tuple[str, Channel], dict[str, float]] = {}
        for one in self.rates:
            if one.is_enough:
                found.setdefault((one.segment, one.channel), {})[one.reaction] = one.rate
        measured = {
            place: Rates(**rates, reaction=self.reactions.get(place)) for place, rates in found.items()
        }
        return replace(over or Behaviours(), measured=measured)


def measured(
    base: Base, until: Minute, segments: Mapping[str, Any] | None = None, *, settle: Minute = 14 * 24 * HOUR
) -> History:
    """What followed the messages sent before ``until``, by channel and segment.

    A receipt belongs to the contact's last message of its channel (and scenario and node, where it names
    them) before it. Messages younger than ``settle`` minutes are left out: they may still be reacted to.
    ``segments``: bool[contact] by name. Conversions are not receipts and are not measured.
    """
    sent = _receipts(base, "message.sent", until)
    members = {"": np.ones(len(base), dtype=bool), **(segments or {})}
    rates: list[Measured] = []
    times: dict[tuple[str, Channel], float] = {}
    old = sent.minute <= until - settle
    person, of = np.array(sent.person, dtype=np.int64), np.array(sent.channel, dtype=np.int64)
    followed = {
        kind: _follow(sent, _receipts(base, f"message.{kind}", until))
        for kind in (*RATES, "bounced")
        if kind != "converted"
    }
    any_delivered = bool((followed["delivered"] >= 0).any())
    for place, channel in enumerate(Channel):
        of_channel = old & (of == place)
        if not of_channel.any():
            continue
        for segment, inside in members.items():
            chosen = of_channel & inside[person]
            count = int(chosen.sum())
            late: list[Any] = []
            for kind, minute in followed.items():
                came = chosen & (minute >= 0)
                number = int(came.sum())
                if kind in ("opened", "clicked", "replied"):
                    late.append((minute - sent.minute)[came])
                if kind == "delivered" and not any_delivered:
                    # nobody records deliveries: what did not bounce arrived
                    number = count - int((chosen & (followed["bounced"] >= 0)).sum())
                if kind != "bounced":
                    rates.append(
                        Measured(
                            segment=segment, channel=channel, reaction=kind, messages=count, followed=number
                        )
                    )
            minutes = np.concatenate(late)
            if len(minutes):
                times[segment, channel] = float(np.median(minutes))
    return History(rates=tuple(rates), reactions=times)


@dataclass(frozen=True)
class _Receipts:
    person: Sequence[int]
    minute: Any
    channel: Sequence[int]
    #: The scenario and the node, where they are named.
    about: Sequence[object]


def _receipts(base: Base, name: str, until: Minute) -> _Receipts:
    rows = base.rows_named(name)
    rows = rows[base.minute[rows] < until]
    places = {channel.value: place for place, channel in enumerate(Channel)}
    channel = np.array([places.get(str(one), -1) for one in base.properties(rows, "channel")], dtype=np.int64)
    pairs = zip(base.properties(rows, "scenario"), base.properties(rows, "node"), strict=True)
    about = [pair if pair[0] not in (None, "") else None for pair in pairs]
    return _Receipts(base.person[rows].tolist(), base.minute[rows], channel.tolist(), about)


def _follow(sent: _Receipts, receipts: _Receipts) -> Any:
    """i8[message]: the minute of the first such receipt about each message; -1: none."""
    found = np.full(len(sent.person), -1, dtype=np.int64)
    last: dict[tuple[int, int, object], int] = {}
    # by contact and minute, messages before receipts
    order = np.lexsort(
        (
            np.repeat([0, 1], [len(sent.person), len(receipts.person)]),
            np.concatenate([sent.minute, receipts.minute]),
            np.concatenate([sent.person, receipts.person]),
        )
    )
    for place in order.tolist():
        if place < len(sent.person):
            person, channel, about = sent.person[place], sent.channel[place], sent.about[place]
            last[person, channel, None] = last[person, channel, about] = place
        else:
            row = place - len(sent.person)
            message = last.get((receipts.person[row], receipts.channel[row], receipts.about[row]))
            if message is not None and found[message] < 0:
                found[message] = receipts.minute[row]
    return found
