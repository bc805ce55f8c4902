import type { SaveStatus } from './autosave';

/** What keeps the draft on the server, and always knows whether the server has it. */
export interface Saver {
  readonly status: SaveStatus;
  /** Whether leaving now would lose what the server does not have. */
  readonly unsaved: boolean;
  /** The revision that the server is known to have, as an ETag. */
  readonly revision: string;
  subscribe(listener: () => void): () => void;
  /** The document has changed. */
  changed(document: unknown): void;
  setAutomatic(automatic: boolean): void;
  /** Saves now; true once the server has everything. */
  flush(): Promise<boolean>;
  /** The network is back: try at once. */
  retry(): void;
  /** Writes the copy on this computer at once, for a page that is closing. */
  keepNow(): void;
}
