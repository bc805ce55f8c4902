"""The scenario in SpiffWorkflow. Runs in an environment of its own, in which nothing of Designer is needed.

    python spiff_run.py --mode memory|rests|steps --contacts N --folder FOLDER

``memory`` keeps every instance as objects. ``rests`` writes each instance to SQLite where it stands still and
when it has ended, ``steps`` after each node as well; both read it back after the wait. Prints what was done
as JSON.

What the library offers to be fast is used: the diagram is parsed once and not written with each instance, a
message is a task class of its own and not a script, expressions are compiled once, its log is off, and the
cyclic collector rests.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import logging
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

#: Contacts whose rows are written in one transaction, as many as make it fastest.
BATCH = 1000

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
             id="peers" targetNamespace="urn:designer:bench">
  <process id="relance" isExecutable="true">
    <startEvent id="start"><outgoing>a</outgoing></startEvent>
    <sequenceFlow id="a" sourceRef="start" targetRef="first"/>
    <serviceTask id="first"><incoming>a</incoming><outgoing>b</outgoing></serviceTask>
    <sequenceFlow id="b" sourceRef="first" targetRef="two-days"/>
    <intermediateCatchEvent id="two-days">
      <incoming>b</incoming><outgoing>c</outgoing>
      <timerEventDefinition id="timer">
        <timeDuration xsi:type="tFormalExpression">"P2D"</timeDuration>
      </timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="c" sourceRef="two-days" targetRef="answered"/>
    <exclusiveGateway id="answered" default="e">
      <incoming>c</incoming><outgoing>d</outgoing><outgoing>e</outgoing>
    </exclusiveGateway>
    <sequenceFlow id="d" sourceRef="answered" targetRef="end">
      <conditionExpression xsi:type="tFormalExpression">replied</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="e" sourceRef="answered" targetRef="second"/>
    <serviceTask id="second"><incoming>e</incoming><outgoing>f</outgoing></serviceTask>
    <sequenceFlow id="f" sourceRef="second" targetRef="end"/>
    <endEvent id="end"><incoming>d</incoming><incoming>f</incoming></endEvent>
  </process>
</definitions>
"""

_TABLES = """
CREATE TABLE event (contact INTEGER PRIMARY KEY);
CREATE TABLE reply (contact INTEGER PRIMARY KEY);
CREATE TABLE instance (contact INTEGER PRIMARY KEY, due TEXT, document TEXT NOT NULL);
CREATE INDEX instance_due ON instance (due) WHERE due IS NOT NULL;
CREATE TABLE outbox (contact INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY (contact, node)) WITHOUT ROWID;
"""


def _load(name: str) -> Any:
    """A module of the library: it is installed in the environment of this script alone, and has no types."""
    return importlib.import_module(f"SpiffWorkflow.{name}")


class Clock(datetime):
    """The library's only way to the time, so that two days pass at once."""

    ahead: ClassVar[timedelta] = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> Clock:
        """The time, moved ahead."""
        return super().now(tz) + cls.ahead


class Engine:
    """The library with this one diagram."""

    def __init__(self) -> None:
        _load("bpmn.specs.event_definitions.timer").datetime = Clock
        for name in ("spiff", "spiff.task", "spiff.workflow"):
            logging.getLogger(name).setLevel(logging.ERROR)
        self.left: list[tuple[int, str]] = []
        self._workflow = _load("bpmn.workflow").BpmnWorkflow
        message = self._message_class()
        self._script_engine = self._quick_engine()
        self._spec = self._parse(message)
        self._serializer = self._make_serializer(message)

    def start(self, contact: int) -> Any:
        """A new instance, with nothing done yet."""
        workflow = self._workflow(self._spec, script_engine=self._script_engine)
        workflow.task_tree.data["contact"] = contact
        return workflow

    def answer(self, workflow: Any, replied: bool) -> None:
        """Tell the waiting instance whether the contact has replied."""
        for task in workflow.event_manager.tasks.values():
            task.data["replied"] = replied

    def go_on(self, workflow: Any, after: Any = None) -> None:
        """After the wait: everything up to the end."""
        workflow.refresh_timers()
        workflow.do_engine_steps(did_complete_task=after)

    def write(self, workflow: Any) -> str:
        """The instance as text, without the diagram."""
        return str(self._serializer.serialize_json(workflow))

    def read(self, text: str) -> Any:
        """The instance again."""
        workflow = self._serializer.deserialize_json(text)
        workflow.script_engine = self._script_engine
        return workflow

    def _message_class(self) -> Any:
        left = self.left

        class MessageTask(_load("bpmn.specs.defaults").ServiceTask):  # type: ignore[misc]  # has no types
            def _run_hook(self, my_task: Any) -> bool:
                left.append((my_task.data["contact"], self.name))
                return True

        return MessageTask

    def _quick_engine(self) -> Any:
        compiled: dict[str, CodeType] = {}

        class Environment(_load("bpmn.script_engine").TaskDataEnvironment):  # type: ignore[misc]  # no types
            def evaluate(self, expression: str, context: dict[str, Any], external_context: Any = None) -> Any:
                code = compiled.get(expression)
                if code is None:
                    code = compiled[expression] = compile(expression, "<diagram>", "eval")
                return eval(code, {}, context)  # noqa: S307  # two expressions of the diagram above

        return _load("bpmn.script_engine").PythonScriptEngine(Environment())

    def _parse(self, message: Any) -> Any:
        parsing = _load("bpmn.parser.BpmnParser")
        base: Any = parsing.BpmnParser
        tag = _load("bpmn.parser.util").full_tag("serviceTask")

        class Parser(base):  # type: ignore[misc]  # has no types
            OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {tag: (parsing.TaskParser, message)}

        parser = Parser()
        parser.add_bpmn_str(DIAGRAM.encode())
        return parser.get_spec("relance")

    def _make_serializer(self, message: Any) -> Any:
        config = _load("bpmn.serializer.config")
        defaults = _load("bpmn.serializer.default.workflow")
        serializers = _load("bpmn.serializer.workflow")
        base: Any = defaults.BpmnWorkflowConverter
        spec, workflow_class = self._spec, self._workflow

        class WithoutDiagram(base):  # type: ignore[misc]  # has no types
            def to_dict(self, workflow: Any) -> dict[str, Any]:
                made: dict[str, Any] = defaults.WorkflowConverter.to_dict(self, workflow)
                return made

            def from_dict(self, dct: dict[str, Any]) -> Any:
                workflow = workflow_class(spec, deserializing=True)
                for key, task in dct["tasks"].items():
                    workflow.tasks[_uuid(key)] = self.registry.restore(task, workflow=workflow)
                workflow.task_tree = workflow.tasks[_uuid(dct["root"])]
                self.set_default_attributes(workflow, dct)
                return workflow

        chosen = dict(config.DEFAULT_CONFIG)
        chosen[workflow_class] = WithoutDiagram
        chosen[message] = config.BpmnTaskSpecConverter
        made = serializers.BpmnWorkflowSerializer
        return made(made.configure(chosen))


def _uuid(text: str) -> Any:
    return importlib.import_module("uuid").UUID(text)


def in_memory(engine: Engine, contacts: int) -> tuple[float, float]:
    """Seconds, and of them the processor's, for all contacts, everything kept as objects."""
    began, used = time.perf_counter(), time.process_time()
    standing = []
    for contact in range(contacts):
        workflow = engine.start(contact)
        workflow.do_engine_steps()
        standing.append(workflow)
    Clock.ahead = timedelta(days=2, seconds=1)
    for contact, workflow in enumerate(standing):
        engine.answer(workflow, contact % 2 == 0)
        engine.go_on(workflow)
    took = time.perf_counter() - began, time.process_time() - used
    assert all(workflow.is_completed() for workflow in standing)
    return took


def durable(engine: Engine, contacts: int, file: Path, *, each_step: bool) -> tuple[float, float]:
    """Seconds, and of them the processor's, for all contacts, each instance in a row wherever it rests."""
    base = sqlite3.connect(file, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.executescript(_TABLES)
    base.execute("BEGIN")
    base.executemany("INSERT INTO event VALUES (?)", ((contact,) for contact in range(contacts)))
    base.executemany("INSERT INTO reply VALUES (?)", ((contact,) for contact in range(0, contacts, 2)))
    base.execute("COMMIT")
    nodes = frozenset(("start", "first", "two-days", "answered", "second", "end"))

    def keep(task: Any) -> None:
        if task.task_spec.name in nodes:
            base.execute(
                "INSERT INTO instance VALUES (?, NULL, ?) "
                "ON CONFLICT (contact) DO UPDATE SET document = excluded.document",
                (task.data["contact"], engine.write(task.workflow)),
            )

    after = keep if each_step else None
    began, used = time.perf_counter(), time.process_time()
    for batch in _batches(base, "SELECT contact FROM event WHERE contact > ? ORDER BY contact LIMIT ?"):
        base.execute("BEGIN IMMEDIATE")
        rows = []
        for contact in batch:
            workflow = engine.start(contact)
            workflow.do_engine_steps(did_complete_task=after)
            (waiting,) = workflow.waiting_events()
            rows.append((contact, waiting.value, engine.write(workflow)))
        base.executemany("INSERT OR REPLACE INTO instance VALUES (?, ?, ?)", rows)
        _empty(base, engine.left)
        base.execute("COMMIT")
    Clock.ahead = timedelta(days=2, seconds=1)
    now = Clock.now(UTC).isoformat()
    while True:
        base.execute("BEGIN IMMEDIATE")
        due = base.execute(
            "SELECT i.contact, i.document, r.contact IS NOT NULL FROM instance i "
            "LEFT JOIN reply r USING (contact) WHERE i.due <= ? ORDER BY i.due LIMIT ?",
            (now, BATCH),
        ).fetchall()
        if not due:
            base.execute("COMMIT")
            break
        ended = []
        for contact, text, replied in due:
            workflow = engine.read(text)
            engine.answer(workflow, bool(replied))
            engine.go_on(workflow, after)
            assert workflow.is_completed()
            ended.append((engine.write(workflow), contact))
        base.executemany("UPDATE instance SET due = NULL, document = ? WHERE contact = ?", ended)
        _empty(base, engine.left)
        base.execute("COMMIT")
    took = time.perf_counter() - began, time.process_time() - used
    base.close()
    return took


def _batches(base: sqlite3.Connection, query: str) -> Iterator[list[int]]:
    last = -1
    while found := [row[0] for row in base.execute(query, (last, BATCH))]:
        yield found
        last = found[-1]


def _empty(base: sqlite3.Connection, left: list[tuple[int, str]]) -> None:
    base.executemany("INSERT INTO outbox VALUES (?, ?)", left)
    left.clear()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=("memory", "rests", "steps"), required=True)
    parser.add_argument("--contacts", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    engine = Engine()
    gc.collect()
    gc.disable()
    if options.mode == "memory":
        seconds, cpu = in_memory(engine, options.contacts)
        messages = len(engine.left)
    else:
        file = options.folder / "spiff.db"
        seconds, cpu = durable(engine, options.contacts, file, each_step=options.mode == "steps")
        with sqlite3.connect(file) as base:
            (messages,) = base.execute("SELECT count(*) FROM outbox").fetchone()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "messages": messages}))


if __name__ == "__main__":
    main()
