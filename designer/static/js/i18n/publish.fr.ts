/** Words of publishing; plain spaces are made French ones by the translator. */
export const publish = {
  'publish.title': 'Publier « {name} »',
  'publish.checking': 'Vérification…',
  'publish.saving': 'Enregistrement avant la publication…',
  'publish.retry': 'Réessayer',
  'publish.text': 'Ouvrir le texte',
  'publish.unsaved.text': 'Pas encore enregistré : le texte {names}. Publiez quand il le sera.',
  'publish.blocked.one': 'Une erreur empêche de publier.',
  'publish.blocked.other': '{count} erreurs empêchent de publier.',
  'publish.ready': 'Rien ne s’y oppose.',
  'publish.ready.warnings.one': 'Une alerte à lire, rien qui empêche de publier.',
  'publish.ready.warnings.other': '{count} alertes à lire, rien qui empêche de publier.',
  'publish.first': 'Les contacts qui remplissent le déclencheur entreront dès la prochaine passe.',
  'publish.resumes': 'Il est en pause : publier le remet en direct.',
  'publish.reason': 'Ce qui change (facultatif)',
  'publish.go': 'Publier',
  'publish.cancel': 'Annuler',
  'publish.unsaved': 'Le brouillon n’a pas pu être enregistré ; publiez quand il le sera.',
  'publish.risks.one': 'Une règle de pression peut être dépassée : dites pourquoi publier quand même.',
  'publish.risks.other':
    'Des règles de pression peuvent être dépassées, de {count} façons : dites pourquoi publier quand même.',
  'publish.why': 'Pourquoi publier quand même',
  'publish.why.hint': 'Gardé avec la version, à côté des conflits.',
  'publish.more': 'Et {count} autres',
  'publish.meanwhile':
    'Une autre version a été publiée entre-temps : relisez ce que publier fait, puis publiez.',
  'publish.see': 'Voir et réparer',
} as const;
