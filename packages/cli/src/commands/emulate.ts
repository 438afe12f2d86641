import {
  DEFAULT_HTTPS_PORT,
  DEFAULT_HTTP_PORT,
  GRAPH_MIGRATIONS,
  emulate as emulateTenant,
  exportState,
  graphParts,
  systemClock,
} from '@why403/emulator';
import type { Command } from '../command.ts';
import { asUsage, emulatorContext, numberOf } from '../emulator-options.ts';
import { UsageError } from '../errors.ts';
import { choice, flag, text, texts } from '../options.ts';
import { STATE_OPTIONS, dataOf } from '../state-options.ts';

/** Alerts of the generated month when nobody says how many. */
const ALERTS = 250;

/** `why403 emulate`, and `why403 emulate export`. */
export const emulate: Command = {
  metadata: {
    name: 'emulate',
    summary: 'a tenant on this machine: token service and Graph Security API, refusing as the real ones do',
    usage: '[export] [options]',
    examples: [{ says: 'the state of a tenant as a seed', line: 'why403 emulate export --memory' }],
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
    alerts: { type: 'string', value: '<number>', says: `alerts of the generated month; left out: ${ALERTS}` },
    address: { type: 'string', value: '<address>', says: 'address to listen on; left out: 127.0.0.1' },
    'allow-remote': { type: 'boolean', says: 'listen on another address than loopback' },
    'allow-host': { type: 'string', multiple: true, value: '<host>', says: 'also answer to this Host header' },
    'hosts-mode': { type: 'boolean', says: 'answer as login.microsoftonline.com and graph.microsoft.com' },
    automatic: { type: 'boolean', says: 'sign the user of login_hint in without a password, for tests' },
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
    if (verb === 'export')
      return asUsage(() =>
        exportState(
          { ...place, format: choice(values, 'format', ['json', 'yaml'], 'json') },
          emulatorContext(context),
          GRAPH_MIGRATIONS,
        ),
      );
    const graph = graphParts({
      clock: systemClock,
      settings: {
        enforcement: choice(values, 'enforce', ['strict', 'loose', 'log', 'off'], 'strict'),
        stub: flag(values, 'stub'),
      },
      alerts: numberOf(values, 'alerts', ALERTS, 1_000_000),
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
    };
    return asUsage(() => emulateTenant(options, emulatorContext(context), graph));
  },
};
