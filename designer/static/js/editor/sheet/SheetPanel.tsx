import { Check, CircleDashed } from 'lucide-react';
import { useState } from 'react';
import { Bilingual, TongueSwitch } from '../fields/Bilingual';
import { FormsProvider, useForms } from '../fields/context';
import type { PanelProps } from '../panel';
import { Agreement } from './Agreement';
import { Content, Intention, Moment, Target, TriggerPart } from './Essentials';
import { Decisions, LegalGround } from './Grounds';
import { ExpectedRates, Kpis } from './Measures';
import { DataSources, DegradedMode, Deliverables } from './Production';
import { Ending, EntryRules, MisfireRules, PriorityRules } from './Rules';
import { isMomentSaid, isTriggerComplete, MANDATORY, type Mandatory, missingFields } from './readiness';
import type { SectionState } from './Section';
import { Times } from './Times';
import '../forms.css';

/** Where each mandatory field stands: audience and segments share the target's part. */
const PLACE: Readonly<Record<Mandatory, string>> = {
  objective: 'intention',
  segments: 'target',
  audience: 'target',
  moment: 'moment',
  content: 'content',
  channels: 'times',
};
const ANCHOR: Readonly<Record<string, string>> = {
  intention: 'sheet-objective',
  target: 'sheet-segments',
  moment: 'sheet-moment',
  content: 'sheet-content',
  times: 'sheet-channels',
};

/** The fiche scénario as a document: the same scenario as the canvas, told in sections. */
export function SheetPanel(panel: PanelProps) {
  return (
    <FormsProvider
      catalogue={panel.catalogue}
      findings={panel.findings}
      locale={panel.locale}
      readOnly={panel.readOnly}
    >
      <Sheet {...panel} />
    </FormsProvider>
  );
}

function Sheet(panel: PanelProps) {
  const { say } = useForms();
  const { document } = panel;
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({
    intention: true,
    target: true,
    trigger: true,
    moment: true,
    content: true,
    times: true,
  });
  const missing = missingFields(document);
  const isMissing = (...fields: Mandatory[]): boolean => fields.some((field) => missing.includes(field));
  const state = (part: string): SectionState => ({
    open: opened[part] === true,
    toggle: (open) => setOpened((old) => (old[part] === open ? old : { ...old, [part]: open })),
  });
  const jump = (field: Mandatory): void => {
    const part = PLACE[field];
    setOpened((old) => ({ ...old, [part]: true }));
    requestAnimationFrame(() => {
      const section = window.document.getElementById(ANCHOR[part] ?? '');
      section?.scrollIntoView({ block: 'start' });
      section?.querySelector<HTMLElement>('.f-body :is(input, select, textarea, button)')?.focus();
    });
  };
  const filled = MANDATORY.length - missing.length;
  return (
    <section aria-label={say.t('sheet')} className="forms f-sheet">
      <fieldset className="f-plain" disabled={panel.readOnly}>
        <header className="f-sheet-head">
          <div className="f-name">
            <Bilingual
              hideLabel
              label={say.t('sheet.name')}
              onChange={(name) => panel.onChange(['name'], name ?? '')}
              path={['name']}
              placeholder={say.t('sheet.name.placeholder')}
              quiet
              value={document.name}
            />
          </div>
          <div className="f-key">
            <code>{document.key}</code>
            <TongueSwitch />
          </div>
          <div className="f-ready">
            <p className="f-ready-words">
              {missing.length === 0
                ? say.t('ready.full')
                : say.t('ready.partial', { filled, of: MANDATORY.length })}
            </p>
            <ul className="f-ready-list">
              {MANDATORY.map((field) => {
                const done = !missing.includes(field);
                return (
                  <li key={field}>
                    <button
                      className={done ? 'f-ready-item f-ready-item--done' : 'f-ready-item'}
                      onClick={() => jump(field)}
                      type="button"
                    >
                      {done ? (
                        <Check aria-hidden="true" size={12} />
                      ) : (
                        <CircleDashed aria-hidden="true" size={12} />
                      )}
                      {say.t(`ready.${field}`)}{' '}
                      <span className="f-hidden">{say.t(done ? 'ready.done' : 'ready.missing')}</span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </div>
          <Agreement panel={panel} />
        </header>
        <h2 className="f-part">{say.t('part.essentials')}</h2>
        <Intention missing={isMissing('objective')} panel={panel} state={state('intention')} />
        <Target missing={isMissing('segments', 'audience')} panel={panel} state={state('target')} />
        <TriggerPart missing={!isTriggerComplete(document)} panel={panel} state={state('trigger')} />
        <Moment missing={!isMomentSaid(document)} panel={panel} state={state('moment')} />
        <Content missing={isMissing('content')} panel={panel} state={state('content')} />
        <Times missing={isMissing('channels')} panel={panel} state={state('times')} />
        <h2 className="f-part">{say.t('part.rules')}</h2>
        <EntryRules panel={panel} state={state('entry')} />
        <PriorityRules panel={panel} state={state('priority')} />
        <Ending panel={panel} state={state('ending')} />
        <MisfireRules panel={panel} state={state('misfire')} />
        <h2 className="f-part">{say.t('part.measures')}</h2>
        <Kpis panel={panel} state={state('kpis')} />
        <ExpectedRates panel={panel} state={state('expected')} />
        <h2 className="f-part">{say.t('part.production')}</h2>
        <DataSources panel={panel} state={state('data')} />
        <Deliverables panel={panel} state={state('deliverables')} />
        <DegradedMode panel={panel} state={state('degraded')} />
        <LegalGround panel={panel} state={state('legal')} />
        <Decisions panel={panel} state={state('decisions')} />
      </fieldset>
    </section>
  );
}
