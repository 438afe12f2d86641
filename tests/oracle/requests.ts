import type { Random } from './random.ts';
import { KINDS, METHODS, type Kind, type Reference } from './reference.ts';

/** A request of the comparison. */
export interface RandomRequest {
  readonly method: string;
  /** The path alone, for the reference. */
  readonly path: string;
  /** The URL around it, for the engine. */
  readonly url: string;
  readonly kind: Kind;
  readonly permissions: readonly string[];
  /** How it was made, for the counts in the report. */
  readonly shape: Shape;
}

export type Shape = (typeof SHAPES)[number];

const SHAPES = [
  'granted',
  'sibling-permission',
  'other-method',
  'other-kind',
  'damaged-path',
  'any-permissions',
] as const;
const QUERIES = ['?$top=5', "?$filter=startswith(displayName,'a')", '?$select=id,displayName', '?', '?$count=true'];
const BASES = [
  'https://graph.microsoft.com/v1.0/',
  'https://graph.microsoft.com/beta/',
  'https://graph.microsoft.us/v1.0/',
  'https://GRAPH.microsoft.com/v1.0/',
  'https://graph.microsoft.com/V1.0/',
  '/v1.0/',
  '/beta/',
  '/',
  '',
];

/** Makes random requests around the operations of the table: half granted as the table reads, half near misses. */
export function requestsOf(reference: Reference): (random: Random) => RandomRequest {
  const operations = [...reference.operations].map((operation) => operation.split(' ') as [string, string]);
  const names = [...reference.permissions];
  const families = new Map<string, string[]>();
  for (const name of names) {
    const family = name.split('.')[0] as string;
    families.set(family, [...(families.get(family) ?? []), name]);
  }
  const words = [...new Set(reference.templates.flatMap((key) => key.split('/').slice(1)))].filter((segment) =>
    // A word such as `v1` could be taken for a version where it comes first.
    /^(?!v\d)[a-z][a-z0-9_]*$/.test(segment),
  );
  return (random) => {
    const [method, key] = random.pick(operations);
    const shape = random.chance(0.45) ? 'granted' : random.pick(SHAPES);
    const kind = random.pick(KINDS);
    const listed = [...reference.mentioned(method, key, kind)];
    const permissions = new Set<string>();
    if (shape !== 'any-permissions' && listed.length > 0) {
      permissions.add(random.pick(listed));
      if (random.chance(0.2)) permissions.add(random.pick(listed));
    }
    if (shape === 'sibling-permission') {
      const [chosen = random.pick(names)] = permissions;
      permissions.clear();
      permissions.add(random.pick(families.get(chosen.split('.')[0] as string) ?? names));
    }
    for (let count = random.below(shape === 'granted' ? 3 : 8); count > 0; count--) permissions.add(random.pick(names));
    const path = shape === 'damaged-path' ? damaged(key, words, random) : key;
    const filled = filledIn(path, words, random);
    const cased = random.chance(0.3) ? mixedCase(filled, random) : filled;
    return {
      method: shape === 'other-method' ? random.pick(METHODS) : method,
      path: cased,
      url: `${random.pick(BASES)}${cased.slice(1)}${random.chance(0.25) ? random.pick(QUERIES) : ''}`,
      kind: shape === 'other-kind' ? random.pick(KINDS) : kind,
      permissions: [...permissions],
      shape,
    };
  };
}

/** An id as Microsoft Graph has them, now and then a word that is a segment elsewhere. */
function idOf(words: readonly string[], random: Random): string {
  const hex = (length: number): string => Array.from({ length }, () => random.below(16).toString(16)).join('');
  const kind = random.below(20);
  if (kind < 9) return `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  if (kind < 12) return `user${random.below(999)}@contoso.onmicrosoft.com`;
  if (kind < 15) return `AAMkA${Array.from({ length: 110 }, () => random.pick(LETTERS)).join('')}=`;
  if (kind < 18) return String(random.below(1_000_000));
  return kind < 19 ? random.pick(words) : `b!${hex(20)}_-~.x`;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

function filledIn(key: string, words: readonly string[], random: Random): string {
  return key
    .split('/')
    .map((segment) =>
      segment === '{}'
        ? idOf(words, random)
        : segment.replaceAll('{}', () => random.pick(['x', "'D7'", '2024-01-01', 'a=b'])),
    )
    .join('/');
}

function mixedCase(path: string, random: Random): string {
  return path.replaceAll(/[a-z]/gi, (letter) => (random.chance(0.5) ? letter.toUpperCase() : letter.toLowerCase()));
}

/** A path that is no longer the template's: a letter off, a segment too many, too few, or another one. */
function damaged(key: string, words: readonly string[], random: Random): string {
  const segments = key.split('/').slice(1);
  const colon = segments.map((candidate) => candidate.endsWith(':')).lastIndexOf(true);
  // What follows an open colon is the path of a file, whatever it is.
  if (colon >= 0 && segments[colon] === 'root:') return key;
  const at = colon + 1 + random.below(segments.length - colon - 1);
  if (at >= segments.length) return key;
  const segment = segments[at] as string;
  switch (random.below(5)) {
    case 0:
      segments[at] = segment === '{}' ? segment : segment.replace(/[a-z]/, 'q');
      break;
    case 1:
      segments.splice(at, 1);
      break;
    case 2:
      segments.splice(at, 0, random.pick(words));
      break;
    case 3:
      segments[at] = random.pick(words);
      break;
    default:
      segments.push(random.pick(['$count', '$ref', '$value', '{}', random.pick(words)]));
  }
  return `/${segments.join('/')}`;
}
