/** Plain JSON narrowed, never asserted: a draft may hold anything anywhere. */

import type { Json, Literal } from '../../model/document';

export type JsonObject = { [key: string]: Json | undefined };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isLiteral(value: unknown): value is Literal {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The value if it is an object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value if it is a list, else an empty one. */
export function listOf<T>(value: readonly T[] | undefined | null): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

/** The value as a person would type it; nothing for what is no literal. */
export function stringOf(value: unknown): string {
  return isLiteral(value) ? String(value) : '';
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The record with one member set in its place, or without it when the value is undefined. */
export function withMember<T extends object>(
  record: T | undefined,
  key: string & keyof T,
  value: unknown,
): T {
  const copy: Record<string, unknown> = { ...record };
  if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy as T;
}

/** The list without one item, or with it replaced. */
export function withItem<T>(list: readonly T[], index: number, item: T | undefined): T[] {
  return item === undefined
    ? list.filter((_, place) => place !== index)
    : list.map((old, place) => (place === index ? item : old));
}

/** The list with one item moved by some places; the same list where it would fall off. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const to = index + by;
  const item = list[index];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, place) => place !== index);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
