import { FilePlus, MailCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { type Catalogue, CHANNELS, type Channel, type MessageNode, type Path } from '../../model/document';
import { channelName } from '../conditions/words';
import { Combobox } from '../fields/Combobox';
import { findingsAt, useForms } from '../fields/context';
import { DurationInput } from '../fields/DurationInput';
import { Field, FieldGroup, Note } from '../fields/Field';
import { NumberInput, Segmented, Select, TextInput } from '../fields/inputs';
import { listOf } from '../fields/json';
import { Rows } from '../fields/Rows';
import type { PanelProps } from '../panel';
import { NewTemplate } from './NewTemplate';
import { TemplateEditor } from './TemplateEditor';
import { TestSendDialog } from './TestSendDialog';

interface MessageFormProps {
  node: MessageNode;
  path: Path;
  panel: PanelProps;
  set(field: string, value: unknown): void;
  onTemplate(template: Catalogue['templates'][number]): void;
}

const isChannel = (value: string): value is Channel => CHANNELS.some((one) => one === value);

/** The key itself, or with the first number that makes it new. */
function freeKey(key: string, taken: readonly string[]): string {
  if (!taken.includes(key)) return key;
  for (let number = 2; ; number += 1) if (!taken.includes(`${key}-${number}`)) return `${key}-${number}`;
}

export function MessageForm({ node, path, panel, set, onTemplate }: MessageFormProps) {
  const { say, catalogue, findings } = useForms();
  const [creating, setCreating] = useState(false);
  const [testing, setTesting] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const channel = node.channel ?? 'email';
  const channels = CHANNELS.map((one) => ({ value: one, label: channelName(catalogue, one, say) }));
  const taken = catalogue.templates.map(({ key }) => key);
  const isKnown = node.template !== undefined && taken.includes(node.template);
  const isReported = findingsAt(findings, [...path, 'template']).length > 0;
  const suggestion =
    node.template !== undefined && !isKnown
      ? node.template
      : freeKey(`${panel.document.key}-${node.id}`, taken);
  const { trigger } = panel.document;
  const event = trigger?.kind === 'event' ? trigger.event : undefined;
  const fitting = catalogue.templates.filter((template) => template.channel === channel);
  return (
    <>
      <Field label={say.t('message.channel')} path={[...path, 'channel']}>
        {(bound) => (
          <Select
            {...bound}
            onChange={(value) => isChannel(value) && set('channel', value)}
            options={channels}
            value={node.channel ?? ''}
          />
        )}
      </Field>
      <Field label={say.t('message.template')} path={[...path, 'template']}>
        {(bound) => (
          <Combobox
            {...bound}
            free
            onChange={(template) => set('template', template || undefined)}
            options={fitting.map(({ key, name }) => ({
              value: key,
              label: say.text(name) || key,
              key,
            }))}
            placeholder={say.t('message.template.placeholder')}
            value={node.template ?? ''}
          />
        )}
      </Field>
      <div className="f-acts">
        <button
          aria-expanded={creating}
          className="f-button f-button--soft"
          onClick={() => setCreating(!creating)}
          ref={opener}
          type="button"
        >
          <FilePlus aria-hidden="true" size={14} />
          {say.t('template.new')}
        </button>
        {node.template && channel === 'email' && (
          <button className="f-button f-button--soft" onClick={() => setTesting(true)} type="button">
            <MailCheck aria-hidden="true" size={14} />
            {say.t('test.open')}
          </button>
        )}
      </div>
      {creating && (
        <NewTemplate
          channel={channel}
          onCreate={(template) => {
            onTemplate({ key: template.key, channel: template.channel, name: template.name });
            set('template', template.key);
            setCreating(false);
            opener.current?.focus();
          }}
          suggestion={suggestion}
        />
      )}
      {node.template && !creating && isKnown && (
        <TemplateEditor
          about={{ event, category: node.category ?? panel.document.priority?.class }}
          key={node.template}
          onLarge={panel.onTool && (() => panel.onTool?.('content'))}
          template={node.template}
        />
      )}
      {node.template && !isKnown && !isReported && (
        <Note severity="warning">{say.t('template.absent', { key: node.template })}</Note>
      )}
      {testing && (
        <TestSendDialog node={node.id} onClose={() => setTesting(false)} scenario={panel.document.key} />
      )}
      <Blocking node={node} path={path} set={set} />
      <Details node={node} panel={panel} path={path} set={set} />
    </>
  );
}

function Blocking({ node, path, set }: Pick<MessageFormProps, 'node' | 'path' | 'set'>) {
  const { say, catalogue } = useForms();
  const mode = node.if_blocked ?? 'delay';
  const fallback = listOf(node.fallback);
  const left = CHANNELS.filter((one) => one !== node.channel && !fallback.includes(one));
  return (
    <>
      <FieldGroup label={say.t('blocked')} path={[...path, 'if_blocked']}>
        <Segmented
          label={say.t('blocked')}
          onChange={(value) => set('if_blocked', value === 'delay' ? undefined : value)}
          options={(['delay', 'skip', 'exit', 'fallback'] as const).map((value) => ({
            value,
            label: say.t(`blocked.${value}`),
          }))}
          value={mode}
        />
        <p className="f-hint">{say.t(`blocked.${mode}.hint`)}</p>
      </FieldGroup>
      {mode === 'delay' && (
        <Field hint={say.t('ttl.hint')} label={say.t('ttl')} path={[...path, 'ttl']}>
          {(bound) => (
            <DurationInput
              {...bound}
              label={say.t('ttl')}
              onChange={(ttl) => set('ttl', ttl)}
              placeholder="P5D"
              value={node.ttl}
            />
          )}
        </Field>
      )}
      {mode === 'fallback' && (
        <FieldGroup hint={say.t('fallback.hint')} label={say.t('fallback')} path={[...path, 'fallback']}>
          <Rows
            addWords={say.t('fallback.add')}
            blank={left.length > 0 ? (): Channel => left[0] ?? 'sms' : undefined}
            compact
            empty={say.t('fallback.empty')}
            items={fallback}
            nameOf={(channel) => channelName(catalogue, channel, say)}
            onChange={(items) => set('fallback', items.length > 0 ? items : undefined)}
            ordered
          >
            {(item, change, index) => (
              <Field hideLabel label={say.t('fallback.rank', { rank: index + 1 })}>
                {(bound) => (
                  <Select
                    {...bound}
                    onChange={(value) => isChannel(value) && change(value)}
                    options={[item, ...left].map((one) => ({
                      value: one,
                      label: channelName(catalogue, one, say),
                    }))}
                    value={item}
                  />
                )}
              </Field>
            )}
          </Rows>
        </FieldGroup>
      )}
    </>
  );
}

function Details({ node, path, panel, set }: Omit<MessageFormProps, 'onTemplate'>) {
  const { say, catalogue } = useForms();
  const inherited = panel.document.priority?.class ?? 'commercial';
  const inheritedLabel = catalogue.categories.find(({ key }) => key === inherited);
  const isSet = node.category !== undefined || node.weight !== undefined || node.merge !== undefined;
  return (
    <details className="f-more" open={isSet || undefined}>
      <summary>{say.t('message.more')}</summary>
      <Field
        hint={say.t('message.category.hint')}
        label={say.t('message.category')}
        path={[...path, 'category']}
      >
        {(bound) => (
          <Select
            {...bound}
            empty={say.t('message.category.inherited', {
              name: inheritedLabel ? say.text(inheritedLabel.label) : inherited,
            })}
            onChange={(value) => set('category', value || undefined)}
            options={catalogue.categories.map(({ key, label }) => ({
              value: key,
              label: say.text(label),
            }))}
            value={node.category ?? ''}
          />
        )}
      </Field>
      <Field hint={say.t('message.weight.hint')} label={say.t('message.weight')} path={[...path, 'weight']}>
        {(bound) => (
          <NumberInput
            {...bound}
            digits={2}
            min={0}
            onChange={(weight) => set('weight', weight)}
            placeholder={say.t('message.weight.placeholder')}
            value={node.weight}
          />
        )}
      </Field>
      <Field hint={say.t('message.merge.hint')} label={say.t('message.merge')} path={[...path, 'merge']}>
        {(bound) => (
          <TextInput
            {...bound}
            onChange={(merge) => set('merge', merge || undefined)}
            placeholder={say.t('message.merge.placeholder')}
            value={node.merge ?? ''}
          />
        )}
      </Field>
    </details>
  );
}
