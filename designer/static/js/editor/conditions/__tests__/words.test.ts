import { describe, expect, test } from 'vitest';
import type { Condition, Trigger } from '../../../model/document';
import { speech } from '../../fields/speech';
import { triggerWords, words } from '../words';
import { catalogue } from './sample';

/** No-break spaces are checked by the translator's own tests; here they only hinder reading. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const fr = (condition: Condition): string => plain(words(condition, catalogue, speech('fr')));
const en = (condition: Condition): string => plain(words(condition, catalogue, speech('en')));

describe('conditions in words', () => {
  test('an event with its count, window and properties', () => {
    const condition: Condition = {
      did: { event: 'order.placed', at_least: 1, within: 'P90D', where: { gt: ['amount', 1000] } },
    };
    expect(fr(condition)).toBe('a passé commande au moins 1 fois depuis 90 jours, avec montant > 1 000');
    expect(en(condition)).toBe('placed an order at least once in the last 90 days, with amount > 1,000');
  });

  const table: [Condition, string, string][] = [
    [{ eq: ['city', 'Lyon'] }, 'ville est Lyon', 'city is Lyon'],
    [{ ne: ['city', 'Lyon'] }, 'ville n’est pas Lyon', 'city is not Lyon'],
    [{ ge: ['score', 40] }, 'score ≥ 40', 'score ≥ 40'],
    [{ eq: ['open_dispute', true] }, 'litige ouvert : oui', 'open dispute: yes'],
    [
      { in: ['stage', ['prospect', 'client']] },
      'étape est prospect ou client',
      'stage is prospect or client',
    ],
    [{ between: ['score', 40, 60] }, 'score entre 40 et 60', 'score between 40 and 60'],
    [{ is_set: 'city' }, 'ville : renseigné', 'city known'],
    [{ contains: ['tags', 'vip'] }, 'étiquettes contient vip', 'tags contains vip'],
    [
      { matches: ['email', '*@x.fr'] },
      'adresse e-mail de la forme *@x.fr',
      'e-mail address looks like *@x.fr',
    ],
    [{ in_segment: 'champions' }, 'fait partie de « Champions »', 'is in “Champions”'],
    [{ consents: 'email' }, 'a consenti au canal e-mail', 'has consented to e-mail'],
    [{ not: { is_set: 'city' } }, 'ville : non renseigné', 'city not known'],
    [{ not: { consents: 'sms' } }, 'n’a pas consenti au canal SMS', 'has not consented to SMS'],
    [{ not: { ge: ['score', 3] } }, 'non (score ≥ 3)', 'not (score ≥ 3)'],
    [
      { not_did: { event: 'loan.signed', within: 'P6M' } },
      'n’a pas fait « Prêt signé » depuis 6 mois',
      'did not do “Loan signed” in the last 6 months',
    ],
    [{ all: [] }, 'tout le monde', 'everyone'],
    [{ any: [] }, 'personne', 'nobody'],
    // A name that nothing knows is shown as it is written.
    [{ eq: ['unknown_name', 3] }, 'unknown_name = 3', 'unknown_name = 3'],
    [
      { gt: ['birth_date', '1990-05-01'] },
      'date de naissance après le 1 mai 1990',
      'birth date after May 1, 1990',
    ],
  ];
  test.each(table)('%j', (condition, french, english) => {
    expect(fr(condition)).toBe(french);
    expect(en(condition)).toBe(english);
  });

  test('brackets stand only where "and" meets "or"', () => {
    const condition: Condition = {
      all: [
        { is_set: 'city' },
        { any: [{ consents: 'email' }, { consents: 'sms' }] },
        { all: [{ is_set: 'score' }] },
      ],
    };
    expect(en(condition)).toBe(
      'city known and (has consented to e-mail or has consented to SMS) and score known',
    );
  });

  test('what cannot be read says so instead of failing', () => {
    expect(fr({ eq: 'city' } as unknown as Condition)).toBe('critère illisible : à remplacer');
  });
});

describe('triggers in words', () => {
  const table: [Trigger | undefined, string][] = [
    [undefined, 'trigger to be chosen'],
    [
      { kind: 'event', event: 'order.placed', where: { gt: ['amount', 10] } },
      'when “Order” happens, with amount > 10',
    ],
    [{ kind: 'event' }, 'when “…” happens'],
    [
      { kind: 'enters', condition: { ge: ['score', 60] }, every: 'PT2H' },
      'when the contact starts to satisfy: score ≥ 60 (looked at every 2 hours)',
    ],
    [
      { kind: 'date', attribute: 'birth_date', offset: '-P3D', at: '09:00', repeat: 'yearly' },
      '3 days before: birth date, at 09:00, every year',
    ],
    [
      { kind: 'inactivity', event: 'order.placed', after: 'P180D' },
      'when “Order” has not happened for 180 days',
    ],
    [
      { kind: 'inactivity', event: 'order.placed', own_rhythm: { factor: 1.5, lead: 'P7D', min_events: 3 } },
      'when “Order” is late against the contact’s own rhythm, rhythm × 1.5, 7 days ahead, from 3 occurrences on',
    ],
    [{ kind: 'schedule', cron: '0 9 * * MON' }, 'Monday at 09:00, for the whole audience'],
    [{ kind: 'manual' }, 'by hand'],
  ];
  test.each(table)('%j', (trigger, english) => {
    expect(plain(triggerWords(trigger, catalogue, speech('en')))).toBe(english);
  });
});
