/** Words of drawing together; plain spaces are made French ones by the translator. */
export const together = {
  'people.label.one': '{count} autre personne sur ce scénario',
  'people.label.other': '{count} autres personnes sur ce scénario',
  'people.title': 'Sur ce scénario',
  'people.guest': 'Invité {number}',
  'people.looks': 'regarde le scénario',
  'people.on': 'sur « {title} »',
  'people.several.one': '{count} étape choisie',
  'people.several.other': '{count} étapes choisies',
  'people.go': 'Aller à cette étape',
  'people.name': 'Votre nom, tel que les autres le voient',
  'people.name.save': 'Enregistrer',
  'people.name.later': 'Plus tard',
  'people.ask': '{name} est aussi sur ce scénario. Comment vous appelez-vous ?',
  'people.came': '{name} est arrivé·e',
  'people.left': '{name} est parti·e',
  'people.chosen': '{name} a choisi cette étape',
} as const;
