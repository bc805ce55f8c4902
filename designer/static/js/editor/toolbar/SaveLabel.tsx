import { Check, CircleDot, CloudOff, LoaderCircle, Lock, TriangleAlert } from 'lucide-react';
import type { SaveStatus } from '../../api/autosave';
import type { T } from '../../i18n/editor';
import type { Locale } from '../../model/document';
import type { Unsaved } from '../texts';
import { useSlow } from '../useSlow';

const ICONS = {
  saved: Check,
  dirty: CircleDot,
  saving: LoaderCircle,
  offline: CloudOff,
  failed: TriangleAlert,
  conflict: TriangleAlert,
  text: TriangleAlert,
  readonly: Lock,
};

/** What is said of the whole: the draft, and the texts that are written beside it. */
export type OverallStatus = SaveStatus | { kind: 'text' };

/** The one thing to say of the draft and the texts: what went wrong first, then what is under way. */
export function overall(save: SaveStatus, texts: readonly Unsaved[]): OverallStatus {
  if (save.kind === 'conflict' || save.kind === 'offline' || save.kind === 'failed') return save;
  if (texts.some((text) => text.save === 'conflict' || text.save === 'refused')) return { kind: 'text' };
  if (save.kind !== 'saved' || texts.length === 0) return save;
  return { kind: texts.some((text) => text.save === 'saving') ? 'saving' : 'dirty' };
}

interface SaveLabelProps {
  status: OverallStatus;
  readOnly: boolean;
  locale: Locale;
  t: T;
  onSave(): void;
  onConflict(): void;
  onText(): void;
}

/** Whether the server has everything: always the truth, and a click does what helps. */
export function SaveLabel({ status, readOnly, locale, t, onSave, onConflict, onText }: SaveLabelProps) {
  const slow = useSlow(status.kind === 'saving');
  const kind = readOnly ? 'readonly' : status.kind;
  const Icon = ICONS[kind];
  const time = status.kind === 'saved' && status.at;
  const title =
    status.kind === 'failed'
      ? status.message
      : time
        ? t('save.at', {
            time: time.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
          })
        : t('save.now');
  const lost = (status.kind === 'offline' || status.kind === 'failed') && status.lost;
  const said = t(lost ? 'save.lost' : slow && kind === 'saving' ? 'save.slow' : `save.${kind}`);
  const idle = kind === 'saved' || kind === 'saving' || kind === 'readonly';
  const words = (
    <>
      <Icon className={kind === 'saving' ? 'ed-spin' : undefined} aria-hidden="true" />
      <span className="ed-save-words">{said}</span>
    </>
  );
  return (
    <>
      <span className="visually-hidden" role="status">
        {said}
      </span>
      {idle ? (
        <span className="ed-save" data-kind={kind} title={kind === 'saved' && time ? title : undefined}>
          {words}
        </span>
      ) : (
        <button
          type="button"
          className="ed-save"
          data-kind={kind}
          title={title}
          onClick={kind === 'conflict' ? onConflict : kind === 'text' ? onText : onSave}
        >
          {words}
        </button>
      )}
    </>
  );
}
