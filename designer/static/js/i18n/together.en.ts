/** Words of drawing together. */
export const together = {
  'people.label.one': '{count} other person on this scenario',
  'people.label.other': '{count} other people on this scenario',
  'people.title': 'On this scenario',
  'people.guest': 'Guest {number}',
  'people.looks': 'looking at the scenario',
  'people.on': 'on “{title}”',
  'people.several.one': '{count} step chosen',
  'people.several.other': '{count} steps chosen',
  'people.go': 'Go to this step',
  'people.name': 'Your name, as others see it',
  'people.name.save': 'Save',
  'people.name.later': 'Later',
  'people.ask': '{name} is on this scenario too. What is your name?',
  'people.came': '{name} has come',
  'people.left': '{name} has left',
  'people.chosen': '{name} has chosen this step',
} as const;
