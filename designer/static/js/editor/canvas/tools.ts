import { FoldVertical, Group, Network, PanelTop, StickyNote, UnfoldVertical, Ungroup } from 'lucide-react';
import { drawWords } from '../../i18n/draw';
import { groupOf } from '../../model/groups';
import type { Tool, Workbench } from '../tools';
import { withCtrl } from './keys';
import type { Drawing } from './useDrawing';
import { hasFolds } from './useFolding';

const draws = (bench: Workbench, run: (drawing: Drawing) => void): void => bench.canvas.current?.draw(run);
const editable = ({ state }: Workbench): boolean => !state.readOnly;

/** Lays out what nobody placed by hand. */
async function keepPlaced({ session, say, locale }: Workbench): Promise<void> {
  const d = drawWords(locale);
  const count = session.snapshot().scenario.placed?.length ?? 0;
  const done = await session.tidy(true);
  if (done) say(count > 0 ? d('done.arranged.kept', { count }) : d('done.arranged.none'));
  else say(d('done.even'));
}

/** What the canvas offers beside its steps, and for several of them at once. */
export const DRAW_TOOLS: readonly Tool[] = [
  {
    id: 'note',
    group: 'draw',
    icon: StickyNote,
    label: (locale) => drawWords(locale)('tool.note'),
    key: {
      caps: ['N'],
      single: true,
      matches: ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
        key.toLowerCase() === 'n' && !ctrlKey && !metaKey && !altKey && !shiftKey,
    },
    shown: editable,
    run: (bench) => draws(bench, (drawing) => drawing.addNote()),
  },
  {
    id: 'group',
    group: 'draw',
    quiet: true,
    icon: Group,
    label: (locale) => drawWords(locale)('tool.group'),
    key: withCtrl('G'),
    shown: (bench) => editable(bench) && bench.selection.nodes.length > 0,
    run: (bench) => draws(bench, (drawing) => drawing.group()),
  },
  {
    id: 'ungroup',
    group: 'draw',
    quiet: true,
    icon: Ungroup,
    label: (locale) => drawWords(locale)('tool.ungroup'),
    key: withCtrl('G', { shift: true }),
    shown: (bench) =>
      editable(bench) && bench.selection.nodes.some((id) => groupOf(bench.state.scenario, id) !== undefined),
    run: (bench) => draws(bench, (drawing) => drawing.ungroup()),
  },
  {
    id: 'fold',
    group: 'draw',
    quiet: true,
    icon: FoldVertical,
    label: (locale) => drawWords(locale)('tool.fold'),
    key: {
      caps: ['F'],
      single: true,
      matches: ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
        key.toLowerCase() === 'f' && !ctrlKey && !metaKey && !altKey && !shiftKey,
    },
    shown: ({ selection }) => selection.nodes.length === 1,
    run: (bench) => draws(bench, (drawing) => drawing.fold()),
  },
  {
    id: 'unfold',
    group: 'draw',
    icon: UnfoldVertical,
    label: (locale) => drawWords(locale)('tool.unfold'),
    shown: ({ state }) => hasFolds(state.scenario.key),
    run: (bench) => draws(bench, (drawing) => drawing.unfoldAll()),
  },
  {
    id: 'keep-placed',
    group: 'draw',
    icon: Network,
    label: (locale) => drawWords(locale)('tool.keep'),
    shown: editable,
    run: (bench) => void keepPlaced(bench),
  },
  {
    id: 'arrange-selection',
    group: 'draw',
    quiet: true,
    icon: Network,
    label: (locale) => drawWords(locale)('tool.part'),
    shown: (bench) => editable(bench) && bench.selection.nodes.length > 1,
    run: (bench) => draws(bench, (drawing) => drawing.arrange()),
  },
  {
    id: 'selection-bar',
    group: 'draw',
    quiet: true,
    icon: PanelTop,
    label: (locale) => drawWords(locale)('tool.bar'),
    key: { caps: ['Alt', 'F10'], matches: ({ key, altKey }) => key === 'F10' && altKey },
    shown: (bench) =>
      editable(bench) && bench.selection.nodes.length + (bench.selection.notes?.length ?? 0) > 0,
    run: ({ canvas }) => canvas.current?.focusBar(),
  },
];
