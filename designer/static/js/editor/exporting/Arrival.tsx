import { CircleAlert, CircleCheck } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { ApiError } from '../../api/client';
import { type ExportingKey, exportingWords } from '../../i18n/exporting';
import { surfaceWords } from '../../i18n/surfaces';
import { textOf } from '../../model/document';
import { normalize } from '../../model/normalize';
import { Dialog } from '../Dialog';
import type { Workbench } from '../tools';
import { type Arrived, countsOf } from './arriving';
import { reason } from './making';
import { Remarks } from './Remarks';
import { usePicture } from './usePicture';

interface ArrivalProps {
  bench: Workbench;
  arrived: Arrived;
  onBack(): void;
  onClose(): void;
}

/** What was read: its picture, what became of each part, and what to make of it. */
export function Arrival({ bench, arrived, onBack, onClose }: ArrivalProps) {
  const { session, locale, say, state } = bench;
  const t = exportingWords(locale);
  const { document, remarks, findings } = arrived;
  const [key, setKey] = useState(typeof document.key === 'string' ? document.key : '');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<{ words: string; key: boolean }>();
  const picture = usePicture(session.api, document, locale, false);
  const field = useId();
  const counts = countsOf(document);
  const name = textOf(document.name as string | undefined, locale) || key;
  const lost = remarks.filter(({ fate }) => fate === 'left_out').length;

  const create = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      const made = await session.api.ask('POST', '/scenarios', { document, key });
      window.location.assign(`/scenarios/${encodeURIComponent(String(made.key))}`);
    } catch (error) {
      const taken = error instanceof ApiError && error.code === 'key-taken';
      const words = taken ? t('import.key.taken') : t('fault.create', { why: reason(error, t) });
      setFault({ words, key: taken });
      setBusy(false);
    }
  };
  const replace = (): void => {
    const own = state.scenario.key;
    session.change(() => ({ ...normalize({ ...document, key: own }, own), key: own }));
    say(t('done.replaced'));
    onClose();
  };
  const told = (tone: 'ok' | 'warn', words: ReactNode): ReactNode => {
    const Icon = tone === 'ok' ? CircleCheck : CircleAlert;
    return (
      <p className="ex-told" data-tone={tone}>
        <Icon className="icon" aria-hidden="true" />
        {words}
      </p>
    );
  };

  return (
    <Dialog
      title={surfaceWords(locale)('import')}
      closeLabel={t('close')}
      onClose={onClose}
      wide
      actions={
        <>
          <button type="button" className="button plain ed-left" onClick={onBack}>
            {t('import.again')}
          </button>
          {!state.readOnly && (
            <button type="button" className="button" disabled={busy} onClick={replace}>
              {t('import.replace')}
            </button>
          )}
          <button
            type="button"
            className="button primary"
            disabled={busy || key === ''}
            aria-busy={busy}
            onClick={() => void create()}
          >
            {t(busy ? 'import.creating' : 'import.create')}
          </button>
        </>
      }
    >
      <div className="ex-read">
        <div className="ex-found">
          <div>
            <p className="help">{t(`import.found.${arrived.form}` as ExportingKey)}</p>
            <h3>{name}</h3>
            <ul className="ex-facts">
              <li>{t('import.steps', { count: counts.steps })}</li>
              <li>{t('import.links', { count: counts.links })}</li>
              <li>{t('import.messages', { count: counts.messages })}</li>
            </ul>
            {remarks.length === 0 && told('ok', t('import.whole'))}
            {lost > 0 && told('warn', t('import.left_out', { count: lost }))}
            {remarks.length > lost && told('warn', t('import.read_as', { count: remarks.length - lost }))}
            {findings.length > 0 && told('warn', t('import.findings', { count: findings.length }))}
          </div>
          <div className="ex-preview">
            {picture.url !== undefined ? (
              <img src={picture.url} alt={t('preview.label', { name })} />
            ) : (
              <p className="help">
                {picture.error === undefined ? t('preview.loading') : reason(picture.error, t)}
              </p>
            )}
          </div>
        </div>
        <Remarks arrived={arrived} locale={locale} t={t} />
        <div className="field">
          <label htmlFor={field}>{t('import.key')}</label>
          <input
            id={field}
            className="input"
            value={key}
            spellCheck={false}
            aria-invalid={fault?.key || undefined}
            aria-describedby={`${field}-help`}
            onChange={(event) => setKey(event.target.value)}
          />
          <span className="help" id={`${field}-help`}>
            {t('import.key.help')}
          </span>
          {fault && (
            <span className="fault" role="alert">
              {fault.words}
            </span>
          )}
        </div>
      </div>
    </Dialog>
  );
}
