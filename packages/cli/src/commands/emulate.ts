import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  DEFAULT_HTTPS_PORT,
  DEFAULT_HTTP_PORT,
  GRAPH_MIGRATIONS,
  emulate as emulateTenant,
  explainUrl,
  exportState,
  graphParts,
  readFaultRules,
  systemClock,
  type FaultRule,
} from '@why403/emulator';
import type { Command, Values } from '../command.ts';
import type { CliContext } from '../context.ts';
import { asUsage, emulatorContext, numberOf } from '../emulator-options.ts';
import { KNOWLEDGE, engineWith, knowledgeOf } from '../engine-source.ts';
import { UsageError } from '../errors.ts';
import { choice, flag, text, texts } from '../options.ts';
import { PAGES, hasPages } from '../pages-folder.ts';
import { clean } from '../read-input.ts';
import { STATE_OPTIONS, dataOf } from '../state-options.ts';

/** Alerts of the generated month when nobody says how many. */
const ALERTS = 250;

/** `why403 emulate`, and `why403 emulate export`. */
export const emulate: Command = {
  metadata: {
    name: 'emulate',
    summary: 'a tenant on this machine: token service and Graph Security API, refusing as the real ones do',
    usage: '[export] [options]',
    examples: [
      { says: 'a sample tenant, its state in the folder .why403', line: 'why403 emulate' },
      { says: 'nothing is kept; a large month', line: 'why403 emulate --memory --alerts 5000' },
      {
        says: 'your own tenant; users sign in without a page',
        line: 'why403 emulate --memory --seed tenant.yaml --automatic',
      },
      {
        says: 'faults by rules, and retired endpoints that have ended',
        line: 'why403 emulate --memory --faults faults.json --retired',
      },
      { says: 'the state of a tenant as a seed', line: 'why403 emulate export --format yaml' },
    ],
    notes: [
      'Listens on loopback only. Its tokens are good for nothing but this emulator. docs/emulator-identity.md and\ndocs/emulator-graph.md say what differs from the real services.',
    ],
  },
  options: {
    ...STATE_OPTIONS,
    seed: {
      type: 'string',
      value: '<file>',
      says: 'tenants, users and applications, JSON or YAML; left out: a sample tenant',
    },
    'https-port': { type: 'string', value: '<port>', says: `port of HTTPS; left out: ${DEFAULT_HTTPS_PORT}` },
    'http-port': { type: 'string', value: '<port>', says: `port of plain HTTP; left out: ${DEFAULT_HTTP_PORT}` },
    format: { type: 'string', value: '<form>', says: 'export: json or yaml; left out: json' },
    enforce: { type: 'string', value: '<mode>', says: 'strict, loose, log or off; left out: strict' },
    stub: { type: 'boolean', says: 'answer 200 where an operation is authorized and not implemented' },
    retired: { type: 'boolean', says: 'retired endpoints answer as after their end' },
    faults: { type: 'string', value: '<file>', says: 'rules of faults, JSON; docs/emulator-graph.md has their form' },
    'activity-log': {
      type: 'string',
      value: '<folder>',
      says: 'also write MicrosoftGraphActivityLogs as JSON lines into this folder',
    },
    'activity-form': { type: 'string', value: '<form>', says: 'of these lines: table or diagnostic; left out: table' },
    alerts: {
      type: 'string',
      value: '<number>',
      says: `alerts of the month that each tenant gets; left out: ${ALERTS}; 100000 take some minutes, once`,
    },
    address: { type: 'string', value: '<address>', says: 'address to listen on; left out: 127.0.0.1' },
    'allow-remote': { type: 'boolean', says: 'listen on another address than loopback' },
    'allow-host': { type: 'string', multiple: true, value: '<host>', says: 'also answer to this Host header' },
    'hosts-mode': { type: 'boolean', says: 'answer as login.microsoftonline.com and graph.microsoft.com' },
    automatic: { type: 'boolean', says: 'sign the user of login_hint in without a password, for tests' },
    knowledge: KNOWLEDGE,
    'unverifiable-tokens': {
      type: 'boolean',
      says: 'put a nonce into Graph tokens, so that nobody else can verify them',
    },
  },
  run: async (context, values, positionals) => {
    const [verb, ...rest] = positionals;
    if (rest.length > 0 || (verb !== undefined && verb !== 'export')) {
      throw new UsageError(
        '`emulate` is followed by `export` or by nothing',
        'example: why403 emulate export > tenant.json',
      );
    }
    const place = { data: dataOf(values) };
    const knowledge = knowledgeOf(context, values);
    if (verb === 'export')
      return asUsage(() =>
        exportState(
          { ...place, format: choice(values, 'format', ['json', 'yaml'], 'json') },
          emulatorContext(context, knowledge.details),
          GRAPH_MIGRATIONS,
        ),
      );
    const folder = text(values, 'activity-log');
    const form = choice(values, 'activity-form', ['table', 'diagnostic'], 'table');
    const graph = graphParts({
      clock: systemClock,
      engine: engineWith(knowledge),
      settings: {
        enforcement: choice(values, 'enforce', ['strict', 'loose', 'log', 'off'], 'strict'),
        stub: flag(values, 'stub'),
        retired: flag(values, 'retired'),
      },
      faults: await faultsOf(context, values),
      ...(folder === undefined ? {} : { activityLog: { folder: resolve(context.cwd, folder), form } }),
      alerts: numberOf(values, 'alerts', ALERTS, 1_000_000),
      ...(hasPages() ? { explainUrl } : {}),
    });
    const options = {
      ...place,
      seed: text(values, 'seed') ?? null,
      address: text(values, 'address') ?? '127.0.0.1',
      httpsPort: numberOf(values, 'https-port', DEFAULT_HTTPS_PORT, 65_535),
      httpPort: numberOf(values, 'http-port', DEFAULT_HTTP_PORT, 65_535),
      allowRemote: flag(values, 'allow-remote'),
      allowedHosts: texts(values, 'allow-host'),
      hostsMode: flag(values, 'hosts-mode'),
      automatic: flag(values, 'automatic'),
      unverifiableGraphTokens: flag(values, 'unverifiable-tokens'),
      ...(hasPages() ? { pages: PAGES } : {}),
    };
    return asUsage(() => emulateTenant(options, emulatorContext(context, knowledge.details), graph));
  },
};

/** The rules of faults in a file; none when no file is named. */
async function faultsOf(context: CliContext, values: Values): Promise<readonly FaultRule[]> {
  const file = text(values, 'faults');
  if (file === undefined) return [];
  const example = 'example: [{ "fault": "throttled", "path": "/security", "every": 3 }]';
  try {
    return readFaultRules(JSON.parse(await readFile(resolve(context.cwd, file), 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new UsageError(
      `the rules of faults in \`${clean(file, 100)}\` cannot be read: ${clean(reason, 200)}`,
      example,
    );
  }
}
