"""The planner: everything that is decided about counting units, minute by minute, from records to records.

At one minute events come before timers, exits before entries, entries before sends. The planner is a
function of the rulebook and the units: it reads no clock, draws nothing by chance and keeps nothing. The
kernel decides (``kernel.py``); whoever has thousands of units gives it arrays instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from designer.domain.enrolment import Outcome, Unit
from designer.domain.time import Minute
from designer.engine.compile import compile_book
from designer.engine.packing import Packed, advance_all, outcome_of
from designer.engine.rulebook import Rulebook


def advance(book: Rulebook, unit: Unit, *, floor: Minute, until: Minute) -> Outcome:
    """Decide everything due at minutes ≤ ``until`` for the contacts of one unit.

    What was due before ``floor`` is decided at ``floor``. ``unit`` is changed in place; the outcome says
    what was decided, in order, and for each contact the earliest minute at which anything can happen
    without a new fact (``next_due``).
    """
    return advance_units(book, [unit], floor=floor, until=until)


def advance_units(book: Rulebook, units: Sequence[Unit], *, floor: Minute, until: Minute) -> Outcome:
    """The same for several units, whose outcomes follow each other."""
    packed = Packed(compile_book(book, first=floor, last=until), units)
    return outcome_of(packed, advance_all(packed, floor=floor, until=until), until)
