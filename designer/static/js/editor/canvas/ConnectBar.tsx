import { Unlink, X } from 'lucide-react';
import { drawingWords } from '../../i18n/drawing';
import type { Graph } from '../../model/graph';
import type { Wording } from '../stepWords';
import type { Linking } from './useLinking';

interface ConnectBarProps {
  linking: Linking;
  graph: Graph;
  wording: Wording;
  titleOf(id: string): string;
}

/** Says what is being connected and how to go on, while a connection is drawn by click or keyboard. */
export function ConnectBar({ linking, graph, wording, titleOf }: ConnectBarProps) {
  const { link } = linking;
  const source = link && graph.nodes.get(link.from);
  if (!link || !source) return null;
  const { t } = wording;
  const words = drawingWords(wording.locale);
  const moves = link.asks === 'from';
  const way = graph.waysOf(link.from).length > 1 ? wording.way(source, link.way) : undefined;
  const present = graph.by(link.from, link.way);
  const connected = moves ? link.edge : present;
  const replaced = present && present !== connected ? present : undefined;
  const ask = moves
    ? way === undefined
      ? words('link.from')
      : words('link.from.way', { way })
    : way === undefined
      ? t('connect.banner.only')
      : t('connect.banner', { way });
  return (
    <div className="ed-linkbar" role="status">
      <span className="ed-linkbar-words">
        <strong>{ask}</strong>
        {moves ? (
          <span>{words('link.source', { title: titleOf(link.from) })}</span>
        ) : (
          link.target !== undefined && <span>{t('connect.target', { title: titleOf(link.target) })}</span>
        )}
        {replaced && <span>{words('link.replaces', { title: titleOf(replaced.to) })}</span>}
        <span className="ed-linkbar-help ed-fine">{moves ? words('link.help') : t('connect.help')}</span>
        <span className="ed-linkbar-help ed-coarse">
          {moves ? words('link.touch') : t('connect.help.touch')}
        </span>
      </span>
      {connected && (
        <button
          type="button"
          className="button plain small"
          onClick={() => {
            linking.unlink(connected);
            linking.finish(undefined);
          }}
        >
          <Unlink className="icon" aria-hidden="true" />
          {t('connect.unlink')}
        </button>
      )}
      <button
        type="button"
        className="button plain square small"
        aria-label={t('connect.cancel')}
        onClick={() => linking.finish(undefined)}
      >
        <X className="icon" aria-hidden="true" />
      </button>
    </div>
  );
}
