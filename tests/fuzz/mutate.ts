import type { Random } from '../oracle/random.ts';

/** Pieces that break parsers: delimiters of URLs, JSON, shells and HTTP, odd characters, long runs. */
const PIECES: readonly string[] = [
  ...'/?#&=%()\'"{}[]:;,.\\$@ \t\n\r\0\u0007\u007f',
  ...[
    '%2F',
    '%2e',
    '%',
    '%zz',
    '%c3%28',
    '%F0%9F%98%80',
    '\ud800',
    '\ufeff',
    '\u2028',
    'é',
    '😀',
    '..',
    '//',
    '$count',
    '$value',
  ],
  ...[
    'microsoft.graph.',
    'root:',
    ':/x:/',
    "('a''b')",
    '(a=1)',
    'null',
    '-1',
    '1e999',
    'Bearer ',
    'eyJ',
    '\\u0000',
    '### ',
    '\r\n\r\n',
  ],
  '('.repeat(200),
  '['.repeat(300),
  '{"a":'.repeat(120),
  '/a'.repeat(100),
];

/** A text with one to five random changes: characters replaced, pieces put in, taken out, doubled, moved. */
export function mutatedText(text: string, random: Random, longest = 20_000): string {
  let out = text;
  for (let count = 1 + random.below(5); count > 0; count--) {
    const at = random.below(out.length + 1);
    const end = Math.min(out.length, at + 1 + random.below(random.chance(0.2) ? 60 : 4));
    switch (random.below(6)) {
      case 0:
        out = out.slice(0, at) + random.pick(PIECES) + out.slice(at);
        break;
      case 1:
        out = out.slice(0, at) + out.slice(end);
        break;
      case 2:
        out = out.slice(0, at) + random.pick(PIECES) + out.slice(end);
        break;
      case 3:
        out = out.slice(0, end) + out.slice(at, end) + out.slice(end);
        break;
      case 4:
        out = out.slice(0, at) + String.fromCharCode(random.below(0x250)) + out.slice(at + 1);
        break;
      default:
        out = out.slice(0, at);
    }
  }
  return out.slice(0, longest);
}

/** Bytes with one to four random changes from byte `from` on. */
export function mutatedBytes(bytes: Uint8Array, random: Random, from = 0): Uint8Array {
  const copy = bytes.slice();
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = from + random.below(copy.length - from);
    copy[at] = random.chance(0.5) ? (copy[at] as number) ^ (1 << random.below(8)) : random.below(256);
  }
  return copy;
}
