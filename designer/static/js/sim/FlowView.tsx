import { ReactFlowProvider } from '@xyflow/react';
import { ImageDown } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Wording } from '../editor/stepWords';
import { saveFile } from '../export/file';
import { toPng } from '../export/png';
import { placesOf } from '../layout/stack';
import type { Places } from '../model/commands';
import { type Node, textOf } from '../model/document';
import { FlowCanvas } from './FlowCanvas';
import { ShownContext } from './FlowCard';
import { FlowTable } from './FlowTable';
import { Legend } from './Legend';
import { flowPicture } from './picture';
import { ReadingPanel } from './ReadingPanel';
import { Speaker, type Target } from './reading';
import { useCalm, useReplay } from './replay';
import { ribbonsOf, spread } from './ribbons';
import {
  daysOf,
  figuresAt,
  missingSteps,
  type Pair,
  type Period,
  peaks,
  type Series,
  type Side,
  startOf,
  wayKey,
} from './run';
import { Segments } from './Segments';
import { TimeBar } from './TimeBar';

/** A token runs the length of its line in this time, milliseconds. */
const PULSE = 1_800;

type View = 'diagram' | 'table';

interface FlowViewProps {
  pair: Pair;
  /** Places computed for cards that have none. */
  computed: Places;
  wording: Wording;
  /** What chooses the scenario and the second run; it stands first in the bar. */
  choices: React.ReactNode;
}

/** What happened on each day of one series. */
function daily(series: Series | undefined, days: number): number[] {
  return Array.from({ length: days }, (_, day) => series?.until(day, 'day') ?? 0);
}

export function FlowView({ pair, computed, wording, choices }: FlowViewProps) {
  const { first, second } = pair;
  const { scenario } = first;
  const days = daysOf(pair);
  const calm = useCalm();
  const replay = useReplay(days, calm);
  const [wish, setSide] = useState<Side>('difference');
  const side = second ? wish : 'first';
  const [period, setPeriod] = useState<Period>('start');
  const [view, setView] = useState<View>('diagram');
  const [pointed, setPointed] = useState<Target>();
  const [chosen, setChosen] = useState<Target>();
  const [failed, setFailed] = useState(false);
  const coarse = useMemo(() => window.matchMedia('(pointer: coarse)').matches, []);

  const speaker = useMemo(() => {
    const names = {
      step: (node: Node) => wording.step(node, pair.first.scenario).title,
      way: (node: Node, path: string) => wording.way(node, path),
    };
    return new Speaker(pair, names, wording.locale);
  }, [pair, wording]);
  const { t } = speaker;
  const places = useMemo(() => spread(placesOf(scenario, computed)), [scenario, computed]);
  const peak = useMemo(() => peaks(pair, side, period), [pair, side, period]);
  const ribbons = useMemo(() => ribbonsOf(scenario, places, peak.ways, peak.most), [scenario, places, peak]);
  const moment = useMemo(() => ({ side, period, day: replay.day }), [side, period, replay.day]);
  const figures = useMemo(() => figuresAt(pair, side, replay.day, period), [pair, side, replay.day, period]);

  // What is pointed at must still be drawn.
  const wanted = pointed ?? chosen;
  const target =
    wanted && speaker.graph.nodes.has(wanted.kind === 'step' ? wanted.id : wanted.from) ? wanted : undefined;
  const reading = useMemo(() => speaker.read(target, moment), [speaker, target, moment]);

  const busiest = useMemo(() => peaks(pair, side, 'day').most, [pair, side]);
  const pace = useMemo(() => {
    if (!replay.playing || calm || busiest === 0) return undefined;
    const today = figuresAt(pair, side, replay.day, 'day');
    return (from: string, path: string) => Math.abs(today.way(from, path)) / busiest;
  }, [replay.playing, replay.day, calm, busiest, pair, side]);
  const shown = useMemo(
    () => ({ speaker, moment, figures, pace, target, most: peak.most, pulse: PULSE }),
    [speaker, moment, figures, pace, target, peak.most],
  );

  const bars = useMemo(() => {
    const trigger = scenario.nodes.find((node) => node.kind === 'trigger')?.id ?? '';
    const runs = !second || side === 'first' ? [first] : side === 'second' ? [second] : [first, second];
    const rows = runs.map((run) =>
      daily(
        target?.kind === 'way'
          ? run.ways.get(wayKey(target.from, target.path))
          : run.nodes.get(target?.id ?? trigger)?.arrived,
        days,
      ),
    );
    const what = target
      ? speaker.read(target, { side: 'first', period: 'day', day: 0 }).title
      : t('column.entered');
    return { title: t('time.bars', { what }), rows };
  }, [scenario, first, second, side, target, days, speaker, t]);
  const calmBars = useDeferredValue(bars);

  const title = t('flow.name', { scenario: textOf(scenario.name, speaker.locale) || scenario.key });
  const names = { first: first.name, second: second?.name ?? '' };

  function save(): void {
    setFailed(false);
    const run = speaker.note(side) || names.first;
    const svg = flowPicture(speaker, wording, places, ribbons, peak.most, moment, {
      title,
      run,
      second: names.second,
    });
    const date = new Date(startOf(first, moment.day)).toISOString().slice(0, 10);
    toPng(svg).then(
      (png) => saveFile(`${scenario.key}-${date}.png`, png),
      () => setFailed(true),
    );
  }

  const gone = useMemo(() => missingSteps(pair), [pair]);
  const nobody = !second && peak.most === 0 && reading.rows.every(({ value }) => value === '0');
  const sides: { side: Side; name: string }[] = second
    ? [
        { side: 'first', name: names.first },
        { side: 'second', name: names.second },
        { side: 'difference', name: t('choose.difference') },
      ]
    : [{ side: 'first', name: names.first }];

  return (
    <div className="sf" data-calm={calm || undefined}>
      <div className="sf-tools">
        {choices}
        <span className="sf-space" />
        {second && (
          <Segments<Side>
            label={t('choose.side')}
            value={side}
            choices={sides.map((one) => ({ key: one.side, label: one.name }))}
            onChoose={setSide}
          />
        )}
        <Segments<View>
          label={t('choose.view')}
          value={view}
          choices={[
            { key: 'diagram', label: t('choose.diagram') },
            { key: 'table', label: t('choose.table') },
          ]}
          onChoose={setView}
        />
        <button type="button" className="button" onClick={save}>
          <ImageDown className="icon" aria-hidden="true" />
          {t('export.png')}
        </button>
      </div>
      {failed && (
        <p className="sf-note" role="alert">
          {t('export.failed')}
        </p>
      )}
      {nobody && <p className="sf-note">{t('flow.empty')}</p>}
      {gone.length > 0 && (
        <p className="sf-note">
          {t('flow.missing', { count: gone.length, name: names.second, steps: gone.join(', ') })}
        </p>
      )}
      {view === 'table' ? (
        <FlowTable speaker={speaker} moment={moment} sides={sides} />
      ) : (
        <ShownContext value={shown}>
          <div className="sf-stage">
            <ReactFlowProvider>
              <FlowCanvas
                places={places}
                ribbons={ribbons}
                speaker={speaker}
                wording={wording}
                onPoint={setPointed}
                onChoose={setChosen}
              />
            </ReactFlowProvider>
            <ReadingPanel
              reading={reading}
              speaker={speaker}
              hint={target ? '' : t(coarse ? 'reading.hint.touch' : 'reading.hint')}
              loud={!replay.playing && chosen !== undefined && pointed === undefined}
            />
          </div>
          <Legend speaker={speaker} moment={moment} most={peak.most} names={names} />
        </ShownContext>
      )}
      <TimeBar
        speaker={speaker}
        days={days}
        replay={replay}
        period={period}
        onPeriod={setPeriod}
        bars={calmBars}
      />
    </div>
  );
}
