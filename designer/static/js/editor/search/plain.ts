/** Words as they are compared: without accents and capitals, with one kind of space and apostrophe. */
export function plain(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .replace(/[’ʼ]/g, "'")
    .toLowerCase()
    .trim();
}
