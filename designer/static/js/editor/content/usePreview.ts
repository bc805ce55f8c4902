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

/** Milliseconds without a keystroke before a message is laid out again, and before it is measured. */
const PAUSE = 450;
const LONG_PAUSE = 1_500;

/** A message as it reads for whom and in what is asked; the last one stays until the next has come. */
export function usePreview(template: Template, asked: PreviewAsked): Shown {
  const { server } = useForms();
  const [shown, setShown] = useState<Shown>({ state: 'loading' });
  const settled = useSettled(template, PAUSE);
  const { language, contact, event, variant } = asked;
  useEffect(() => {
    const abort = new AbortController();
    const wanted: PreviewAsked = {
      ...(language === undefined ? {} : { language }),
      ...(contact === undefined ? {} : { contact }),
      ...(event === undefined ? {} : { event }),
      ...(variant === undefined ? {} : { variant }),
    };
    server.previewTemplate(sendable(settled), wanted, abort.signal).then(
      (preview) => setShown({ state: 'ready', preview }),
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        setShown({ state: 'failed', message: reason instanceof ServerError ? reason.message : '' });
      },
    );
    return () => abort.abort();
  }, [server, settled, language, contact, event, variant]);
  return shown;
}

/** How many SMS the text takes for real contacts; nothing on other channels. */
export function useLengths(template: Template, event: string | undefined): SmsLengths | undefined {
  const { server } = useForms();
  const [lengths, setLengths] = useState<SmsLengths>();
  const settled = useSettled(template, LONG_PAUSE);
  const isSms = settled.channel === 'sms';
  useEffect(() => {
    if (!isSms) return;
    const abort = new AbortController();
    server.smsLengths(sendable(settled), event, abort.signal).then(setLengths, () => undefined);
    return () => abort.abort();
  }, [server, settled, event, isSms]);
  return isSms ? lengths : undefined;
}

/** The contact at a place of those that hold every word; null where there is none, nothing until it is known. */
export function usePerson(words: string, place: number): Person | null | undefined {
  const { server } = useForms();
  const [person, setPerson] = useState<Person | null>();
  const settled = useSettled(words, PAUSE);
  useEffect(() => {
    const abort = new AbortController();
    server.findContact(settled, place, abort.signal).then(
      (found) => setPerson(found ?? null),
      () => {
        if (!abort.signal.aborted) setPerson(null);
      },
    );
    return () => abort.abort();
  }, [server, settled, place]);
  return person;
}
