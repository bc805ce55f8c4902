/** A draft kept on this computer until the server has it. */
export interface Kept {
  document: unknown;
  /** What the server had when it was made. */
  base?: unknown;
  /** The revision it was made from. */
  etag: string;
  /** ISO 8601 instant of the last change. */
  at: string;
}

export interface Keep {
  read(): Kept | undefined;
  /** What other pages that are closed have kept, oldest first. */
  others?(): Kept[];
  /** What another page had kept is in the draft of this one: it goes once this one is kept, or saved. */
  took?(kept: Kept): void;
  /** False where it could not be kept: the storage is full, or forbidden. */
  write(kept: Kept): boolean;
  clear(): void;
}

const nameOf = (key: string, tab: string): string => `designer.draft.${key}~${tab}`;
const newTab = (): string => Math.random().toString(36).slice(2, 10);

function parsed(text: string | null): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('document' in kept)) return undefined;
    const { document, base, etag, at } = kept as Record<string, unknown>;
    return typeof etag === 'string' ? { document, base, etag, at: String(at) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps the draft in the browser's storage, under a name for each open page.
 *
 * What pages that are closed have left there is read, unless `alive` says that they are open still; it is
 * forgotten once the server has it.
 */
export function browserKeep(
  key: string,
  storage: Storage = localStorage,
  tab: string = newTab(),
  alive: ReadonlySet<string> = new Set(),
): Keep {
  const mine = nameOf(key, tab);
  const prefix = nameOf(key, '');
  const places = new WeakMap<Kept, [name: string, text: string]>();
  const taken = new Map<string, string>();
  let base: { value: unknown; text: string } | undefined;

  /** Those left behind, oldest first. */
  function left(): Kept[] {
    const found: Kept[] = [];
    try {
      for (const name of Object.keys(storage)) {
        if (!name.startsWith(prefix) || name === mine || alive.has(name)) continue;
        const text = storage.getItem(name);
        const kept = parsed(text);
        if (kept === undefined || text === null) continue;
        places.set(kept, [name, text]);
        found.push(kept);
      }
    } catch {
      return [];
    }
    return found.sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  function forget(): void {
    // Another page may have taken it in too, and kept more since.
    for (const [name, text] of taken) if (storage.getItem(name) === text) storage.removeItem(name);
    taken.clear();
  }

  return {
    read: () => left().at(-1),
    others: () => left().slice(0, -1),
    took(kept) {
      const place = places.get(kept);
      if (place) taken.set(...place);
    },
    write(kept) {
      try {
        if (base?.value !== kept.base || !base) base = { value: kept.base, text: JSON.stringify(kept.base) };
        const { document, etag, at } = kept;
        const rest = JSON.stringify({ etag, at, document });
        storage.setItem(mine, base.text === undefined ? rest : `${rest.slice(0, -1)},"base":${base.text}}`);
        // They would be taken in again beside this one, and stand against what is newer here.
        forget();
        return true;
      } catch {
        return false;
      }
    },
    clear() {
      try {
        storage.removeItem(mine);
        forget();
      } catch {
        // Forbidden storage holds nothing.
      }
    },
  };
}

/** The keep of this page, once it is known which other pages are open. */
export async function openKeep(key: string): Promise<Keep> {
  const tab = newTab();
  const { locks } = navigator;
  // Without a secure address the browser does not say: what was kept is then taken in twice, and merged.
  if (!locks) return browserKeep(key, localStorage, tab);
  try {
    const { held } = await locks.query();
    const alive = new Set((held ?? []).map(({ name }) => name ?? ''));
    void locks.request(nameOf(key, tab), () => new Promise(() => {}));
    return browserKeep(key, localStorage, tab, alive);
  } catch {
    return browserKeep(key, localStorage, tab);
  }
}
