"""What a rulebook asks about contacts and events, and the answers as bits, dates and zones.

The planner's tables name a condition on attributes by a bit of the contact (an atom), a ``where`` by a bit of
the event, and a date or a zone by a number. ``Questions`` gives out these numbers while a rulebook is
compiled, is then frozen, and answers for people and events: a question is put once to each distinct value,
not to each contact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from designer.domain.condition import All, Condition, Did, InSegment, Not, NotDid, Value
from designer.domain.condition import Any as AnyOf
from designer.domain.data import DataModel, Segment
from designer.domain.errors import BadInput
from designer.engine.calendar import zone_named
from designer.engine.cells import Cells, dated
from designer.engine.leaves import (
    Leaf,
    Leaves,
    frame_columns,
    record_columns,
    words_for,
)
from designer.engine.tables import NO_DATE

if TYPE_CHECKING:
    from polars import DataFrame

#: A ``where`` over the bits of its leaves: uint64[event, word] -> bool[event].
Tree = Callable[[Any], Any]

_ZONE = "timezone"
#: Columns of ``contacts.csv`` and ``events.csv`` that are no attributes and no properties.
_NOT_ATTRIBUTES = frozenset({"id"})
_NOT_PROPERTIES = frozenset({"contact", "event", "at", "id"})


class Answers(NamedTuple):
    """What is so of some contacts."""

    bits: Any  #: u8[contact, words]: the atoms that hold
    date_kind: Any  #: i1[contact, date column]: ``NO_DATE``, ``A_DAY`` or ``AN_INSTANT``
    date: Any  #: i8[contact, date column]: days or minutes since 1970
    zone: Any  #: i4[contact]: row of the zones


class Effect(NamedTuple):
    """What new values of attributes change: ``bits = bits & ~clear | set``."""

    clear: Any  #: u8[words]
    set: Any  #: u8[words]
    date_kind: Any  #: i1[date column]; ``NO_DATE - 1``: unchanged
    date: Any  #: i8[date column]
    zone: int  #: row of the zones; -1: unchanged


class _Heard:
    """A name of events, and the ``where`` asked of its properties."""

    def __init__(self, number: int, data: DataModel, name: str) -> None:
        self.number = number
        self.leaves = Leaves((data.properties_of(name) or {}).get)
        self.wheres: dict[str, int] = {}
        self.trees: list[Tree] = []


class Questions:
    """The numbers of everything asked, and the answers.

    ``atom``, ``address``, ``date``, ``event`` and ``where`` give the same number to the same question; after
    ``freeze`` a new one raises ``ValueError``. Zones alone go on being added: contacts bring their own.
    """

    def __init__(self, data: DataModel, segments: Mapping[str, Segment], default_zone: ZoneInfo) -> None:
        self._segments = segments
        self._data = data
        self._leaves = Leaves(data.type_of)
        self._dates: dict[tuple[str, bool], int] = {}
        self._heard: dict[str, _Heard] = {}
        self._zones: list[ZoneInfo] = [default_zone]
        self._zone_rows: dict[str | None, int] = {None: 0}
        self._adding = Lock()
        self._frozen = False

    # ── Asking ──────────────────────────────────────────────────────────────────────────────────────────

    def atom(self, condition: Condition) -> int:
        """The bit of a condition that one attribute decides. Raises ``TypeError`` for another one."""
        if not isinstance(condition, Leaf):
            raise TypeError(f"{type(condition).__name__} is no condition on one attribute")
        self._check(self._leaves.has(repr(condition)), condition)
        return self._leaves.add(condition)

    def address(self, attribute: str) -> int:
        """The bit of contacts whose attribute holds an address: neither missing, empty, 0 nor false."""
        key = f"address {attribute}"
        self._check(self._leaves.has(key), key)
        return self._leaves.add_test(key, self._leaves.field(attribute), Cells.is_true)

    def date(self, attribute: str, *, of_its_day: bool = False) -> int:
        """The column of an attribute's date.

        An instant is the first whole minute that is not before it, as waits have it; ``of_its_day``, for
        triggers, which look only at its local day: the last one that is not after it.
        """
        key = attribute, of_its_day
        self._check(key in self._dates, f"the date {attribute}")
        self._leaves.field(attribute)
        return self._dates.setdefault(key, len(self._dates))

    def event(self, name: str) -> int:
        """The number of a name of events that somebody listens to."""
        self._check(name in self._heard, f"the event {name}")
        return self._hear(name).number

    def where(self, event: str, condition: Condition) -> int:
        """The bit, among those of the name, of events whose own properties satisfy a condition.

        Raises ``BadInput`` when the condition asks what else has happened.
        """
        key = repr(condition)
        known = event in self._heard and key in self._heard[event].wheres
        self._check(known, f"a where of {event}")
        heard = self._hear(event)
        if key not in heard.wheres:
            heard.trees.append(self._tree(event, condition, heard.leaves, ()))
            heard.wheres[key] = len(heard.wheres)
        return heard.wheres[key]

    def zone(self, name: Value | None) -> int:
        """The row of a zone; that of the default where the name is missing or unknown."""
        key = name if isinstance(name, str) else None
        row = self._zone_rows.get(key)
        if row is not None:
            return row
        found = zone_named(key) if key else None
        with self._adding:
            if key not in self._zone_rows:
                if found is None:
                    self._zone_rows[key] = 0
                else:
                    self._zones.append(found)
                    self._zone_rows[key] = len(self._zones) - 1
        return self._zone_rows[key]

    def freeze(self) -> None:
        """Nothing more is asked: the widths of the answers stand."""
        self._frozen = True

    @property
    def words(self) -> int:
        """How many words of 64 bits the atoms take, at least one."""
        return self._leaves.words

    @property
    def mask_words(self) -> int:
        """How many words of 64 bits the ``where`` of one event take, at least one."""
        return max((words_for(len(heard.trees)) for heard in self._heard.values()), default=1)

    @property
    def dates(self) -> int:
        """How many columns of dates there are."""
        return len(self._dates)

    @property
    def events(self) -> tuple[str, ...]:
        """The names of events by number."""
        return tuple(self._heard)

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        """The zones by row, the default first; contacts may add to them as long as there are answers."""
        return tuple(self._zones)

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that anything depends on, the time zone included."""
        return frozenset((*self._leaves.fields, _ZONE))

    # ── Answering for contacts ──────────────────────────────────────────────────────────────────────────

    def of_people(self, attributes: Sequence[Mapping[str, Value]]) -> Answers:
        """The answers for contacts with these attributes."""
        return self._answers(record_columns((*self.attributes,), attributes), len(attributes))

    def of_frame(self, frame: DataFrame) -> Answers:
        """The answers for a frame with a row a contact and a column an attribute, as in ``contacts.csv``.

        Raises ``BadInput`` for a column that holds no attributes.
        """
        wanted = self.attributes - _NOT_ATTRIBUTES
        return self._answers(frame_columns(wanted, frame, self._data.type_of), frame.height)

    def effect(self, values: Mapping[str, Value]) -> Effect:
        """What new values of attributes change."""
        kinds = np.full(self.dates, NO_DATE - 1, dtype=np.int8)
        dates = np.zeros(self.dates, dtype=np.int64)
        for (name, of_its_day), column in self._dates.items():
            if name in values:
                kinds[column], dates[column] = dated(values[name], of_its_day=of_its_day)
        zone = self.zone(values[_ZONE]) if _ZONE in values else -1
        bits = self._leaves.bits(record_columns(values, [values]), 1)[0]
        return Effect(self._leaves.mask(values), bits, kinds, dates, zone)

    def _answers(self, columns: Mapping[str, Cells], rows: int) -> Answers:
        kinds = np.full((rows, self.dates), NO_DATE, dtype=np.int8)
        dates = np.zeros((rows, self.dates), dtype=np.int64)
        for (name, of_its_day), column in self._dates.items():
            if name in columns:
                kind, number = columns[name].dates(of_its_day=of_its_day)
                kinds[:, column] = kind[columns[name].codes]
                dates[:, column] = number[columns[name].codes]
        zone = np.zeros(rows, dtype=np.int32)
        if _ZONE in columns:
            cells = columns[_ZONE]
            zone[:] = np.array([self.zone(value) for value in cells.values], dtype=np.int32)[cells.codes]
        return Answers(self._leaves.bits(columns, rows), kinds, dates, zone)

    # ── Answering for events ────────────────────────────────────────────────────────────────────────────

    def of_events(self, names: Sequence[str], properties: Sequence[Mapping[str, Value]]) -> tuple[Any, Any]:
        """Each event's number i4[event], -1 where nobody listens, and bits uint64[event, mask_words].

        The bits are those of the ``where`` that it satisfies.
        """
        heard = self._heard
        numbers = np.array(
            [heard[name].number if name in heard else -1 for name in names], dtype=np.int32
        ).reshape(len(names))

        def columns_of(one: _Heard, rows: Any) -> Mapping[str, Cells]:
            return record_columns(one.leaves.fields, [properties[row] for row in rows])

        return numbers, self._masks(numbers, columns_of)

    def of_event_frame(self, frame: DataFrame) -> tuple[Any, Any]:
        """The same for a frame with a row an event: ``event`` is its name, other columns are properties.

        ``contact``, ``at`` and ``id`` are no properties. Raises ``BadInput`` without a column ``event``, and
        for one that holds no properties.
        """
        import polars as pl

        if "event" not in frame.columns:
            raise BadInput("The events have no column 'event'; add it: the name of what happened.")
        numbers = (
            frame["event"]
            .cast(pl.String)
            .str.strip_chars()
            .replace_strict(
                {name: one.number for name, one in self._heard.items()}, default=-1, return_dtype=pl.Int32
            )
            .to_numpy()
        )

        def columns_of(one: _Heard, rows: Any) -> Mapping[str, Cells]:
            wanted = one.leaves.fields.keys() - _NOT_PROPERTIES
            return frame_columns(wanted, frame, one.leaves.type_of, rows)

        return numbers, self._masks(numbers, columns_of)

    def of_receipt(self, name: str, properties: Mapping[str, Value]) -> Any:
        """uint64[mask_words]: the ``where`` that an event of that name with these properties satisfies."""
        return self.of_events([name], [properties])[1][0]

    def _masks(self, numbers: Any, columns_of: Callable[[_Heard, Any], Mapping[str, Cells]]) -> Any:
        masks = np.zeros((len(numbers), self.mask_words), dtype=np.uint64)
        for one in self._heard.values():
            rows = np.flatnonzero(numbers == one.number) if one.trees else ()
            if len(rows):
                bits = one.leaves.bits(columns_of(one, rows), len(rows))
                found = np.zeros((len(rows), self.mask_words), dtype=np.uint64)
                for place, tree in enumerate(one.trees):
                    found[:, place >> 6] |= tree(bits).astype(np.uint64) << np.uint64(place & 63)
                masks[rows] = found
        return masks

    # ── Below ───────────────────────────────────────────────────────────────────────────────────────────

    def _check(self, known: bool, question: object) -> None:
        if self._frozen and not known:
            raise ValueError(f"{question} was not asked while the rulebook was compiled")

    def _hear(self, name: str) -> _Heard:
        if name not in self._heard:
            self._heard[name] = _Heard(len(self._heard), self._data, name)
        return self._heard[name]

    def _tree(self, event: str, condition: Condition, leaves: Leaves, within: tuple[str, ...]) -> Tree:
        """A ``where`` over the bits of its leaves; ``within``: the segments that it stands in."""
        match condition:
            case All(parts=parts):
                trees = [self._tree(event, part, leaves, within) for part in parts]
                return lambda bits: _reduce(np.logical_and, trees, bits)
            case AnyOf(parts=parts):
                trees = [self._tree(event, part, leaves, within) for part in parts]
                return lambda bits: _reduce(np.logical_or, trees, bits)
            case Not(part=part):
                tree = self._tree(event, part, leaves, within)
                return lambda bits: ~tree(bits)
            case InSegment(segment=key):
                segment = self._segments.get(key)
                if segment is None:
                    return lambda bits: np.zeros(len(bits), dtype=bool)
                if key in within:
                    raise BadInput(f"The segment '{key}' stands in itself; take it out of its own condition.")
                return self._tree(event, segment.condition, leaves, (*within, key))
            case Did() | NotDid():
                raise BadInput(
                    f"A 'where' of the event '{event}' asks what else has happened (did); it can only look at"
                    " the event's own properties. Put the did beside it, in the audience or an all."
                )
            case _:
                bit = leaves.add(condition)
                return lambda bits: (bits[:, bit >> 6] >> np.uint64(bit & 63)) & np.uint64(1) != 0


def _reduce(how: Any, trees: Sequence[Tree], bits: Any) -> Any:
    """``how`` over the trees, from its neutral element: with no tree, all is true and any is false."""
    found = np.full(len(bits), how.identity, dtype=bool)
    for tree in trees:
        found = how(found, tree(bits))
    return found
