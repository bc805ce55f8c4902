import './agree.css';
import { Check, GitCompareArrows } from 'lucide-react';
import { agreeWords } from '../../i18n/agree';
import type { Text } from '../../model/document';
import { eventName, segmentName } from '../conditions/words';
import { useForms } from '../fields/context';
import { FindingNotes } from '../fields/Field';
import { durationWords } from '../fields/spoken';
import type { PanelProps } from '../panel';
import { AGREEMENT, type Mend, mendOf } from './mend';

/** Where the sheet and the flowchart differ, each with what brings them together. */
export function Agreement({ panel }: { panel: PanelProps }) {
  const { say, catalogue, findings, readOnly } = useForms();
  const t = agreeWords(say.locale);
  const differing = findings.filter(({ rule }) => (AGREEMENT as readonly string[]).includes(rule));
  if (differing.length === 0) return null;
  const named = (kind: Mend['kind'], name: Text): string => {
    if (typeof name !== 'string') return say.text(name);
    if (kind === 'moment') return eventName(catalogue, name, say);
    return kind === 'segment.remove' ? segmentName(catalogue, name, say) : name;
  };
  return (
    <section className="ag" aria-labelledby="sheet-agreement">
      <h2 className="ag-title" id="sheet-agreement">
        <GitCompareArrows aria-hidden="true" size={14} />
        <span>
          {t('title')} <span className="ag-count">{t('count', { count: differing.length })}</span>
        </span>
      </h2>
      <ul className="ag-list">
        {differing.map((finding) => {
          const mend = readOnly ? undefined : mendOf(finding, panel.document, catalogue);
          return (
            <li key={`${finding.rule} ${finding.path} ${finding.node}`}>
              <FindingNotes findings={[finding]} />
              {mend && (
                <button
                  type="button"
                  className="f-button f-button--soft"
                  onClick={() => panel.onChange(mend.path, mend.value)}
                >
                  <Check aria-hidden="true" size={13} />
                  {t(`fix.${mend.kind}`, {
                    name: named(mend.kind, mend.name),
                    length: mend.kind === 'kpi.within' ? durationWords(say, String(mend.value)) : '',
                  })}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
