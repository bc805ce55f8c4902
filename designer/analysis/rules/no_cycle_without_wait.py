"""A circle in the graph takes time."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from designer.analysis.rule import Case, Problem, Rule
from designer.analysis.words import listed
from designer.domain.finding import Severity
from designer.domain.scenario import Node, TaskNode, UntilTime, Wait, WaitEvent


def check(case: Case) -> Iterator[Problem]:
    """Circles that can be gone round within one minute.

    A duration, an event and a task take time. Waiting for a date does not once the date has passed, nor
    waiting for a time of day when it is just that: a circle is safe only with two different such times.
    """
    reported: set[frozenset[str]] = set()
    for moment in _moments(case):
        instant = [node for node in case.graph if not _holds(case.scenario.by_id[node], moment)]
        graph = case.graph.subgraph(instant)
        for part in nx.strongly_connected_components(graph):
            first = min(part, key=lambda node: case.at[node])
            members = frozenset(part)
            if (len(part) == 1 and not graph.has_edge(first, first)) or members in reported:
                continue
            reported.add(members)
            fr, en = listed(sorted(part, key=lambda node: case.at[node]))
            yield Problem(
                fr=f"on peut tourner sans attendre entre {fr} ; ajoutez une attente d'une durée (for) dans"
                " ce cercle.",
                en=f"one can go round through {en} without waiting; add a wait for a duration (for) to"
                " this circle.",
                node=first,
                path=case.path_of(first),
            )


def _moments(case: Case) -> list[tuple[int, int, int] | None]:
    """The times of day (weekday, hour, minute) at which some waits do not hold; nothing: any other time."""
    found = {
        (day, node.until.time.hour, node.until.time.minute)
        for node in case.scenario.nodes
        if isinstance(node, Wait) and isinstance(node.until, UntilTime)
        for day in node.until.weekdays
    }
    return [None, *sorted(found)]


def _holds(node: Node, moment: tuple[int, int, int] | None) -> bool:
    """Whether a contact that comes to the node at that moment surely stays for a minute or more."""
    match node:
        case WaitEvent() | TaskNode():
            return True
        case Wait(for_=duration) if duration is not None:
            return duration.minutes > 0
        case Wait(until=UntilTime(time=time, weekdays=weekdays)):
            return moment is None or moment[0] not in weekdays or (time.hour, time.minute) != moment[1:]
        case _:
            return False


RULE = Rule(
    id="no-cycle-without-wait",
    severity=Severity.ERROR,
    title={"fr": "Aucun cercle sans attente", "en": "No circle without a wait"},
    scenario=check,
)
