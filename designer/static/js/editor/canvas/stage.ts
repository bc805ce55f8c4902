import type { ReactFlowInstance, useStoreApi } from '@xyflow/react';
import type { Dispatch, Ref, RefObject, SetStateAction } from 'react';
import type { T } from '../../i18n/editor';
import type { Blank } from '../../model/commands';
import type { Edge, Locale, Position } from '../../model/document';
import type { Graph } from '../../model/graph';
import type { Session, SessionState } from '../session';
import type { Settings } from '../settings';
import type { Wording } from '../stepWords';
import type { Selection } from './flow';
import type { GroupNode } from './GroupBox';
import type { Act } from './keys';
import type { NoteNode } from './NoteCard';
import type { PathFlowEdge } from './PathEdge';
import type { StepNode } from './StepCard';
import type { Drawing } from './useDrawing';

/** Whatever stands on the canvas. */
export type CanvasNode = StepNode | NoteNode | GroupNode;

/** Where a step that is being chosen will go. */
export type Insertion =
  | { kind: 'after'; from: string; way: string; at?: Position }
  | { kind: 'edge'; edge: Edge }
  | { kind: 'free'; at: Position };

/** A point of the page, in its pixels. */
export interface Point {
  x: number;
  y: number;
}

export interface CanvasHandle {
  focusStep(id: string): void;
  /** Brings a card into sight; the focus stays where it is. */
  reveal(id: string): void;
  openPalette(): void;
  remove(): void;
  duplicate(): void;
  fit(): void;
  /** Does what a key of the list does. */
  act(what: Act): void;
  /** Does something with what is drawn beside the steps, or with several of them. */
  draw(run: (drawing: Drawing) => void): void;
  /** Gives the focus to the bar of the selection. */
  focusBar(): void;
  /** Adds a step where one goes that is added without saying where. */
  add(blank: Blank): void;
}

export interface CanvasProps {
  ref: Ref<CanvasHandle>;
  session: Session;
  state: SessionState;
  graph: Graph;
  wording: Wording;
  locale: Locale;
  t: T;
  settings: Settings;
  selection: Selection;
  onSelect: Dispatch<SetStateAction<Selection>>;
  onAdded(id: string): void;
  onOpen(): void;
  onHelp(): void;
  /** Shows the conflicts of a message, or of the whole scenario. */
  onConflicts(id: string | undefined): void;
  say(words: string): void;
}

/** What every part of the canvas works with: the document, the reader's choice, and the surface itself. */
export interface Stage extends Omit<CanvasProps, 'ref'> {
  host: RefObject<HTMLElement | null>;
  flow: ReactFlowInstance<CanvasNode, PathFlowEdge>;
  store: ReturnType<typeof useStoreApi>;
  titleOf(id: string): string;
}
