import { useMemo, useState } from 'react';
import type { Catalogue } from '../../model/document';
import { Graph } from '../../model/graph';
import { toneOf } from '../canvas/kinds';
import { FormsProvider, useForms } from '../fields/context';
import { FindingNotes } from '../fields/Field';
import { KindIcon } from '../fields/icons';
import type { PanelProps } from '../panel';
import { Wording } from '../stepWords';
import { NodeForm } from './NodeForm';
import { Overview } from './Overview';
import { Ways } from './Ways';
import '../forms.css';

/** The parameters of the selected step; with nothing selected, the scenario in short and its checks. */
export function Inspector(panel: PanelProps) {
  const [created, setCreated] = useState<Catalogue['templates']>([]);
  const catalogue = useMemo(() => {
    const fresh = created.filter(({ key }) => panel.catalogue.templates.every((one) => one.key !== key));
    return fresh.length > 0
      ? { ...panel.catalogue, templates: [...panel.catalogue.templates, ...fresh] }
      : panel.catalogue;
  }, [panel.catalogue, created]);
  return (
    <FormsProvider
      catalogue={catalogue}
      findings={panel.findings}
      locale={panel.locale}
      readOnly={panel.readOnly}
      texts={panel.texts}
    >
      <Body
        {...panel}
        onTemplate={(template) => {
          setCreated((old) => [...old, template]);
          panel.texts?.made(template);
        }}
      />
    </FormsProvider>
  );
}

interface BodyProps extends PanelProps {
  onTemplate(template: Catalogue['templates'][number]): void;
}

function Body({ onTemplate, ...panel }: BodyProps) {
  const { say, catalogue, findings } = useForms();
  const { document, selected } = panel;
  const graph = useMemo(() => new Graph(document), [document]);
  const wording = useMemo(() => new Wording(catalogue, say.locale), [catalogue, say.locale]);
  const index = document.nodes.findIndex(({ id }) => id === selected);
  const node = document.nodes[index];
  if (!node)
    return (
      <section aria-label={say.t('inspector')} className="forms f-inspector">
        <Overview graph={graph} panel={panel} wording={wording} />
      </section>
    );
  const time = graph.contactTimes().get(node.id);
  // What concerns a field stands beside it; what concerns the step as a whole stands here.
  const whole = findings.filter(
    (finding) => finding.node === node.id && !finding.path?.startsWith(`nodes/${index}/`),
  );
  return (
    <section aria-label={say.t('inspector')} className="forms f-inspector">
      <header className="f-step-head" data-tone={toneOf(node.kind)}>
        <span className="f-step-icon">
          <KindIcon channel={node.kind === 'message' ? node.channel : undefined} kind={node.kind} size={18} />
        </span>
        <div className="f-step-words">
          <p className="f-step-kind">
            {time && <span className="f-step-time">{time}</span>}
            {wording.t(`kind.${node.kind}`)}
            <code className="f-step-id">{node.id}</code>
          </p>
          <h2 className="f-step-title">{wording.step(node, document).title}</h2>
        </div>
      </header>
      {whole.length > 0 && (
        <div className="f-notes f-notes--whole">
          <FindingNotes findings={whole} />
        </div>
      )}
      <fieldset className="f-plain f-step-body" disabled={panel.readOnly} key={node.id}>
        <NodeForm index={index} node={node} onTemplate={onTemplate} panel={panel} />
        <Ways graph={graph} node={node} panel={panel} wording={wording} />
      </fieldset>
    </section>
  );
}
