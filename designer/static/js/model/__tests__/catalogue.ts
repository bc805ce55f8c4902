import type { Catalogue } from '../document';

/** A catalogue as the server answers it: two channels, and the names that a test is about. */
export function catalogueOf(names: Partial<Catalogue> = {}): Catalogue {
  return {
    kinds: [],
    triggers: [],
    channels: [
      { key: 'email', label: { fr: 'E-mail', en: 'E-mail' }, icon: 'mail' },
      { key: 'sms', label: { fr: 'SMS', en: 'SMS' }, icon: 'message-square' },
    ],
    objectives: [],
    families: [],
    levers: [],
    categories: [],
    operators: [],
    attributes: [],
    events: [],
    segments: [],
    templates: [],
    scenarios: [],
    ...names,
  };
}
