"""The server is killed while it sends: no message leaves twice, none is lost without a word."""

import contextlib
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from world import World, message, wait

from designer import store
from designer.runtime import clock
from designer.runtime.sink import Sink
from designer.store import outbox

CONTACTS = 250
STEPS = ("t1", "t2", "t3", "t4", "t5", "t6")
KILLS = 50


class Killer(Sink):
    """A mail host that may kill who talks to it, at a stage of the conversation."""

    def __init__(self, log):
        super().__init__(log)
        self.victim = None
        self.countdown = 0
        self.stage = ""
        self.number = signal.SIGKILL
        self.done = threading.Event()

    def aim(self, pid, *, after, stage, number=signal.SIGKILL):
        """Kill this process at the so-manieth message from now, ``before`` or ``after`` it is kept."""
        self.done.clear()
        self.victim, self.countdown, self.stage, self.number = pid, after, stage, number

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        """Keep the message, unless its sender dies before."""
        self.countdown -= 1
        mine = self.victim is not None and self.countdown <= 0
        if mine and self.stage == "before":
            self.kill()
            return "451 Too late"
        answer = await super().handle_DATA(server, session, envelope)
        if mine:
            self.kill()
        return answer

    def kill(self):
        """Kill the victim, if it is still there."""
        pid, self.victim = self.victim, None
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, self.number)
        self.done.set()


class Servers:
    """Starts real servers over one data folder."""

    def __init__(self, folder, smtp_url):
        script = Path(__file__).parent.parent / "support" / "server.py"
        root = Path(__file__).parent.parent.parent
        self._log = (folder / "servers.log").open("w")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(folder), smtp_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )

    def start(self):
        """A new server's process id."""
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self):
        """Stop starting."""
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()
        self._log.close()


@pytest.fixture
def storm(tmp_path):
    """A busy workspace, a killer beside it, and servers to kill."""
    world = World(tmp_path, f"sqlite:///{tmp_path / 'designer.db'}")
    steps = [node for id_ in STEPS for node in (message(id_), wait(f"after-{id_}", "PT3H"))]
    world.live("series", *steps)
    for number in range(CONTACTS):
        world.contact(f"c{number:03}")
    with store.writing():
        for number in range(CONTACTS):
            world.event(f"c{number:03}", "series.started")
    world.sink.stop()
    killer = Killer(world.sink.log)
    killer.start()
    world.sink = killer
    servers = Servers(tmp_path, killer.url)
    clock.change("max")
    yield world, killer, servers
    servers.close()
    world.close()


def ended(pid):
    """Wait until a process that was killed has died."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], 60)[0], "the server did not die"
    finally:
        os.close(handle)


def finish(world):
    """Let everything come to its end, in this process."""
    store.db.session.commit()
    store.db.session.expire_all()
    world.send_to(world.sink)
    world.run("P3D")


def account(world, *, most_unknown):
    """Hold the application's books against the mail host's own log."""
    states = outbox.states()
    planned = CONTACTS * len(STEPS)
    assert sum(states.values()) == planned
    assert states["sent"] + states["skipped"] + states["failed"] + states["unknown"] == planned
    arrived = [mail.send_key for mail in world.sink.log.every()]
    assert len(arrived) == len(set(arrived)), "a message arrived twice"
    keys = {state: {row.send_key for row in world.outbox_all(state)} for state in ("sent", "unknown")}
    assert keys["sent"] <= set(arrived), "a message is said to be sent and did not arrive"
    assert set(arrived) <= keys["sent"] | keys["unknown"]
    assert states["unknown"] <= most_unknown
    with contextlib.closing(sqlite3.connect(world.sink.log.path.parent / "designer.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    return states


@pytest.mark.slow
def test_killed_at_fifty_moments_while_sending_nothing_leaves_twice_and_nothing_is_lost(storm):
    world, killer, servers = storm
    chance = random.Random(4711)
    for number in range(KILLS):
        pid = servers.start()
        after, stage = chance.randint(1, 25), chance.choice(("before", "after"))
        killer.aim(pid, after=after, stage=stage)
        timer = None
        if number % 5 == 4:
            # At any moment at all: in a pass, between two marks, at the start.
            timer = threading.Timer(chance.uniform(0.0, 1.5), killer.kill)
            timer.start()
        assert killer.done.wait(timeout=60), "the server neither sent nor died"
        if timer is not None:
            timer.join()
        ended(pid)
    finish(world)
    account(world, most_unknown=KILLS)


@pytest.mark.slow
def test_asked_to_stop_while_sending_nothing_is_of_unknown_fate(storm):
    world, killer, servers = storm
    chance = random.Random(12)
    for _ in range(8):
        pid = servers.start()
        killer.aim(pid, after=chance.randint(1, 30), stage="after", number=signal.SIGTERM)
        assert killer.done.wait(timeout=60)
        ended(pid)
    finish(world)
    states = account(world, most_unknown=0)
    assert states["sent"] == CONTACTS * len(STEPS)
