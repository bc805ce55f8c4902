import { ChevronDown, ChevronUp, CircleAlert, FlaskConical, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { surfaceWords } from '../../i18n/surfaces';
import { trialWords } from '../../i18n/trial';
import { FormsProvider } from '../fields/context';
import type { SurfaceProps } from '../tools';
import { Axis } from './Axis';
import { ClockBar } from './ClockBar';
import { CourseList } from './CourseList';
import { Facts } from './Facts';
import { Here } from './Here';
import { marksOf } from './marks';
import { somebody } from './samples';
import { type TrialState, useTrial } from './useTrial';
import { Who } from './Who';
import { WhoForm } from './WhoForm';
import { Telling } from './words';
import '../forms.css';
import './trial.css';

const PARIS = 'Europe/Paris';

/** The drawer at the foot in which one contact is taken through the drawing, the clock in the reader's hand. */
export default function TrialDrawer({ bench, onClose }: SurfaceProps) {
  const { session, state, graph, wording, locale, marks, canvas } = bench;
  const { scenario, catalogue } = state;
  const t = trialWords(locale);
  const title = surfaceWords(locale)('trial');
  const heading = useRef<HTMLHeadingElement>(null);
  const [choosing, setChoosing] = useState(false);
  const [others, setOthers] = useState(false);
  /** Only the clock is shown, so that the drawing has the room. */
  const [folded, setFolded] = useState(false);
  const Fold = folded ? ChevronUp : ChevronDown;
  // Whom it begins with; what is drawn later does not choose again.
  const [first] = useState(() => ({
    contact: new URLSearchParams(window.location.search).get('contact') ?? undefined,
    attributes: somebody(scenario, catalogue.attributes, PARIS),
    alone: false,
    start: undefined,
  }));
  const playing = useTrial(session, scenario, first);
  const section = useRef<HTMLElement>(null);
  /** What was pressed is gone with its form: the clock is what one goes on with. */
  const toClock = (): void => {
    requestAnimationFrame(() =>
      section.current?.querySelector<HTMLElement>('.tr-clock .primary')?.focus({ preventScroll: true }),
    );
  };
  const trial: TrialState = {
    ...playing,
    act(...fact) {
      playing.act(...fact);
      toClock();
    },
    again() {
      playing.again();
      toClock();
    },
  };
  const { told } = trial;
  const zone = told?.zone ?? PARIS;
  const telling = useMemo(
    () => new Telling(scenario, graph, wording, catalogue, zone),
    [scenario, graph, wording, catalogue, zone],
  );

  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  useEffect(() => {
    marks.set(told ? marksOf(told, scenario.key, telling) : undefined);
  }, [marks, told, scenario.key, telling]);
  useEffect(() => () => marks.set(), [marks]);

  const stands = told?.inside.at(-1)?.node ?? told?.nodes.at(-1);
  useEffect(() => {
    if (stands !== undefined) canvas.current?.reveal(stands);
  }, [stands, canvas]);

  // What a reader of the screen hears of each step of the clock.
  const lastStep = told?.steps.findLast(({ scenario: key }) => key === scenario.key);
  const said =
    told === undefined
      ? ''
      : t('clock.said', {
          now: telling.clock.long(told.now),
          what: trial.stands ? t('clock.nothing') : lastStep ? telling.line(lastStep) : '',
        });

  function press(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (choosing) setChoosing(false);
    else onClose();
  }

  return (
    <FormsProvider locale={locale} catalogue={catalogue} findings={[]}>
      <section
        ref={section}
        className="tr"
        aria-label={title}
        aria-busy={trial.busy}
        data-folded={folded || undefined}
        onKeyDown={press}
      >
        <header className="tr-head">
          <FlaskConical aria-hidden="true" />
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <p className="tr-soft">{t('quiet')}</p>
          <button
            type="button"
            className="button plain square small"
            aria-expanded={!folded}
            aria-label={t(folded ? 'unfold' : 'fold')}
            title={t(folded ? 'unfold' : 'fold')}
            onClick={() => setFolded(!folded)}
          >
            <Fold className="icon" aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button plain square small"
            aria-label={t('close')}
            title={t('close')}
            onClick={onClose}
          >
            <X className="icon" aria-hidden="true" />
          </button>
        </header>
        <p className="visually-hidden" role="status">
          {said}
        </p>
        {folded && told && <ClockBar trial={trial} told={told} telling={telling} />}
        <div className="tr-body" hidden={folded}>
          <div className="tr-desk">
            <Who trial={trial} telling={telling} open={choosing} onChoose={() => setChoosing(!choosing)} />
            {told && !choosing && <Here trial={trial} told={told} scenario={scenario} telling={telling} />}
            {told && !choosing && <Facts trial={trial} telling={telling} />}
          </div>
          {choosing ? (
            <WhoForm
              api={session.api}
              setup={trial.setup}
              told={told}
              telling={telling}
              onChoose={(setup) => {
                trial.change(setup);
                setChoosing(false);
                toClock();
              }}
              onCancel={() => setChoosing(false)}
            />
          ) : (
            <div className="tr-play">
              {told && <ClockBar trial={trial} told={told} telling={telling} />}
              {trial.trouble && (
                <div className="ed-refusal tr-trouble" role="alert">
                  <CircleAlert aria-hidden="true" />
                  <p>{trial.trouble.away ? t('away') : `${t('failed')} : ${trial.trouble.message}`}</p>
                  <button type="button" className="button small" onClick={trial.again}>
                    {t('again')}
                  </button>
                </div>
              )}
              {!told && !trial.trouble && <p className="tr-note">{t('loading')}</p>}
              {told && (
                <>
                  <Axis told={told} scenario={scenario.key} telling={telling} />
                  <CourseList
                    told={told}
                    scenario={scenario.key}
                    telling={telling}
                    others={others}
                    onOthers={setOthers}
                    onShow={(id) => {
                      bench.select({ nodes: [id], edges: [] });
                      if (bench.narrow) setFolded(true);
                      canvas.current?.reveal(id);
                    }}
                  />
                </>
              )}
            </div>
          )}
        </div>
      </section>
    </FormsProvider>
  );
}
