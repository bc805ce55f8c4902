/** The name this reader works under; nothing signs in here, so it is what they say it is. */

const NAME = 'designer.author';
/** As long as the server keeps it, in characters. */
export const LONGEST_NAME = 80;

const listeners = new Set<() => void>();
/** For a page whose storage is forbidden. */
let remembered = '';

export function author(): string {
  try {
    return localStorage.getItem(NAME) ?? remembered;
  } catch {
    return remembered;
  }
}

export function setAuthor(name: string): void {
  remembered = name.trim().slice(0, LONGEST_NAME);
  try {
    localStorage.setItem(NAME, remembered);
  } catch {
    // Known until the page is left.
  }
  for (const listener of listeners) listener();
}

export function onAuthor(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The header that names who calls; a header is ASCII, hence the encoding. */
export function authorHeader(): Record<string, string> {
  const name = author();
  return name === '' ? {} : { 'X-Author': encodeURIComponent(name) };
}
