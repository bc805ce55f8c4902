import { useCallback, useMemo, useState } from 'react';
import { type DrawT, drawWords } from '../../i18n/draw';
import { arrange } from '../../layout/first';
import { type Alignment, type Axis, aligned, arrangePart, distributed, partOf } from '../../model/arrange';
import type { Blank } from '../../model/blank';
import type { GroupTone, NoteTone, Position, Size } from '../../model/document';
import { withText } from '../../model/document';
import { canFold, isFolded } from '../../model/fold';
import { CARD, GAP } from '../../model/geometry';
import { group, groupExactly, setGroup, ungroup } from '../../model/groups';
import { addNote, growNote, setNote } from '../../model/notes';
import { replaceKind } from '../../model/replace';
import { boxesOf, groupKey, moveThings, noteKey, thingOf } from '../../model/things';
import { blankLabel } from './Rail';
import type { Stage } from './stage';
import type { ThingActions } from './thingContext';
import type { Folding } from './useFolding';
import type { Sight } from './useSight';

/** What is drawn beside the steps, and what is done with several of them at once. */
export interface Drawing {
  d: DrawT;
  things: ThingActions;
  addNote(at?: Position): void;
  write(key: string): void;
  group(): void;
  ungroup(): void;
  align(how: Alignment): void;
  distribute(how: Axis): void;
  /** Lays out the chosen steps alone. */
  arrange(): void;
  replace(blank: Blank): void;
  setNoteTone(tone: NoteTone): void;
  setGroupTone(tone: GroupTone): void;
  grow(by: Size): void;
  fold(way?: string): void;
  unfoldAll(): void;
}

export function useDrawing(
  stage: Stage,
  sight: Sight,
  folding: Folding,
  middleOfView: () => Position,
): Drawing {
  const { session, state, selection, onSelect, locale, wording, say, store, t } = stage;
  const { readOnly } = state;
  const d = drawWords(locale);
  const [writing, setWriting] = useState<string>();
  const { focusStep } = sight;

  const chooseGroup = useCallback(
    (id: string): void => {
      const found = session.snapshot().scenario.groups?.find((one) => one.id === id);
      if (found) onSelect({ nodes: found.nodes, edges: [] });
    },
    [session, onSelect],
  );
  const things = useMemo(
    (): ThingActions => ({
      locale,
      d,
      readOnly,
      writing,
      write: setWriting,
      setWords: (key, words) => {
        const { kind, id } = thingOf(key);
        session.change((now) => {
          if (kind === 'note') {
            const text = now.notes?.find((one) => one.id === id)?.text;
            return setNote(now, id, { text: withText(text, locale, words) });
          }
          const title = now.groups?.find((one) => one.id === id)?.title;
          return setGroup(now, id, { title: withText(title, locale, words) });
        }, `words ${key}`);
      },
      resize: (id, size) => session.change((now) => setNote(now, id, { size })),
      zoom: () => store.getState().transform[2],
      chooseGroup,
    }),
    [locale, d, readOnly, writing, session, store, chooseGroup],
  );

  const write = (key: string): void => {
    if (!readOnly) setWriting(key);
  };

  function noteBeside(): Position {
    const { places } = session.snapshot();
    const at = selection.nodes.map((id) => places[id]).find((place) => place !== undefined);
    return at ? [at[0] + CARD.width + GAP.across / 2, at[1] - GAP.down / 2] : middleOfView();
  }

  const single = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  const boxes = () =>
    boxesOf(session.snapshot().scenario, session.snapshot().places, selection.nodes, selection.notes);
  const put = (moved: Record<string, Position>, words: (count: number) => string): void => {
    const count = Object.keys(moved).length;
    const done = session.change((now) => moveThings(now, session.snapshot().places, moved));
    say(done ? words(count) : d('done.even'));
  };

  return {
    d,
    things,
    write,
    addNote: (at) => {
      let id: string | undefined;
      const done = session.change((now) => {
        const made = addNote(now, at ?? noteBeside());
        id = made.id;
        return made.scenario;
      });
      if (!done || id === undefined) return;
      say(d('note.added'));
      onSelect({ nodes: [], edges: [], notes: [id] });
      write(noteKey(id));
    },
    group: () => {
      if (selection.nodes.length === 0) {
        say(d('group.none'));
        return;
      }
      const whole = groupExactly(session.snapshot().scenario, selection.nodes);
      if (whole) {
        if (session.change((now) => ungroup(now, [whole.id]))) say(d('group.removed'));
        return;
      }
      let id: string | undefined;
      const done = session.change((now) => {
        const made = group(now, selection.nodes);
        id = made?.id;
        return made?.scenario ?? now;
      });
      if (!done || id === undefined) return;
      say(d('group.added', { count: selection.nodes.length }));
      write(groupKey(id));
    },
    ungroup: () => {
      const chosen = new Set(selection.nodes);
      const touched = (session.snapshot().scenario.groups ?? []).filter((one) =>
        one.nodes.some((id) => chosen.has(id)),
      );
      const ids = touched.map((one) => one.id);
      if (session.change((now) => ungroup(now, ids))) say(d('group.removed'));
    },
    align: (how) => put(aligned(boxes(), how), (count) => d('done.aligned', { count })),
    distribute: (how) => put(distributed(boxes(), how), (count) => d('done.distributed', { count })),
    arrange: () => {
      const ids = selection.nodes;
      arrange(partOf(session.snapshot().scenario, ids)).then(
        (laid) => {
          const done = session.change((now) => arrangePart(now, session.snapshot().places, ids, laid));
          say(d(done ? 'done.arranged.part' : 'done.even'));
        },
        () => say(d('done.arranged.away')),
      );
    },
    replace: (chosen) => {
      if (single === undefined) return;
      const blank = chosen.kind === 'split' ? { ...chosen, path: t('way.yes') } : chosen;
      const node = session.snapshot().scenario.nodes.find((one) => one.id === single);
      if (!node) return;
      const { title } = wording.step(node, session.snapshot().scenario);
      let lost = 0;
      const done = session.change((now) => {
        const made = replaceKind(now, single, blank, node.kind === 'message' ? title : undefined);
        lost = made.lost;
        return made.scenario;
      });
      const kind = blankLabel(blank, wording);
      if (done) say(lost > 0 ? d('done.replaced.lost', { kind, count: lost }) : d('done.replaced', { kind }));
      focusStep(single);
    },
    setNoteTone: (tone) =>
      session.change((now) =>
        (selection.notes ?? []).reduce((before, id) => setNote(before, id, { tone }), now),
      ),
    setGroupTone: (tone) => {
      const whole = groupExactly(session.snapshot().scenario, selection.nodes);
      if (whole) session.change((now) => setGroup(now, whole.id, { tone }));
    },
    grow: (by) =>
      session.change(
        (now) => (selection.notes ?? []).reduce((before, id) => growNote(before, id, by), now),
        `grow ${selection.notes?.join(' ')}`,
      ),
    fold: (way) => {
      if (single === undefined) return;
      const { folds } = folding;
      const ways = stage.graph.waysOf(single);
      const open =
        way === undefined ? ways.some((one) => isFolded(folds, single, one)) : isFolded(folds, single, way);
      if (!open && !canFold(folding.whole, folds, single, way)) {
        say(d('fold.none'));
        return;
      }
      folding.toggle(single, way);
      say(open ? d('fold.unfolded') : d('fold.folded', { count: folding.behind(single, way) }));
    },
    unfoldAll: folding.unfoldAll,
  };
}
