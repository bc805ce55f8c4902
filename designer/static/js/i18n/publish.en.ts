/** Words of publishing. */
export const publish = {
  'publish.title': 'Publish “{name}”',
  'publish.checking': 'Checking…',
  'publish.saving': 'Saving before publication…',
  'publish.retry': 'Try again',
  'publish.text': 'Open the text',
  'publish.unsaved.text': 'Not saved yet: the text {names}. Publish once it is.',
  'publish.blocked.one': 'One error stands in the way.',
  'publish.blocked.other': '{count} errors stand in the way.',
  'publish.ready': 'Nothing stands in the way.',
  'publish.ready.warnings.one': 'One warning to read, nothing that stands in the way.',
  'publish.ready.warnings.other': '{count} warnings to read, nothing that stands in the way.',
  'publish.first': 'Contacts who meet the trigger will enter from the next pass.',
  'publish.resumes': 'It is paused: publishing makes it live again.',
  'publish.reason': 'What changes (optional)',
  'publish.go': 'Publish',
  'publish.cancel': 'Cancel',
  'publish.unsaved': 'The draft could not be saved; publish once it is.',
  'publish.risks.one': 'A rule of pressure can be exceeded: say why it is published all the same.',
  'publish.risks.other':
    'Rules of pressure can be exceeded, in {count} ways: say why it is published all the same.',
  'publish.why': 'Why it is published all the same',
  'publish.why.hint': 'Kept with the version, beside the conflicts.',
  'publish.more': 'And {count} more',
  'publish.meanwhile':
    'Another version has been published meanwhile: read again what publishing does, then publish.',
  'publish.see': 'See and mend',
} as const;
