import './draw.css';
import { useStore } from '@xyflow/react';
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  ChevronsDownUp,
  ChevronsUpDown,
  Copy,
  Group as GroupIcon,
  type LucideIcon,
  Maximize2,
  Minimize2,
  Network,
  Palette as PaletteIcon,
  PencilLine,
  Replace,
  StickyNote,
  Trash2,
  Type,
  Ungroup,
} from 'lucide-react';
import { type CSSProperties, type KeyboardEvent, type RefObject, useLayoutEffect, useState } from 'react';
import { ALIGNMENTS, type Alignment } from '../../model/arrange';
import { GROUP_TONES, NOTE_TONES, type Position } from '../../model/document';
import { isFolded } from '../../model/fold';
import { CARD } from '../../model/geometry';
import { frameOf, groupExactly, groupOf } from '../../model/groups';
import type { Places } from '../../model/places';
import { canReplace } from '../../model/replace';
import { boxesOf, groupKey, noteKey } from '../../model/things';
import { Menu, type MenuItem } from '../fields/Menu';
import type { SessionState } from '../session';
import type { Wording } from '../stepWords';
import type { Selection } from './flow';
import { ALL_BLANKS, blankKey, iconOf } from './kinds';
import { blankLabel } from './Rail';
import { NOTE_ICONS } from './tones';
import type { Drawing } from './useDrawing';
import type { Folding } from './useFolding';

interface ContextBarProps {
  state: SessionState;
  selection: Selection;
  wording: Wording;
  drawing: Drawing;
  folding: Folding;
  bar: RefObject<HTMLDivElement | null>;
  onDuplicate(): void;
  onDelete(): void;
  /** Gives the focus back to what is chosen. */
  onLeave(): void;
}

const ALIGN_ICONS: Readonly<Record<Alignment, LucideIcon>> = {
  left: AlignStartVertical,
  centre: AlignCenterVertical,
  right: AlignEndVertical,
  top: AlignStartHorizontal,
  middle: AlignCenterHorizontal,
  bottom: AlignEndHorizontal,
};

/** Air between the selection and its bar, and between the bar and the edge of the canvas. */
const AIR = { bar: 18, below: 34, edge: 8 } as const;
/** What a menu of the bar takes in width. */
const MENU = 232;

interface Corners {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What the chosen things cover, in canvas pixels. */
function cornersOf(state: SessionState, places: Places, selection: Selection): Corners | undefined {
  const boxes = boxesOf(state.scenario, places, selection.nodes, selection.notes);
  if (boxes.length === 0) return undefined;
  const whole = groupExactly(state.scenario, selection.nodes);
  const frame = whole && frameOf(state.scenario, whole.nodes, places);
  const top = Math.min(...boxes.map(({ at }) => at[1]));
  return {
    left: Math.min(...boxes.map(({ at }) => at[0])),
    top: frame ? Math.min(top, frame.at[1]) : top,
    right: Math.max(...boxes.map(({ at, size }) => at[0] + size[0])),
    bottom: Math.max(...boxes.map(({ at, size }) => at[1] + size[1])),
  };
}

interface Spot {
  at: Position;
  /** Whether its menus open upwards, and to the left, so as to stay in the canvas; how high they may be. */
  low: boolean;
  room: number;
  far: boolean;
}

/** Keeps the bar above the selection, below it where there is no room, and always in the canvas. */
function usePlace(
  bar: RefObject<HTMLDivElement | null>,
  corners: Corners | undefined,
  cards: readonly Position[],
): Spot {
  const x = useStore((flow) => flow.transform[0]);
  const y = useStore((flow) => flow.transform[1]);
  const zoom = useStore((flow) => flow.transform[2]);
  const width = useStore((flow) => flow.width);
  const height = useStore((flow) => flow.height);
  const [size, setSize] = useState({ width: 200, height: 36 });
  useLayoutEffect(() => {
    const now = bar.current;
    if (!now || (now.offsetWidth === size.width && now.offsetHeight === size.height)) return;
    setSize({ width: now.offsetWidth, height: now.offsetHeight });
  });
  if (!corners) return { at: [0, 0], low: false, room: 0, far: false };
  const last: Position = [width - size.width - AIR.edge, height - size.height - AIR.edge];
  const within = ([left, top]: Position): Position => [
    Math.max(AIR.edge, Math.min(left, last[0])),
    Math.max(AIR.edge, Math.min(top, last[1])),
  ];
  const middle: Position = [
    ((corners.left + corners.right) / 2) * zoom + x - size.width / 2,
    ((corners.top + corners.bottom) / 2) * zoom + y - size.height / 2,
  ];
  const above = within([middle[0], corners.top * zoom + y - AIR.bar - size.height]);
  const spots: Position[] = [
    above,
    [within(middle)[0], corners.bottom * zoom + y + AIR.below],
    [corners.right * zoom + x + AIR.bar, within(middle)[1]],
    [corners.left * zoom + x - AIR.bar - size.width, within(middle)[1]],
  ];
  const hides = ([left, top]: Position): number =>
    cards.filter(
      ([cardX, cardY]) =>
        cardX * zoom + x < left + size.width &&
        (cardX + CARD.width) * zoom + x > left &&
        cardY * zoom + y < top + size.height - AIR.edge &&
        (cardY + CARD.body) * zoom + y > top + AIR.edge,
    ).length;
  // The first of those that hide the fewest cards.
  const free = spots.filter((spot) => spot.join() === within(spot).join());
  const at = free.reduce((best, spot) => (hides(spot) < hides(best) ? spot : best), free[0] ?? above);
  const under = height - at[1] - size.height;
  const room = Math.max(at[1], under) - AIR.edge * 2;
  return { at, low: at[1] > under, room, far: at[0] + MENU > width };
}

interface ItemProps {
  Icon: LucideIcon;
  label: string;
  keys?: string;
  danger?: boolean;
  onClick(): void;
}

function Item({ Icon, label, keys, danger, onClick }: ItemProps) {
  return (
    <button
      type="button"
      className="f-icon"
      data-danger={danger || undefined}
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      onClick={onClick}
    >
      <Icon aria-hidden="true" />
    </button>
  );
}

const sign = (Icon: LucideIcon) => <Icon aria-hidden="true" />;

/** What can be done with one step: another kind of it, its branches folded away. */
function StepItems({ state, selection, wording, drawing, folding }: ContextBarProps) {
  const { d } = drawing;
  const [id] = selection.nodes;
  const node = state.scenario.nodes.find((one) => one.id === id);
  if (!node) return null;
  const ways = folding.whole.waysOf(node.id);
  const open = (way: string): boolean => !isFolded(folding.folds, node.id, way);
  const kinds = ALL_BLANKS.filter((blank) => canReplace(node, blank)).map(
    (blank): MenuItem & { key: string } => ({
      key: blankKey(blank),
      label: blankLabel(blank, wording),
      icon: sign(iconOf(blank)),
      onChoose: () => drawing.replace(blank),
    }),
  );
  const folds: MenuItem[] = [
    { label: d(ways.every(open) ? 'fold.all' : 'bar.unfold'), onChoose: () => drawing.fold() },
    ...ways.map(
      (way): MenuItem => ({
        label: d('fold.way', { way: wording.way(node, way) }),
        icon: sign(open(way) ? ChevronsDownUp : ChevronsUpDown),
        onChoose: () => drawing.fold(way),
      }),
    ),
  ];
  const closed = ways.some((way) => !open(way));
  return (
    <>
      {kinds.length > 0 && <Menu label={d('bar.replace')} icon={sign(Replace)} items={kinds} />}
      {ways.length > 1 && <Menu label={d('bar.fold')} icon={sign(ChevronsDownUp)} items={folds} />}
      {ways.length === 1 && (
        <Item
          Icon={closed ? ChevronsUpDown : ChevronsDownUp}
          label={d(closed ? 'bar.unfold' : 'bar.fold')}
          onClick={() => drawing.fold()}
        />
      )}
      <Item Icon={StickyNote} label={d('bar.note')} onClick={() => drawing.addNote()} />
    </>
  );
}

/** What can be done with several things at once. */
function ManyItems({ selection, drawing }: ContextBarProps) {
  const { d } = drawing;
  const count = selection.nodes.length + (selection.notes?.length ?? 0);
  const items: MenuItem[] = [
    ...ALIGNMENTS.map(
      (how): MenuItem => ({
        label: d(`bar.align.${how}`),
        icon: sign(ALIGN_ICONS[how]),
        onChoose: () => drawing.align(how),
      }),
    ),
    {
      label: d('bar.distribute.across'),
      icon: sign(AlignHorizontalDistributeCenter),
      disabled: count < 3,
      onChoose: () => drawing.distribute('across'),
    },
    {
      label: d('bar.distribute.down'),
      icon: sign(AlignVerticalDistributeCenter),
      disabled: count < 3,
      onChoose: () => drawing.distribute('down'),
    },
  ];
  return (
    <>
      <Menu label={d('bar.align')} icon={sign(AlignStartVertical)} items={items} />
      {selection.nodes.length > 1 && (
        <Item Icon={Network} label={d('bar.arrange')} onClick={drawing.arrange} />
      )}
    </>
  );
}

/** Boxes around steps. */
function GroupItems({ state, selection, wording, drawing }: ContextBarProps) {
  const { d } = drawing;
  const whole = groupExactly(state.scenario, selection.nodes);
  const inside = selection.nodes.some((id) => groupOf(state.scenario, id));
  const control = wording.t('key.ctrl');
  const colours = GROUP_TONES.map(
    (tone): MenuItem => ({
      label: d(`group.tone.${tone}`),
      icon: <span className="ed-group-dot" data-group={tone} aria-hidden="true" />,
      onChoose: () => drawing.setGroupTone(tone),
    }),
  );
  return (
    <>
      {whole ? (
        <>
          <Item Icon={Type} label={d('bar.rename')} onClick={() => drawing.write(groupKey(whole.id))} />
          <Menu label={d('bar.colour')} icon={sign(PaletteIcon)} items={colours} />
        </>
      ) : (
        <Item Icon={GroupIcon} label={d('bar.group')} keys={`${control} G`} onClick={drawing.group} />
      )}
      {inside && <Item Icon={Ungroup} label={d('bar.ungroup')} onClick={drawing.ungroup} />}
    </>
  );
}

/** What can be done with notes alone. */
function NoteItems({ selection, drawing }: ContextBarProps) {
  const { d } = drawing;
  const [only, ...more] = selection.notes ?? [];
  const tones = NOTE_TONES.map(
    (tone): MenuItem => ({
      label: d(`note.tone.${tone}`),
      icon: (
        <span className="ed-note-dot" data-note={tone}>
          {sign(NOTE_ICONS[tone])}
        </span>
      ),
      onChoose: () => drawing.setNoteTone(tone),
    }),
  );
  return (
    <>
      {only !== undefined && more.length === 0 && (
        <Item Icon={PencilLine} label={d('bar.edit')} onClick={() => drawing.write(noteKey(only))} />
      )}
      <Menu label={d('bar.tone')} icon={sign(PaletteIcon)} items={tones} />
      <Item Icon={Minimize2} label={d('bar.smaller')} onClick={() => drawing.grow([-48, -32])} />
      <Item Icon={Maximize2} label={d('bar.larger')} onClick={() => drawing.grow([48, 32])} />
    </>
  );
}

/** Arrows go through the buttons of the bar; Esc goes back to what is chosen. */
function onKey(event: KeyboardEvent<HTMLDivElement>, leave: () => void): void {
  if (event.key === 'Escape' && !event.defaultPrevented) {
    event.preventDefault();
    event.stopPropagation();
    leave();
    return;
  }
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (step === 0 || !target || target.closest('[role=menu]')) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.f-icon')];
  const index = buttons.indexOf(target as HTMLButtonElement);
  event.preventDefault();
  buttons[(index + step + buttons.length) % buttons.length]?.focus();
}

/** A small bar beside what is chosen, with what can be done with it. */
export default function ContextBar(given: ContextBarProps) {
  const { state, drawing, bar } = given;
  const { d } = drawing;
  const known = new Set(state.scenario.notes?.map(({ id }) => id));
  const notes = (given.selection.notes ?? []).filter((id) => known.has(id));
  const selection = { ...given.selection, notes };
  const props = { ...given, selection };
  const count = selection.nodes.length + notes.length;
  const corners = cornersOf(state, state.places, selection);
  const { at, low, room, far } = usePlace(bar, corners, Object.values(state.places));
  if (!corners || state.readOnly) return null;
  const control = props.wording.t('key.ctrl');
  const style = {
    transform: `translate(${Math.round(at[0])}px, ${Math.round(at[1])}px)`,
    '--room': `${Math.round(room)}px`,
  } as CSSProperties;
  return (
    <div
      ref={bar}
      className="ed-context"
      role="toolbar"
      aria-label={d('bar.label')}
      data-low={low || undefined}
      data-right={far || undefined}
      style={style}
      onKeyDown={(event) => onKey(event, props.onLeave)}
    >
      {count === 1 && selection.nodes.length === 1 && <StepItems {...props} />}
      {count > 1 && <ManyItems {...props} />}
      {notes.length === count && <NoteItems {...props} />}
      {selection.nodes.length > 0 && <GroupItems {...props} />}
      <Item Icon={Copy} label={d('bar.duplicate')} keys={`${control} D`} onClick={props.onDuplicate} />
      <Item Icon={Trash2} label={d('bar.delete')} keys={d('key.delete')} danger onClick={props.onDelete} />
    </div>
  );
}
