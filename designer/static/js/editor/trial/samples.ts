import type { AttributeEntry, Condition, Json, Literal, Scenario } from '../../model/document';

/** Values that satisfy conditions, where that is simple: what a trial begins with. */

export type Values = Readonly<Record<string, Json>>;

/** Who a trial is made with when nobody is chosen. */
const SOMEBODY: Values = {
  first_name: 'Camille',
  last_name: 'Martin',
  email: 'camille.martin@example.com',
  phone: '+33612345678',
  city: 'Lyon',
};

/** Values by name under which a condition holds, as far as they can be told from it. */
export function sampleOf(condition: Condition | undefined): Record<string, Json> {
  if (condition === undefined || typeof condition !== 'object' || condition === null) return {};
  if ('all' in condition && Array.isArray(condition.all))
    return Object.assign({}, ...condition.all.map(sampleOf));
  if ('any' in condition && Array.isArray(condition.any)) return sampleOf(condition.any[0]);
  if ('consents' in condition) return { [`consent_${condition.consents}`]: true };
  if ('eq' in condition) return pair(condition.eq);
  if ('ge' in condition) return pair(condition.ge);
  if ('le' in condition) return pair(condition.le);
  if ('gt' in condition) return pair(condition.gt, 1);
  if ('lt' in condition) return pair(condition.lt, -1);
  if ('between' in condition) return pair([condition.between[0], condition.between[1]]);
  if ('in' in condition && condition.in[1]?.[0] !== undefined)
    return pair([condition.in[0], condition.in[1][0]]);
  if ('contains' in condition) return pair(condition.contains);
  return {};
}

function pair([name, value]: readonly [string, Literal], by = 0): Record<string, Json> {
  if (typeof name !== 'string' || value === undefined) return {};
  return { [name]: typeof value === 'number' ? value + by : value };
}

/** Somebody in the scenario's audience who may be written to on its channels. */
export function somebody(scenario: Scenario, attributes: readonly AttributeEntry[], zone: string): Values {
  const consents = scenario.nodes.flatMap((node) =>
    node.kind === 'message' ? [node.channel ?? 'email', ...(node.fallback ?? [])] : [],
  );
  const typed = new Map(attributes.map(({ name, type }) => [name, type]));
  const known = Object.entries(sampleOf(scenario.audience)).map(([name, value]) => [
    name,
    typed.get(name) === 'list' && !Array.isArray(value) ? [value] : value,
  ]);
  return {
    ...SOMEBODY,
    timezone: zone,
    ...Object.fromEntries(consents.map((channel) => [`consent_${channel}`, true])),
    ...Object.fromEntries(known),
  };
}
