import {
  operationOf,
  wholeOf,
  readToken,
  openTable,
  readCompact,
  TableError,
  compactOf,
  imageOf,
} from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { MADE } from '../../packages/engine/test/made.ts';
import { compiledOf } from '../../packages/engine/test/small-table.ts';
import { DELEGATED, testToken } from '../../packages/engine/test/tokens.ts';
import { reseal } from '../../packages/engine/test/reseal.ts';
import { mutatedBytes, mutatedText } from './mutate.ts';
import type { Target } from './guided.ts';

const engine = loadEngine();
const callers = [
  engine.prepare({ kind: 'application', permissions: ['SecurityAlert.Read.All'] }),
  engine.prepare({ kind: 'delegated', permissions: ['Mail.Read'], directoryRoles: [] }),
];

/** URLs of every form that the resolver reads. */
export const URLS: readonly string[] = [
  'https://graph.microsoft.com/v1.0/security/alerts_v2',
  "/users('ann@contoso.com')/messages?$select=id&$expand=attachments($select=name),x",
  '/beta/me/drive/root:/a/b%20c.txt:/content',
  '/sites/contoso.sharepoint.com:/teams/x:/lists',
  "/reports/getEmailActivityUserDetail(period='D7')",
  '/groups/x/members/microsoft.graph.user/$count',
  '/security/tiIndicators/microsoft.graph.submitTiIndicators',
  "/applications(appId='1')",
  '/security/secoreScores',
  '//graph.microsoft.us//v1.0//users//x//',
  'http://localhost:3000/v1.0/me',
];

/** Any URL is decided and described; the answer has an outcome, and a sure one only with an operation. */
export const resolverTarget: Target<string> = {
  name: 'resolver',
  seeds: URLS,
  mutate: (url, random) => mutatedText(url, random, 4_000),
  run: (url) => {
    for (const [place, caller] of callers.entries()) {
      const handle = engine.decide('POST', url, caller, 0);
      if (wholeOf(handle) === 1 && operationOf(handle) < 0) throw new Error('allowed without an operation');
      if (url.length % callers.length !== place) continue;
      const { outcome, request } = engine.describe('GET', url, caller, 0);
      if (outcome === 'allow' && request.operation === null) throw new Error('allowed without an operation');
    }
  },
  show: (url) => JSON.stringify(url.slice(0, 300)),
};

/** Any text is read as a token; what it says never holds the text. */
export const tokenTarget: Target<string> = {
  name: 'readToken',
  seeds: [
    testToken(DELEGATED),
    `Bearer ${testToken({ roles: ['A.Read'], wids: [] })}`,
    `{"access_token":"${testToken({})}"}`,
    'EwB4A8l6BAAUkj',
  ],
  mutate: (text, random) => mutatedText(text, random, 8_000),
  run: (text) => {
    const reading = readToken(text);
    if (reading.form === 'opaque' && text.trim().length > 40 && reading.says.includes(text.trim().slice(0, 40)))
      throw new Error('the reading repeats the text');
    engine.principal(reading.facts);
  },
  show: (text) => JSON.stringify(text.slice(0, 300)),
};

const small = compiledOf(MADE);

/** A damaged compact form is refused with an error of its own; with checksums that fit it still never runs away. */
export const loaderTarget: Target<Uint8Array> = {
  name: 'table loader',
  seeds: [compactOf(small)],
  mutate: (bytes, random) => mutatedBytes(bytes, random, 20),
  run: (bytes) => {
    const expected = compactOf(small);
    if (!bytes.every((byte, at) => byte === expected[at])) mustRefuse(() => readCompact(bytes));
    const sealed = bytes.slice();
    const words = new Int32Array(sealed.buffer);
    reseal(words);
    try {
      readCompact(sealed);
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
    }
  },
  show: (bytes) => `${bytes.length} bytes`,
};

/** Fails unless a call throws a `TableError`. */
export function mustRefuse(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (error instanceof TableError) return;
    throw error;
  }
  throw new Error('a damaged table was not refused');
}

/** Both forms of the small table. */
export const FORMS: readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => unknown])[] = [
  ['compact form', compactOf(small), readCompact],
  ['image', imageOf(small), openTable],
];
