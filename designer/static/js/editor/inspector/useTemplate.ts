import { useCallback, useEffect, useRef, useState } from 'react';
import { isObject } from '../fields/json';
import { type Server, ServerError, type Template } from '../fields/server';

export type TemplateState =
  | { readonly state: 'loading' }
  | { readonly state: 'absent'; readonly message: string; readonly status: number }
  | {
      readonly state: 'ready';
      readonly template: Template;
      readonly save: 'saved' | 'waiting' | 'saving' | 'refused' | 'conflict';
      /** Why it is not saved, in the server's words. */
      readonly message: string;
    };

/** Milliseconds without a keystroke before the template is saved. */
const PAUSE = 900;

/** What is sent: a call to action is sent once it has both its parts. */
export function sendable(template: Template): Template {
  const { cta, ...rest } = template;
  return cta?.label && cta.url ? { ...rest, cta } : rest;
}

interface Work {
  etag: string;
  template: Template | undefined;
  dirty: boolean;
  busy: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface TemplateDesk {
  readonly current: TemplateState;
  edit(template: Template): void;
  /** After a conflict: puts this version over the other one. */
  keepMine(): void;
  reload(): void;
}

/**
 * One template, loaded, edited and saved by itself after a pause, and when the form goes away.
 *
 * Published messages keep the text they were published with, so saving as one types changes nothing
 * for the people who are inside.
 */
export function useTemplate(server: Server, key: string): TemplateDesk {
  const [current, setCurrent] = useState<TemplateState>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const work = useRef<Work>({ etag: '', template: undefined, dirty: false, busy: false, timer: undefined });

  const save = useCallback(async (): Promise<void> => {
    const own = work.current;
    clearTimeout(own.timer);
    if (!own.template || !own.dirty || own.busy) return;
    const sent = own.template;
    own.busy = true;
    own.dirty = false;
    setCurrent({ state: 'ready', template: sent, save: 'saving', message: '' });
    try {
      const { etag } = await server.saveTemplate(sendable(sent), own.etag);
      own.etag = etag;
      own.busy = false;
      if (own.dirty) await save();
      else setCurrent({ state: 'ready', template: own.template, save: 'saved', message: '' });
    } catch (reason) {
      own.busy = false;
      own.dirty = true;
      const conflict = reason instanceof ServerError && reason.status === 412;
      if (conflict && isObject(reason.details) && isObject(reason.details.current))
        own.etag = `"${String(reason.details.current.revision)}"`;
      setCurrent({
        state: 'ready',
        template: own.template,
        save: conflict ? 'conflict' : 'refused',
        message: reason instanceof ServerError ? reason.message : '',
      });
    }
  }, [server]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks for a new load.
  useEffect(() => {
    const abort = new AbortController();
    const own: Work = { etag: '', template: undefined, dirty: false, busy: false, timer: undefined };
    work.current = own;
    setCurrent({ state: 'loading' });
    server.loadTemplate(key, abort.signal).then(
      ({ value, etag }) => {
        own.etag = etag;
        own.template = value;
        setCurrent({ state: 'ready', template: value, save: 'saved', message: '' });
      },
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        const known = reason instanceof ServerError;
        setCurrent({
          state: 'absent',
          message: known ? reason.message : '',
          status: known ? reason.status : 0,
        });
      },
    );
    return () => {
      abort.abort();
      clearTimeout(own.timer);
      // The last words typed are not lost with the form.
      if (own.dirty && own.template && !own.busy)
        server.saveTemplate(sendable(own.template), own.etag).catch(() => undefined);
    };
  }, [server, key, round]);

  const edit = useCallback(
    (template: Template): void => {
      const own = work.current;
      own.template = template;
      own.dirty = true;
      setCurrent({ state: 'ready', template, save: 'waiting', message: '' });
      clearTimeout(own.timer);
      own.timer = setTimeout(save, PAUSE);
    },
    [save],
  );

  return {
    current,
    edit,
    keepMine: save,
    reload: () => {
      work.current.dirty = false;
      setRound((old) => old + 1);
    },
  };
}
