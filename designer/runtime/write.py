"""From what the kernel decided to rows: everything of a batch in the transaction that it was read in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from designer.domain import campaigns
from designer.domain.channel import Category, Channel
from designer.domain.condition import Value
from designer.domain.enrolment import Standing, Verdict
from designer.domain.scenario import TaskNode, Update
from designer.domain.time import Minute
from designer.engine import tables
from designer.engine.tables import ACTIVE, FAR, HELD_OUT, MERGED, NEVER, SENT, TASK, Out
from designer.runtime.load import Loaded
from designer.runtime.names import Names
from designer.store import bulk, documents
from designer.store.contacts import search_words
from designer.store.models import (
    ContactRow,
    Cursor,
    DecisionRow,
    EnrolmentRow,
    EventRow,
    NodeTally,
    OutboxRow,
    RefusalRow,
    RefusalTally,
    SendRow,
    TaskRow,
    WalkRow,
)
from designer.store.models.base import table_of

#: Refusals that are only counted: whoever is not of the audience is not news.
_ONLY_COUNTED = frozenset({"audience"})

_CHANNELS = np.array([channel.value for channel in Channel], object)
_CATEGORIES = np.array([category.value for category in Category], object)
_VERDICTS = np.array([verdict.value for verdict in Verdict], object)
_STANDINGS = np.array([standing.value for standing in Standing], object)


@dataclass(kw_only=True)
class Written:
    """Figures of what was written."""

    contacts: int = 0
    entries: int = 0
    node_steps: int = 0
    dispatches: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    #: Contacts whose planning failed, and seconds spent planning.
    set_aside: int = 0
    planner_s: float = 0.0

    def __iadd__(self, other: Written) -> Written:
        self.contacts += other.contacts
        self.entries += other.entries
        self.node_steps += other.node_steps
        self.dispatches += other.dispatches
        self.decisions += other.decisions
        return self


def write_decided(session: Session, names: Names, loaded: Loaded, out: Out, until: Minute) -> Written:
    """Write what was decided up to ``until``, but for when whom is looked at next.

    Part of the caller's transaction.
    """
    return _Writing(session, names, loaded, out, until).write()


class _Writing:
    """One filled ``Out`` on its way to the tables."""

    def __init__(self, session: Session, names: Names, loaded: Loaded, out: Out, until: Minute) -> None:
        self.session, self.names, self.loaded, self.until = session, names, loaded, until
        self.compiled = names.compiled
        used = out.used.tolist()
        self.visits = out.visits[: used[0]]
        self.decisions = out.decisions[: used[1]]
        self.fillers = out.fillers[: used[2]]
        self.refusals = out.refusals[: used[3]]
        self.updates = out.updates[: used[4]]
        self.tasks = out.tasks[: used[5]]
        touched = np.flatnonzero(out.runs["touched"][: used[7]])
        self.runs, self.run_visits = out.runs[touched], out.run_visits[touched]

    def write(self) -> Written:
        """Write all of it."""
        self._enrolments()
        self._receipts()
        self._decisions()
        self._visits()
        self._tallies()
        self._refusals()
        self._tasks()
        self._attributes()
        verdicts = np.bincount(self.decisions["verdict"], minlength=len(_VERDICTS)).tolist()
        return Written(
            entries=int(np.count_nonzero(self.runs["fresh"])),
            node_steps=len(self.visits),
            dispatches=verdicts[SENT],
            decisions=Counter({_VERDICTS[place]: n for place, n in enumerate(verdicts) if n}),
        )

    def _contacts(self, rows: Any) -> list[str]:
        return self._ids[rows["person"]].tolist()  # type: ignore[no-any-return]

    @cached_property
    def _ids(self) -> Any:
        return np.array(self.loaded.ids, object)

    def _enrolment_ids(self, rows: Any) -> list[str]:
        """``contact/scenario/entry`` of rows that have a person, a version and an entry."""
        keys = self.names.keys[rows["scenario"]].tolist()
        return [
            f"{contact}/{key}/{entry}"
            for contact, key, entry in zip(self._contacts(rows), keys, rows["entry"].tolist(), strict=True)
        ]

    # ── Journeys ────────────────────────────────────────────────────────────────────────────────────────

    def _enrolments(self) -> None:
        runs = self.runs
        fresh = runs["fresh"] != 0
        columns = {
            "id": self._run_ids,
            "node": self._run_nodes(),
            "visit": runs["visit"].tolist(),
            "arrived_at": runs["arrived_at"].tolist(),
            "due": _or_none(runs["due"], FAR),
            "planned_at": _or_none(runs["planned_at"], NEVER),
            "attempts": runs["attempts"].tolist(),
            "visits": [
                self.names.visits_text(scenario, row.tobytes())
                for scenario, row in zip(runs["scenario"].tolist(), self.run_visits, strict=True)
            ],
            "steps": runs["steps"].tolist(),
            "skip_next": (runs["skip_next"] != 0).tolist(),
            "standing": _STANDINGS[runs["standing"]].tolist(),
            "reason": self._reasons(),
            "left_at": _or_none(runs["left_at"], FAR),
            "converted_at": _or_none(runs["converted_at"], NEVER),
        }
        bulk.update_columns(self.session, EnrolmentRow, "id", _where(columns, ~fresh))
        columns |= {
            "contact": self._contacts(runs),
            "scenario": self.names.keys[runs["scenario"]].tolist(),
            "version": self.names.numbers[runs["scenario"]].tolist(),
            "entry": runs["entry"].tolist(),
            "entered_at": runs["entered_at"].tolist(),
            "event": self._entered_by,
            "control": (runs["control"] != 0).tolist(),
        }
        bulk.insert_columns(self.session, EnrolmentRow, _where(columns, fresh))

    @cached_property
    def _run_ids(self) -> list[str]:
        known = self.loaded.runs
        made = self._enrolment_ids(self.runs)
        return [
            known[ref] if ref >= 0 else id_ for ref, id_ in zip(self.runs["ref"].tolist(), made, strict=True)
        ]

    def _run_nodes(self) -> list[str]:
        nodes: list[str] = self.names.node_ids[self.runs["node"]].tolist()
        for row in np.flatnonzero((self.runs["node"] < 0) & (self.runs["ref"] >= 0)).tolist():
            # it stands at a node that its version does not have, and stays there
            nodes[row] = self.loaded.nodes[self.runs["ref"][row]]
        return nodes

    def _reasons(self) -> list[str | None]:
        runs = self.runs
        reasons: list[str | None] = [None] * len(runs)
        for row in np.flatnonzero(runs["standing"] != ACTIVE).tolist():
            reason, by = tables.LEAVINGS[runs["reason"][row]], int(runs["by"][row])
            if reason == "prevailed":
                reason = f"{reason}:{self.compiled.keys[by]}"
            elif reason == "blocked":
                reason = f"{reason}:{self.names.rule_names[by]}"
            reasons[row] = reason
        return reasons

    @cached_property
    def _entered_by(self) -> list[str | None]:
        """The id of the event that entered each enrolment."""
        loaded = self.loaded
        found: list[str | None] = []
        for event, ref in zip(self.runs["event"].tolist(), self.runs["ref"].tolist(), strict=True):
            if ref >= 0:
                found.append(loaded.entered_by[ref])
            elif event >= 0:
                found.append(loaded.events[event])
            elif event == -1:
                found.append(None)
            else:
                # a receipt of this very call: of the message of that decision, or of that task
                place, of_task = divmod(-2 - event, 2)
                found.append(self._expired_ids[place] if of_task else f"{self._keys[place]}#sent")
        return found

    def _visits(self) -> None:
        visits = self.visits
        texts = zip(
            self.names.node_texts[visits["node"]].tolist(),
            visits["visit"].tolist(),
            visits["at"].tolist(),
            strict=True,
        )
        parts = [f"[{node},{visit},{at}]" for node, visit, at in texts]
        # mostly an enrolment's nodes come one after the other
        other = np.zeros(len(visits), bool)
        other[:1] = True
        for name in ("person", "scenario", "entry"):
            other[1:] |= visits[name][1:] != visits[name][:-1]
        starts = np.flatnonzero(other)
        ends = [*starts[1:].tolist(), len(visits)]
        walks: dict[tuple[int, int, int], list[str]] = {}
        for run, start, end in zip(_run_of(visits[starts]), starts.tolist(), ends, strict=False):
            if run in walks:
                walks[run] += parts[start:end]
            else:
                walks[run] = parts[start:end]
        stands = dict(
            zip(
                _run_of(self.runs),
                zip(self._run_ids, self.runs["steps"].tolist(), strict=True),
                strict=True,
            )
        )
        bulk.insert_columns(
            self.session,
            WalkRow,
            {
                "enrolment": [stands[run][0] for run in walks],
                "step": [stands[run][1] - len(nodes) + 1 for run, nodes in walks.items()],
                "nodes": [f"[{','.join(nodes)}]" for nodes in walks.values()],
            },
        )

    def _tallies(self) -> None:
        nodes = self.names.nodes
        passed = np.bincount(self.visits["node"], minlength=len(nodes))
        left = np.isin(self.decisions["verdict"], (SENT, MERGED))
        sent = np.bincount(self.decisions["node"][left], minlength=len(nodes))
        self._add_up(
            NodeTally,
            ("scenario", "version", "node"),
            [
                dict(
                    zip(("scenario", "version", "node"), nodes[row], strict=True),
                    visits=int(passed[row]),
                    sent=int(sent[row]),
                )
                for row in np.flatnonzero(passed + sent).tolist()
                # campaigns have no published version whose nodes could be counted
                if nodes[row][1] != campaigns.VERSION
            ],
        )

    def _refusals(self) -> None:
        refusals = self.refusals
        keys = self.names.entries[refusals["entry"]].tolist()
        reasons = [tables.REFUSALS[reason] for reason in refusals["reason"].tolist()]
        by = [self.compiled.keys[key] if key >= 0 else None for key in refusals["by"].tolist()]
        columns = {
            "contact": self._contacts(refusals),
            "scenario": keys,
            "at": refusals["at"].tolist(),
            "reason": reasons,
            "by": by,
        }
        told = np.array([reason not in _ONLY_COUNTED for reason in reasons], bool)
        bulk.insert_columns(self.session, RefusalRow, _where(columns, told))
        counted = Counter(zip(keys, reasons, strict=True))
        self._add_up(
            RefusalTally,
            ("scenario", "reason"),
            [{"scenario": s, "reason": r, "count": n} for (s, r), n in sorted(counted.items())],
        )

    def _add_up(self, table: type[Any], key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add figures to rows that may not be there yet."""
        if not rows:
            return
        make: Any = sqlite.insert if bulk.is_sqlite(self.session) else postgresql.insert
        statement = make(table_of(table))
        statement = statement.on_conflict_do_update(
            index_elements=list(key),
            set_={
                name: table_of(table).c[name] + statement.excluded[name]
                for name in rows[0]
                if name not in key
            },
        )
        self.session.connection().execute(statement, list(rows))

    # ── Messages ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _hosts(self) -> Any:
        """For each decision, the place of the one whose dispatch it is or joined; -1: none."""
        verdicts, places = self.decisions["verdict"], np.arange(len(self.decisions))
        hosts = np.where((verdicts == SENT) | (verdicts == HELD_OUT), places, -1)
        merged = verdicts == MERGED
        hosts[merged] = places[merged] - self.decisions["carrier"][merged]
        return hosts

    @cached_property
    def _decided_ids(self) -> list[str]:
        """The enrolment of each decision."""
        return self._enrolment_ids(self.decisions)

    @cached_property
    def _keys(self) -> list[str | None]:
        """For each decision, the key under which the message left."""
        rows = self.decisions
        prefixes = self.names.prefixes[rows["node"]].tolist()
        own = [
            f"{prefix}{contact}/{entry}.{visit}"
            for prefix, contact, entry, visit in zip(
                prefixes, self._contacts(rows), rows["entry"].tolist(), rows["visit"].tolist(), strict=True
            )
        ]
        return [own[host] if host >= 0 else None for host in self._hosts.tolist()]

    def _decisions(self) -> None:
        rows = self.decisions
        contacts, keys = self._contacts(rows), self._keys
        scenarios = self.names.keys[rows["scenario"]].tolist()
        nodes = self.names.node_ids[rows["node"]].tolist()
        versions = self.names.numbers[rows["scenario"]].tolist()
        entries, visits, ats = rows["entry"].tolist(), rows["visit"].tolist(), rows["at"].tolist()
        channels, categories = _CHANNELS[rows["channel"]].tolist(), _CATEGORIES[rows["category"]].tolist()
        bulk.insert_columns(
            self.session,
            DecisionRow,
            {
                "enrolment": self._decided_ids,
                "node": nodes,
                "visit": visits,
                "attempt": rows["attempt"].tolist(),
                "contact": contacts,
                "scenario": scenarios,
                "version": versions,
                "entry": entries,
                "at": ats,
                "channel": channels,
                "category": categories,
                "verdict": _VERDICTS[rows["verdict"]].tolist(),
                "due_at": rows["due_at"].tolist(),
                "rule": self.names.rule_names[rows["rule"]].tolist(),
                "blocked_by": self._blocked_by(),
                "next_at": _or_none(rows["next_at"], NEVER),
                "send_key": keys,
                "inversion": (rows["inversion"] != 0).tolist(),
            },
        )
        left = (rows["verdict"] == SENT) | (rows["verdict"] == HELD_OUT)
        weights = self.names.weights[rows["node"], rows["channel"]]
        merged = np.flatnonzero(rows["verdict"] == MERGED)
        np.maximum.at(weights, self._hosts[merged], weights[merged])
        sends = {
            "key": keys,
            "contact": contacts,
            "at": ats,
            "channels": [f'["{channel}"]' for channel in channels],
            "category": categories,
            "weight": weights.tolist(),
            "counts": self.names.counts[rows["node"]].tolist(),
            "scenario": scenarios,
            "node": nodes,
            "ghost": (rows["verdict"] == HELD_OUT).tolist(),
            "void": [False] * len(rows),
        }
        bulk.insert_columns(self.session, SendRow, _where(sends, left))
        real = rows["verdict"] == SENT
        templates, pins = self._templates()
        messages = {
            "send_key": keys,
            "contact": contacts,
            "scenario": scenarios,
            "version": versions,
            "entry": entries,
            "node": nodes,
            "visit": visits,
            "at": ats,
            "channel": channels,
            "category": categories,
            "templates": templates,
            "pins": pins,
            "decided_to": [self.until] * len(rows),
            "event": self._events_of_decisions(),
            "state": ["pending"] * len(rows),
            "attempts": [0] * len(rows),
            "next_try": [0.0] * len(rows),
        }
        bulk.insert_columns(self.session, OutboxRow, _where(messages, real))

    def _blocked_by(self) -> list[str]:
        texts = ["[]"] * len(self.decisions)
        for row in np.flatnonzero(self.decisions["fillers"]).tolist():
            first, count = int(self.decisions["first_filler"][row]), int(self.decisions["fillers"][row])
            texts[row] = bulk.json_text(
                sorted(self._reference(one) for one in self.fillers[first : first + count])
            )
        return texts

    def _reference(self, filler: Any) -> str:
        if filler["ref"] >= 0:
            return self.loaded.sends[int(filler["ref"])]
        key, _version, node = self.names.nodes[filler["node"]]
        return f"{key}/{node}@{filler['at']}"

    def _templates(self) -> tuple[list[str], list[str]]:
        """For each decision as a dispatch: the keys of its templates and their pinned versions."""
        nodes = self.decisions["node"]
        templates = self.names.template_texts[nodes].tolist()
        pins = self.names.pin_texts[nodes].tolist()
        joined: dict[int, list[int]] = {}
        for row in np.flatnonzero(self.decisions["verdict"] == MERGED).tolist():
            joined.setdefault(int(self._hosts[row]), []).append(row)
        for host, guests in joined.items():
            own = [self.names.templates.get(int(nodes[row])) for row in (host, *guests)]
            given = [one for one in own if one is not None]
            templates[host] = bulk.json_text([template for template, _pin in given])
            pins[host] = bulk.json_text([pin for _template, pin in given])
        return templates, pins

    def _events_of_decisions(self) -> list[str | None]:
        """The id of the event that entered the enrolment of each decision."""
        runs = self.runs
        of = dict(
            zip(
                zip(runs["person"].tolist(), runs["scenario"].tolist(), runs["entry"].tolist(), strict=True),
                self._entered_by,
                strict=True,
            )
        )
        rows = self.decisions
        return [
            of[run]
            for run in zip(
                rows["person"].tolist(), rows["scenario"].tolist(), rows["entry"].tolist(), strict=True
            )
        ]

    # ── Receipts and tasks ──────────────────────────────────────────────────────────────────────────────

    def _receipts(self) -> None:
        rows = self.decisions
        sent = rows["verdict"] == SENT
        contacts, ats = self._contacts(rows), rows["at"].tolist()
        columns = {
            "id": [f"{key}#sent" for key in self._keys],
            "contact": contacts,
            "name": ["message.sent"] * len(rows),
            "at": [at * 60 for at in ats],
            "minute": ats,
            "properties": [
                self.names.receipt(node, channel)
                for node, channel in zip(rows["node"].tolist(), rows["channel"].tolist(), strict=True)
            ],
        }
        bulk.insert_columns(self.session, EventRow, _where(columns, sent))
        expired = np.flatnonzero(self.tasks["expired"])
        gone = self.tasks[expired]
        bulk.insert_columns(
            self.session,
            EventRow,
            {
                "id": [self._expired_ids[row] for row in expired.tolist()],
                "contact": self._contacts(gone),
                "name": ["task.expired"] * len(gone),
                "at": (gone["at"] * 60).tolist(),
                "minute": gone["at"].tolist(),
                "properties": [
                    bulk.json_text({"scenario": key, "node": node, "entry": entry})
                    for key, node, entry in zip(
                        self.names.keys[gone["scenario"]].tolist(),
                        self.names.node_ids[gone["node"]].tolist(),
                        gone["entry"].tolist(),
                        strict=True,
                    )
                ],
            },
        )

    @cached_property
    def _expired_ids(self) -> list[str]:
        rows = self.tasks
        return [
            f"{enrolment}/{node}/{visit}#expired"
            for enrolment, node, visit in zip(
                self._enrolment_ids(rows),
                self.names.node_ids[rows["node"]].tolist(),
                rows["visit"].tolist(),
                strict=True,
            )
        ]

    def _tasks(self) -> None:
        opened = self.tasks[self.tasks["expired"] == 0]
        nodes = [self.compiled.nodes[row][1] for row in opened["node"].tolist()]
        ids = self._enrolment_ids(opened)
        bulk.insert_columns(
            self.session,
            TaskRow,
            {
                "enrolment": ids,
                "contact": self._contacts(opened),
                "scenario": self.names.keys[opened["scenario"]].tolist(),
                "version": self.names.numbers[opened["scenario"]].tolist(),
                "node": self.names.node_ids[opened["node"]].tolist(),
                "visit": opened["visit"].tolist(),
                "queue": [node.queue if isinstance(node, TaskNode) else "" for node in nodes],
                "label": [bulk.json_text(_plain(node.label)) for node in nodes],
                "opened_at": opened["at"].tolist(),
                "expires_at": _or_none(opened["expires_at"], FAR),
                "state": ["open"] * len(opened),
            },
        )
        self._close_tasks(ids)

    def _close_tasks(self, opened: Sequence[str]) -> None:
        """Close the tasks of enrolments that have gone on without an answer: expired, or left before."""
        known = self.runs["ref"] >= 0
        at_task = np.zeros(len(self.runs), bool)
        before = self.loaded.people.runs["node"][self.runs["ref"][known]]
        at_task[known] = (before >= 0) & (self.compiled.tables.nodes["kind"][before] == TASK)
        ids = {*compress(self._run_ids, at_task.tolist()), *opened}
        if not ids:
            return
        places = {id_: place for place, id_ in enumerate(self._run_ids)}
        gone = self.tasks[self.tasks["expired"] != 0]
        expired = set(
            zip(
                self._contacts(gone),
                self.names.keys[gone["scenario"]].tolist(),
                self.names.node_ids[gone["node"]].tolist(),
                strict=True,
            )
        )
        ended: list[tuple[int, str, Minute | None]] = []
        for id_, enrolment, contact, scenario, node, visit, expires_at in bulk.fetch(
            self.session,
            "SELECT t.id, t.enrolment, t.contact, t.scenario, t.node, t.visit, t.expires_at"
            " FROM $rows CROSS JOIN task AS t"
            " WHERE t.enrolment = b.value AND t.state = 'open'",
            (sorted(ids),),
        ):
            run = self.runs[places[enrolment]]
            if run["standing"] == ACTIVE and (self.names.node_ids[run["node"]], run["visit"]) == (
                node,
                visit,
            ):
                continue
            over = expires_at is not None and (contact, scenario, node) in expired
            left_at = None if run["left_at"] == FAR else int(run["left_at"])
            ended.append((id_, "expired", expires_at) if over else (id_, "cancelled", left_at))
        columns = ("id", "state", "closed_at")
        bulk.update_columns(
            self.session, TaskRow, "id", {name: [row[k] for row in ended] for k, name in enumerate(columns)}
        )

    # ── Contacts ────────────────────────────────────────────────────────────────────────────────────────

    def _attributes(self) -> None:
        changed: dict[int, dict[str, Value]] = {}
        for person, row in zip(self.updates["person"].tolist(), self.updates["node"].tolist(), strict=True):
            node = self.compiled.nodes[row][1]
            assert isinstance(node, Update)
            changed.setdefault(person, {}).update(node.set)
        if not changed:
            return
        ids = [self.loaded.ids[person] for person in changed]
        attributes = [{**self.loaded.attributes[person], **values} for person, values in changed.items()]
        bulk.update_columns(
            self.session,
            ContactRow,
            "id",
            {
                "id": ids,
                "attributes": [bulk.json_text(values) for values in attributes],
                "search": [search_words(id_, values) for id_, values in zip(ids, attributes, strict=True)],
            },
        )
        unit = self.names.rules.book.policy.unit
        keys = [documents.unit_key(unit, id_, values) for id_, values in zip(ids, attributes, strict=True)]
        bulk.update_columns(self.session, Cursor, "contact", {"contact": ids, "unit": keys})


def write_cursors(session: Session, names: Names, loaded: Loaded, out: Out, until: Minute) -> None:
    """Say how far the planner is with each contact, and when it looks again.

    Part of the caller's transaction.
    """
    dues: list[Minute | None] = []
    for next_due, coming in zip(out.ends["next_due"].tolist(), loaded.coming, strict=True):
        due = next_due if coming is None else min(next_due, coming)
        # Whatever the planner says, a contact just planned is not due again within the same span.
        dues.append(None if due >= FAR else max(due, until + 1))
    taken = np.maximum(loaded.people.people["taken_to"], until).tolist()
    columns: bulk.Columns = {"contact": loaded.ids, "due": dues, "taken_to": taken}
    aside = np.array(loaded.aside, bool)
    timed = slice(len(names.timed))
    changed = out.mark_at[:, timed] != loaded.people.mark_at[:, timed]
    changed |= out.mark_level[:, timed] != loaded.people.mark_level[:, timed]
    remarked = changed.any(axis=1) | aside
    bulk.update_columns(session, Cursor, "contact", _where(columns, ~remarked))
    marks = {
        **_where(columns, remarked),
        "marks": [_marks_text(names, loaded, out, row) for row in np.flatnonzero(remarked).tolist()],
    }
    marks |= {"set_aside": [None] * len(marks["contact"]), "failures": [0] * len(marks["contact"])}
    bulk.update_columns(session, Cursor, "contact", marks)


def _marks_text(names: Names, loaded: Loaded, out: Out, row: int) -> str:
    marks: dict[str, Any] = dict(loaded.marks[row])
    for column, key in enumerate(names.timed):
        at = int(out.mark_at[row, column])
        if at != NEVER:
            marks[key] = [at, bool(out.mark_level[row, column])]
    return bulk.json_text(marks)


def _run_of(rows: Any) -> list[tuple[int, int, int]]:
    """What tells one enrolment from another within an answer: person, version, entry."""
    return list(zip(rows["person"].tolist(), rows["scenario"].tolist(), rows["entry"].tolist(), strict=True))


def _where(columns: bulk.Columns, mask: Any) -> bulk.Columns:
    """The rows where the mask holds."""
    if mask.all():
        return columns
    wanted = mask.tolist()
    return {name: list(compress(values, wanted)) for name, values in columns.items()}


def _or_none(minutes: Any, nothing: int) -> list[Minute | None]:
    return [None if minute == nothing else minute for minute in minutes.tolist()]


def _plain(label: Any) -> Any:
    return dict(label) if isinstance(label, Mapping) else label
