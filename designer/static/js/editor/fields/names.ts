/** Names of attributes and events as people read them. */

import type { Text } from '../../model/document';
import type { SaidKey, Speech } from './speech';

/** Names every workspace has, whose catalogue label is the name itself. */
const KNOWN = [
  'id',
  'email',
  'phone',
  'language',
  'timezone',
  'household',
  'account',
  'first_name',
  'last_name',
  'birth_date',
  'consent_email',
  'consent_sms',
  'consent_push',
  'consent_call',
  'consent_mail',
  'consent_onsite',
  'consent_audience',
  'consent_webhook',
  'consent_meeting',
  'message.sent',
  'message.delivered',
  'message.opened',
  'message.clicked',
  'message.replied',
  'message.bounced',
  'message.complained',
  'message.unsubscribed',
  'task.done',
  'task.refused',
  'task.expired',
  'scenario',
  'node',
  'channel',
  'template',
  'amount',
] as const;
type Known = (typeof KNOWN)[number];

const isKnown = (name: string): name is Known => KNOWN.some((one) => one === name);

/** The label in the reader's language; for a name that labels itself, the product's own words. */
export function nameOf(name: string, label: Text | undefined, say: Speech): string {
  const words = say.text(label);
  if (words !== '' && words !== name) return words;
  const key: SaidKey | undefined = isKnown(name) ? `known.${name}` : undefined;
  return key ? say.t(key) : name;
}
