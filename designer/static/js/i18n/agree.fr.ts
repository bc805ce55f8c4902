/** Words of what the sheet takes from the flowchart; plain spaces are made French ones by the translator. */
export const agree = {
  title: 'La fiche et le logigramme ne disent pas la même chose',
  'count.one': '{count} écart',
  'count.other': '{count} écarts',
  'fix.deliverable.remove': 'Retirer « {name} »',
  'fix.deliverable.number': 'Écrire « {name} »',
  'fix.deliverable.add': 'Ajouter « {name} »',
  'fix.kpi.remove': 'Retirer l’indicateur',
  'fix.expected.remove': 'Retirer ce taux attendu',
  'fix.kpi.within': 'Lire sur {length}',
  'fix.moment': 'Prendre « {name} »',
  'fix.segment.remove': 'Retirer « {name} »',
  derived: 'D’après le logigramme',
  'kpi.add': 'Ajouter : {name}',
  'segment.add': 'Ajouter : {name}',
  'segment.why': 'La cible l’exige.',
} as const satisfies Record<string, string>;
