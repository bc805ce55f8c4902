"""How long ``designer check`` takes for a folder of scenarios, the start of the process included.

The folder is made of the scenarios of the library, again and again under new keys, beside its policy, data,
segments and messages. Each run is a process of its own. Beside the median stands what the same machine needs,
at that moment, to start Python and read the same files with PyYAML and nothing else. The ratio of the two is
one of processor times, which other work on the machine disturbs least: it can be compared from one machine to
another, seconds cannot.

    python -m bench.check_speed [--scenarios 60] [--runs 9] [--most RATIO] [--json]

Exits with status 1 when the ratio is above ``--most``, or when a run fails.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from shutil import copy, copytree

LIBRARY = Path(__file__).parents[1] / "scenario_library"

_PLAIN = """
import pathlib, sys, yaml
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""


def fill(folder: Path, scenarios: int) -> None:
    """Write a portfolio of so many scenarios."""
    for name in ("policy", "data", "segments"):
        copy(LIBRARY / f"{name}.yaml", folder)
    copytree(LIBRARY / "messages", folder / "messages")
    # a folder with a policy of its own is another portfolio
    own = {path.parent for path in LIBRARY.glob("*/policy.yaml")} | {LIBRARY / "messages"}
    sheets = [path for path in sorted(LIBRARY.glob("*/*.yaml")) if path.parent not in own]
    for number, path in enumerate(islice(cycle(sheets), scenarios)):
        key = path.stem if number < len(sheets) else f"{path.stem}-{number}"
        text = path.read_text(encoding="utf-8").replace(f"\nkey: {path.stem}\n", f"\nkey: {key}\n", 1)
        (folder / f"{key}.yaml").write_text(text, encoding="utf-8")


def medians_of(command: Sequence[str], runs: int, statuses: Sequence[int] = (0,)) -> tuple[float, float]:
    """The median wall-clock and processor times of a command in seconds, after one run that is not counted.

    Raises ``RuntimeError`` where it ends with another status.
    """
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(runs + 1):
        began, used = time.perf_counter(), _used()
        done = subprocess.run(command, capture_output=True, check=False)
        walls.append(time.perf_counter() - began)
        cpus.append(_used() - used)
        if done.returncode not in statuses:
            raise RuntimeError(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode()}")
    return statistics.median(walls[1:]), statistics.median(cpus[1:])


def _used() -> float:
    """The processor time of all processes started here so far, in seconds."""
    usage = os.times()
    return usage.children_user + usage.children_system


def measure(scenarios: int, runs: int) -> dict[str, float]:
    """The figures of one size, in seconds and as a ratio."""
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        fill(folder, scenarios)
        _, plain = medians_of([sys.executable, "-c", _PLAIN, given], runs)
        # many copies of one scenario may well be too much for one contact: findings are no failure
        check = [sys.executable, "-m", "designer", "check", given, "--format", "json"]
        wall, cpu = medians_of(check, runs, statuses=(0, 1))
    return {
        "scenarios": scenarios,
        "check_s": round(wall, 3),
        "check_cpu_s": round(cpu, 3),
        "plain_reading_cpu_s": round(plain, 3),
        "ratio": round(cpu / max(plain, 0.001), 1),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--scenarios", type=int, default=60)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--most", type=float, default=None, help="the highest ratio that is accepted")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(options.scenarios, options.runs)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    return int(options.most is not None and figures["ratio"] > options.most)


if __name__ == "__main__":
    raise SystemExit(main())
