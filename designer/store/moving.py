"""What becomes of the contacts inside when a scenario is published again: they end their run on the version
they entered, go on in the new one, or leave.

A contact that goes on in the same step is left standing: its arrival, its attempts and its planned message
stay, and a wait is over at its arrival and the new duration, not before now. One that goes on elsewhere is
put before that step and enters it at the next minute by the planner itself, as any contact does. What has
left, or waits in the outbox, is not touched; nobody is put where a message that it has been sent lies ahead.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, case, cast, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from designer.domain.moving import before, stays, step_of
from designer.domain.scenario import Message, Node, Scenario, TaskNode, UntilDate, UntilTime, Wait, WaitEvent
from designer.domain.time import Duration, Minute
from designer.engine.calendar import next_local_time, zone_named, zone_of
from designer.store import bulk, documents, workspace
from designer.store.models import EnrolmentRow, MoveRow, NodeTally, ScenarioVersion, TaskRow, WalkRow
from designer.store.models.base import table_of
from designer.store.standing import Answer, Versions, answers, inside
from designer.store.values import from_json

#: Why they left, where it took them out.
REPUBLISHED = "republished"
#: Enrolments rewritten at once.
_CHUNK = 5000

_ONLY = {"synchronize_session": False}

_STANDING = (
    "SELECT n.id, n.visit, n.arrived_at, n.due, n.attempts, n.steps, CAST(n.visits AS TEXT), '{}'"
    " FROM enrolment AS n WHERE n.scenario = ? AND n.standing = 'active' AND n.version = ? AND n.node = ?"
    " AND n.id > ? ORDER BY n.id LIMIT ?"
)
_WITH_ZONES = _STANDING.replace("'{}'", "CAST(k.attributes AS TEXT)").replace(
    "AS n WHERE", "AS n JOIN contact AS k ON k.id = n.contact WHERE"
)


@dataclass(kw_only=True)
class Moved:
    """What became of them."""

    policy: str
    moved: int = 0
    left: int = 0
    kept: int = 0
    #: Steps of the new version that contacts entered by it.
    entered: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        """As the version keeps it."""
        return {"policy": self.policy, "moved": self.moved, "left": self.left, "kept": self.kept}


def carry_out(
    session: Session,
    key: str,
    number: int,
    new: Scenario,
    policy: str,
    mapping: Mapping[tuple[int, str], Answer],
) -> Moved:
    """Do with the contacts inside what a publication says. Part of the caller's transaction.

    Raises as :func:`answers` does.
    """
    outcome = Moved(policy=policy)
    if policy == "finish":
        outcome.kept = sum(inside(key).values())
        return outcome
    if policy == "exit":
        chosen = dict.fromkeys(inside(key), Answer(action="exit"))
    else:
        _places, chosen = answers(key, new, mapping)
    work = _Moving(session, key, number, new, outcome)
    for (version, node), answer in chosen.items():
        work.answer(version, node, answer)
    return outcome


def count(session: Session, key: str, number: int, outcome: Moved) -> None:
    """Count the steps that contacts were put on, once the version is there: part of the transaction."""
    rows = [
        {"scenario": key, "version": number, "node": node, "visits": visits, "sent": 0}
        for node, visits in sorted(outcome.entered.items())
    ]
    if rows:
        session.execute(insert(table_of(NodeTally)), rows)


class _Moving:
    """Puts the contacts of one scenario on its new version."""

    def __init__(self, session: Session, key: str, number: int, new: Scenario, outcome: Moved) -> None:
        self.session, self.key, self.number, self.new, self.outcome = session, key, number, new, outcome
        self.known = Versions(key)
        #: The minute of the publication, and the first that is not decided yet.
        self.at, self.first = workspace.present(), workspace.clock().last + 1
        zone = zone_named(documents.policy().timezone)
        assert zone is not None  # the policy's schema has checked it
        self.zone = zone
        numbers = session.scalars(select(ScenarioVersion.number).where(ScenarioVersion.scenario == key))
        self.numbers = sorted(numbers)

    def answer(self, version: int, node: str, answer: Answer) -> None:
        """Do with the contacts at one node what was said."""
        if answer.action == "keep":
            self.outcome.kept += self._count(version, (node, before(node)))
        elif answer.to is None:
            self._take_out(version, node)
        else:
            self._move(version, node, answer.to)

    def _here(self, version: int, nodes: Sequence[str]) -> Any:
        return (
            EnrolmentRow.scenario == self.key,
            EnrolmentRow.standing == "active",
            EnrolmentRow.version == version,
            EnrolmentRow.node.in_(nodes),
        )

    def _count(self, version: int, nodes: Sequence[str]) -> int:
        query = select(func.count()).select_from(EnrolmentRow).where(*self._here(version, nodes))
        return self.session.scalar(query) or 0

    # ── Out ─────────────────────────────────────────────────────────────────────────────────────────────

    def _take_out(self, version: int, node: str) -> None:
        here = self._here(version, (node, before(node)))
        self._cancel_tasks(select(EnrolmentRow.id).where(*here))
        values = {"standing": "exited", "reason": REPUBLISHED, "left_at": self.at, "due": None}
        self.outcome.left += self._update(here, values)

    def _cancel_tasks(self, enrolments: Any) -> None:
        self.session.execute(
            update(TaskRow)
            .where(TaskRow.state == "open", TaskRow.enrolment.in_(enrolments))
            .values(state="cancelled", closed_at=self.at),
            execution_options=_ONLY,
        )

    # ── On ──────────────────────────────────────────────────────────────────────────────────────────────

    def _move(self, version: int, node: str, to: str) -> None:
        old = self.known.get(version)
        was, now = old.by_id.get(node) if old is not None else None, self.new.by_id[to]
        recount = self._coming_back(version)
        stay = was is not None and stays(old, was, now)
        if was is not None and stay and not recount and _at_once(was, now):
            self._let_stand(version, was, now)
        elif was is not None and stay:
            for rows in self._chunks(version, node, zoned=isinstance(_timing(now), UntilTime)):
                self._go_on(version, was, now, rows, recount)
        elif was is None or isinstance(was, TaskNode) or recount:
            for rows in self._chunks(version, node):
                self._put_before(version, node, now, rows, recount)
        else:
            self._put_all_before(version, node, now)
        # whoever was put before the step and has not entered it yet
        if recount:
            for rows in self._chunks(version, before(node)):
                self._put_before(version, before(node), now, rows, recount)
        else:
            self._put_all_before(version, before(node), now)

    def _coming_back(self, version: int) -> frozenset[str]:
        """Steps that are new to those on a version, and were there before it: somebody may know them."""
        old = self.known.get(version)
        lacking = self.new.by_id.keys() - (old.by_id.keys() if old is not None else frozenset())
        earlier = [self.known.get(number) for number in self.numbers if number < version]
        return frozenset(id_ for id_ in lacking if any(one is None or id_ in one.by_id for one in earlier))

    def _let_stand(self, version: int, was: Node, now: Node) -> None:
        """All at a step that is the same for each of them, in one statement."""
        here = self._here(version, (was.id,))
        self._note_all(here, was.id, now.id)
        values: dict[str, Any] = {"version": self.number}
        if was.id != now.id:
            values |= self._renamed(here, now.id)
        lasts = _timing(now)
        if not isinstance(now, Message) and _timing(was) != lasts:
            # a date is looked at again by the planner, which does what the step says of one that is past
            values["due"] = self.first if isinstance(lasts, UntilDate) else None
            if isinstance(lasts, Duration):
                over = EnrolmentRow.arrived_at + lasts.minutes
                values["due"] = case((over > self.first, over), else_=self.first)
        self.outcome.moved += self._update(here, values)
        if isinstance(now, TaskNode) and was != now:
            self._let_tasks_stand(now)
        elif isinstance(now, TaskNode):
            self._give_tasks(now.id, {"version": self.number})

    def _renamed(self, here: Any, node: str) -> dict[str, Any]:
        """Values of those who enter a step under a name that none of them has been at."""
        steps = EnrolmentRow.steps + 1
        walked = select(EnrolmentRow.id, steps, literal([[node, 1, self.at]], JSON())).where(*here)
        self.session.execute(insert(WalkRow).from_select(["enrolment", "step", "nodes"], walked))
        count_ = select(func.count()).select_from(EnrolmentRow).where(*here)
        self.outcome.entered[node] += self.session.scalar(count_) or 0
        visits: Any
        if bulk.is_sqlite(self.session):
            visits = func.json_set(EnrolmentRow.visits, f'$."{node}"', 1)
        else:
            more = literal({node: 1}, JSONB())
            visits = cast(cast(EnrolmentRow.visits, JSONB()).concat(more), JSON())
        return {"node": node, "visit": 1, "attempts": 0, "steps": steps, "visits": visits}

    def _let_tasks_stand(self, now: TaskNode) -> None:
        expires = select(EnrolmentRow.due).where(EnrolmentRow.id == TaskRow.enrolment).scalar_subquery()
        label = dict(now.label) if isinstance(now.label, Mapping) else now.label
        values = {"version": self.number, "queue": now.queue, "label": label, "expires_at": expires}
        self._give_tasks(now.id, values)

    def _give_tasks(self, node: str, values: Mapping[str, Any]) -> None:
        """The open tasks of those who stand at a step of the new version by now."""
        standing = select(EnrolmentRow.id).where(*self._here(self.number, (node,)))
        self.session.execute(
            update(TaskRow)
            .where(TaskRow.state == "open", TaskRow.node == node, TaskRow.enrolment.in_(standing))
            .values(**values),
            execution_options=_ONLY,
        )

    def _put_all_before(self, version: int, node: str, now: Node) -> None:
        """All at a node that have no task begin a step at the next minute, in two statements."""
        here = self._here(version, (node,))
        self._note_all(here, step_of(node), now.id)
        values = {
            "version": self.number,
            "node": before(now.id),
            "visit": 1,
            "arrived_at": self.at,
            "due": self.first,
            "planned_at": None,
            "attempts": 0,
        }
        self.outcome.moved += self._update(here, values)

    def _update(self, here: Any, values: Mapping[str, Any]) -> int:
        statement = update(EnrolmentRow).where(*here).values(**values)
        done = self.session.execute(statement, execution_options=_ONLY)
        return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it

    def _note_all(self, here: Any, node: str, to: str) -> None:
        self.session.execute(
            insert(MoveRow).from_select(
                ["enrolment", "to_version", "to_node", "from_version", "from_node", "at"],
                select(
                    EnrolmentRow.id,
                    literal(self.number),
                    literal(to),
                    EnrolmentRow.version,
                    literal(node),
                    literal(self.at),
                ).where(*here),
            )
        )

    def _chunks(self, version: int, node: str, *, zoned: bool = False) -> Iterator[list[_Run]]:
        """The contacts at a node as they stand, some at a time, with where they live where that matters."""
        after = ""
        statement = _WITH_ZONES if zoned else _STANDING
        while rows := bulk.fetch(self.session, statement, (self.key, version, node, after, _CHUNK)):
            after = rows[-1][0]
            yield [
                _Run(
                    id=id_,
                    visit=visit,
                    arrived_at=arrived_at,
                    due=due,
                    attempts=attempts,
                    steps=steps,
                    visits=json.loads(visits),
                    attributes=attributes,
                )
                for id_, visit, arrived_at, due, attempts, steps, visits, attributes in rows
            ]

    def _go_on(self, version: int, was: Node, now: Node, runs: list[_Run], recount: frozenset[str]) -> None:
        """They stay where they stand, at a step whose time, words or name have changed."""
        renamed = was.id != now.id
        tasks = self._tasks(was.id, runs) if isinstance(was, TaskNode) else []
        if renamed:
            runs = self._without_answered(runs, tasks)
        self._recount(runs, recount)
        due = self._due(was, now, runs)
        if renamed:
            for run in runs:
                run.enter(now.id)
            self._walk(now.id, runs)
        self._note(version, was.id, now.id, runs)
        bulk.update_columns(
            self.session,
            EnrolmentRow,
            "id",
            {
                "id": [run.id for run in runs],
                "version": [self.number] * len(runs),
                "node": [now.id] * len(runs),
                "visit": [run.visit for run in runs],
                "due": due,
                "attempts": [run.attempts for run in runs],
                "steps": [run.steps for run in runs],
                "visits": [bulk.json_text(run.visits) for run in runs],
            },
        )
        if isinstance(now, TaskNode):
            self._follow(now, runs, due, tasks)
        self.outcome.moved += len(runs)

    def _put_before(
        self, version: int, node: str, now: Node, runs: list[_Run], recount: frozenset[str]
    ) -> None:
        """They begin a step at the next minute, as the planner has it."""
        tasks = self._tasks(node, runs)
        runs = self._without_answered(runs, tasks)
        going = {run.id for run in runs}
        self._cancel([task.id for task in tasks if task.enrolment in going and task.state == "open"])
        self._recount(runs, recount)
        self._note(version, step_of(node), now.id, runs)
        count_ = len(runs)
        bulk.update_columns(
            self.session,
            EnrolmentRow,
            "id",
            {
                "id": [run.id for run in runs],
                "version": [self.number] * count_,
                "node": [before(now.id)] * count_,
                "visit": [1] * count_,
                "arrived_at": [self.at] * count_,
                "due": [self.first] * count_,
                "planned_at": [None] * count_,
                "attempts": [0] * count_,
                "visits": [bulk.json_text(run.visits) for run in runs],
            },
        )
        self.outcome.moved += count_

    def _due(self, was: Node, now: Node, runs: Sequence[_Run]) -> list[Minute | None]:
        """When each goes on from the step as it now is, by its own arrival; not before the next minute."""
        if isinstance(now, Message) or _timing(was) == _timing(now):
            return [run.due for run in runs]
        match now:
            case Wait(until=UntilDate()):
                # the planner looks at the date again, and does what the step says of one that is past
                return [self.first] * len(runs)
            case Wait(until=UntilTime() as until):
                zones = [zone_of(from_json(json.loads(run.attributes)), self.zone) for run in runs]
                return [
                    max(next_local_time(run.arrived_at, until, zone), self.first)
                    for run, zone in zip(runs, zones, strict=True)
                ]
        lasts = _timing(now)
        if not isinstance(lasts, Duration):
            return [None] * len(runs)
        return [max(run.arrived_at + lasts.minutes, self.first) for run in runs]

    def _recount(self, runs: Sequence[_Run], nodes: frozenset[str]) -> None:
        """Passages at steps that the version in between did not have, from what was walked."""
        if not nodes:
            return
        for place, text in bulk.fetch(
            self.session,
            "SELECT b.key, CAST(w.nodes AS TEXT) FROM $rows CROSS JOIN walk AS w WHERE w.enrolment = b.value",
            ([run.id for run in runs],),
        ):
            visits = runs[place].visits
            for node, visit, _at in json.loads(text):
                if node in nodes:
                    visits[node] = max(visits.get(node, 0), visit)

    def _walk(self, node: str, runs: Sequence[_Run]) -> None:
        self.outcome.entered[node] += len(runs)
        bulk.insert_columns(
            self.session,
            WalkRow,
            {
                "enrolment": [run.id for run in runs],
                "step": [run.steps for run in runs],
                "nodes": [bulk.json_text([[node, run.visit, self.at]]) for run in runs],
            },
        )

    def _note(self, version: int, node: str, to: str, runs: Sequence[_Run]) -> None:
        bulk.insert_columns(
            self.session,
            MoveRow,
            {
                "enrolment": [run.id for run in runs],
                "to_version": [self.number] * len(runs),
                "to_node": [to] * len(runs),
                "from_version": [version] * len(runs),
                "from_node": [node] * len(runs),
                "at": [self.at] * len(runs),
            },
        )

    # ── Tasks ───────────────────────────────────────────────────────────────────────────────────────────

    def _tasks(self, node: str, runs: Sequence[_Run]) -> list[_Task]:
        """The tasks that contacts at this node stand at, and those done that they have not gone on from."""
        rows = bulk.fetch(
            self.session,
            "SELECT t.id, t.enrolment, b.key, t.visit, t.state FROM $rows CROSS JOIN task AS t"
            " WHERE t.enrolment = b.value AND t.node = ? AND t.state IN ('open', 'done', 'refused')",
            ([run.id for run in runs], node),
        )
        return [
            _Task(id=id_, enrolment=enrolment, state=state)
            for id_, enrolment, place, visit, state in rows
            if visit == runs[place].visit
        ]

    def _without_answered(self, runs: Sequence[_Run], tasks: Sequence[_Task]) -> list[_Run]:
        """Not those whose task is done already: they go on from it where they are."""
        answered = {task.enrolment for task in tasks if task.state != "open"}
        self.outcome.kept += len(answered)
        return [run for run in runs if run.id not in answered]

    def _cancel(self, tasks: Sequence[int]) -> None:
        columns = {"id": tasks, "state": ["cancelled"] * len(tasks), "closed_at": [self.at] * len(tasks)}
        bulk.update_columns(self.session, TaskRow, "id", columns)

    def _follow(
        self, now: TaskNode, runs: Sequence[_Run], due: Sequence[Minute | None], tasks: Sequence[_Task]
    ) -> None:
        """The open tasks of those who stay become those of the step as it now is."""
        at = {run.id: (run.visit, until) for run, until in zip(runs, due, strict=True)}
        open_ = [task for task in tasks if task.state == "open" and task.enrolment in at]
        label = dict(now.label) if isinstance(now.label, Mapping) else now.label
        bulk.update_columns(
            self.session,
            TaskRow,
            "id",
            {
                "id": [task.id for task in open_],
                "version": [self.number] * len(open_),
                "node": [now.id] * len(open_),
                "visit": [at[task.enrolment][0] for task in open_],
                "queue": [now.queue] * len(open_),
                "label": [bulk.json_text(label)] * len(open_),
                "expires_at": [at[task.enrolment][1] for task in open_],
            },
        )


@dataclass(kw_only=True)
class _Run:
    """An enrolment on its way to another version."""

    id: str
    visit: int
    arrived_at: Minute
    due: Minute | None
    attempts: int
    steps: int
    #: Passages so far, by node.
    visits: dict[str, int]
    #: The contact's, as the database has them; none where no zone was asked for.
    attributes: str

    def enter(self, node: str) -> None:
        """It stands at a step of another name from now on, which it has entered."""
        self.visit = self.visits[node] = self.visits.get(node, 0) + 1
        self.steps += 1
        self.attempts = 0


@dataclass(frozen=True, kw_only=True)
class _Task:
    """A task that an enrolment stands at."""

    id: int
    enrolment: str
    state: str


def _timing(node: Node) -> Duration | UntilTime | UntilDate | None:
    """What says how long a contact stands at a step."""
    match node:
        case Wait(for_=for_, until=until):
            return for_ if for_ is not None else until
        case WaitEvent(timeout=timeout):
            return timeout
        case TaskNode(sla=sla):
            return sla
    return None


def _at_once(was: Node, now: Node) -> bool:
    """Whether all at a step can be left standing there without looking at each of them."""
    if was.id != now.id and isinstance(now, TaskNode):
        return False
    return _timing(was) == _timing(now) or not isinstance(_timing(now), UntilTime)
