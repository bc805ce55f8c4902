import { Ellipsis, StickyNote } from 'lucide-react';
import { Fragment } from 'react';
import { drawWords } from '../../i18n/draw';
import type { Blank } from '../../model/commands';
import type { Wording } from '../stepWords';
import { blankKey, iconOf, RAIL, toneOf } from './kinds';

export const DRAG_TYPE = 'application/x-designer-step';

/** What a step is called before it is anything: its channel, or its kind. */
export function blankLabel(blank: Blank, wording: Wording): string {
  return blank.kind === 'message' ? wording.channel(blank.channel) : wording.t(`kind.${blank.kind}`);
}

/** One line on what a step does; a channel speaks for itself. */
export function blankAbout({ kind }: Blank, { t }: Wording): string {
  return kind === 'message' ? '' : t(`palette.about.${kind}`);
}

interface RailProps {
  wording: Wording;
  onNote(): void;
  onPick(blank: Blank): void;
  onMore(at: DOMRect): void;
}

/** The palette that stays in sight: drag a step from it, or click to add after the chosen one. */
export function Rail({ wording, onPick, onMore, onNote }: RailProps) {
  const { t } = wording;
  const d = drawWords(wording.locale);
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
                aria-label={blankLabel(blank, wording)}
                title={[blankLabel(blank, wording), blankAbout(blank, wording)].filter(Boolean).join(' — ')}
                onDragStart={(event) => {
                  event.dataTransfer.setData(DRAG_TYPE, blankKey(blank));
                  event.dataTransfer.effectAllowed = 'copy';
                }}
                onClick={() => onPick(blank)}
              >
                <span className="ed-tile">
                  <Icon aria-hidden="true" strokeWidth={1.9} />
                </span>
                <span className="ed-rail-word">
                  {blank.kind === 'wait_event' ? t('palette.event') : blankLabel(blank, wording)}
                </span>
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
      <hr className="ed-rail-line" />
      <button
        type="button"
        className="ed-rail-item"
        data-tone="wait"
        title={`${d('note.add')} — ${d('note.about')}`}
        onClick={onNote}
      >
        <span className="ed-tile">
          <StickyNote aria-hidden="true" strokeWidth={1.9} />
        </span>
        <span className="ed-rail-word">{d('note.add')}</span>
      </button>
    </div>
  );
}
