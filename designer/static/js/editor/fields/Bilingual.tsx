import { useId } from 'react';
import type { Locale, Path, Text } from '../../model/document';
import { findingsAt, useForms } from './context';
import { FindingNotes } from './Field';
import { SharedArea, SharedInput } from './inputs';

const LANGUAGES: readonly Locale[] = ['fr', 'en'];

/** The words of one language alone: a single string is the French one, and serves both. */
export function wordsIn(text: Text | undefined, language: Locale): string {
  if (text === undefined || text === null) return '';
  if (typeof text === 'string') return language === 'fr' ? text : '';
  return text[language] ?? '';
}

/** The text with one language's words; one language alone in French is a plain string again. */
export function withWords(text: Text | undefined, language: Locale, words: string): Text | undefined {
  const fr = language === 'fr' ? words : wordsIn(text, 'fr');
  const en = language === 'en' ? words : wordsIn(text, 'en');
  if (fr && en) return { fr, en };
  if (en) return { en };
  return fr || undefined;
}

interface BilingualProps {
  label: string;
  value: Text | undefined;
  onChange(value: Text | undefined): void;
  placeholder?: string | undefined;
  hint?: string | undefined;
  path?: Path | undefined;
  multiline?: boolean | undefined;
  rows?: number | undefined;
  quiet?: boolean | undefined;
  mono?: boolean | undefined;
  hideLabel?: boolean | undefined;
  layout?: 'stack' | 'row' | undefined;
}

/** A text in both languages: side by side where there is room, else one at a time. */
export function Bilingual({
  label,
  value,
  onChange,
  placeholder,
  hint,
  path,
  multiline = false,
  rows,
  quiet,
  mono,
  hideLabel = false,
  layout = 'stack',
}: BilingualProps) {
  const { say, findings, tongue } = useForms();
  const id = useId();
  const found = path ? findingsAt(findings, path) : [];
  const invalid = found.some(({ severity }) => severity === 'error');
  return (
    <div className={`f-field f-field--${layout} f-bilingual`}>
      <label className={hideLabel ? 'f-hidden' : 'f-label'} htmlFor={`${id}-${tongue}`}>
        {label}
      </label>
      <div className="f-control">
        <div className="f-pair">
          {LANGUAGES.map((language) => {
            const own = wordsIn(value, language);
            const other = wordsIn(value, language === 'fr' ? 'en' : 'fr');
            const common = {
              id: `${id}-${language}`,
              'aria-label': `${label} (${say.t(`language.${language}`)})`,
              'aria-invalid': invalid ? (true as const) : undefined,
              'aria-describedby': hint || found.length > 0 ? `${id}-notes` : undefined,
              lang: language,
              mono,
              onChange: (words: string) => onChange(withWords(value, language, words)),
              // What is read there meanwhile.
              placeholder: own === '' && other !== '' ? other : placeholder,
              quiet,
              value: own,
            };
            return (
              <div className={language === tongue ? 'f-pane' : 'f-pane f-pane--away'} key={language}>
                <span className="f-pane-tag" aria-hidden="true">
                  {language.toUpperCase()}
                </span>
                {multiline ? <SharedArea {...common} rows={rows} /> : <SharedInput {...common} />}
              </div>
            );
          })}
        </div>
        {(hint || found.length > 0) && (
          <div className="f-notes" id={`${id}-notes`}>
            {hint && <p className="f-hint">{hint}</p>}
            <FindingNotes findings={found} />
          </div>
        )}
      </div>
    </div>
  );
}

/** Chooses which language is written, for every text of the panel at once. */
export function TongueSwitch() {
  const { say, tongue, setTongue } = useForms();
  return (
    <fieldset aria-label={say.t('language.written')} className="f-tongues">
      {LANGUAGES.map((language) => (
        <button
          aria-label={say.t(`language.${language}`)}
          aria-pressed={language === tongue}
          className="f-tongue"
          key={language}
          onClick={() => setTongue(language)}
          title={say.t(`language.${language}`)}
          type="button"
        >
          {language.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
