"""The scenario in n8n: a workflow of webhook, Edit Fields, Wait, If, Edit Fields and No Operation.

``each``: one execution a contact, begun through the webhook over connections that stay open. ``all``: one
execution in which every contact is an item, which is n8n's faster form and possible only where all come at
the same moment. Waits of two days are rows of its SQLite; its clock cannot be moved, so the rows are told to
be due. The server looks once a minute: the second part is counted from the first execution that goes on.
``memory``: the wait is of no length, which n8n keeps in the process, executions are not kept after their
end, and the webhook answers with the last node.

SQLite in its pooled mode, no log, no telemetry, no editor in use. The reply is known to the item and not
looked up. What was sent is counted in what n8n keeps of the executions, or in its answers.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.peers.install import Installed

#: Connections that begin executions at the same time: enough to keep its one process and one writer busy.
CONNECTIONS = 5
#: Contacts that go before the others, so that the server has loaded what it needs.
WARM = 20
#: Seconds after which a server that does not come up, or executions that do not end, are given up.
PATIENCE_S = 600

_QUIET = {
    "N8N_DIAGNOSTICS_ENABLED": "false",
    "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
    "N8N_TEMPLATES_ENABLED": "false",
    "N8N_HIRING_BANNER_ENABLED": "false",
    "N8N_COMMUNITY_PACKAGES_ENABLED": "false",
    "N8N_PERSONALIZATION_ENABLED": "false",
    "N8N_LISTEN_ADDRESS": "127.0.0.1",
    "N8N_LOG_LEVEL": "error",
    "N8N_PAYLOAD_SIZE_MAX": "64",
    "EXECUTIONS_DATA_PRUNE": "false",
    "EXECUTIONS_DATA_SAVE_ON_PROGRESS": "false",
    "EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS": "false",
    # expressions in the process itself: the usual way, in a sandbox, takes longer
    "N8N_EXPRESSION_ENGINE": "legacy",
    # all that fall due at once would each want the database at once, and give up
    "N8N_CONCURRENCY_PRODUCTION_LIMIT": "5",
    # what asks hosts outside, or keeps statistics
    "N8N_DISABLED_MODULES": "mcp-registry,insights",
    "N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS": "false",
}


def workflow(mode: str) -> dict[str, Any]:
    """The workflow as n8n imports it, in the mode ``each``, ``all`` or ``memory``."""
    source = "$json" if mode == "all" else "$json.body"
    answer = {"responseMode": "lastNode"} if mode == "memory" else {"responseMode": "onReceived"}
    wait = {"amount": 0, "unit": "seconds"} if mode == "memory" else {"amount": 2, "unit": "days"}
    replied = {
        "id": "replied",
        "leftValue": "={{ $json.replied }}",
        "rightValue": "",
        "operator": {"type": "boolean", "operation": "true", "singleValue": True},
    }
    options = {"caseSensitive": True, "leftValue": "", "typeValidation": "strict", "version": 2}
    path = {"httpMethod": "POST", "path": "asked"}
    nodes = [
        ("start", "webhook", 2, {**path, **answer, "options": {}}),
        (
            "first",
            "set",
            3.4,
            _fields(contact=f"={{{{ {source}.contact }}}}", replied=f"={{{{ {source}.replied }}}}"),
        ),
        ("two-days", "wait", 1.1, {"resume": "timeInterval", **wait}),
        (
            "answered",
            "if",
            2.2,
            {"conditions": {"options": options, "conditions": [replied], "combinator": "and"}},
        ),
        ("second", "set", 3.4, _fields(contact="={{ $json.contact }}", message="second")),
        ("end", "noOp", 1, {}),
    ]
    links = [("start", 0, "first"), ("first", 0, "two-days"), ("two-days", 0, "answered")]
    links += [("answered", 0, "end"), ("answered", 1, "second"), ("second", 0, "end")]
    if mode == "all":
        nodes.append(("each", "splitOut", 1, {"fieldToSplitOut": "body.contacts", "options": {}}))
        links = [("start", 0, "each"), ("each", 0, "first"), *links[1:]]
    connections: dict[str, dict[str, list[list[dict[str, Any]]]]] = {}
    for tail, way, head in links:
        ways = connections.setdefault(tail, {"main": []})["main"]
        while len(ways) <= way:
            ways.append([])
        ways[way].append({"node": head, "type": "main", "index": 0})
    return {
        "id": "relance",
        "name": "Relance",
        "active": False,
        "settings": {"executionOrder": "v1"},
        "nodes": [
            {
                "id": name,
                "name": name,
                "type": f"n8n-nodes-base.{kind}",
                "typeVersion": version,
                "position": [200 * place, 0],
                "parameters": parameters,
                "webhookId": name,
            }
            for place, (name, kind, version, parameters) in enumerate(nodes)
        ],
        "connections": connections,
    }


def _fields(**values: str) -> dict[str, Any]:
    kinds = {"contact": "number", "replied": "boolean", "message": "string"}
    rows = [{"id": name, "name": name, "value": value, "type": kinds[name]} for name, value in values.items()]
    return {"assignments": {"assignments": rows}, "options": {}}


def measure(at: Installed, folder: Path, mode: str, contacts: int) -> dict[str, float]:
    """Seconds, seconds of the processor and messages of one run in an empty folder."""
    home = _home(at, mode)
    shutil.copytree(home, folder / "home")
    server = Server(at, folder / "home", keep=mode != "memory")
    base = folder / "home" / ".n8n" / "database.sqlite"
    everyone = [_one(contact) for contact in range(contacts + WARM)]
    first, rest = everyone[:WARM], everyone[WARM:]
    if mode == "memory":
        with server.running() as cpu:
            server.post(first)
            began, used = time.perf_counter(), cpu()
            answers = server.post(rest)
            seconds, spent = time.perf_counter() - began, cpu() - used
        messages = contacts + sum(b'"second"' in answer for answer in answers)
        return {"seconds": seconds, "cpu": spent, "messages": messages}
    before = [{"contacts": first}] if mode == "all" else first
    bodies = [{"contacts": rest}] if mode == "all" else rest
    total = len(before) + len(bodies)
    with server.running() as cpu:
        server.post(before)
        _until(lambda: _count(base, "waiting") == len(before))
        began, used = time.perf_counter(), cpu()
        server.post(bodies)
        _until(lambda: _count(base, "waiting") == total)
        seconds, spent = time.perf_counter() - began, cpu() - used
        with sqlite3.connect(base, timeout=60) as rows:
            rows.execute("UPDATE execution_entity SET waitTill = '2026-01-01 00:00:00.000'")
        _until(lambda: _count(base, "waiting") < total)
        began, used = time.perf_counter(), cpu()
        _until(lambda: _count(base, "waiting", "running", "new") == 0)
        # those that went before fall due with the others
        share = contacts / len(everyone)
        seconds, spent = seconds + share * (time.perf_counter() - began), spent + share * (cpu() - used)
    return {"seconds": seconds, "cpu": spent, "messages": _messages(base) - WARM * 3 // 2}


def _one(contact: int) -> dict[str, Any]:
    return {"contact": contact, "replied": contact % 2 == 0}


def _home(at: Installed, mode: str) -> Path:
    """A folder in which the workflow is imported and published, made once."""
    home = at.folder / "n8n" / f"home-{mode}"
    if home.exists():
        return home
    made = home.with_suffix(".new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    file = made / "workflow.json"
    file.write_text(json.dumps(workflow(mode)), encoding="utf-8")
    for words in (["import:workflow", f"--input={file}"], ["publish:workflow", "--id=relance"]):
        done = subprocess.run(
            [str(at.node), str(at.n8n), *words],
            env=_environment(made, {}),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"n8n {words[0]}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return made.rename(home)


def _environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **_QUIET, "N8N_USER_FOLDER": str(home), "HOME": str(home), **more}


class Server:
    """n8n over one folder, on a free port of this machine."""

    def __init__(self, at: Installed, home: Path, *, keep: bool) -> None:
        with socket.socket() as free, socket.socket() as other:
            free.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
            broker: int = other.getsockname()[1]
        self._command = [str(at.node), str(at.n8n), "start"]
        self._environment = _environment(
            home,
            {
                "N8N_PORT": str(self._port),
                "N8N_RUNNERS_BROKER_PORT": str(broker),
                "EXECUTIONS_DATA_SAVE_ON_SUCCESS": "all" if keep else "none",
            },
        )
        self._base = home / ".n8n" / "database.sqlite"
        self._log = home / "server.log"

    @contextmanager
    def running(self) -> Iterator[Callable[[], float]]:
        """The server, once it answers; gives the seconds of processor that it has used."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)
        try:
            _until(self._answers)
            yield lambda: _cpu(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def post(self, bodies: Sequence[Mapping[str, Any]]) -> list[bytes]:
        """Call the webhook once with each body; the answers, in any order."""
        left = iter(bodies)
        lock = threading.Lock()
        answers: list[bytes] = []
        faults: list[str] = []

        def work() -> None:
            connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
            while not faults:
                with lock:
                    body = next(left, None)
                if body is None:
                    break
                try:
                    head = {"Content-Type": "application/json"}
                    connection.request("POST", "/webhook/asked", json.dumps(body), head)
                    answer = connection.getresponse()
                    text = answer.read()
                except OSError as error:
                    faults.append(str(error))
                    break
                if answer.status != 200:
                    faults.append(f"{answer.status} {text[:200]!r}")
                answers.append(text)
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(min(CONNECTIONS, len(bodies)))]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if faults:
            raise RuntimeError(f"n8n's webhook: {faults[0]}")
        return answers

    def _answers(self) -> bool:
        try:
            connection = HTTPConnection("127.0.0.1", self._port, timeout=5)
            connection.request("GET", "/healthz/readiness")
            return connection.getresponse().status == 200 and _hears(self._base)
        except OSError:
            return False


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(f"n8n: nothing has come of it in {PATIENCE_S} s")
        time.sleep(0.05)


def _cpu(process: int) -> float:
    words = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _count(base: Path, *states: str) -> int:
    with closing(sqlite3.connect(base, timeout=60)) as rows:
        marks = ", ".join("?" for _ in states)
        query = f"SELECT count(*) FROM execution_entity WHERE status IN ({marks})"  # noqa: S608
        return int(rows.execute(query, states).fetchone()[0])


def _hears(base: Path) -> bool:
    """Whether the workflow is on: the server says that it is ready before it is."""
    with closing(sqlite3.connect(base, timeout=60)) as rows:
        return int(rows.execute("SELECT count(*) FROM webhook_entity").fetchone()[0]) > 0


def _messages(base: Path) -> int:
    """Items that went through the two messages, read in the data of the executions."""
    found = 0
    with sqlite3.connect(base, timeout=60) as rows:
        for (text,) in rows.execute("SELECT data FROM execution_data"):
            flat = json.loads(text)
            runs = _at(flat, 0, "resultData", "runData")
            for node in ("first", "second"):
                if node in runs:
                    first_run = flat[int(flat[int(runs[node])][0])]
                    main = _follow(flat, first_run, "data", "main")
                    found += len(flat[int(main[0])])
    return found


def _at(flat: list[Any], start: int, *names: str) -> Any:
    return _follow(flat, flat[start], *names)


def _follow(flat: list[Any], value: Any, *names: str) -> Any:
    """What stands under names in the form in which n8n keeps data: every value is the place of another."""
    for name in names:
        value = flat[int(value[name])]
    return value
