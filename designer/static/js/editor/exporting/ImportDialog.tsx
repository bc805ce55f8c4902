import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { exportingWords } from '../../i18n/exporting';
import { surfaceWords } from '../../i18n/surfaces';
import { Dialog } from '../Dialog';
import type { SurfaceProps } from '../tools';
import { Arrival } from './Arrival';
import { type Arrived, LARGEST, readText } from './arriving';
import { reason } from './making';
import './exporting.css';

/** A scenario that comes in from a file or the clipboard: read, shown, and made only when one agrees. */
export default function ImportDialog({ bench, onClose }: SurfaceProps) {
  const { session, locale } = bench;
  const t = exportingWords(locale);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [arrived, setArrived] = useState<Arrived>();
  const file = useRef<HTMLInputElement>(null);
  const area = useId();

  const read = async (words: string, name: string): Promise<void> => {
    setBusy(true);
    setFaults([]);
    try {
      setArrived(await readText(session.api, words, name));
    } catch (error) {
      setFaults(error instanceof Error && 'findings' in error ? told(error, locale) : [reason(error, t)]);
    }
    setBusy(false);
  };
  const take = async (given: File | undefined): Promise<void> => {
    if (!given) return;
    if (given.size > LARGEST) {
      setFaults([t('import.large', { file: given.name })]);
      return;
    }
    await read(await given.text(), given.name);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  if (arrived) {
    return <Arrival bench={bench} arrived={arrived} onBack={() => setArrived(undefined)} onClose={onClose} />;
  }
  return (
    <Dialog
      title={surfaceWords(locale)('import')}
      closeLabel={t('close')}
      onClose={onClose}
      actions={
        <button
          type="button"
          className="button primary"
          disabled={busy || text.trim() === ''}
          aria-busy={busy}
          onClick={() => void read(text, '')}
        >
          {t(busy ? 'import.reading' : 'import.read')}
        </button>
      }
    >
      <div className="ex-import">
        <p>{t('import.intro')}</p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on, beside the button that does the same */}
        <div
          className="ex-drop"
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <button type="button" className="button" disabled={busy} onClick={() => file.current?.click()}>
            <FileUp className="icon" aria-hidden="true" />
            {t('import.choose')}
          </button>
          <span className="help">{t('import.drop')}</span>
          <input
            ref={file}
            type="file"
            hidden
            accept=".yaml,.yml,.json,.bpmn,.xml"
            aria-label={t('import.file')}
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </div>
        <div className="field">
          <label htmlFor={area}>{t('import.text')}</label>
          <textarea
            id={area}
            className="textarea"
            rows={6}
            spellCheck={false}
            value={text}
            aria-invalid={faults.length > 0 || undefined}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {faults.length > 0 && (
          <div role="alert">
            <p className="fault">{t('import.fault')}</p>
            <ul className="ex-faults">
              {faults.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** What the server says of a text, each fault with its line. */
function told(error: Error, locale: 'fr' | 'en'): readonly string[] {
  const { findings } = error as Error & {
    findings: readonly { message: { fr: string; en: string }; line?: number | null }[];
  };
  if (findings.length === 0) return [error.message];
  const t = exportingWords(locale);
  return findings.map(({ message, line }) =>
    line ? `${t('import.line', { line: String(line) })} · ${message[locale]}` : message[locale],
  );
}
