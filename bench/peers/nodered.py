"""The scenario in Node-RED: a flow of six nodes, of function nodes where its own have no faster form.

In memory the wait is the delay node. It keeps messages in the process alone, so the durable flow keeps them
in SQLite, the way such flows are written: rows of who waits until when, read again when they are due. Node's
own SQLite serves it, and a thousand contacts share a transaction. The editor and the log are off, and
messages are delivered synchronously (``runtimeSyncDelivery``), which is the faster way of the two.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SETTINGS = """
const { DatabaseSync } = require("node:sqlite");
module.exports = {
  httpAdminRoot: false, httpNodeRoot: false, disableEditor: true, uiPort: 0, uiHost: "127.0.0.1",
  runtimeSyncDelivery: true, credentialSecret: false, flowFile: "flows.json",
  telemetry: { enabled: false, updateNotification: false },
  logging: { console: { level: "fatal", metrics: false, audit: false } },
  functionGlobalContext: {
    DatabaseSync, contacts: CONTACTS, batch: 1000, file: FILE,
    now: () => process.hrtime.bigint(), cpu: () => process.cpuUsage(),
    finish: (began, used, messages) => {
      const spent = process.cpuUsage(used);
      process.stdout.write(JSON.stringify({
        seconds: Number(process.hrtime.bigint() - began) / 1e9,
        cpu: (spent.user + spent.system) / 1e6,
        messages,
      }) + "\\n", () => process.exit(0));
    },
  },
};
"""

#: Runs when the flow starts: what the durable flow finds in its tables, and its statements.
_TABLES = """
const base = new (global.get("DatabaseSync"))(global.get("file"));
base.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
base.exec(`
CREATE TABLE event (contact INTEGER PRIMARY KEY);
CREATE TABLE reply (contact INTEGER PRIMARY KEY);
CREATE TABLE instance (contact INTEGER PRIMARY KEY, node TEXT NOT NULL, due INTEGER, message TEXT NOT NULL);
CREATE INDEX instance_due ON instance (due) WHERE due IS NOT NULL;
CREATE TABLE outbox (contact INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY (contact, node)) WITHOUT ROWID;
BEGIN`);
const event = base.prepare("INSERT INTO event VALUES (?)");
const reply = base.prepare("INSERT INTO reply VALUES (?)");
for (let contact = 0; contact < global.get("contacts"); contact++) {
  event.run(contact);
  if (contact % 2 === 0) reply.run(contact);
}
base.exec("COMMIT");
flow.set("base", base);
flow.set("fresh", base.prepare("SELECT contact FROM event WHERE contact > ? ORDER BY contact LIMIT ?"));
flow.set("due", base.prepare(
  "SELECT i.message, r.contact IS NOT NULL AS replied FROM instance i LEFT JOIN reply r USING (contact) " +
  "WHERE i.due <= ? ORDER BY i.due LIMIT ?"));
flow.set("outbox", base.prepare("INSERT INTO outbox VALUES (?, ?)"));
flow.set("stand", base.prepare("INSERT INTO instance VALUES (?, 'two-days', ?, ?)"));
flow.set("ended", base.prepare(
  "UPDATE instance SET node = 'end', due = NULL, message = ? WHERE contact = ?"));
"""

_MEMORY: list[dict[str, Any]] = [
    {
        "id": "start",
        "func": """
const replies = new Set();
for (let contact = 0; contact < global.get("contacts"); contact += 2) replies.add(contact);
flow.set("replies", replies);
flow.set("outbox", []);
flow.set("began", global.get("now")());
flow.set("used", global.get("cpu")());
for (let contact = 0; contact < global.get("contacts"); contact++) node.send({ contact });
""",
        "wires": [["first"]],
    },
    {
        "id": "first",
        "func": 'flow.get("outbox").push([msg.contact, "first"]); return msg;',
        "wires": [["two-days"]],
    },
    {
        "id": "two-days",
        "type": "delay",
        "pauseType": "delay",
        "timeout": "1",
        "timeoutUnits": "milliseconds",
        "rate": "1",
        "nbRateUnits": "1",
        "rateUnits": "second",
        "randomFirst": "1",
        "randomLast": "5",
        "randomUnits": "seconds",
        "drop": False,
        "allowrate": False,
        "outputs": 1,
        "wires": [["answered"]],
    },
    {
        "id": "answered",
        "func": 'return flow.get("replies").has(msg.contact) ? [msg, null] : [null, msg];',
        "outputs": 2,
        "wires": [["end"], ["second"]],
    },
    {
        "id": "second",
        "func": 'flow.get("outbox").push([msg.contact, "second"]); return msg;',
        "wires": [["end"]],
    },
    {
        "id": "end",
        "func": """
const ended = context.get("ended") + 1;
context.set("ended", ended);
if (ended === global.get("contacts"))
  global.get("finish")(flow.get("began"), flow.get("used"), flow.get("outbox").length);
""",
        "initialize": 'context.set("ended", 0);',
        "wires": [],
    },
]

_DURABLE: list[dict[str, Any]] = [
    {
        "id": "start",
        "func": """
if (msg.payload !== undefined) {
  flow.set("began", global.get("now")());
  flow.set("used", global.get("cpu")());
  context.set("last", -1);
}
const rows = flow.get("fresh").all(context.get("last"), global.get("batch"));
if (rows.length === 0) return [null, { go: true }];
context.set("last", rows[rows.length - 1].contact);
flow.get("base").exec("BEGIN IMMEDIATE");
flow.set("open", rows.length);
for (const row of rows) node.send([{ contact: row.contact }, null]);
""",
        "outputs": 2,
        "wires": [["first"], ["due"]],
    },
    {
        "id": "first",
        "func": 'flow.get("outbox").run(msg.contact, "first"); return msg;',
        "wires": [["two-days"]],
    },
    {
        "id": "two-days",
        "func": """
const due = Date.now() + 2 * 86400e3;
flow.get("stand").run(msg.contact, due, JSON.stringify({ contact: msg.contact }));
const open = flow.get("open") - 1;
flow.set("open", open);
if (open > 0) return null;
flow.get("base").exec("COMMIT");
return { next: true };
""",
        "wires": [["start-again"]],
    },
    {"id": "start-again", "func": "setTimeout(() => node.send({}), 0);", "wires": [["start"]]},
    {
        "id": "due",
        "func": """
// two days later
const rows = flow.get("due").all(Date.now() + 2 * 86400e3 + 1000, global.get("batch"));
if (rows.length === 0) {
  const { messages } = flow.get("base").prepare("SELECT count(*) AS messages FROM outbox").get();
  global.get("finish")(flow.get("began"), flow.get("used"), messages);
  return null;
}
flow.get("base").exec("BEGIN IMMEDIATE");
flow.set("open", rows.length);
for (const row of rows) node.send({ ...JSON.parse(row.message), replied: row.replied === 1 });
""",
        "wires": [["answered"]],
    },
    {
        "id": "answered",
        "func": "return msg.replied ? [msg, null] : [null, msg];",
        "outputs": 2,
        "wires": [["end"], ["second"]],
    },
    {
        "id": "second",
        "func": 'flow.get("outbox").run(msg.contact, "second"); return msg;',
        "wires": [["end"]],
    },
    {
        "id": "end",
        "func": """
flow.get("ended").run(JSON.stringify({ contact: msg.contact, replied: msg.replied }), msg.contact);
const open = flow.get("open") - 1;
flow.set("open", open);
if (open > 0) return null;
flow.get("base").exec("COMMIT");
return { next: true };
""",
        "wires": [["due-again"]],
    },
    {"id": "due-again", "func": "setTimeout(() => node.send({}), 0);", "wires": [["due"]]},
]


def flow(mode: str) -> list[dict[str, Any]]:
    """The flow as Node-RED reads it, in the mode ``memory`` or ``durable``."""
    nodes = _MEMORY if mode == "memory" else _DURABLE
    rows: list[dict[str, Any]] = [{"id": "tab", "type": "tab", "label": "relance", "disabled": False}]
    for place, node in enumerate(nodes):
        row = {"type": "function", "z": "tab", "name": node["id"], "x": 100 + 150 * place, "y": 100, **node}
        if row["type"] == "function":
            row = {
                "outputs": len(node["wires"]),
                "noerr": 0,
                "initialize": "",
                "finalize": "",
                "libs": [],
                **row,
            }
        if mode == "durable" and node["id"] == "start":
            row["initialize"] = _TABLES
        rows.append(row)
    rows.append(
        {
            "id": "go",
            "type": "inject",
            "z": "tab",
            "name": "",
            "props": [{"p": "payload"}],
            "repeat": "",
            "crontab": "",
            "once": True,
            "onceDelay": 1,
            "payload": "",
            "payloadType": "date",
            "x": 50,
            "y": 50,
            "wires": [["start"]],
        }
    )
    return rows


def prepare(folder: Path, mode: str, contacts: int) -> list[str]:
    """Write flow and settings into an empty folder; the arguments after Node's own program."""
    settings = _SETTINGS.replace("CONTACTS", str(contacts)).replace(
        "FILE", json.dumps(str(folder / "flow.db"))
    )
    (folder / "settings.js").write_text(settings, encoding="utf-8")
    (folder / "flows.json").write_text(json.dumps(flow(mode), indent=1), encoding="utf-8")
    return ["--userDir", str(folder), "--settings", str(folder / "settings.js"), "flows.json"]
