/** Choices of one reader on one computer. */
export interface Settings {
  /** Changes are saved without being told to. */
  autosave: boolean;
  /** Tab on the canvas opens the palette; off, it moves the focus on. */
  tabOpensPalette: boolean;
  /** Shortcuts of a single key. */
  singleKeys: boolean;
  sheetOpen: boolean;
  inspectorOpen: boolean;
  /** Widths of the columns in pixels. */
  sheetWidth: number;
  inspectorWidth: number;
}

const NAME = 'designer.editor';

export const DEFAULTS: Settings = {
  autosave: true,
  tabOpensPalette: true,
  singleKeys: true,
  sheetOpen: true,
  inspectorOpen: true,
  sheetWidth: 328,
  inspectorWidth: 328,
};

/** The stored choices; what is missing or of another type is the default. */
export function readSettings(storage: Pick<Storage, 'getItem'> = localStorage): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(storage.getItem(NAME) ?? '{}');
  } catch {
    return DEFAULTS;
  }
  if (typeof stored !== 'object' || stored === null) return DEFAULTS;
  const known = Object.entries(stored).filter(
    ([name, value]) => name in DEFAULTS && typeof value === typeof DEFAULTS[name as keyof Settings],
  );
  return { ...DEFAULTS, ...Object.fromEntries(known) };
}

export function writeSettings(settings: Settings, storage: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    storage.setItem(NAME, JSON.stringify(settings));
  } catch {
    // A full or forbidden storage only means that the choice is not remembered.
  }
}
