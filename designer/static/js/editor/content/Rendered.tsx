import { contentWords } from '../../i18n/content';
import type { Channel } from '../../model/document';
import { useForms } from '../fields/context';
import { Note } from '../fields/Field';
import type { Preview, SmsLength, SmsLengths } from '../fields/server';
import { MailFrame } from './MailFrame';

/** Width of a telephone, in pixels. */
const PHONE = 360;

interface RenderedProps {
  channel: Channel;
  preview: Preview;
  /** Whose message it is. */
  name: string;
  dark: boolean;
  phone: boolean;
  textOnly: boolean;
  lengths: SmsLengths | undefined;
}

/** A message as its channel shows it: an inbox and a page, a bubble, a notification, a script. */
export function Rendered(props: RenderedProps) {
  const { channel, preview, dark, phone, textOnly } = props;
  const { say } = useForms();
  const c = contentWords(say.locale);
  const width = phone ? PHONE : undefined;
  if (channel === 'sms') return <Bubble {...props} />;
  if (channel === 'push') return <Banner dark={dark} preview={preview} />;
  return (
    <div className="ct-rendered" lang={preview.language}>
      {channel === 'email' ? (
        <Inbox dark={dark} preview={preview} width={width} />
      ) : (
        preview.subject && <p className="ct-subject">{preview.subject}</p>
      )}
      {preview.html !== '' && !textOnly ? (
        <div className="ct-screen" data-dark={dark || undefined}>
          <MailFrame dark={dark} html={preview.html} title={c('read.message')} width={width} />
        </div>
      ) : preview.text.trim() === '' ? (
        <Note severity="warning">{c('read.empty')}</Note>
      ) : (
        <pre className="ct-text" data-dark={dark || undefined} style={{ maxWidth: width }}>
          {preview.text}
        </pre>
      )}
    </div>
  );
}

/** The line of an inbox: who writes, about what, and how it begins. */
function Inbox({
  preview,
  dark,
  width,
}: Pick<RenderedProps, 'preview' | 'dark'> & { width: number | undefined }) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const letter = [...preview.sender][0] ?? '?';
  return (
    <figure className="ct-inbox" data-dark={dark || undefined} style={{ maxWidth: width }}>
      <figcaption className="f-hidden">{c('read.inbox')}</figcaption>
      <span aria-hidden="true" className="ct-avatar">
        {letter.toUpperCase()}
      </span>
      <p className="ct-inbox-from">{preview.sender}</p>
      <p className="ct-inbox-when">{c('read.now')}</p>
      <p className="ct-inbox-line">
        <b>{preview.subject || c('read.subject.none')}</b>
        {preview.preheader && <span> – {preview.preheader}</span>}
      </p>
    </figure>
  );
}

function Bubble({ preview, dark, name, lengths }: RenderedProps) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const told = ({ units, left, parts }: SmsLength): string => c('sms.length', { units, left, count: parts });
  return (
    <div className="ct-rendered">
      <div className="ct-bubbles" data-dark={dark || undefined} lang={preview.language}>
        <p className="ct-bubble-from">{preview.sender}</p>
        {preview.text.trim() === '' ? (
          <Note severity="warning">{c('read.empty')}</Note>
        ) : (
          <p className="ct-bubble">{preview.text}</p>
        )}
      </div>
      {preview.sms && preview.sms.units > 0 && (
        <p className="f-hint">{c('sms.this', { name, length: told(preview.sms) })}</p>
      )}
      {lengths?.longest && lengths.longest.units > 0 && (
        <p className="f-hint">{c('sms.most', { looked: lengths.looked, length: told(lengths.longest) })}</p>
      )}
    </div>
  );
}

function Banner({ preview, dark }: Pick<RenderedProps, 'preview' | 'dark'>) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  return (
    <div className="ct-bubbles" data-dark={dark || undefined} lang={preview.language}>
      <div className="ct-banner">
        <p className="ct-inbox-from">{preview.sender}</p>
        <p className="ct-inbox-when">{c('read.now')}</p>
        {preview.subject && (
          <p className="ct-inbox-line">
            <b>{preview.subject}</b>
          </p>
        )}
        <p className="ct-banner-text">{preview.text}</p>
      </div>
    </div>
  );
}
