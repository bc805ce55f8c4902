/** How long an SMS is; the server counts alike (domain/sms.py), and both are tested on the same table. */

/** The letters of the GSM alphabet, one unit each. */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** The signs of its extension, two units each. */
const EXTENDED = new Set('\f^{}\\[~]|€');

const ROOM = { gsm: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;

export interface Sms {
  readonly alphabet: keyof typeof ROOM;
  readonly units: number;
  /** How many SMS it is paid as. */
  readonly parts: number;
  /** Units that the last part still has. */
  readonly left: number;
  /** The signs that are not in the GSM alphabet, each once. */
  readonly strange: readonly string[];
}

export function measure(text: string): Sms {
  const signs = [...text];
  const strange = [...new Set(signs.filter((sign) => !GSM.has(sign) && !EXTENDED.has(sign)))];
  const alphabet = strange.length > 0 ? 'ucs2' : 'gsm';
  const sizes = signs.map((sign) => (alphabet === 'gsm' ? (EXTENDED.has(sign) ? 2 : 1) : sign.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { single, part } = ROOM[alphabet];
  if (units <= single) return { alphabet, units, parts: Math.min(1, units), left: single - units, strange };
  let parts = 1;
  let filled = 0;
  for (const size of sizes) {
    // No sign is cut in two.
    if (filled + size > part) {
      parts += 1;
      filled = 0;
    }
    filled += size;
  }
  return { alphabet, units, parts, left: part - filled, strange };
}

/** Typographic signs that have a plain form in the GSM alphabet. */
const PLAIN: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '…': '...',
  '–': '-',
  '—': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  ê: 'e',
  ë: 'e',
  â: 'a',
  î: 'i',
  ï: 'i',
  ô: 'o',
  û: 'u',
  ç: 'c',
  œ: 'oe',
  Œ: 'OE',
  À: 'A',
  Â: 'A',
  È: 'E',
  Ê: 'E',
  Ë: 'E',
  Î: 'I',
  Ï: 'I',
  Ô: 'O',
  Ù: 'U',
  Û: 'U',
};

/** Whether all signs that are not in the alphabet have a plain form in it. */
export function canBePlain(strange: readonly string[]): boolean {
  return strange.length > 0 && strange.every((sign) => PLAIN[sign] !== undefined);
}

/** The text with plain signs for typographic ones, outside its merge fields. */
export function plainly(text: string): string {
  return text
    .split(/(\{\{.*?\}\}|\{%.*?%\})/s)
    .map((piece, index) => (index % 2 === 1 ? piece : [...piece].map((sign) => PLAIN[sign] ?? sign).join('')))
    .join('')
    .replace(/" (?=\S)([^"]*?) "/g, '"$1"');
}
