import { type FormEvent, useId, useState } from 'react';
import { useForms } from '../fields/context';
import { Dialog } from '../fields/Dialog';
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
  const form = useId();
  const [address, setAddress] = useState('');
  const [contact, setContact] = useState('');
  const [state, setState] = useState<State>({ state: 'asking' });

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
  const isReady = address.trim().length >= 3 && state.state !== 'sending';
  return (
    <Dialog
      foot={
        <>
          <button className="f-button f-button--ghost" onClick={onClose} type="button">
            {say.t('dialog.close')}
          </button>
          <button className="f-button f-button--primary" disabled={!isReady} form={form} type="submit">
            {say.t(state.state === 'sending' ? 'test.sending' : 'test.send')}
          </button>
        </>
      }
      onClose={onClose}
      title={say.t('test.title')}
    >
      <form className="f-stack" id={form} onSubmit={send}>
        <p className="f-sentence">{say.t('test.sentence')}</p>
        <Field label={say.t('test.address')}>
          {(bound) => (
            <TextInput
              {...bound}
              onChange={setAddress}
              placeholder={say.t('test.address.placeholder')}
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
            <Note severity="info">{say.t('test.sent', { subject: state.result.subject, address })}</Note>
          )}
        </div>
      </form>
    </Dialog>
  );
}
