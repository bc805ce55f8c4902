import { ChevronDown, ChevronRight, CircleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import type { TrialMessage } from '../../api/schema';
import { MailFrame } from '../content/MailFrame';
import { Segmented } from '../fields/inputs';
import type { Telling } from './words';

interface MessageViewProps {
  message: TrialMessage;
  name: string;
  telling: Telling;
}

/** The message as this contact would read it, folded to its subject. */
export function MessageView({ message, name, telling }: MessageViewProps) {
  const { t } = telling;
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState<'html' | 'text'>('html');
  const body = useId();
  if (message.fault)
    return (
      <p className="tr-fault">
        <CircleAlert aria-hidden="true" />
        {message.fault}
      </p>
    );
  if (message.template === null) return <p className="tr-soft">{t('message.none')}</p>;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <div className="tr-message">
      <p>
        <button
          type="button"
          className="button plain small"
          aria-expanded={open}
          aria-controls={body}
          onClick={() => setOpen(!open)}
        >
          <Icon className="icon" aria-hidden="true" />
          {t(open ? 'message.hide' : 'message.show')}
        </button>
        <span className="tr-subject">{message.subject || message.text.split('\n')[0]}</span>
      </p>
      {open && (
        <div id={body} className="tr-letter">
          {message.html !== '' && (
            <Segmented<'html' | 'text'>
              label={t('message.form')}
              value={form}
              onChange={setForm}
              options={[
                { value: 'html', label: t('message.html') },
                { value: 'text', label: t('message.text') },
              ]}
            />
          )}
          <p className="tr-soft">
            {[
              message.sender && t('message.from', { sender: message.sender }),
              message.variant !== null && t('message.variant', { variant: message.variant }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {form === 'html' && message.html !== '' ? (
            <MailFrame dark={false} html={message.html} title={t('message.frame', { name })} />
          ) : (
            <pre>{message.text}</pre>
          )}
        </div>
      )}
    </div>
  );
}
