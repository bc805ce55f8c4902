/** What the scenario stands on: where its idea comes from, by what right it writes, what was decided about it. */

import type { Sheet, Text } from '../../model/document';
import { Bilingual } from '../fields/Bilingual';
import { useForms } from '../fields/context';
import { FieldGroup } from '../fields/Field';
import { listOf, withMember } from '../fields/json';
import { Rows } from '../fields/Rows';
import type { PartProps } from './Essentials';
import { Section } from './Section';

type GroundsProps = Omit<PartProps, 'missing'>;
type Legal = NonNullable<Sheet['legal']>;

export function LegalGround({ panel, state }: GroundsProps) {
  const { say } = useForms();
  const legal: Legal = panel.document.sheet?.legal ?? {};
  const basis = listOf(legal.basis);
  const set = (key: keyof Legal, value: unknown): void => {
    const next = withMember(legal, key, value);
    panel.onChange(['sheet', 'legal'], Object.keys(next).length > 0 ? next : undefined);
  };
  return (
    <Section
      id="sheet-legal"
      paths={[['sheet', 'legal']]}
      sentence={say.t('legal.sentence')}
      state={state}
      summary={basis.map((one) => say.text(one)).join(' · ')}
      title={say.t('legal')}
    >
      <FieldGroup label={say.t('legal.basis')} path={['sheet', 'legal', 'basis']}>
        <Rows
          addWords={say.t('legal.basis.add')}
          blank={(): Text => ''}
          compact
          items={basis}
          nameOf={(one) => say.text(one)}
          onChange={(items) => set('basis', items.length > 0 ? items : undefined)}
        >
          {(one, change) => (
            <Bilingual
              hideLabel
              label={say.t('legal.basis')}
              onChange={(words) => change(words ?? '')}
              placeholder={say.t('legal.basis.placeholder')}
              value={one}
            />
          )}
        </Rows>
      </FieldGroup>
      <Bilingual
        label={say.t('legal.notes')}
        multiline
        onChange={(notes) => set('notes', notes)}
        path={['sheet', 'legal', 'notes']}
        placeholder={say.t('legal.notes.placeholder')}
        value={legal.notes}
      />
    </Section>
  );
}

export function Decisions({ panel, state }: GroundsProps) {
  const { say } = useForms();
  const sheet = panel.document.sheet;
  return (
    <Section
      id="sheet-decisions"
      paths={[
        ['sheet', 'origin'],
        ['sheet', 'arbitration'],
      ]}
      sentence={say.t('decisions.sentence')}
      state={state}
      summary={[say.text(sheet?.origin), say.text(sheet?.arbitration)].filter(Boolean).join(' · ')}
      title={say.t('decisions')}
    >
      <Bilingual
        label={say.t('decisions.origin')}
        onChange={(origin) => panel.onChange(['sheet', 'origin'], origin)}
        path={['sheet', 'origin']}
        placeholder={say.t('decisions.origin.placeholder')}
        value={sheet?.origin}
      />
      <Bilingual
        hint={say.t('decisions.arbitration.hint')}
        label={say.t('decisions.arbitration')}
        multiline
        onChange={(words) => panel.onChange(['sheet', 'arbitration'], words)}
        path={['sheet', 'arbitration']}
        placeholder={say.t('decisions.arbitration.placeholder')}
        value={sheet?.arbitration}
      />
    </Section>
  );
}
