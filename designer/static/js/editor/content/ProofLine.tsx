import { CircleCheck, TriangleAlert } from 'lucide-react';
import { contentWords } from '../../i18n/content';
import { useForms } from '../fields/context';
import type { Fault } from '../fields/server';
import { isBlank } from './parts';
import type { Proofread } from './useProof';

interface ProofLineProps {
  proof: Proofread | undefined;
  variant: string | undefined;
  /** Shows the words that a fault is in. */
  onGo(variant: string | undefined, language: 'fr' | 'en'): void;
}

/** The variant that a fault is in; its key may hold dots, the part of a variant never begins with one. */
function keyOf(fault: Fault): string | undefined {
  return /^variants\.(.+?)\.(?:cta\.)?(?:label|url|sender|subject|preheader|body|text)$/.exec(
    fault.part,
  )?.[1];
}

/** How many faults there are, and a way to those that are not in sight. */
export function ProofLine({ proof, variant, onGo }: ProofLineProps) {
  const { say, tongue } = useForms();
  const c = contentWords(say.locale);
  if (!proof) return null;
  const { faults } = proof;
  // Of nothing there is nothing good to say.
  if (faults.length === 0 && isBlank(proof.of)) return null;
  const away = faults.filter((one) => keyOf(one) !== variant || (one.language ?? 'fr') !== tongue);
  const [first] = away;
  return (
    <p className="ct-proof" data-some={faults.length > 0 || undefined} role="status">
      {faults.length === 0 ? (
        <CircleCheck aria-hidden="true" size={14} />
      ) : (
        <TriangleAlert aria-hidden="true" size={14} />
      )}
      <span>{faults.length === 0 ? c('proof.none') : c('proof.some', { count: faults.length })}</span>
      {first && (
        <button
          className="f-button f-button--soft"
          onClick={() => onGo(keyOf(first), first.language ?? 'fr')}
          type="button"
        >
          {c('proof.elsewhere', { count: away.length })}
        </button>
      )}
    </p>
  );
}
