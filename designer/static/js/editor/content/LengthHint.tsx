import { contentWords } from '../../i18n/content';
import { useForms } from '../fields/context';
import { fixedWords, hasFields } from './liquid';
import { GOOD, type Part } from './parts';

/** Whether a line of an e-mail will be read in full, in words. */
export function LengthHint({ part, words }: { part: Part; words: string }) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const good = GOOD[part];
  if (!good || words.trim() === '') return null;
  const [least, most] = good;
  const { length } = [...fixedWords(words)];
  const isOpen = hasFields(words);
  const verdict =
    length > most
      ? c('length.long', { length, most })
      : length < least && !isOpen
        ? c('length.short', { length, least })
        : c('length.good', { length });
  return (
    <p className="f-hint" data-long={length > most || undefined}>
      {verdict} {isOpen && c('length.fields')}
    </p>
  );
}
