import { ApiError, Unreachable } from '../api/client';
import type { OrderT } from '../i18n/order';
import { frenchText } from '../i18n/translate';
import { type Locale, textOf } from '../model/document';

/** What went wrong in the reader's words; `detail` is the server's English where there are no others. */
export interface Fault {
  words: string;
  detail?: string;
}

const PRECONDITION_FAILED = 412;
const NOT_FOUND = 404;

export const isOld = (error: unknown): boolean =>
  error instanceof ApiError && error.status === PRECONDITION_FAILED;

export function faultOf(
  error: unknown,
  names: { winner: string; loser: string },
  t: OrderT,
  locale: Locale,
): Fault {
  if (error instanceof Unreachable) return { words: error.message };
  if (error instanceof ApiError) {
    if (error.code === 'said-already') return { words: t('error.twice', names) };
    if (error.code === 'unfinished') return { words: t('error.unfinished', names) };
    if (error.status === NOT_FOUND) return { words: t('error.gone') };
    if (error.findings.length > 0)
      return { words: error.findings.map((one) => textOf(frenchText(one.message), locale)).join(' ') };
  }
  return { words: t('error.unknown'), detail: error instanceof Error ? error.message : String(error) };
}
