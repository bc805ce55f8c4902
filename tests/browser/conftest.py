"""The demo as a person starts it: one real process, one real browser."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from contextlib import contextmanager

import pytest

#: Colour themes and languages in which every page is looked at.
_WIDE = {"width": 1440, "height": 900}


class Demo:
    """A running demo and a browser window over it."""

    def __init__(self, base, page):
        self.base = base
        self.page = page

    def open(self, path):
        self.page.goto(self.base + path)

    def api(self, method, path, body=None):
        """The API with the token of the open page."""
        token = self.page.locator('meta[name="csrf-token"]').get_attribute("content")
        answer = self.page.request.fetch(
            f"{self.base}/api/v1{path}", method=method, data=body, headers={"X-CSRFToken": token}
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json()

    def until(self, question, seconds=120):
        """Wait until the question has a true answer, asking through the browser's own clock."""
        for _ in range(seconds * 4):
            answer = question()
            if answer:
                return answer
            self.page.wait_for_timeout(250)
        raise AssertionError("it did not come")


@contextmanager
def started(folder):
    """A demo workspace of its own, served by `designer demo` on a free port; its address."""
    environment = {**os.environ, "DESIGNER_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "designer", "demo", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        heard = deque(maxlen=40)
        address = None
        for line in process.stderr:
            heard.append(line)
            found = re.search(r"Designer is at (http://\S+)", line)
            if found:
                address = found.group(1)
                break
        assert address, "the demo did not start:\n" + "".join(heard)
        # What it says from now on must be read too, or it would wait for a reader one day.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield address
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    assert process.returncode == 0


@pytest.fixture(scope="session")
def demo_address(tmp_path_factory):
    """The demo that files share which leave it as they found it."""
    with started(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def demo(demo_address, browser):
    """A French window over the demo; a fault in the page's console fails the test."""
    context = browser.new_context(viewport=_WIDE, locale="fr-FR", color_scheme="light")
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield Demo(demo_address, page)
    context.close()
    assert faults == []
