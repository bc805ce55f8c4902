"""A scenario's graph as node-link JSON of a ``networkx.MultiDiGraph``: how versions are stored.

Nodes carry their parameters, links are keyed by the way out they take, and the graph itself carries the rest
of the document, so that the scenario can be read back from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from designer.domain.errors import BadInput
from designer.domain.scenario import NEXT, Scenario
from designer.formats.documents import dump_scenario, load_scenario

if TYPE_CHECKING:
    import networkx as nx


def to_graph(scenario: Scenario) -> nx.MultiDiGraph[str]:
    """The graph of a scenario.

    Raises ``BadInput`` where there is none: an id given twice, a link to no node, the same link twice. These
    are findings that forbid publishing.
    """
    # The graph library takes a while to load, and most of what runs needs no graph.
    import networkx as nx

    document = dump_scenario(scenario)
    nodes, edges = document.pop("nodes"), document.pop("edges")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(**document)
    for node in nodes:
        if node["id"] in graph:
            raise BadInput(
                f"Scenario {scenario.key}: the id '{node['id']}' is given to two nodes; rename one."
            )
        graph.add_node(node["id"], **{key: value for key, value in node.items() if key != "id"})
    for index, edge in enumerate(edges):
        source, target, way = edge["from"], edge["to"], edge.get("path", NEXT)
        for end in (source, target):
            if end not in graph:
                raise BadInput(
                    f"Scenario {scenario.key}: a link names the node '{end}', which does not exist."
                )
        if graph.has_edge(source, target, way):
            raise BadInput(f"Scenario {scenario.key}: the link from '{source}' to '{target}' is there twice.")
        named = {"path": edge["path"]} if "path" in edge else {}
        # links are kept by node; their place in the document is their own
        graph.add_edge(source, target, key=way, index=index, **named)
    return graph


def from_graph(graph: nx.MultiDiGraph[str]) -> Scenario:
    """The scenario of a graph that ``to_graph`` made. Raises ``DocumentError``."""
    links = sorted(graph.edges(data=True), key=lambda link: link[2].get("index", 0))
    return load_scenario(
        {
            **graph.graph,
            "nodes": [{"id": node, **data} for node, data in graph.nodes(data=True)],
            "edges": [
                {"from": source, **({"path": data["path"]} if "path" in data else {}), "to": target}
                for source, target, data in links
            ],
        }
    )


def dump_graph(scenario: Scenario) -> dict[str, Any]:
    """The node-link JSON of a scenario's graph. Raises ``BadInput`` as ``to_graph`` does."""
    import networkx as nx

    data: dict[str, Any] = nx.node_link_data(to_graph(scenario), edges="edges")
    return data


def load_graph(data: Mapping[str, Any]) -> Scenario:
    """The scenario of a node-link JSON. Raises ``DocumentError``."""
    import networkx as nx

    try:
        graph = nx.node_link_graph(dict(data), directed=True, multigraph=True, edges="edges")
    except (KeyError, TypeError, AttributeError, nx.NetworkXError) as error:
        raise BadInput(f"This is no node-link graph ({error}); store it again from its scenario.") from None
    return from_graph(nx.MultiDiGraph(graph))
