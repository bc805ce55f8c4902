"""What a rule is: a name for ever, a severity, and a function that reports problems and never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from designer.analysis.verdict import Proof
from designer.domain.finding import Severity
from designer.domain.message import Template
from designer.domain.portfolio import Portfolio
from designer.domain.scenario import Exit, Message, Node, Scenario, TaskNode, WaitEvent, ways_out
from designer.domain.source import Path

if TYPE_CHECKING:
    import networkx as nx

    from designer.analysis.branches import Branches


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


def _ends_first(after: Mapping[str, Sequence[str]], starts: Iterable[str]) -> list[str]:
    """The nodes that some lead to, each after those that it leads to, but for circles."""
    order: list[str] = []
    seen: set[str] = set()
    for first in starts:
        if first in seen:
            continue
        seen.add(first)
        stack = [(first, iter(after[first]))]
        while stack:
            node, rest = stack[-1]
            for then in rest:
                if then not in seen:
                    seen.add(then)
                    stack.append((then, iter(after[then])))
                    break
            else:
                order.append(node)
                stack.pop()
    return order


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
    def after(self) -> dict[str, list[str]]:
        """The nodes that each node leads to directly, by links that exist and that somebody can take."""
        found: dict[str, dict[str, None]] = {node: {} for node in self.at}
        closed = {node: ways for node, known in self.scenario.by_id.items() if (ways := ways_closed(known))}
        for edge in self.scenario.edges:
            if edge.source in found and edge.target in found and edge.path not in closed.get(edge.source, ()):
                found[edge.source][edge.target] = None
        return {node: list(after) for node, after in found.items()}

    @cached_property
    def ways(self) -> dict[str, tuple[str, ...]]:
        """The names of each node's ways out."""
        return {node: ways_out(known) for node, known in self.scenario.by_id.items()}

    @cached_property
    def bits(self) -> dict[str, int]:
        """One bit for each node: a set of nodes as a number."""
        return {node: 1 << place for place, node in enumerate(self.at)}

    @cached_property
    def behind(self) -> dict[str, int]:
        """As bits, the nodes that ways from each node lead to: itself only where it is in a circle."""
        after, bits = self.after, self.bits
        found = dict.fromkeys(after, 0)
        again = True
        while again:
            changed, known, early = False, 0, 0
            for node in self.ends_first:
                next_, beyond = 0, 0
                for to in after[node]:
                    next_ |= bits[to]
                    beyond |= found[to]
                beyond |= next_
                early |= next_ & ~known
                known |= bits[node]
                if beyond != found[node]:
                    found[node] = beyond
                    changed = True
            # where no way leads back all is known at once; circles are gone through until nothing is added
            again = changed and bool(early)
        return found

    @cached_property
    def ends_first(self) -> list[str]:
        """The nodes, each after those that it leads to, but for circles; first those that can be reached."""
        start = self.scenario.start
        return _ends_first(self.after, [*(() if start is None else (start.id,)), *self.after])

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The same as a graph, for who has to look closer."""
        # The graph library takes a while to load, and what is drawn well needs none.
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.after)
        graph.add_edges_from((node, to) for node, after in self.after.items() for to in after)
        return graph

    @cached_property
    def ending(self) -> frozenset[str]:
        """The nodes from which an exit can be reached."""
        before: dict[str, list[str]] = {node: [] for node in self.after}
        for node, after in self.after.items():
            for to in after:
                before[to].append(node)
        found = {node for node in self.after if isinstance(self.scenario.by_id[node], Exit)}
        todo = list(found)
        while todo:
            for node in before[todo.pop()]:
                if node not in found:
                    found.add(node)
                    todo.append(node)
        return frozenset(found)

    def reach(self, sources: Iterable[str], *, without: str | None = None) -> set[str]:
        """The nodes that ways from some nodes lead to, these included, past one node that ways avoid."""
        if without is None:
            reached = 0
            for source in sources:
                reached |= self.bits[source] | self.behind[source]
            return {node for node, bit in self.bits.items() if bit & reached}
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

    @cached_property
    def branches(self) -> Branches:
        """The ways of the splits, with what is known of whoever comes there."""
        # boxes and atoms are loaded by the first scenario with conditions
        from designer.analysis.branches import Branches

        return Branches(self)

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
    #: What ``portfolio`` says of one scenario, by its key, where that alone takes less.
    beside: Callable[[Portfolio, str], Iterable[Problem]] | None = None
    proof: Callable[[Portfolio, Proof], Iterable[Problem]] | None = None
    #: How much it weighs when the scenario is to be published, where that differs.
    to_publish: Severity | None = None
