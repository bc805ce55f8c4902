"""A scenario's graph as GraphML, for tools that count and draw graphs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import networkx as nx

from designer.formats.bpmn import plain


def dump_graphml(
    document: Mapping[str, Any],
    nodes: Sequence[Mapping[str, Any]],
    links: Sequence[tuple[str, str, str, str]],
) -> str:
    """The graph as GraphML XML.

    ``nodes`` have ``id``, ``kind``, ``label``, ``x``, ``y`` and perhaps more plain values; ``links`` are
    (from, to, way out, label). The scenario's key, name and format are values of the graph.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(
        {name: _value(document[name]) for name in ("format", "key", "name") if name in document}
    )
    for node in nodes:
        values = {name: _value(value) for name, value in node.items() if name != "id" and value is not None}
        graph.add_node(plain(str(node["id"])), **values)
    for number, (source, target, way, label) in enumerate(links):
        graph.add_edge(plain(source), plain(target), key=f"e{number}", way=_value(way), label=_value(label))
    out = BytesIO()
    # the writer of plain Python: lxml's would order attributes its own way
    writer = nx.GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(graph)
    writer.dump(out)
    return out.getvalue().decode("utf-8")


def _value(value: object) -> str | int | float | bool:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return plain(value)
    return plain(json.dumps(value, ensure_ascii=False, sort_keys=True))
