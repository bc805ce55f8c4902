"""A scenario as a Mermaid flowchart, for pages and tickets that draw it from text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

#: How each kind of step is drawn: what stands before and after its words.
_FORMS: Final = {
    "trigger": ("([", "])"),
    "message": ("[", "]"),
    "wait": ("(", ")"),
    "wait_event": ("{{", "}}"),
    "split": ("{", "}"),
    "experiment": ("{", "}"),
    "task": ("[/", "/]"),
    "update": ("[[", "]]"),
    "exit": ("([", "])"),
}
#: Signs that end a text, or that Mermaid reads as something else, as it has them.
_CODED: Final = {
    '"': "#quot;",
    "#": "#35;",
    "<": "#lt;",
    ">": "#gt;",
    "`": "#96;",
    "\\": "#92;",
    "&": "#amp;",
}


@dataclass(frozen=True, kw_only=True)
class Box:
    """One step: its kind and what it says."""

    id: str
    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What is drawn."""

    heading: str
    boxes: Sequence[Box]
    #: From, to, and the label of the way out, empty where there is one.
    links: Sequence[tuple[str, str, str]]
    #: Title and steps of each group.
    groups: Sequence[tuple[str, Sequence[str]]] = ()
    notes: Sequence[str] = ()
    #: Kind -> its strong colour and its pale one.
    paints: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def dump_mermaid(chart: Chart) -> str:
    """The chart as Mermaid text, top down."""
    ids = {box.id: f"s{number}" for number, box in enumerate(chart.boxes, start=1)}
    by_id = {box.id: box for box in chart.boxes}
    lines = ["---", f"title: {_titled(chart.heading)}", "---", "flowchart TD"]
    grouped: set[str] = set()
    for number, (title, members) in enumerate(chart.groups, start=1):
        held = [id_ for id_ in members if id_ in by_id and id_ not in grouped]
        if not held:
            continue
        grouped.update(held)
        lines.append(f'  subgraph g{number}["{_coded(title) or " "}"]')
        lines += [f"    {_box(ids[id_], by_id[id_])}" for id_ in held]
        lines.append("  end")
    lines += [f"  {_box(ids[box.id], box)}" for box in chart.boxes if box.id not in grouped]
    for source, target, label in chart.links:
        arrow = f'-- "{_coded(label)}" -->' if label.strip() else "-->"
        lines.append(f"  {ids[source]} {arrow} {ids[target]}")
    for number, words in enumerate(chart.notes, start=1):
        lines.append(f'  n{number}>"{_coded(words) or " "}"]')
    used = sorted({box.kind for box in chart.boxes} & set(chart.paints))
    for kind in used:
        strong, soft = chart.paints[kind]
        lines.append(f"  classDef {kind} fill:{soft},stroke:{strong},color:#1b1a18")
        lines.append(f"  class {_listed(ids[box.id] for box in chart.boxes if box.kind == kind)} {kind}")
    return "\n".join(lines) + "\n"


def _box(id_: str, box: Box) -> str:
    before, after = _FORMS.get(box.kind, ("[", "]"))
    return f'{id_}{before}"{_coded(box.words) or " "}"{after}'


def _coded(words: str) -> str:
    """Words inside quotes; a line end is a break."""
    coded = "".join(
        _CODED.get(sign, sign) for sign in words.strip() if sign.isprintable() or sign in "\n\xa0"
    )
    return re.sub(r"\s*\n\s*", "<br>", coded)


def _titled(words: str) -> str:
    """Words in the head of the text, which is YAML."""
    plain = re.sub(r"[^\S \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+|[\x00-\x1f\x7f]", " ", words)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _listed(ids: Iterable[str]) -> str:
    return ",".join(ids)
