import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import type { Places } from '../model/commands';
import type { Position, Scenario } from '../model/document';
import { CARD, cardHeight, GAP, snap } from '../model/geometry';
import { edgeKey, Graph, wayOf } from '../model/graph';

/** Layered from top to bottom, long straight columns, ways out kept in their order from left to right. */
const OPTIONS: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP.down),
  'elk.spacing.nodeNode': String(GAP.across),
  'elk.spacing.edgeNode': '24',
  'elk.spacing.edgeEdge': '16',
  'elk.spacing.componentComponent': String(GAP.across * 2),
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};
/** From here on straight lines cost more than they give. */
const LARGE = 120;

function portId(node: string, way: string): string {
  return `${node} ${way}`;
}

/** The scenario as ELK wants it. Ports on the lower side are counted from right to left there. */
export function toElk(scenario: Scenario): ElkNode {
  const graph = new Graph(scenario);
  const children: ElkNode[] = graph.order().flatMap((id) => {
    const node = graph.nodes.get(id);
    if (!node) return [];
    const ways = graph.waysOf(id);
    return [
      {
        id,
        width: CARD.width,
        height: cardHeight(node),
        layoutOptions: { 'elk.portConstraints': 'FIXED_ORDER' },
        ports: [
          {
            id: portId(id, '↑'),
            width: 0,
            height: 0,
            layoutOptions: { 'elk.port.side': 'NORTH', 'elk.port.index': '0' },
          },
          ...ways.map((way, index) => ({
            id: portId(id, `↓${way}`),
            width: 0,
            height: 0,
            layoutOptions: { 'elk.port.side': 'SOUTH', 'elk.port.index': String(ways.length - 1 - index) },
          })),
        ],
      },
    ];
  });
  const edges: ElkExtendedEdge[] = graph.edges.flatMap((edge) =>
    graph.waysOf(edge.from).includes(wayOf(edge))
      ? [
          {
            id: edgeKey(edge),
            sources: [portId(edge.from, `↓${wayOf(edge)}`)],
            targets: [portId(edge.to, '↑')],
          },
        ]
      : [],
  );
  const options = { ...OPTIONS };
  if (children.length > LARGE) options['elk.layered.nodePlacement.strategy'] = 'LINEAR_SEGMENTS';
  return { id: 'scenario', layoutOptions: options, children, edges };
}

/** Places on the grid, with the first card at the origin. */
export function fromElk(laid: ElkNode): Places {
  const cards = laid.children ?? [];
  const first = cards[0];
  const [left, top] = [first?.x ?? 0, first?.y ?? 0];
  return Object.fromEntries(
    cards.map((card): [string, Position] => [
      card.id,
      [snap((card.x ?? 0) - left), snap((card.y ?? 0) - top)],
    ]),
  );
}
