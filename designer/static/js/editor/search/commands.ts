import {
  Cable,
  CircleHelp,
  Copy,
  Hand,
  Lasso,
  type LucideIcon,
  Maximize,
  Network,
  Pencil,
  Plus,
  Redo2,
  Save,
  Send,
  ShieldAlert,
  SquareDashedMousePointer,
  Trash2,
  Undo2,
  ZoomIn,
} from 'lucide-react';
import type { KeysT } from '../../i18n/keys';
import type { Blank } from '../../model/commands';
import { type Act, KEY_LINES } from '../canvas/keys';
import { ALL_BLANKS, blankKey, iconOf, toneOf } from '../canvas/kinds';
import { blankLabel } from '../canvas/Rail';
import { capsWords } from '../dialogs/caps';
import { TOOLS } from '../toolbox';
import type { Workbench } from '../tools';

/** Something the palette of commands can do. */
export interface Command {
  id: string;
  group: 'steps' | 'actions' | 'tools' | 'add';
  label: string;
  detail?: string;
  icon?: LucideIcon;
  tone?: string;
  /** Its key, as it is shown. */
  caps?: string;
  run(): void;
}

/** The lines of the keyboard's list that can be asked for by name too; those that change need the right to. */
const ACTIONS: readonly { line: `line.${string}`; act: Act; icon: LucideIcon; edits?: boolean }[] = [
  { line: 'line.palette', act: 'palette', icon: Plus, edits: true },
  { line: 'line.edit', act: 'edit', icon: Pencil },
  { line: 'line.connect', act: 'connect', icon: Cable, edits: true },
  { line: 'line.reconnect', act: 'reconnect', icon: Cable, edits: true },
  { line: 'line.duplicate', act: 'duplicate', icon: Copy, edits: true },
  { line: 'line.delete', act: 'delete', icon: Trash2, edits: true },
  { line: 'line.all', act: 'all', icon: SquareDashedMousePointer },
  { line: 'line.undo', act: 'undo', icon: Undo2, edits: true },
  { line: 'line.redo', act: 'redo', icon: Redo2, edits: true },
  { line: 'line.save', act: 'save', icon: Save, edits: true },
  { line: 'line.fit', act: 'fit', icon: Maximize },
  { line: 'line.reset', act: 'zoomReset', icon: ZoomIn },
  { line: 'line.hand', act: 'hand', icon: Hand },
  { line: 'line.lasso', act: 'lasso', icon: Lasso },
  { line: 'line.proof', act: 'proof', icon: ShieldAlert },
  { line: 'line.help', act: 'help', icon: CircleHelp },
];

function actionsOf(bench: Workbench, t: KeysT): Command[] {
  const { session, state, canvas } = bench;
  const whole: Partial<Record<Act, () => void>> = {
    undo: () => session.undo(),
    redo: () => session.redo(),
    save: () => void session.save(),
    help: () => bench.show('help'),
  };
  const actions = ACTIONS.filter(({ edits }) => !edits || !state.readOnly).flatMap(
    ({ line, act, icon }): Command[] => {
      const listed = KEY_LINES.find(({ id }) => id === line);
      if (!listed) return [];
      const run = whole[act] ?? (() => canvas.current?.act(act));
      const caps = capsWords(listed.chords[0]?.caps ?? [], t);
      return [{ id: line, group: 'actions', label: t(listed.id), icon, caps, run }];
    },
  );
  if (!state.readOnly) {
    actions.push(
      { id: 'tidy', group: 'actions', label: t('command.tidy'), icon: Network, run: () => bench.tidy() },
      {
        id: 'publish',
        group: 'actions',
        label: t('command.publish'),
        icon: Send,
        run: () => bench.show('publish'),
      },
    );
  }
  return actions;
}

/** Everything that can be asked for by name, before anything is sought. */
export function commandsOf(bench: Workbench, t: KeysT): Command[] {
  const { graph, wording, state, locale, canvas } = bench;
  const times = graph.contactTimes();
  const steps = graph.order().flatMap((id): Command[] => {
    const node = graph.nodes.get(id);
    if (!node) return [];
    const { title, detail } = wording.step(node, state.scenario);
    const time = times.get(id);
    const label = time === undefined ? title : `${time} · ${title}`;
    const icon = iconOf(node);
    return [
      {
        id: `step ${id}`,
        group: 'steps',
        label,
        detail,
        icon,
        tone: toneOf(node.kind),
        run: () => canvas.current?.focusStep(id),
      },
    ];
  });
  const tools = TOOLS.filter((tool) => tool.id !== 'commands' && (tool.shown?.(bench) ?? true)).map(
    (tool): Command => ({
      id: `tool ${tool.id}`,
      group: 'tools',
      label: tool.label(locale),
      icon: tool.icon,
      ...(tool.key ? { caps: capsWords(tool.key.caps, t) } : {}),
      run: () => bench.open(tool.id),
    }),
  );
  const begun = state.scenario.nodes.some(({ kind }) => kind === 'trigger');
  const blanks: readonly Blank[] = begun ? ALL_BLANKS : [{ kind: 'trigger' }, ...ALL_BLANKS];
  const add = state.readOnly
    ? []
    : blanks.map(
        (blank): Command => ({
          id: `add ${blankKey(blank)}`,
          group: 'add',
          label: t('command.added', { what: blankLabel(blank, wording) }),
          icon: iconOf(blank),
          tone: toneOf(blank.kind),
          run: () => canvas.current?.add(blank),
        }),
      );
  return [...steps, ...tools, ...actionsOf(bench, t), ...add];
}
