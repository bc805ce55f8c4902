import { Braces, Eye, EyeOff } from 'lucide-react';
import { type FocusEvent, useRef, useState } from 'react';
import type { Channel, Text } from '../../model/document';
import { inSentence } from '../conditions/words';
import { Bilingual, TongueSwitch, wordsIn } from '../fields/Bilingual';
import { useForms } from '../fields/context';
import { Field, Note } from '../fields/Field';
import { TextInput } from '../fields/inputs';
import { withMember } from '../fields/json';
import { Menu } from '../fields/Menu';
import { nameOf } from '../fields/names';
import type { Template } from '../fields/server';
import { useSlow } from '../useSlow';
import { TemplatePreview } from './TemplatePreview';
import { useTemplate } from './useTemplate';

type Part = 'sender' | 'subject' | 'preheader' | 'body' | 'text';

/** The parts a channel shows to the contact, in reading order. */
const PARTS: Readonly<Record<Channel, readonly Part[]>> = {
  email: ['sender', 'subject', 'preheader', 'body'],
  mail: ['subject', 'body'],
  onsite: ['subject', 'body'],
  push: ['subject', 'text'],
  sms: ['sender', 'text'],
  call: ['subject', 'text'],
  audience: ['text'],
  webhook: ['text'],
  meeting: ['text'],
};

const WITH_CTA: readonly Channel[] = ['email', 'mail', 'onsite', 'push'];

/** Characters of one SMS in the GSM alphabet, and of each part of a longer one. */
const SMS = { single: 160, part: 153 } as const;

export function smsParts(words: string): number {
  return words.length <= SMS.single ? 1 : Math.ceil(words.length / SMS.part);
}

interface TemplateEditorProps {
  /** Key of the template. */
  template: string;
  /** The event that lets contacts in, whose properties the message may quote. */
  event: string | undefined;
}

/** What a message says, written beside the step that sends it. */
export function TemplateEditor({ template: key, event }: TemplateEditorProps) {
  const { say, server, texts } = useForms();
  const { current, edit, keepMine, reload } = useTemplate(texts, server, key);
  const [preview, setPreview] = useState(false);
  const slow = useSlow(current.state === 'ready' && current.save === 'saving');

  if (current.state === 'loading') return <p className="f-hint f-loading">{say.t('template.loading')}</p>;
  if (current.state === 'absent')
    return (
      <Note severity={current.status === 404 ? 'warning' : 'error'}>
        {current.status === 404 ? say.t('template.absent', { key }) : current.message || say.t('server.away')}
      </Note>
    );
  const { template, save, message } = current;
  return (
    <div className="f-card f-template">
      <div className="f-template-head">
        <h3 className="f-title">{say.t('template')}</h3>
        <span className={`f-save f-save--${save}`} role="status">
          {say.t(slow ? 'save.slow' : `save.${save}`)}
        </span>
        <TongueSwitch />
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
      <Words edit={edit} event={event} template={template} />
      <button
        aria-expanded={preview}
        className="f-button f-button--soft"
        onClick={() => setPreview(!preview)}
        type="button"
      >
        {preview ? <EyeOff aria-hidden="true" size={14} /> : <Eye aria-hidden="true" size={14} />}
        {say.t(preview ? 'preview.hide' : 'preview.show')}
      </button>
      {preview && <TemplatePreview template={template} />}
    </div>
  );
}

interface WordsProps {
  event: string | undefined;
  template: Template;
  edit(template: Template): void;
}

function Words({ template, event, edit }: WordsProps) {
  const { say, catalogue, tongue } = useForms();
  const last = useRef<HTMLInputElement | HTMLTextAreaElement>(undefined);
  const parts = PARTS[template.channel] ?? PARTS.email;
  const set = (part: Part, value: Text | undefined): void => edit(withMember(template, part, value));
  const remember = (event: FocusEvent): void => {
    const { target } = event;
    if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) last.current = target;
  };
  /** Puts a merge field where the caret was; the input's own event tells React. */
  const put = (name: string): void => {
    const field = last.current;
    if (!field?.isConnected) return;
    field.focus();
    field.setRangeText(`{{ ${name} }}`, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const properties = catalogue.events.find(({ name }) => name === event)?.properties ?? {};
  const variables = [
    ...Object.keys(properties).map((name) => ({
      name: `event.${name}`,
      label: say.t('variable.event', { name: inSentence(nameOf(name, name, say)) }),
    })),
    ...catalogue.attributes
      .slice(0, 12)
      .map(({ name, label }) => ({ name, label: nameOf(name, label, say) })),
    { name: 'brand', label: say.t('variable.brand') },
    { name: 'unsubscribe_url', label: say.t('variable.unsubscribe') },
  ];
  const sms = template.channel === 'sms' ? wordsIn(template.text, tongue).length : 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only remembers which of its inputs had the caret.
    <div className="f-words" onFocus={remember}>
      {parts.map((part) => (
        <Bilingual
          hint={
            part === 'text' && sms > 0
              ? say.t('sms.length', {
                  length: sms,
                  count: smsParts(wordsIn(template.text, tongue)),
                })
              : part === 'body'
                ? say.t('template.body.hint')
                : undefined
          }
          key={part}
          label={say.t(`template.${part}`)}
          multiline={part === 'body' || part === 'text'}
          onChange={(value) => set(part, value)}
          placeholder={say.t(`template.${part}.placeholder`)}
          rows={part === 'body' ? 10 : 4}
          value={template[part]}
        />
      ))}
      <Menu
        icon={<Braces aria-hidden="true" size={14} />}
        items={variables.map(({ name, label }) => ({
          label: label || name,
          keys: name,
          onChoose: () => put(name),
        }))}
        label={say.t('variable.insert')}
        words={say.t('variable.insert')}
      />
      {WITH_CTA.includes(template.channel) && (
        <>
          <Bilingual
            label={say.t('template.cta.label')}
            onChange={(label) => edit({ ...template, cta: withMember(template.cta ?? {}, 'label', label) })}
            placeholder={say.t('template.cta.label.placeholder')}
            value={template.cta?.label}
          />
          <Field label={say.t('template.cta.url')}>
            {(bound) => (
              <TextInput
                {...bound}
                mono
                onChange={(url) =>
                  edit({ ...template, cta: withMember(template.cta ?? {}, 'url', url || undefined) })
                }
                placeholder="https://"
                value={template.cta?.url ?? ''}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}
