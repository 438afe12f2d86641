import type { FlowResult } from './scenario.ts';

/** Results of one run, by the name of the scenario. */
export type Results = Readonly<Record<string, readonly FlowResult[]>>;

/** Rows of the overview of the token service: what the flows of a row have in their names. */
const TOKEN_ROWS: readonly (readonly [string, RegExp])[] = [
  ['client credentials: secret', /^client credentials, secret|\(cp1\)$/],
  ['client credentials: certificate', /^client credentials, (?:certificate|private_key_jwt)/],
  ['client credentials: federated', /^client credentials, federated/],
  ['authorization code, PKCE', /^authorization code|^interactive/],
  ['device code', /^device code/],
  ['on behalf of', /^on behalf of/],
  ['refresh token', /^refresh token/],
  ['silent', /^silent/],
  ['user name and password', /^user name/],
  ['implicit', /^implicit/],
  ['consent page, userinfo', /^consent|^userinfo/],
  ['verifies tokens', /^a resource server/],
  ['hosts mode', /^hosts mode/],
];

/** The same for Microsoft Graph. */
const GRAPH_ROWS: readonly (readonly [string, RegExp])[] = [
  ['list', /^list$/],
  ['page through 2,500 alerts', /^page/],
  ['filter', /^filter$/],
  ['PATCH', /^PATCH$/],
  ['be refused', /^be refused$/],
  ['repaired, it passes', /^repaired/],
];

/** Every flow of the token service, one a line. */
export function tokenTable(results: Results): string {
  const rows = [...flowsOf(results, TOKEN_ROWS)].map(({ client, flow, token, problem }) => {
    const carries = token?.roles === undefined ? '`scp`' : '`roles`';
    const wids = token?.wids === undefined ? 'no' : 'yes';
    return `| ${client} | ${flow} | ${problem === undefined ? 'works' : 'FAILS'} | ${carries} | ${wids} |`;
  });
  return [
    '| client | flow | result | permissions in | `wids` |',
    '| --- | --- | --- | --- | --- |',
    ...rows.sort(),
  ].join('\n');
}

/** Kinds of flows by client: `✓` all of that kind work, `✗` one fails, empty: the client has none. */
export function tokenMatrix(results: Results): string {
  return matrix('token service', flowsOf(results, TOKEN_ROWS), TOKEN_ROWS);
}

/** The same for the clients of Microsoft Graph. */
export function graphMatrix(results: Results): string {
  return matrix('Microsoft Graph', flowsOf(results, GRAPH_ROWS), GRAPH_ROWS);
}

/** Flows that are in no table: a new flow needs its row. */
export function flowsWithoutRow(results: Results): readonly string[] {
  const known = [...TOKEN_ROWS, ...GRAPH_ROWS];
  return Object.values(results)
    .flat()
    .filter(({ flow }) => !known.some(([, pattern]) => pattern.test(flow)))
    .map(({ client, flow }) => `${client}: ${flow}`);
}

function flowsOf(results: Results, rows: readonly (readonly [string, RegExp])[]): readonly FlowResult[] {
  return Object.values(results)
    .flat()
    .filter(({ flow }) => rows.some(([, pattern]) => pattern.test(flow)));
}

function matrix(corner: string, flows: readonly FlowResult[], rows: readonly (readonly [string, RegExp])[]): string {
  const clients = [...new Set(flows.map(({ client }) => client))].sort();
  const lines = rows.map(([title, pattern]) => {
    const cells = clients.map((client) => {
      const found = flows.filter((result) => result.client === client && pattern.test(result.flow));
      if (found.length === 0) return '';
      return found.every(({ problem }) => problem === undefined) ? '✓' : '✗';
    });
    return `| ${[title, ...cells].join(' | ')} |`;
  });
  return [`| ${[corner, ...clients].join(' | ')} |`, `|${' --- |'.repeat(clients.length + 1)}`, ...lines].join('\n');
}
