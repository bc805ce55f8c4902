import { useMemo } from 'react';
import { contentWords } from '../../i18n/content';
import type { Locale, Text } from '../../model/document';
import { withWords, wordsIn } from '../fields/Bilingual';
import { useForms } from '../fields/context';
import { withMember } from '../fields/json';
import type { About, MessageTexts, Template } from '../fields/server';
import { LengthHint } from './LengthHint';
import { LiquidField } from './LiquidField';
import { faultsOf, PARTS, type Part, reworded, variantOf, WITH_CTA } from './parts';
import { SmsMeter } from './SmsMeter';
import { suggestionsOf } from './suggestions';
import type { Proofread } from './useProof';

interface WordsProps {
  template: Template;
  edit(template: Template): void;
  about: About;
  proof: Proofread | undefined;
  /** Key of the variant whose words are written; the main text without it. */
  variant?: string | undefined;
}

/** The texts of a template, or of one variant, in the language that is being written. */
export function Words({ template, edit, about, proof, variant }: WordsProps) {
  const { say, catalogue, tongue } = useForms();
  const c = contentWords(say.locale);
  const { event } = about;
  const suggestions = useMemo(
    () => suggestionsOf({ catalogue, say, c, event, filters: proof?.filters }),
    [catalogue, say, c, event, proof?.filters],
  );
  const own = variantOf(template, variant);
  const texts: MessageTexts = own ?? template;
  const read: MessageTexts | undefined = proof && (variantOf(proof.of, variant) ?? proof.of);
  const parts = PARTS[template.channel] ?? PARTS.email;
  const set = (part: keyof MessageTexts, value: unknown): void =>
    edit(reworded(template, variant, (old) => withMember(old, part, value)));
  const field = (
    part: string,
    label: string,
    rows: number,
    value: Text | undefined,
    main: Text | undefined,
  ) => {
    const shown = wordsIn(value, tongue);
    const other = wordsIn(value, tongue === 'fr' ? 'en' : 'fr');
    const base = own && value === undefined ? wordsIn(main, tongue) || wordsIn(main, 'fr') : '';
    return {
      label,
      value: shown,
      language: tongue,
      rows,
      suggestions,
      faults: proof ? faultsOf(proof.faults, part, tongue, own?.key) : [],
      placeholder:
        base !== '' ? c('field.same', { words: base }) : other !== '' ? say.t('language.same') : undefined,
    };
  };
  const isFresh = (before: Text | undefined, now: Text | undefined): boolean =>
    wordsIn(before, tongue) === wordsIn(now, tongue);
  const cta = texts.cta;
  // An SMS has no button: its address stands at the end of the words.
  const link = template.channel === 'sms';
  return (
    <div className="ct-words">
      {parts.map((part) => {
        const bound = field(part, say.t(`template.${part}`), ROWS[part], texts[part], template[part]);
        return (
          <LiquidField
            {...bound}
            fresh={isFresh(read?.[part], texts[part])}
            key={part}
            onChange={(words) => set(part, withWords(texts[part], tongue, words))}
            placeholder={bound.placeholder ?? say.t(`template.${part}.placeholder`)}
          >
            <Beneath
              link={callWords(cta ?? template.cta, tongue)}
              part={part}
              template={template}
              words={bound.value}
              onPlain={(words) => set(part, withWords(texts[part], tongue, words))}
            />
          </LiquidField>
        );
      })}
      {WITH_CTA.includes(template.channel) && (
        <div className="ct-cta">
          <LiquidField
            {...field(
              'cta.label',
              say.t(link ? 'template.cta.label.sms' : 'template.cta.label'),
              1,
              cta?.label,
              template.cta?.label,
            )}
            fresh={isFresh(read?.cta?.label, cta?.label)}
            onChange={(words) =>
              set('cta', callOf(withMember(cta ?? {}, 'label', withWords(cta?.label, tongue, words))))
            }
          />
          <LiquidField
            {...field(
              'cta.url',
              say.t(link ? 'template.cta.url.sms' : 'template.cta.url'),
              1,
              cta?.url,
              template.cta?.url,
            )}
            faults={proof ? faultsOf(proof.faults, 'cta.url', 'fr', own?.key) : []}
            fresh={read?.cta?.url === cta?.url}
            onChange={(url) => set('cta', callOf(withMember(cta ?? {}, 'url', url || undefined)))}
            placeholder="https://"
            value={cta?.url ?? ''}
          />
        </div>
      )}
    </div>
  );
}

const ROWS: Readonly<Record<Part, number>> = { sender: 1, subject: 1, preheader: 1, body: 10, text: 4 };

/** Without label and address there is no call to action. */
function callOf(cta: NonNullable<MessageTexts['cta']>): MessageTexts['cta'] {
  return cta.label === undefined && cta.url === undefined ? undefined : cta;
}

/** What an SMS adds to its text: the link, as the server writes it. */
function callWords(cta: MessageTexts['cta'], tongue: Locale): string {
  const label = wordsIn(cta?.label, tongue) || wordsIn(cta?.label, 'fr');
  return label && cta?.url ? `\n\n${label}${tongue === 'fr' ? ' :' : ':'} ${cta.url}` : '';
}

interface BeneathProps {
  part: Part;
  link: string;
  template: Template;
  words: string;
  onPlain(words: string): void;
}

/** What a channel says of one of its parts: how it is written, how long it may be. */
function Beneath({ part, template, words, link, onPlain }: BeneathProps) {
  const { say } = useForms();
  if (part === 'body') return <p className="f-hint">{say.t('template.body.hint')}</p>;
  if (template.channel === 'sms' && part === 'text')
    return <SmsMeter link={link} onPlain={onPlain} words={words} />;
  if (template.channel === 'email') return <LengthHint part={part} words={words} />;
  return null;
}
