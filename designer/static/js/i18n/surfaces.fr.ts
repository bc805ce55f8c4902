/** Names of what the editor opens beside the flowchart; plain spaces are made French ones by the translator. */
export const surfaces = {
  outline: 'Liste des étapes',
  summary: 'Résumé',
  content: 'Écrire les messages',
  trial: 'Essayer avec un contact',
  history: 'Historique',
  export: 'Exporter',
  import: 'Importer',
  copy: 'Copier comme image',
};
