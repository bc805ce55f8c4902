"""A scenario as it is drawn: steps, ways out and links of any draft, finished or not.

It reads the document in its wire form and leaves aside what is no step and no link, so that a draft can be
printed at any moment of its making.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from designer.domain.scenario import ELSE, NEXT

Wire = Mapping[str, Any]

#: The kinds of steps that have a sign and a colour of their own.
KINDS = ("trigger", "message", "wait", "wait_event", "split", "experiment", "task", "update", "exit")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the drawing and what it was read from."""

    id: str
    kind: str
    wire: Wire = field(default_factory=dict)

    @cached_property
    def ways(self) -> tuple[str, ...]:
        """The names of its ways out, from left to right."""
        match self.kind:
            case "exit":
                return ()
            case "wait_event":
                return ("event", "timeout")
            case "task":
                return ("done", "refused", "expired")
            case "split":
                return (*self._named(), ELSE)
            case "experiment":
                return tuple(self._named())
            case _:
                return (NEXT,)

    def _named(self) -> list[str]:
        return [name for path in dicts(self.wire.get("paths")) if isinstance(name := path.get("path"), str)]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way out of one step that leads to another."""

    source: str
    way: str
    target: str

    @property
    def id(self) -> str:
        """Its name among the links of a drawing."""
        return f"{self.source}|{self.way}|{self.target}"


def dicts(value: object) -> Iterator[Wire]:
    """The mappings of a list, nothing where there is no list."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (item for item in value if isinstance(item, Mapping))


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The steps and links of a document."""

    document: Wire
    steps: Mapping[str, Step]
    links: tuple[Link, ...]

    @cached_property
    def _leaving(self) -> Mapping[str, tuple[Link, ...]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.source, []).append(link)
        return {
            id_: tuple(sorted(links, key=lambda link: _rank(self.steps[id_].ways, link.way)))
            for id_, links in found.items()
        }

    @cached_property
    def _arriving(self) -> Mapping[str, tuple[Link, ...]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.target, []).append(link)
        return {id_: tuple(links) for id_, links in found.items()}

    def out(self, id_: str) -> tuple[Link, ...]:
        """The links that leave a step, in the order of its ways out."""
        return self._leaving.get(id_, ())

    def into(self, id_: str) -> tuple[Link, ...]:
        """The links that lead to a step."""
        return self._arriving.get(id_, ())

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The steps as they are read: each after all that lead to it, loops aside, first ways out first."""
        done: set[str] = set()
        islands: list[str] = []
        triggers = [step.id for step in self.steps.values() if step.kind == "trigger"]
        loose = [id_ for id_ in self.steps if id_ not in triggers and not self.into(id_)]
        for root in (*triggers, *loose, *self.steps):
            if root in done:
                continue
            done.add(root)
            finished: list[str] = []
            stack = [(root, [link.target for link in self.out(root)])]
            while stack:
                id_, left = stack[-1]
                if not left:
                    finished.append(id_)
                    stack.pop()
                    continue
                target = left.pop()
                if target not in done:
                    done.add(target)
                    stack.append((target, [link.target for link in self.out(target)]))
            islands += reversed(finished)
        return tuple(islands)

    @cached_property
    def times(self) -> Mapping[str, str]:
        """T1, T2…: the messages in the order in which a contact can reach them, fewest steps first."""
        reached: dict[str, None] = {}
        start = next((step.id for step in self.steps.values() if step.kind == "trigger"), None)
        queue = [start] if start is not None else []
        reached.update(dict.fromkeys(queue))
        for id_ in queue:
            for link in self.out(id_):
                if link.target not in reached:
                    reached[link.target] = None
                    queue.append(link.target)
        reached.update(dict.fromkeys(id_ for id_ in self.steps if id_ not in reached))
        messages = [id_ for id_ in reached if self.steps[id_].kind == "message"]
        return {id_: f"T{number}" for number, id_ in enumerate(messages, start=1)}


def _rank(ways: Sequence[str], way: str) -> int:
    return ways.index(way) if way in ways else -1


def read(document: Wire) -> Drawing:
    """The drawing of a ``scenario/1`` document. What has no id, or no ends, is not drawn."""
    steps: dict[str, Step] = {}
    for node in dicts(document.get("nodes")):
        id_, kind = node.get("id"), node.get("kind")
        if isinstance(id_, str) and isinstance(kind, str) and id_ not in steps:
            steps[id_] = Step(id=id_, kind=kind, wire=node)
    links: dict[str, Link] = {}
    for edge in dicts(document.get("edges")):
        source, target, way = edge.get("from"), edge.get("to"), edge.get("path")
        if not (isinstance(source, str) and isinstance(target, str)):
            continue
        if source in steps and target in steps:
            link = Link(source=source, way=way if isinstance(way, str) else NEXT, target=target)
            links.setdefault(link.id, link)
    return Drawing(document=document, steps=steps, links=tuple(links.values()))
