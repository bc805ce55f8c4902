import { Check, CircleDot, CloudOff, LoaderCircle, Lock, TriangleAlert } from 'lucide-react';
import type { SaveStatus } from '../../api/autosave';
import type { T } from '../../i18n/editor';
import type { Locale } from '../../model/document';

const ICONS = {
  saved: Check,
  dirty: CircleDot,
  saving: LoaderCircle,
  offline: CloudOff,
  failed: TriangleAlert,
  conflict: TriangleAlert,
  readonly: Lock,
};

interface SaveLabelProps {
  status: SaveStatus;
  readOnly: boolean;
  locale: Locale;
  t: T;
  onSave(): void;
  onConflict(): void;
}

/** Whether the server has everything: always the truth, and a click does what helps. */
export function SaveLabel({ status, readOnly, locale, t, onSave, onConflict }: SaveLabelProps) {
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
  const idle = kind === 'saved' || kind === 'saving' || kind === 'readonly';
  const words = (
    <>
      <Icon className={kind === 'saving' ? 'ed-spin' : undefined} aria-hidden="true" />
      <span className="ed-save-words">{t(`save.${kind}`)}</span>
    </>
  );
  return (
    <>
      <span className="visually-hidden" role="status">
        {t(`save.${kind}`)}
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
          onClick={kind === 'conflict' ? onConflict : onSave}
        >
          {words}
        </button>
      )}
    </>
  );
}
