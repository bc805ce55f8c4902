"""A drawing in the formats of other tools: BPMN 2.0, Mermaid, GraphML, with what the canvas says of it."""

from __future__ import annotations

from designer.analysis import phrases
from designer.analysis.speech import Speech
from designer.formats import bpmn, graphml, mermaid
from designer.reports import asides, paints
from designer.reports.drawing import Drawing, dicts
from designer.reports.measures import CARD_WIDTH, height
from designer.reports.places import places_of
from designer.reports.routes import routes
from designer.reports.scene import Box
from designer.reports.wording import Wording


def to_bpmn(drawing: Drawing, say: Speech) -> str:
    """BPMN 2.0 XML with its diagram."""
    wording = Wording(drawing, say)
    places = places_of(drawing)
    boxes = {id_: (*places[id_], CARD_WIDTH, height(drawing.steps[id_])) for id_ in drawing.order}
    routed = routes(drawing, places)
    cards = {id_: Box(left=b[0], top=b[1], width=b[2], height=b[3]) for id_, b in boxes.items()}
    picture = bpmn.Picture(
        heading=wording.heading,
        names={id_: _titled(wording, id_) for id_ in drawing.order},
        boxes=boxes,
        ways={id_: step.ways for id_, step in drawing.steps.items()},
        labels={
            (step.id, way): wording.way(step, way) for step in drawing.steps.values() for way in step.ways
        },
        lines={(link.source, link.way, link.target): routed.get(link.id, ()) for link in drawing.links},
        conditions=_conditions(drawing, say),
        notes={note.id: (note.full, _rect(note.box)) for note in asides.notes(drawing, say)},
        groups={group.id: (group.full, _rect(group.box)) for group in asides.groups(drawing, cards, say)},
    )
    return bpmn.dump_bpmn(drawing.document, picture)


def _rect(box: Box) -> bpmn.Rect:
    return box.left, box.top, box.width, box.height


def _titled(wording: Wording, id_: str) -> str:
    step = wording.drawing.steps[id_]
    time = wording.drawing.times.get(id_)
    title = wording.step(step).title
    return f"{time} · {title}" if time else title


def _conditions(drawing: Drawing, say: Speech) -> dict[tuple[str, str], str]:
    """What each way out of a split asks, in words."""
    found: dict[tuple[str, str], str] = {}
    for step in drawing.steps.values():
        if step.kind == "split":
            for path in dicts(step.wire.get("paths")):
                if isinstance(path.get("path"), str) and path.get("when"):
                    found[step.id, path["path"]] = phrases.condition(path["when"], say)
    return found


def to_mermaid(drawing: Drawing, say: Speech) -> str:
    """A Mermaid flowchart."""
    wording = Wording(drawing, say)
    steps = [drawing.steps[id_] for id_ in drawing.order]
    return mermaid.dump_mermaid(
        mermaid.Chart(
            heading=wording.heading,
            boxes=[
                mermaid.Box(id=step.id, kind=step.kind, words=_titled(wording, step.id)) for step in steps
            ],
            links=[
                (link.source, link.target, wording.way(step, link.way) if len(step.ways) > 1 else "")
                for step in steps
                for link in drawing.out(step.id)
            ],
            groups=[
                (
                    say.text(group.get("title")),
                    [id_ for id_ in group.get("nodes") or () if isinstance(id_, str)],
                )
                for group in dicts(drawing.document.get("groups"))
            ],
            notes=[note.full for note in asides.notes(drawing, say)],
            paints={kind: (paint.strong, paint.soft) for kind, paint in paints.KINDS.items()},
        )
    )


def to_graphml(drawing: Drawing, say: Speech) -> str:
    """The graph with what each step is and says, and where it stands."""
    wording = Wording(drawing, say)
    places = places_of(drawing)
    nodes = []
    for id_ in drawing.order:
        step = drawing.steps[id_]
        said = wording.step(step)
        nodes.append(
            {
                "id": id_,
                "kind": step.kind,
                "time": drawing.times.get(id_),
                "label": said.title,
                "detail": said.detail,
                "x": places[id_][0],
                "y": places[id_][1],
                "document": {name: value for name, value in step.wire.items() if name not in ("id", "kind")}
                or None,
            }
        )
    links = [
        (link.source, link.target, link.way, wording.way(drawing.steps[link.source], link.way))
        for link in drawing.links
    ]
    return graphml.dump_graphml(drawing.document, nodes, links)
