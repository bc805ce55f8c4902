import { useEffect, useState } from 'react';
import { useForms } from '../fields/context';
import { useSettled } from '../fields/inputs';
import type { About, Proof, Template } from '../fields/server';
import { sendable } from '../texts';

/** Milliseconds without a keystroke before the texts are read. */
const PAUSE = 350;

export interface Proofread extends Proof {
  /** The template as it was read: what is on screen may have changed since. */
  readonly of: Template;
}

/** What is to be mended in a template's texts, read by the server's own Liquid after each pause. */
export function useProof(template: Template, { event, category }: About): Proofread | undefined {
  const { server } = useForms();
  const [proof, setProof] = useState<Proofread>();
  const settled = useSettled(template, PAUSE);
  useEffect(() => {
    const abort = new AbortController();
    server.checkTemplate(sendable(settled), { event, category }, abort.signal).then(
      (found) => setProof({ ...found, of: settled }),
      // The state of saving says what is refused; what was found before stays.
      () => undefined,
    );
    return () => abort.abort();
  }, [server, settled, event, category]);
  return proof;
}

/** Whether a fault keeps the texts from being laid out. */
export const isFaulty = (proof: Proofread | undefined): boolean =>
  proof?.faults.some(({ severity }) => severity === 'error') ?? false;
