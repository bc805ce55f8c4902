import { type RefObject, useEffect } from 'react';
import type { T } from '../i18n/editor';
import { actionOf, isTyping } from './canvas/keys';
import type { Session } from './session';
import type { Settings } from './settings';
import { TOOLS } from './toolbox';
import type { Workbench } from './tools';

interface Keys {
  session: Session;
  settings: Settings;
  /** Whether no dialog stands over the editor. */
  idle: boolean;
  bench: RefObject<Workbench | undefined>;
  open(tool: string): void;
  onHelp(): void;
  say(words: string): void;
  t: T;
}

/** The keys that work wherever the focus is: saving, undo, help, and those of the tools. */
export function useKeys({ session, settings, idle, bench, open, onHelp, say, t }: Keys): void {
  const { singleKeys } = settings;
  // On the window, because a step that an undo takes away takes the focus with it.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const action = actionOf(event, singleKeys, false);
      if (action?.do === 'save') {
        event.preventDefault();
        void session.save();
        return;
      }
      if (!idle) return;
      const now = bench.current;
      const asked = TOOLS.find(
        (tool) =>
          tool.key?.matches(event) &&
          (singleKeys || !tool.key.single) &&
          (!now || (tool.shown?.(now) ?? true)),
      );
      const typing = isTyping(event.target);
      if (asked && (!typing || asked.key?.always)) {
        event.preventDefault();
        open(asked.id);
        return;
      }
      if (typing) return;
      switch (action?.do) {
        case 'undo':
          session.undo();
          say(t('done.undone'));
          break;
        case 'redo':
          session.redo();
          say(t('done.redone'));
          break;
        case 'help':
          onHelp();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [session, singleKeys, idle, bench, open, onHelp, say, t]);
}
