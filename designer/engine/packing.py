"""Counting units as arrays, and the kernel's answers as records: the readable form, some units at a time.

Whoever holds contacts as columns or rows makes the arrays of ``tables.People`` from them directly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from designer.domain.condition import Value
from designer.domain.contact import Event
from designer.domain.enrolment import (
    Decision,
    Dispatch,
    Enrolment,
    Mark,
    Outcome,
    Person,
    Refusal,
    Send,
    Standing,
    Stay,
    TaskOpened,
    Unit,
    Verdict,
    send_key,
)
from designer.domain.errors import NotFound
from designer.domain.scenario import Message, Update
from designer.domain.time import Minute
from designer.engine import kernel
from designer.engine import tables as t
from designer.engine.compile import CATEGORIES, CHANNEL_ROW, CHANNELS, Compiled, receipt_properties
from designer.engine.draws import identity

_VERDICTS = tuple(Verdict)
_STANDINGS = tuple(Standing)
_EVERY_ENTRY, _NO_ENTRY = -1, -2


class Packed:
    """Some units as arrays, and what their numbers refer to."""

    def __init__(self, compiled: Compiled, units: Sequence[Unit]) -> None:
        self.compiled = compiled
        self.units = units
        self.people: list[Person] = []
        #: Ids of events by ``ref``; sends by ``ref``.
        self.event_ids: list[str] = []
        self.sends: list[Send] = []
        #: Enrolments by ``ref``.
        self.enrolments: list[Enrolment] = []
        self._event_refs: dict[str, int] = {}
        self._events: list[Event] = []
        self._event_rows: list[tuple[int, ...]] = []
        self._send_rows: list[tuple[Any, ...]] = []
        self._fill_rows: list[tuple[int, ...]] = []
        self._run_rows: list[tuple[int, ...]] = []
        self._visit_rows: list[list[int]] = []
        self._stay_rows: list[tuple[int, ...]] = []
        self.arrays = self._pack()

    def _pack(self) -> t.People:
        compiled, units = self.compiled, self.units
        rows, unit_rows = [], []
        policy = compiled.policy
        timed = [entry.key for entry in compiled.book.timed_entries]
        marks: list[list[int]] = []
        levels: list[list[int]] = []
        for unit in units:
            people = sorted(unit.people, key=lambda one: one.id)
            unit_rows.append((len(self.people), len(people), len(self._send_rows), len(unit.sends)))
            last: dict[str, int] = {}
            places = {person.id: place for place, person in enumerate(people)}
            for send in sorted(unit.sends, key=lambda one: one.at):
                self._send(send, places.get(send.contact, -1))
                if not send.ghost:
                    last[send.contact] = max(last.get(send.contact, t.NEVER), send.at)
            for person in people:
                rows.append(self._person(person, last.get(person.id, t.NEVER)))
                self.people.append(person)
                marks.append([person.marks[key].at if key in person.marks else t.NEVER for key in timed])
                levels.append([int(key in person.marks and person.marks[key].level) for key in timed])
        people_rows = np.array(rows, t.PERSON) if rows else np.zeros(0, t.PERSON)
        answers = compiled.questions.of_people([person.attributes for person in self.people])
        people_rows["zone"] = answers.zone
        events = np.array(self._event_rows, t.EVENT) if self._event_rows else np.zeros(0, t.EVENT)
        names = [event.name for event in self._events]
        events["name"], masks = compiled.questions.of_events(
            names, [event.properties for event in self._events]
        )
        count, width = len(self.people), max(1, len(timed))
        return t.People(
            units=np.array(unit_rows, t.UNIT),
            people=people_rows,
            bits=answers.bits.view(np.int64),
            date_kind=_wide(answers.date_kind, np.int8),
            date=_wide(answers.date, np.int64),
            mark_at=np.array(marks, np.int64).reshape(count, len(timed))
            if timed
            else np.zeros((count, width), np.int64),
            mark_level=np.array(levels, np.int8).reshape(count, len(timed))
            if timed
            else np.zeros((count, width), np.int8),
            events=events,
            masks=masks.view(np.int64),
            runs=np.array(self._run_rows, t.RUN) if self._run_rows else np.zeros(0, t.RUN),
            visits=np.array(self._visit_rows, np.int32).reshape(
                len(self._visit_rows), max(1, int(policy["places"]))
            ),
            stays=np.array(self._stay_rows, t.STAY) if self._stay_rows else np.zeros(0, t.STAY),
            sends=np.array(self._send_rows, t.SEND) if self._send_rows else np.zeros(0, t.SEND),
            fills=np.array(self._fill_rows, np.int64).reshape(len(self._fill_rows), compiled.rule_words),
        )

    def _person(self, person: Person, last_contact: int) -> tuple[int, ...]:
        compiled = self.compiled
        heard = compiled.book.heard
        first_event, first_run, first_stay = len(self._events), len(self._run_rows), len(self._stay_rows)
        for event in person.events:
            if event.name in heard:
                self._event(event)
        for key, stays in person.stays.items():
            row = compiled.key_row.get(key)
            if row is not None:
                for stay in stays:
                    left = t.FAR if stay.left_at is None else stay.left_at
                    self._stay_rows.append((row, stay.entry, 0, stay.entered_at, left))
        for enrolment in person.enrolments:
            self._run(enrolment)
        lo, hi = identity(compiled.book.seed, person.id)
        return (
            0,
            sum(1 << CHANNEL_ROW[channel] for channel in person.suppressed),
            person.taken_to,
            lo,
            hi,
            first_event,
            len(self._events) - first_event,
            first_run,
            len(self._run_rows) - first_run,
            first_stay,
            len(self._stay_rows) - first_stay,
            last_contact,
        )

    def _event(self, event: Event) -> None:
        compiled, key, node, entry = self.compiled, -1, -1, _EVERY_ENTRY
        if event.name in ("task.done", "task.refused"):
            key, node, entry = about(compiled, event.properties)
        self._event_refs[event.id] = len(self.event_ids)
        self._event_rows.append((event.minute, -1, key, node, entry, len(self.event_ids), 0, 0))
        self.event_ids.append(event.id)
        self._events.append(event)

    def _send(self, send: Send, person: int) -> None:
        compiled = self.compiled
        key = compiled.key_row.get(send.scenario, -1) if send.scenario is not None else -1
        self._send_rows.append(
            (send.at, send.weight, int(send.counts), int(send.ghost), key, -1, person, len(self.sends))
        )
        self._fill_rows.append(compiled.fills(send.channels, send.category, send.scenario))
        self.sends.append(send)

    def _run(self, one: Enrolment) -> None:
        compiled = self.compiled
        version = compiled.version_row.get((one.scenario, one.version))
        if version is None:
            raise NotFound(
                f"version {one.version} of scenario '{one.scenario}' has enrolments "
                "and is not in the rulebook; add it"
            )
        scenario = compiled.versions[version]
        event = -1
        if one.event is not None:
            if one.event not in self._event_refs:
                self._event_refs[one.event] = len(self.event_ids)
                self.event_ids.append(one.event)
            event = self._event_refs[one.event]
        self._run_rows.append(
            (
                version,
                0,
                one.entry,
                compiled.node_row.get((version, one.node), -1),
                one.visit,
                one.attempts,
                one.steps,
                int(one.skip_next),
                int(one.control),
                t.ACTIVE,
                0,
                0,
                0,
                -1,
                one.entered_at,
                one.arrived_at,
                t.FAR if one.due is None else one.due,
                t.NEVER if one.planned_at is None else one.planned_at,
                t.FAR,
                t.NEVER if one.converted_at is None else one.converted_at,
                event,
                len(self.enrolments),
                t.NEVER,
            )
        )
        visits = [0] * max(1, int(compiled.policy["places"]))
        for place, node in enumerate(scenario.nodes):
            visits[place] = one.visits.get(node.id, 0)
        self._visit_rows.append(visits)
        self.enrolments.append(one)


def _wide(array: Any, dtype: Any) -> Any:
    """A column at least, where nobody asks for a date."""
    return array if array.shape[1] else np.zeros((len(array), 1), dtype)


def about(compiled: Compiled, properties: Mapping[str, Value]) -> tuple[int, int, int]:
    """The scenario's key, the node's name and the entry that a task's receipt is about."""
    key = compiled.key_row.get(str(properties.get("scenario")), -1)
    node = compiled.node_name(str(properties.get("node")))
    if "entry" not in properties:
        return key, node, _EVERY_ENTRY
    entry = str(properties["entry"])
    return (
        key,
        node,
        int(entry) if entry.isascii() and entry.isdigit() and str(int(entry)) == entry else _NO_ENTRY,
    )


# ── Room for the answers ────────────────────────────────────────────────────────────────────────────────


def room_for(compiled: Compiled, people: int, rows: int, *, state: bool = True) -> t.Out:
    """Room for the answers about so many people, with so many rows of each kind; without ``state`` nothing is
    kept of how they stand afterwards."""
    policy = compiled.policy
    kept = rows if state else 0
    whom = people if state else 0
    return t.Out(
        visits=np.zeros(rows, t.VISIT),
        decisions=np.zeros(rows, t.DECISION),
        fillers=np.zeros(rows, t.FILLER),
        refusals=np.zeros(rows, t.REFUSAL),
        updates=np.zeros(rows, t.UPDATED),
        tasks=np.zeros(rows, t.TASKED),
        reactions=np.zeros(rows, t.REACTION),
        runs=np.zeros(kept, t.RUN),
        run_visits=np.zeros((kept, max(1, int(policy["places"]))), np.int32),
        ends=np.zeros(whom, t.END),
        mark_at=np.zeros((whom, max(1, int(policy["timed"]))), np.int64),
        mark_level=np.zeros((whom, max(1, int(policy["timed"]))), np.int8),
        used=np.zeros(8, np.int64),
    )


def advance_all(packed: Packed, *, floor: Minute, until: Minute, rows: int = 256) -> t.Out:
    """Advance all units at once, with as much room as that takes."""
    compiled, bench = packed.compiled, 64
    tables, people = compiled.tables, packed.arrays
    work = kernel.workbench(tables.policy[0], bench)
    while True:
        out = room_for(compiled, len(people.people), rows)
        _, full = kernel.advance(tables, people, work, out, 0, len(people.units), floor, until)
        if full == 0:
            return out
        if full == 1:
            rows *= 2
        else:
            bench *= 2
            work = kernel.workbench(tables.policy[0], bench)


# ── Answers as records ──────────────────────────────────────────────────────────────────────────────────


def outcome_of(packed: Packed, out: t.Out, until: Minute) -> Outcome:
    """What was decided of the packed units up to a minute, as one outcome; their records are brought up to
    date in place."""
    outcome = _Reader(packed, out).read()
    for person in packed.people:
        person.taken_to = max(person.taken_to, until)
    return outcome


class _Reader:
    """Reads the kernel's answers back."""

    def __init__(self, packed: Packed, out: t.Out) -> None:
        self.packed, self.out, self.compiled = packed, out, packed.compiled
        self.outcome = Outcome()
        self.hosts: dict[int, tuple[Send, list[str]]] = {}
        self.keys: dict[int, str] = {}

    def read(self) -> Outcome:
        used = [int(number) for number in self.out.used]
        outcome = self.outcome
        for row in self.out.visits[: used[0]]:
            _, node = self.compiled.nodes[row["node"]]
            enrolment = f"{self._person(row).id}/{self._key(row)}/{row['entry']}"
            outcome.visits.append((enrolment, node.id, int(row["visit"]), int(row["at"])))
        outcome.node_steps = used[0]
        for place in range(used[1]):
            self._decision(place)
        for place in self.hosts:
            self._dispatch(place)
        for row in self.out.tasks[: used[5]]:
            self._task(row)
        outcome.events.sort(key=lambda event: event.minute)
        for event in outcome.events:
            owner = next(one for one in self.packed.people if one.id == event.contact)
            owner.events.append(event)
        for person in self.packed.people:
            person.events.sort(key=lambda event: (event.minute, event.at, event.id))
        for row in self.out.refusals[: used[3]]:
            self._refusal(row)
        for row in self.out.updates[: used[4]]:
            self._update(row)
        for place in range(used[7]):
            self._enrolment(place)
        for unit in self.packed.units:
            unit.sends.sort(key=lambda send: (send.at, send.key))
        self._people()
        return outcome

    def _person(self, row: Any) -> Person:
        return self.packed.people[int(row["person"])]

    def _key(self, row: Any) -> str:
        return self.compiled.versions[int(row["scenario"])].key

    def _unit_of(self, person: Person) -> Unit:
        return next(unit for unit in self.packed.units if any(one is person for one in unit.people))

    def _decision(self, place: int) -> None:
        row, compiled = self.out.decisions[place], self.compiled
        person = self._person(row)
        version, node = compiled.nodes[row["node"]]
        assert isinstance(node, Message)
        verdict = _VERDICTS[row["verdict"]]
        scenario, number = compiled.versions[version], compiled.version_numbers[version]
        channel, category = CHANNELS[row["channel"]], CATEGORIES[row["category"]]
        key = None
        if verdict in (Verdict.SENT, Verdict.CONTROL):
            key = self.keys[place] = send_key(
                scenario.key, number, node.id, person.id, int(row["entry"]), int(row["visit"])
            )
            offer = compiled.tables.offers[compiled.offer_row[int(row["node"]), int(row["channel"])]]
            send = Send(
                key=key,
                contact=person.id,
                at=int(row["at"]),
                channels=frozenset((channel,)),
                category=category,
                weight=float(offer["weight"]),
                counts=compiled.book.policy.rule_of(category).counts,
                scenario=scenario.key,
                node=node.id,
                ghost=verdict is Verdict.CONTROL,
            )
            self.hosts[place] = send, [node.template] if node.template else []
        elif verdict is Verdict.MERGED:
            self._merge(place, node)
            key = self.keys[place - int(row["carrier"])]
        fillers = range(row["first_filler"], row["first_filler"] + row["fillers"])
        self.outcome.decisions.append(
            Decision(
                contact=person.id,
                at=int(row["at"]),
                scenario=scenario.key,
                version=number,
                entry=int(row["entry"]),
                node=node.id,
                visit=int(row["visit"]),
                attempt=int(row["attempt"]),
                channel=channel,
                category=category,
                verdict=verdict,
                due_at=int(row["due_at"]),
                rule=compiled.rule_names[row["rule"]] or None,
                blocked_by=tuple(sorted(self._reference(self.out.fillers[one]) for one in fillers)),
                next_at=None if row["next_at"] == t.NEVER else int(row["next_at"]),
                send_key=key,
                inversion=bool(row["inversion"]),
            )
        )

    def _merge(self, place: int, node: Message) -> None:
        row, compiled = self.out.decisions[place], self.compiled
        carrier = place - int(row["carrier"])
        send, templates = self.hosts[carrier]
        offer = compiled.tables.offers[compiled.offer_row[int(row["node"]), int(row["channel"])]]
        if offer["weight"] > send.weight:
            send = replace(send, weight=float(offer["weight"]))
        if node.template:
            templates.append(node.template)
        self.hosts[carrier] = send, templates

    def _reference(self, row: Any) -> str:
        if row["node"] >= 0:
            version, node = self.compiled.nodes[row["node"]]
            return f"{self.compiled.versions[version].key}/{node.id}@{row['at']}"
        return self.packed.sends[int(row["ref"])].reference

    def _dispatch(self, place: int) -> None:
        row, compiled = self.out.decisions[place], self.compiled
        send, templates = self.hosts[place]
        person = self._person(row)
        self._unit_of(person).sends.append(send)
        if send.ghost:
            return
        version, node = compiled.nodes[row["node"]]
        assert isinstance(node, Message)
        channel = CHANNELS[row["channel"]]
        self.outcome.dispatches.append(
            Dispatch(
                send=send,
                version=compiled.version_numbers[version],
                entry=int(row["entry"]),
                visit=int(row["visit"]),
                channel=channel,
                templates=tuple(templates),
                event=self._entered_by(row),
            )
        )
        self.outcome.events.append(
            Event(
                id=f"{send.key}#sent",
                contact=send.contact,
                name="message.sent",
                at=send.at * 60,
                minute=send.at,
                properties=receipt_properties(compiled.versions[version], node, channel),
            )
        )

    def _entered_by(self, row: Any) -> str | None:
        """The event that entered the enrolment of a decision."""
        used = int(self.out.used[7])
        for run in self.out.runs[:used]:
            if (
                run["person"] == row["person"]
                and run["scenario"] == row["scenario"]
                and run["entry"] == row["entry"]
            ):
                return self._event_id(int(run["event"]))
        return None

    def _event_id(self, ref: int) -> str | None:
        if ref == -1:
            return None
        if ref >= 0:
            return self.packed.event_ids[ref]
        place = (-2 - ref) // 2 if ref % 2 == 0 else (-3 - ref) // 2
        if ref % 2 == 0:
            return f"{self.keys[place]}#sent"
        row = self.out.tasks[place]
        return f"{self._enrolment_id(row)}/{self._node_id(row)}/{row['visit']}#expired"

    def _enrolment_id(self, row: Any) -> str:
        return f"{self._person(row).id}/{self._key(row)}/{row['entry']}"

    def _node_id(self, row: Any) -> str:
        return self.compiled.nodes[int(row["node"])][1].id

    def _task(self, row: Any) -> None:
        person, key, node = self._person(row), self._key(row), self._node_id(row)
        if row["expired"]:
            self.outcome.events.append(
                Event(
                    id=f"{self._enrolment_id(row)}/{node}/{row['visit']}#expired",
                    contact=person.id,
                    name="task.expired",
                    at=int(row["at"]) * 60,
                    minute=int(row["at"]),
                    properties={"scenario": key, "node": node, "entry": int(row["entry"])},
                )
            )
            return
        self.outcome.tasks.append(
            TaskOpened(
                contact=person.id,
                at=int(row["at"]),
                scenario=key,
                version=self.compiled.version_numbers[row["scenario"]],
                entry=int(row["entry"]),
                node=node,
                visit=int(row["visit"]),
                expires_at=None if row["expires_at"] == t.FAR else int(row["expires_at"]),
            )
        )

    def _refusal(self, row: Any) -> None:
        by = int(row["by"])
        self.outcome.refusals.append(
            Refusal(
                contact=self._person(row).id,
                at=int(row["at"]),
                scenario=self.compiled.open[row["entry"]].key,
                reason=t.REFUSALS[row["reason"]],
                by=None if by < 0 else self.compiled.keys[by],
            )
        )

    def _update(self, row: Any) -> None:
        person = self._person(row)
        _, node = self.compiled.nodes[row["node"]]
        assert isinstance(node, Update)
        person.attributes.update(node.set)
        self.outcome.updates.setdefault(person.id, {}).update(node.set)

    def _enrolment(self, place: int) -> None:
        row, compiled = self.out.runs[place], self.compiled
        person, scenario = self._person(row), self.compiled.versions[row["scenario"]]
        if row["ref"] >= 0:
            one = self.packed.enrolments[row["ref"]]
        else:
            one = Enrolment(
                contact=person.id,
                scenario=scenario.key,
                version=compiled.version_numbers[row["scenario"]],
                entry=int(row["entry"]),
                entered_at=int(row["entered_at"]),
                node="",
                arrived_at=0,
                event=self._event_id(int(row["event"])),
                control=bool(row["control"]),
            )
            self.outcome.entered.append(one)
            person.enrolments.append(one)
        if not row["touched"]:
            return
        if row["node"] >= 0:
            one.node = self._node_id(row)
        one.visit, one.attempts, one.steps = int(row["visit"]), int(row["attempts"]), int(row["steps"])
        one.arrived_at = int(row["arrived_at"])
        one.due = None if row["due"] == t.FAR else int(row["due"])
        one.planned_at = None if row["planned_at"] == t.NEVER else int(row["planned_at"])
        one.skip_next = bool(row["skip_next"])
        one.converted_at = None if row["converted_at"] == t.NEVER else int(row["converted_at"])
        one.visits = {
            node.id: int(count)
            for node, count in zip(scenario.nodes, self.out.run_visits[place], strict=False)
            if count
        }
        one.standing = _STANDINGS[row["standing"]]
        if one.standing is not Standing.ACTIVE:
            one.left_at = int(row["left_at"])
            one.reason = self._reason(row)
            person.enrolments.remove(one)
        self._stay(person, one)
        self.outcome.changed[one.id] = one

    def _reason(self, row: Any) -> str:
        match row["reason"]:
            case t.BY_PREVAILED:
                return f"prevailed:{self.compiled.keys[row['by']]}"
            case t.BY_BLOCKED:
                return f"blocked:{self.compiled.rule_names[row['by']]}"
            case reason:
                return t.LEAVINGS[reason]

    def _stay(self, person: Person, one: Enrolment) -> None:
        stays = person.stays.setdefault(one.scenario, [])
        stay = Stay(entry=one.entry, entered_at=one.entered_at, left_at=one.left_at)
        for place, known in enumerate(stays):
            if known.entry == one.entry:
                stays[place] = stay
                return
        stays.append(stay)

    def _people(self) -> None:
        timed = [entry.key for entry in self.compiled.book.timed_entries]
        for place, person in enumerate(self.packed.people):
            due = int(self.out.ends[place]["next_due"])
            self.outcome.next_due[person.id] = None if due >= t.FAR else due
            for column, key in enumerate(timed):
                at = int(self.out.mark_at[place, column])
                mark = Mark(at=at, level=bool(self.out.mark_level[place, column]))
                if at != t.NEVER and person.marks.get(key) != mark:
                    person.marks[key] = self.outcome.marks[person.id, key] = mark
