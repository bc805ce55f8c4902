"""Units of the database through the kernel; one that cannot be planned never holds up the others."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from designer.engine import kernel
from designer.engine.packing import room_for
from designer.engine.tables import Out
from designer.runtime.clock import Span
from designer.runtime.load import Loaded, load_units
from designer.runtime.names import Names

log = structlog.get_logger(__name__)

#: Places of a workbench at first; it grows with the units that come.
_ROOM = 64


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Some units and what was decided about them; the last of ``outs`` says how all of them stand."""

    loaded: Loaded
    outs: Sequence[Out]
    #: Seconds spent deciding.
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A unit that could not be planned, and why."""

    unit: str
    why: str


def decided(session: Session, names: Names, keys: Sequence[str], span: Span) -> Iterator[Decided | Aside]:
    """Read units and decide what is due; where that fails, by halves, until the one that fails is found."""
    fault = None
    try:
        loaded = load_units(session, names, keys, span.until)
        began = time.perf_counter()
        outs = plan(names, loaded, span)
    except SQLAlchemyError:
        raise
    except Exception as error:  # whatever is wrong with one unit, the others go on
        if len(keys) == 1:
            log.warning("contact.set-aside", unit=keys[0], error=repr(error), exc_info=True)
        fault = f"{type(error).__name__}: {error}"
    if fault is None:
        yield Decided(loaded=loaded, outs=outs, seconds=time.perf_counter() - began)
    elif len(keys) == 1:
        yield Aside(unit=keys[0], why=fault)
    else:
        half = len(keys) // 2
        yield from decided(session, names, keys[:half], span)
        yield from decided(session, names, keys[half:], span)


def plan(names: Names, loaded: Loaded, span: Span) -> list[Out]:
    """What the kernel decides about units: as many answers as there was room for at a time."""
    tables, people, compiled = names.compiled.tables, loaded.people, names.compiled
    count, room, rows = len(people.people), _ROOM, 4 * len(people.people) + 2 * len(people.runs) + 1024
    work = kernel.workbench(tables.policy[0], room)
    outs = [room_for(compiled, count, rows)]
    first, units = 0, len(people.units)
    while True:
        done, full = kernel.advance(tables, people, work, outs[-1], first, units, span.floor, span.until)
        if full == 0:
            return outs
        if full == 2:
            room *= 2
            work = kernel.workbench(tables.policy[0], room)
            first = done
            continue
        if done == first:
            rows *= 2
        last, first = outs[-1], done
        outs.append(
            room_for(compiled, 0, rows)._replace(
                ends=last.ends, mark_at=last.mark_at, mark_level=last.mark_level
            )
        )
