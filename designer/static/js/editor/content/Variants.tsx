import { ArrowLeft, ArrowRight, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { contentWords } from '../../i18n/content';
import { ConditionField } from '../conditions/ConditionField';
import { withWords, wordsIn } from '../fields/Bilingual';
import { useForms } from '../fields/context';
import { Field } from '../fields/Field';
import { TextInput } from '../fields/inputs';
import { moved, withMember } from '../fields/json';
import type { Template, Variant } from '../fields/server';
import { freshKey, isNobody, NOBODY, variantOf, withVariants } from './parts';

interface VariantsProps {
  template: Template;
  edit(template: Template): void;
  /** Key of the variant being written; the main text without it. */
  chosen: string | undefined;
  onChoose(key: string | undefined): void;
}

/** The main text and its variants, in the order in which they are tried; who reads the one being written. */
export function Variants({ template, edit, chosen, onChoose }: VariantsProps) {
  const { say, readOnly, tongue } = useForms();
  const c = contentWords(say.locale);
  const [removed, setRemoved] = useState<{ variant: Variant; index: number }>();
  const variants = template.variants ?? [];
  const current = variantOf(template, chosen);
  const index = current ? variants.indexOf(current) : -1;
  const nameOf = (one: Variant, at: number): string =>
    say.text(one.name) || c('variant.unnamed', { number: at + 1 });
  const change = (next: Variant): void =>
    edit(
      withVariants(
        template,
        variants.map((one) => (one === current ? next : one)),
      ),
    );
  const add = (): void => {
    const key = freshKey(variants);
    edit(withVariants(template, [...variants, { key, when: NOBODY }]));
    onChoose(key);
  };
  const remove = (variant: Variant): void => {
    setRemoved({ variant, index });
    edit(
      withVariants(
        template,
        variants.filter((one) => one !== variant),
      ),
    );
    onChoose(variants[index - 1]?.key);
  };
  return (
    <div className="ct-variants">
      <fieldset aria-label={c('variant.list')} className="ct-variant-list">
        <button
          aria-pressed={!current}
          className="ct-variant"
          onClick={() => onChoose(undefined)}
          type="button"
        >
          {c('variant.main')}
        </button>
        {variants.map((one, at) => (
          <button
            aria-pressed={one === current}
            className="ct-variant"
            key={one.key}
            onClick={() => onChoose(one.key)}
            type="button"
          >
            <span aria-hidden="true" className="ct-variant-rank">
              {at + 1}
            </span>
            {nameOf(one, at)}
          </button>
        ))}
        {!readOnly && (
          <button
            className="ct-variant ct-variant--add"
            onClick={add}
            title={c('variant.add.title')}
            type="button"
          >
            <Plus aria-hidden="true" size={14} />
            {c('variant.add')}
          </button>
        )}
      </fieldset>
      {removed && (
        <p className="ct-removed" role="status">
          {c('variant.removed', { name: nameOf(removed.variant, removed.index) })}{' '}
          <button
            className="f-button f-button--soft"
            onClick={() => {
              edit(withVariants(template, variants.toSpliced(removed.index, 0, removed.variant)));
              onChoose(removed.variant.key);
              setRemoved(undefined);
            }}
            type="button"
          >
            {c('variant.restore')}
          </button>
        </p>
      )}
      {current && (
        <div className="ct-variant-head" key={current.key}>
          <div className="ct-variant-line">
            <Field label={c('variant.name')}>
              {(bound) => (
                <TextInput
                  {...bound}
                  onChange={(words) =>
                    change(withMember(current, 'name', withWords(current.name, tongue, words)))
                  }
                  placeholder={nameOf(current, index)}
                  value={wordsIn(current.name, tongue)}
                />
              )}
            </Field>
            {!readOnly && (
              <div className="ct-variant-acts">
                {(
                  [
                    [-1, ArrowLeft, 'variant.earlier'],
                    [1, ArrowRight, 'variant.later'],
                  ] as const
                ).map(([by, Icon, words]) => (
                  <button
                    aria-label={c(words)}
                    className="f-icon"
                    disabled={index + by < 0 || index + by >= variants.length}
                    key={words}
                    onClick={() => edit(withVariants(template, moved(variants, index, by)))}
                    title={c(words)}
                    type="button"
                  >
                    <Icon aria-hidden="true" size={14} />
                  </button>
                ))}
                <button
                  aria-label={c('variant.remove')}
                  className="f-icon"
                  onClick={() => remove(current)}
                  title={c('variant.remove')}
                  type="button"
                >
                  <Trash2 aria-hidden="true" size={14} />
                </button>
              </div>
            )}
          </div>
          <div className="f-field">
            <span className="f-label">{c('variant.when')}</span>
            <ConditionField
              counted
              empty={c('variant.nobody')}
              label={c('variant.when')}
              onChange={(when) => change({ ...current, when: when ?? NOBODY })}
              start={c('variant.start')}
              value={isNobody(current.when) ? undefined : current.when}
            />
          </div>
          <p className="f-hint">{c('variant.hint')}</p>
        </div>
      )}
    </div>
  );
}
