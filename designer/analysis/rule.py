"""What a rule is: a name for ever, a severity, and a function that reports problems and never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from designer.analysis.verdict import Proof
from designer.domain.finding import Severity
from designer.domain.message import Template
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Message, Node, Scenario, TaskNode, WaitEvent
from designer.domain.source import Path


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong at one place: the cause and the next step, in both languages."""

    fr: str
    en: str
    #: The id of the node it is shown on.
    node: str | None = None
    #: The place in the document.
    path: Path = ()
    #: The document, for rules over a portfolio: ``scenario:<key>``, ``policy``, ``segments`` or ``plan``.
    document: str | None = None
    #: Where it weighs otherwise than its rule.
    severity: Severity | None = None


def ways_closed(node: Node) -> tuple[str, ...]:
    """The ways out that nobody ever takes: without a time allowed, its end does not come."""
    match node:
        case WaitEvent(timeout=None):
            return ("timeout",)
        case TaskNode(sla=None):
            return ("expired",)
        case _:
            return ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """A scenario beside its portfolio, with what several rules need."""

    scenario: Scenario
    portfolio: Portfolio
    #: Ids of the nodes, each with the place of the first node that bears it.
    at: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places: dict[str, int] = {}
        for index, node in enumerate(self.scenario.nodes):
            places.setdefault(node.id, index)
        object.__setattr__(self, "at", places)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The nodes and the links between them that exist and by which somebody can go."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.at)
        graph.add_edges_from(
            (edge.source, edge.target)
            for edge in self.scenario.edges
            if edge.source in self.at
            and edge.target in self.at
            and edge.path not in ways_closed(self.scenario.by_id[edge.source])
        )
        return graph

    @cached_property
    def after(self) -> dict[str, list[str]]:
        """The nodes that each node leads to directly."""
        return {node: list(self.graph[node]) for node in self.graph}

    def reach(self, sources: Iterable[str], *, without: str | None = None) -> set[str]:
        """The nodes that ways from some nodes lead to, these included, past one node that ways avoid."""
        found = set(sources) - {without}
        todo = list(found)
        while todo:
            for node in self.after[todo.pop()]:
                if node not in found and node != without:
                    found.add(node)
                    todo.append(node)
        return found

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The nodes that an enrolment can come to."""
        start = self.scenario.start
        if start is None:
            return frozenset()
        return frozenset(self.reach([start.id]))

    def written(self) -> Iterator[tuple[int, Message, Template]]:
        """The messages whose template could be read, each with its place among the nodes."""
        for index, node in enumerate(self.scenario.nodes):
            if isinstance(node, Message) and node.template is not None:
                template = self.portfolio.messages.get(node.template)
                if template is not None:
                    yield index, node, template

    def path_of(self, node: str, *below: str | int) -> Path:
        """The place of a node in the document, or of a part of it."""
        return ("nodes", self.at[node], *below)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: ``scenario`` looks at one scenario, ``portfolio`` at what scenarios share.

    ``proof`` words what the proof of the pressure rules has found of a portfolio.
    """

    id: str
    severity: Severity
    #: What it asks for, as a sentence.
    title: dict[str, str]
    scenario: Callable[[Case], Iterable[Problem]] | None = None
    portfolio: Callable[[Portfolio], Iterable[Problem]] | None = None
    proof: Callable[[Portfolio, Proof], Iterable[Problem]] | None = None
    #: How much it weighs when the scenario is to be published, where that differs.
    to_publish: Severity | None = None
