import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import type { Decision, Opening, Verdict } from './types';

/** The sign and the tone of a word; the word itself always stands beside them. */
export interface Look {
  readonly tone: '' | 'ok' | 'warn' | 'error' | 'info';
  readonly icon: LucideIcon;
}

export const VERDICTS: Readonly<Record<Verdict, Look>> = {
  go: { tone: 'ok', icon: CircleCheck },
  degraded: { tone: 'warn', icon: TriangleAlert },
  'no-go': { tone: 'error', icon: CircleX },
  incomplete: { tone: '', icon: CircleDashed },
};

export const DECISION_LOOKS: Readonly<Record<Decision, Look>> = {
  'to-decide': { tone: '', icon: CircleHelp },
  go: { tone: 'ok', icon: CircleCheck },
  degraded: { tone: 'warn', icon: TriangleAlert },
  'no-go': { tone: 'error', icon: Ban },
};

export const OPENING_LOOKS: Readonly<Record<Opening | 'unknown', Look>> = {
  open: { tone: 'ok', icon: CircleCheck },
  degraded: { tone: 'warn', icon: TriangleAlert },
  closed: { tone: 'error', icon: CircleX },
  unknown: { tone: '', icon: CircleDashed },
};

/** Saaty's scale, from the second counting far more to the first counting far more. */
export const SAATY = [1 / 9, 1 / 7, 1 / 5, 1 / 3, 1, 3, 5, 7, 9] as const;

/** The step of the scale nearest to a judgement. */
export function nearestStep(ratio: number): number {
  const away = (step: number): number => Math.abs(Math.log(step / ratio));
  return SAATY.reduce<number>((best, step) => (away(step) < away(best) ? step : best), 1);
}
