"""Compile the kernel before somebody waits for it: ``python -m designer.engine.warm``.

What is compiled is kept for this machine (``jit.cache_folder``), so that it is done once for a version: the
installation does it. Where it was not done, the first command that decides does, and says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from designer.engine.jit import cache_folder, compiled

#: About how long it takes on one core, in words for whoever waits.
ABOUT = "about a minute"
_MARK = "ready"


def is_warm() -> bool:
    """Whether nothing is left to compile here."""
    return not compiled or (cache_folder() / _MARK).exists()


def warm() -> None:
    """Compile whatever decides and counts, by letting it decide and count about one made-up contact."""
    from designer.domain.channel import Category, Channel
    from designer.domain.condition import IsSet
    from designer.domain.data import DataModel
    from designer.domain.policy import Gap, Policy
    from designer.domain.scenario import Edge, EventTrigger, Exit, Message, Scenario, TriggerNode
    from designer.domain.time import DAY, Duration
    from designer.engine import permission
    from designer.engine.asking import Asker
    from designer.engine.columns import Base
    from designer.engine.compile import compile_book
    from designer.engine.rulebook import Rulebook
    from designer.engine.simulate import simulate

    scenario = Scenario(
        key="warm",
        name="warm",
        trigger=EventTrigger(event="began"),
        nodes=(TriggerNode(id="start"), Message(id="m", channel=Channel.ONSITE), Exit(id="end")),
        edges=(Edge(source="start", target="m"), Edge(source="m", target="end")),
    )
    policy = Policy(timezone="UTC", gaps=(Gap(id="day", min=Duration(minutes=DAY)),))
    book = Rulebook.of([scenario], published_at=0, policy=policy)
    simulate(Base.of_records([("c", {})], []), book, start=0, days=1, seed=0, workers=1)
    Asker([IsSet(field="a")], segments={}, data=DataModel(), zone=book.zone).of_one({}, (), 0)
    permission.forbidden(
        compile_book(book, first=0, last=DAY),
        permission.Wanted(channel=Channel.ONSITE, category=Category.COMMERCIAL, scenario="warm", weight=1.0),
        attributes={},
        events=(),
        sends=(),
        at=0,
        limit=DAY,
    )
    if compiled:
        (cache_folder() / _MARK).touch()


def ensure(say: Callable[[str], None]) -> None:
    """Compile now if that was never done here, and say so before and after."""
    if is_warm():
        return
    say(f"The planner is being compiled for this machine: once, {ABOUT}.")
    began = time.perf_counter()
    warm()
    say(f"The planner is compiled ({time.perf_counter() - began:.0f} s).")


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    ensure(_say)
