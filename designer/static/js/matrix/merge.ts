type Plain = Readonly<Record<string, unknown>>;

export interface Clash {
  /** From the root: `['rows', 'relance-devis', 'scores', 'impact']`. */
  readonly path: readonly string[];
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Merged<T> {
  readonly document: T;
  /** What both have changed, and differently: the merged document has mine. */
  readonly clashes: readonly Clash[];
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => same(value, other[index]));
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same(one[key], other[key]));
}

/**
 * Two documents that were made of the same one, as one that has the changes of both.
 *
 * A cell that only one of them touched is theirs; where both did, mine stays and the clash is told. A score is
 * one thing: a level of mine is never joined to a source of theirs.
 */
export function merge<T extends object>(base: T, mine: T, theirs: T): Merged<T> {
  const clashes: Clash[] = [];
  const document = join(base, mine, theirs, [], clashes) as T;
  return { document, clashes };
}

/** `rows / scenario / scores / criterion` is as deep as changes are told apart. */
const DEEPEST = 4;

function join(base: unknown, mine: unknown, theirs: unknown, path: string[], clashes: Clash[]): unknown {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  const records = [mine, theirs].every((one) => isPlain(one) || one === undefined);
  if (!records || path.length >= DEEPEST || (mine === undefined && theirs === undefined)) {
    clashes.push({ path, mine, theirs });
    return mine;
  }
  const sides = [base, mine, theirs].map((one) => (isPlain(one) ? one : {}));
  const [before = {}, own = {}, other = {}] = sides;
  const keys = new Set([...Object.keys(other), ...Object.keys(own)]);
  const joined: Record<string, unknown> = {};
  for (const key of keys) {
    const value = join(before[key], own[key], other[key], [...path, key], clashes);
    if (value !== undefined) joined[key] = value;
  }
  return joined;
}

/** Where two documents differ, as deep as changes are told apart. */
export function changes(before: unknown, after: unknown, path: readonly string[] = []): string[][] {
  if (same(before, after)) return [];
  const records = [before, after].every((one) => isPlain(one) || one === undefined);
  if (!records || path.length >= DEEPEST) return [[...path]];
  const [old = {}, now = {}] = [before, after].map((one) => (isPlain(one) ? one : {}));
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keys].flatMap((key) => changes(old[key], now[key], [...path, key]));
}
