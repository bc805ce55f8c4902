import './agree.css';
import { Plus } from 'lucide-react';
import { agreeWords } from '../../i18n/agree';
import { useForms } from '../fields/context';

export interface Suggestion {
  key: string;
  label: string;
  take(): void;
}

/** What the flowchart gives for a list of the sheet, each taken by a click. */
export function Suggested({ about, items }: { about?: string; items: readonly Suggestion[] }) {
  const { say, readOnly } = useForms();
  const t = agreeWords(say.locale);
  if (readOnly || items.length === 0) return null;
  return (
    <div className="ag-suggested">
      <span className="f-hint">{[t('derived'), about].filter(Boolean).join(' · ')}</span>
      {items.map(({ key, label, take }) => (
        <button key={key} type="button" className="f-button f-button--ghost" onClick={take}>
          <Plus aria-hidden="true" size={13} />
          {label}
        </button>
      ))}
    </div>
  );
}
