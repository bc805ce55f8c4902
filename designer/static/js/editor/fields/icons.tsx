import type { Channel, NodeKind } from '../../model/document';
import { iconOf } from '../canvas/kinds';

export function ChannelIcon({ channel, size = 14 }: { channel: Channel; size?: number | undefined }) {
  const Icon = iconOf({ kind: 'message', channel });
  return <Icon aria-hidden="true" size={size} />;
}

interface KindIconProps {
  kind: NodeKind;
  channel?: Channel | undefined;
  size?: number | undefined;
}

export function KindIcon({ kind, channel, size = 16 }: KindIconProps) {
  const Icon = iconOf({ kind, channel });
  return <Icon aria-hidden="true" size={size} />;
}
