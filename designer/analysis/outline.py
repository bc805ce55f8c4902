"""A scenario's graph as a list that can be read aloud: steps in order, ways out below them, joins said.

Steps that follow one another stand in one chain. Below a step with several ways out each way is a row, and
what only that way leads to stands below it; what the contact comes to in any case goes on in the chain. A
way that leads to a step of another place says so instead of telling it twice. Every node is told once, and
every way out of every node; the list of the editor follows the same rules.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from designer.domain.scenario import ELSE, NEXT

#: How many times as many steps the way has that a chain goes on with.
_LONGER = 3


class Leads(Enum):
    """What becomes of a contact that takes a way."""

    #: The steps below the way's row.
    BELOW = "below"
    #: The next step of the chain that the way's own step stands in.
    ON = "on"
    #: A step that is told in another place.
    JOIN = "join"
    #: A step that it has been at before.
    BACK = "back"
    #: Nothing: the way leads nowhere yet.
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step."""

    depth: int
    node: str
    #: From 1, in the order of the list.
    number: int
    #: No way leads to it from the start.
    loose: bool = False


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """A way out of a step: of one with several, each; of one with a single way, where that goes elsewhere."""

    depth: int
    node: str
    path: str
    leads: Leads
    #: The node it leads to; nothing where it leads nowhere.
    to: str | None = None
    #: Whether the step has other ways.
    among: bool = True


Row = StepRow | WayRow


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The nodes and links of a document as it is written, whatever stands in it."""

    #: By id, the first that bears it.
    nodes: Mapping[str, Mapping[str, Any]]
    ways: Mapping[str, tuple[str, ...]]
    #: (node, way out) -> node; only links that exist between nodes that exist.
    to: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Graph:
        """The graph of a scenario's document."""
        nodes: dict[str, Mapping[str, Any]] = {}
        for node in _mappings(document.get("nodes")):
            if isinstance(node.get("id"), str):
                nodes.setdefault(node["id"], node)
        ways = {id_: _ways(node) for id_, node in nodes.items()}
        to: dict[tuple[str, str], str] = {}
        for edge in _mappings(document.get("edges")):
            source, target = edge.get("from"), edge.get("to")
            if isinstance(source, str) and isinstance(target, str) and {source, target} <= nodes.keys():
                path = edge.get("path")
                way = path if isinstance(path, str) else NEXT
                if way in ways[source]:
                    to.setdefault((source, way), target)
        return cls(nodes=nodes, ways=ways, to=to)

    def kind(self, node: str) -> str:
        """The kind of a node as it is written."""
        return str(self.nodes[node].get("kind"))

    def after(self, node: str) -> list[str]:
        """The nodes that a node leads to, in the order of its ways out, once each."""
        found = (self.to.get((node, way)) for way in self.ways[node])
        return list(dict.fromkeys(target for target in found if target is not None))

    def walked(self) -> list[str]:
        """The nodes in the order in which a contact can come to them, then those it cannot."""
        reached = self.come_to()
        return [*reached, *(node for node in self.nodes if node not in reached)]

    def come_to(self) -> dict[str, str | None]:
        """Each node that a contact can come to, nearest first, with the one before it on the shortest way."""
        start = next((node for node in self.nodes if self.kind(node) == "trigger"), None)
        queue = [] if start is None else [start]
        before: dict[str, str | None] = dict.fromkeys(queue)
        for node in queue:
            for target in self.after(node):
                if target not in before:
                    before[target] = node
                    queue.append(target)
        return before

    def times(self) -> dict[str, str]:
        """``T1``, ``T2``… of the messages, in the order in which a contact can come to them."""
        messages = [node for node in self.walked() if self.kind(node) == "message"]
        return {node: f"T{number}" for number, node in enumerate(messages, start=1)}


def rows_of(graph: Graph) -> tuple[Row, ...]:
    """The rows of a graph: from its start, then what no way leads to from there."""
    return tuple(_Teller(graph).tell())


def begins(rows: Sequence[Row], document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The groups by the step that each begins at: the first of its steps that is told."""
    of: dict[str, Mapping[str, Any]] = {}
    for group in _mappings(document.get("groups")):
        nodes = group.get("nodes")
        if isinstance(nodes, Sequence) and not isinstance(nodes, str):
            for node in nodes:
                if isinstance(node, str):
                    of.setdefault(node, group)
    begun: dict[str, Mapping[str, Any]] = {}
    told: set[int] = set()
    for row in rows:
        if isinstance(row, StepRow) and row.node in of and id(of[row.node]) not in told:
            told.add(id(of[row.node]))
            begun[row.node] = of[row.node]
    return begun


def _mappings(rows: object) -> Iterable[Mapping[str, Any]]:
    if isinstance(rows, Sequence) and not isinstance(rows, str):
        yield from (row for row in rows if isinstance(row, Mapping))


def _ways(node: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a written node's ways out, in their order, once each."""
    named = [path.get("path") for path in _mappings(node.get("paths"))]
    paths = [path for path in named if isinstance(path, str)]
    match node.get("kind"):
        case "wait_event":
            ways = ["event", "timeout"]
        case "split":
            ways = [*paths, ELSE]
        case "experiment":
            ways = paths
        case "task":
            ways = ["done", "refused", "expired"]
        case "exit":
            ways = []
        case _:
            ways = [NEXT]
    return tuple(dict.fromkeys(ways))


class _Teller:
    """Walks one graph and writes its rows. Sets of nodes are numbers with a bit for each."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rows: list[Row] = []
        self.told: set[str] = set()
        #: The steps of the chains that are being told, down to the present one.
        self.above: set[str] = set()
        self.bits = {node: 1 << place for place, node in enumerate(graph.nodes)}
        #: The links but those that lead back to where one came from.
        self.forward: dict[str, list[str]] = {node: [] for node in graph.nodes}
        #: The next node that all ways of a node come to.
        self.meets: dict[str | None, str | None] = {}
        #: A node and all that lies beyond it.
        self.beyond: dict[str, int] = {}

    def tell(self) -> list[Row]:
        graph = self.graph
        targets = set(graph.to.values())
        start = next((node for node in graph.nodes if graph.kind(node) == "trigger"), None)
        roots = [] if start is None else [start]
        roots += [node for node in graph.nodes if node not in targets and node != start]
        roots += graph.nodes
        self._meet(self._ends_first(roots))
        for root in roots:
            if root not in self.told:
                # a chain asks for those below it, however deep they stand
                stack = [self._chain(root, 0, 0, loose=root != start)]
                while stack:
                    below = next(stack[-1], None)
                    if below is None:
                        stack.pop()
                    else:
                        stack.append(below)
        return self.rows

    def _ends_first(self, roots: Sequence[str]) -> list[str]:
        order: list[str] = []
        open_: set[str] = set()
        done: set[str] = set()
        for root in roots:
            if root in done:
                continue
            open_.add(root)
            stack = [(root, iter(self.graph.after(root)))]
            while stack:
                node, rest = stack[-1]
                for target in rest:
                    if target in open_:
                        continue
                    self.forward[node].append(target)
                    if target not in done:
                        open_.add(target)
                        stack.append((target, iter(self.graph.after(target))))
                        break
                else:
                    stack.pop()
                    open_.discard(node)
                    done.add(node)
                    order.append(node)
        return order

    def _meet(self, order: Sequence[str]) -> None:
        deep: dict[str | None, int] = {None: 0}
        for node in order:
            self.beyond[node] = self.bits[node]
            nexts: list[str | None] = [*self.forward[node]]
            for to in self.forward[node]:
                self.beyond[node] |= self.beyond[to]
            if not nexts or any((node, way) not in self.graph.to for way in self.graph.ways[node]):
                nexts.append(None)
            meeting = nexts[0]
            for other in nexts[1:]:
                while meeting != other:
                    if deep[meeting] >= deep[other]:
                        meeting = self.meets[meeting]
                    else:
                        other = self.meets[other]
            self.meets[node] = meeting
            deep[node] = deep[meeting] + 1

    def _chain(self, first: str, depth: int, later: int, *, loose: bool = False) -> _Chain:
        """A step and what follows it in its chain; ``later`` are steps that are told further on."""
        at: str | None = first
        line: list[str] = []
        while at is not None:
            node = at
            self.told.add(node)
            self.above.add(node)
            line.append(node)
            self.rows.append(StepRow(depth=depth, node=node, number=len(self.told), loose=loose))
            loose = False
            if len(self.graph.ways[node]) == 1:
                at = self._single(node, depth, later)
            else:
                at = yield from self._fork(node, depth, later)
        self.above.difference_update(line)

    def _single(self, node: str, depth: int, later: int) -> str | None:
        """The step after one with a single way out; where that goes elsewhere, a row that says so."""
        way = self.graph.ways[node][0]
        target = self.graph.to.get((node, way))
        leads = self._elsewhere(target, later)
        if leads is None:
            return target
        self.rows.append(WayRow(depth=depth, node=node, path=way, leads=leads, to=target, among=False))
        return None

    def _elsewhere(self, target: str | None, later: int) -> Leads | None:
        """What a way comes to where that is no step to be told next."""
        if target is None:
            return Leads.OPEN
        if target in self.above:
            return Leads.BACK
        return Leads.JOIN if target in self.told or self.bits[target] & later else None

    def _fork(self, node: str, depth: int, later: int) -> Generator[_Chain, None, str | None]:
        """The ways of a step that has several, or none; answers with the next step of its own chain."""
        on, kept = self._main(node, later)
        for way in self.graph.ways[node]:
            target = self.graph.to.get((node, way))
            leads = self._elsewhere(target, later)
            if leads is None and target == on:
                leads = Leads.ON
            leads = leads or self._elsewhere(target, kept) or Leads.BELOW
            self.rows.append(WayRow(depth=depth + 1, node=node, path=way, leads=leads, to=target))
            if leads is Leads.BELOW and target is not None:
                yield self._chain(target, depth + 2, later | kept)
        return on

    def _main(self, node: str, later: int) -> tuple[str | None, int]:
        """The step that the chain goes on with after a fork, and the steps that are told from there on."""
        kind, beyond = self.graph.kind, self.beyond
        meeting = self.meets[node]
        if meeting is not None and kind(meeting) != "exit" and not self._elsewhere(meeting, later):
            return meeting, beyond[meeting]
        new = [to for to in self.graph.after(node) if not self._elsewhere(to, later) and kind(to) != "exit"]
        known = later | sum(self.bits[one] for one in self.told)
        for target in new:
            own = kept = beyond[target] & ~known
            asides = []
            for other in new:
                if other == target:
                    continue
                if own & self.bits[other]:
                    # one that later steps come to as well is told where it is first come to
                    kept &= ~beyond[other]
                    asides.append(beyond[other] & ~known)
                else:
                    asides.append(beyond[other] & ~own & ~known)
            # the far longer way is the scenario's own
            if kept & self.bits[target] and all(
                own.bit_count() >= _LONGER * aside.bit_count() for aside in asides
            ):
                return target, kept
        return None, 0


_Chain = Generator["_Chain", None, None]
