import {
  Ban,
  CalendarClock,
  CircleCheck,
  Flag,
  type LucideIcon,
  MapPin,
  MessageSquareDot,
  OctagonX,
  PencilLine,
  Route,
  Zap,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { TrialOut, TrialStep } from '../../api/schema';
import { iconOf } from '../canvas/kinds';
import { MessageView } from './MessageView';
import { Why } from './Why';
import { isTelling, type Telling } from './words';

interface CourseListProps {
  told: TrialOut;
  scenario: string;
  telling: Telling;
  others: boolean;
  onOthers(shown: boolean): void;
  onShow(node: string): void;
}

interface Line {
  step: TrialStep;
  key: number;
  /** When the step was left, where it was. */
  left: string | undefined;
}

/** The steps by local day, each with when it was left. */
export function daysOf(
  steps: readonly TrialStep[],
  scenario: string,
  others: boolean,
  dayOf: (iso: string) => string,
): { day: string; lines: Line[] }[] {
  const days: { day: string; lines: Line[] }[] = [];
  steps.forEach((step, key) => {
    const own = step.scenario === scenario || step.scenario === '';
    if (!own && !(others && isTelling(step))) return;
    // The step at which a journey ends says so itself.
    if (own && step.kind === 'exit' && step.word === 'end' && steps[key - 1]?.node === step.node) return;
    const left = steps
      .slice(key + 1)
      .find(
        (one) =>
          one.kind === 'step' &&
          one.scenario === step.scenario &&
          one.entry === step.entry &&
          one.source === step.node,
      )?.at;
    const day = dayOf(step.at);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push({ step, key, left });
    else days.push({ day, lines: [{ step, key, left }] });
  });
  return days;
}

const ICONS: Readonly<Record<string, LucideIcon>> = {
  event: Zap,
  change: PencilLine,
  conversion: Flag,
  out: OctagonX,
  refusal: Ban,
  ignored: Ban,
  exit: OctagonX,
};

function iconFor(step: TrialStep, telling: Telling, own: boolean): LucideIcon {
  if (!own) return MessageSquareDot;
  if (step.kind === 'decision') {
    const verdict = step.decision?.verdict;
    if (verdict === 'sent' || verdict === 'merged') return CircleCheck;
    return verdict === 'delayed' ? CalendarClock : Ban;
  }
  const node = telling.node(step.node);
  if (step.kind === 'step') return node ? iconOf(node) : Route;
  return ICONS[step.kind] ?? Route;
}

function toneOf(step: TrialStep): string | undefined {
  if (step.kind === 'refusal' || step.kind === 'ignored') return 'warn';
  if (step.kind === 'conversion') return 'ok';
  if (step.kind !== 'decision') return undefined;
  const verdict = step.decision?.verdict;
  return verdict === 'sent' || verdict === 'merged' ? 'ok' : 'warn';
}

/** Everything that happened, day by day in the contact's time, with why; what comes next at its end. */
export function CourseList({ told, scenario, telling, others, onOthers, onShow }: CourseListProps) {
  const { t, clock } = telling;
  const days = daysOf(told.steps, scenario, others, (iso) => clock.day(iso));
  const strange = told.steps.some(
    (step) => step.scenario !== '' && step.scenario !== scenario && isTelling(step),
  );
  const foot = useRef<HTMLDivElement>(null);
  const seen = useRef(told.now);
  useEffect(() => {
    // What has just happened is looked at; going back leaves the list where it is.
    if (told.now > seen.current) foot.current?.scrollIntoView({ block: 'nearest' });
    seen.current = told.now;
  }, [told.now]);
  return (
    <section className="tr-course" aria-label={t('course.label')}>
      <header>
        <h3>{t('course.label')}</h3>
        {strange && (
          <label className="tr-check">
            <input type="checkbox" checked={others} onChange={(event) => onOthers(event.target.checked)} />
            {t('course.others')}
          </label>
        )}
      </header>
      {days.length === 0 && <p className="tr-note">{t('course.empty')}</p>}
      {days.map(({ day, lines }) => (
        <div key={`${day} ${lines[0]?.key}`} className="tr-day">
          <h4>{day}</h4>
          <ol>
            {lines.map(({ step, key, left }) => (
              <CourseLine
                key={key}
                step={step}
                left={left}
                own={step.scenario === scenario || step.scenario === ''}
                name={told.name}
                telling={telling}
                onShow={onShow}
              />
            ))}
          </ol>
        </div>
      ))}
      {told.upcoming && (
        <p className="tr-coming">
          <CalendarClock aria-hidden="true" />
          <span>
            <b>{t('course.coming')}</b> {clock.moment(told.upcoming.at)} · {telling.line(told.upcoming)}
          </span>
        </p>
      )}
      <div ref={foot} />
    </section>
  );
}

interface CourseLineProps {
  step: TrialStep;
  left: string | undefined;
  own: boolean;
  name: string;
  telling: Telling;
  onShow(node: string): void;
}

function CourseLine({ step, left, own, name, telling, onShow }: CourseLineProps) {
  const { t, clock } = telling;
  const Icon = iconFor(step, telling, own);
  const { decision } = step;
  const isStep = own && step.kind === 'step' && telling.node(step.node) !== undefined;
  const detail = own ? telling.detail(step, left) : '';
  return (
    <li className="tr-step" data-kind={step.kind} data-tone={toneOf(step)} data-other={!own || undefined}>
      <time dateTime={step.at}>{clock.time(step.at)}</time>
      <Icon aria-hidden="true" />
      <div>
        <p>
          {isStep ? (
            <button
              type="button"
              className="tr-link"
              title={t('course.show', { step: telling.step(step.node) })}
              onClick={() => onShow(step.node)}
            >
              {telling.step(step.node)}
              <MapPin aria-hidden="true" />
            </button>
          ) : (
            <span>{own ? telling.line(step) : telling.other(step)}</span>
          )}
          {detail && <span className="tr-soft"> {detail}</span>}
        </p>
        {decision?.rule && (
          <p className="tr-soft">{t('verdict.because', { rule: telling.rule(decision.rule, decision) })}</p>
        )}
        {decision && decision.blocked_by.length > 0 && (
          <p className="tr-soft">
            {t('verdict.filled', {
              messages: telling.say.list(
                decision.blocked_by.map(({ scenario, at }) =>
                  t('verdict.message', {
                    scenario: scenario === 'history' ? t('verdict.history') : telling.named(scenario),
                    at: clock.moment(at),
                  }),
                ),
                'conjunction',
              ),
            })}
          </p>
        )}
        {own &&
          step.reasons.map(({ path, reason }) => (
            <Why
              key={path}
              reason={reason}
              label={path === '' ? undefined : telling.way(step.node, path)}
              telling={telling}
            />
          ))}
        {step.message && <MessageView message={step.message} name={name} telling={telling} />}
      </div>
    </li>
  );
}
