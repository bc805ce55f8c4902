import { type Plan, rowOf, setGain, setGate, setPlan } from './edits';
import { NumberField } from './NumberField';
import { useRoom } from './room';
import { DECISIONS, GATES, type GainCell, type GainDoc, OPENINGS } from './types';
import { DECISION_LOOKS, OPENING_LOOKS } from './words';

interface RowCardProps {
  scenario: string;
  pinned: boolean;
  close(): void;
}

function Head({ title, scenario }: { title: string; scenario: string }) {
  const { nameOf } = useRoom();
  return (
    <div className="mt-card-head">
      <h3>{title}</h3>
      <p>{nameOf(scenario)}</p>
    </div>
  );
}

function Foot({ close }: { close(): void }) {
  const { t } = useRoom();
  return (
    <div className="mt-card-foot">
      <button type="button" className="button small" onClick={close}>
        {t('card.close')}
      </button>
    </div>
  );
}

/** The three gates: what no average makes up for. */
export function GatesCard({ scenario, pinned, close }: RowCardProps) {
  const { t, f, store, rowOf: find } = useRoom();
  const row = find(scenario);
  if (!row) return null;
  return (
    <>
      <Head title={t('gates.title')} scenario={scenario} />
      {GATES.map((gate) => {
        const now = row.gates[gate] ?? 'unknown';
        const { icon: Sign, tone } = OPENING_LOOKS[now];
        if (!pinned) {
          return (
            <p key={gate} className="mt-gate-line" data-tone={tone}>
              <Sign className="icon" aria-hidden="true" />
              <span>
                <b>{t(`gate.${gate}`)}</b> {t(`opening.${now}`)}
              </span>
            </p>
          );
        }
        return (
          <fieldset key={gate} className="mt-segments">
            <legend>
              {t(`gate.${gate}`)} <small className="muted">{t(`gate.${gate}.means`)}</small>
            </legend>
            {(['unknown', ...OPENINGS] as const).map((opening) => {
              const { icon: Mark } = OPENING_LOOKS[opening];
              return (
                <label key={opening} className="mt-segment" data-tone={OPENING_LOOKS[opening].tone}>
                  <input
                    type="radio"
                    name={`${gate}-${scenario}`}
                    checked={now === opening}
                    onChange={() =>
                      store.edit((document) =>
                        setGate(document, scenario, gate, opening === 'unknown' ? undefined : opening),
                      )
                    }
                  />
                  <span>
                    <Mark className="icon" aria-hidden="true" />
                    {t(`opening.${opening}`)}
                  </span>
                </label>
              );
            })}
          </fieldset>
        );
      })}
      {row.missing.length > 0 && (
        <ul className="mt-missing">
          {row.missing.map((one) => (
            <li key={one.fr}>{f.text(one)}</li>
          ))}
        </ul>
      )}
      <p className="mt-card-note">{t('gates.note')}</p>
      {pinned && <Foot close={close} />}
    </>
  );
}

/** The gain of a year: its sum written out, and what it rests on. */
export function GainCard({ scenario, pinned, close }: RowCardProps) {
  const { t, store, state, rowOf: find } = useRoom();
  const row = find(scenario);
  if (!row) return null;
  const gain = rowOf(state.draft, scenario).gain;
  const change = (part: Partial<Record<keyof GainDoc, number | string | undefined>>): void =>
    store.edit((document) =>
      setGain(document, scenario, {
        contacts_per_month: 0,
        uplift: 0,
        value: 0,
        ...rowOf(document, scenario).gain,
        ...part,
      } as GainDoc),
    );
  return (
    <>
      <Head title={t('gain.title')} scenario={scenario} />
      {row.gain ? <Sum gain={row.gain} /> : <p className="muted">{t('gain.none')}</p>}
      {pinned ? (
        <div className="mt-form">
          <div className="mt-pair">
            <NumberField
              label={t('gain.contacts')}
              value={gain?.contacts_per_month}
              onChange={(value) => change({ contacts_per_month: value ?? 0 })}
            />
            <NumberField
              label={t('gain.contactable')}
              unit="%"
              max={100}
              value={gain && (gain.contactable ?? 1) * 100}
              onChange={(value) => change({ contactable: value === undefined ? undefined : value / 100 })}
            />
            <NumberField
              label={t('gain.uplift')}
              unit={t('unit.points')}
              max={100}
              value={gain && gain.uplift * 100}
              onChange={(value) => change({ uplift: (value ?? 0) / 100 })}
            />
            <NumberField
              label={t('gain.value')}
              unit="€"
              value={gain?.value}
              onChange={(value) => change({ value: value ?? 0 })}
            />
            <NumberField
              label={t('gain.costPer')}
              unit="€"
              value={gain && (gain.cost_per_contact ?? 0)}
              onChange={(value) => change({ cost_per_contact: value })}
            />
          </div>
          <label className="field">
            <span className="label">{t('gain.assumptions')}</span>
            <textarea
              className="textarea mt-short"
              maxLength={2000}
              value={gain?.assumptions ?? ''}
              onChange={(event) => change({ assumptions: event.currentTarget.value })}
            />
          </label>
          <Foot close={close} />
        </div>
      ) : (
        <p className="mt-card-hint">{t('card.hint')}</p>
      )}
    </>
  );
}

function Sum({ gain }: { gain: GainCell }) {
  const { t, f } = useRoom();
  const from = gain.let_through_from?.name;
  return (
    <div className="mt-sum">
      <ol>
        <li>
          <span>{f.number(gain.contacts_per_month)}</span>
          {t('sum.contacts')}
        </li>
        <li>
          <span>× {f.percent(gain.contactable, 1)}</span>
          {t('sum.contactable')}
        </li>
        <li className="mt-through">
          <span>× {f.percent(gain.let_through, 1)}</span>
          {from === undefined ? t('sum.throughNone') : t('sum.through', { name: String(from) })}
        </li>
        <li>
          <span>× {f.percent(gain.uplift, 2)}</span>
          {t('sum.uplift')}
        </li>
        <li>
          <span>× {f.money(gain.value, 2)}</span>
          {t('sum.value')}
        </li>
        <li>
          <span>× 12</span>
          {t('sum.months')}
        </li>
        <li className="mt-rule">
          <span>= {f.money(gain.income)}</span>
          {t('sum.income')}
        </li>
        <li>
          <span>− {f.money(gain.cost)}</span>
          {t('sum.cost', { each: f.money(gain.cost_per_contact, 2) })}
        </li>
        <li className="mt-total">
          <span>= {f.money(gain.per_year)}</span>
          {t('sum.total')}
        </li>
      </ol>
      {gain.assumptions && (
        <p className="mt-card-note">
          <b>{t('gain.assumptions')}</b> {gain.assumptions}
        </p>
      )}
    </div>
  );
}

/** What the committee decides and plans of a scenario. */
export function PlanCard({ scenario, pinned, close }: RowCardProps) {
  const { t, f, store, state, rowOf: find } = useRoom();
  const row = find(scenario);
  if (!row) return null;
  const given = rowOf(state.draft, scenario);
  const change = (plan: Plan): void => store.edit((document) => setPlan(document, scenario, plan));
  return (
    <>
      <Head title={t('plan.title')} scenario={scenario} />
      {pinned ? (
        <div className="mt-form">
          <fieldset className="mt-segments">
            <legend>{t('column.decision')}</legend>
            {DECISIONS.map((decision) => {
              const { icon: Mark, tone } = DECISION_LOOKS[decision];
              return (
                <label key={decision} className="mt-segment" data-tone={tone}>
                  <input
                    type="radio"
                    name={`decision-${scenario}`}
                    checked={row.decision === decision}
                    onChange={() => change({ decision })}
                  />
                  <span>
                    <Mark className="icon" aria-hidden="true" />
                    {t(`decision.${decision}`)}
                  </span>
                </label>
              );
            })}
          </fieldset>
          <div className="mt-pair">
            <label className="field">
              <span className="label">{t('plan.owner')}</span>
              <input
                className="input"
                value={given.owner ?? ''}
                maxLength={80}
                onChange={(event) => change({ owner: event.currentTarget.value })}
              />
            </label>
            <label className="field">
              <span className="label">{t('plan.due')}</span>
              <input
                className="input"
                type="date"
                value={given.due ?? ''}
                onChange={(event) => change({ due: event.currentTarget.value })}
              />
            </label>
            <NumberField
              label={t('plan.sprint')}
              min={1}
              value={given.sprint}
              placeholder={t('plan.byRank')}
              onChange={(value) => change({ sprint: value })}
            />
            <NumberField
              label={t('plan.lot')}
              min={1}
              value={given.lot}
              placeholder={t('plan.byRank')}
              onChange={(value) => change({ lot: value })}
            />
          </div>
          <label className="field">
            <span className="label">{t('plan.note')}</span>
            <textarea
              className="textarea mt-short"
              maxLength={2000}
              value={given.note ?? ''}
              onChange={(event) => change({ note: event.currentTarget.value })}
            />
          </label>
          <Foot close={close} />
        </div>
      ) : (
        <>
          <dl className="mt-facts">
            <dt>{t('column.decision')}</dt>
            <dd>{t(`decision.${row.decision}`)}</dd>
            <dt>{t('plan.owner')}</dt>
            <dd>{row.owner ?? <span className="muted">{t('plan.nobody')}</span>}</dd>
            <dt>{t('plan.due')}</dt>
            <dd>{row.due ? f.date(row.due) : <span className="muted">{t('plan.noDue')}</span>}</dd>
          </dl>
          {row.note && <p className="mt-card-note">{row.note}</p>}
          <p className="mt-card-hint">{t('card.hint')}</p>
        </>
      )}
    </>
  );
}
