# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Who of a base is in which segment at a minute, asked of everybody at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from designer.domain.condition import InSegment
from designer.domain.policy import Exclusion, Policy
from designer.domain.time import Minute
from designer.engine.bundles import bundle
from designer.engine.columns import crowd_of
from designer.engine.compile import compile_book
from designer.engine.jit import entrance
from designer.engine.rulebook import Rulebook
from designer.engine.terms import holds

if TYPE_CHECKING:
    from designer.engine.columns import Base


class Looked(NamedTuple):
    """One person as conditions look at it: the fields of the kernel's workbench that they read."""

    who: Any
    bits: Any
    events: Any
    masks: Any
    count: Any


@entrance
def _ask(t, p, programs, now, count, found):
    """found[person, k]: whether program k holds at ``now``, by the events up to then."""
    for person in range(len(p.people)):
        row = p.people[person]
        first, last = row.first_event, row.first_event + row.events
        count[0] = row.events
        one = Looked(p.people, p.bits, p.events[first:last], p.masks[first:last], count)
        for k in range(len(programs)):
            found[person, k] = holds(t, one, person, programs[k], now, now)


def members(base: Base, book: Rulebook, segments: Sequence[str], at: Minute) -> Any:
    """i1[contact, segment]: who is in which of these segments at ``at``; an unknown segment is empty."""
    found = np.zeros((len(base), len(segments)), dtype=np.int8)
    if not segments or not len(base):
        return found
    # a rulebook whose rules are the segments: its tables hold their programs
    rules = tuple(Exclusion(id=key, when=InSegment(segment=key)) for key in segments)
    asking = Rulebook(
        policy=Policy(timezone=book.policy.timezone, exclusions=rules),
        segments=book.segments,
        data=book.data,
        seed=book.seed,
    )
    compiled = compile_book(asking, first=at, last=at)
    crowd = crowd_of(base, compiled, start=at + 1)
    tables = compiled.tables
    programs = tables.rules["program"].astype(np.int64)
    _ask(bundle(tables), bundle(crowd.people), programs, at, np.zeros(7, dtype=np.int64), found)
    return found
