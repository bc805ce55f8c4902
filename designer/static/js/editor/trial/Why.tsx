import { Check, X } from 'lucide-react';
import type { ReasonOut } from '../../api/schema';
import type { Condition, Json } from '../../model/document';
import { capital, words as conditionWords } from '../conditions/words';
import type { Telling } from './words';

interface WhyProps {
  reason: ReasonOut;
  /** The way out that the condition leads to. */
  label?: string | undefined;
  telling: Telling;
}

/** A condition part by part: whether it holds of the contact, and the value that says so. */
export function Why({ reason, label, telling }: WhyProps) {
  const { t, say, catalogue } = telling;
  const condition = reason.condition as unknown as Condition;
  const grouped = 'all' in condition || 'any' in condition;
  const name = 'all' in condition ? t('why.all') : 'any' in condition ? t('why.any') : '';
  const single = grouped && reason.parts.length === 1 ? reason.parts[0] : undefined;
  if (single) return <Why reason={single} label={label} telling={telling} />;
  const isTree = grouped && reason.parts.length > 1;
  const Icon = reason.holds ? Check : X;
  const own = isTree ? name : capital(conditionWords(condition, catalogue, say));
  const here = hereOf(reason, condition, telling);
  // The contrary of one criterion is said by the whole; its part tells the value.
  const parts = 'not' in condition && reason.parts[0]?.parts.length === 0 ? [] : reason.parts;
  const inner = 'not' in condition && parts.length === 0 ? reason.parts[0] : undefined;
  const value = here || (inner && hereOf(inner, inner.condition as unknown as Condition, telling));
  return (
    <div className="tr-why" data-holds={reason.holds}>
      <p>
        <Icon aria-hidden="true" strokeWidth={2.4} />
        <span>
          <span className="visually-hidden">{t(reason.holds ? 'why.holds' : 'why.fails')} : </span>
          {label !== undefined && <b>{t('why.way', { way: label })} </b>}
          {own}
          {value && <span className="tr-value"> {value}</span>}
        </span>
      </p>
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => (
            <li key={JSON.stringify(part.condition)}>
              <Why reason={part} telling={telling} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What of the contact decided: the value of an attribute, how often an event happened. */
function hereOf(reason: ReasonOut, condition: Condition, telling: Telling): string {
  const { t, clock } = telling;
  if ('did' in condition || 'not_did' in condition) {
    if (reason.count === null || reason.count === undefined) return '';
    return reason.last
      ? t('why.count', { count: reason.count, at: clock.moment(reason.last) })
      : t('why.never');
  }
  if ('all' in condition || 'any' in condition || 'not' in condition || 'in_segment' in condition) return '';
  const value = reason.value as Json | undefined;
  if (value === null || value === undefined) return t('why.missing');
  return t('why.value', { value: telling.value(value) });
}
