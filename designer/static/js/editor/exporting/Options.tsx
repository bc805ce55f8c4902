import { useId } from 'react';
import type { ExportingKey, ExportingT } from '../../i18n/exporting';
import { type Choices, HANDOUTS, type HandoutFile, handoutFile, isHandout, PICTURES } from './making';

interface SegmentsProps<V extends string> {
  label: string;
  values: readonly V[];
  value: V;
  words(value: V): string;
  help?: string;
  onChange(value: V): void;
}

/** One choice among a few, side by side. */
function Segments<V extends string>({ label, values, value, words, help, onChange }: SegmentsProps<V>) {
  const name = useId();
  return (
    <fieldset className="ex-option">
      <legend>{label}</legend>
      <div className="ex-segments">
        {values.map((one) => (
          <label key={one}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={one === value}
              onChange={() => onChange(one)}
            />
            <span>{words(one)}</span>
          </label>
        ))}
      </div>
      {help && <p className="help">{help}</p>}
    </fieldset>
  );
}

interface OptionsProps {
  choices: Choices;
  t: ExportingT;
  onChange(change: Partial<Choices>): void;
}

/** How the chosen form is made: what it has no use for is not shown. */
export function Options({ choices, t, onChange }: OptionsProps) {
  const { form } = choices;
  const paged = form === 'pdf' || form === 'pptx';
  const said = <V extends string>(prefix: string) => {
    return (value: V): string => t(`${prefix}.${value}` as ExportingKey);
  };
  return (
    <>
      {form !== 'yaml' && (
        <Segments
          label={t('option.language')}
          values={['fr', 'en'] as const}
          value={choices.language}
          words={(value) => t(value === 'fr' ? 'option.french' : 'option.english')}
          onChange={(language) => onChange({ language })}
        />
      )}
      {isHandout(form) && (
        <Segments<HandoutFile>
          label={t('option.file')}
          values={HANDOUTS[form]}
          value={handoutFile(form, choices.file)}
          words={said('file')}
          onChange={(file) => onChange({ file })}
        />
      )}
      {form === 'pdf' && (
        <Segments
          label={t('option.paper')}
          values={['a4', 'a3'] as const}
          value={choices.paper}
          words={(value) => value.toUpperCase()}
          onChange={(paper) => onChange({ paper })}
        />
      )}
      {form === 'pptx' && (
        <Segments
          label={t('option.slides')}
          values={['wide', 'a4', 'a3'] as const}
          value={choices.slides}
          words={said('slides')}
          onChange={(slides) => onChange({ slides })}
        />
      )}
      {paged && !(form === 'pptx' && choices.slides === 'wide') && (
        <Segments
          label={t('option.orientation')}
          values={
            form === 'pdf'
              ? (['auto', 'portrait', 'landscape'] as const)
              : (['landscape', 'portrait'] as const)
          }
          value={form === 'pptx' && choices.orientation === 'auto' ? 'landscape' : choices.orientation}
          words={said('orientation')}
          onChange={(orientation) => onChange({ orientation })}
        />
      )}
      {paged && (
        <Segments
          label={t('option.pages')}
          values={['auto', 'one', 'many'] as const}
          value={choices.pages}
          words={said('pages')}
          help={t('pages.help')}
          onChange={(pages) => onChange({ pages })}
        />
      )}
      {PICTURES.has(form) && form !== 'pptx' && (
        <label className="check">
          <input
            type="checkbox"
            checked={choices.frame}
            onChange={(event) => onChange({ frame: event.target.checked })}
          />
          {t('option.frame')}
        </label>
      )}
    </>
  );
}
