import { Eye, EyeOff, Maximize2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { contentWords } from '../../i18n/content';
import { useProof } from '../content/useProof';
import { Words } from '../content/Words';
import { Writing } from '../content/Writing';
import { useForms } from '../fields/context';
import type { About, Template } from '../fields/server';
import '../content/content.css';

const PreviewPane = lazy(() =>
  import('../content/PreviewPane').then((module) => ({ default: module.PreviewPane })),
);

interface TemplateEditorProps {
  /** Key of the template. */
  template: string;
  about: About;
  /** Opens the same text with more room. */
  onLarge?: (() => void) | undefined;
}

/** What a message says, written beside the step that sends it. */
export function TemplateEditor({ template: key, about, onLarge }: TemplateEditorProps) {
  const { say } = useForms();
  return (
    <div className="f-card f-template">
      <Writing template={key} title={say.t('template')}>
        {(template, edit, head) => (
          <>
            {head}
            <Beside about={about} edit={edit} onLarge={onLarge} template={template} />
          </>
        )}
      </Writing>
    </div>
  );
}

interface BesideProps extends Omit<TemplateEditorProps, 'template'> {
  template: Template;
  edit(template: Template): void;
}

function Beside({ template, edit, about, onLarge }: BesideProps) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const [preview, setPreview] = useState(false);
  const proof = useProof(template, about);
  return (
    <>
      <Words about={about} edit={edit} proof={proof} template={template} />
      <div className="f-acts">
        {onLarge && (
          <button className="f-button f-button--soft" onClick={onLarge} type="button">
            <Maximize2 aria-hidden="true" size={14} />
            {c('desk.open')}
          </button>
        )}
        <button
          aria-expanded={preview}
          className="f-button f-button--soft"
          onClick={() => setPreview(!preview)}
          type="button"
        >
          {preview ? <EyeOff aria-hidden="true" size={14} /> : <Eye aria-hidden="true" size={14} />}
          {say.t(preview ? 'preview.hide' : 'preview.show')}
        </button>
      </div>
      {preview && (
        <Suspense fallback={<p className="f-hint">{say.t('preview.loading')}</p>}>
          <PreviewPane event={about.event} proof={proof} template={template} variant={undefined} />
        </Suspense>
      )}
    </>
  );
}
