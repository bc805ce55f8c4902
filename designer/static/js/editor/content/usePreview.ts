import { useEffect, useState } from 'react';
import { useForms } from '../fields/context';
import { useSettled } from '../fields/inputs';
import {
  type Person,
  type Preview,
  type PreviewAsked,
  ServerError,
  type SmsLengths,
  type Template,
} from '../fields/server';
import { sendable } from '../texts';

export type Shown =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly preview: Preview };

/** Milliseconds without a keystroke before contacts are searched, and before a message is measured. */
const PAUSE = 450;
const LONG_PAUSE = 1_500;

/**
 * A message as it reads for whom and in what is asked; the last one stays until the next has come.
 *
 * Without a template nothing is asked for: its texts cannot be laid out yet.
 */
export function usePreview(template: Template | undefined, asked: PreviewAsked): Shown {
  const { server } = useForms();
  const [shown, setShown] = useState<Shown>({ state: 'loading' });
  const { language, contact, event, variant } = asked;
  useEffect(() => {
    if (template === undefined) return;
    const abort = new AbortController();
    const wanted: PreviewAsked = {
      ...(language === undefined ? {} : { language }),
      ...(contact === undefined ? {} : { contact }),
      ...(event === undefined ? {} : { event }),
      ...(variant === undefined ? {} : { variant }),
    };
    server.previewTemplate(sendable(template), wanted, abort.signal).then(
      (preview) => setShown({ state: 'ready', preview }),
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        setShown({ state: 'failed', message: reason instanceof ServerError ? reason.message : '' });
      },
    );
    return () => abort.abort();
  }, [server, template, language, contact, event, variant]);
  return shown;
}

/** How many SMS the text takes for real contacts; nothing on other channels. */
export function useLengths(
  template: Template | undefined,
  event: string | undefined,
): SmsLengths | undefined {
  const { server } = useForms();
  const [lengths, setLengths] = useState<SmsLengths>();
  const settled = useSettled(template, LONG_PAUSE);
  const isSms = settled?.channel === 'sms';
  useEffect(() => {
    if (!settled || !isSms) return;
    const abort = new AbortController();
    server.smsLengths(sendable(settled), event, abort.signal).then(setLengths, () => undefined);
    return () => abort.abort();
  }, [server, settled, event, isSms]);
  return isSms ? lengths : undefined;
}

/** Whom a preview is for: one of those who did what the message speaks of, where there are any. */
export interface Found {
  /** Null where nobody matches, nothing until it is known. */
  readonly person: Person | null | undefined;
  /** Whether all of them did what the message speaks of. */
  readonly did: boolean;
}

/** The contact at a place of those that hold every word, those who did the event first of all. */
export function usePerson(words: string, event: string | undefined, place: number): Found {
  const { server } = useForms();
  const [found, setFound] = useState<Found>({ person: undefined, did: false });
  const settled = useSettled(words, PAUSE);
  useEffect(() => {
    const abort = new AbortController();
    const search = async (): Promise<Found> => {
      const first = event && (await server.findContact(settled, event, place, abort.signal));
      if (first) return { person: first, did: true };
      return {
        person: (await server.findContact(settled, undefined, place, abort.signal)) ?? null,
        did: false,
      };
    };
    search().then(setFound, () => {
      if (!abort.signal.aborted) setFound({ person: null, did: false });
    });
    return () => abort.abort();
  }, [server, settled, event, place]);
  return found;
}
