"""The ``where`` of a trigger, a goal or a wait looks at its event alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer.analysis.inventory import parts_of, trees_of
from designer.analysis.rule import Case, Problem, Rule
from designer.domain.condition import Condition, Did, InSegment, NotDid, walk
from designer.domain.data import Segment
from designer.domain.finding import Severity


def check(case: Case) -> Iterator[Problem]:
    """The places where such a ``where`` asks what else has happened."""
    for tree in trees_of(case.scenario):
        if tree.event is None:
            continue
        below: list[tuple[str | int, ...]] = []
        for part in parts_of(tree):
            if any(part.path[: len(path)] == path for path in below):
                continue
            if _asks_history(part.condition, case.portfolio.segments):
                below.append(part.path)
                yield Problem(
                    fr=f"la condition sur l'évènement « {tree.event} » (where) regarde ce qui s'est passé"
                    " d'autre ; elle ne peut regarder que les propriétés de l'évènement. Déplacez cette"
                    " partie dans l'audience ou dans une division.",
                    en=f"the condition on the event '{tree.event}' (where) looks at what else has happened;"
                    " it can look only at the event's own properties. Move that part to the audience or to"
                    " a split.",
                    node=tree.node,
                    path=part.path,
                )


def _asks_history(
    condition: Condition, segments: Mapping[str, Segment], within: frozenset[str] = frozenset()
) -> bool:
    """Whether a leaf looks at events, by itself or by its segment."""
    if isinstance(condition, InSegment) and condition.segment not in within:
        segment = segments.get(condition.segment)
        seen = within | {condition.segment}
        return segment is not None and any(
            _asks_history(part, segments, seen) for part in walk(segment.condition)
        )
    return isinstance(condition, Did | NotDid)


RULE = Rule(
    id="no-history-in-where",
    severity=Severity.ERROR,
    title={
        "fr": "La condition sur un évènement ne regarde que lui",
        "en": "The condition on an event looks at that event alone",
    },
    scenario=check,
)
