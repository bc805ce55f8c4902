import { X } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useForms } from '../fields/context';
import { Field, Note } from '../fields/Field';
import { TextInput } from '../fields/inputs';
import { ServerError, type TestSend } from '../fields/server';

interface TestSendDialogProps {
  scenario: string;
  node: string;
  onClose(): void;
}

type State =
  | { readonly state: 'asking' | 'sending' }
  | { readonly state: 'done'; readonly result: TestSend }
  | { readonly state: 'failed'; readonly message: string };

/** Sends the message of one step to an address of one's own; nothing is counted. */
export function TestSendDialog({ scenario, node, onClose }: TestSendDialogProps) {
  const { say, server } = useForms();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [address, setAddress] = useState('');
  const [contact, setContact] = useState('');
  const [state, setState] = useState<State>({ state: 'asking' });

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setState({ state: 'sending' });
    try {
      const result = await server.testSend(scenario, node, address.trim(), contact.trim() || undefined);
      setState({ state: 'done', result });
    } catch (reason) {
      const message = reason instanceof ServerError ? reason.message : say.t('server.away');
      setState({ state: 'failed', message });
    }
  };
  return (
    <dialog aria-labelledby={id} className="forms f-dialog" onClose={onClose} ref={dialog}>
      <form onSubmit={send}>
        <header className="f-dialog-head">
          <h2 className="f-step-title" id={id}>
            {say.t('test.title')}
          </h2>
          <button
            aria-label={say.t('dialog.close')}
            className="f-icon"
            onClick={onClose}
            title={say.t('dialog.close')}
            type="button"
          >
            <X aria-hidden="true" size={16} />
          </button>
        </header>
        <p className="f-sentence">{say.t('test.sentence')}</p>
        <Field label={say.t('test.address')}>
          {(bound) => (
            <TextInput
              {...bound}
              onChange={setAddress}
              placeholder="vous@exemple.fr"
              type="email"
              value={address}
            />
          )}
        </Field>
        <Field hint={say.t('test.contact.hint')} label={say.t('test.contact')}>
          {(bound) => <TextInput {...bound} mono onChange={setContact} value={contact} />}
        </Field>
        <div aria-live="polite">
          {state.state === 'failed' && <Note severity="error">{state.message}</Note>}
          {state.state === 'done' && (
            <Note severity={state.result.state === 'sent' ? 'info' : 'warning'}>
              {state.result.state === 'sent'
                ? say.t('test.sent', { subject: state.result.subject, address })
                : say.t('test.not_sent', { detail: state.result.detail || state.result.state })}
            </Note>
          )}
        </div>
        <footer className="f-dialog-foot">
          <button className="f-button f-button--ghost" onClick={onClose} type="button">
            {say.t('dialog.close')}
          </button>
          <button
            className="f-button f-button--primary"
            disabled={address.trim().length < 3 || state.state === 'sending'}
            type="submit"
          >
            {say.t(state.state === 'sending' ? 'test.sending' : 'test.send')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
