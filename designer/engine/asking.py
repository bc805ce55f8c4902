"""Conditions asked of contacts outside a pass: who is in an audience, what a contact satisfies.

The answers are the planner's own: the same programs over the same bits (``compile.py``, ``terms.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from designer.domain.condition import Condition, Value
from designer.domain.contact import Event
from designer.domain.data import DataModel, Segment
from designer.domain.time import Minute
from designer.engine.bundles import bundle
from designer.engine.clockwork import zones_table
from designer.engine.compile import Programs
from designer.engine.jit import compiled, entrance
from designer.engine.questions import Questions
from designer.engine.rulebook import Rulebook
from designer.engine.tables import EVENT, PERSON, PROGRAM, TERM, Zones
from designer.engine.terms import holds


class _Asked(NamedTuple):
    """The programs, as ``terms`` reads them."""

    terms: Any
    programs: Any
    zones: Zones


class _Known(NamedTuple):
    """Contacts and their events, as ``terms`` reads them."""

    who: Any
    bits: Any
    events: Any
    masks: Any
    count: Any  #: the first number: how many events


@entrance
def _answers(asked: Any, known: Any, first: Any, wanted: Any, now: int) -> Any:
    """bool[contact, condition]: whether each program of ``wanted`` holds at ``now``."""
    found = np.zeros((len(first) - 1, len(wanted)), np.bool_)
    for person in range(len(first) - 1):
        start, end = first[person], first[person + 1]
        known.count[0] = end - start
        own = _Known(known.who, known.bits, known.events[start:end], known.masks[start:end], known.count)
        for place in range(len(wanted)):
            found[person, place] = holds(asked, own, person, wanted[place], now, now)  # type: ignore[no-untyped-call]
    return found


class Asker:
    """Some conditions, made ready to be asked of any contacts.

    Raises ``BadInput`` for a segment that stands in itself and a ``where`` that asks what else has happened.
    """

    def __init__(
        self,
        conditions: Sequence[Condition | None],
        *,
        segments: Mapping[str, Segment],
        data: DataModel,
        zone: ZoneInfo,
    ) -> None:
        self._questions = Questions(data, segments, zone)
        programs = Programs(self._questions, Rulebook(segments=segments, data=data))
        self._wanted = np.array([programs.of(condition) for condition in conditions], dtype=np.int64)
        self._terms = np.array(programs.terms, TERM) if programs.terms else np.zeros(0, TERM)
        self._programs = np.array(programs.programs, PROGRAM) if programs.programs else np.zeros(0, PROGRAM)
        self._zones: tuple[int, Zones] | None = None
        self._questions.freeze()
        self._heard = frozenset(self._questions.events)

    @property
    def events(self) -> tuple[str, ...]:
        """The names of the events that the conditions look at."""
        return self._questions.events

    def holds(
        self, attributes: Sequence[Mapping[str, Value]], events: Sequence[Sequence[Event]], now: Minute
    ) -> Any:
        """bool[contact, condition]: whether each condition holds of each contact at ``now``.

        ``events`` are each contact's, in any order; those after ``now`` have not happened. No condition
        (``None``) holds of everybody.
        """
        answers = self._questions.of_people(attributes)
        who = np.zeros(len(attributes), PERSON)
        who["zone"] = answers.zone
        first = np.zeros(len(attributes) + 1, dtype=np.int64)
        heard: list[Event] = []
        for person, own in enumerate(events):
            heard += sorted((event for event in own if event.name in self._heard), key=_minute)
            first[person + 1] = len(heard)
        happened = np.zeros(len(heard), EVENT)
        happened["minute"] = [event.minute for event in heard]
        happened["person"] = np.repeat(np.arange(len(attributes)), np.diff(first))
        happened["name"], masks = self._questions.of_events(
            [event.name for event in heard], [event.properties for event in heard]
        )
        asked = _Asked(self._terms, self._programs, self._zones_at(now))
        known = _Known(
            who, answers.bits.view(np.int64), happened, masks.view(np.int64), np.zeros(1, dtype=np.int64)
        )
        if not compiled:
            asked, known = bundle(asked), bundle(known)
        return _answers(asked, known, first, self._wanted, now)

    def of_one(self, attributes: Mapping[str, Value], events: Sequence[Event], now: Minute) -> list[bool]:
        """Whether each condition holds of one contact at ``now``."""
        found: list[bool] = self.holds([attributes], [events], now)[0].tolist()
        return found

    def _zones_at(self, now: Minute) -> Zones:
        zones = self._questions.zones
        if self._zones is None or self._zones[0] != len(zones):
            self._zones = len(zones), zones_table(zones, now, now)
        return self._zones[1]


def _minute(event: Event) -> Minute:
    return event.minute
