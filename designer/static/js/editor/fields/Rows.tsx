import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useForms } from './context';
import { moved, withItem } from './json';

interface RowsProps<T> {
  items: readonly T[];
  onChange(items: T[]): void;
  /** A new item; without it nothing can be added here. */
  blank?: (() => T) | undefined;
  addWords: string;
  /** Name of a row, for its buttons. */
  nameOf(item: T, index: number): string;
  /** Whether the order means something. */
  ordered?: boolean | undefined;
  /** Least number of rows. */
  least?: number | undefined;
  empty?: string | undefined;
  /** One line a row: its buttons stand beside it. */
  compact?: boolean | undefined;
  children(item: T, change: (item: T) => void, index: number): ReactNode;
}

/** A list of records: each is a block of fields that can be taken away, moved, and followed by another. */
export function Rows<T>({
  items,
  onChange,
  blank,
  addWords,
  nameOf,
  ordered = false,
  least = 0,
  empty,
  compact = false,
  children,
}: RowsProps<T>) {
  const { say } = useForms();
  const root = useRef<HTMLDivElement>(null);
  // What the focus follows once the rows are drawn again.
  const followed = useRef<'added' | 'removed'>(undefined);
  useEffect(() => {
    if (followed.current === undefined) return;
    const target =
      followed.current === 'added'
        ? '.f-record:last-of-type :is(input, select, textarea)'
        : ':scope > .f-button';
    followed.current = undefined;
    root.current?.querySelector<HTMLElement>(target)?.focus();
  });
  return (
    <div className="f-records" ref={root}>
      {items.length === 0 && empty && <p className="f-cond-empty">{empty}</p>}
      {items.map((item, index) => {
        const name = nameOf(item, index) || say.t('rows.unnamed', { number: index + 1 });
        return (
          <fieldset
            aria-label={name}
            className={compact ? 'f-record f-record--compact' : 'f-record'}
            // biome-ignore lint/suspicious/noArrayIndexKey: records have no id, the document knows them by their place.
            key={index}
          >
            <div className="f-record-fields">
              {children(item, (next) => onChange(withItem(items, index, next)), index)}
            </div>
            <div className="f-record-acts">
              {ordered && (
                <>
                  <button
                    aria-label={say.t('rows.up', { name })}
                    className="f-icon"
                    disabled={index === 0}
                    onClick={() => onChange(moved(items, index, -1))}
                    title={say.t('condition.up')}
                    type="button"
                  >
                    <ArrowUp aria-hidden="true" size={14} />
                  </button>
                  <button
                    aria-label={say.t('rows.down', { name })}
                    className="f-icon"
                    disabled={index === items.length - 1}
                    onClick={() => onChange(moved(items, index, 1))}
                    title={say.t('condition.down')}
                    type="button"
                  >
                    <ArrowDown aria-hidden="true" size={14} />
                  </button>
                </>
              )}
              <button
                aria-label={say.t('chips.remove', { name })}
                className="f-icon"
                disabled={items.length <= least}
                onClick={() => {
                  followed.current = 'removed';
                  onChange(withItem(items, index, undefined));
                }}
                title={say.t('condition.remove')}
                type="button"
              >
                <Trash2 aria-hidden="true" size={14} />
              </button>
            </div>
          </fieldset>
        );
      })}
      {blank && (
        <button
          className="f-button f-button--soft"
          onClick={() => {
            followed.current = 'added';
            onChange([...items, blank()]);
          }}
          type="button"
        >
          <Plus aria-hidden="true" size={14} />
          {addWords}
        </button>
      )}
    </div>
  );
}
