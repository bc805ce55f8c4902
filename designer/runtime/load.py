"""From rows to the planner's arrays: some thousand contacts at a time, each table read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from designer.domain.channel import Channel
from designer.domain.condition import Value
from designer.domain.enrolment import Standing
from designer.domain.errors import NotFound
from designer.domain.time import Minute
from designer.engine import tables
from designer.engine.packing import about
from designer.engine.rulebook import TASK_ANSWERS
from designer.engine.tables import FAR, NEVER, People
from designer.runtime.names import Names
from designer.store import bulk
from designer.store.models import Cursor
from designer.store.values import from_json

_CHANNEL = {channel.value: number for number, channel in enumerate(Channel)}


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Some units with everything the planner reads, and what its numbers stand for."""

    people: People
    #: By person: id, attributes, marks, whether it had been set aside, the first event after this pass.
    ids: Sequence[str]
    attributes: Sequence[Mapping[str, Value]]
    marks: Sequence[Mapping[str, tuple[Minute, bool]]]
    aside: Sequence[bool]
    coming: Sequence[Minute | None]
    #: By ``ref``: ids of events, references of dispatches, ids of enrolments, their nodes, what entered them.
    events: Sequence[str]
    sends: Sequence[str]
    runs: Sequence[str]
    nodes: Sequence[str]
    entered_by: Sequence[str | None]


def due_units(session: Session, until: Minute, limit: int) -> list[str]:
    """Keys of the units with a contact due up to ``until``, the earliest first, about ``limit`` contacts."""
    keys = session.scalars(select(Cursor.unit).where(Cursor.due <= until).order_by(Cursor.due).limit(limit))
    return sorted(dict.fromkeys(keys))


def load_units(session: Session, names: Names, keys: Sequence[str], until: Minute) -> Loaded:
    """The units with everything the planner reads: attributes, events up to ``until``, journeys, dispatches.

    Raises ``NotFound`` where somebody is on a version that the rulebook does not hold.
    """
    who = _contacts(session, keys, until)
    ids = [row[1] for row in who]
    count = len(ids)
    unit_of = np.array([row[0] for row in who], np.int64)
    attributes = _documents([row[6] for row in who])
    marks = [json.loads(row[5]) if row[5] != "{}" else {} for row in who]
    answers = names.compiled.questions.of_people(attributes)
    people = np.zeros(count, tables.PERSON)
    people["zone"] = answers.zone
    people["taken_to"] = [_settled(row[2], row[3], row[4], until) for row in who]
    people["suppressed"] = _suppressed(session, ids, count, until)
    drawn = [names.identity(id_) for id_ in ids]
    people["draw_lo"], people["draw_hi"] = [lo for lo, _ in drawn], [hi for _, hi in drawn]
    events = _events(session, names, ids, until)
    runs = _journeys(session, names, ids)
    sends = _sends(session, names, ids, unit_of)
    _span(people, "first_event", "events", events.person)
    _span(people, "first_run", "runs", runs.person)
    _span(people, "first_stay", "stays", runs.stay_person)
    people["last_contact"] = sends.last_contact
    units = np.zeros(len(keys), tables.UNIT)
    _span(units, "first_person", "people", unit_of)
    _span(units, "first_send", "sends", sends.unit)
    mark_at, mark_level = _marks(names, marks)
    return Loaded(
        people=People(
            units=units,
            people=people,
            bits=answers.bits.view(np.int64),
            date_kind=_wide(answers.date_kind),
            date=_wide(answers.date),
            mark_at=mark_at,
            mark_level=mark_level,
            events=events.rows,
            masks=events.masks,
            runs=runs.rows,
            visits=runs.visits,
            stays=runs.stays,
            sends=sends.rows,
            fills=sends.fills,
        ),
        ids=ids,
        attributes=attributes,
        marks=marks,
        aside=[bool(row[4]) for row in who],
        coming=[row[7] for row in who],
        events=events.ids,
        sends=sends.references,
        runs=runs.ids,
        nodes=runs.nodes,
        entered_by=runs.entered_by,
    )


def _documents(texts: Sequence[str]) -> list[dict[str, Value]]:
    """Attributes, from JSON: all of them in one reading."""
    read: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    return [from_json(one) if "[" in text else one for one, text in zip(read, texts, strict=True)]


def _wide(array: Any) -> Any:
    """A column at least, where nobody asks for a date."""
    return array if array.shape[1] else np.zeros((len(array), 1), array.dtype)


def _span(rows: Any, first: str, count: str, owners: Any) -> None:
    """Where the rows of each owner lie, given the owner of each, sorted."""
    bounds = np.searchsorted(owners, np.arange(len(rows) + 1))
    rows[first], rows[count] = bounds[:-1], np.diff(bounds)


def _contacts(session: Session, keys: Sequence[str], until: Minute) -> list[Any]:
    found = bulk.fetch(
        session,
        "SELECT b.key, c.contact, c.due, c.taken_to, c.set_aside IS NOT NULL, CAST(c.marks AS TEXT),"
        " CAST(k.attributes AS TEXT),"
        " (SELECT min(e.minute) FROM event AS e WHERE e.contact = c.contact AND e.minute > ?)"
        " FROM $rows CROSS JOIN contact_cursor AS c CROSS JOIN contact AS k"
        " WHERE c.unit = b.value AND k.id = c.contact",
        (until, [*keys]),
    )
    found.sort(key=lambda row: (row[0], row[1]))
    return found


def _settled(due: Minute | None, taken_to: Minute, set_aside: bool, until: Minute) -> Minute:
    """The minute up to which nothing is left to decide for a contact.

    Nothing can have happened before the minute at which it was to be looked at again, however long ago it was
    looked at last; so a date that it has just been given is not taken for one that was missed. A contact that
    was set aside still has everything before it.
    """
    if set_aside or due is None or due > until:
        return taken_to
    return max(taken_to, due - 1)


def _suppressed(session: Session, ids: list[str], count: int, until: Minute) -> Any:
    bits = np.zeros(count, np.int32)
    for person, channel in bulk.fetch(
        session,
        "SELECT b.key, s.channel FROM $rows CROSS JOIN suppression AS s"
        " WHERE s.contact = b.value AND s.at <= ?",
        (ids, until),
    ):
        bits[person] |= 1 << _CHANNEL[channel]
    return bits


def _marks(names: Names, marks: Sequence[Mapping[str, Any]]) -> tuple[Any, Any]:
    width = max(1, len(names.timed))
    at = np.full((len(marks), width), NEVER, np.int64)
    level = np.zeros((len(marks), width), np.int8)
    for column, key in enumerate(names.timed):
        for row, mark in enumerate(marks):
            if key in mark:
                at[row, column], level[row, column] = mark[key]
    return at, level


# ── Events ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _Events:
    person: Any
    rows: Any
    masks: Any
    ids: Sequence[str]


class _Properties(Sequence[Mapping[str, Value]]):
    """Properties that are read when somebody looks at them: few conditions do."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, row: Any) -> Any:
        return from_json(json.loads(self._texts[row]) or {})


def _events(session: Session, names: Names, ids: list[str], until: Minute) -> _Events:
    """The events that the rulebook listens to, in the order of each contact's."""
    questions = names.compiled.questions
    heard = questions.events
    # by the index of the contact, never by that of the name, which leads to the events of everybody
    found = bulk.fetch(
        session,
        "SELECT b.key, e.minute, e.at, e.id, e.name, CAST(e.properties AS TEXT)"
        " FROM $rows CROSS JOIN event AS e"
        " WHERE e.contact = b.value AND e.minute <= ? AND e.name || '' IN $texts",
        (ids, until, [*heard]),
    )
    found.sort(key=lambda row: row[:4])
    columns = list(zip(*found, strict=True)) or [()] * 6
    properties = _Properties(columns[5])
    numbers, masks = questions.of_events(columns[4], properties)
    rows = np.zeros(len(found), tables.EVENT)
    rows["minute"], rows["name"] = columns[1], numbers
    rows["key"] = rows["node"] = rows["entry"] = -1
    rows["ref"] = np.arange(len(found))
    for row, name in enumerate(columns[4]):
        if name in TASK_ANSWERS:
            event = rows[row]
            event["key"], event["node"], event["entry"] = about(names.compiled, properties[row])
    person = np.array(columns[0], np.int64)
    return _Events(person=person, rows=rows, masks=masks.view(np.int64), ids=columns[3])


# ── Journeys ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _Journeys:
    person: Any
    rows: Any
    visits: Any
    ids: Sequence[str]
    nodes: Sequence[str]
    entered_by: Sequence[str | None]
    stay_person: Any
    stays: Any


def _journeys(session: Session, names: Names, ids: list[str]) -> _Journeys:
    compiled = names.compiled
    found = bulk.fetch(
        session,
        "SELECT b.key, n.scenario, n.entry, n.entered_at, n.left_at, n.standing, n.version, n.id, n.event,"
        " n.converted_at, n.node, n.visit, n.arrived_at, n.due, n.planned_at, n.attempts, n.steps,"
        " n.skip_next, n.control, CAST(n.visits AS TEXT)"
        " FROM $rows CROSS JOIN enrolment AS n WHERE n.contact = b.value",
        (ids,),
    )
    found.sort(key=lambda row: row[:3])
    known = [row for row in found if row[1] in compiled.key_row]
    stays = np.zeros(len(known), tables.STAY)
    stay_person = np.array([row[0] for row in known], np.int64)
    stays["key"] = [compiled.key_row[row[1]] for row in known]
    stays["entry"] = [row[2] for row in known]
    stays["entered_at"] = [row[3] for row in known]
    stays["left_at"] = [FAR if row[4] is None else row[4] for row in known]
    active = [row for row in found if row[5] == Standing.ACTIVE.value]
    rows = np.zeros(len(active), tables.RUN)
    columns = list(zip(*active, strict=True)) or [()] * 20
    scenarios = [_version(names, row[1], row[6]) for row in active]
    rows["scenario"] = scenarios
    rows["entry"], rows["entered_at"] = columns[2], columns[3]
    rows["left_at"], rows["by"] = FAR, -1
    rows["event"] = -1
    rows["converted_at"] = [NEVER if minute is None else minute for minute in columns[9]]
    rows["node"] = [
        compiled.node_row.get((scenario, node), -1)
        for scenario, node in zip(scenarios, columns[10], strict=True)
    ]
    rows["visit"], rows["arrived_at"] = columns[11], columns[12]
    rows["due"] = [FAR if minute is None else minute for minute in columns[13]]
    rows["planned_at"] = [NEVER if minute is None else minute for minute in columns[14]]
    for name, column in zip(("attempts", "steps", "skip_next", "control"), columns[15:19], strict=True):
        rows[name] = column
    rows["ref"] = np.arange(len(active))
    visits = np.zeros((len(active), names.places), np.int32)
    for row, (scenario, text) in enumerate(zip(scenarios, columns[19], strict=True)):
        visits[row] = names.visits(scenario, text)
    person = np.array(columns[0], np.int64)
    rows["person"] = person
    return _Journeys(
        person=person,
        rows=rows,
        visits=visits,
        ids=columns[7],
        nodes=columns[10],
        entered_by=columns[8],
        stay_person=stay_person,
        stays=stays,
    )


def _version(names: Names, key: str, version: int) -> int:
    row = names.compiled.version_row.get((key, version))
    if row is None:
        raise NotFound(
            f"version {version} of scenario '{key}' has enrolments and is not in the rulebook; add it"
        )
    return row


# ── Dispatches ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class _Sends:
    unit: Any
    rows: Any
    fills: Any
    references: Sequence[str]
    last_contact: Any


def _sends(session: Session, names: Names, ids: list[str], unit_of: Any) -> _Sends:
    """What has left and fills the rules, in the order of each unit's."""
    compiled = names.compiled
    found = bulk.fetch(
        session,
        "SELECT b.key, s.at, s.key, s.weight, s.counts, s.ghost, s.scenario, s.node, s.category,"
        " CAST(s.channels AS TEXT) FROM $rows CROSS JOIN send AS s"
        " WHERE s.contact = b.value AND NOT s.void",
        (ids,),
    )
    units: list[int] = unit_of.tolist()
    found.sort(key=lambda row: (units[row[0]], row[1], row[2]))
    columns = list(zip(*found, strict=True)) or [()] * 10
    person = np.array(columns[0], np.int64)
    rows = np.zeros(len(found), tables.SEND)
    for name, column in zip(("at", "weight", "counts", "ghost"), (1, 3, 4, 5), strict=True):
        rows[name] = columns[column]
    rows["key"] = [compiled.key_row.get(key, -1) for key in columns[6]]
    rows["node"] = -1
    rows["ref"] = np.arange(len(found))
    fills = np.zeros((len(found), compiled.rule_words), np.int64)
    for row, of in enumerate(zip(columns[9], columns[8], columns[6], strict=True)):
        fills[row] = names.fills(*of)
    last = np.full(len(unit_of), -1, np.int64)
    real = rows["ghost"] == 0
    np.maximum.at(last, person[real], rows["at"][real])
    return _Sends(
        unit=unit_of[person],
        rows=rows,
        fills=fills,
        references=[
            f"{scenario or 'history'}/{node or '-'}@{at}"
            for scenario, node, at in zip(columns[6], columns[7], columns[1], strict=True)
        ],
        last_contact=last,
    )
