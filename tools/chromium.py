"""A Chromium for the browser tests: the machine's, else Debian's package, else Playwright's own.

    python tools/chromium.py    make sure there is one and print its path

`CHROMIUM=/path/to/chromium` chooses one. Debian's package is installed by root alone, who is not asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")


def main() -> int:
    """Find one, or install one, and print where it is."""
    path = find()
    if path is None and shutil.which("apt-get") and os.name == "posix" and os.geteuid() == 0:
        say("browser tests: installing Debian's chromium")
        if run("apt-get", "update") == 0:
            run("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
        path = find()
    if path is None:
        say("browser tests: installing Playwright's Chromium")
        run(sys.executable, "-m", "playwright", "install", "chromium")
        path = find()
    if path is None:
        say("error: no Chromium found or installed; install one and name it: CHROMIUM=/path/to/chromium")
        return 1
    print(path)
    return 0


def find() -> str | None:
    """The executable that the tests would start."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def run(*command: str) -> int:
    """Run a command whose output the person sees, and return its status."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    ).returncode


def say(message: str) -> None:
    """Tell the person who waits."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
