"""Frame times of the editor's canvas beside the plain library, with the same graph in the same browser.

One page is the whole editor over a document of its own, the other React Flow by itself: its own nodes with a
label, its own lines, the same places, the same view, and like the editor only what is in sight. Both are
panned, zoomed and have a card dragged, one event a frame, in turns, so that other work on the machine meets
both. Beside the time between frames stands what the page's main thread worked for each of them: script,
style, layout and the rest, as the browser counts it.

    python -m bench.canvas [--steps 300 1000] [--rounds 3] [--events 80] [--json]

The pages are built with `npx vite` into a temporary folder; the browser is the one of the browser tests.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
# the scripts of tools/ are no package
sys.path.insert(0, str(HERE.parents[1] / "tools"))

import chromium  # noqa: E402

GESTURES = ("pan", "zoom", "drag")
VIEWS = ("near", "whole")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Desk:
    """A browser over the built pages."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base

    def open(self, page: str, **query: object) -> tuple[Page, float]:
        """The page with its cards drawn, and the milliseconds from the navigation until then."""
        window = self.browser.new_page(viewport={"width": 1440, "height": 900}, locale="fr-FR")
        window.goto(f"{self.base}/{page}.html?{urlencode(query)}")
        return window, float(window.evaluate("window.bench.opened()"))


def _view(window: Page, view: str) -> dict[str, float]:
    """Show the beginning or everything, and say where that is."""
    if view == "whole":
        window.locator(".react-flow__node").first.focus()
        window.keyboard.press("1")
        window.wait_for_timeout(1_000)
    where: dict[str, float] = window.evaluate("window.bench.drawn().view")
    return where


def _measure(window: Page, gesture: str, events: int) -> dict[str, float]:
    session = window.context.new_cdp_session(window)
    session.send("Performance.enable")

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    before = busy()
    times = sorted(window.evaluate(f"window.bench.gesture('{gesture}', {events})"))
    worked = (busy() - before) * 1000 / events
    session.detach()
    return {
        "median": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "busy": worked,
    }


def _least(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median of the rounds, figure by figure."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def compare(desk: _Desk, steps: int, view: str, rounds: int, events: int) -> dict[str, Any]:
    """Both pages over a graph of so many steps, by turns."""
    ours, opening = desk.open("ours", n=steps)
    where = _view(ours, view)
    plain, _ = desk.open("plain", n=steps, **where)
    pages = {"ours": ours, "plain": plain}
    found: dict[str, Any] = {
        "steps": steps,
        "view": view,
        "zoom": round(where["zoom"], 3),
        "opening": opening,
        "drawn": {name: window.evaluate("window.bench.drawn()") for name, window in pages.items()},
    }
    for gesture in GESTURES:
        measured: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
        for _ in range(rounds):
            for name, window in pages.items():
                window.bring_to_front()
                measured[name].append(_measure(window, gesture, events))
        found[gesture] = {name: _least(one) for name, one in measured.items()}
    for window in pages.values():
        window.close()
    return found


def openings(desk: _Desk, steps: int, rounds: int) -> dict[str, float]:
    """Milliseconds until cards are drawn: with places in the document, without, and by the plain library."""
    asks: dict[str, tuple[str, dict[str, int]]] = {
        "placed": ("ours", {"n": steps}),
        "unplaced": ("ours", {"n": steps, "layout": 0}),
        "plain": ("plain", {"n": steps}),
    }
    found: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(rounds):
        for name, (page, query) in asks.items():
            window, time = desk.open(page, **query)
            window.close()
            found[name].append(time)
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--steps", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, default=80)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    executable = chromium.find()
    if executable is None:
        print("error: no Chromium found; `python tools/chromium.py` installs one", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "vite", "build", "--config", str(HERE / "vite.config.ts"), "--outDir", folder]
        subprocess.run(command, cwd=HERE.parents[1], check=True, stdout=subprocess.DEVNULL)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
            )
            desk = _Desk(browser, f"http://127.0.0.1:{server.server_port}")
            for steps in asked.steps:
                show("opening", {"steps": steps, **openings(desk, steps, asked.rounds)}, asked.json)
                for view in VIEWS:
                    show("frames", compare(desk, steps, view, asked.rounds, asked.events), asked.json)
            browser.close()
        server.shutdown()
    return 0


def show(kind: str, found: dict[str, Any], as_json: bool) -> None:
    """One measurement, as a line of JSON or in words."""
    if as_json:
        print(json.dumps({"kind": kind, **found}), flush=True)
        return
    if kind == "opening":
        print(
            f"{found['steps']} steps open in {found['placed']:.0f} ms with a layout,"
            f" {found['unplaced']:.0f} ms without; the plain library in {found['plain']:.0f} ms",
            flush=True,
        )
        return
    cards = {name: one["cards"] for name, one in found["drawn"].items()}
    print(f"{found['steps']} steps, {found['view']} (zoom {found['zoom']}), cards drawn {cards}", flush=True)
    for gesture in GESTURES:
        ours, plain = found[gesture]["ours"], found[gesture]["plain"]
        print(
            f"  {gesture:5} frame {ours['median']:5.1f} / {ours['p95']:5.1f} ms (median / 95th),"
            f" plain {plain['median']:5.1f} / {plain['p95']:5.1f};"
            f" work {ours['busy']:5.1f} ms a frame, plain {plain['busy']:5.1f}:"
            f" {ours['busy'] / plain['busy']:.2f} x",
            flush=True,
        )


if __name__ == "__main__":
    raise SystemExit(main())
