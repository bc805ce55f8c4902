import { freshName } from './blank';
import type { Group, Position, Scenario, Size } from './document';
import { CARD, cardHeight } from './geometry';
import { sizeOfNote } from './notes';
import type { Places } from './places';

/** Room between a group's box and its cards, in canvas pixels; the title stands in the upper one. */
export const GROUP = { side: 20, above: 48, below: 20 } as const;

export type GroupChange = Partial<Omit<Group, 'id' | 'nodes'>>;

export interface Frame {
  at: Position;
  size: Size;
}

/** The group a step is in. */
export function groupOf(scenario: Pick<Scenario, 'groups'>, node: string): Group | undefined {
  return scenario.groups?.find((group) => group.nodes.includes(node));
}

export function withGroups(scenario: Scenario, groups: readonly Group[]): Scenario {
  const { groups: _, ...rest } = scenario;
  return groups.length > 0 ? { ...rest, groups: [...groups] } : rest;
}

/** Takes steps out of their groups; a group that is left empty goes. */
export function leaveGroups(scenario: Scenario, ids: ReadonlySet<string>): Scenario {
  const groups = scenario.groups ?? [];
  if (!groups.some((group) => group.nodes.some((id) => ids.has(id)))) return scenario;
  const kept = groups.flatMap((group) => {
    if (!group.nodes.some((id) => ids.has(id))) return [group];
    const nodes = group.nodes.filter((id) => !ids.has(id));
    return nodes.length > 0 ? [{ ...group, nodes }] : [];
  });
  return withGroups(scenario, kept);
}

/** Draws a box around steps; those that were in another group change over. */
export function group(
  scenario: Scenario,
  ids: readonly string[],
  change: GroupChange = {},
): { scenario: Scenario; id: string } | undefined {
  const chosen = new Set(ids);
  const nodes = scenario.nodes.map((node) => node.id).filter((id) => chosen.has(id));
  if (nodes.length === 0) return undefined;
  const id = freshName(
    (scenario.groups ?? []).map((one) => one.id),
    'g',
  );
  const rest = leaveGroups(scenario, new Set(nodes));
  const made: Group = { id, title: '', ...change, nodes };
  return { scenario: withGroups(rest, [...(rest.groups ?? []), made]), id };
}

/** Takes boxes away; the steps in them stay where they are. */
export function ungroup(scenario: Scenario, groups: readonly string[]): Scenario {
  const known = scenario.groups ?? [];
  const kept = known.filter((one) => !groups.includes(one.id));
  return kept.length === known.length ? scenario : withGroups(scenario, kept);
}

/** Changes a group's title or colour. */
export function setGroup(scenario: Scenario, id: string, change: GroupChange): Scenario {
  const groups = scenario.groups ?? [];
  if (!groups.some((one) => one.id === id)) return scenario;
  return withGroups(
    scenario,
    groups.map((one) => (one.id === id ? { ...one, ...change } : one)),
  );
}

/** The group whose steps are exactly these, so that grouping them again is ungrouping. */
export function groupExactly(scenario: Scenario, ids: readonly string[]): Group | undefined {
  const chosen = new Set(ids);
  return scenario.groups?.find(
    (one) => one.nodes.length === chosen.size && one.nodes.every((id) => chosen.has(id)),
  );
}

/** A step that was put between two of one group belongs to it. */
export function joinBetween(scenario: Scenario, id: string, from: string, to: string): Scenario {
  const home = groupOf(scenario, from);
  if (!home?.nodes.includes(to)) return scenario;
  return withGroups(
    scenario,
    (scenario.groups ?? []).map((one) => (one === home ? { ...one, nodes: [...one.nodes, id] } : one)),
  );
}

/** The box of a group: that of its cards, with room for its title; none where no card is drawn. */
export function frameOf(
  scenario: Pick<Scenario, 'nodes'>,
  nodes: readonly string[],
  places: Places,
): Frame | undefined {
  const inside = new Set(nodes);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const node of scenario.nodes) {
    const place = inside.has(node.id) ? places[node.id] : undefined;
    if (!place) continue;
    left = Math.min(left, place[0]);
    top = Math.min(top, place[1]);
    right = Math.max(right, place[0] + CARD.width);
    bottom = Math.max(bottom, place[1] + cardHeight(node));
  }
  if (left === Infinity) return undefined;
  return {
    at: [left - GROUP.side, top - GROUP.above],
    size: [right - left + 2 * GROUP.side, bottom - top + GROUP.above + GROUP.below],
  };
}

/** The notes that lie in a frame, and so move with it: those whose middle does. */
export function notesIn(scenario: Pick<Scenario, 'notes'>, frame: Frame): string[] {
  return (scenario.notes ?? [])
    .filter((note) => {
      const [width, height] = sizeOfNote(note);
      const x = note.at[0] + width / 2 - frame.at[0];
      const y = note.at[1] + height / 2 - frame.at[1];
      return x >= 0 && y >= 0 && x <= frame.size[0] && y <= frame.size[1];
    })
    .map((note) => note.id);
}
