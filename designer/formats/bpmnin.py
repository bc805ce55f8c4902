"""BPMN 2.0 to a scenario: what we wrote ourselves whole, of others the subset that a scenario can say.

Whatever is read as something else, or not at all, is a remark with its element, its id, its line and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from designer.domain.errors import DocumentError
from designer.formats.bpmn import BOUNDS, DIAGRAM, MODEL, OURS, Rect, shape_of
from designer.formats.bpmnforeign import Foreign, slug
from designer.formats.faults import Fault
from designer.formats.remarks import Fate, Remark
from designer.formats.xmltree import Element, finding, parse_xml

#: Elements of a model that only serve others: messages, categories, the diagram.
_SERVANTS: Final = frozenset({"message", "signal", "error", "escalation", "category", "import", "process"})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A scenario document, perhaps unfinished, and what of the model is not as it was."""

    document: dict[str, Any]
    remarks: tuple[Remark, ...]


def load_bpmn(text: str | bytes, file: str = "") -> Reading:
    """The scenario of a BPMN 2.0 text. Raises ``DocumentError`` where there is no process in it at all."""
    root = parse_xml(text, file)
    if root.name != "definitions" or root.space != MODEL:
        raise DocumentError(
            [
                finding(
                    Fault(
                        fr=f"« {root.name} » n'est pas du BPMN 2.0 ; exportez le modèle en BPMN 2.0.",
                        en=f"'{root.name}' is no BPMN 2.0 document; export the model as BPMN 2.0.",
                    ),
                    file,
                    root.line,
                )
            ]
        )
    processes = list(root.each("process"))
    if not processes:
        raise DocumentError(
            [
                finding(
                    Fault(
                        fr="le document ne contient aucun processus ; ajoutez-en un avec ses étapes.",
                        en="the document holds no process; add one with its steps.",
                    ),
                    file,
                    root.line,
                )
            ]
        )
    chosen = max(processes, key=_weight)
    boxes = _boxes(root)
    mine = _extension(chosen, "scenario")
    if isinstance(mine, Mapping) and isinstance(mine.get("document"), Mapping):
        reading = _Own(root, chosen, boxes, mine).read()
    else:
        reading = Foreign(root, chosen).read()
    others = [remark for process in processes if process is not chosen for remark in _whole(process)]
    rest = [remark for child in root.children if child not in processes for remark in _beside(child)]
    remarks = sorted((*reading[1], *others, *rest), key=lambda remark: remark.line)
    return Reading(document=reading[0], remarks=tuple(remarks))


def _weight(process: Element) -> tuple[bool, bool, int]:
    """Which process is the scenario: ours, else one that is started, else the largest."""
    return (
        _extension(process, "scenario") is not None,
        process.first("startEvent") is not None,
        len(process.children),
    )


def _whole(process: Element) -> Iterator[Remark]:
    why = {
        "fr": "un scénario est un seul processus ; importez celui-ci à part",
        "en": "a scenario is one process; import this one by itself",
    }
    for element in (process, *process.children):
        if element.name not in ("extensionElements", "documentation"):
            yield left_out(element, why)


def _beside(element: Element) -> Iterator[Remark]:
    if element.space == DIAGRAM or (element.space == MODEL and element.name in _SERVANTS):
        return
    why = {
        "fr": "un scénario n'a ni participants, ni échanges entre processus, ni autre chose à côté",
        "en": "a scenario has neither participants nor exchanges between processes, nor anything beside",
    }
    yield left_out(element, why)
    for child in element.children:
        if child.get("id"):
            yield left_out(child, why)


def left_out(element: Element, why: Mapping[str, str]) -> Remark:
    """The remark of an element that is not in the scenario."""
    return Remark(
        element=element.name, id=element.get("id"), line=element.line, fate=Fate.LEFT_OUT, why=dict(why)
    )


def _extension(element: Element, name: str) -> Any:
    """What we wrote into an element: JSON, or nothing where there is none that can be read."""
    extension = element.first("extensionElements", MODEL)
    held = extension.first(name, OURS) if extension is not None else None
    if held is None:
        return None
    try:
        return json.loads(held.text)
    except (ValueError, RecursionError):
        return None


def _boxes(root: Element) -> dict[str, Rect]:
    """Where the diagram has each element."""
    found: dict[str, Rect] = {}
    for diagram in root.each("BPMNDiagram", DIAGRAM):
        for plane in diagram.each("BPMNPlane", DIAGRAM):
            for shape in plane.each("BPMNShape", DIAGRAM):
                bounds = shape.first("Bounds", BOUNDS)
                if bounds is None:
                    continue
                try:
                    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
                except ValueError:
                    continue
                if all(abs(value) < 1e6 for value in (x, y, width, height)):
                    found[shape.get("bpmnElement")] = (x, y, width, height)
    return found


class _Own:
    """Reads back what we wrote, with what somebody has changed since in a modelling tool."""

    def __init__(
        self, root: Element, process: Element, boxes: Mapping[str, Rect], mine: Mapping[str, Any]
    ) -> None:
        self.root, self.process, self.boxes, self.mine = root, process, boxes, mine
        self.remarks: list[Remark] = []
        #: element -> our step
        self.steps: dict[str, dict[str, Any]] = {}
        #: element on a border -> (step, way out)
        self.ways: dict[str, tuple[str, str]] = {}

    def read(self) -> tuple[dict[str, Any], list[Remark]]:
        nodes: list[tuple[float, Any]] = []
        edges: list[tuple[float, Any]] = []
        strangers: list[Element] = []
        for element in self.process.children:
            if element.space != MODEL or element.name in ("extensionElements", "documentation"):
                continue
            step, way = _extension(element, "step"), _extension(element, "way")
            if isinstance(step, Mapping) and isinstance(step.get("step"), Mapping):
                node = self._changed(element, dict(step["step"]))
                self.steps[element.get("id")] = node
                nodes.append((_order(step.get("order")), node))
            elif isinstance(way, Mapping):
                self.ways[element.get("id")] = (str(way.get("step")), str(way.get("way")))
            elif element.name not in ("textAnnotation", "group", "sequenceFlow"):
                strangers.append(element)
        added = Foreign(self.root, self.process, known=self.steps, borders=self.ways)
        more, remarks = added.add(strangers)
        self.remarks += remarks
        last = float(len(nodes))
        nodes += [(last + index, node) for index, node in enumerate(more)]
        # flows that we wrote come first: their ways out are theirs
        flows = [(_extension(element, "link"), element) for element in self.process.each("sequenceFlow")]
        for held, element in sorted(flows, key=lambda flow: flow[0] is None):
            order = held.get("order") if isinstance(held, Mapping) else None
            before = held.get("link") if isinstance(held, Mapping) else None
            edge, remark = added.edge(element, before if isinstance(before, Mapping) else None)
            if remark is not None:
                self.remarks.append(remark)
            if edge is not None:
                edges.append((_order(order), edge))
        return self._document(nodes, edges), self.remarks

    def _changed(self, element: Element, node: dict[str, Any]) -> dict[str, Any]:
        """The step with the time that a modelling tool has changed since."""
        name = {"wait": "for", "wait_event": "timeout", "task": "sla"}.get(str(node.get("kind")))
        holder = element
        if name in ("timeout", "sla"):
            holder = next(
                (
                    border
                    for border in self.process.each("boundaryEvent")
                    if border.get("attachedToRef") == element.get("id")
                    and border.first("timerEventDefinition") is not None
                ),
                element,
            )
        timer = holder.first("timerEventDefinition")
        duration = timer.first("timeDuration") if timer is not None else None
        if name is None or duration is None or not isinstance(node.get(name), str):
            return node
        given = duration.text.strip()
        if given and given != node[name]:
            node[name] = given
        return node

    def _document(self, nodes: list[tuple[float, Any]], edges: list[tuple[float, Any]]) -> dict[str, Any]:
        mine = self.mine
        held: dict[str, Any] = dict(mine["document"])
        for name, rows in (("nodes", nodes), ("edges", edges)):
            loose = mine.get(f"loose_{name}")
            if isinstance(loose, Mapping):
                rows += [(_order(index), row) for index, row in loose.items()]
            rows.sort(key=lambda row: row[0])
            held[name] = [row for _, row in rows]
        layout = self._layout()
        if layout is not None:
            held["layout"] = layout
        gone = self._gone()
        if isinstance(held.get("groups"), list):
            held["groups"] = [_without(group, "nodes", gone) for group in held["groups"]]
        held = _without(held, "placed", gone)
        notes = self._notes(held.get("notes"))
        if notes is not None:
            held["notes"] = notes
        order = mine.get("order")
        names = [name for name in order if name in held] if isinstance(order, list) else []
        return {**{name: held[name] for name in names}, **held}

    def _gone(self) -> set[str]:
        """The steps that were written and are not in the model any more."""
        boxes = self.mine.get("boxes")
        here = {str(node.get("id")) for node in self.steps.values()}
        return {str(id_) for id_ in boxes} - here if isinstance(boxes, Mapping) else set()

    def _notes(self, held: object) -> list[Any] | None:
        """The notes that are still drawn, and the annotations that somebody has added."""
        rows = list(held) if isinstance(held, list) else []
        written = self.mine.get("notes")
        written = written if isinstance(written, Mapping) else {}
        here = {element.get("id"): element for element in self.process.each("textAnnotation")}
        kept = [
            row
            for row in rows
            if not isinstance(row, Mapping)
            or str(row.get("id")) not in written
            or written[str(row.get("id"))] in here
        ]
        mine = set(written.values())
        for id_, element in here.items():
            if id_ in mine:
                continue
            words = element.first("text")
            box = self.boxes.get(id_, (0.0, 0.0, 208.0, 128.0))
            kept.append(
                {
                    "id": f"n-{slug(id_, 'note')}",
                    "text": (words.text if words is not None else "").strip(),
                    "at": [round(box[0]), round(box[1])],
                }
            )
        return kept if kept or isinstance(held, list) else None

    def _layout(self) -> dict[str, Any] | None:
        """The places as they were, but for what has been moved in the diagram."""
        before = self.mine.get("layout")
        written = self.mine.get("boxes")
        gone = self._gone()
        layout = (
            {id_: at for id_, at in before.items() if id_ not in gone} if isinstance(before, Mapping) else {}
        )
        for element, node in self.steps.items():
            id_ = str(node.get("id"))
            was = written.get(id_) if isinstance(written, Mapping) else None
            now = self.boxes.get(element)
            if now is None or not isinstance(was, list) or len(was) != 4:
                continue
            drawn = shape_of(str(node.get("kind")), (was[0], was[1], was[2], was[3]))
            dx, dy = now[0] - drawn[0], now[1] - drawn[1]
            if abs(dx) > 0.5 or abs(dy) > 0.5:
                layout[id_] = [round(was[0] + dx), round(was[1] + dy)]
        return layout if layout or isinstance(before, Mapping) else None


def _without(row: Any, name: str, gone: set[str]) -> Any:
    """The record without ids of a list that are gone."""
    if not gone or not isinstance(row, Mapping) or not isinstance(row.get(name), list):
        return row
    return {**row, name: [id_ for id_ in row[name] if not (isinstance(id_, str) and id_ in gone)]}


def _order(value: object) -> float:
    """A place in a list; what has none comes last."""
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else float("inf")
