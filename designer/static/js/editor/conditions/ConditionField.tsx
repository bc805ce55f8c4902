import { Pencil } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Condition, Path } from '../../model/document';
import { findingsAt, useForms } from '../fields/context';
import { Dialog } from '../fields/Dialog';
import { FindingNotes } from '../fields/Field';
import { AudienceCount } from './AudienceCount';
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
  /** Whether to show how many contacts satisfy it now. */
  counted?: boolean | undefined;
  /** With an event, the criteria are on that event's properties. */
  event?: string | undefined;
  /** Another way to begin, beside the button. */
  aside?: ReactNode;
}

/** A condition read as a sentence, and edited in a window with room for its rows. */
export function ConditionField({
  label,
  value,
  onChange,
  empty,
  start,
  path,
  counted = false,
  event,
  aside,
}: ConditionFieldProps) {
  const { say, findings, readOnly } = useForms();
  const [open, setOpen] = useState(false);
  const found = path ? findingsAt(findings, path) : [];
  const action = value === undefined ? start : say.t('condition.edit');
  return (
    <div className="f-condition-field">
      {value === undefined ? (
        <p className="f-cond-empty">{empty}</p>
      ) : (
        <ConditionWords condition={value} event={event} />
      )}
      {counted && value !== undefined && !open && <AudienceCount condition={value} />}
      {!readOnly && (
        <div className="f-acts">
          <button
            aria-haspopup="dialog"
            aria-label={`${action} – ${label}`}
            className="f-button f-button--soft"
            onClick={() => setOpen(true)}
            type="button"
          >
            <Pencil aria-hidden="true" size={13} />
            {action}
          </button>
          {aside}
        </div>
      )}
      <FindingNotes findings={found} />
      {open && (
        <Dialog
          foot={
            <>
              {counted && value !== undefined ? <AudienceCount condition={value} /> : <span />}
              <button className="f-button f-button--primary" onClick={() => setOpen(false)} type="button">
                {say.t('condition.done')}
              </button>
            </>
          }
          onClose={() => setOpen(false)}
          title={label}
          wide
        >
          <ConditionEditor empty={empty} event={event} label={label} onChange={onChange} value={value} />
        </Dialog>
      )}
    </div>
  );
}
