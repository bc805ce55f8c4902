import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Server, Template } from '../fields/server';
import type { Draft, TextState, Texts } from '../texts';

export interface TemplateDesk {
  readonly current: TextState;
  edit(template: Template): void;
  /** After a conflict: puts this version over the other one. */
  keepMine(): void;
  reload(): void;
}

const LOADING: TextState = { state: 'loading' };
const nothing = (): (() => void) => () => {};

/** One template in a form, saved by itself as one types, and after the form has gone. */
export function useTemplate(texts: Texts, server: Server, key: string): TemplateDesk {
  const [draft, setDraft] = useState<Draft>();
  useEffect(() => {
    const taken = texts.take(server, key);
    setDraft(taken);
    return () => {
      setDraft(undefined);
      texts.leave(taken);
    };
  }, [texts, server, key]);
  const current = useSyncExternalStore(draft?.subscribe ?? nothing, draft?.snapshot ?? (() => LOADING));
  return {
    current,
    edit: (template) => draft?.edit(template),
    keepMine: () => draft?.keepMine(),
    reload: () => draft?.reload(),
  };
}
