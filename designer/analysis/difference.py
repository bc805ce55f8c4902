"""What has changed between two drawings of a scenario, in a marketer's words and in the order of a reader.

Documents are compared as they are written, so that unfinished drafts can be compared too. Every field that
differs is in the ``fields`` of exactly one change or lies below one of them; two documents differ where at
least one change is said. Nothing raises: what cannot be read is said as it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from designer.analysis.difference_words import Teller, both, tellers_of
from designer.analysis.outline import Graph
from designer.analysis.speech import Names
from designer.domain.scenario import NEXT

Wire = Mapping[str, Any]
Both = Mapping[str, str]
#: What is said once the language is known.
Words = Callable[[Teller], str]

#: Changes that a summary names before it only counts.
_NAMED = 3
_NOTHING: Both = {"fr": "Aucun changement", "en": "No change"}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of the graph."""

    source: str
    #: The way out; nothing where there is only one.
    path: str | None
    target: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change, as a reader would tell it."""

    #: The first of its fields.
    id: str
    #: ``identity``, ``entry``, ``steps``, ``ways``, ``priority``, ``end``, ``sheet``, ``notes``, ``groups``,
    #: ``templates`` or ``drawing``.
    area: str
    #: ``added``, ``removed``, ``changed`` or ``moved``.
    kind: str
    #: Without a full stop, in both languages.
    text: Both
    nodes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    #: Paths in the documents: ``nodes/w1/for``, ``edges/s1/vip``, ``sheet/kpis``.
    fields: tuple[str, ...] = ()
    #: The values in words; nothing where there was none.
    before: Both | None = None
    after: Both | None = None
    #: Of the drawing alone.
    quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All that has changed."""

    changes: tuple[Change, ...] = ()
    #: Node -> ``added``, ``removed``, ``changed`` or ``moved``.
    nodes: Mapping[str, str] = field(default_factory=dict)
    #: Links that are there on one side alone, with ``added`` or ``removed``.
    links: tuple[tuple[Link, str], ...] = ()

    @property
    def equal(self) -> bool:
        """Whether both are the same document."""
        return not self.changes

    @property
    def loud(self) -> int:
        """How many changes there are beside those of the drawing alone."""
        return sum(1 for change in self.changes if not change.quiet)

    def summary(self) -> Both:
        """The first changes on one line."""
        told = [change for change in self.changes if not change.quiet] or list(self.changes)
        if not told:
            return _NOTHING
        rest = len(told) - _NAMED
        more = {"fr": "", "en": ""}
        if rest > 0:
            more["fr"] = f" ; et {rest} autre{'s' if rest > 1 else ''}"
            more["en"] = f"; and {rest} more"
        named = told[:_NAMED]
        return {
            "fr": " ; ".join(change.text["fr"] for change in named) + more["fr"],
            "en": "; ".join(change.text["en"] for change in named) + more["en"],
        }


def difference(
    before: Wire,
    after: Wire,
    *,
    names: Names | None = None,
    texts: tuple[Mapping[str, Wire], Mapping[str, Wire]] = ({}, {}),
) -> Difference:
    """Compare two documents of ``scenario/1``, with the documents of their templates before and after."""
    return _Comparison(before, after, names or Names(), texts).made()


def same(one: object, other: object) -> bool:
    """Whether two values of documents are equal, ``3`` and ``3.0`` being one number and ``true`` none."""
    return _plain(one) == _plain(other)


def _plain(value: object) -> str:
    return json.dumps(_whole(value), sort_keys=True, default=str)


def _whole(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _whole(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(part) for part in value]
    return value


#: Where the fields of a document are told; what is not named here belongs to the identity.
_AREAS = {
    "trigger": "entry",
    "audience": "entry",
    "entry": "entry",
    "priority": "priority",
    "misfire": "priority",
    "exit_when": "end",
    "goal": "end",
    "sheet": "sheet",
}
_AREA_ORDER = (
    "identity",
    "entry",
    "steps",
    "ways",
    "templates",
    "priority",
    "end",
    "sheet",
    "notes",
    "groups",
    "drawing",
)
#: Fields whose parts are told one by one, and those of the sheet that have parts of their own.
_SECTIONS = ("trigger", "entry", "priority", "goal", "misfire")
_IN_SHEET = ("key_moment", "content", "expected", "degraded", "legal")
#: Lists of the sheet, and what their rows are known by.
_ROWS = {"kpis": "metric", "deliverables": "name", "data": "name"}
_OWN = ("nodes", "edges", "layout", "placed", "notes", "groups", "sheet")


class _Comparison:
    """Two documents, and the changes found so far."""

    def __init__(
        self,
        before: Wire,
        after: Wire,
        names: Names,
        texts: tuple[Mapping[str, Wire], Mapping[str, Wire]],
    ) -> None:
        self.before, self.after, self.texts = before, after, texts
        self.was, self.now = Graph.of(before), Graph.of(after)
        self.tellers = tellers_of(self.was, self.now, names)
        self.changes: list[Change] = []
        self.marks: dict[str, str] = {}
        self.links: list[tuple[Link, str]] = []
        #: Node -> fields of links and of the drawing that its coming or going says.
        self.said_by: dict[str, list[str]] = {}
        self.place = self._places()

    def made(self) -> Difference:
        if same(self.before, self.after):
            self._templates()
            return self._difference()
        self._fields()
        self._graph()
        self._listed("notes", "notes")
        self._listed("groups", "groups")
        self._drawing()
        self._templates()
        if not self.changes:
            self._add("drawing", "changed", [""], Teller.rewritten, quiet=True)
        return self._difference()

    def _difference(self) -> Difference:
        def order(change: Change) -> tuple[int, float]:
            at = min((self.place.get(node, 0.0) for node in change.nodes), default=0.0)
            return _AREA_ORDER.index(change.area), at

        return Difference(
            changes=tuple(sorted(self.changes, key=order)), nodes=self.marks, links=tuple(self.links)
        )

    def _places(self) -> dict[str, float]:
        """Where a reader comes to each node; one that is gone, after what it stood after."""
        place = {node: float(at) for at, node in enumerate(self.now.walked())}
        last, between = -1.0, 0.0
        for node in self.was.walked():
            if node in place and node in self.now.nodes:
                last, between = place[node], 0.0
            else:
                between += 1e-4
                place[node] = last + between
        return place

    def _add(
        self,
        area: str,
        kind: str,
        fields: Sequence[str],
        text: Words,
        *,
        nodes: Iterable[str] = (),
        links: Iterable[Link] = (),
        values: tuple[Words | None, Words | None] = (None, None),
        quiet: bool = False,
    ) -> None:
        self.changes.append(
            Change(
                id=fields[0],
                area=area,
                kind=kind,
                text=both(self.tellers, text),
                nodes=tuple(nodes),
                links=tuple(links),
                fields=tuple(fields),
                before=both(self.tellers, values[0]) if values[0] is not None else None,
                after=both(self.tellers, values[1]) if values[1] is not None else None,
                quiet=quiet,
            )
        )

    # ── Fields ──────────────────────────────────────────────────────────────────────────────────────────

    def _fields(self) -> None:
        for key in _keys(self.before, self.after, ("name", "trigger", "audience", "entry")):
            if key in _OWN:
                continue
            was, now = self.before.get(key), self.after.get(key)
            whole = key == "goal" and (was is None or now is None)
            mappings = isinstance(was, Mapping | None) and isinstance(now, Mapping | None)
            if key in _SECTIONS and mappings and not whole:
                if key == "trigger" and _of(was, "kind") != _of(now, "kind"):
                    self._field("entry", ("trigger",), was, now)
                else:
                    self._section(_AREAS[key], (key,), was or {}, now or {})
                    self._emptied(_AREAS[key], key, was, now)
            else:
                self._field(_AREAS.get(key, "identity"), (key,), was, now)
        self._sheet(self.before.get("sheet"), self.after.get("sheet"))

    def _emptied(self, area: str, key: str, was: object, now: object) -> None:
        """A section that has nothing in it is not the same as none."""
        if not same(was, now) and not any(change.fields[0].startswith(f"{key}/") for change in self.changes):
            self._field(area, (key,), was, now)

    def _section(self, area: str, path: tuple[str, ...], was: Wire, now: Wire) -> None:
        for key in _keys(was, now):
            self._field(area, (*path, key), was.get(key), now.get(key))

    def _field(self, area: str, path: tuple[str, ...], was: object, now: object) -> None:
        if same(was, now):
            return
        kind = "added" if was is None else "removed" if now is None else "changed"
        self._add(
            area,
            kind,
            ["/".join(path)],
            partial(Teller.field, path=path, was=was, now=now),
            values=_values(path, was, now),
        )

    def _sheet(self, was: object, now: object) -> None:
        if not isinstance(was, Mapping | None) or not isinstance(now, Mapping | None):
            self._field("sheet", ("sheet",), was, now)
            return
        before, after = was or {}, now or {}
        for key in _keys(before, after):
            one, other = before.get(key), after.get(key)
            if key in _IN_SHEET and isinstance(one, Mapping | None) and isinstance(other, Mapping | None):
                self._section("sheet", ("sheet", key), one or {}, other or {})
            elif key in _ROWS and (rows := _by_name(one, other, _ROWS[key])) is not None:
                for name in dict.fromkeys([*rows[0], *rows[1]]):
                    self._field("sheet", ("sheet", key, name), rows[0].get(name), rows[1].get(name))
            if not same(one, other) and not any(
                f"{change.id}/".startswith(f"sheet/{key}/") for change in self.changes
            ):
                self._field("sheet", ("sheet", key), one, other)
        self._emptied("sheet", "sheet", was, now)

    # ── The graph ───────────────────────────────────────────────────────────────────────────────────────

    def _graph(self) -> None:
        added = [node for node in self.now.nodes if node not in self.was.nodes]
        removed = [node for node in self.was.nodes if node not in self.now.nodes]
        self.said_by = {node: [f"nodes/{node}"] for node in (*added, *removed)}
        self._ways()
        for node in removed:
            self.marks[node] = "removed"
            self._add(
                "steps",
                "removed",
                self.said_by[node],
                partial(Teller.removed, node=node),
                nodes=[node],
                values=(partial(Teller.what, node=node, before=True), None),
            )
        for node in added:
            self.marks[node] = "added"
            self._add(
                "steps",
                "added",
                self.said_by[node],
                partial(Teller.added, node=node),
                nodes=[node],
                values=(None, partial(Teller.what, node=node, before=False)),
            )
        for node in self.now.nodes:
            if node in self.was.nodes:
                self._node(node, self.was.nodes[node], self.now.nodes[node])
        self._order()

    def _node(self, node: str, was: Wire, now: Wire) -> None:
        if same(was, now):
            return
        self.marks[node] = "changed"
        if was.get("kind") != now.get("kind"):
            keys = [key for key in _keys(was, now) if not same(was.get(key), now.get(key))]
            fields = [f"nodes/{node}/kind", *(f"nodes/{node}/{key}" for key in keys if key != "kind")]
            self._add(
                "steps",
                "changed",
                fields,
                partial(Teller.replaced, node=node),
                nodes=[node],
                values=(
                    partial(Teller.what, node=node, before=True),
                    partial(Teller.what, node=node, before=False),
                ),
            )
            return
        for key in _keys(was, now, _NODE_ORDER):
            one, other = was.get(key), now.get(key)
            rows = _by_name(one, other, "path") if key == "paths" else None
            if rows is not None and not same(one, other):
                self._paths(node, *rows)
            elif not same(one, other):
                self._parameter(node, key, one, other)

    def _parameter(self, node: str, key: str, was: object, now: object) -> None:
        kind = "added" if was is None else "removed" if now is None else "changed"
        self._add(
            "steps",
            kind,
            [f"nodes/{node}/{key}"],
            partial(Teller.parameter, node=node, key=key, was=was, now=now),
            nodes=[node],
            values=_values(("nodes", node, key), was, now),
        )

    def _paths(self, node: str, was: Mapping[str, Wire], now: Mapping[str, Wire]) -> None:
        """The ways out that a split or an experiment names."""
        told = False
        for name in dict.fromkeys([*was, *now]):
            one, other = was.get(name), now.get(name)
            if same(one, other):
                continue
            told = True
            kind = "added" if one is None else "removed" if other is None else "changed"
            self._add(
                "steps",
                kind,
                [f"nodes/{node}/paths/{name}"],
                partial(Teller.way, node=node, name=name, was=one, now=other),
                nodes=[node],
                values=_values(("nodes", node, "paths", name), one, other),
            )
        if not told:
            self._add(
                "steps",
                "changed",
                [f"nodes/{node}/paths"],
                partial(Teller.reordered, node=node, now=[*now]),
                nodes=[node],
            )

    def _ways(self) -> None:
        """Links: those at a step that came or went are said by it."""
        was, now = _links(self.before), _links(self.after)
        for place in dict.fromkeys([*was, *now]):
            one, other = was.get(place, ()), now.get(place, ())
            if one == other:
                continue
            source, path = place
            fields = f"edges/{source}/{path}"
            gone = [Link(source=source, path=_named(path), target=to) for to in one if to not in other]
            come = [Link(source=source, path=_named(path), target=to) for to in other if to not in one]
            self.links += [(link, "removed") for link in gone] + [(link, "added") for link in come]
            ends = [source, *(link.target for link in (*gone, *come))]
            teller = next((end for end in ends if end in self.said_by), None)
            if teller is not None:
                self.said_by[teller].append(fields)
                continue
            if source in self.now.nodes:
                self.marks.setdefault(source, "changed")
            self._way(source, path, fields, one, other, (*gone, *come))

    def _way(
        self,
        source: str,
        path: str,
        fields: str,
        was: Sequence[str],
        now: Sequence[str],
        links: Iterable[Link],
    ) -> None:
        kind = "added" if not was else "removed" if not now else "changed"
        self._add(
            "ways",
            kind,
            [fields],
            partial(Teller.leads, source=source, path=path, was=was, now=now),
            nodes=[source],
            links=links,
            values=(
                partial(Teller.steps, nodes=was, before=True) if was else None,
                partial(Teller.steps, nodes=now, before=False) if now else None,
            ),
        )

    def _order(self) -> None:
        """What the lists of nodes and links hold beside the nodes and links themselves."""
        for key, told in (("nodes", self._rest_of_nodes), ("edges", self._rest_of_edges)):
            if not same(told(self.before), told(self.after)):
                self._add(
                    "drawing",
                    "changed",
                    [key],
                    partial(Teller.file_order, key=key),
                    quiet=True,
                )

    def _rest_of_nodes(self, document: Wire) -> object:
        rows = document.get("nodes")
        if not isinstance(rows, list | tuple):
            return rows
        common = self.was.nodes.keys() & self.now.nodes.keys()
        seen: set[str] = set()
        rest: list[object] = []
        for row in rows:
            id_ = row.get("id") if isinstance(row, Mapping) else None
            if not isinstance(id_, str) or id_ in seen:
                rest.append(row)
            else:
                seen.add(id_)
                rest += [id_] if id_ in common else []
        return rest

    def _rest_of_edges(self, document: Wire) -> object:
        rows = document.get("edges")
        if not isinstance(rows, list | tuple):
            return rows
        common = _links(self.before).keys() & _links(self.after).keys()
        rest: list[object] = []
        for row in rows:
            place = _place_of(row)
            if place is None:
                rest.append(row)
            elif place in common:
                rest.append({key: value for key, value in row.items() if key != "to"})
        return rest

    # ── The drawing ─────────────────────────────────────────────────────────────────────────────────────

    def _listed(self, key: str, area: str) -> None:
        """Notes and groups, by id."""
        was, now = self.before.get(key), self.after.get(key)
        if same(was, now):
            return
        rows = _by_name(was, now, "id")
        before = len(self.changes)
        for id_ in dict.fromkeys([*rows[0], *rows[1]]) if rows is not None else ():
            assert rows is not None  # as the loop has it
            one, other = rows[0].get(id_), rows[1].get(id_)
            if not same(one, other):
                self._row(key, area, id_, one, other)
        if len(self.changes) == before:
            self._add("drawing", "changed", [key], partial(Teller.file_order, key=key), quiet=True)

    def _row(self, key: str, area: str, id_: str, was: Wire | None, now: Wire | None) -> None:
        nodes = _texts(_of(now or was, "nodes")) if key == "groups" else []
        if was is None or now is None:
            self._add(
                area,
                "added" if was is None else "removed",
                [f"{key}/{id_}"],
                partial(Teller.row, key=key, was=was, now=now),
                nodes=nodes,
                values=(
                    partial(Teller.row_words, key=key, row=was) if was is not None else None,
                    partial(Teller.row_words, key=key, row=now) if now is not None else None,
                ),
            )
            return
        moved = [part for part in ("at", "size") if not same(was.get(part), now.get(part))]
        if moved:
            fields = [f"{key}/{id_}/{part}" for part in moved]
            self._add("drawing", "moved", fields, partial(Teller.row_moved, key=key, row=now), quiet=True)
        for part in _keys(was, now):
            one, other = was.get(part), now.get(part)
            if part not in moved and not same(one, other):
                self._add(
                    area,
                    "changed",
                    [f"{key}/{id_}/{part}"],
                    partial(Teller.row_field, key=key, row=now, part=part, was=one, now=other),
                    nodes=nodes,
                    values=_values((key, id_, part), one, other),
                )

    def _drawing(self) -> None:
        """Places on the canvas: one line for all that was moved."""
        was, now = self.before.get("layout"), self.after.get("layout")
        fields: list[str] = []
        moved: list[str] = []
        if isinstance(was, Mapping | None) and isinstance(now, Mapping | None):
            before, after = was or {}, now or {}
            for node in _keys(before, after):
                if same(before.get(node), after.get(node)):
                    continue
                if node in self.said_by:
                    self._also(node, f"layout/{node}")
                    continue
                fields.append(f"layout/{node}")
                if node in self.now.nodes:
                    moved.append(node)
                    self.marks.setdefault(node, "moved")
            if not fields and not before and not after and (was is None) != (now is None):
                fields.append("layout")
        elif not same(was, now):
            fields.append("layout")
        if not same(self.before.get("placed"), self.after.get("placed")):
            fields.append("placed")
        if fields:
            self._add(
                "drawing",
                "moved",
                fields,
                partial(Teller.moved, count=len(moved)),
                nodes=moved,
                quiet=True,
            )

    def _also(self, node: str, path: str) -> None:
        """A further field that the coming or going of a node says."""
        for at, change in enumerate(self.changes):
            if change.fields[:1] == (f"nodes/{node}",):
                self.changes[at] = replace(change, fields=(*change.fields, path))
                return

    # ── Texts of templates ──────────────────────────────────────────────────────────────────────────────

    def _templates(self) -> None:
        """The texts that a message has on both sides and that read differently."""
        used: dict[str, list[str]] = {}
        for node, row in self.now.nodes.items():
            key = row.get("template")
            if isinstance(key, str) and _of(self.was.nodes.get(node), "template") == key:
                used.setdefault(key, []).append(node)
        for key, nodes in used.items():
            was, now = self.texts[0].get(key), self.texts[1].get(key)
            if was is None or now is None or same(was, now):
                continue
            for part in _keys(was, now):
                one, other = was.get(part), now.get(part)
                if same(one, other):
                    continue
                for node in nodes:
                    self.marks.setdefault(node, "changed")
                self._add(
                    "templates",
                    "changed",
                    [f"templates/{key}/{part}"],
                    partial(Teller.text, nodes=nodes, part=part, was=one, now=other),
                    nodes=nodes,
                    values=_values(("templates", key, part), one, other),
                )


#: Parameters that are told first.
_NODE_ORDER = ("channel", "template", "for", "until", "event", "where", "timeout", "paths", "queue", "label")


def _values(path: tuple[str, ...], was: object, now: object) -> tuple[Words | None, Words | None]:
    return (
        partial(Teller.value, path=path, value=was) if was is not None else None,
        partial(Teller.value, path=path, value=now) if now is not None else None,
    )


def _keys(was: Wire, now: Wire, first: Sequence[str] = ()) -> Iterator[str]:
    """The keys of both, those to be told first, first."""
    known = dict.fromkeys(str(key) for key in (*now, *was))
    yield from (key for key in first if key in known)
    yield from (key for key in known if key not in first)


def _of(row: object, key: str) -> object:
    return row.get(key) if isinstance(row, Mapping) else None


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


def _by_name(was: object, now: object, key: str) -> tuple[dict[str, Wire], dict[str, Wire]] | None:
    """The rows of two lists by the name they bear; nothing where rows have none, or share one."""
    found: list[dict[str, Wire]] = []
    for rows in (was, now):
        named: dict[str, Wire] = {}
        for row in rows if isinstance(rows, list | tuple) else () if rows is None else (rows,):
            name = _of(row, key)
            if isinstance(name, Mapping):
                name = next((text for text in name.values() if isinstance(text, str)), None)
            if not isinstance(name, str) or name in named:
                return None
            named[name] = row
        found.append(named)
    return found[0], found[1]


def _place_of(row: object) -> tuple[str, str] | None:
    """(node, way out) of a link that can be read."""
    source, path, target = _of(row, "from"), _of(row, "path"), _of(row, "to")
    if not isinstance(source, str) or not isinstance(target, str) or not isinstance(path, str | None):
        return None
    return source, path or NEXT


def _links(document: Wire) -> dict[tuple[str, str], tuple[str, ...]]:
    """(node, way out) -> the nodes it leads to, as they are written."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    rows = document.get("edges")
    for row in rows if isinstance(rows, list | tuple) else ():
        place = _place_of(row)
        if place is not None:
            found[place] = (*found.get(place, ()), row["to"])
    return found


def _named(path: str) -> str | None:
    return None if path == NEXT else path
