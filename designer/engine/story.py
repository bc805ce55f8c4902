"""One contact's simulated story: what a simulation decided about it, moment by moment, with the reasons.

The contact's counting unit is planned again by itself, with the same seed: contacts are independent of those
they are not counted with, so that it is the same story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from designer.domain.enrolment import Decision, Standing, Verdict
from designer.domain.errors import NotFound
from designer.domain.policy import CountingUnit
from designer.domain.time import Minute
from designer.engine.behaviour import Behaviours
from designer.engine.columns import Base
from designer.engine.compile import CATEGORIES, CHANNELS
from designer.engine.rulebook import Rulebook
from designer.engine.simulate import Run, plan_alone
from designer.engine.tables import (
    BY_BLOCKED,
    BY_PREVAILED,
    LEAVINGS,
    NEVER,
    REACTIONS,
    REFUSALS,
    Out,
)

#: What happens at one minute, in the order in which it is told.
KINDS = (
    "event",
    "entry",
    "refusal",
    "visit",
    "update",
    "task",
    "decision",
    "reaction",
    "conversion",
    "exit",
)

_VERDICTS = tuple(Verdict)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened."""

    at: Minute
    #: One of ``KINDS``.
    kind: str
    contact: str
    #: The event's name, the verdict, the reaction, the reason of a refusal or an exit, the kind of a task.
    word: str = ""
    scenario: str = ""
    version: int = 0
    entry: int = 0
    node: str = ""
    channel: str = ""
    #: Of a refusal: the scenario in the way.
    by: str | None = None
    #: Of a decision: everything about it.
    why: Decision | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that was simulated of one contact, and of those it is counted with."""

    contact: str
    #: Those it is counted with.
    others: tuple[str, ...]
    #: By minute; of everybody in the unit.
    moments: tuple[Moment, ...]

    @property
    def own(self) -> tuple[Moment, ...]:
        """What happened to the contact itself."""
        return tuple(moment for moment in self.moments if moment.contact == self.contact)


def story(
    base: Base,
    book: Rulebook,
    contact: str,
    *,
    start: Minute,
    days: int,
    seed: str | int | None = None,
    behaviours: Behaviours | None = None,
    events: str = "known",
) -> Story:
    """What ``simulate``, asked the same, decides about one contact. Raises ``NotFound``, ``BadInput``."""
    unit = _unit_of(base, contact, book.policy.unit)
    alone = base.only(unit)
    run = Run.of(
        alone,
        book,
        start=start,
        days=days,
        seed=seed,
        behaviours=behaviours,
        events=events,
        segments=(),
    )
    reader = _Reader(run, plan_alone(run))
    moments = sorted(reader.moments(), key=lambda one: (one.at, KINDS.index(one.kind)))
    return Story(
        contact=contact,
        others=tuple(key for key in alone.ids if key != contact),
        moments=tuple(moments),
    )


def _unit_of(base: Base, contact: str, unit: CountingUnit) -> list[int]:
    """The places of the contacts that are counted with this one, itself included."""
    place = int(np.searchsorted(np.array(base.ids, dtype=object), contact))
    if place == len(base) or base.ids[place] != contact:
        raise NotFound(f"There is no contact '{contact:.100}' in the base; give the id of one.")
    if unit is CountingUnit.CONTACT:
        return [place]
    shared = base.attribute(unit.value)
    own = shared[place]
    if own in (None, ""):
        return [place]
    return [other for other, value in enumerate(shared) if value == own]


class _Reader:
    """Reads what was decided of one unit."""

    def __init__(self, run: Run, out: Out) -> None:
        self.run, self.out, self.compiled = run, out, run.compiled

    def moments(self) -> Iterator[Moment]:
        """Everything, in no order."""
        yield from self._events()
        out, used = self.out, self.out.used.tolist()
        for row in out.visits[: used[0]]:
            yield self._moment(row, "entry" if row["way"] < 0 else "visit")
        for row in out.decisions[: used[1]]:
            why = self._decision(row)
            yield self._moment(row, "decision", why.verdict.value, channel=why.channel.value, why=why)
        for row in out.refusals[: used[3]]:
            yield Moment(
                at=int(row["at"]),
                kind="refusal",
                contact=self._contact(row),
                word=REFUSALS[row["reason"]],
                scenario=self.compiled.open[row["entry"]].key,
                by=None if row["by"] < 0 else self.compiled.keys[row["by"]],
            )
        for row in out.updates[: used[4]]:
            yield self._moment(row, "update")
        for row in out.tasks[: used[5]]:
            yield self._moment(row, "task", "expired" if row["expired"] else "opened")
        for row in out.reactions[: used[6]]:
            if row["at"] <= self.run.until:
                yield self._moment(row, "reaction", REACTIONS[row["kind"]])
        for row in out.runs[: used[7]]:
            if row["converted_at"] >= self.run.start:
                yield self._moment(row, "conversion", at=int(row["converted_at"]))
            if row["standing"] != tuple(Standing).index(Standing.ACTIVE):
                yield self._moment(row, "exit", self._reason(row), at=int(row["left_at"]))

    def _events(self) -> Iterator[Moment]:
        """What the base knows of these days, or was supposed to happen, as far as somebody listens."""
        people = self.run.crowd.people
        heard = self.compiled.questions.events
        for row in people.events:
            if row["minute"] >= self.run.start and row["name"] >= 0:
                yield Moment(
                    at=int(row["minute"]),
                    kind="event",
                    contact=self._contact(row),
                    word=heard[row["name"]],
                )

    def _contact(self, row: Any) -> str:
        return self.run.base.ids[int(self.run.crowd.contact[row["person"]])]

    def _moment(
        self,
        row: Any,
        kind: str,
        word: str = "",
        *,
        at: Minute | None = None,
        channel: str = "",
        why: Decision | None = None,
    ) -> Moment:
        """A moment of a row that names a node."""
        compiled, names = self.compiled, row.dtype.names
        version, node = compiled.nodes[row["node"]] if row["node"] >= 0 else (row["scenario"], None)
        return Moment(
            at=int(row["at"]) if at is None else at,
            kind=kind,
            contact=self._contact(row),
            word=word,
            scenario=compiled.versions[version].key,
            version=compiled.version_numbers[version],
            entry=int(row["entry"]) if "entry" in names else 0,
            node=node.id if node is not None else "",
            channel=channel,
            why=why,
        )

    def _decision(self, row: Any) -> Decision:
        compiled = self.compiled
        version, node = compiled.nodes[row["node"]]
        fillers = self.out.fillers[row["first_filler"] : row["first_filler"] + row["fillers"]]
        return Decision(
            contact=self._contact(row),
            at=int(row["at"]),
            scenario=compiled.versions[version].key,
            version=compiled.version_numbers[version],
            entry=int(row["entry"]),
            node=node.id,
            visit=int(row["visit"]),
            attempt=int(row["attempt"]),
            channel=CHANNELS[row["channel"]],
            category=CATEGORIES[row["category"]],
            verdict=_VERDICTS[row["verdict"]],
            due_at=int(row["due_at"]),
            rule=compiled.rule_names[row["rule"]] or None,
            blocked_by=tuple(sorted(self._reference(filler) for filler in fillers)),
            next_at=None if row["next_at"] == NEVER else int(row["next_at"]),
            inversion=bool(row["inversion"]),
        )

    def _reference(self, filler: Any) -> str:
        if filler["node"] < 0:
            return f"history/-@{filler['at']}"
        version, node = self.compiled.nodes[filler["node"]]
        return f"{self.compiled.versions[version].key}/{node.id}@{filler['at']}"

    def _reason(self, row: Any) -> str:
        match int(row["reason"]):
            case found if found == BY_PREVAILED:
                return f"prevailed:{self.compiled.keys[row['by']]}"
            case found if found == BY_BLOCKED:
                return f"blocked:{self.compiled.rule_names[row['by']]}"
            case found:
                return LEAVINGS[found]
