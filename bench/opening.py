"""Opening the editor: what the browser loads, and when it answers, over the demo's scenarios.

    python -m bench.opening [--times 5] [--json]

Bytes are those of the built files, as they lie on disk and through gzip. The editor is interactive once its
cards are drawn and a key is answered: Tab on the canvas opens the palette. One headless Chromium without a
cache between two openings, one server of its own on this machine; the page's own clock is read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from designer.assets import BASE_URL, DIST, Assets

ENTRY = "editor/main.tsx"


def sizes() -> dict[str, Any]:
    """Bytes of the editor's first load, and of what is loaded when it is first asked for."""
    entry = Assets().entry(ENTRY)
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    first = [address for address in (entry.script, *entry.preloads) if address is not None]
    later = {
        source: chunk["file"]
        for source, chunk in _lazy(manifest, ENTRY).items()
        if BASE_URL + chunk["file"] not in first
    }
    return {
        "first_load": _bytes(*(address.removeprefix(BASE_URL) for address in first)),
        "first_styles": _bytes(*(address.removeprefix(BASE_URL) for address in entry.styles)),
        "on_demand": {source: _bytes(file) for source, file in sorted(later.items())},
    }


def _lazy(manifest: Mapping[str, Any], source: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = [source]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting += [*manifest[name].get("imports", ()), *manifest[name].get("dynamicImports", ())]
        found.update({one: manifest[one] for one in manifest[name].get("dynamicImports", ())})
    return found


def _bytes(*files: str) -> dict[str, int]:
    texts = [(DIST / file).read_bytes() for file in files]
    return {"raw": sum(map(len, texts)), "gzip": sum(len(gzip.compress(text, 6)) for text in texts)}


@contextmanager
def _demo() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "designer", "demo", "--port", "0", "--no-browser"]
        environment = {**os.environ, "DESIGNER_DATA_DIR": folder}
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            address = next(filter(None, (re.search(r"Designer is at (http://\S+)", line) for line in lines)))
            try:
                yield address.group(1)
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=60)


def openings(times: int) -> dict[str, Any]:
    """Milliseconds from the request of the page until it is painted, and until a key is answered."""
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("CHROMIUM") or Path(".venv/.chromium").read_text().strip()
    rows: dict[str, dict[str, float]] = {}
    with _demo() as base, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        keys = [row["key"] for row in page.request.get(f"{base}/api/v1/scenarios").json()["scenarios"]]
        for key in keys:
            taken = []
            for _ in range(times):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                taken.append(_open(context.new_page(), f"{base}/scenarios/{key}"))
                context.close()
            rows[key] = {name: round(statistics.median(one[name] for one in taken)) for name in taken[0]}
        browser.close()
    return rows


def _open(page: Any, address: str) -> dict[str, float]:
    page.goto(address)
    page.locator(".react-flow__node").first.wait_for()
    drawn = page.evaluate("performance.now()")
    page.locator('.react-flow__node[tabindex="0"]').press("Tab")
    page.locator(".ed-palette input").wait_for()
    paint = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').at(0)?.startTime ?? Number.NaN"
    )
    return {"painted_ms": paint, "drawn_ms": drawn, "answers_ms": page.evaluate("performance.now()")}


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="openings of each scenario; the median is told")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = {**sizes(), "openings": openings(options.times)}
    if options.json:
        print(json.dumps(figures, indent=1))
        return 0
    for name in ("first_load", "first_styles"):
        print(f"{name:<44} {figures[name]['raw']:>10,} bytes {figures[name]['gzip']:>10,} gzip")
    for source, size in figures["on_demand"].items():
        print(f"  {source:<42} {size['raw']:>10,} bytes {size['gzip']:>10,} gzip")
    for key, row in figures["openings"].items():
        words = ", ".join(f"{name.removesuffix('_ms')} {value:,} ms" for name, value in row.items())
        print(f"{key:<44} {words}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
