"""A started server: it says where it is, answers, and stops cleanly."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A `designer serve` process on a free port, and the address that it prints."""
    command = [sys.executable, "-m", "designer", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said: list[str] = []
            for line in process.stderr:
                said.append(line)
                found = re.search(r"Designer is at (http://\S+)", line)
                if found:
                    break
            else:
                pytest.fail("it ended without serving:\n" + "".join(said))
            yield process, found[1]
        finally:
            if process.poll() is None:
                process.kill()


def fetch(url: str, **headers: str) -> str:
    with urlopen(Request(url, headers=headers), timeout=30) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_a_signal_stops_it_cleanly(number):
    with started() as (process, address):
        assert '"status":"ok"' in fetch(address + "/healthz")
        assert '"ready"' in fetch(address + "/readyz") or "not-ready" in fetch(address + "/readyz")

        process.send_signal(number)

        _, said = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "Traceback" not in said


def test_what_was_made_is_there_at_the_next_start(data_dir: Path):
    with started() as (process, address):
        fetch(address + "/healthz")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    secret = (data_dir / "secret.key").read_text()

    with started() as (_, address):
        assert fetch(address + "/healthz")
    assert (data_dir / "secret.key").read_text() == secret
    assert (data_dir / "designer.db").is_file()


def test_it_listens_on_the_loopback_alone_and_refuses_other_names():
    with started("--no-runtime") as (_, address):
        assert address.startswith("http://127.0.0.1:")
        with pytest.raises(HTTPError) as refused:
            fetch(address + "/healthz", Host="evil.example")
        with refused.value as answer:
            assert answer.code == 400


def test_a_taken_port_is_said_before_anything_is_made(data_dir: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "designer", "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (data_dir / "designer.db").exists()
