import { type ReactNode, useState } from 'react';
import { useForms } from '../fields/context';
import type { About, Template } from '../fields/server';
import type { View } from './ContentSurface';
import { PreviewPane } from './PreviewPane';
import { ProofLine } from './ProofLine';
import { variantOf } from './parts';
import { useProof } from './useProof';
import { Variants } from './Variants';
import { Words } from './Words';
import { Writing } from './Writing';

interface DeskProps {
  /** Key of the template. */
  template: string;
  title: string;
  about: About;
  /** What is shown where there is room for one column. */
  view: View;
  /** What there is to say of the template as a whole. */
  children: ReactNode;
}

/** One template: its variants and words on one side, on the other how they read. */
export function Desk({ template: key, title, about, view, children }: DeskProps) {
  return (
    <Writing template={key} title={title}>
      {(template, edit, head) => (
        <Sides about={about} edit={edit} head={head} template={template} view={view}>
          {children}
        </Sides>
      )}
    </Writing>
  );
}

interface SidesProps extends Omit<DeskProps, 'template' | 'title'> {
  template: Template;
  edit(template: Template): void;
  head: ReactNode;
}

function Sides({ template, edit, about, view, head, children }: SidesProps) {
  const { readOnly, setTongue } = useForms();
  const [chosen, setChosen] = useState<string>();
  const proof = useProof(template, about);
  const variant = variantOf(template, chosen)?.key;
  return (
    <>
      <div className="ct-write" data-away={view !== 'write' || undefined}>
        <div className="ct-write-head">{head}</div>
        {children}
        <Variants chosen={variant} edit={edit} onChoose={setChosen} template={template} />
        <fieldset className="f-plain" disabled={readOnly}>
          <Words
            about={about}
            edit={edit}
            key={variant ?? ''}
            proof={proof}
            template={template}
            variant={variant}
          />
        </fieldset>
        <ProofLine
          onGo={(to, language) => {
            setChosen(to);
            setTongue(language);
          }}
          proof={proof}
          variant={variant}
        />
      </div>
      <div className="ct-read" data-away={view !== 'read' || undefined}>
        <PreviewPane event={about.event} proof={proof} template={template} variant={variant} />
      </div>
    </>
  );
}
