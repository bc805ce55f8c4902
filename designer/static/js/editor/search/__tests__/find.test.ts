import { expect, it } from 'vitest';
import { type Entry, find, rank } from '../find';
import { plain } from '../plain';

const entries: Entry[] = [
  { id: 'start', fields: { id: 'start', title: 'Devis en ligne', kind: 'Déclencheur' } },
  { id: 'm1', fields: { id: 'm1', time: 'T1', title: 'E-mail « Rappel »', template: 'rappel-devis' } },
  { id: 'm2', fields: { id: 'm2', time: 'T12', title: 'SMS', text: 'Votre devis vous attend, Zoé.' } },
  { id: 's1', fields: { id: 's1', title: 'Client ?', ways: 'oui non sinon' } },
];

it.each([
  ['finds by title, without its accents', 'RAPPEL', [{ id: 'm1', field: 'title' }]],
  ['finds by number, whole', 't1', [{ id: 'm1', field: 'time' }]],
  ['finds by the text of a message', 'attend zoe', [{ id: 'm2', field: 'text' }]],
  ['finds by id', 's1', [{ id: 's1', field: 'id' }]],
  ['finds by a way out', 'sinon', [{ id: 's1', field: 'ways' }]],
  ['finds by kind', 'declencheur', [{ id: 'start', field: 'kind' }]],
  ['finds by template', 'rappel-devis', [{ id: 'm1', field: 'template' }]],
  ['wants every word, wherever it stands', 'sms devis', [{ id: 'm2', field: 'title' }]],
  ['finds nothing for nothing', '  ', []],
  ['finds nothing where a word is missing', 'sms rappel', []],
] as const)('%s', (_, question, hits) => {
  expect(find(question, entries)).toEqual(hits);
});

it('keeps the order of the steps', () => {
  expect(find('devis', entries).map(({ id }) => id)).toEqual(['start', 'm1', 'm2']);
});

it('takes typographic spaces and apostrophes for plain ones', () => {
  expect(plain('L’étape\u00a0: «\u202foui »')).toBe("l'etape : « oui »");
});

it('ranks a name that begins with the question before one that has it', () => {
  expect(['Tout voir', 'Le tout', 'Surtout', 'Rien'].map((name) => rank('tout', name))).toEqual([3, 2, 1, 0]);
});
