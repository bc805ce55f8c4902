import { ArrowRight } from 'lucide-react';
import { connect, refusal } from '../../model/commands';
import type { Node } from '../../model/document';
import { type Graph, wayOf, waysOut } from '../../model/graph';
import { useForms } from '../fields/context';
import { Field } from '../fields/Field';
import { Select } from '../fields/inputs';
import type { PanelProps } from '../panel';
import type { Wording } from '../stepWords';

interface WaysProps {
  node: Node;
  graph: Graph;
  panel: PanelProps;
  wording: Wording;
}

/** Where each way out leads, as lists: what the canvas draws, for the keyboard and the ear. */
export function Ways({ node, graph, panel, wording }: WaysProps) {
  const { say } = useForms();
  const { document, onChange, onSelect } = panel;
  const ways = waysOut(node);
  if (ways.length === 0) return <p className="f-hint">{say.t('ways.none')}</p>;
  const times = graph.contactTimes();
  const targets = graph
    .order()
    .flatMap((id) => graph.nodes.get(id) ?? [])
    .filter((target) => !refusal(document, node.id, target.id))
    .map((target) => ({
      value: target.id,
      label: [times.get(target.id), wording.step(target, document).title].filter(Boolean).join(' · '),
    }));
  const lead = (way: string, to: string): void => {
    const edges =
      to === ''
        ? document.edges.filter((edge) => edge.from !== node.id || wayOf(edge) !== way)
        : connect(document, node.id, way, to).edges;
    onChange(['edges'], edges);
  };
  return (
    <div className="f-ways">
      <h3 className="f-title f-ways-title">{say.t('ways', { count: ways.length })}</h3>
      {ways.map((way) => {
        const to = graph.by(node.id, way)?.to ?? '';
        const label = ways.length === 1 ? say.t('ways.next') : wording.way(node, way);
        return (
          <Field key={way} label={label} layout="row">
            {(bound) => (
              <span className="f-way">
                <Select
                  {...bound}
                  className={to === '' ? 'f-select--open' : undefined}
                  empty={say.t('ways.open')}
                  onChange={(chosen) => lead(way, chosen)}
                  options={targets}
                  value={to}
                />
                <button
                  aria-label={say.t('ways.go', { way: label })}
                  className="f-icon"
                  disabled={to === ''}
                  onClick={() => onSelect(to)}
                  title={say.t('ways.go.title')}
                  type="button"
                >
                  <ArrowRight aria-hidden="true" size={16} />
                </button>
              </span>
            )}
          </Field>
        );
      })}
    </div>
  );
}
