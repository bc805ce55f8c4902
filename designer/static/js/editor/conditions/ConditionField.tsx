import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { Condition, Path } from '../../model/document';
import { findingsAt, useForms } from '../fields/context';
import { FindingNotes } from '../fields/Field';
import { ConditionEditor } from './ConditionEditor';
import { ConditionWords } from './ConditionWords';

interface ConditionFieldProps {
  label: string;
  value: Condition | undefined;
  onChange(value: Condition | undefined): void;
  /** Words where there is no condition. */
  empty: string;
  /** Words of the button that starts one. */
  start: string;
  path?: Path | undefined;
  counted?: boolean | undefined;
  event?: string | undefined;
}

/** A condition read as a sentence, and edited in place on demand. */
export function ConditionField({
  label,
  value,
  onChange,
  empty,
  start,
  path,
  counted,
  event,
}: ConditionFieldProps) {
  const { say, findings, readOnly } = useForms();
  const [open, setOpen] = useState(false);
  const found = path ? findingsAt(findings, path) : [];
  return (
    <div className="f-condition-field">
      {open ? (
        <>
          <ConditionEditor
            counted={counted}
            empty={empty}
            event={event}
            label={label}
            onChange={onChange}
            value={value}
          />
          <button className="f-button f-button--done" onClick={() => setOpen(false)} type="button">
            {say.t('condition.done')}
          </button>
        </>
      ) : (
        <div className="f-read">
          {value === undefined ? (
            <p className="f-cond-empty">{empty}</p>
          ) : (
            <ConditionWords condition={value} />
          )}
          {!readOnly && (
            <button
              aria-label={`${value === undefined ? start : say.t('condition.edit')} – ${label}`}
              className="f-button f-button--soft"
              onClick={() => setOpen(true)}
              type="button"
            >
              <Pencil aria-hidden="true" size={13} />
              {value === undefined ? start : say.t('condition.edit')}
            </button>
          )}
        </div>
      )}
      <FindingNotes findings={found} />
    </div>
  );
}
