import { Copy, Download } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { saveFile } from '../../export/file';
import { type ExportingKey, exportingWords } from '../../i18n/exporting';
import { surfaceWords } from '../../i18n/surfaces';
import { textOf } from '../../model/document';
import { Dialog } from '../Dialog';
import type { SurfaceProps } from '../tools';
import {
  asShown,
  type Choices,
  chosenName,
  copyPicture,
  type Form,
  fileOf,
  PICTURES,
  reason,
} from './making';
import { Options } from './Options';
import { usePicture } from './usePicture';
import './exporting.css';

const GROUPS: readonly (readonly [ExportingKey, readonly Form[]])[] = [
  ['group.picture', ['png', 'svg']],
  ['group.document', ['pdf', 'pptx']],
  ['group.handout', ['sheet', 'kit']],
  ['group.tool', ['bpmn', 'mermaid', 'graphml', 'yaml']],
];

/** What was chosen the last time the dialog was open. */
let remembered: Omit<Choices, 'language'> = {
  form: 'png',
  paper: 'a4',
  slides: 'wide',
  orientation: 'auto',
  pages: 'auto',
  frame: true,
  file: 'pdf',
};

/** Everything that leaves the editor as a file, with a look at the picture before. */
export default function ExportDialog({ bench, onClose }: SurfaceProps) {
  const { session, locale, say } = bench;
  const t = exportingWords(locale);
  // What is drawn by others meanwhile does not redraw the preview under the reader's eyes.
  const [{ scenario, places }] = useState(session.snapshot);
  const shown = useMemo(() => asShown(scenario, places), [scenario, places]);
  const [choices, setChoices] = useState<Choices>({ ...remembered, language: locale });
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const { form, frame } = choices;
  const picture = usePicture(session.api, shown, choices.language, PICTURES.has(form) ? frame : true);
  const name = useId();
  const file = chosenName(scenario.key, choices);

  const change = (next: Partial<Choices>): void => {
    setFault(undefined);
    setChoices((before) => {
      const after = { ...before, ...next };
      const { language: _, ...rest } = after;
      remembered = rest;
      return after;
    });
  };
  const run = async (act: (made: Promise<Blob>) => Promise<string>): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      say(await act(fileOf(session.api, scenario, places, choices)));
      onClose();
    } catch (error) {
      setFault(t('fault.export', { why: reason(error, t) }));
      setBusy(false);
    }
  };
  const download = async (made: Promise<Blob>): Promise<string> => {
    saveFile(file, await made);
    return t('done.download', { file });
  };
  const copy = async (made: Promise<Blob>): Promise<string> => {
    if (form === 'mermaid') {
      await navigator.clipboard.writeText(await (await made).text());
      return t('done.copied.text');
    }
    const copied = await copyPicture(made).catch(() => false);
    if (copied) return t('done.copied');
    saveFile(file, await made);
    return t('done.saved', { file });
  };

  return (
    <Dialog
      title={surfaceWords(locale)('export')}
      closeLabel={t('close')}
      onClose={onClose}
      wide
      actions={
        <>
          {(form === 'png' || form === 'mermaid') && (
            <button type="button" className="button" disabled={busy} onClick={() => void run(copy)}>
              <Copy className="icon" aria-hidden="true" />
              {t(form === 'png' ? 'do.copy.image' : 'do.copy.text')}
            </button>
          )}
          <button
            type="button"
            className="button primary"
            disabled={busy}
            aria-busy={busy}
            onClick={() => void run(download)}
          >
            <Download className="icon" aria-hidden="true" />
            {t('do.download')}
          </button>
        </>
      }
    >
      <div className="ex-columns">
        <div className="ex-forms" role="radiogroup" aria-label={t('form.legend')}>
          {GROUPS.map(([group, forms]) => (
            <div key={group} className="ex-group">
              <p>{t(group)}</p>
              {forms.map((one) => (
                <label key={one} className="ex-form">
                  <input
                    type="radio"
                    className="visually-hidden"
                    name={name}
                    checked={one === form}
                    onChange={() => change({ form: one })}
                  />
                  <span>
                    <strong>{t(`form.${one}`)}</strong>
                    <small>{t(`help.${one}`)}</small>
                  </span>
                </label>
              ))}
            </div>
          ))}
        </div>
        <div className="ex-side">
          <div className="ex-preview" data-loading={picture.url === undefined || undefined}>
            {picture.url !== undefined ? (
              <img
                src={picture.url}
                alt={t('preview.label', { name: textOf(scenario.name, choices.language) || scenario.key })}
              />
            ) : (
              <p className="help">
                {picture.error === undefined ? t('preview.loading') : reason(picture.error, t)}
              </p>
            )}
          </div>
          <Options choices={choices} t={t} onChange={change} />
          {fault && (
            <p className="fault" role="alert">
              {fault}
            </p>
          )}
        </div>
      </div>
    </Dialog>
  );
}
