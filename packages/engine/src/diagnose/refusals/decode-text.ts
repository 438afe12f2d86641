/**
 * Texts that people paste were escaped by what they were copied from: JSON in a string, an HTML page, a URL, Markdown.
 * All of it is undone here once, so that a shape compares plain words.
 */

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', nbsp: ' ' };

/** How often escapes are undone: an entity or percent sign can itself be escaped. */
const ROUNDS = 3;

/**
 * Decodes a pasted text: HTML entities, percent escapes, backslash escapes of any depth, typographic and Markdown
 * quotes; then collapses white space.
 *
 * Time is linear in the text's length.
 *
 * This does NOT remove secrets, and does NOT parse the text: quotes of nested JSON all become plain quotes.
 */
export function decodeText(text: string): string {
  let decoded = text;
  for (let round = 0; round < ROUNDS; round++) {
    const next = decodeBackslashes(decodePercents(decodeEntities(decoded)));
    if (next === decoded) break;
    decoded = next;
  }
  return decoded
    .replace(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/[\u2018\u2019\u201A\u201B`\u00B4]/g, "'")
    .replace(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replace(/<\/?(?:br|p|div|span|pre|code|b|i|em|strong) ?\/?>/gi, ' ')
    .replace(/\*\*/g, '')
    .replace(/(?<=[\r\n]|^)[ \t]{0,8}>[> \t]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Lower-cases the letters A to Z only, so that offsets stay those of the text. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  // Some letters grow when lower-cased (a dotted capital I); then only ASCII is folded.
  return folded.length === text.length ? folded : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

// The look-behinds below keep a search from starting again inside the run that it has just tried: without it a long run
// of one character takes quadratic time.

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(quot|apos|amp|lt|gt|nbsp));/gi, (whole, dec, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
    const point = typeof dec === 'string' ? Number(dec) : Number.parseInt(String(hex), 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

function decodePercents(text: string): string {
  // One escaped space or quote shows that the text was escaped; `100%` alone shows nothing.
  if (!/%2[027]|%7[bB]/.test(text)) return text;
  const plain = text.includes(' ') ? text : text.replace(/\+/g, ' ');
  return plain.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeBackslashes(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/(?<!\\)\\+u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/(?<!\\)\\+(["'`/])/g, '$1')
    .replace(/(?<!\\)\\+[nrt]/g, ' ');
}
