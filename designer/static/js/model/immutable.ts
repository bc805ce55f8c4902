import type { Path } from './document';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined where a step of it is missing. */
export function getIn(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => {
    if (Array.isArray(at) && typeof step === 'number') return at[step];
    if (isRecord(at) && typeof step === 'string') return at[step];
    return undefined;
  }, root);
}

/**
 * The same tree with one value set, everything off the path shared with the old one.
 *
 * Missing containers are made (a list for a number, a record for a word); `undefined` removes the field
 * or the element of the list.
 */
export function setIn<T>(root: T, path: Path, value: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return value as T;
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(root) ? [...root] : [];
    if (rest.length === 0 && value === undefined) list.splice(step, 1);
    else list[step] = rest.length === 0 ? value : setIn(list[step], rest, value);
    return list as T;
  }
  const record: Record<string, unknown> = isRecord(root) ? { ...root } : {};
  if (rest.length > 0) {
    // Removing below what is not there would only leave empty containers behind.
    if (value === undefined && getIn(record, path) === undefined) return root;
    record[step] = setIn(record[step], rest, value);
  } else if (value === undefined) delete record[step];
  else record[step] = value;
  return record as T;
}

/** Whether two JSON values say the same; an absent field equals an undefined one. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equal(a[key], b[key]));
  }
  return false;
}
