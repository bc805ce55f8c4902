import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Channel } from '../../model/document';
import { useForms } from '../fields/context';
import { Field, Note } from '../fields/Field';
import { TextInput } from '../fields/inputs';
import { ServerError, type Template } from '../fields/server';
import { slug } from './NodeForm';

interface NewTemplateProps {
  channel: Channel;
  suggestion: string;
  onCreate(template: Template): void;
}

/** A new template, by its key and name; its words are written below once it exists. */
export function NewTemplate({ channel, suggestion, onCreate }: NewTemplateProps) {
  const { say, server } = useForms();
  const [key, setKey] = useState(suggestion);
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // It is asked for by a button, and has to be seen to have come.
  useEffect(() => {
    form.current?.querySelector('input')?.focus({ preventScroll: true });
    form.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const { value } = await server.createTemplate({
        format: 'message/1',
        key: slug(key),
        channel,
        name: name.trim() || slug(key),
      });
      onCreate(value);
    } catch (reason) {
      setError(reason instanceof ServerError ? reason.message : say.t('server.away'));
      setBusy(false);
    }
  };
  return (
    <form className="f-card" onSubmit={create} ref={form}>
      <Field label={say.t('template.name')}>
        {(bound) => (
          <TextInput
            {...bound}
            onChange={setName}
            placeholder={say.t('template.name.placeholder')}
            value={name}
          />
        )}
      </Field>
      <Field hint={say.t('template.key.hint')} label={say.t('template.key')}>
        {(bound) => <TextInput {...bound} mono onChange={setKey} value={key} />}
      </Field>
      {error && <Note severity="error">{error}</Note>}
      <button className="f-button f-button--primary" disabled={busy || slug(key) === ''} type="submit">
        {say.t('template.create')}
      </button>
    </form>
  );
}
