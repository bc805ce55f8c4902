"""One scenario in Designer and in three other engines, side by side in one run.

A message, two days, a split on whether the contact has replied (every second one has), a second message to
the others. Durable stands against durable, memory against memory; a step is a node of the scenario that a
contact enters, the same ones for all (``bench/peers/``: how each of them does it). Each round measures
everybody once, and the ratios are those of a round; the medians are printed, with the least and the most.

    python -m bench.peers [--only spiff|nodered|n8n] [--rounds 3] [--contacts 1.0] [--folder FOLDER] [--json]

The peers are installed from their registries into FOLDER, outside the checkout (by default a temporary one; a
folder that is kept is filled once). ``--contacts`` multiplies the number of contacts of everybody.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers import n8n, nodered
from bench.peers.install import Installed, NotInstalled

HERE = Path(__file__).parent
#: Everyone enters start, first, two-days and answered; then half of them second, and all of them the end.
STEPS = 5.5
#: Seconds after which a process is given up.
PATIENCE_S = 900


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One engine in one configuration."""

    name: str
    peer: str
    kind: str
    contacts: int
    #: From an empty folder and a number of contacts to what was measured.
    measure: Callable[[Path, int], dict[str, float]]


@dataclass(kw_only=True)
class Measured:
    """Steps a second and steps a second of processor time, by round."""

    contender: Contender
    contacts: int
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def contenders(at: Installed) -> list[Contender]:
    """Everybody, ours first in each kind."""

    def ours(mode: str) -> Callable[[Path, int], dict[str, float]]:
        command = [sys.executable, "-m", "bench.peers.ours_run", "--mode", mode]
        return lambda folder, contacts: _run(command, folder, contacts)

    def spiff(mode: str) -> Callable[[Path, int], dict[str, float]]:
        command = [str(at.spiff_python), str(HERE / "spiff_run.py"), "--mode", mode]
        return lambda folder, contacts: _run(command, folder, contacts)

    def node_red(mode: str) -> Callable[[Path, int], dict[str, float]]:
        def measure(folder: Path, contacts: int) -> dict[str, float]:
            command = [str(at.node), str(at.node_red), *nodered.prepare(folder, mode, contacts)]
            return _last_line(command, folder)

        return measure

    def n8n_(mode: str) -> Callable[[Path, int], dict[str, float]]:
        return lambda folder, contacts: n8n.measure(at, folder, mode, contacts)

    rows = [
        ("Designer, live pass, SQLite", "ours", "durable", 10_000, ours("durable")),
        ("SpiffWorkflow, written where it rests", "spiff", "durable", 2_000, spiff("rests")),
        ("SpiffWorkflow, written after each step", "spiff", "durable", 2_000, spiff("steps")),
        ("Node-RED, waits in SQLite", "nodered", "durable", 10_000, node_red("durable")),
        ("n8n, an execution each", "n8n", "durable", 300, n8n_("each")),
        ("n8n, one execution of all", "n8n", "durable", 3_000, n8n_("all")),
        ("Designer, the planner", "ours", "memory", 100_000, ours("memory")),
        ("SpiffWorkflow, objects", "spiff", "memory", 3_000, spiff("memory")),
        ("Node-RED, its delay node", "nodered", "memory", 10_000, node_red("memory")),
        ("n8n, executions not kept", "n8n", "memory", 500, n8n_("memory")),
    ]
    return [
        Contender(name=name, peer=peer, kind=kind, contacts=contacts, measure=measure)
        for name, peer, kind, contacts, measure in rows
    ]


def _run(command: Sequence[str], folder: Path, contacts: int) -> dict[str, float]:
    return _last_line([*command, "--contacts", str(contacts), "--folder", str(folder)], HERE.parents[1])


def _last_line(command: Sequence[str], cwd: Path) -> dict[str, float]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"{' '.join(command[:3])}: status {done.returncode}\n{done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def measure(chosen: Sequence[Contender], rounds: int, share: float) -> list[Measured]:
    """Everybody once a round. Who fails, or sends another number of messages, is told and left out."""
    found = [Measured(contender=one, contacts=max(2, int(one.contacts * share) // 2 * 2)) for one in chosen]
    for number in range(rounds):
        for one in list(found):
            try:
                _once(one)
            except (RuntimeError, subprocess.TimeoutExpired) as fault:
                if one.contender.peer == "ours":
                    raise
                found.remove(one)
                print(f"{one.contender.name} is left out:\n{fault}", file=sys.stderr)
            else:
                told = f"{one.wall[-1]:,.0f} steps/s, {one.cpu[-1]:,.0f} a second of processor time"
                print(f"round {number + 1}: {one.contender.name}: {told}", file=sys.stderr)
    return found


def _once(one: Measured) -> None:
    with tempfile.TemporaryDirectory() as folder:
        figures = one.contender.measure(Path(folder), one.contacts)
    expected = one.contacts * 3 // 2
    if figures["messages"] != expected:
        raise RuntimeError(f"{figures['messages']:.0f} messages instead of {expected}")
    one.wall.append(one.contacts * STEPS / figures["seconds"])
    one.cpu.append(one.contacts * STEPS / figures["cpu"])


def table(found: Sequence[Measured]) -> list[dict[str, object]]:
    """A row for each, with how many times it ours is, round by round."""
    first = {one.contender.kind: one for one in reversed(found) if one.contender.peer == "ours"}
    rows: list[dict[str, object]] = []
    for one in found:
        ours = first[one.contender.kind]
        rows.append(
            {
                "kind": one.contender.kind,
                "engine": one.contender.name,
                "contacts": one.contacts,
                "steps_per_s": round(statistics.median(one.wall)),
                "steps_per_cpu_s": round(statistics.median(one.cpu)),
                "ours_times": _span([a / b for a, b in zip(ours.wall, one.wall, strict=True)]),
                "ours_times_cpu": _span([a / b for a, b in zip(ours.cpu, one.cpu, strict=True)]),
            }
        )
    return rows


def _span(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.3g} ({min(ratios):.3g} to {max(ratios):.3g})"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--only", choices=("spiff", "nodered", "n8n"), default=None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contacts", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        at = Installed(folder=(options.folder or Path(temporary)).resolve())
        at.folder.mkdir(parents=True, exist_ok=True)
        peers = {"spiff": at.get_spiff, "nodered": at.get_node_red, "n8n": at.get_n8n}
        there = {"ours"}
        for name in peers if options.only is None else (options.only,):
            try:
                peers[name]()
                there.add(name)
            except NotInstalled as why:
                print(f"{name} cannot be installed here:\n{why}", file=sys.stderr)
        chosen = [one for one in contenders(at) if one.peer in there]
        rows = table(measure(chosen, options.rounds, options.contacts))
    if options.json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        print("  ".join(f"{value:>{-42 if name == 'engine' else 12}}" for name, value in row.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
