import { beforeEach, describe, expect, it } from 'vitest';
import { browserKeep, type Kept } from '../keep';

const kept = (document: string, at: string): Kept => ({ document, base: 'b', etag: '"1"', at });

describe('what closed pages have kept', () => {
  beforeEach(() => localStorage.clear());

  it('is read newest first, and stays until it is taken in', () => {
    browserKeep('k', localStorage, 'one').write(kept('older', '2026-01-01'));
    browserKeep('k', localStorage, 'two').write(kept('newer', '2026-01-02'));
    const keep = browserKeep('k', localStorage, 'three');
    expect(keep.read()?.document).toBe('newer');
    expect(keep.others?.().map(({ document }) => document)).toEqual(['older']);
    keep.clear();
    expect(keep.read()?.document).toBe('newer');
  });

  it('is forgotten once the page that took it in has kept its own', () => {
    browserKeep('k', localStorage, 'one').write(kept('older', '2026-01-01'));
    const heir = browserKeep('k', localStorage, 'two');
    heir.took?.(heir.read() as Kept);
    heir.write(kept('with the older', '2026-01-02'));
    const next = browserKeep('k', localStorage, 'three');
    expect(next.read()?.document).toBe('with the older');
    expect(next.others?.()).toEqual([]);
  });

  it('stays where the other page has kept more since', () => {
    const other = browserKeep('k', localStorage, 'one');
    other.write(kept('older', '2026-01-01'));
    const heir = browserKeep('k', localStorage, 'two');
    heir.took?.(heir.read() as Kept);
    other.write(kept('more', '2026-01-02'));
    heir.clear();
    expect(browserKeep('k', localStorage, 'three').read()?.document).toBe('more');
  });
});
