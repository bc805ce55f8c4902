"""The elements of a BPMN process that somebody else has drawn, as steps of a scenario.

What has no like here becomes a remark, and a note on the canvas where it was a step.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from designer.domain.scenario import ELSE, NEXT
from designer.domain.text import Text
from designer.domain.time import Duration
from designer.formats.bpmn import MODEL, OURS
from designer.formats.documents import SCENARIO
from designer.formats.remarks import Fate, Remark
from designer.formats.xmltree import Element

Node = dict[str, Any]

#: Words in the name of an activity that tell the channel of a message.
_CHANNELS: Final = (
    ("sms", r"sms|texto"),
    ("push", r"push|notif"),
    ("call", r"appel|call|phone|t[eé]l[eé]phon"),
    ("email", r"e-?mail|courriel|mailing|newsletter"),
    ("mail", r"courrier|letter|lettre|postal"),
    ("webhook", r"webhook|api"),
)
#: Children that every element may have and that say nothing of their own.
_USUAL: Final = frozenset({"incoming", "outgoing"})
#: What makes an event wait for, or tell, something in particular.
_DEFINITIONS: Final = "EventDefinition"
_ACTIVITIES: Final = frozenset(
    {
        "task",
        "sendTask",
        "receiveTask",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
    }
)
_FLOWLESS: Final = frozenset(
    {
        "sequenceFlow",
        "textAnnotation",
        "group",
        "extensionElements",
        "documentation",
        "laneSet",
        "association",
    }
)


def slug(words: str, instead: str) -> str:
    """A key made of words: ``Relance n° 2`` is ``relance-n-2``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or instead


def said(fr: str, en: str) -> Text:
    """A reason in both languages."""
    return {"fr": fr, "en": en}


_LATER = said(
    "la condition est écrite pour un autre outil ; définissez-la sur ce chemin",
    "the condition is written for another tool; define it on this way",
)
_NO_LIKE = said(
    "un scénario n'a pas d'étape de ce genre ; une note en tient la place, redessinez-la à votre façon",
    "a scenario has no step of this kind; a note stands in its place, draw it again your way",
)
_ONE_WAY = said(
    "une étape n'a qu'une suite ; le scénario garde la première",
    "a step goes on one way; the scenario keeps the first",
)


class Foreign:
    """Reads elements of one process; ``known`` are steps read already, by the id of their element."""

    def __init__(
        self,
        root: Element,
        process: Element,
        known: dict[str, Node] | None = None,
        borders: dict[str, tuple[str, str]] | None = None,
    ) -> None:
        self.root, self.process = root, process
        self.known = known if known is not None else {}
        self.borders = borders if borders is not None else {}
        self.remarks: list[Remark] = []
        #: Elements that are passed through, by the element after them; nothing where none is.
        self.passed: dict[str, str | None] = {}
        #: Elements that are part of a step before them: flows into them are inside that step.
        self.absorbed: set[str] = set()
        self.lost: list[Element] = []
        self.used: set[tuple[str, str]] = set()
        self.trigger: dict[str, Any] = {"kind": "manual"}
        self.flows = list(process.each("sequenceFlow"))
        self.by_id = {element.get("id"): element for element in process.children if element.get("id")}
        self.teams = self._teams()

    # ── The whole ───────────────────────────────────────────────────────────────────────────────────────

    def read(self) -> tuple[dict[str, Any], list[Remark]]:
        """The document of a process that is none of ours."""
        process = self.process
        self._odd(process, {*self._names(process)})
        nodes, _ = self.add([one for one in process.children if one.name not in _FLOWLESS])
        edges = []
        for flow in self.flows:
            edge, remark = self.edge(flow, None)
            if remark is not None:
                self.remarks.append(remark)
            if edge is not None:
                edges.append(edge)
        for node in nodes:
            if node["kind"] == "split" and (node["id"], ELSE) not in self.used:
                element = self.by_id[next(id_ for id_, one in self.known.items() if one is node)]
                self._remark(
                    element,
                    Fate.READ_AS,
                    said(
                        "le chemin « sinon » ne mène encore nulle part ; reliez-le",
                        "the way 'else' leads nowhere yet; connect it",
                    ),
                )
        notes = self._notes()
        name = process.get("name") or process.get("id")
        document: dict[str, Any] = {
            "format": SCENARIO,
            "key": slug(name, "bpmn"),
            "name": name or "BPMN",
            "trigger": self.trigger,
        }
        told = process.first("documentation")
        if told is not None and told.text.strip():
            document["sheet"] = {"description": told.text.strip()}
        document |= {"nodes": nodes, "edges": edges}
        if notes:
            document["notes"] = notes
        self._beside()
        return document, self.remarks

    @staticmethod
    def _names(process: Element) -> Iterable[str]:
        return (child.name for child in process.children if child.space == MODEL)

    def add(self, elements: Sequence[Element]) -> tuple[list[Node], list[Remark]]:
        """The steps of elements; what becomes of each is remembered for the flows between them."""
        nodes: list[Node] = []
        later = [one for one in elements if one.name == "boundaryEvent"]
        gateways = [one for one in elements if one.name == "eventBasedGateway"]
        for element in [*gateways, *(one for one in elements if one not in later and one not in gateways)]:
            if element.get("id") in self.absorbed:
                continue
            node = self._step(element)
            if node is not None:
                self.known[element.get("id")] = node
                nodes.append(node)
        for element in later:
            self._border(element)
        order = {element.get("id"): index for index, element in enumerate(elements)}
        ids = {id(node): key for key, node in self.known.items()}
        nodes.sort(key=lambda node: order.get(ids[id(node)], 0))
        return nodes, self.remarks

    # ── Links ───────────────────────────────────────────────────────────────────────────────────────────

    def edge(
        self, flow: Element, before: Mapping[str, Any] | None
    ) -> tuple[dict[str, Any] | None, Remark | None]:
        """The link of a sequence flow, ``before`` being what it was when we wrote it."""
        source = flow.get("sourceRef")
        if source in self.passed or flow.get("targetRef") in self.absorbed:
            return None, None
        target = self._target(flow.get("targetRef"))
        node = self.known.get(source)
        if target is None or (node is None and source not in self.borders):
            why = said(
                "une de ses extrémités n'est pas dans le scénario", "one of its ends is not in the scenario"
            )
            return None, self._made(flow, Fate.LEFT_OUT, why)
        if source in self.borders:
            id_, way = self.borders[source]
        else:
            assert node is not None
            id_ = str(node["id"])
            if before is not None and before.get("from") == id_:
                way = before.get("path", NEXT) if isinstance(before.get("path", NEXT), str) else NEXT
            else:
                way = self._way(node, flow)
        if (id_, way) in self.used:
            return None, self._made(flow, Fate.LEFT_OUT, _ONE_WAY)
        self.used.add((id_, way))
        if before is not None and (before.get("from"), before.get("path", NEXT), before.get("to")) == (
            id_,
            way,
            target,
        ):
            return dict(before), None
        if way == NEXT:
            return {"from": id_, "to": target}, None
        return {"from": id_, "path": way, "to": target}, None

    def _target(self, id_: str) -> str | None:
        seen: set[str] = set()
        while id_ in self.passed and id_ not in seen:
            seen.add(id_)
            id_ = self.passed[id_] or ""
        node = self.known.get(id_)
        return str(node["id"]) if node is not None else None

    def _way(self, node: Node, flow: Element) -> str:
        """The way out of a step that a flow of somebody else's leaves by."""
        match node.get("kind"):
            case "wait_event":
                return "event"
            case "task":
                return "done"
            case "split" | "experiment":
                gateway = self.by_id.get(flow.get("sourceRef"))
                if gateway is not None and gateway.get("default") == flow.get("id"):
                    return ELSE
                return self._path(node, flow)
            case _:
                return NEXT

    def _path(self, node: Node, flow: Element) -> str:
        paths = node.setdefault("paths", [])
        taken = {path.get("path") for path in paths if isinstance(path, dict)} | {ELSE}
        base = slug(flow.get("name"), f"way-{len(paths) + 1}")
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        paths.append({"path": name})
        condition = flow.first("conditionExpression")
        if condition is not None and condition.text.strip():
            self._remark(flow, Fate.READ_AS, _quoting(_LATER, condition.text.strip()))
        return name

    # ── Steps ───────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, element: Element) -> Node | None:
        """The step of an element, or nothing where it is passed through or left out."""
        if element.space != MODEL:
            self._remark(element, Fate.LEFT_OUT, said("il n'est pas de BPMN 2.0", "it is not of BPMN 2.0"))
            return None
        name = element.name
        if name == "startEvent":
            return self._start(element)
        if name == "endEvent":
            return self._end(element)
        if name == "intermediateCatchEvent":
            return self._catch(element)
        if name == "intermediateThrowEvent":
            return self._throw(element)
        if name == "exclusiveGateway":
            return self._exclusive(element)
        if name == "eventBasedGateway":
            return self._first_of(element)
        if name in _ACTIVITIES:
            return self._activity(element)
        if name in ("parallelGateway", "inclusiveGateway", "complexGateway") and len(self._out(element)) == 1:
            self.passed[element.get("id")] = self._out(element)[0].get("targetRef")
            why = said(
                "aucune jonction n'attend toutes ses branches ici ; les chemins se rejoignent sans attendre",
                "there is no join that waits for all its branches here; the ways meet without waiting",
            )
            self._remark(element, Fate.LEFT_OUT, why)
            return None
        self._lose(element)
        return None

    def _id(self, element: Element) -> str:
        base = slug(element.get("name"), "") or slug(element.get("id"), "step")
        taken = {node["id"] for node in self.known.values()}
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        return name

    def _out(self, element: Element) -> list[Element]:
        return [flow for flow in self.flows if flow.get("sourceRef") == element.get("id")]

    def _start(self, element: Element) -> Node | None:
        if any(node.get("kind") == "trigger" for node in self.known.values()):
            why = said(
                "un scénario a un seul déclencheur ; faites un scénario de cette entrée",
                "a scenario has one trigger; make a scenario of this entry",
            )
            self._lose(element, why)
            return None
        definition = self._definition(element)
        kind = definition.name.removesuffix(_DEFINITIONS) if definition is not None else ""
        if kind in ("message", "signal"):
            self.trigger = {"kind": "event", "event": self._event(element, definition)}
        elif definition is not None:
            why = said(
                "ce déclenchement ne se lit pas ; le scénario commence à la main, choisissez son déclencheur",
                "this start cannot be read; the scenario starts by hand, choose its trigger",
            )
            self._remark(element, Fate.READ_AS, _quoting(why, _texts(definition)))
        else:
            why = said(
                "un début sans évènement : les contacts entrent à la main, choisissez un déclencheur",
                "a start without an event: contacts are entered by hand, choose a trigger",
            )
            self._remark(element, Fate.READ_AS, why)
        self._odd(element, {definition.name} if definition is not None else set())
        return {"id": self._id(element), "kind": "trigger"}

    def _end(self, element: Element) -> Node:
        definition = self._definition(element)
        if definition is not None:
            why = said("lu comme une simple sortie", "read as a plain exit")
            self._remark(element, Fate.READ_AS, why)
        self._odd(element, {definition.name} if definition is not None else set())
        return {"id": self._id(element), "kind": "exit"}

    def _catch(self, element: Element) -> Node | None:
        definition = self._definition(element)
        kind = definition.name.removesuffix(_DEFINITIONS) if definition is not None else ""
        self._odd(element, {definition.name} if definition is not None else set())
        if kind == "timer" and definition is not None:
            node: Node = {"id": self._id(element), "kind": "wait"}
            duration = self._duration(element, definition)
            return node | ({"for": duration} if duration else {})
        if kind in ("message", "signal", "conditional"):
            why = said("attend sans délai ; donnez-lui un délai", "waits without a time limit; give it one")
            self._remark(element, Fate.READ_AS, why)
            return {
                "id": self._id(element),
                "kind": "wait_event",
                "event": self._event(element, definition),
            }
        self._lose(element)
        return None

    def _throw(self, element: Element) -> Node | None:
        definition = self._definition(element)
        if definition is not None and definition.name.removesuffix(_DEFINITIONS) == "message":
            self._odd(element, {definition.name})
            return self._message(element)
        if definition is None and len(self._out(element)) == 1:
            self.passed[element.get("id")] = self._out(element)[0].get("targetRef")
            why = said(
                "un jalon sans effet ; le chemin continue", "a milestone without effect; the way goes on"
            )
            self._remark(element, Fate.LEFT_OUT, why)
            return None
        self._lose(element)
        return None

    def _exclusive(self, element: Element) -> Node | None:
        out = self._out(element)
        self._odd(element, set())
        if len(out) < 2:
            self.passed[element.get("id")] = out[0].get("targetRef") if out else None
            if not out:
                self._remark(element, Fate.LEFT_OUT, said("il ne mène à rien", "it leads nowhere"))
            return None
        return {"id": self._id(element), "kind": "split", "paths": []}

    def _first_of(self, element: Element) -> Node | None:
        """An event-based gateway before one event and one timer is a wait for that event."""
        events: list[Element] = []
        timers: list[Element] = []
        for flow in self._out(element):
            target = self.by_id.get(flow.get("targetRef"))
            definition = self._definition(target) if target is not None else None
            if target is None or (definition is None and target.name != "receiveTask"):
                self._lose(element)
                return None
            timed = definition is not None and definition.name.startswith("timer")
            (timers if timed else events).append(target)
        if len(events) != 1 or len(timers) > 1:
            self._lose(element)
            return None
        event = events[0]
        node: Node = {
            "id": self._id(element),
            "kind": "wait_event",
            "event": self._event(event, self._definition(event)),
        }
        self.borders[event.get("id")] = (node["id"], "event")
        self.absorbed.add(event.get("id"))
        for timer in timers:
            definition = self._definition(timer)
            assert definition is not None
            duration = self._duration(timer, definition)
            if duration:
                node["timeout"] = duration
            self.borders[timer.get("id")] = (node["id"], "timeout")
            self.absorbed.add(timer.get("id"))
        self._odd(element, set())
        return node

    def _activity(self, element: Element) -> Node:
        name = element.name
        known = {"script"} if name == "scriptTask" else set()
        self._odd(element, known)
        if name == "sendTask":
            return self._message(element)
        if name == "receiveTask":
            return {
                "id": self._id(element),
                "kind": "wait_event",
                "event": self._event(element, None),
            }
        channel = _channel(element.get("name"))
        if name == "task" and channel is not None:
            why = said("lu comme un message, d'après son nom", "read as a message, by its name")
            self._remark(element, Fate.READ_AS, why)
            return self._message(element)
        if name not in ("userTask", "manualTask", "task"):
            why = said(
                "rien n'est exécuté ici ; lu comme une tâche à faire par une équipe",
                "nothing is executed here; read as a task for a team",
            )
            self._remark(element, Fate.READ_AS, why)
        node: Node = {
            "id": self._id(element),
            "kind": "task",
            "queue": self.teams.get(element.get("id")) or "a-preciser",
        }
        if element.get("name"):
            node["label"] = element.get("name")
        return node

    def _message(self, element: Element) -> Node:
        channel = _channel(element.get("name"))
        if channel is None:
            why = said(
                "le canal n'est pas dit ; lu comme un e-mail, corrigez-le au besoin",
                "the channel is not said; read as an e-mail, correct it where needed",
            )
            self._remark(element, Fate.READ_AS, why)
        return {"id": self._id(element), "kind": "message", "channel": channel or "email"}

    def _border(self, element: Element) -> None:
        """An event on the border of an activity: a way out of its step, where the step has such a one."""
        host = self.known.get(element.get("attachedToRef"))
        definition = self._definition(element)
        kind = definition.name.removesuffix(_DEFINITIONS) if definition is not None else ""
        interrupts = element.get("cancelActivity", "true") != "false"
        way = None
        if host is not None and interrupts:
            way = {
                ("wait_event", "timer"): "timeout",
                ("task", "timer"): "expired",
                ("task", "error"): "refused",
                ("task", "escalation"): "refused",
            }.get((str(host.get("kind")), kind))
        if way is None or host is None or (str(host["id"]), way) in self.borders.values():
            why = said("l'étape n'a pas de sortie de ce genre", "the step has no way out of this kind")
            self._remark(element, Fate.LEFT_OUT, why)
            return
        if kind == "timer" and definition is not None:
            duration = self._duration(element, definition)
            if duration:
                host["timeout" if way == "timeout" else "sla"] = duration
        self._odd(element, {definition.name} if definition is not None else set())
        self.borders[element.get("id")] = (str(host["id"]), way)

    # ── Parts of elements ───────────────────────────────────────────────────────────────────────────────

    def _definition(self, element: Element) -> Element | None:
        return next((one for one in element.children if one.name.endswith(_DEFINITIONS)), None)

    def _event(self, element: Element, definition: Element | None) -> str:
        """The name of the event that something waits for."""
        refers = definition if definition is not None else element
        wanted = (refers.get("messageRef") or refers.get("signalRef")).rpartition(":")[2]
        for declared in self.root.children:
            if declared.name in ("message", "signal") and declared.get("id") == wanted:
                name = declared.get("name") or wanted
                return name if re.fullmatch(r"[\w.\-]{1,100}", name) else slug(name, "event")
        return slug(element.get("name") or wanted, "event")

    def _duration(self, element: Element, definition: Element) -> str | None:
        """The time of a timer as a scenario has it, else nothing and a remark."""
        given = _texts(definition)
        time = definition.first("timeDuration")
        if time is not None:
            try:
                read = Duration.parse(time.text.strip())
            except ValueError:
                read = None
            if read is not None and not read.months and read.minutes > 0:
                return time.text.strip()
        why = said(
            "le temps ne se lit pas comme une durée de jours, d'heures et de minutes ; réglez-le sur l'étape",
            "the time cannot be read as days, hours and minutes; set it on the step",
        )
        self._remark(element, Fate.READ_AS, _quoting(why, given))
        return None

    def _odd(self, element: Element, known: set[str]) -> None:
        """Remarks on what an element carries besides what has been read of it."""
        for child in element.children:
            if child.space == MODEL and (child.name in known or child.name in _USUAL):
                continue
            if child.name == "extensionElements":
                if all(one.space == OURS for one in child.children):
                    continue
                why = said(
                    "des réglages d'un autre outil, sans effet ici",
                    "settings of another tool, without effect here",
                )
                for one in child.children:
                    self.remarks.append(
                        Remark(
                            element=one.name,
                            id=element.get("id"),
                            line=one.line,
                            fate=Fate.LEFT_OUT,
                            why=why,
                        )
                    )
                continue
            if element is self.process:
                continue
            why = said(
                f"une partie de « {element.get('id')} » que l'étape n'a pas",
                f"a part of '{element.get('id')}' that the step does not have",
            )
            self._remark(child, Fate.LEFT_OUT, why)
        strange = sorted(name for space, name in element.attributes if space and space != MODEL)
        if strange:
            listed = ", ".join(strange)
            why = said(
                f"des réglages d'un autre outil, sans effet ici : {listed}",
                f"settings of another tool, without effect here: {listed}",
            )
            self._remark(element, Fate.LEFT_OUT, why)

    def _made(self, element: Element, fate: Fate, why: Text) -> Remark:
        return Remark(element=element.name, id=element.get("id"), line=element.line, fate=fate, why=why)

    def _remark(self, element: Element, fate: Fate, why: Text) -> None:
        self.remarks.append(self._made(element, fate, why))

    def _lose(self, element: Element, why: Text = _NO_LIKE) -> None:
        """A step that is left out, with all that is in it."""
        self.lost.append(element)
        self._remark(element, Fate.LEFT_OUT, why)
        inside = said(
            f"il est dans « {element.get('id')} », qui n'est pas repris",
            f"it is inside '{element.get('id')}', which is left out",
        )
        stack = [child for child in reversed(element.children) if child.get("id")]
        while stack:
            child = stack.pop()
            self._remark(child, Fate.LEFT_OUT, inside)
            stack += [one for one in reversed(child.children) if one.get("id")]

    # ── Beside the flow ─────────────────────────────────────────────────────────────────────────────────

    def _teams(self) -> dict[str, str]:
        """Element -> the lane it is in, which names who does its tasks."""
        found: dict[str, str] = {}
        stack = list(self.process.each("laneSet"))
        while stack:
            holder = stack.pop()
            for lane in holder.each("lane"):
                for one in lane.each("flowNodeRef"):
                    found[one.text.strip()] = slug(lane.get("name") or lane.get("id"), "equipe")
                stack += list(lane.each("childLaneSet"))
        return found

    def _notes(self) -> list[Node]:
        """A note for each annotation, and for each step that has no like here."""
        words = [(element.first("text"), "note") for element in self.process.each("textAnnotation")]
        texts = [(text.text.strip() if text is not None else "", tone) for text, tone in words]
        texts += [
            (f"{element.name} · {element.get('name') or element.get('id')}", "todo") for element in self.lost
        ]
        return [
            {"id": f"n{number}", "text": text, "at": [-288, (number - 1) * 152]}
            | ({} if tone == "note" else {"tone": tone})
            for number, (text, tone) in enumerate(texts, start=1)
        ]

    def _beside(self) -> None:
        """Remarks on lanes, groups and what ties annotations to steps."""
        reasons: dict[str, tuple[Fate, Text]] = {
            "association": (
                Fate.LEFT_OUT,
                said("une note n'est pas liée à une étape", "a note is not tied to a step"),
            ),
            "group": (
                Fate.LEFT_OUT,
                said(
                    "le cadre n'est pas repris ; groupez les étapes sur le canevas",
                    "the frame is left out; group the steps on the canvas",
                ),
            ),
        }
        for element in self.process.children:
            if element.name in reasons:
                self._remark(element, *reasons[element.name])
        lane_why = said(
            "le couloir donne son nom à la file de ses tâches", "the lane names the queue of its tasks"
        )
        for lanes in self.process.each("laneSet"):
            for lane in lanes.each("lane"):
                self._remark(lane, Fate.READ_AS, lane_why)


def _channel(name: str) -> str | None:
    words = name.casefold()
    return next((channel for channel, pattern in _CHANNELS if re.search(pattern, words)), None)


def _texts(element: Element) -> str:
    return " ".join(part for part in (one.text.strip() for one in element.children) if part)


def _quoting(why: Text, given: str) -> Text:
    """A reason with what was written."""
    if not given:
        return why
    shown = given if len(given) <= 80 else given[:79] + "…"
    assert isinstance(why, Mapping)
    return {"fr": f"{why['fr']} (« {shown} »)", "en": f"{why['en']} ('{shown}')"}
