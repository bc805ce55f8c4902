import {
  BellRing,
  CircleHelp,
  ClipboardList,
  Clock,
  FlaskConical,
  Hourglass,
  LogOut,
  type LucideIcon,
  Mail,
  Mailbox,
  MessageSquareText,
  MousePointerClick,
  PencilLine,
  Phone,
  Split,
  Users,
  Video,
  Webhook,
  Zap,
} from 'lucide-react';
import type { Blank } from '../../model/commands';
import type { Channel, Node, NodeKind } from '../../model/document';
import { CHANNELS } from '../../model/document';

const KIND_ICONS: Record<NodeKind, LucideIcon> = {
  trigger: Zap,
  message: Mail,
  wait: Clock,
  wait_event: Hourglass,
  split: Split,
  experiment: FlaskConical,
  task: ClipboardList,
  update: PencilLine,
  exit: LogOut,
};

const CHANNEL_ICONS: Record<Channel, LucideIcon> = {
  email: Mail,
  sms: MessageSquareText,
  push: BellRing,
  call: Phone,
  mail: Mailbox,
  onsite: MousePointerClick,
  audience: Users,
  webhook: Webhook,
  meeting: Video,
};

/** The icon of a node: a message wears its channel's. */
export function iconOf(node: Pick<Node, 'kind'> & { channel?: Channel | undefined }): LucideIcon {
  if (node.kind === 'message') return CHANNEL_ICONS[node.channel ?? 'email'] ?? Mail;
  // A draft may hold a kind from another version of the format.
  return KIND_ICONS[node.kind] ?? CircleHelp;
}

/** The colour family of a kind; the two waits share one. */
export function toneOf(kind: NodeKind): string {
  if (kind === 'wait_event') return 'wait';
  return kind in KIND_ICONS ? kind : 'exit';
}

/** What the rail offers, in groups. */
export const RAIL: readonly (readonly Blank[])[] = [
  [
    { kind: 'message', channel: 'email' },
    { kind: 'message', channel: 'sms' },
  ],
  [{ kind: 'wait' }, { kind: 'wait_event' }],
  [{ kind: 'split' }, { kind: 'experiment' }],
  [{ kind: 'task' }, { kind: 'update' }],
  [{ kind: 'exit' }],
];

/** Everything that can be added, the usual first. */
export const ALL_BLANKS: readonly Blank[] = [
  ...RAIL.flat(),
  ...CHANNELS.filter((channel) => channel !== 'email' && channel !== 'sms').map(
    (channel): Blank => ({ kind: 'message', channel }),
  ),
];

export function blankKey(blank: Blank): string {
  return blank.channel ? `${blank.kind}:${blank.channel}` : blank.kind;
}

/** The blank a drag carries, or nothing where the drag is not ours. */
export function blankOfKey(key: string): Blank | undefined {
  return [...ALL_BLANKS, { kind: 'trigger' } as Blank].find((blank) => blankKey(blank) === key);
}
