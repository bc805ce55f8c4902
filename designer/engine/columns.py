"""A base of contacts as columns, and the planner's ``People`` made of them set-wise.

No record is made of a contact: attributes are answered a column at a time (``questions.py``), events are
sorted and cut by contact, so that a million contacts cost seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from designer.domain.channel import Category
from designer.domain.condition import Value
from designer.domain.policy import CountingUnit, Policy
from designer.domain.time import Minute
from designer.engine.compile import CATEGORIES, CATEGORY_ROW, CHANNEL_ROW, CHANNELS, Compiled, weight_of
from designer.engine.packing import about
from designer.engine.rulebook import TASK_ANSWERS
from designer.engine.tables import EVENT, FAR, NEVER, PERSON, RUN, SEND, STAY, UNIT, People

if TYPE_CHECKING:
    from polars import DataFrame

_CHANNEL_BY_NAME = {channel.value: row for channel, row in CHANNEL_ROW.items()}
_CATEGORY_BY_NAME = {category.value: row for category, row in CATEGORY_ROW.items()}
#: Receipts after which a channel is not used any more.
_CLOSING = ("message.unsubscribed", "message.bounced", "message.complained")
_SENT = "message.sent"


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """Contacts, by id, and their events, by contact and time; columns or records."""

    #: Sorted, no two alike.
    ids: Sequence[str]
    #: A row a contact, in the order of the ids; a frame has a column an attribute.
    attributes: DataFrame | Sequence[Mapping[str, Value]]
    #: The contact of each event (a place among the ids), when it happened (seconds) and is taken (minute).
    person: Any
    at: Any
    minute: Any
    #: A row an event: ``event`` is its name, other columns are properties; or names and properties.
    events: DataFrame | tuple[Sequence[str], Sequence[Mapping[str, Value]]]
    #: Events of contacts that are not in the base, which were left out.
    strangers: int = 0
    #: The minute of the first event of anybody, in the base that this one was taken from.
    since: Minute = FAR
    #: Channels closed to contacts before the simulation, by place among the ids, as bits.
    suppressed: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of_frames(cls, contacts: DataFrame, events: DataFrame | None = None) -> Base:
        """A base from what ``formats.base`` reads: contacts sorted by ``id``, events as in their file."""
        import polars as pl

        ids = contacts["id"]
        if events is None:
            schema = {"contact": pl.String, "event": pl.String, "at": pl.Int64, "minute": pl.Int64}
            events = pl.DataFrame(schema=schema)
        places = pl.DataFrame({"contact": ids, "#": np.arange(len(ids))})
        found = events.select("contact").join(places, on="contact", how="left", maintain_order="left")["#"]
        person = found.fill_null(-1).to_numpy()
        known = np.flatnonzero(person >= 0)
        at = events["at"].to_numpy()
        ties = events["id"].cast(pl.String) if "id" in events.columns else None
        rows = known[_by_person(person[known], at[known], None if ties is None else ties.gather(known))]
        return cls(
            ids=ids.to_list(),
            attributes=contacts,
            person=person[rows],
            at=at[rows],
            minute=events["minute"].to_numpy()[rows],
            events=events.drop("contact", "at", "minute", "id", strict=False)[rows],
            strangers=events.height - len(rows),
            since=_first(events["minute"].to_numpy()[rows]),
        )

    @classmethod
    def of_records(
        cls,
        contacts: Sequence[tuple[str, Mapping[str, Value]]],
        events: Sequence[tuple[str, str, int, Minute, str, Mapping[str, Value]]] = (),
        suppressed: Mapping[str, int] | None = None,
    ) -> Base:
        """A base from (id, attributes) and from (contact, name, at, minute, id, properties), in any order."""
        people = sorted(contacts, key=lambda one: one[0])
        ids = [one[0] for one in people]
        places = {key: place for place, key in enumerate(ids)}
        known = sorted(
            (one for one in events if one[0] in places), key=lambda one: (one[0], one[3], one[2], one[4])
        )
        return cls(
            ids=ids,
            attributes=[one[1] for one in people],
            person=np.array([places[one[0]] for one in known], dtype=np.int64),
            at=np.array([one[2] for one in known], dtype=np.int64),
            minute=np.array([one[3] for one in known], dtype=np.int64),
            events=([one[1] for one in known], [one[5] for one in known]),
            strangers=len(events) - len(known),
            since=min((one[3] for one in known), default=FAR),
            suppressed={places[key]: bits for key, bits in (suppressed or {}).items() if key in places},
        )

    def __len__(self) -> int:
        return len(self.ids)

    def identities(self, seed: str) -> Any:
        """i8[contact, 2]: what the draws of a seed know contacts by."""
        # as ``draws.identity`` has it, of all at once
        digests = b"".join([blake2b(f"{seed}\x1f{key}".encode(), digest_size=8).digest() for key in self.ids])
        return np.frombuffer(digests, dtype=">u4").astype(np.int64).reshape(len(self.ids), 2)

    def attribute(self, name: str) -> list[Value | None]:
        """One attribute of all contacts; nothing where a contact lacks it."""
        if isinstance(self.attributes, Sequence):
            return [one.get(name) for one in self.attributes]
        if name not in self.attributes.columns:
            return [None] * len(self.ids)
        return self.attributes[name].to_list()

    def attributes_of(self, contact: int) -> dict[str, Value]:
        """What is known of the contact at that place among the ids."""
        if isinstance(self.attributes, Sequence):
            return dict(self.attributes[contact])
        row = self.attributes.row(contact, named=True)
        return {name: value for name, value in row.items() if value not in (None, "") and name != "id"}

    def names(self) -> Sequence[str]:
        """The name of each event."""
        return self.events[0] if isinstance(self.events, tuple) else self.events["event"].to_list()

    def rows_named(self, *names: str) -> Any:
        """The rows of the events of these names."""
        if isinstance(self.events, tuple):
            return np.flatnonzero(np.isin(np.array(self.events[0], dtype=object), names))
        return np.flatnonzero(self.events["event"].is_in(names).to_numpy())

    def properties(self, rows: Any, name: str) -> list[Value | None]:
        """One property of these events."""
        if isinstance(self.events, tuple):
            return [self.events[1][row].get(name) for row in rows]
        if name not in self.events.columns:
            return [None] * len(rows)
        return self.events[name].gather(rows).to_list()

    def codes(self, rows: Any, name: str, known: Mapping[str, int], other: int) -> Any:
        """i8[row]: the numbers of the words that one property of these events has; ``other`` of others."""
        if isinstance(self.events, tuple) or name not in self.events.columns:
            found = [known.get(str(value), other) for value in self.properties(rows, name)]
            return np.array(found, dtype=np.int64).reshape(len(rows))
        import polars as pl

        words = self.events[name].gather(rows).cast(pl.String)
        return words.replace_strict(known, default=other, return_dtype=pl.Int64).to_numpy()

    def only(self, contacts: Sequence[int]) -> Base:
        """The base of some contacts alone, given by their places, in order."""
        chosen = np.array(sorted(contacts), dtype=np.int64)
        place = np.full(len(self.ids), -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        rows = np.flatnonzero(place[self.person] >= 0)
        events: DataFrame | tuple[Sequence[str], Sequence[Mapping[str, Value]]]
        if isinstance(self.events, tuple):
            names, properties = self.events
            events = ([names[row] for row in rows.tolist()], [properties[row] for row in rows.tolist()])
        else:
            events = self.events[rows]
        attributes = self.attributes
        return Base(
            ids=[self.ids[one] for one in chosen.tolist()],
            attributes=[attributes[one] for one in chosen.tolist()]
            if isinstance(attributes, Sequence)
            else attributes[chosen],
            person=place[self.person[rows]],
            at=self.at[rows],
            minute=self.minute[rows],
            events=events,
            since=self.since,
            suppressed={int(place[one]): bits for one, bits in self.suppressed.items() if place[one] >= 0},
        )


def _by_person(person: Any, at: Any, ties: Any) -> Any:
    """The order of events by person and second; by id where both are the same and there are ids."""
    low = int(at.min(initial=0))
    width = int(at.max(initial=0)) - low + 1
    key = person * width + (at - low)
    order = np.argsort(key, kind="stable")
    same = np.diff(key[order]) == 0
    if ties is not None and same.any():
        together = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        rows = order[together]
        ids = np.array(ties.gather(rows).to_list(), dtype=object)
        order[together] = rows[sorted(range(len(rows)), key=lambda one: (key[rows[one]], ids[one]))]
    return order


def _first(minutes: Any) -> Minute:
    return int(minutes.min(initial=FAR))


class Crowd(NamedTuple):
    """The people of a simulation."""

    people: People
    #: i8[person]: the place of each among the ids of the base.
    contact: Any
    #: Whether the people are in the order of the ids.
    in_order: bool
    #: Units of class c are first[c]:first[c + 1].
    classes: Sequence[int]


class Added(NamedTuple):
    """Events that are supposed to happen: whose, when, and like which event of the base (its row)."""

    person: Any
    minute: Any
    row: Any


def crowd_of(
    base: Base,
    compiled: Compiled,
    *,
    start: Minute,
    added: Added | None = None,
    class_of: Any = None,
) -> Crowd:
    """The people of a base as they are just before ``start``: nobody is in a scenario, history has happened.

    ``added`` takes the place of what the base has from ``start`` on.

    ``class_of``, i4[contact], sets apart the units whose first contact is of one class, as when classes react
    in their own ways.
    """
    policy = compiled.book.policy
    order, unit_sizes, classes = _units(base, policy.unit, class_of)
    in_order = order is None
    if order is None:
        order = np.arange(len(base), dtype=np.int64)
    answers = _answers(base, compiled)
    events, masks, closed = _events(base, compiled, start, added)
    count = len(base)
    people = np.zeros(count, dtype=PERSON)
    people["zone"] = answers.zone
    people["suppressed"] = closed
    people["taken_to"] = start - 1
    draws = base.identities(compiled.book.seed)
    people["draw_lo"], people["draw_hi"] = draws[:, 0], draws[:, 1]
    people["last_contact"] = NEVER
    sends, fills = _sends(base, compiled, policy, start)
    np.maximum.at(people["last_contact"], sends["person"], sends["at"])
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    if not in_order:
        people = people[order]
        events, masks = _moved(events, masks, place)
        sends, fills = _moved(sends, fills, place)
    people["first_event"], people["events"] = _cut(events["person"], count)
    units = np.zeros(len(unit_sizes), dtype=UNIT)
    units["people"] = unit_sizes
    units["first_person"] = np.cumsum(unit_sizes) - unit_sizes
    unit_of = np.repeat(np.arange(len(units)), unit_sizes)
    if not in_order and len(sends):
        # within a household the dispatches of all are looked at together
        together = np.lexsort((np.arange(len(sends)), sends["at"], unit_of[sends["person"]]))
        sends, fills = sends[together], fills[together]
    units["first_send"], units["sends"] = _cut(unit_of[sends["person"]], len(units))
    timed, places = max(1, int(compiled.policy["timed"])), max(1, int(compiled.policy["places"]))
    return Crowd(
        people=People(
            units=units,
            people=people,
            bits=_ordered(answers.bits, order, in_order).view(np.int64),
            date_kind=_ordered(_wide(answers.date_kind), order, in_order),
            date=_ordered(_wide(answers.date), order, in_order),
            mark_at=np.full((count, timed), NEVER, dtype=np.int64),
            mark_level=np.zeros((count, timed), dtype=np.int8),
            events=events,
            masks=masks.view(np.int64),
            runs=np.zeros(0, dtype=RUN),
            visits=np.zeros((0, places), dtype=np.int32),
            stays=np.zeros(0, dtype=STAY),
            sends=sends,
            fills=fills,
        ),
        contact=order,
        in_order=in_order,
        classes=classes,
    )


def _answers(base: Base, compiled: Compiled) -> Any:
    if isinstance(base.attributes, Sequence):
        return compiled.questions.of_people(base.attributes)
    return compiled.questions.of_frame(base.attributes)


def event_answers(base: Base, compiled: Compiled) -> tuple[Any, Any]:
    """The number of each event of the base (-1: nobody listens) and the bits that it satisfies."""
    if isinstance(base.events, tuple):
        found = compiled.questions.of_events(*base.events)
    else:
        found = compiled.questions.of_event_frame(base.events)
    return found[0], found[1]


def _ordered(rows: Any, order: Any, in_order: bool) -> Any:
    return np.ascontiguousarray(rows if in_order else rows[order])


def _wide(columns: Any) -> Any:
    """One column at least, where nobody asks for a date."""
    return columns if columns.shape[1] else np.zeros((len(columns), 1), dtype=columns.dtype)


def _moved(rows: Any, beside: Any, place: Any) -> tuple[Any, Any]:
    """Rows by person brought into another order of the people; what stands beside them too."""
    rows["person"] = place[rows["person"]]
    order = np.argsort(rows["person"], kind="stable")
    return rows[order], beside[order]


def _cut(owner: Any, owners: int) -> tuple[Any, Any]:
    """Where the rows of each owner start, and how many there are; the rows are sorted by owner."""
    counts = np.bincount(owner, minlength=owners).astype(np.int64)
    return np.cumsum(counts) - counts, counts


def _units(base: Base, unit: CountingUnit, class_of: Any) -> tuple[Any, Any, Sequence[int]]:
    """Contacts in the order of their units (nothing: as they are), sizes, and the classes' first units."""
    count = len(base)
    if unit is CountingUnit.CONTACT and class_of is None:
        return None, np.ones(count, dtype=np.int64), (0, count)
    shared: list[Value | None] = (
        [None] * count if unit is CountingUnit.CONTACT else base.attribute(unit.value)
    )
    first: dict[Value, int] = {}
    owner = np.array(
        [place if key in (None, "") else first.setdefault(key, place) for place, key in enumerate(shared)],
        dtype=np.int64,
    ).reshape(count)
    ranked = (
        np.zeros(count, dtype=np.int64) if class_of is None else np.asarray(class_of, dtype=np.int64)[owner]
    )
    order = np.lexsort((np.arange(count), owner, ranked))
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    sizes = np.diff(starts, append=count)
    of_unit = ranked[order][starts]
    last = int(ranked.max(initial=0))
    return order, sizes, np.searchsorted(of_unit, np.arange(last + 2)).tolist()


def _events(base: Base, compiled: Compiled, start: Minute, added: Added | None) -> tuple[Any, Any, Any]:
    """The events that somebody hears or that close a channel, their bits, and the channels closed before."""
    name, masks = event_answers(base, compiled)
    closes = np.zeros(len(name), dtype=np.int32)
    closed = np.zeros(len(base), dtype=np.int64)
    for place, bits in base.suppressed.items():
        closed[place] = bits
    rows = base.rows_named(*_CLOSING)
    channels = base.codes(rows, "channel", _CHANNEL_BY_NAME, -1).tolist()
    for row, channel, kind in zip(rows.tolist(), channels, base.properties(rows, "kind"), strict=True):
        if channel >= 0 and kind != "soft":
            if base.minute[row] < start:
                closed[base.person[row]] |= 1 << channel
            else:
                closes[row] = channel + 1
    wanted = (name >= 0) | (closes > 0)
    if added is not None:
        wanted &= base.minute < start
    kept = np.flatnonzero(wanted)
    person, minute = base.person[kept], base.minute[kept]
    if added is not None and len(added.row):
        heard = name[added.row] >= 0
        kept = np.concatenate([kept, added.row[heard]])
        person = np.concatenate([person, added.person[heard]])
        minute = np.concatenate([minute, added.minute[heard]])
        order = np.lexsort((np.arange(len(kept)), minute, person))
        kept, person, minute = kept[order], person[order], minute[order]
    events = np.zeros(len(kept), dtype=EVENT)
    events["minute"], events["person"] = minute, person
    events["name"], events["closes"], events["ref"] = name[kept], closes[kept], kept
    _about_tasks(base, compiled, events)
    return events, masks[kept], closed


def _about_tasks(base: Base, compiled: Compiled, events: Any) -> None:
    """Answers to tasks say which scenario, node and entry they are about."""
    events["key"], events["node"], events["entry"] = -1, -1, -1
    rows = np.flatnonzero(np.isin(events["ref"], base.rows_named(*TASK_ANSWERS)))
    refs = events["ref"][rows]
    names = ("scenario", "node", "entry")
    for row, *said in zip(rows, *(base.properties(refs, name) for name in names), strict=True):
        known = {name: value for name, value in zip(names, said, strict=True) if value not in (None, "")}
        events[row]["key"], events[row]["node"], events[row]["entry"] = about(compiled, known)


def _sends(base: Base, compiled: Compiled, policy: Policy, start: Minute) -> tuple[Any, Any]:
    """The dispatches of history: rows ``message.sent`` with a channel, before the start."""
    rows = base.rows_named(_SENT)
    rows = rows[base.minute[rows] < start]
    channels = base.codes(rows, "channel", _CHANNEL_BY_NAME, -1)
    categories = base.codes(rows, "category", _CATEGORY_BY_NAME, CATEGORY_ROW[Category.COMMERCIAL])
    kept = channels >= 0
    rows, channels, categories = rows[kept], channels[kept], categories[kept]
    sends = np.zeros(len(rows), dtype=SEND)
    fills = np.zeros((len(rows), compiled.rule_words), dtype=np.int64)
    sends["at"], sends["person"], sends["ref"] = base.minute[rows], base.person[rows], rows
    sends["key"] = sends["node"] = -1
    kinds = channels * len(CATEGORIES) + categories
    for kind in np.unique(kinds).tolist():
        channel, category = CHANNELS[kind // len(CATEGORIES)], CATEGORIES[kind % len(CATEGORIES)]
        chosen = kinds == kind
        sends["weight"][chosen] = weight_of(policy.score, channel)
        sends["counts"][chosen] = policy.rule_of(category).counts
        fills[chosen] = compiled.fills(frozenset((channel,)), category, None)
    return sends, fills
