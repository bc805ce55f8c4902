import { Ellipsis } from 'lucide-react';
import { Fragment } from 'react';
import type { T } from '../../i18n/editor';
import type { Blank } from '../../model/commands';
import { blankKey, iconOf, RAIL, toneOf } from './kinds';

export const DRAG_TYPE = 'application/x-designer-step';

export function blankLabel(blank: Blank, t: T): string {
  return blank.kind === 'message' ? t(`channel.${blank.channel ?? 'email'}`) : t(`kind.${blank.kind}`);
}

interface RailProps {
  t: T;
  onPick(blank: Blank): void;
  onMore(at: DOMRect): void;
}

/** The palette that stays in sight: drag a step from it, or click to add after the chosen one. */
export function Rail({ t, onPick, onMore }: RailProps) {
  return (
    <div className="ed-rail" role="toolbar" aria-orientation="vertical" aria-label={t('palette.label')}>
      {RAIL.map((group, index) => (
        <Fragment key={blankKey(group[0] as Blank)}>
          {index > 0 && <hr className="ed-rail-line" />}
          {group.map((blank) => {
            const Icon = iconOf(blank);
            return (
              <button
                key={blankKey(blank)}
                type="button"
                className="ed-rail-item"
                data-tone={toneOf(blank.kind)}
                draggable
                title={`${blankLabel(blank, t)} — ${t(`palette.about.${blank.kind}`)}`}
                onDragStart={(event) => {
                  event.dataTransfer.setData(DRAG_TYPE, blankKey(blank));
                  event.dataTransfer.effectAllowed = 'copy';
                }}
                onClick={() => onPick(blank)}
              >
                <span className="ed-tile">
                  <Icon aria-hidden="true" strokeWidth={1.9} />
                </span>
                <span className="ed-rail-word">{blankLabel(blank, t)}</span>
              </button>
            );
          })}
          {index === 0 && (
            <button
              type="button"
              className="ed-rail-item"
              data-tone="message"
              title={t('palette.more')}
              onClick={(event) => onMore(event.currentTarget.getBoundingClientRect())}
            >
              <span className="ed-tile">
                <Ellipsis aria-hidden="true" />
              </span>
              <span className="ed-rail-word">{t('palette.more')}</span>
            </button>
          )}
        </Fragment>
      ))}
    </div>
  );
}
