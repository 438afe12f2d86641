// The requests of the benchmark: the same for every engine, made from a seed, with what the reference answers to them.
import { randomFrom, type Random } from '../tests/oracle/random.ts';
import { KINDS, METHODS, type Kind, type Reference, type Verdict } from '../tests/oracle/reference.ts';

/** Permissions of one caller, as a token carries them. */
export interface BenchToken {
  readonly kind: Kind;
  /** Names, separated by spaces, as the `scp` claim has them. */
  readonly scp: string;
  readonly names: readonly string[];
}

/** One request, and the answers that are right. */
export interface BenchRequest {
  readonly shape: Shape;
  readonly method: string;
  /** Absolute, in the global cloud, with a version: the other engines may cut the first 32 characters off. */
  readonly url: string;
  /** Place of the caller in {@link Workload.tokens}. */
  readonly token: number;
  /** Place of the most specific template in `reference.templates`, -1 when none fits; for engines spared the matching. */
  readonly template: number;
  /** Whether the permission table, taken literally, lets it through: what the other engines are asked. */
  readonly literal: boolean;
  /** What the permission table says with its cited corrections: what why403 is asked. */
  readonly verdict: Verdict;
}

/** What all engines are measured with. */
export interface Workload {
  readonly tokens: readonly BenchToken[];
  readonly requests: readonly BenchRequest[];
}

export type Shape = 'granted' | 'sibling-permission' | 'wrong-method' | 'wrong-kind' | 'damaged-path';

const TOKENS_PER_KIND = 1_000;
const QUERIES = [
  '?$top=50&$skip=100',
  "?$filter=startswith(displayName,'a')",
  '?$select=id,displayName',
  '?$count=true',
];

/**
 * Makes the workload: operations chosen evenly, ids filled in (GUID 45 %, user name 15 %, Outlook id 15 %, others), 30 %
 * in changed letter case, 25 % with a query. Half are granted by the table, taken literally; half are near misses that it
 * denies: a quarter with a permission of the same family, a tenth each with another method and with a damaged path, a
 * twentieth with a token of another kind.
 */
export function workloadOf(reference: Reference, count: number, seed: number): Workload {
  const random = randomFrom(seed);
  const tokens = tokensOf(reference, random);
  const holders = new Map<string, number[]>();
  const families = new Map<string, number[]>();
  for (const [number, { kind, names }] of tokens.entries()) {
    for (const name of names) {
      push(holders, `${kind} ${name}`, number);
      push(families, `${kind} ${familyOf(name)}`, number);
    }
  }
  const cells = [...new Set(reference.listings.map(({ method, path, kind }) => `${method} ${path} ${kind}`))];
  const accepted = new Map<string, string[]>();
  for (const { method, path, kind, permission } of reference.listings) {
    push(accepted, `${method} ${path} ${kind}`, permission);
  }
  const places = new Map(reference.templates.map((key, place) => [key, place]));
  const words = wordsOf(reference);
  const sets = tokens.map(({ names }) => new Set(names));
  const requests: BenchRequest[] = [];
  let shape = shapeOf(random);
  while (requests.length < count) {
    const cell = random.pick(cells);
    const [ownMethod = '', ...rest] = cell.split(' ');
    const kind = rest.pop() as Kind;
    const template = rest
      .join(' ')
      .toLowerCase()
      .replaceAll(/\{[^}]*\}/g, '{}')
      .replaceAll(/['\s]/g, '');
    const name = random.pick(accepted.get(cell) ?? []);
    const callers =
      shape === 'sibling-permission'
        ? families.get(`${kind} ${familyOf(name)}`)
        : holders.get(
            `${shape === 'wrong-kind' ? random.pick(KINDS.filter((other) => other !== kind)) : kind} ${name}`,
          );
    if (callers === undefined) continue;
    const token = random.pick(callers);
    const method = shape === 'wrong-method' ? random.pick(METHODS.filter((other) => other !== ownMethod)) : ownMethod;
    const key = shape === 'damaged-path' ? damaged(template, words, random) : template;
    if (key === null) continue;
    const plain = filledIn(key, random);
    const path = random.chance(0.3) ? mixedCase(plain, random) : plain;
    const query = random.chance(0.25) ? random.pick(QUERIES) : '';
    const held = sets[token] as ReadonlySet<string>;
    const callerKind = (tokens[token] as BenchToken).kind;
    const found = reference.find(path.split('/').slice(1), method);
    const exists = found !== null && reference.operations.has(`${method} ${found}`);
    const literal = exists && reference.judge(held, method, found, callerKind).table === 'allow';
    if (literal !== (shape === 'granted')) continue;
    requests.push({
      shape,
      method,
      url: `https://graph.microsoft.com/${random.chance(0.65) ? 'v1.0' : 'beta'}${path}${query}`,
      token,
      template: found === null ? -1 : (places.get(found) as number),
      literal,
      verdict: reference.decide(held, method, path, callerKind).verdict,
    });
    shape = shapeOf(random);
  }
  // Written out and read again, so that every text is one flat piece, as one that came from a socket.
  return JSON.parse(JSON.stringify({ tokens, requests })) as Workload;
}

function shapeOf(random: Random): Shape {
  const place = random.below(100);
  if (place < 50) return 'granted';
  if (place < 75) return 'sibling-permission';
  if (place < 85) return 'wrong-method';
  return place < 90 ? 'wrong-kind' : 'damaged-path';
}

/** Tokens with 3 to 17 permissions each, so that every permission of a kind is in some. */
function tokensOf(reference: Reference, random: Random): readonly BenchToken[] {
  return KINDS.flatMap((kind) => {
    const known = [
      ...new Set(reference.listings.filter((listing) => listing.kind === kind).map(({ permission }) => permission)),
    ];
    let next = 0;
    return Array.from({ length: TOKENS_PER_KIND }, () => {
      const names = new Set<string>();
      // The first half in turn, so that none is left out; then by chance.
      for (let left = 3 + random.below(15); left > 0; left--) {
        names.add(next < known.length ? (known[next++] as string) : random.pick(known));
      }
      return { kind, names: [...names], scp: [...names].join(' ') };
    });
  });
}

function wordsOf(reference: Reference): readonly string[] {
  const segments = reference.templates.flatMap((key) => key.split('/').slice(1));
  return [...new Set(segments)].filter((segment) => /^[a-z][a-z0-9_]*$/.test(segment));
}

/** A path that is no longer the template's; `null` where a change would leave another reading than the plain one. */
function damaged(key: string, words: readonly string[], random: Random): string | null {
  if (/[:(]|graph\./.test(key)) return null;
  const segments = key.split('/').slice(1);
  const at = random.below(segments.length);
  switch (random.below(4)) {
    case 0:
      segments[at] = segments[at] === '{}' ? 'q' : (segments[at] as string).replace(/[a-z]/, 'q');
      break;
    case 1:
      segments.splice(at, 1);
      break;
    case 2:
      segments.splice(at, 0, random.pick(words));
      break;
    default:
      segments[at] = random.pick(words);
  }
  return segments.length === 0 ? null : `/${segments.join('/')}`;
}

function filledIn(key: string, random: Random): string {
  return key
    .split('/')
    .map((segment) =>
      segment === '{}'
        ? idOf(random)
        : segment.replaceAll('{}', () => random.pick(["'D7'", '2026-01-01', "'A1:B2'", 'x'])),
    )
    .join('/');
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

function idOf(random: Random): string {
  const hex = (length: number): string => Array.from({ length }, () => random.below(16).toString(16)).join('');
  const kind = random.below(20);
  if (kind < 9) return `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  if (kind < 12) return `user${random.below(9_999)}@contoso.onmicrosoft.com`;
  if (kind < 15) return `AAMkA${Array.from({ length: 110 }, () => random.pick(LETTERS)).join('')}=`;
  return kind < 18 ? String(random.below(100_000_000)) : `b!${hex(40)}_-~.x`;
}

function mixedCase(path: string, random: Random): string {
  return path.replaceAll(/[a-z]/gi, (letter) => (random.chance(0.5) ? letter.toUpperCase() : letter.toLowerCase()));
}

function familyOf(name: string): string {
  return name.split('.')[0] as string;
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}
