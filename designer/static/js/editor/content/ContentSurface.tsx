import { useId, useMemo, useState } from 'react';
import { contentWords } from '../../i18n/content';
import { type MessageNode, textOf } from '../../model/document';
import { FormsProvider, useForms } from '../fields/context';
import { Note } from '../fields/Field';
import { KindIcon } from '../fields/icons';
import { Segmented } from '../fields/inputs';
import { NewTemplate } from '../inspector/NewTemplate';
import type { SurfaceProps, Workbench } from '../tools';
import { Desk } from './Desk';
import { Frame } from './Frame';
import '../forms.css';
import './content.css';

/** One message of the scenario, as its list names it. */
interface Step {
  readonly node: MessageNode;
  readonly index: number;
  readonly time: string;
  readonly title: string;
}

export type View = 'write' | 'read';

/** Every message of the scenario written with room: the list, the words, and how they read for somebody. */
export default function ContentSurface({ bench, onClose }: SurfaceProps) {
  const { state, session, locale } = bench;
  return (
    <FormsProvider
      catalogue={state.catalogue}
      findings={state.findings}
      locale={locale}
      readOnly={state.readOnly}
      texts={session.texts}
    >
      <Surface bench={bench} onClose={onClose} />
    </FormsProvider>
  );
}

function stepsOf({ state, graph, wording }: Workbench): readonly Step[] {
  const times = graph.contactTimes();
  return state.scenario.nodes
    .flatMap((node, index) =>
      node.kind === 'message'
        ? [{ node, index, time: times.get(node.id) ?? '', title: wording.step(node, state.scenario).title }]
        : [],
    )
    .sort((a, b) => Number(a.time.slice(1)) - Number(b.time.slice(1)));
}

function Surface({ bench, onClose }: SurfaceProps) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const { state } = bench;
  const steps = useMemo(() => stepsOf(bench), [bench]);
  const [chosen, setChosen] = useState(bench.selection.nodes[0]);
  const [view, setView] = useState<View>('write');
  const step = steps.find(({ node }) => node.id === chosen) ?? steps[0];
  const choose = (id: string): void => {
    setChosen(id);
    bench.select({ nodes: [id], edges: [] });
  };
  return (
    <Frame
      actions={
        step?.node.template && (
          <span className="ct-view">
            <Segmented<View>
              label={c('view.label')}
              onChange={setView}
              options={[
                { value: 'write', label: c('view.write') },
                { value: 'read', label: c('view.read') },
              ]}
              value={view}
            />
          </span>
        )
      }
      closeLabel={c('desk.close')}
      onClose={onClose}
      title={c('desk.title', { name: textOf(state.scenario.name, say.locale) || state.scenario.key })}
    >
      {step ? (
        <div className="ct-columns">
          <Rail current={step} onChoose={choose} steps={steps} />
          <Message bench={bench} key={step.node.id} step={step} steps={steps} view={view} />
        </div>
      ) : (
        <Note severity="info">{c('desk.none')}</Note>
      )}
    </Frame>
  );
}

interface RailProps {
  steps: readonly Step[];
  current: Step;
  onChoose(id: string): void;
}

/** The messages in the order in which a contact meets them; a list where there is no room for a column. */
function Rail({ steps, current, onChoose }: RailProps) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const id = useId();
  return (
    <nav aria-label={c('desk.messages')} className="ct-rail">
      <label className="f-hidden" htmlFor={id}>
        {c('desk.message')}
      </label>
      <select
        className="f-input f-select ct-rail-select"
        id={id}
        onChange={(event) => onChoose(event.target.value)}
        value={current.node.id}
      >
        {steps.map(({ node, time, title }) => (
          <option key={node.id} value={node.id}>
            {time} · {title}
          </option>
        ))}
      </select>
      <ol className="ct-rail-list">
        {steps.map(({ node, time, title }) => (
          <li key={node.id}>
            <button
              aria-current={node.id === current.node.id ? 'true' : undefined}
              className="ct-rail-step"
              onClick={() => onChoose(node.id)}
              type="button"
            >
              <KindIcon channel={node.channel} kind="message" size={16} />
              <span className="f-step-time">{time}</span>
              <span className="ct-rail-title">{title}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface MessageProps {
  bench: Workbench;
  step: Step;
  steps: readonly Step[];
  view: View;
}

function Message({ bench, step, steps, view }: MessageProps) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const { scenario } = bench.state;
  const { node, index } = step;
  const { trigger, priority } = scenario;
  if (!node.template)
    return (
      <div className="ct-write">
        <Note severity="info">{c('desk.blank')}</Note>
        <NewTemplate
          channel={node.channel ?? 'email'}
          onCreate={(template) => {
            bench.session.texts.made(template);
            bench.session.setField(['nodes', index, 'template'], template.key);
          }}
          suggestion={`${scenario.key}-${node.id}`}
        />
      </div>
    );
  const others = steps.filter((one) => one !== step && one.node.template === node.template);
  return (
    <Desk
      about={{
        event: trigger?.kind === 'event' ? trigger.event : undefined,
        category: node.category ?? priority?.class,
      }}
      key={node.template}
      template={node.template}
      title={[step.time, step.title].filter(Boolean).join(' · ')}
      view={view}
    >
      {others.length > 0 && (
        <p className="f-hint">
          {c('desk.shared', {
            count: others.length,
            steps: say.list(
              others.map(({ time }) => time),
              'conjunction',
            ),
          })}
        </p>
      )}
    </Desk>
  );
}
