/** How the scenario is judged: its indicators, and the rates expected of it. */

import { agreeWords } from '../../i18n/agree';
import type { Expected, Kpi } from '../../model/document';
import { Bilingual } from '../fields/Bilingual';
import { Combobox } from '../fields/Combobox';
import { useForms } from '../fields/context';
import { DurationInput } from '../fields/DurationInput';
import { Field } from '../fields/Field';
import type { FormSpeech } from '../fields/formSpeech';
import { NumberInput, PercentInput } from '../fields/inputs';
import { listOf, withMember } from '../fields/json';
import { Rows } from '../fields/Rows';
import { durationWords } from '../fields/spoken';
import type { PartProps } from './Essentials';
import { kpisOf } from './mend';
import { Section } from './Section';
import { Suggested } from './Suggested';

const METRICS = [
  'conversion_rate',
  'click_rate',
  'open_rate',
  'reply_rate',
  'delivery_rate',
  'unsubscribe_rate',
  'complaint_rate',
  'revenue',
  'cost_per_conversion',
] as const;
type Metric = (typeof METRICS)[number];

const isKnown = (metric: string | undefined): metric is Metric => METRICS.some((one) => one === metric);
/** A rate is kept as a fraction of one and read as a percentage. */
const isRate = (metric: string | undefined): boolean => Boolean(metric?.endsWith('_rate'));

function metricWords(metric: string | undefined, say: FormSpeech): string {
  return isKnown(metric) ? say.t(`metric.${metric}`) : (metric ?? '');
}

function kpiWords(kpi: Kpi, say: FormSpeech): string {
  const target =
    kpi.target === undefined
      ? ''
      : isRate(kpi.metric)
        ? say.t('percent', { value: say.number(Number((kpi.target * 100).toFixed(4))) })
        : say.number(kpi.target);
  const within = kpi.within ? say.t('kpis.within.words', { length: durationWords(say, kpi.within) }) : '';
  return [metricWords(kpi.metric, say), target, within].filter(Boolean).join(' ');
}

export function Kpis({ panel, state }: Omit<PartProps, 'missing'>) {
  const { say } = useForms();
  const t = agreeWords(say.locale);
  const kpis = listOf(panel.document.sheet?.kpis);
  return (
    <Section
      id="sheet-kpis"
      paths={[['sheet', 'kpis']]}
      sentence={say.t('kpis.sentence')}
      state={state}
      summary={kpis.map((kpi) => kpiWords(kpi, say)).join(' · ')}
      title={say.t('kpis')}
    >
      <Rows
        addWords={say.t('kpis.add')}
        blank={() => ({ metric: 'conversion_rate', within: 'P14D' })}
        empty={say.t('kpis.empty')}
        items={kpis}
        nameOf={(kpi) => metricWords(kpi.metric, say)}
        onChange={(items) => panel.onChange(['sheet', 'kpis'], items.length > 0 ? items : undefined)}
      >
        {(kpi, change, index) => (
          <>
            <Field label={say.t('kpis.metric')} path={['sheet', 'kpis', index]}>
              {(bound) => (
                <Combobox
                  {...bound}
                  free
                  onChange={(metric) => change(withMember(kpi, 'metric', metric || undefined))}
                  options={METRICS.map((metric) => ({ value: metric, label: say.t(`metric.${metric}`) }))}
                  value={kpi.metric ?? ''}
                />
              )}
            </Field>
            <div className="f-columns">
              <Field label={say.t('kpis.target')}>
                {(bound) =>
                  isRate(kpi.metric) ? (
                    <PercentInput
                      {...bound}
                      onChange={(target) => change(withMember(kpi, 'target', target))}
                      value={kpi.target}
                    />
                  ) : (
                    <NumberInput
                      {...bound}
                      digits={2}
                      onChange={(target) => change(withMember(kpi, 'target', target))}
                      value={kpi.target}
                    />
                  )
                }
              </Field>
              <Field label={say.t('kpis.within')}>
                {(bound) => (
                  <DurationInput
                    {...bound}
                    label={say.t('kpis.within')}
                    onChange={(within) => change(withMember(kpi, 'within', within))}
                    placeholder="P14D"
                    value={kpi.within}
                  />
                )}
              </Field>
              <Field hint={say.t('kpis.benchmark.hint')} label={say.t('kpis.benchmark')}>
                {(bound) =>
                  isRate(kpi.metric) ? (
                    <PercentInput
                      {...bound}
                      onChange={(benchmark) => change(withMember(kpi, 'benchmark', benchmark))}
                      value={kpi.benchmark}
                    />
                  ) : (
                    <NumberInput
                      {...bound}
                      digits={2}
                      onChange={(benchmark) => change(withMember(kpi, 'benchmark', benchmark))}
                      value={kpi.benchmark}
                    />
                  )
                }
              </Field>
            </div>
            <Bilingual
              label={say.t('kpis.source')}
              onChange={(source) => change(withMember(kpi, 'source', source))}
              placeholder={say.t('kpis.source.placeholder')}
              value={kpi.source}
            />
          </>
        )}
      </Rows>
      <Suggested
        items={kpisOf(panel.document).map((kpi) => ({
          key: kpi.metric ?? '',
          label: t('kpi.add', { name: metricWords(kpi.metric, say) }),
          take: () => panel.onChange(['sheet', 'kpis'], [...kpis, kpi]),
        }))}
      />
    </Section>
  );
}

const RATES = ['delivered', 'opened', 'clicked', 'replied', 'converted', 'unsubscribed'] as const;

export function ExpectedRates({ panel, state }: Omit<PartProps, 'missing'>) {
  const { say } = useForms();
  const expected: Expected = panel.document.sheet?.expected ?? {};
  const set = (key: keyof Expected, value: number | string | undefined): void => {
    const next = withMember(expected, key, value);
    panel.onChange(['sheet', 'expected'], Object.keys(next).length > 0 ? next : undefined);
  };
  const summary = RATES.filter((rate) => expected[rate] !== undefined).map((rate) => {
    const value = say.number(Number(((expected[rate] ?? 0) * 100).toFixed(4)));
    return `${say.t(`expected.${rate}`)} ${say.t('percent', { value })}`;
  });
  return (
    <Section
      id="sheet-expected"
      paths={[['sheet', 'expected']]}
      sentence={say.t('expected.sentence')}
      state={state}
      summary={summary.join(' · ')}
      title={say.t('expected')}
    >
      <div className="f-columns f-columns--rates">
        {RATES.map((rate) => (
          <Field key={rate} label={say.t(`expected.${rate}`)} path={['sheet', 'expected', rate]}>
            {(bound) => (
              <PercentInput {...bound} onChange={(value) => set(rate, value)} value={expected[rate]} />
            )}
          </Field>
        ))}
      </div>
      {(expected.unsubscribed ?? 0) > 0.003 && (
        <p className="f-hint">{say.t('expected.unsubscribed.high')}</p>
      )}
      <Field
        hint={say.t('expected.reaction.hint')}
        label={say.t('expected.reaction')}
        path={['sheet', 'expected', 'reaction']}
      >
        {(bound) => (
          <DurationInput
            {...bound}
            label={say.t('expected.reaction')}
            onChange={(value) => set('reaction', value)}
            placeholder="PT6H"
            value={expected.reaction}
          />
        )}
      </Field>
    </Section>
  );
}
