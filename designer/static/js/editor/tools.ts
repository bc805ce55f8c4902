import type { LucideIcon } from 'lucide-react';
import type { ComponentType, RefObject } from 'react';
import type { T } from '../i18n/editor';
import type { Locale, Scenario } from '../model/document';
import type { Graph } from '../model/graph';
import type { CanvasHandle } from './canvas/Canvas';
import type { Selection } from './canvas/flow';
import type { Stroke } from './canvas/keys';
import type { MarkStore } from './canvas/marks';
import type { Session, SessionState } from './session';
import type { Settings } from './settings';
import type { Wording } from './stepWords';

/** All that a tool's surface works with. */
export interface Workbench {
  session: Session;
  state: SessionState;
  graph: Graph;
  wording: Wording;
  locale: Locale;
  t: T;
  settings: Settings;
  onSettings(change: Partial<Settings>): void;
  selection: Selection;
  select(selection: Selection): void;
  /** Chooses a step and brings it into sight and focus; nothing to choose nothing. */
  jump(id: string | undefined): void;
  /** Opens the inspector on what is chosen, and puts the focus there. */
  inspect(): void;
  /** Says a line to everybody: shown for a moment, and read aloud. */
  say(words: string): void;
  canvas: RefObject<CanvasHandle | null>;
  /** What surfaces mark on the cards and lines. */
  marks: MarkStore;
  /** Draws another document in place of the scenario's, to be looked at only; without one, its own again. */
  preview(document: Scenario | undefined): void;
  /** Whether one column is shown at a time. */
  narrow: boolean;
  open(tool: string | undefined): void;
  /** Opens a dialog of the editor's own. */
  show(dialog: 'publish' | 'help'): void;
  /** Arranges the whole flowchart. */
  tidy(): void;
  opened: string | undefined;
}

/** The parts of the toolbar's menu, in its order. */
export const TOOL_GROUPS = ['draw', 'look', 'try', 'history', 'file'] as const;

/** Something that can be opened or done from the toolbar's menu, by a key, and from the command palette. */
export interface Tool {
  id: string;
  group: (typeof TOOL_GROUPS)[number];
  icon: LucideIcon;
  label(locale: Locale): string;
  /** The key as the menu shows it, and whether a stroke is that key. */
  key?: {
    caps: readonly string[];
    matches(stroke: Stroke): boolean;
    /** A single sign, which the reader can switch off. */
    single?: boolean;
    /** While one types in a field too. */
    always?: boolean;
  };
  /** Left out of the menu: found by its key and the command palette. */
  quiet?: boolean;
  /** Beside the menu, in the bar itself, where there is room. */
  inBar?: boolean;
  shown?(bench: Workbench): boolean;
  /** What it does at once; a tool without a surface has this alone. */
  run?(bench: Workbench): void;
  /** What it opens: it draws itself as a dialog, a panel or a drawer, and is loaded when first opened. */
  Surface?: ComponentType<SurfaceProps>;
  /** In the inspector's column, under its label, or before the canvas; else the surface places itself. */
  place?: 'side' | 'beside';
  /** Over whatever is open, which stays. */
  over?: boolean;
}

export interface SurfaceProps {
  bench: Workbench;
  onClose(): void;
}
