import type { Catalogue } from '../model/document';
import { isObject } from './fields/json';
import { type Server, ServerError, type Template } from './fields/server';

export type TextSave = 'saved' | 'waiting' | 'saving' | 'refused' | 'conflict';

export type TextState =
  | { readonly state: 'loading' }
  | { readonly state: 'absent'; readonly message: string; readonly status: number }
  | {
      readonly state: 'ready';
      readonly template: Template;
      readonly save: TextSave;
      /** Why it is not saved, in the server's words. */
      readonly message: string;
    };

type Named = Catalogue['templates'][number];

/** A text that the server does not have as it stands on screen. */
export interface Unsaved {
  readonly key: string;
  readonly name: Template['name'];
  readonly save: Exclude<TextSave, 'saved'>;
}

/** Milliseconds without a keystroke before a text is saved. */
export const TEXT_PAUSE = 900;

/** What is sent: a call to action is sent once it has both its parts. */
export function sendable(template: Template): Template {
  const { variants, ...own } = template;
  const sent = complete(own);
  return variants && variants.length > 0 ? { ...sent, variants: variants.map(complete) } : sent;
}

function complete<T extends Pick<Template, 'cta'>>(texts: T): T {
  const { cta, ...rest } = texts;
  return cta === undefined || (cta.label && cta.url) ? texts : (rest as T);
}

/**
 * One template being written: loaded, edited, and saved by itself after a pause.
 *
 * Published messages keep the text they were published with, so saving as one types changes nothing
 * for the people who are inside.
 */
export class Draft {
  readonly key: string;
  private state: TextState = { state: 'loading' };
  private etag = '';
  private dirty = false;
  private running: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | undefined;
  private readonly server: Server;
  private readonly told: (draft: Draft) => void;
  private readonly saved: (template: Template) => void;
  private readonly listeners = new Set<() => void>();

  constructor(
    server: Server,
    key: string,
    told: (draft: Draft) => void,
    saved: (template: Template) => void,
  ) {
    this.server = server;
    this.key = key;
    this.told = told;
    this.saved = saved;
    this.load();
  }

  readonly snapshot = (): TextState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What of it the server does not have, or nothing. */
  get unsaved(): Unsaved | undefined {
    const { state } = this;
    if (state.state !== 'ready' || state.save === 'saved') return undefined;
    return { key: this.key, name: state.template.name, save: state.save };
  }

  readonly edit = (template: Template): void => {
    if (this.state.state !== 'ready') return;
    this.dirty = true;
    clearTimeout(this.timer);
    // A conflict is the reader's to settle; what he types meanwhile stays his.
    const conflict = this.state.save === 'conflict';
    this.tell(template, conflict ? 'conflict' : 'waiting', conflict ? this.state.message : '');
    if (!conflict) this.timer = setTimeout(() => void this.flush(), TEXT_PAUSE);
  };

  /** After a conflict: puts this version over the other one. */
  readonly keepMine = (): void => {
    void this.send();
  };

  /** Takes the server's text and forgets this one. */
  readonly reload = (): void => {
    clearTimeout(this.timer);
    this.dirty = false;
    this.load();
  };

  /** Saves now; true once the server has what is on screen. */
  async flush(): Promise<boolean> {
    for (let round = 0; round < 3 && this.unsaved && this.unsaved.save !== 'conflict'; round += 1) {
      await this.send();
      if (this.unsaved?.save === 'refused') break;
    }
    return this.unsaved === undefined;
  }

  /** The form has gone before the text had come. */
  cancel(): void {
    this.abort?.abort();
  }

  private load(): void {
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    this.set({ state: 'loading' });
    this.server.loadTemplate(this.key, abort.signal).then(
      ({ value, etag }) => {
        if (abort.signal.aborted) return;
        this.etag = etag;
        this.tell(value, 'saved');
      },
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        const known = reason instanceof ServerError;
        this.set({
          state: 'absent',
          message: known ? reason.message : '',
          status: known ? reason.status : 0,
        });
      },
    );
  }

  private send(): Promise<void> {
    clearTimeout(this.timer);
    this.running ??= this.attempt().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async attempt(): Promise<void> {
    if (this.state.state !== 'ready' || !this.dirty) return;
    const sent = this.state.template;
    this.dirty = false;
    this.tell(sent, 'saving');
    try {
      const { etag } = await this.server.saveTemplate(sendable(sent), this.etag);
      this.etag = etag;
      // What was typed meanwhile has set its own timer.
      this.tell(this.latest(sent), this.dirty ? 'waiting' : 'saved');
      this.saved(sent);
    } catch (reason) {
      this.dirty = true;
      const conflict = reason instanceof ServerError && reason.status === 412;
      if (conflict) {
        clearTimeout(this.timer);
        if (isObject(reason.details) && isObject(reason.details.current))
          this.etag = `"${String(reason.details.current.revision)}"`;
      }
      this.tell(
        this.latest(sent),
        conflict ? 'conflict' : 'refused',
        reason instanceof ServerError ? reason.message : '',
      );
    }
  }

  private latest(sent: Template): Template {
    return this.state.state === 'ready' ? this.state.template : sent;
  }

  private tell(template: Template, save: TextSave, message = ''): void {
    this.set({ state: 'ready', template, save, message });
  }

  private set(state: TextState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
    this.told(this);
  }
}

/**
 * The texts of one editing session: those whose form is open, and those that are still to be saved.
 *
 * They outlive their forms, so that the last words typed are neither lost nor refused in silence, and
 * publication can wait for them.
 */
export class Texts {
  private readonly drafts = new Map<string, { draft: Draft; forms: number }>();
  private readonly listeners = new Set<() => void>();
  private open: readonly Unsaved[] = [];
  /** Called when the server has kept a text, or a new one has been made. */
  onKept: (template: Named) => void = () => {};

  /** The texts that the server does not have as they stand here; a new list at every change. */
  readonly snapshot = (): readonly Unsaved[] => this.open;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The draft of a template for a form, the unsaved one where there is one; `leave` gives it back. */
  take(server: Server, key: string): Draft {
    const known = this.drafts.get(key);
    if (known) {
      known.forms += 1;
      return known.draft;
    }
    const draft = new Draft(
      server,
      key,
      () => this.changed(),
      (template) => this.onKept(template),
    );
    this.drafts.set(key, { draft, forms: 1 });
    return draft;
  }

  leave(draft: Draft): void {
    const known = this.drafts.get(draft.key);
    if (known?.draft !== draft) return;
    known.forms -= 1;
    if (known.forms > 0) return;
    if (draft.unsaved) void draft.flush();
    else this.forget(draft);
  }

  /** A template has been made. */
  made(template: Named): void {
    this.onKept(template);
  }

  /** Saves what is unsaved; true when the server has every text, or every one of those named. */
  async flush(keys?: ReadonlySet<string>): Promise<boolean> {
    await Promise.all([...this.drafts.values()].map(({ draft }) => draft.flush()));
    return this.open.every(({ key }) => keys !== undefined && !keys.has(key));
  }

  private changed(): void {
    for (const { draft, forms } of [...this.drafts.values()])
      if (forms === 0 && !draft.unsaved) this.forget(draft);
    const open = [...this.drafts.values()].flatMap(({ draft }) => draft.unsaved ?? []);
    const same =
      open.length === this.open.length &&
      open.every(({ key, save }, index) => this.open[index]?.key === key && this.open[index]?.save === save);
    if (same) return;
    this.open = open;
    for (const listener of this.listeners) listener();
  }

  private forget(draft: Draft): void {
    draft.cancel();
    this.drafts.delete(draft.key);
  }
}
