import { useId } from 'react';
import type { VersionsT } from '../../i18n/versions';
import type { Locale } from '../../model/document';
import type { Placement, Standing } from './history';

export const POLICIES = ['finish', 'move', 'exit'] as const;
export type PolicyWord = (typeof POLICIES)[number];

/** Where every contact goes, as it is proposed. */
export function proposed(standing: Standing): Placement[] {
  return standing.versions.flatMap(({ version, nodes }) =>
    nodes.map(({ node, proposal }) => ({ version, node, action: proposal.action, to: proposal.to })),
  );
}

interface PolicyProps {
  standing: Standing;
  policy: PolicyWord;
  mapping: readonly Placement[];
  locale: Locale;
  t: VersionsT;
  onPolicy(policy: PolicyWord): void;
  onMapping(mapping: readonly Placement[]): void;
}

/** What becomes of those who are on the way when a new version takes over. */
export function Policy({ standing, policy, mapping, locale, t, onPolicy, onMapping }: PolicyProps) {
  const group = useId();
  if (standing.inside === 0) return <p className="ed-note">{t('policy.nobody')}</p>;
  return (
    <>
      <fieldset className="ve-policy">
        <legend>{t('policy.title', { count: standing.inside })}</legend>
        {POLICIES.map((word) => (
          <label key={word} className="ve-choice">
            <input
              type="radio"
              name={group}
              checked={policy === word}
              onChange={() => onPolicy(word)}
              aria-describedby={`${group}-${word}`}
            />
            <span>{t(`policy.${word}`)}</span>
            <span className="ed-note" id={`${group}-${word}`}>
              {t(`policy.${word}.hint`)}
            </span>
          </label>
        ))}
      </fieldset>
      {policy === 'move' && (
        <MappingTable standing={standing} mapping={mapping} locale={locale} t={t} onMapping={onMapping} />
      )}
    </>
  );
}

type MappingProps = Pick<PolicyProps, 'standing' | 'mapping' | 'locale' | 't' | 'onMapping'>;

function MappingTable({ standing, mapping, locale, t, onMapping }: MappingProps) {
  const several = standing.versions.length > 1;
  return (
    <table className="ve-map">
      <thead>
        <tr>
          <th scope="col">{t('map.step')}</th>
          <th scope="col" className="number">
            {t('map.count')}
          </th>
          <th scope="col">{t('map.to')}</th>
        </tr>
      </thead>
      <tbody>
        {standing.versions.flatMap(({ version, nodes }) =>
          nodes.map((stand) => {
            const place = mapping.find((one) => one.version === version && one.node === stand.node);
            const title = stand.title[locale] || stand.title.fr || stand.node;
            return (
              <tr key={`${version} ${stand.node}`}>
                <th scope="row">
                  {title}
                  {several && (
                    <span className="ed-note"> {t('map.version', { version: String(version) })}</span>
                  )}
                </th>
                <td className="number">{new Intl.NumberFormat(locale).format(stand.inside)}</td>
                <td>
                  <Target
                    standing={standing}
                    stand={stand}
                    label={`${t('map.to')} : ${title}`}
                    place={place}
                    locale={locale}
                    t={t}
                    onPlace={(action, to) =>
                      onMapping([
                        ...mapping.filter((one) => one !== place),
                        { version, node: stand.node, action, to },
                      ])
                    }
                  />
                </td>
              </tr>
            );
          }),
        )}
      </tbody>
    </table>
  );
}

interface TargetProps {
  standing: Standing;
  stand: Standing['versions'][number]['nodes'][number];
  label: string;
  place: Placement | undefined;
  locale: Locale;
  t: VersionsT;
  onPlace(action: Placement['action'], to: string | null): void;
}

/** The choice for one step: a step of the new version, out, or to the end of its own. */
function Target({ standing, stand, label, place, locale, t, onPlace }: TargetProps) {
  const { proposal, repeats } = stand;
  const value = place?.action === 'move' ? `step ${place.to}` : (place?.action ?? 'keep');
  const repeated = place?.action === 'move' && place.to === proposal.to ? repeats : [];
  const named = (words: string, isProposal: boolean): string =>
    isProposal ? t('map.proposed', { title: words }) : words;
  return (
    <>
      <select
        className="input"
        aria-label={label}
        value={value}
        onChange={({ target }) => {
          if (target.value.startsWith('step ')) onPlace('move', target.value.slice(5));
          else onPlace(target.value as 'exit' | 'keep', null);
        }}
      >
        {standing.targets.map(({ node, title }) => (
          <option key={node} value={`step ${node}`}>
            {named(title[locale] || title.fr || node, proposal.action === 'move' && proposal.to === node)}
          </option>
        ))}
        <option value="keep">{named(t('map.keep'), proposal.action === 'keep')}</option>
        <option value="exit">{named(t('map.exit'), proposal.action === 'exit')}</option>
      </select>
      {place?.action === proposal.action && place.to === proposal.to && (
        <span className="ed-note">{proposal.text[locale] || proposal.text.fr}</span>
      )}
      {repeated.map(({ node, title, contacts }) => (
        <span key={node} className="ed-note ve-warn">
          {t('map.repeats', { count: contacts, title: title[locale] || title.fr || node })}
        </span>
      ))}
    </>
  );
}
