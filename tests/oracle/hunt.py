"""Play worlds one after the other until two planners differ: ``python -m tests.oracle.hunt 5000 --first 1``.

Each difference is made small and printed as code that runs.
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

from designer.engine.planner import advance
from tests.oracle import planner
from tests.oracle.agree import differences
from tests.oracle.dice import Dice
from tests.oracle.shrink import shrink, source
from tests.oracle.worlds import World, world

#: What the code of a world needs.
IMPORTS = """\
from datetime import time
from designer.domain.channel import Category, Channel
from designer.domain.condition import *
from designer.domain.contact import Event
from designer.domain.data import Attribute, DataModel, EventType, Mutability, Segment, Type
from designer.domain.enrolment import *
from designer.domain.policy import *
from designer.domain.scenario import *
from designer.domain.time import Duration
from designer.engine.planner import advance
from designer.engine.rulebook import Intake, Rulebook
from tests.oracle import planner
from tests.oracle.agree import differences
from tests.oracle.worlds import Step, World
"""


def told(one: World) -> str | None:
    """What differs in a world, an error of the planner included; nothing where the oracle itself fails."""
    try:
        return differences(one, advance, planner.advance)
    except Exception as error:  # noqa: BLE001 - whatever stops the planner is a difference
        return None if _oracle_fails(one) else f"{type(error).__name__}: {error}"


def _oracle_fails(one: World) -> bool:
    try:
        differences(one, planner.advance, planner.advance)
    except Exception:  # noqa: BLE001 - a world that cannot be played at all proves nothing
        return True
    return False


def kind_of(difference: str) -> str:
    """What sort of difference it is, so that shrinking keeps to one."""
    return difference.partition("\n")[0].partition(": ")[2].partition(" of ")[0] or difference[:40]


def main() -> None:
    """Hunt; the exit code says whether something was caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("worlds", type=int)
    parser.add_argument("--first", type=int, default=0, help="seed of the first world")
    parser.add_argument("--most", type=int, default=3, help="differences after which to stop")
    parser.add_argument("--tries", type=int, default=3000, help="worlds to try to make one smaller")
    asked = parser.parse_args()
    sys.stdout.write(IMPORTS)
    caught, since = 0, perf_counter()
    for seed in range(asked.first, asked.first + asked.worlds):
        one = world(Dice.of_seed(seed))
        found = told(one)
        if found is None:
            continue
        caught += 1
        kind = kind_of(found)
        small = shrink(one, lambda less, kind=kind: kind_of(told(less) or "") == kind, asked.tries)
        words = (told(small) or "").replace("\n", "\n# ")
        sys.stdout.write(f"\n# seed {seed}: {words}\nworld = {source(small)}\n")
        sys.stdout.write("print(differences(world, advance, planner.advance))\n")
        sys.stdout.flush()
        if caught >= asked.most:
            break
    seconds = perf_counter() - since
    sys.stdout.write(f"# worlds up to seed {seed} in {seconds:.0f} s, {caught} differences\n")
    sys.exit(bool(caught))


if __name__ == "__main__":
    main()
