/** A draft kept on this computer until the server has it. */
export interface Kept {
  document: unknown;
  /** The revision it was made from. */
  etag: string;
  /** ISO 8601 instant of the last change. */
  at: string;
}

export interface Keep {
  read(): Kept | undefined;
  write(kept: Kept): void;
  clear(): void;
}

/** Keeps the draft in the browser's storage; where that is full or forbidden, nothing is kept. */
export function browserKeep(key: string, storage: Storage = localStorage): Keep {
  const name = `designer.draft.${key}`;
  let mine: string | undefined;
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(name) ?? 'null');
        if (typeof kept !== 'object' || kept === null || !('document' in kept)) return undefined;
        const { document, etag, at } = kept as Record<string, unknown>;
        if (typeof etag !== 'string') return undefined;
        mine = storage.getItem(name) ?? undefined;
        return { document, etag, at: String(at) };
      } catch {
        return undefined;
      }
    },
    write(kept) {
      try {
        mine = JSON.stringify(kept);
        storage.setItem(name, mine);
      } catch {
        mine = undefined;
      }
    },
    clear() {
      // Another tab's draft is not ours to forget.
      if (mine !== undefined && storage.getItem(name) === mine) storage.removeItem(name);
      mine = undefined;
    },
  };
}
