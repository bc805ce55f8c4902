import { catalogueOf } from '../../../model/__tests__/catalogue';

/** A catalogue of a few names, as the server answers it. */
export const catalogue = catalogueOf({
  objectives: [{ key: 'retention', label: { fr: 'Rétention', en: 'Retention' } }],
  attributes: [
    { name: 'city', type: 'text', label: { fr: 'Ville', en: 'City' } },
    { name: 'stage', type: 'text', values: ['prospect', 'client'], label: { fr: 'Étape', en: 'Stage' } },
    { name: 'score', type: 'number', label: { fr: 'Score', en: 'Score' } },
    { name: 'open_dispute', type: 'boolean', label: { fr: 'Litige ouvert', en: 'Open dispute' } },
    { name: 'birth_date', type: 'date', label: { fr: 'Date de naissance', en: 'Birth date' } },
    { name: 'tags', type: 'list', label: { fr: 'Étiquettes', en: 'Tags' } },
  ],
  events: [
    { name: 'order.placed', properties: { amount: 'number' }, label: { fr: 'Commande', en: 'Order' } },
    { name: 'loan.signed', properties: {}, label: { fr: 'Prêt signé', en: 'Loan signed' } },
  ],
  segments: [{ key: 'champions', name: { fr: 'Champions', en: 'Champions' } }],
  templates: [{ key: 'guide', channel: 'email', name: { fr: 'Guide', en: 'Guide' } }],
});
