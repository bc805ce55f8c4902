"""Documents of the library under a workspace's own names: attributes, events and their properties, segments.

Everything here is a function of plain documents: what is given is not changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Wire = Mapping[str, Any]

_COMPARISONS = frozenset({"eq", "ne", "gt", "ge", "lt", "le", "in", "between", "contains", "matches"})

#: A tag of Liquid, and inside it: a quoted text, or a path of names.
_TAG = re.compile(r"(\{\{-?|\{%-?)(.*?)(-?\}\}|-?%\})", re.DOTALL)
_PART = re.compile(r"'[^']*'|\"[^\"]*\"|\|\s*\w+|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*")
_OWN = re.compile(r"\{%-?\s*(?:assign|capture|for|increment|decrement)\s+([A-Za-z_][\w-]*)")


@dataclass(frozen=True, kw_only=True)
class Names:
    """The library's names -> the workspace's; a name that is not there stays what it is."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    #: By the library's event: its property -> the workspace's.
    properties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)

    def attribute(self, name: str) -> str:
        """The workspace's name of an attribute."""
        return self.attributes.get(name, name)

    def event(self, name: str) -> str:
        """The workspace's name of an event."""
        return self.events.get(name, name)

    def field(self, name: str, event: str | None) -> str:
        """The workspace's name of an attribute, or of a property of the library's ``event``."""
        if event is None:
            return self.attribute(name)
        return self.properties.get(event, {}).get(name, name)


def condition(tree: Wire, names: Names, event: str | None = None) -> dict[str, Any]:
    """A condition under the new names; ``event`` says whose properties its fields are."""
    ((operator, body),) = tree.items()
    if operator in ("all", "any"):
        return {operator: [condition(part, names, event) for part in body]}
    if operator == "not":
        return {operator: condition(body, names, event)}
    if operator in ("did", "not_did"):
        did = {**body, "event": names.event(body["event"])}
        if body.get("where"):
            did["where"] = condition(body["where"], names, body["event"])
        return {operator: did}
    if operator == "in_segment":
        return {operator: names.segments.get(body, body)}
    if operator == "is_set":
        return {operator: names.field(body, event)}
    if operator in _COMPARISONS:
        return {operator: [names.field(body[0], event), *deepcopy(list(body[1:]))]}
    return {operator: deepcopy(body)}


def scenario(document: Wire, names: Names) -> dict[str, Any]:
    """A scenario under the new names."""
    made: dict[str, Any] = deepcopy(dict(document))
    trigger = made["trigger"]
    _event_and_where(trigger, names)
    if "condition" in trigger:
        trigger["condition"] = condition(trigger["condition"], names)
    if "attribute" in trigger:
        trigger["attribute"] = names.attribute(trigger["attribute"])
    for part in ("audience", "exit_when"):
        if made.get(part):
            made[part] = condition(made[part], names)
    if made.get("goal"):
        _event_and_where(made["goal"], names)
    for prevails in (made.get("priority") or {}).get("prevails_over") or ():
        if isinstance(prevails, dict) and prevails.get("when"):
            prevails["when"] = condition(prevails["when"], names)
    for node in made["nodes"]:
        _node(node, names)
    _sheet(made.get("sheet") or {}, names)
    return made


def segment(document: Wire, names: Names) -> dict[str, Any]:
    """A segment of a ``segments/1`` document under the new names."""
    return {**deepcopy(dict(document)), "condition": condition(document["condition"], names)}


def message(document: Wire, names: Names, event: str | None) -> dict[str, Any]:
    """A message whose merge fields bear the new names; ``event`` is the library's event of the trigger."""
    made = {
        key: value if key in ("format", "channel") else _texts(value, names, event)
        for key, value in document.items()
    }
    made["key"] = names.templates.get(document["key"], document["key"])
    return made


def liquid(text: str, names: Names, event: str | None) -> str:
    """A text with its merge fields under the new names; variables of its own keep theirs.

    >>> names = Names(attributes={"first_name": "prenom"})
    >>> liquid("{{ first_name | default: 'first_name' }} first_name", names, None)
    "{{ prenom | default: 'first_name' }} first_name"
    """
    own = set(_OWN.findall(text))

    def renamed(part: re.Match[str]) -> str:
        said = part.group()
        if said[0] in "'\"|":
            return said
        root, dot, below = said.partition(".")
        if root in own:
            return said
        if root == "event" and dot and event is not None:
            name, rest_dot, rest = below.partition(".")
            return f"event.{names.field(name, event)}{rest_dot}{rest}"
        return f"{names.attribute(root)}{dot}{below}"

    def tag(found: re.Match[str]) -> str:
        opening, inside, closing = found.groups()
        word = ""
        if opening.startswith("{%"):
            # the tag's own word is no field
            word = (re.match(r"\s*\w*", inside) or [""])[0]
        return opening + word + _PART.sub(renamed, inside[len(word) :]) + closing

    return _TAG.sub(tag, text)


def _texts(value: Any, names: Names, event: str | None) -> Any:
    if isinstance(value, str):
        return liquid(value, names, event)
    if isinstance(value, Mapping):
        return {key: _texts(below, names, event) for key, below in value.items()}
    return deepcopy(value)


def _event_and_where(part: dict[str, Any], names: Names) -> None:
    if "event" in part:
        if part.get("where"):
            part["where"] = condition(part["where"], names, part["event"])
        part["event"] = names.event(part["event"])


def _node(node: dict[str, Any], names: Names) -> None:
    kind = node["kind"]
    if kind == "wait_event":
        _event_and_where(node, names)
    elif kind == "split":
        for path in node["paths"]:
            path["when"] = condition(path["when"], names)
    elif kind == "update":
        node["set"] = {names.attribute(name): value for name, value in node["set"].items()}
    elif kind == "message" and node.get("template"):
        node["template"] = names.templates.get(node["template"], node["template"])
    elif kind == "wait" and isinstance(node.get("until"), dict) and "attribute" in node["until"]:
        node["until"]["attribute"] = names.attribute(node["until"]["attribute"])


def _sheet(sheet: dict[str, Any], names: Names) -> None:
    def either(name: str) -> str:
        return names.events.get(name, names.attribute(name))

    if sheet.get("segments"):
        sheet["segments"] = [names.segments.get(name, name) for name in sheet["segments"]]
    for need in sheet.get("data") or ():
        need["name"] = either(need["name"])
    degraded = sheet.get("degraded") or {}
    if degraded.get("missing"):
        degraded["missing"] = [either(name) for name in degraded["missing"]]
    moment = sheet.get("key_moment") or {}
    if moment.get("moment"):
        moment["moment"] = either(moment["moment"])
