import './outline.css';
import { Copy, Printer } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { outlineWords } from '../../i18n/outline';
import { surfaceWords } from '../../i18n/surfaces';
import type { Locale } from '../../model/document';
import { Dialog } from '../Dialog';
import type { SurfaceProps } from '../tools';
import { printSummary } from './print';
import { readSummary, type Summary } from './summary';

const LOCALES: readonly Locale[] = ['fr', 'en'];

/** The scenario in plain words, as the server tells what is on screen: to be read, copied, printed. */
export default function SummaryDialog({ bench, onClose }: SurfaceProps) {
  const { session, state, locale, graph, jump, say } = bench;
  const t = outlineWords(locale);
  const [told, setTold] = useState<Summary>();
  const [problem, setProblem] = useState<string>();
  const [language, setLanguage] = useState<Locale>(locale);
  const { scenario } = state;

  const read = useCallback(async (): Promise<void> => {
    try {
      setTold(await readSummary(session.api, scenario));
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }, [session, scenario]);
  useEffect(() => void read(), [read]);

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      say(t('summary.copied'));
    } catch {
      say(t('summary.uncopied'));
    }
  }

  return (
    <Dialog
      wide
      title={surfaceWords(locale)('summary')}
      closeLabel={t('summary.close')}
      onClose={onClose}
      actions={
        told && (
          <div className="su-tools">
            <button type="button" className="button" onClick={() => printSummary(told, language)}>
              <Printer className="icon" aria-hidden="true" />
              {t('summary.print')}
            </button>
            <button type="button" className="button primary" onClick={() => void copy(told.text[language])}>
              <Copy className="icon" aria-hidden="true" />
              {t('summary.copy')}
            </button>
          </div>
        )
      }
    >
      {problem !== undefined && (
        <div role="alert">
          <p>{t('summary.away', { why: problem })}</p>
          <button type="button" className="button" onClick={() => void read()}>
            {t('summary.retry')}
          </button>
        </div>
      )}
      {!told && problem === undefined && <p>{t('summary.loading')}</p>}
      {told && (
        <>
          <fieldset className="su-tools">
            <legend className="visually-hidden">{t('summary.language')}</legend>
            {LOCALES.map((one) => (
              <button
                key={one}
                type="button"
                className="button small"
                aria-pressed={language === one}
                onClick={() => setLanguage(one)}
              >
                {t(`summary.${one}`)}
              </button>
            ))}
          </fieldset>
          <div className="su" lang={language}>
            {told.sections.map((section) => (
              <section key={section.key}>
                <h3>{section.title[language]}</h3>
                <ol className="su-lines">
                  {section.lines.map((line, index) => {
                    const { node } = line;
                    const key = `${section.key} ${index}`;
                    const style = { '--level': line.depth } as React.CSSProperties;
                    return (
                      <li key={key} style={style}>
                        {node !== null && line.number !== null && graph.nodes.has(node) ? (
                          <button
                            type="button"
                            onClick={() => {
                              onClose();
                              jump(node);
                            }}
                          >
                            {line.text[language]}
                          </button>
                        ) : (
                          line.text[language]
                        )}
                      </li>
                    );
                  })}
                </ol>
              </section>
            ))}
          </div>
        </>
      )}
    </Dialog>
  );
}
