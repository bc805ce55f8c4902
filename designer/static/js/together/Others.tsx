import { useSyncExternalStore } from 'react';
import { later } from '../editor/later';
import type { Session } from '../editor/session';
import type { Locale } from '../model/document';

const Cursors = later(() => import('./Cursors').then((module) => module.default));

/** Inside the canvas: where the others are, once there is another. */
export function Others({
  session,
  locale,
  selected,
}: {
  session: Session;
  locale: Locale;
  selected: readonly string[];
}) {
  const others = useSyncExternalStore(session.company.subscribe, session.company.others);
  if (others.length === 0) return null;
  return <Cursors session={session} locale={locale} others={others} selected={selected} />;
}
