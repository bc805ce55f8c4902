import type { KeyboardEvent } from 'react';
import type { Position } from '../../model/document';
import { GRID } from '../../model/geometry';
import { boxesOf, moveThings } from '../../model/things';
import { type Direction, walk } from '../../model/walk';
import { NOTHING } from './flow';
import { gliding } from './gliding';
import { type Action, actionOf, isTyping } from './keys';
import type { Stage } from './stage';
import type { Adding } from './useAdding';
import type { Editing } from './useEditing';
import type { Linking } from './useLinking';
import type { Sight } from './useSight';
import type { Mode } from './ZoomBar';

interface Parts {
  sight: Sight;
  adding: Adding;
  linking: Linking;
  editing: Editing;
  /** The card that Tab leads to. */
  tabStop: string | undefined;
  mode: Mode;
  onMode(mode: Mode): void;
}

interface Keyboard {
  onKeyDown(event: KeyboardEvent): void;
  /** Does what is asked; false where it belongs to the whole editor, or cannot be done now. */
  perform(action: Action): boolean;
}

/** The keys of the canvas, and what they do when they are asked for by name. */
export function useKeyboard(stage: Stage, parts: Parts): Keyboard {
  const { session, state, graph, settings, selection, onSelect, flow } = stage;
  const { sight, adding, linking, editing, tabStop, mode, onMode } = parts;
  const { places } = state;

  function nudge(ids: readonly string[], direction: Direction, far: boolean): void {
    const by = far ? GRID * 10 : GRID;
    const dx = direction === 'left' ? -by : direction === 'right' ? by : 0;
    const dy = direction === 'up' ? -by : direction === 'down' ? by : 0;
    session.change(
      (now) => {
        const places = session.snapshot().places;
        const moved = boxesOf(now, places, ids, selection.notes).map(({ key, at }): [string, Position] => [
          key,
          [at[0] + dx, at[1] + dy],
        ]);
        return moveThings(now, places, Object.fromEntries(moved));
      },
      `nudge ${ids.join(' ')}`,
    );
  }

  function perform(action: Action): boolean {
    const current = selection.nodes.at(-1) ?? tabStop;
    switch (action.do) {
      case 'walk': {
        const next = current === undefined ? undefined : walk(graph, places, current, action.direction);
        const target = selection.nodes.length === 0 ? current : next;
        if (target !== undefined) sight.choose(target);
        break;
      }
      case 'extend': {
        const next = current === undefined ? undefined : walk(graph, places, current, action.direction);
        if (next !== undefined) {
          onSelect({ nodes: [...selection.nodes.filter((id) => id !== next), next], edges: [] });
          sight.focusStep(next);
        }
        break;
      }
      case 'nudge':
        nudge(
          selection.nodes.length > 0 ? selection.nodes : current === undefined ? [] : [current],
          action.direction,
          action.far,
        );
        break;
      case 'ends': {
        const order = graph.order();
        const id = action.last ? order.at(-1) : order[0];
        if (id !== undefined) sight.choose(id);
        break;
      }
      case 'open':
      case 'edit':
        if (current === undefined) return false;
        if (selection.nodes.length !== 1) sight.choose(current);
        stage.onOpen();
        break;
      case 'leave':
        onSelect(NOTHING);
        if (mode) onMode(undefined);
        break;
      case 'palette':
        adding.openPalette(adding.nextPlace());
        break;
      case 'proof':
        stage.onConflicts(current);
        break;
      case 'connect':
        if (current === undefined) return false;
        linking.start(current);
        break;
      case 'reconnect':
        if (current === undefined) return false;
        linking.takeOver(current);
        break;
      case 'hand':
      case 'lasso':
        onMode(mode === action.do ? undefined : action.do);
        break;
      case 'delete':
        editing.removeSelection();
        break;
      case 'duplicate':
        editing.duplicate();
        break;
      case 'all':
        onSelect({ nodes: graph.order(), edges: [], notes: state.scenario.notes?.map(({ id }) => id) ?? [] });
        break;
      case 'zoomIn':
        void flow.zoomIn({ duration: gliding(120) });
        break;
      case 'zoomOut':
        void flow.zoomOut({ duration: gliding(120) });
        break;
      case 'zoomReset':
        void flow.zoomTo(1, { duration: gliding(160) });
        break;
      case 'fit':
        sight.showAll();
        break;
      case 'help':
        stage.onHelp();
        break;
      default:
        // Undo, redo and save belong to the whole editor.
        return false;
    }
    return true;
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isTyping(event.target)) return;
    if (
      event.target instanceof Element &&
      event.target.closest('.ed-palette, .ed-linkbar, .ed-empty, .ed-context')
    )
      return;
    if (linking.link) {
      linking.onKey(event);
      return;
    }
    const onControl = event.target instanceof HTMLButtonElement;
    const action = actionOf(event, settings.singleKeys, settings.tabOpensPalette);
    if (!action) return;
    if (onControl && (action.do === 'open' || action.do === 'palette' || action.do === 'walk')) return;
    if (!perform(action)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { onKeyDown, perform };
}
