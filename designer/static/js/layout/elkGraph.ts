import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';
import type { Places } from '../model/commands';
import type { Position, Scenario } from '../model/document';
import { CARD, cardHeight, GAP, snap } from '../model/geometry';
import { edgeKey, Graph, wayOf } from '../model/graph';
import { GROUP, groupOf } from '../model/groups';
import { groupKey } from '../model/things';

const MODEL_ORDER = 'elk.layered.considerModelOrder.strategy';
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
  [MODEL_ORDER]: 'NODES_AND_EDGES',
};
/** Room around the cards of a group, for its box and its title. */
const PADDING = `[top=${GROUP.above},left=${GROUP.side},bottom=${GROUP.below},right=${GROUP.side}]`;
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
  const boxed = inGroups(scenario, children);
  if (boxed !== children) {
    options['elk.hierarchyHandling'] = 'INCLUDE_CHILDREN';
    // The engine fails on both together; the order of the ports is kept without it.
    delete options[MODEL_ORDER];
  }
  return { id: 'scenario', layoutOptions: options, children: boxed, edges };
}

/** The cards of a group in a box of their own, where the first of them would be: no other card lies in it. */
function inGroups(scenario: Scenario, cards: ElkNode[]): ElkNode[] {
  if (!scenario.groups?.length) return cards;
  const boxes = new Map<string, ElkNode>();
  return cards.flatMap((card): ElkNode[] => {
    const home = groupOf(scenario, card.id);
    if (!home) return [card];
    const key = groupKey(home.id);
    const box = boxes.get(key);
    if (box) {
      box.children?.push(card);
      return [];
    }
    const { [MODEL_ORDER]: _, ...options } = OPTIONS;
    const made: ElkNode = {
      id: key,
      layoutOptions: { ...options, 'elk.padding': PADDING },
      children: [card],
    };
    boxes.set(key, made);
    return [made];
  });
}

/** Every card with its place in the whole picture. */
function flat(cards: readonly ElkNode[], left: number, top: number): [id: string, x: number, y: number][] {
  return cards.flatMap((card): [string, number, number][] => {
    const [x, y] = [left + (card.x ?? 0), top + (card.y ?? 0)];
    return card.children ? flat(card.children, x, y) : [[card.id, x, y]];
  });
}

/** Places on the grid, with the first card at the origin. */
export function fromElk(laid: ElkNode): Places {
  const cards = flat(laid.children ?? [], 0, 0);
  const [, left, top] = cards[0] ?? ['', 0, 0];
  return Object.fromEntries(
    cards.map(([id, x, y]): [string, Position] => [id, [snap(x - left), snap(y - top)]]),
  );
}
