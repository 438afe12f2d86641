// Measures the diagnosis on real incidents; --help says how.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Diagnosis } from '@why403/engine';
import { why403 } from './run.ts';

interface Label {
  readonly id: string;
  readonly area: string;
  readonly cause: string;
  readonly accept: readonly string[];
  readonly token: Readonly<Record<string, unknown>> | null;
  readonly error: { readonly message: string | null; readonly code: string | null } | null;
}

interface Row {
  readonly label: Label;
  readonly diagnosis: Diagnosis;
  readonly telling: boolean;
}

const HELP = `Measures on real incidents how often \`why403 explain\` names the right cause first.

  npm run incidents -- <file.jsonl> [--misses]

  --misses  lists the incidents whose first cause is another

Each line is one incident: \`id\`, \`area\`, \`request\`, \`token\` and \`error\` as \`why403 explain --jsonl\` reads them,
\`cause\` (what it was) and \`accept\` (the causes that count as right). Only request, token and error are given to explain.
Exit code 4 when a cause that is called certain is wrong.
Example: {"id":"1","area":"users","request":{"method":"GET","url":"/users"},"token":{"kind":"application","roles":[]},
          "error":{"status":403},"cause":"missing-permission","accept":["missing-permission"]}`;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', default: false }, misses: { type: 'boolean', default: false } },
});
const [file] = positionals;
if (flags.help || file === undefined) {
  (flags.help ? console.log : console.error)(HELP);
  process.exit(flags.help ? 0 : 2);
}
const content = readFileSync(file, 'utf8');
const explained = await why403(['explain', '--jsonl', '--now', new Date().toISOString()], content);
process.stderr.write(explained.stderr);
const byId = new Map(
  explained.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Diagnosis & { readonly id: string })
    .map((diagnosis) => [diagnosis.id, diagnosis]),
);
const rows: Row[] = content
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Label)
  .flatMap((label) => {
    const diagnosis = byId.get(label.id);
    return diagnosis === undefined ? [] : [{ label, diagnosis, telling: isTelling(label) }];
  });
print('all', rows);
print(
  'with token facts or a telling error text',
  rows.filter((row) => row.telling),
);
printGroups('area', (row) => row.label.area);
printGroups('cause', (row) => row.label.cause);
if (flags.misses) {
  for (const { label, diagnosis, telling } of rows.filter((row) => !isFirst(row))) {
    const causes = diagnosis.causes.slice(0, 4).map(({ code, certainty }) => `${code}/${certainty}`);
    console.log(`${label.id} ${telling ? 'TELLING' : ''} wanted ${label.accept.join('|')} got ${causes.join(' ')}`);
  }
}
const wrong = rows.filter(isWronglyCertain);
for (const { label, diagnosis } of wrong) console.log(`wrong certain: ${label.id} ${diagnosis.causes[0]?.code}`);
process.exit(wrong.length > 0 ? 4 : 0);

/** Permissions, roles, audience or flow of the token are told, or the text says more than that access is denied. */
function isTelling({ token, error }: Label): boolean {
  const told = ['scp', 'roles', 'wids', 'aud', 'flow'].some((name) => token?.[name] != null);
  const text = `${error?.code ?? ''} ${error?.message ?? ''}`;
  const denied =
    /^(\S* )?(insufficient privileges to complete the operation\.?|access is denied\. check credentials and try again\.?|.*\b(remote server returned an error|response status code does not indicate success)\b.*|forbidden|authorization_requestdenied|unknownerror|erroraccessdenied|)\s*$/i;
  return told || !denied.test(text.trim());
}

function isFirst({ label, diagnosis }: Row): boolean {
  return label.accept.includes(diagnosis.causes[0]?.code ?? '');
}

function isInTwo({ label, diagnosis }: Row): boolean {
  return diagnosis.causes.slice(0, 2).some(({ code }) => label.accept.includes(code));
}

function isWronglyCertain({ label, diagnosis }: Row): boolean {
  const first = diagnosis.causes[0];
  return first?.certainty === 'certain' && !label.accept.includes(first.code);
}

function print(name: string, group: readonly Row[]): void {
  const share = (holds: (row: Row) => boolean): string => {
    const count = group.filter(holds).length;
    return `${String(count).padStart(4)} ${`${((100 * count) / Math.max(1, group.length)).toFixed(1)} %`.padStart(8)}`;
  };
  console.log(
    `${name.padEnd(42)}${String(group.length).padStart(4)}   first ${share(isFirst)}   in two ${share(isInTwo)}   wrong certain ${group.filter(isWronglyCertain).length}`,
  );
}

function printGroups(title: string, key: (row: Row) => string): void {
  console.log(`\nby ${title}`);
  for (const value of [...new Set(rows.map(key))].sort())
    print(
      `  ${value}`,
      rows.filter((row) => key(row) === value),
    );
}
