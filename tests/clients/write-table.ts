// Writes the table of clients, flows and results into docs/emulator-identity.md, from the last run of the client tests.
//
// Run: node --import tsx tests/clients/write-table.ts [--check]; with --check it changes nothing and ends with 1 when the
// table in the document is another one.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readResults } from './result-table.ts';

const FILE = fileURLToPath(new URL('../../docs/emulator-identity.md', import.meta.url));
const BEGIN = '<!-- clients: written by tests/clients/write-table.ts -->';
const END = '<!-- /clients -->';

const rows = Object.values(readResults())
  .flat()
  .map((result) => ({ ...result, key: `${result.client} ${result.flow}` }))
  .sort((a, b) => (a.key < b.key ? -1 : 1))
  .map(({ client, flow, token, problem }) => {
    const wids = token?.wids === undefined ? 'no' : 'yes';
    const carries = token?.roles === undefined ? '`scp`' : '`roles`';
    return `| ${client} | ${flow} | ${problem === undefined ? 'works' : 'FAILS'} | ${carries} | ${wids} |`;
  });
const table = ['| client | flow | result | permissions in | `wids` |', '| --- | --- | --- | --- | --- |', ...rows].join(
  '\n',
);
const text = readFileSync(FILE, 'utf8');
const [before = '', rest = ''] = text.split(BEGIN);
const after = rest.split(END)[1] ?? '';
const written = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
if (process.argv.includes('--check')) process.exitCode = written === text ? 0 : 1;
else writeFileSync(FILE, written);
