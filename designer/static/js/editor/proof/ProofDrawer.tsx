import { ChevronDown, ChevronUp } from 'lucide-react';
import { type RefObject, useId, useMemo } from 'react';
import { asksForReason, type Conflict, concerns, kindOf, rankOf, sortConflicts } from '../../model/conflicts';
import type { Locale } from '../../model/document';
import type { Graph } from '../../model/graph';
import { later } from '../later';
import type { Session, SessionState } from '../session';
import type { Wording } from '../stepWords';
import { CONFLICT_ICONS, SEVERITY } from './icons';
import './proof.css';

/** What the drawer shows: the conflicts of one message, or of the whole scenario, and which of them. */
export interface Shown {
  node: string | undefined;
  id: string;
}

export interface ProofDrawerProps {
  session: Session;
  state: SessionState;
  graph: Graph;
  wording: Wording;
  locale: Locale;
  scenariosUrl: string;
  shown: Shown | undefined;
  /** Where the focus goes when the drawer is opened from elsewhere. */
  heading: RefObject<HTMLHeadingElement | null>;
  onShow(shown: Shown | undefined): void;
  onJump(node: string): void;
  say(words: string): void;
}

const Proof = later(() => import('./Proof').then((module) => module.Proof));

/** The drawer at the foot: one line while it is folded, the conflict with its witness and remedies when open. */
export function ProofDrawer(props: ProofDrawerProps) {
  const { state, wording, shown, onShow } = props;
  const { t } = wording;
  const body = useId();
  const sorted = useMemo(() => sortConflicts(state.conflicts), [state.conflicts]);
  const [first] = sorted;
  if (!first && !shown) return null;
  const grave = sorted.filter((one) => SEVERITY[kindOf(one)] === 'error').length;
  const risks = sorted.filter(asksForReason).length;
  const Icon = CONFLICT_ICONS[first ? kindOf(first) : 'may'];
  const words = [
    grave > 0 ? t('proof.strip.grave', { count: grave }) : '',
    risks > 0 ? t('proof.strip.risks', { count: risks }) : '',
    sorted.length - grave - risks > 0
      ? t('proof.strip.exempt', { count: sorted.length - grave - risks })
      : '',
  ].filter(Boolean);
  return (
    <section
      className="ed-proof"
      aria-label={t('proof.label')}
      data-open={shown ? true : undefined}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !shown || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onShow(undefined);
      }}
    >
      <header className="ed-proof-head">
        <button
          type="button"
          className="ed-proof-toggle"
          aria-expanded={shown !== undefined}
          aria-controls={body}
          onClick={() => onShow(shown || !first ? undefined : { node: undefined, id: first.id })}
        >
          <Icon
            aria-hidden="true"
            className="ed-proof-sign"
            data-severity={first ? SEVERITY[kindOf(first)] : 'ok'}
          />
          <b>{t('proof.label')}</b>
          <span className="ed-proof-sum">{words.length > 0 ? words.join(' · ') : t('proof.strip.none')}</span>
          {shown ? <ChevronDown aria-hidden="true" /> : <ChevronUp aria-hidden="true" />}
        </button>
      </header>
      {shown && (
        <div className="ed-proof-body" id={body}>
          <Proof {...props} shown={shown} sorted={sorted} />
        </div>
      )}
    </section>
  );
}

/** The gravest conflict of a message. */
export function gravestOf(
  conflicts: readonly Conflict[],
  scenario: string,
  node: string,
): string | undefined {
  return [...conflicts]
    .filter((one) => concerns(one, scenario, node))
    .sort((a, b) => rankOf(kindOf(a)) - rankOf(kindOf(b)))[0]?.id;
}
