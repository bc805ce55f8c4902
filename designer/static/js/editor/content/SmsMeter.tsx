import { contentWords } from '../../i18n/content';
import { useForms } from '../fields/context';
import { Note } from '../fields/Field';
import { fixedWords, hasFields } from './liquid';
import { canBePlain, measure, plainly } from './sms';

/** How many signs outside the alphabet are named. */
const NAMED = 8;

interface SmsMeterProps {
  words: string;
  /** What is added to them when they leave. */
  link: string;
  /** The same words in plain signs. */
  onPlain(words: string): void;
}

/** How long an SMS is as it is typed, and what makes it dear. */
export function SmsMeter({ words, link, onPlain }: SmsMeterProps) {
  const { say, readOnly } = useForms();
  const c = contentWords(say.locale);
  if (words === '') return null;
  const whole = words + link;
  const length = measure(fixedWords(whole));
  const told = c('sms.length', { units: length.units, left: length.left, count: length.parts });
  const strange = length.strange.slice(0, NAMED).map((sign) => (sign.trim() === '' ? c('sms.space') : sign));
  return (
    <>
      <p className="f-hint">{hasFields(whole) ? c('sms.fixed', { length: told }) : told}</p>
      {strange.length > 0 && (
        <div className="ct-fault-line">
          <Note severity="warning">
            {c(strange.length > 1 ? 'sms.stranges' : 'sms.strange', {
              signs: say.list([...new Set(strange)], 'conjunction'),
            })}
          </Note>
          {canBePlain(measure(fixedWords(words)).strange) && !readOnly && (
            <button className="f-button f-button--soft" onClick={() => onPlain(plainly(words))} type="button">
              {c('sms.plain')}
            </button>
          )}
        </div>
      )}
    </>
  );
}
