import type { FocusEvent, KeyboardEvent } from 'react';
import type { Position } from '../../model/document';
import { GRID } from '../../model/geometry';
import { frameOf, ungroup } from '../../model/groups';
import { boxesOf, groupKey, moveThings, type Thing, thingOf } from '../../model/things';
import type { Stage } from './stage';
import type { Drawing } from './useDrawing';
import type { Editing } from './useEditing';

const ARROWS: Readonly<Record<string, Position>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** The note or group that has the focus itself. */
function thingAt(target: EventTarget): Thing | undefined {
  const key = target instanceof HTMLElement ? target.dataset.id : undefined;
  const thing = key === undefined ? undefined : thingOf(key);
  return thing && thing.kind !== 'step' ? thing : undefined;
}

export interface ThingKeys {
  /** Whether the key was meant for the note or group that has the focus. */
  onKeyDown(event: KeyboardEvent): boolean;
  /** What the keyboard reaches is chosen. */
  onFocus(event: FocusEvent): void;
}

/** The keys of notes and groups; those they do not know are the canvas's. */
export function useThingKeys(
  stage: Stage,
  drawing: Drawing,
  editing: Editing,
  /** Gives the focus to the cards. */
  leave: () => void,
): ThingKeys {
  const { session, selection, onSelect, settings, say } = stage;

  function choose({ kind, id }: Thing): void {
    if (kind === 'group') drawing.things.chooseGroup(id);
    else onSelect({ nodes: [], edges: [], notes: [id] });
  }

  /** Moves all that is chosen, a group by its box. */
  function nudge(thing: Thing, [dx, dy]: Position): void {
    const { scenario, places } = session.snapshot();
    const group = thing.kind === 'group' ? scenario.groups?.find((one) => one.id === thing.id) : undefined;
    const frame = group && frameOf(scenario, group.nodes, places);
    const moved: Record<string, Position> = frame
      ? { [groupKey(thing.id)]: [frame.at[0] + dx, frame.at[1] + dy] }
      : Object.fromEntries(
          boxesOf(scenario, places, selection.nodes, selection.notes).map(({ key, at }) => [
            key,
            [at[0] + dx, at[1] + dy] satisfies Position,
          ]),
        );
    session.change((now) => moveThings(now, places, moved), `nudge ${Object.keys(moved).join(' ')}`);
  }

  function perform(thing: Thing, event: KeyboardEvent): boolean {
    const key = `${thing.kind}:${thing.id}`;
    const arrow = ARROWS[event.key];
    const control = event.ctrlKey || event.metaKey;
    if (arrow) {
      const by = (step: number): Position => [arrow[0] * step, arrow[1] * step];
      if (control) nudge(thing, by(event.shiftKey ? GRID * 10 : GRID));
      else if (event.shiftKey && thing.kind === 'note') drawing.grow(by(GRID * 2));
      else leave();
      return true;
    }
    if (control || event.altKey) return false;
    switch (event.key) {
      case 'e':
      case 'E':
        if (!settings.singleKeys) return false;
        drawing.write(key);
        return true;
      case 'Enter':
      case 'F2':
        drawing.write(key);
        return true;
      case ' ':
        choose(thing);
        return true;
      case 'Delete':
      case 'Backspace':
        if (thing.kind === 'note') editing.removeSelection();
        else if (session.change((now) => ungroup(now, [thing.id]))) {
          say(drawing.d('group.removed'));
          leave();
        }
        return true;
      case 'Escape':
        leave();
        return true;
    }
    return false;
  }

  return {
    onKeyDown: (event) => {
      const thing = thingAt(event.target);
      // Tab goes on from a note: it is the cards that open the palette.
      if (thing && event.key === 'Tab') return true;
      if (!thing || !perform(thing, event)) return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    onFocus: ({ target }) => {
      const thing = thingAt(target);
      if (thing && target.matches(':focus-visible')) choose(thing);
    },
  };
}
