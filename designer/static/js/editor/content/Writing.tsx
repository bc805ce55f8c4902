import type { ReactNode } from 'react';
import { TongueSwitch } from '../fields/Bilingual';
import { useForms } from '../fields/context';
import { Note } from '../fields/Field';
import type { Template } from '../fields/server';
import { useTemplate } from '../inspector/useTemplate';
import { useSlow } from '../useSlow';

interface WritingProps {
  /** Key of the template. */
  template: string;
  title: string;
  /** What is written, below or beside the line that says what has become of it. */
  children(template: Template, edit: (template: Template) => void, head: ReactNode): ReactNode;
}

/** A template while it is written: loaded, saved by itself, and what has become of that in a line. */
export function Writing({ template: key, title, children }: WritingProps) {
  const { say, server, texts } = useForms();
  const { current, edit, keepMine, reload } = useTemplate(texts, server, key);
  const slow = useSlow(current.state === 'ready' && current.save === 'saving');
  if (current.state === 'loading') return <p className="f-hint f-loading">{say.t('template.loading')}</p>;
  if (current.state === 'absent')
    return (
      <Note severity={current.status === 404 ? 'warning' : 'error'}>
        {current.status === 404 ? say.t('template.absent', { key }) : current.message || say.t('server.away')}
      </Note>
    );
  const { template, save, message } = current;
  const head = (
    <>
      <div className="f-template-head">
        <h3 className="f-title">{title}</h3>
        <span className={`f-save f-save--${save}`} role="status">
          {say.t(slow ? 'save.slow' : `save.${save}`)}
        </span>
        <span className="ct-switch">
          <TongueSwitch />
        </span>
      </div>
      {save === 'refused' && <Note severity="error">{message || say.t('server.away')}</Note>}
      {save === 'conflict' && (
        <div className="f-conflict">
          <Note severity="warning">{say.t('template.conflict')}</Note>
          <button className="f-button f-button--soft" onClick={keepMine} type="button">
            {say.t('template.keep')}
          </button>
          <button className="f-button f-button--ghost" onClick={reload} type="button">
            {say.t('template.reload')}
          </button>
        </div>
      )}
    </>
  );
  return children(template, edit, head);
}
