"""Where every card of a drawing stands: as drawn, and laid out where nobody has placed it."""

from __future__ import annotations

from designer.reports import layered, measures
from designer.reports.drawing import Drawing
from designer.reports.measures import Point


def places_of(drawing: Drawing) -> dict[str, Point]:
    """The left upper corner of every card.

    Cards without a place among placed ones stand under everything, so that none covers another.
    """
    places = measures.written(drawing)
    missing = [id_ for id_ in drawing.order if id_ not in places]
    if not missing:
        return places
    bottom = max(
        (top + measures.height(drawing.steps[id_]) + measures.DOWN for id_, (_, top) in places.items()),
        default=0.0,
    )
    left = min((x for x, _ in places.values()), default=0.0)
    laid = laid_out(drawing, missing)
    first = min((x for x, _ in laid.values()), default=0.0)
    shift = left - first if places else 0.0
    return places | {id_: (x + shift, y + bottom) for id_, (x, y) in laid.items()}


def laid_out(drawing: Drawing, ids: list[str]) -> dict[str, Point]:
    """Places in layers for these steps alone, their first layer at 0."""
    start = next((id_ for id_ in ids if drawing.steps[id_].kind == "trigger"), None)
    wanted = set(ids)
    edges = (
        (link.source, link.target, link.way)
        for id_ in ids
        for link in drawing.out(id_)
        if link.target in wanted
    )
    layout = layered.lay_out(ids, edges, start)
    tallest = [0.0] * max(layout.layers, 1)
    for id_, (layer, _) in layout.nodes.items():
        tallest[layer] = max(tallest[layer], measures.height(drawing.steps[id_]))
    tops = [sum(tall + measures.DOWN for tall in tallest[:layer]) for layer in range(len(tallest))]
    # a width of the layout is a card and a fair part of the room beside it
    pitch = measures.CARD_WIDTH + measures.ACROSS * 0.5
    return {
        id_: (measures.snapped(across * pitch), measures.snapped(tops[layer]))
        for id_, (layer, across) in layout.nodes.items()
    }
