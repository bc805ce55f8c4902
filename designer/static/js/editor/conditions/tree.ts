/**
 * Reading and changing a condition without React: every edit takes a tree and gives a new one.
 *
 * A place in the tree is the list of the children on the way to it: `[1, 0]` is the first part of the
 * second part. The one child of `not`, and the `where` of an event, are child 0.
 */

import type { Condition, EventCount, Literal } from '../../model/document';
import { isLiteral, isObject } from '../fields/json';

export type Place = readonly number[];
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export const COMPARISONS: readonly Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

/** A condition taken apart, one shape an operator family. */
export type Shape =
  | { readonly op: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly op: 'not'; readonly part: Condition }
  | { readonly op: Comparison; readonly field: string; readonly value: Literal }
  | { readonly op: 'in'; readonly field: string; readonly values: readonly Literal[] }
  | { readonly op: 'between'; readonly field: string; readonly low: Literal; readonly high: Literal }
  | { readonly op: 'is_set'; readonly field: string }
  | { readonly op: 'contains'; readonly field: string; readonly value: Literal }
  | { readonly op: 'matches'; readonly field: string; readonly pattern: string }
  | { readonly op: 'did' | 'not_did'; readonly count: EventCount }
  | { readonly op: 'in_segment'; readonly segment: string }
  | { readonly op: 'consents'; readonly channel: string }
  | { readonly op: 'unreadable'; readonly source: unknown };

const literal = (value: unknown): Literal => (isLiteral(value) ? value : '');
const text = (value: unknown): string => (isLiteral(value) ? String(value) : '');

/** The shape of a condition; what the format does not know comes back as `unreadable`. */
export function read(condition: unknown): Shape {
  const unreadable: Shape = { op: 'unreadable', source: condition };
  if (!isObject(condition)) return unreadable;
  const members = Object.entries(condition);
  const [op, body] = members[0] ?? [];
  if (members.length !== 1 || op === undefined) return unreadable;
  const operands: readonly unknown[] = Array.isArray(body) ? body : [];
  const [field, second, third] = operands;
  switch (op) {
    case 'all':
    case 'any':
      return Array.isArray(body) ? { op, parts: body as unknown as Condition[] } : unreadable;
    case 'not':
      return isObject(body) ? { op, part: body as unknown as Condition } : unreadable;
    case 'eq':
    case 'ne':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
    case 'contains':
      return Array.isArray(body) ? { op, field: text(field), value: literal(second) } : unreadable;
    case 'matches':
      return Array.isArray(body) ? { op, field: text(field), pattern: text(second) } : unreadable;
    case 'in':
      return Array.isArray(body) && Array.isArray(second)
        ? { op, field: text(field), values: second.filter(isLiteral) }
        : unreadable;
    case 'between':
      return Array.isArray(body)
        ? { op, field: text(field), low: literal(second), high: literal(third) }
        : unreadable;
    case 'is_set':
      return { op, field: text(body) };
    case 'did':
    case 'not_did':
      return isObject(body) ? { op, count: body as EventCount } : unreadable;
    case 'in_segment':
      return { op, segment: text(body) };
    case 'consents':
      return { op, channel: text(body) };
    default:
      return unreadable;
  }
}

/** The condition of a shape: the inverse of `read`. */
export function write(shape: Exclude<Shape, { op: 'unreadable' }>): Condition {
  switch (shape.op) {
    case 'all':
      return { all: [...shape.parts] };
    case 'any':
      return { any: [...shape.parts] };
    case 'not':
      return { not: shape.part };
    case 'in':
      return { in: [shape.field, [...shape.values]] };
    case 'between':
      return { between: [shape.field, shape.low, shape.high] };
    case 'is_set':
      return { is_set: shape.field };
    case 'contains':
      return { contains: [shape.field, shape.value] };
    case 'matches':
      return { matches: [shape.field, shape.pattern] };
    case 'did':
      return { did: shape.count };
    case 'not_did':
      return { not_did: shape.count };
    case 'in_segment':
      return { in_segment: shape.segment };
    case 'consents':
      return { consents: shape.channel };
    case 'eq':
      return { eq: [shape.field, shape.value] };
    case 'ne':
      return { ne: [shape.field, shape.value] };
    case 'gt':
      return { gt: [shape.field, shape.value] };
    case 'ge':
      return { ge: [shape.field, shape.value] };
    case 'lt':
      return { lt: [shape.field, shape.value] };
    case 'le':
      return { le: [shape.field, shape.value] };
  }
}

/** What stands directly below a condition, in reading order. */
export function children(condition: Condition): readonly Condition[] {
  const shape = read(condition);
  if (shape.op === 'all' || shape.op === 'any') return shape.parts;
  if (shape.op === 'not') return [shape.part];
  if ((shape.op === 'did' || shape.op === 'not_did') && shape.count.where) return [shape.count.where];
  return [];
}

/** The same condition with other children; undefined when nothing is left of it. */
function withChildren(condition: Condition, parts: readonly Condition[]): Condition | undefined {
  const shape = read(condition);
  if (shape.op === 'all' || shape.op === 'any') return write({ op: shape.op, parts });
  if (shape.op === 'not') return parts[0] && write({ op: 'not', part: parts[0] });
  if (shape.op === 'did' || shape.op === 'not_did') {
    const { where: _, ...rest } = shape.count;
    return write({ op: shape.op, count: parts[0] ? { ...rest, where: parts[0] } : rest });
  }
  return condition;
}

/** The condition at a place, or undefined where there is none. */
export function at(root: Condition | undefined, place: Place): Condition | undefined {
  let found = root;
  for (const index of place) found = found && children(found)[index];
  return found;
}

/** The tree with one place replaced, or taken out; a group left empty goes with its last part. */
export function replace(
  root: Condition | undefined,
  place: Place,
  by: Condition | undefined,
): Condition | undefined {
  const [index, ...rest] = place;
  if (index === undefined) return by;
  if (root === undefined) return undefined;
  const parts = children(root);
  const child = replace(parts[index], rest, by);
  const next = child
    ? parts.map((part, i) => (i === index ? child : part))
    : parts.filter((_, i) => i !== index);
  const isGroup = 'all' in root || 'any' in root;
  return isGroup && next.length === 0 ? undefined : withChildren(root, next);
}

export const remove = (root: Condition | undefined, place: Place): Condition | undefined =>
  replace(root, place, undefined);

/** A new part put in a group before the given index; a single condition becomes `all` of both. */
export function insert(
  root: Condition | undefined,
  place: Place,
  index: number,
  part: Condition,
): Condition | undefined {
  const group = at(root, place);
  if (group === undefined) return place.length === 0 ? part : root;
  const shape = read(group);
  if (shape.op !== 'all' && shape.op !== 'any') return replace(root, place, { all: [group, part] });
  const parts = [...shape.parts.slice(0, index), part, ...shape.parts.slice(index)];
  return replace(root, place, write({ op: shape.op, parts }));
}

/** The part put into a new group of its own, or negated. */
export function wrap(root: Condition, place: Place, op: 'all' | 'any' | 'not'): Condition {
  const part = at(root, place);
  if (part === undefined) return root;
  const wrapped = op === 'not' ? write({ op, part }) : write({ op, parts: [part] });
  return replace(root, place, wrapped) ?? root;
}

/**
 * The group dissolved: its parts take its place in the group above.
 * At the top, or below a `not`, a group can only be dissolved when it has one part.
 */
export function unwrap(root: Condition, place: Place): Condition {
  const part = at(root, place);
  const shape = read(part);
  if (part === undefined) return root;
  if (shape.op === 'not') return replace(root, place, shape.part) ?? root;
  if (shape.op !== 'all' && shape.op !== 'any') return root;
  const above = place.slice(0, -1);
  const parent = read(at(root, above));
  const index = place.at(-1);
  if (index !== undefined && (parent.op === 'all' || parent.op === 'any')) {
    const parts = [...parent.parts.slice(0, index), ...shape.parts, ...parent.parts.slice(index + 1)];
    return replace(root, above, write({ op: parent.op, parts })) ?? root;
  }
  const [only] = shape.parts;
  return shape.parts.length === 1 && only ? (replace(root, place, only) ?? root) : root;
}

export function canUnwrap(root: Condition, place: Place): boolean {
  return unwrap(root, place) !== root;
}

/** The group with its operator changed from `all` to `any` or back. */
export function regroup(root: Condition, place: Place, op: 'all' | 'any'): Condition {
  const shape = read(at(root, place));
  if (shape.op !== 'all' && shape.op !== 'any') return root;
  return replace(root, place, write({ op, parts: shape.parts })) ?? root;
}

/** Negated, or no longer: `not` never stands on `not`. */
export function negate(root: Condition, place: Place): Condition {
  const shape = read(at(root, place));
  return shape.op === 'not' ? unwrap(root, place) : wrap(root, place, 'not');
}

export interface Move {
  readonly root: Condition;
  /** Where the moved part stands now. */
  readonly place: Place;
}

/** The place of the part among its siblings: the nearest group above, negations skipped. */
function seat(root: Condition, place: Place): Place {
  let own = place;
  while (own.length > 0 && read(at(root, own.slice(0, -1))).op === 'not') own = own.slice(0, -1);
  return own;
}

/**
 * The part moved one step up (-1) or down (1) among its siblings.
 * It enters a group it meets there, and leaves its own group at the group's end.
 */
export function move(root: Condition, place: Place, step: -1 | 1): Move {
  const still: Move = { root, place };
  const own = seat(root, place);
  const part = at(root, own);
  const index = own.at(-1);
  const above = own.slice(0, -1);
  const parent = read(at(root, above));
  if (part === undefined || index === undefined || (parent.op !== 'all' && parent.op !== 'any')) return still;
  const to = index + step;
  const neighbour = parent.parts[to];
  const inner = read(neighbour);
  if (neighbour && (inner.op === 'all' || inner.op === 'any')) {
    const end = step === 1 ? 0 : inner.parts.length;
    const entered = insert(root, [...above, to], end, part);
    const next = entered && remove(entered, own);
    const shifted = step === 1 ? to - 1 : to;
    return next ? { root: next, place: [...above, shifted, end] } : still;
  }
  if (neighbour) {
    const parts = parent.parts.filter((_, i) => i !== index);
    const next = replace(
      root,
      above,
      write({ op: parent.op, parts: [...parts.slice(0, to), part, ...parts.slice(to)] }),
    );
    return next ? { root: next, place: [...above, to] } : still;
  }
  const outer = seat(root, above);
  const outerIndex = outer.at(-1);
  const outerGroup = read(at(root, outer.slice(0, -1)));
  if (outerIndex === undefined || (outerGroup.op !== 'all' && outerGroup.op !== 'any')) return still;
  const target = step === 1 ? outerIndex + 1 : outerIndex;
  const left = insert(root, outer.slice(0, -1), target, part);
  const emptied = parent.parts.length === 1;
  const from = step === 1 ? own : [...outer.slice(0, -1), outerIndex + 1, ...own.slice(outer.length)];
  const next = left && remove(left, from);
  const landed = step === 1 && emptied ? target - 1 : target;
  return next ? { root: next, place: [...outer.slice(0, -1), landed] } : still;
}

/** How many criteria the tree holds, groups and negations not counted. */
export function size(condition: Condition | undefined): number {
  if (condition === undefined) return 0;
  const shape = read(condition);
  if (shape.op === 'all' || shape.op === 'any' || shape.op === 'not')
    return children(condition).reduce((sum, part) => sum + size(part), 0);
  return 1;
}

/** Whether every criterion is filled in: what is not can be kept in a draft, but not counted. */
export function isComplete(condition: Condition): boolean {
  const shape = read(condition);
  const filled = (value: Literal): boolean => value !== '';
  switch (shape.op) {
    case 'unreadable':
      return false;
    case 'all':
    case 'any':
      return shape.parts.every(isComplete);
    case 'not':
      return isComplete(shape.part);
    case 'did':
    case 'not_did':
      return Boolean(shape.count.event) && (shape.count.where ? isComplete(shape.count.where) : true);
    case 'in':
      return shape.field !== '' && shape.values.length > 0;
    case 'between':
      return shape.field !== '' && filled(shape.low) && filled(shape.high);
    case 'is_set':
      return shape.field !== '';
    case 'matches':
      return shape.field !== '' && shape.pattern !== '';
    case 'in_segment':
      return shape.segment !== '';
    case 'consents':
      return shape.channel !== '';
    default:
      return shape.field !== '' && filled(shape.value);
  }
}
