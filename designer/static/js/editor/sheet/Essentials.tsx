/** The first half of the sheet: what the scenario is for, whom it is for, what sets it off. */

import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { agreeWords } from '../../i18n/agree';
import type { Sheet } from '../../model/document';
import { ConditionField } from '../conditions/ConditionField';
import { capital, eventName, segmentName, triggerWords, words } from '../conditions/words';
import { Bilingual } from '../fields/Bilingual';
import { Chips } from '../fields/Chips';
import { Combobox } from '../fields/Combobox';
import { findingsAt, useForms } from '../fields/context';
import { Field, FieldGroup, FindingNotes } from '../fields/Field';
import type { FormSpeech } from '../fields/formSpeech';
import { Select } from '../fields/inputs';
import { listOf, withMember } from '../fields/json';
import { nameOf } from '../fields/names';
import type { PanelProps } from '../panel';
import { segmentsOf } from './mend';
import { Section, type SectionState } from './Section';
import { Suggested } from './Suggested';
import { TriggerEditor } from './TriggerEditor';

export interface PartProps {
  panel: PanelProps;
  state: SectionState;
  missing: boolean;
}

type Choice = { key: string; label: { fr: string; en: string } };

function labelIn(choices: readonly Choice[], key: string | undefined, say: FormSpeech): string {
  const found = choices.find((choice) => choice.key === key);
  return found ? say.text(found.label) : (key ?? '');
}

export function Intention({ panel, state, missing }: PartProps) {
  const { say, catalogue } = useForms();
  const sheet: Sheet = panel.document.sheet ?? {};
  const objective = labelIn(catalogue.objectives, sheet.objective, say);
  const description = say.text(sheet.description);
  return (
    <Section
      id="sheet-objective"
      paths={[
        ['sheet', 'objective'],
        ['sheet', 'description'],
      ]}
      shown={['sheet/objective', 'sheet/description']}
      missing={missing}
      sentence={say.t('intention.sentence')}
      state={state}
      summary={[objective, description].filter(Boolean).join(' – ')}
      title={say.t('intention')}
    >
      <Field label={say.t('intention.objective')} path={['sheet', 'objective']}>
        {(bound) => (
          <Select
            {...bound}
            empty={say.t('choose')}
            onChange={(value) => panel.onChange(['sheet', 'objective'], value || undefined)}
            options={catalogue.objectives.map(({ key, label }) => ({
              value: key,
              label: say.text(label),
            }))}
            value={sheet.objective ?? ''}
          />
        )}
      </Field>
      <Bilingual
        label={say.t('intention.description')}
        multiline
        onChange={(value) => panel.onChange(['sheet', 'description'], value)}
        path={['sheet', 'description']}
        placeholder={say.t('intention.description.placeholder')}
        rows={4}
        value={sheet.description}
      />
    </Section>
  );
}

export function Target({ panel, state, missing }: PartProps) {
  const { say, catalogue } = useForms();
  const { document, onChange } = panel;
  const t = agreeWords(say.locale);
  const segments = listOf(document.sheet?.segments);
  const summary = [
    say.list(
      segments.map((key) => segmentName(catalogue, key, say)),
      'conjunction',
    ),
    document.audience ? words(document.audience, catalogue, say) : '',
  ];
  return (
    <Section
      id="sheet-segments"
      paths={[['sheet', 'segments'], ['audience']]}
      shown={['sheet/segments', 'audience']}
      missing={missing}
      sentence={say.t('target.sentence')}
      state={state}
      summary={capital(summary.filter(Boolean).join(' – '))}
      title={say.t('target')}
    >
      <Field label={say.t('target.segments')} path={['sheet', 'segments']}>
        {(bound) => (
          <Chips
            {...bound}
            free
            label={say.t('target.segments')}
            onChange={(values) =>
              onChange(['sheet', 'segments'], values.length > 0 ? [...values] : undefined)
            }
            options={catalogue.segments.map(({ key, name }) => ({
              value: key,
              label: say.text(name) || key,
            }))}
            placeholder={say.t('target.segments.add')}
            values={segments}
          />
        )}
      </Field>
      <Suggested
        about={t('segment.why')}
        items={segmentsOf(document).map((key) => ({
          key,
          label: t('segment.add', { name: segmentName(catalogue, key, say) }),
          take: () => onChange(['sheet', 'segments'], [...segments, key]),
        }))}
      />
      <FieldGroup label={say.t('target.audience')}>
        <ConditionField
          counted
          empty={say.t('target.audience.empty')}
          aside={
            document.audience === undefined && (
              <button
                className="f-button f-button--soft"
                onClick={() => onChange(['audience'], { all: [] })}
                type="button"
              >
                {say.t('target.everyone')}
              </button>
            )
          }
          label={say.t('target.audience')}
          onChange={(audience) => onChange(['audience'], audience)}
          path={['audience']}
          start={say.t('target.audience.start')}
          value={document.audience}
        />
      </FieldGroup>
    </Section>
  );
}

export function TriggerPart({ panel, state, missing }: PartProps) {
  const { say, catalogue, findings, readOnly } = useForms();
  const { document, onChange } = panel;
  const [open, setOpen] = useState(false);
  const sentence = capital(triggerWords(document.trigger, catalogue, say));
  const editing = open || (document.trigger === undefined && !readOnly);
  return (
    <Section
      id="sheet-trigger"
      paths={[['trigger']]}
      missing={missing}
      sentence={say.t('trigger.sentence')}
      state={state}
      summary={sentence}
      title={say.t('trigger.title')}
    >
      {document.trigger !== undefined && (
        <div className="f-read">
          <p className="f-said">{sentence}</p>
          {!readOnly && !open && (
            <button className="f-button f-button--soft" onClick={() => setOpen(true)} type="button">
              <Pencil aria-hidden="true" size={13} />
              {say.t('condition.edit')}
            </button>
          )}
        </div>
      )}
      {editing && (
        <>
          <TriggerEditor onChange={(trigger) => onChange(['trigger'], trigger)} trigger={document.trigger} />
          {open && (
            <button className="f-button f-button--done" onClick={() => setOpen(false)} type="button">
              {say.t('condition.done')}
            </button>
          )}
        </>
      )}
      {!editing && (
        <FindingNotes findings={findingsAt(findings, ['trigger']).filter(({ path }) => path !== 'trigger')} />
      )}
    </Section>
  );
}

export function Moment({ panel, state, missing }: PartProps) {
  const { say, catalogue } = useForms();
  const sheet: Sheet = panel.document.sheet ?? {};
  const moment = sheet.key_moment;
  const summary = [
    labelIn(catalogue.families, moment?.family, say),
    moment?.moment && eventName(catalogue, moment.moment, say),
    labelIn(catalogue.levers, sheet.lever, say),
  ];
  const set = (key: 'family' | 'moment', value: string): void => {
    const next = withMember(moment ?? {}, key, value || undefined);
    panel.onChange(['sheet', 'key_moment'], Object.keys(next).length > 0 ? next : undefined);
  };
  return (
    <Section
      id="sheet-moment"
      paths={[
        ['sheet', 'key_moment'],
        ['sheet', 'lever'],
      ]}
      shown={['sheet/lever']}
      missing={missing}
      sentence={say.t('moment.sentence')}
      state={state}
      summary={summary.filter(Boolean).join(' – ')}
      title={say.t('moment')}
    >
      <Field label={say.t('moment.family')} path={['sheet', 'key_moment', 'family']}>
        {(bound) => (
          <Select
            {...bound}
            empty={say.t('choose')}
            onChange={(value) => set('family', value)}
            options={catalogue.families.map(({ key, label }) => ({
              value: key,
              label: say.text(label),
            }))}
            value={moment?.family ?? ''}
          />
        )}
      </Field>
      <Field
        hint={say.t('moment.moment.hint')}
        label={say.t('moment.moment')}
        path={['sheet', 'key_moment', 'moment']}
      >
        {(bound) => (
          <Combobox
            {...bound}
            free
            onChange={(value) => set('moment', value)}
            options={catalogue.events.map(({ name, label }) => ({
              value: name,
              label: nameOf(name, label, say),
              key: name,
            }))}
            placeholder={say.t('moment.moment.placeholder')}
            value={moment?.moment ?? ''}
          />
        )}
      </Field>
      <Field label={say.t('moment.lever')} path={['sheet', 'lever']}>
        {(bound) => (
          <Select
            {...bound}
            empty={say.t('choose')}
            onChange={(value) => panel.onChange(['sheet', 'lever'], value || undefined)}
            options={catalogue.levers.map(({ key, label }) => ({
              value: key,
              label: say.text(label),
            }))}
            value={sheet.lever ?? ''}
          />
        )}
      </Field>
    </Section>
  );
}

export function Content({ panel, state, missing }: PartProps) {
  const { say } = useForms();
  const content = panel.document.sheet?.content;
  const summary = [say.text(content?.theme), say.text(content?.offer)];
  return (
    <Section
      id="sheet-content"
      paths={[['sheet', 'content']]}
      missing={missing}
      sentence={say.t('content.sentence')}
      state={state}
      summary={summary.filter(Boolean).join(' – ')}
      title={say.t('content')}
    >
      <Bilingual
        label={say.t('content.theme')}
        multiline
        onChange={(value) => panel.onChange(['sheet', 'content', 'theme'], value)}
        path={['sheet', 'content', 'theme']}
        placeholder={say.t('content.theme.placeholder')}
        value={content?.theme}
      />
      <Bilingual
        label={say.t('content.offer')}
        multiline
        onChange={(value) => panel.onChange(['sheet', 'content', 'offer'], value)}
        path={['sheet', 'content', 'offer']}
        placeholder={say.t('content.offer.placeholder')}
        value={content?.offer}
      />
    </Section>
  );
}
