"""A scenario as BPMN 2.0 with its diagram, for modelling tools; what BPMN has no word for rides along.

Every step becomes the element that means the same, so that the process can be read without us; beside it the
step itself, as JSON in the element's extension, from which ``formats.bpmnin`` makes an equal scenario.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree import ElementTree as ET  # builds text and reads none

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS: Final = "http://www.omg.org/spec/DD/20100524/DC"
LINES: Final = "http://www.omg.org/spec/DD/20100524/DI"
TYPES: Final = "http://www.w3.org/2001/XMLSchema-instance"
#: Our own elements.
OURS: Final = "urn:designer:bpmn:1"

Point = tuple[float, float]
#: Left, top, width, height.
Rect = tuple[float, float, float, float]
Wire = Mapping[str, Any]
#: A sequence flow, the (step, way out, next step) it stands for, and its index among the document's links.
Flow = tuple[ET.Element, tuple[str, str, str], int]

_SPACES: Final = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": BOUNDS, "di": LINES, "xsi": TYPES, "designer": OURS}
for _prefix, _space in _SPACES.items():
    ET.register_namespace(_prefix, _space)

#: Width and height of what BPMN draws small.
EVENT: Final = (36.0, 36.0)
GATEWAY: Final = (50.0, 50.0)

#: The element of each kind of step; what is not here is a plain task.
ELEMENTS: Final = {
    "trigger": "startEvent",
    "message": "sendTask",
    "wait": "intermediateCatchEvent",
    "wait_event": "receiveTask",
    "split": "exclusiveGateway",
    "experiment": "exclusiveGateway",
    "task": "userTask",
    "update": "scriptTask",
    "exit": "endEvent",
}
#: Ways out that leave by an event on the border of their step.
BORDER_WAYS: Final = {"wait_event": ("timeout",), "task": ("refused", "expired")}

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NC_NAME = re.compile(r"[A-Za-z_][\w.\-]*")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a diagram shows of a scenario: names in words, and where everything stands."""

    heading: str
    #: Step -> its name, and the box of its card.
    names: Mapping[str, str]
    boxes: Mapping[str, Rect]
    #: Step -> its ways out, in their order.
    ways: Mapping[str, Sequence[str]]
    #: (step, way out) -> its label.
    labels: Mapping[tuple[str, str], str]
    #: (step, way out, next step) -> the points of its line.
    lines: Mapping[tuple[str, str, str], Sequence[Point]]
    #: Condition in words, by (split, way out).
    conditions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    #: Note -> its words; group -> its title, and the box of each.
    notes: Mapping[str, tuple[str, Rect]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, Rect]] = field(default_factory=dict)


def dump_bpmn(document: Wire, picture: Picture) -> str:
    """The document as BPMN 2.0 XML. What is no step and no link of the picture is kept in the extension."""
    return _Writer(document, picture).write()


def tag(space: str, name: str) -> str:
    """A name in its namespace."""
    return f"{{{space}}}{name}"


def shape_of(kind: str, box: Rect) -> Rect:
    """Where an element of that kind stands for a card: events and gateways are small, amid its width."""
    left, top, width, height = box
    if kind in ("trigger", "exit", "wait"):
        size = EVENT
    elif kind in ("split", "experiment"):
        size = GATEWAY
    else:
        return box
    # the body of a card is 64 pixels high; below it are its ways out
    return left + (width - size[0]) / 2, top + (min(height, 64.0) - size[1]) / 2, size[0], size[1]


class _Writer:
    def __init__(self, document: Wire, picture: Picture) -> None:
        self.document, self.picture = document, picture
        self.root = ET.Element(
            tag(MODEL, "definitions"),
            {"id": "definitions", "targetNamespace": OURS, "exporter": "Designer"},
        )
        self.nodes = {
            node["id"]: node
            for node in reversed(_listed(document.get("nodes")))
            if isinstance(node, Mapping) and isinstance(node.get("id"), str) and node["id"] in picture.boxes
        }
        self.ids: dict[str, str] = {}
        #: event -> the id of its message
        self.messages: dict[str, str] = {}
        self.shapes: list[tuple[str, Rect]] = []

    def write(self) -> str:
        process = ET.Element(
            tag(MODEL, "process"),
            {"id": "process", "name": plain(self.picture.heading), "isExecutable": "false"},
        )
        flows = self._flows()
        self._extend(process, "scenario", self._rest(flows))
        for id_ in self.picture.boxes:
            self._step(process, id_, flows)
        for flow, _, _ in flows:
            process.append(flow)
        for id_, (words, box) in self.picture.notes.items():
            note = ET.SubElement(process, tag(MODEL, "textAnnotation"), {"id": self._id(f"note-{id_}")})
            ET.SubElement(note, tag(MODEL, "text")).text = plain(words)
            self.shapes.append((note.attrib["id"], box))
        categories = [self._group(process, id_, *group) for id_, group in self.picture.groups.items()]
        for event, id_ in self.messages.items():
            ET.SubElement(self.root, tag(MODEL, "message"), {"id": id_, "name": plain(event)})
        self.root.extend(categories)
        self.root.append(process)
        self._diagram(flows)
        ET.indent(self.root)
        # the type of an expression is a name in the model's namespace
        text = ET.tostring(self.root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'

    # ── What is in it ───────────────────────────────────────────────────────────────────────────────────

    def _rest(self, flows: list[Flow]) -> dict[str, Any]:
        """All of the document but the steps and links that stand elsewhere, with where those belong."""
        drawn = {index for _, _, index in flows}
        edges = _listed(self.document.get("edges"))
        nodes = _listed(self.document.get("nodes"))
        first = {id(node) for node in self.nodes.values()}
        return {
            "document": {
                key: value for key, value in self.document.items() if key not in ("nodes", "edges", "layout")
            },
            "order": list(self.document),
            "nodes": len(nodes),
            "edges": len(edges),
            "loose_nodes": {str(i): node for i, node in enumerate(nodes) if id(node) not in first},
            "loose_edges": {str(i): edge for i, edge in enumerate(edges) if i not in drawn},
            "layout": self.document.get("layout"),
            "boxes": {id_: list(box) for id_, box in self.picture.boxes.items()},
            "notes": {id_: self._id(f"note-{id_}") for id_ in self.picture.notes},
        }

    def _id(self, wanted: str) -> str:
        """A unique id of XML for a name of ours."""
        if wanted in self.ids:
            return self.ids[wanted]
        plain = re.sub(r"[^A-Za-z0-9_.\-]", "_", wanted)
        found = plain if _NC_NAME.fullmatch(plain) else f"_{plain}"
        taken = set(self.ids.values()) | {"definitions", "process", "diagram", "plane"}
        number = 2
        while found in taken:
            found = f"{plain}_{number}"
            number += 1
        self.ids[wanted] = found
        return found

    def _step_id(self, id_: str) -> str:
        return self._id(f"step-{id_}")

    def _extend(self, element: ET.Element, name: str, value: object) -> None:
        extension = ET.SubElement(element, tag(MODEL, "extensionElements"))
        ET.SubElement(extension, tag(OURS, name)).text = json.dumps(value, ensure_ascii=True)

    def _flows(self) -> list[Flow]:
        """The sequence flows, what each stands for, and its index among the links of the document."""
        found: list[Flow] = []
        seen: set[tuple[str, str, str]] = set()
        for index, edge in enumerate(_listed(self.document.get("edges"))):
            if not isinstance(edge, Mapping):
                continue
            path = edge.get("path")
            key = (str(edge.get("from")), path if isinstance(path, str) else "next", str(edge.get("to")))
            if key not in self.picture.lines or key in seen:
                continue
            seen.add(key)
            source, way, target = key
            kind = str(self.nodes[source].get("kind"))
            element = ET.Element(
                tag(MODEL, "sequenceFlow"),
                {
                    "id": self._id(f"flow-{source}-{way}-{target}"),
                    "sourceRef": self._exit(source, way),
                    "targetRef": self._step_id(target),
                },
            )
            label = self.picture.labels.get((source, way), "")
            if len(self.picture.ways[source]) > 1 and label:
                element.set("name", plain(label))
            self._extend(element, "link", {"order": index, "link": dict(edge)})
            if kind in ("split", "experiment") and way != "else":
                words = self.picture.conditions.get((source, way)) or label or way
                condition = ET.SubElement(
                    element, tag(MODEL, "conditionExpression"), {tag(TYPES, "type"): "bpmn:tFormalExpression"}
                )
                condition.text = plain(words)
            found.append((element, key, index))
        return found

    def _exit(self, source: str, way: str) -> str:
        """The element that a way out leaves from."""
        if way in BORDER_WAYS.get(str(self.nodes[source].get("kind")), ()):
            return self._id(f"border-{source}-{way}")
        return self._step_id(source)

    def _step(self, process: ET.Element, id_: str, flows: list[Flow]) -> None:
        node = self.nodes[id_]
        kind = str(node.get("kind"))
        order = next(index for index, one in enumerate(_listed(self.document.get("nodes"))) if one is node)
        element = ET.SubElement(
            process,
            tag(MODEL, ELEMENTS.get(kind, "task")),
            {"id": self._step_id(id_), "name": plain(self.picture.names.get(id_, id_))},
        )
        self._extend(element, "step", {"order": order, "step": dict(node)})
        self._links(element, element.attrib["id"], flows)
        self._define(element, node, kind, id_, flows)
        box = shape_of(kind, self.picture.boxes[id_])
        self.shapes.append((element.attrib["id"], box))
        for way in BORDER_WAYS.get(kind, ()):
            self._border(process, node, way, flows)

    def _links(
        self,
        element: ET.Element,
        id_: str,
        flows: list[Flow],
    ) -> None:
        for name, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            for flow, _, _ in flows:
                if flow.attrib[end] == id_:
                    ET.SubElement(element, tag(MODEL, name)).text = flow.attrib["id"]

    def _define(
        self,
        element: ET.Element,
        node: Wire,
        kind: str,
        id_: str,
        flows: list[Flow],
    ) -> None:
        """What makes an element of that kind mean what the step does."""
        if kind == "trigger":
            self._trigger(element)
        elif kind == "wait":
            until = node.get("until")
            if isinstance(node.get("for"), str):
                _timer(element, "timeDuration", node["for"])
            else:
                _timer(element, "timeDate", json.dumps(until) if isinstance(until, Mapping) else None)
        elif kind == "wait_event" and isinstance(node.get("event"), str):
            element.set("messageRef", self._message(node["event"]))
        elif kind == "split":
            element.set("gatewayDirection", "Diverging")
            fallback = next((flow for flow, key, _ in flows if key[0] == id_ and key[1] == "else"), None)
            if fallback is not None:
                element.set("default", fallback.attrib["id"])
        elif kind == "experiment":
            element.set("gatewayDirection", "Diverging")
        elif kind == "update":
            element.set("scriptFormat", "application/json")
            ET.SubElement(element, tag(MODEL, "script")).text = plain(json.dumps(node.get("set")))

    def _trigger(self, element: ET.Element) -> None:
        trigger = self.document.get("trigger")
        trigger = trigger if isinstance(trigger, Mapping) else {}
        match trigger.get("kind"):
            case "event" | "inactivity" if isinstance(trigger.get("event"), str):
                if trigger["kind"] == "event":
                    ET.SubElement(
                        element,
                        tag(MODEL, "messageEventDefinition"),
                        {"messageRef": self._message(trigger["event"])},
                    )
                else:
                    _timer(element, "timeDuration", trigger.get("after"))
            case "enters":
                definition = ET.SubElement(element, tag(MODEL, "conditionalEventDefinition"))
                condition = ET.SubElement(
                    definition, tag(MODEL, "condition"), {tag(TYPES, "type"): "bpmn:tFormalExpression"}
                )
                condition.text = plain(json.dumps(trigger.get("condition")))
            case "date":
                _timer(element, "timeDate", trigger.get("attribute"))
            case "schedule":
                _timer(element, "timeCycle", trigger.get("cron"))

    def _message(self, event: str) -> str:
        return self.messages.setdefault(event, self._id(f"message-{event}"))

    def _border(
        self,
        process: ET.Element,
        node: Wire,
        way: str,
        flows: list[Flow],
    ) -> None:
        """The event on a step's border by which a way out leaves."""
        id_ = node["id"]
        border = ET.SubElement(
            process,
            tag(MODEL, "boundaryEvent"),
            {
                "id": self._id(f"border-{id_}-{way}"),
                "name": plain(self.picture.labels.get((id_, way), way)),
                "attachedToRef": self._step_id(id_),
                "cancelActivity": "true",
            },
        )
        self._extend(border, "way", {"step": id_, "way": way})
        self._links(border, border.attrib["id"], flows)
        if way == "refused":
            ET.SubElement(border, tag(MODEL, "errorEventDefinition"))
        else:
            _timer(border, "timeDuration", node.get("timeout" if way == "timeout" else "sla"))
        left, top, width, height = self.picture.boxes[id_]
        ways = list(self.picture.ways[id_])
        x = left + width * (ways.index(way) + 0.5) / len(ways)
        self.shapes.append(
            (border.attrib["id"], (x - EVENT[0] / 2, top + height - EVENT[1] / 2, EVENT[0], EVENT[1]))
        )

    def _group(self, process: ET.Element, id_: str, title: str, box: Rect) -> ET.Element:
        category = ET.Element(tag(MODEL, "category"), {"id": self._id(f"category-{id_}")})
        value = ET.SubElement(
            category,
            tag(MODEL, "categoryValue"),
            {"id": self._id(f"value-{id_}"), "value": plain(title)},
        )
        group = ET.SubElement(
            process,
            tag(MODEL, "group"),
            {"id": self._id(f"group-{id_}"), "categoryValueRef": value.attrib["id"]},
        )
        self.shapes.append((group.attrib["id"], box))
        return category

    # ── Where it stands ─────────────────────────────────────────────────────────────────────────────────

    def _diagram(self, flows: list[Flow]) -> None:
        diagram = ET.SubElement(self.root, tag(DIAGRAM, "BPMNDiagram"), {"id": "diagram"})
        plane = ET.SubElement(diagram, tag(DIAGRAM, "BPMNPlane"), {"id": "plane", "bpmnElement": "process"})
        where = dict(self.shapes)
        for id_, box in self.shapes:
            shape = ET.SubElement(
                plane, tag(DIAGRAM, "BPMNShape"), {"id": self._id(f"shape-{id_}"), "bpmnElement": id_}
            )
            _bounds(shape, box)
        for flow, key, _ in flows:
            line = ET.SubElement(
                plane,
                tag(DIAGRAM, "BPMNEdge"),
                {
                    "id": self._id(f"line-{flow.attrib['id']}"),
                    "bpmnElement": flow.attrib["id"],
                },
            )
            points = [*self.picture.lines[key]]
            for x, y in _fitted(points, where[flow.attrib["sourceRef"]], where[flow.attrib["targetRef"]]):
                ET.SubElement(line, tag(LINES, "waypoint"), {"x": _figure(x), "y": _figure(y)})


def _fitted(points: list[Point], source: Rect, target: Rect) -> list[Point]:
    """A line from card to card, from border to border of the shapes that stand for them."""
    if len(points) < 2:
        return [(source[0] + source[2] / 2, source[1] + source[3]), (target[0] + target[2] / 2, target[1])]
    left, top, width, height = source
    x, _ = points[0]
    if not left <= x <= left + width or width <= GATEWAY[0]:
        # several ways leave a small shape by its foot
        middle = left + width / 2
        points = [(middle, points[0][1]), (middle, points[1][1]), *points[1:]]
        x = middle
    points[0] = (x, top + height)
    points[-1] = (points[-1][0], target[1])
    return [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]


def _bounds(parent: ET.Element, box: Rect) -> None:
    names = ("x", "y", "width", "height")
    sizes = {name: _figure(value) for name, value in zip(names, box, strict=True)}
    ET.SubElement(parent, tag(BOUNDS, "Bounds"), sizes)


def _timer(element: ET.Element, name: str, value: object) -> None:
    definition = ET.SubElement(element, tag(MODEL, "timerEventDefinition"))
    if isinstance(value, str):
        time = ET.SubElement(definition, tag(MODEL, name), {tag(TYPES, "type"): "bpmn:tFormalExpression"})
        time.text = plain(value)


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def plain(words: str) -> str:
    """Words as XML can hold them."""
    return _NO_XML.sub("", words)
