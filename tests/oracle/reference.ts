// The reference: what the reviewed text says about permissions, read and decided in the most naive way, to be compared
// with the engine. It shares no code with the engine or the compiler; it knows sets, regular expressions and nothing of
// speed. `table` is the permission table taken literally; `verdict` is the table with the cited corrections applied.
import { join } from 'node:path';
import { entry, listingsOf, listingsOfMicrosoft, rowsOf, text, words, type Listing, type Row } from './listings.ts';

export type Verdict = 'allow' | 'unknown' | 'deny';
export const KINDS = ['delegated', 'delegated-personal', 'application'] as const;
export const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;
export type Kind = (typeof KINDS)[number];

export interface Answer {
  /** What the permission table says, taken literally. */
  readonly table: Verdict;
  /** What the table says with its corrections. */
  readonly verdict: Verdict;
  /** Ids of the corrections that made `verdict` what it is. */
  readonly because: readonly string[];
  /** Key of the template, `null` when none fits. */
  readonly template: string | null;
}

/** What is said about one template, method and kind: a map for each spelling of the template that says something. */
type Cell = Map<string, Map<string, readonly string[] | null>>;
interface Template {
  readonly key: string;
  readonly pattern: RegExp;
  readonly rank: readonly string[];
}

const SHARE_POINT = /^\/(sites|drives?|shares|(me|users\/\{\}|groups\/\{\})\/(drives?|sites))(\/|$|\()/;
const WORST_FIRST: readonly Verdict[] = ['deny', 'unknown', 'allow'];

export class Reference {
  readonly permissions: ReadonlySet<string>;
  readonly listings: readonly Listing[];
  readonly #cells = new Map<string, Cell>();
  /** By number of segments and name of the first, only to save time. */
  readonly #templates = new Map<string, Template[]>();
  readonly #rules: ReadonlySet<string>;
  readonly #perResource: ReadonlySet<string>;
  readonly #corrections = new Map<string, Row[]>();
  readonly #documented = new Map<string, Row[]>();
  readonly #policies: readonly { readonly method: string; readonly pattern: RegExp }[];
  readonly #operations = new Set<string>();

  /** @param folder The reviewed text. @param microsoft Microsoft's own table, in place of the reviewed copy of it. */
  constructor(folder: string, microsoft?: string) {
    const permissions = rowsOf(join(folder, 'permissions.tsv'));
    this.#perResource = new Set(
      permissions.filter((row) => row.resourceSpecific === 'yes').map((row) => text(row.permission)),
    );
    this.listings = microsoft === undefined ? listingsOf(folder) : listingsOfMicrosoft(microsoft);
    for (const { method, path, kind, permission, anyOf } of this.listings) {
      const cell = entry(this.#cells, `${method} ${keyOf(path)} ${kind}`, (): Cell => new Map());
      const spelling = entry(cell, path.toLowerCase(), () => new Map<string, readonly string[] | null>());
      const known = spelling.get(permission);
      spelling.set(permission, anyOf === null || known === null ? null : [...(known ?? []), ...anyOf]);
      this.#learn(method, path);
    }
    this.#rules = new Set(rowsOf(join(folder, 'corrections/rules.tsv')).map((row) => text(row.id)));
    for (const row of rowsOf(join(folder, 'corrections/permissions.tsv'))) {
      if (row.effect !== 'reads') entry(this.#corrections, cellOf(row), (): Row[] => []).push(row);
    }
    for (const row of rowsOf(join(folder, 'corrections/operations.tsv'))) {
      this.#learn(text(row.method), text(row.path));
      if (row.effect !== 'documented') continue;
      for (const kind of row.kind === '*' ? ['delegated', 'application'] : [text(row.kind)]) {
        entry(this.#documented, cellOf({ ...row, kind }), (): Row[] => []).push(row);
      }
    }
    const named = [...this.#corrections.values(), ...this.#documented.values()].flat();
    this.permissions = new Set([
      ...permissions.filter((row) => row.listed === 'yes').map((row) => text(row.permission)),
      ...named.flatMap((row) => [row.permissions, row.least, row.higher].flatMap(words)),
    ]);
    this.#policies = rowsOf(join(folder, 'policies.tsv'))
      .filter((row) => row.policy === 'application-access-policy' && row.kind === 'application')
      .map((row) => ({ method: text(row.method), pattern: globOf(text(row.path)) }));
  }

  /** Every operation, `METHOD key`. */
  get operations(): ReadonlySet<string> {
    return this.#operations;
  }

  /** All that the table says, one line for each permission of each cell, in order. */
  cells(): readonly string[] {
    return [...this.#cells]
      .flatMap(([cell, spellings]) =>
        [...spellings].flatMap(([spelling, listed]) =>
          [...listed].map(
            ([name, anyOf]) => `${cell} ${keyOf(spelling)} ${name} ${[...new Set(anyOf ?? ['-'])].sort().join(' ')}`,
          ),
        ),
      )
      .sort();
  }

  /** Every template, with the segments of its key. */
  get templates(): readonly string[] {
    return [...this.#templates.values()].flat().map(({ key }) => key);
  }

  /** Permissions that are mentioned anywhere in what is said about an operation and a kind. */
  mentioned(method: string, key: string, kind: string): ReadonlySet<string> {
    const cell = this.#cells.get(`${method} ${key} ${kind}`);
    const names = [...(cell?.values() ?? [])].flatMap((spelling) =>
      [...spelling].flatMap(([name, anyOf]) => [name, ...(anyOf ?? [])]),
    );
    const corrections = [
      ...(this.#corrections.get(`${method} ${key} ${kind}`) ?? []),
      ...(this.#documented.get(`${method} ${key} ${kind}`) ?? []),
    ];
    return new Set([
      ...names,
      ...corrections.flatMap((row) => [row.permissions, row.anyOf, row.least, row.higher].flatMap(words)),
    ]);
  }

  /** Decides one request; `path` has neither version nor query, and no segment is escaped. */
  decide(held: ReadonlySet<string>, method: string, path: string, kind: string): Answer {
    // A colon after the path of a file may close it at the end: `root:/a.txt:` is `root:/a.txt`.
    const asked = path
      .replace(/(:\/[^:/]+):$/, '$1')
      .split('/')
      .slice(1);
    const readings: { readonly segments: readonly string[]; readonly crossed: 'no' | 'me' | 'user' }[] = [];
    const last = (asked.at(-1) ?? '').toLowerCase();
    const plain = [
      asked,
      ...(method === 'GET' && asked.length > 1 && /^\$(count|ref|value)$/.test(last) ? [asked.slice(0, -1)] : []),
    ];
    for (const segments of plain) readings.push({ segments, crossed: 'no' });
    for (const segments of plain) {
      const first = (segments[0] ?? '').toLowerCase();
      if (first === 'me') readings.push({ segments: ['users', 'me', ...segments.slice(1)], crossed: 'me' });
      if (first === 'users' && segments.length > 1)
        readings.push({ segments: ['me', ...segments.slice(2)], crossed: 'user' });
    }
    for (const { segments, crossed } of readings) {
      const template = this.find(segments, method);
      if (template === null || !this.#operations.has(`${method} ${template}`)) continue;
      const answer = this.judge(held, method, template, kind);
      // `/me` is the signed-in user: an application has none. The other way round it is a guess about applications.
      if (crossed === 'no' || kind !== 'application') return answer;
      return { ...answer, table: 'deny', verdict: crossed === 'me' ? 'deny' : 'unknown', because: ['other-template'] };
    }
    return { table: 'unknown', verdict: 'unknown', because: [], template: null };
  }

  /** Most specific template of a path: segment by segment a literal before a function before a parameter. */
  find(segments: readonly string[], method: string): string | null {
    const found = this.#find(segments);
    // What is called is a function, and what is posted to at the end an action: neither is a type to leave out.
    const uncast = segments.filter(
      (segment, index) =>
        index === 0 ||
        !/^(microsoft\.)?graph\.[^(]+$/i.test(segment) ||
        (method === 'POST' && index === segments.length - 1),
    );
    return found ?? (uncast.length < segments.length ? this.#find(uncast) : null);
  }

  #find(segments: readonly string[]): string | null {
    const path = `/${segments.join('/')}`;
    const fitting = (this.#templates.get(groupOf(segments)) ?? []).filter(({ pattern }) => pattern.test(path));
    const [best] = fitting.sort((a, b) => (a.rank.join('/') < b.rank.join('/') ? -1 : 1));
    return best?.key ?? null;
  }

  /** What the text says of a set of permissions for one operation and kind. */
  judge(held: ReadonlySet<string>, method: string, key: string, kind: string): Answer {
    const cell = this.#cells.get(`${method} ${key} ${kind}`) ?? new Map<string, never>();
    const spellings = [...cell.values()];
    const because = new Set<string>();
    const has = (anyOf: readonly string[]): boolean => anyOf.some((name) => held.has(name));
    const suffices = (spelling: ReadonlyMap<string, readonly string[] | null>, name: string): boolean => {
      const anyOf = spelling.get(name);
      return held.has(name) && anyOf !== undefined && (anyOf === null || has(anyOf));
    };
    const listed = [...new Set(spellings.flatMap((spelling) => [...spelling.keys()]))];
    const table = listed.some((name) => spellings.some((spelling) => suffices(spelling, name))) ? 'allow' : 'deny';
    const answer = (verdict: Verdict): Answer => ({ table, verdict, because: [...because], template: key });
    if (kind === 'application' && /^\/me(\/|$)/.test(key) && this.#rules.has('application-on-me')) {
      because.add('application-on-me');
      return answer('deny');
    }
    const corrections = this.#corrections.get(`${method} ${key} ${kind}`) ?? [];
    let best: Verdict = 'deny';
    let elsewhere = false;
    for (const name of listed) {
      const rule = name.endsWith('.Selected')
        ? 'selected-permission'
        : this.#perResource.has(name)
          ? 'resource-specific-consent'
          : null;
      const perResource = rule !== null && this.#rules.has(rule);
      if (perResource) {
        elsewhere = true;
        because.add(rule);
      }
      let worth: Verdict = 'deny';
      if (spellings.every((spelling) => suffices(spelling, name))) worth = 'allow';
      else if (held.has(name) && !spellings.every((spelling) => spelling.has(name))) {
        worth = 'unknown';
        because.add('colliding-templates');
      }
      if (worth === 'allow' && perResource) worth = 'unknown';
      for (const row of worth === 'allow' ? corrections : []) {
        const [names, anyOf] = [words(row.permissions), words(row.anyOf)];
        const partnerOnly = row.effect === 'pair' && anyOf.includes(name) && !names.includes(name);
        if (!partnerOnly && !names.includes(name)) continue;
        because.add(text(row.id));
        if (partnerOnly || (row.effect === 'pair' && !has(anyOf))) worth = 'deny';
        else if (row.effect === 'unknown') worth = 'unknown';
      }
      if (WORST_FIRST.indexOf(worth) > WORST_FIRST.indexOf(best)) best = worth;
    }
    for (const row of best === 'deny' ? corrections : []) {
      if (row.effect !== 'claimed' || !has(words(row.permissions))) continue;
      because.add(text(row.id));
      best = 'unknown';
    }
    for (const row of listed.length === 0 ? (this.#documented.get(`${method} ${key} ${kind}`) ?? []) : []) {
      const names = [...words(row.least), ...words(row.higher)];
      because.add(text(row.id));
      if (names.length === 0 || has(names)) best = 'unknown';
    }
    if (kind === 'application' && this.#rules.has('exchange-application-rbac')) {
      if (this.#policies.some((row) => (row.method === '*' || row.method === method) && row.pattern.test(key))) {
        elsewhere = true;
        because.add('exchange-application-rbac');
      }
    }
    // What a permission for single sites opens is listed for few operations, and stands for all that SharePoint keeps.
    if (
      best === 'deny' &&
      SHARE_POINT.test(key) &&
      [...held].some((name) => name.endsWith('.Selected') && this.permissions.has(name))
    ) {
      because.add('selected-permission');
      best = 'unknown';
    }
    return answer(best === 'deny' && elsewhere ? 'unknown' : best);
  }

  #learn(method: string, path: string): void {
    const key = keyOf(path);
    this.#operations.add(`${method} ${key}`);
    const segments = key.split('/').slice(1);
    const templates = entry(this.#templates, groupOf(segments), (): Template[] => []);
    if (templates.some((template) => template.key === key)) return;
    templates.push({ key, pattern: patternOf(key), rank: segments.map(rankOf) });
  }
}

/** A template for comparison: no letter case, no names of parameters, no quotes, no blanks. */
export function keyOf(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replaceAll(/['\s]/g, '');
}

function groupOf(segments: readonly string[]): string {
  return `${segments.length} ${(segments[0] ?? '').toLowerCase().replace(/\(.*/, '')}`;
}

function patternOf(key: string): RegExp {
  return new RegExp(
    `^${key
      .split('{}')
      .map(escaped)
      .join('[^/]+')
      .replaceAll(/(?<=\/)\[\^\/\]\+(?=\/|$)/g, String.raw`(?![.$]|microsoft\.graph\.)[^/]*[^/:)]`)}$`,
    'i',
  );
}

function globOf(path: string): RegExp {
  return new RegExp(`^${keyOf(path).split('*').map(escaped).join('.*')}$`);
}

function escaped(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Sorts before what is less specific: `0` literal, `1…` function with arguments, longer names first, `2` parameter. */
function rankOf(segment: string): string {
  if (segment === '{}') return '2';
  return segment.includes('{}') ? `1${String(999 - segment.replaceAll('{}', '').length)}${segment}` : '0';
}

function cellOf(row: Row): string {
  return `${row.method} ${keyOf(text(row.path))} ${row.kind}`;
}
