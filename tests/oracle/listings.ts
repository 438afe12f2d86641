// Reads the permission table for the reference: the reviewed copy of it, or Microsoft's own file.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A row of a file, by the names in its header. */
export type Row = Readonly<Record<string, string>>;

/** One row of the table: with `permission`, one of `anyOf` is needed too; `null` when it suffices alone. */
export interface Listing {
  readonly method: string;
  readonly path: string;
  readonly kind: string;
  readonly permission: string;
  readonly anyOf: readonly string[] | null;
}

/** The listings of the reviewed text. */
export function listingsOf(folder: string): readonly Listing[] {
  const needs = new Map<string, string[]>();
  for (const row of rowsOf(join(folder, 'also-requires.tsv'))) {
    entry(needs, `${row.method} ${row.path} ${row.kind} ${row.permission}`, (): string[] => []).push(
      ...words(row.anyOf),
    );
  }
  return readdirSync(join(folder, 'operations')).flatMap((file) =>
    rowsOf(join(folder, 'operations', file)).flatMap((row) =>
      [...words(row.least), ...words(row.higher)].map((permission) => ({
        method: text(row.method),
        path: text(row.path),
        kind: text(row.kind),
        permission,
        anyOf: needs.get(`${row.method} ${row.path} ${row.kind} ${permission}`) ?? null,
      })),
    ),
  );
}

interface MicrosoftTable {
  readonly permissions: Readonly<
    Record<
      string,
      {
        readonly pathSets: readonly {
          readonly schemeKeys: readonly string[];
          readonly methods: readonly string[];
          readonly paths: Readonly<Record<string, string>>;
        }[];
      }
    >
  >;
}

/** The listings of Microsoft's own file; paths with a query say nothing about the plain path. */
export function listingsOfMicrosoft(file: string): readonly Listing[] {
  const listings: Listing[] = [];
  const { permissions } = JSON.parse(readFileSync(file, 'utf8')) as MicrosoftTable;
  for (const [permission, { pathSets }] of Object.entries(permissions)) {
    for (const { schemeKeys, methods, paths } of pathSets) {
      for (const [raw, options] of Object.entries(paths)) {
        if (raw.includes('?')) continue;
        const also = /AlsoRequires=([^;]*)/i.exec(options)?.[1] ?? null;
        for (const scheme of schemeKeys) {
          const kind =
            { DelegatedWork: 'delegated', DelegatedPersonal: 'delegated-personal', Application: 'application' }[
              scheme
            ] ?? scheme;
          for (const method of methods)
            listings.push({ method, path: repaired(raw), kind, permission, anyOf: also?.split(',') ?? null });
        }
      }
    }
  }
  return listings;
}

/** The table's misspelt paths, set right. */
function repaired(path: string): string {
  return path
    .replaceAll('}}', '}')
    .replace('/(team-id)/', '/{id}/')
    .replace(/(subjectrightsrequests)\{/i, '$1/{')
    .replace(/(geteffectivepermissions)scope=(\{\w+\})/i, '$1(scope=$2)')
    .replace(/(itemat\(index=\{value\}\))range$/i, '$1/range')
    .replace(/(\/directoryroles)\/roletemplateid=\{roletemplateid\}/i, '$1(roletemplateid={value})')
    .replace('root:/foldera/fileb.txt:', 'root:/{id}:')
    .replace(/\/$/, '');
}

/** Rows of a file of the reviewed text. */
export function rowsOf(file: string): readonly Row[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [header = '', ...rest] = lines;
  return rest.map((line) =>
    Object.fromEntries(header.split('\t').map((name, column) => [name, line.split('\t')[column] ?? ''])),
  );
}

/** Words of a cell. */
export function words(value: string | undefined): readonly string[] {
  return (value ?? '').split(' ').filter((word) => word !== '');
}

/** A cell that may be missing. */
export function text(value: string | undefined): string {
  return value ?? '';
}

/** The value of a key, made when there is none. */
export function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
