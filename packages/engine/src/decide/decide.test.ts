import { expect, test } from 'vitest';
import { PARTIAL, PRIVILEGED, READER, WRITER, madeEngine } from '../../test/made.ts';
import { unknownFacts } from '../token/from-claims.ts';
import type { TokenFacts, TokenKind } from '../token/facts.ts';
import { operationOf, partOf, wholeOf } from './decide.ts';
import { OUTCOMES, PARTS, type Outcome, type Part } from './outcome.ts';

const engine = madeEngine();
const NOW = 1_000_000;

interface Call {
  readonly kind?: TokenKind;
  readonly roles?: readonly string[] | null;
  readonly now?: number;
}

/** Outcome of one part. */
function judge(part: Part, request: string, permissions: string, call: Call = {}): Outcome {
  const [method = '', url = ''] = request.split(/ (.*)/s);
  const principal = engine.prepare({
    kind: call.kind ?? 'application',
    permissions,
    ...(call.roles === undefined ? {} : { directoryRoles: call.roles }),
  });
  return OUTCOMES[partOf(engine.decide(method, url, principal, call.now ?? NOW), PARTS.indexOf(part))] as Outcome;
}

/** Outcome of one part for a caller that is known by the facts of a token. */
function judgeFacts(part: Part, request: string, facts: Partial<TokenFacts>, now = NOW): Outcome {
  const [method = '', url = ''] = request.split(' ');
  const principal = engine.principal({ ...unknownFacts('facts'), kind: 'delegated', ...facts });
  return OUTCOMES[partOf(engine.decide(method, url, principal, now), PARTS.indexOf(part))] as Outcome;
}

test('the whole is the weakest part that was checked: deny, then unknown, then allow', () => {
  const handle = (...codes: number[]): number => codes.reduce((sum, code, part) => sum | (code << (part * 2)), 0);
  expect(wholeOf(handle(0, 0, 0, 0, 0))).toBe(0);
  expect(wholeOf(handle(0, 1, 0, 0, 0))).toBe(1);
  expect(wholeOf(handle(1, 1, 2, 1, 0))).toBe(2);
  expect(wholeOf(handle(1, 1, 2, 1, 3))).toBe(3);
  expect(wholeOf(handle(3, 1, 1, 1, 1))).toBe(3);
  expect(wholeOf(handle(1, 1, 1, 1, 1) | (5 << 10))).toBe(1);
  expect(operationOf(handle(3, 3, 3, 3, 3))).toBe(-1);
  expect(operationOf(6 << 10)).toBe(5);
});

test.each<[string, string, string, Outcome]>([
  ['one accepted permission suffices', 'GET /things', 'Thing.Read', 'allow'],
  ['so does a higher one', 'GET /things', 'Thing.ReadWrite', 'allow'],
  ['beside others that do not count', 'GET /things', 'Never.Used Thing.Read openid', 'allow'],
  ['nothing held is denied', 'GET /things', '', 'deny'],
  ['another permission is denied', 'GET /things', 'Never.Used', 'deny'],
  ['an unknown name is denied', 'GET /things', 'Thing.Reads', 'deny'],
  ['names are compared exactly', 'GET /things', 'thing.read', 'deny'],
  ['a permission for another method is denied', 'PATCH /things/x', 'Thing.Read', 'deny'],
  ['both of a pair suffice', 'PUT /things/x', 'Pair.First Pair.Second', 'allow'],
  ['the second may be another of the list', 'PUT /things/x', 'Pair.Third Pair.First', 'allow'],
  ['the first of a pair alone is denied', 'PUT /things/x', 'Pair.First', 'deny'],
  ['the others of a pair alone are denied', 'PUT /things/x', 'Pair.Second Pair.Third', 'deny'],
  ['a doubtful permission leaves it unknown', 'GET /doubt', 'Doubt.Read', 'unknown'],
  ['a sure permission beside a doubtful one', 'GET /doubt', 'Doubt.Read Sure.Read', 'allow'],
  ['neither', 'GET /doubt', 'Never.Used', 'deny'],
  ['another authority may let the caller in', 'GET /other', '', 'unknown'],
  ['but what suffices suffices', 'GET /other', 'Sure.Read', 'allow'],
  ['what suffices is not stated', 'GET /unstated', 'Sure.Read', 'unknown'],
  ['a kind that is refused is denied whatever it holds', 'GET /refused', 'Sure.Read Thing.Read', 'deny'],
  ['no operation: unknown', 'GET /nothing', 'Thing.Read', 'unknown'],
  ['no such method: unknown', 'DELETE /things', 'Thing.ReadWrite', 'unknown'],
])('permission, %s: %s with `%s`', (_, request, permissions, outcome) => {
  expect(judge('permission', request, permissions)).toBe(outcome);
});

test('permission: each kind has its own rule', () => {
  expect(judge('permission', 'GET /refused', 'Sure.Read', { kind: 'delegated' })).toBe('allow');
  expect(judge('permission', 'GET /refused', 'Sure.Read', { kind: 'delegated-personal' })).toBe('deny');
  expect(judge('permission', 'GET /me', 'Mail.All', { kind: 'delegated-personal' })).toBe('deny');
  expect(judge('permission', 'GET /me', 'Mail.Read', { kind: 'delegated-personal' })).toBe('allow');
});

test('permission: an application has no /me, also where the table has /users only; a guess the other way is unknown', () => {
  expect(judge('permission', 'GET /me', 'Mail.All')).toBe('deny');
  expect(judge('permission', 'GET /me/mail', 'Mail.All')).toBe('deny');
  expect(judge('permission', 'GET /me/mail', 'Mail.All', { kind: 'delegated' })).toBe('allow');
  expect(judge('permission', 'GET /users/x/own', 'Mail.All')).toBe('unknown');
  expect(judge('permission', 'GET /users/x/own', 'Mail.Read', { kind: 'delegated' })).toBe('allow');
});

test('permission: a permission counts only in the claim of its own kind, and an absent claim grants nothing', () => {
  expect(judgeFacts('permission', 'GET /things', { scopes: ['Thing.Read'] })).toBe('allow');
  expect(judgeFacts('permission', 'GET /things', { scopes: null, appRoles: ['Thing.Read'] })).toBe('deny');
  expect(judgeFacts('permission', 'GET /things', { kind: 'application', scopes: ['Thing.Read'], appRoles: [] })).toBe(
    'deny',
  );
  expect(judgeFacts('permission', 'GET /things', { kind: 'application', appRoles: ['Thing.Read'] })).toBe('allow');
});

test('permission: what nobody said is not checked, except where nothing would help', () => {
  expect(judgeFacts('permission', 'GET /things', {})).toBe('not-checked');
  expect(judgeFacts('permission', 'GET /things', { kind: null, scopes: ['Thing.Read'] })).toBe('not-checked');
  expect(judgeFacts('permission', 'GET /refused', { kind: 'application' })).toBe('deny');
  expect(judgeFacts('policy', 'PATCH /things/x', {})).toBe('not-checked');
});

test.each<[string, string, string, Outcome]>([
  ['a property with needs of its own', '$select=secret', 'Thing.Read', 'deny'],
  ['with its permission', '$select=secret', 'Thing.Read Secret.Read', 'allow'],
  ['its permission alone', '$select=secret', 'Secret.Read', 'deny'],
  ['an expansion that needs nothing more', '$expand=parts', 'Thing.Read', 'allow'],
  ['an expansion that needs more, which the service can leave out', '$expand=owner', 'Thing.Read', 'unknown'],
  ['with its permission', '$expand=owner', 'Thing.Read Owner.Read', 'allow'],
  ['an unreviewed expansion', '$expand=else', 'Thing.Read', 'unknown'],
  ['an unreviewed expansion beside a denial', '$expand=else&$select=secret', 'Thing.Read', 'deny'],
  ['never better than without the query', '$expand=parts', 'Never.Used', 'deny'],
  ['other options', '$top=5', 'Thing.Read', 'allow'],
  ['nothing', '', 'Thing.Read', 'allow'],
])('query, %s: %s with `%s`', (_, query, permissions, outcome) => {
  expect(judge('permission', `GET /things?${query}`, permissions)).toBe(outcome);
});

test('query: what is not stated for a kind is unknown', () => {
  expect(judge('permission', 'GET /prefix/deep?$filter=secret eq 1', 'Thing.Read')).toBe('deny');
  expect(judgeFacts('permission', 'GET /things?$select=secret', { scopes: undefined })).toBe('not-checked');
});

test.each<[string, string, readonly string[] | null | undefined, TokenKind, Outcome]>([
  ['none needed', '/roles/none', [], 'delegated', 'allow'],
  ['none needed, claim absent', '/roles/none', null, 'delegated', 'allow'],
  ['an accepted role', '/roles/all', [READER], 'delegated', 'allow'],
  ['an accepted role in capitals', '/roles/all', [READER.toUpperCase()], 'delegated', 'allow'],
  ['an accepted role among others', '/roles/all', ['x', PRIVILEGED, WRITER], 'delegated', 'allow'],
  ['no role', '/roles/all', [], 'delegated', 'deny'],
  ['an id that is no role', '/roles/all', ['b79fbf4d-3ef9-4689-8143-76b194e85509'], 'delegated', 'deny'],
  ['the claim absent', '/roles/all', null, 'delegated', 'unknown'],
  ['nobody said', '/roles/all', undefined, 'delegated', 'not-checked'],
  ['a complete list and another privileged role', '/roles/all', [PRIVILEGED], 'delegated', 'deny'],
  ['a list of the least and another privileged role', '/roles/least', [PRIVILEGED], 'delegated', 'unknown'],
  ['a role that suffices for some requests', '/roles/least', [PARTIAL], 'delegated', 'unknown'],
  ['a list of the least and no role', '/roles/least', [], 'delegated', 'deny'],
  ['authority outside of wids', '/roles/alternative', [], 'delegated', 'unknown'],
  ['an accepted role beside an authority outside', '/roles/alternative', [READER], 'delegated', 'allow'],
  ['not stated', '/things', [], 'delegated', 'not-checked'],
  ['an application that needs none', '/roles/all', [], 'application', 'allow'],
  ['an application that needs one', '/roles/least', [], 'application', 'deny'],
  ['an application that has it', '/roles/least', [WRITER], 'application', 'allow'],
  ["an application with the user's role", '/roles/least', [READER], 'application', 'deny'],
  ['a personal account', '/roles/all', [], 'delegated-personal', 'not-checked'],
])('role, %s', (_, path, roles, kind, outcome) => {
  expect(judge('role', `GET ${path}`, 'Sure.Read', { kind, ...(roles === undefined ? {} : { roles }) })).toBe(outcome);
});

test.each<[string, string, Outcome]>([
  ['nothing known', '/things', 'allow'],
  ['the documented version', '/beta/facts/beta', 'allow'],
  ['no version written', '/facts/beta', 'allow'],
  ['a version that the documentation excludes', '/v1.0/facts/beta', 'deny'],
  ['a version without evidence', '/v1.0/facts/perhaps-beta', 'unknown'],
  ['a version that does not exist', '/v2.0/things', 'unknown'],
  ['its cloud', 'https://graph.microsoft.com/v1.0/facts/global', 'allow'],
  ['a cloud that is not listed', 'https://graph.microsoft.us/v1.0/facts/global', 'unknown'],
  ['a cloud where it certainly is not', 'https://microsoftgraph.chinacloudapi.cn/v1.0/facts/global', 'deny'],
  ['no cloud written', '/v1.0/facts/global', 'allow'],
  ['an operation that does not exist', '/facts/absent', 'deny'],
  ['no operation', '/nothing', 'unknown'],
])('operation, %s: %s', (_, url, outcome) => {
  expect(judge('operation', `GET ${url}`, 'Sure.Read')).toBe(outcome);
});

test('operation: unknown from the first second of the day of its retirement', () => {
  const day = 20_000 * 86_400;
  expect(judge('operation', 'GET /facts/retired', '', { now: day - 1 })).toBe('allow');
  expect(judge('operation', 'GET /facts/retired', '', { now: day })).toBe('unknown');
});

test.each<[string, string, string, TokenKind, Outcome]>([
  ['what the application owns is not known', 'PATCH /things/x', 'Owned.OwnedBy', 'application', 'unknown'],
  ['also for a signed-in user', 'PATCH /things/x', 'Owned.OwnedBy', 'delegated', 'unknown'],
  ['creating needs no ownership', 'POST /things', 'Owned.OwnedBy', 'application', 'allow'],
  ['a wider permission needs none', 'PATCH /things/x', 'Owned.OwnedBy Thing.ReadWrite', 'application', 'not-checked'],
  ['ownership in a pair', 'PUT /things/x', 'Owned.OwnedBy Pair.Second', 'application', 'unknown'],
  [
    'an unrestricted pair beside it',
    'PUT /things/x',
    'Owned.OwnedBy Pair.Second Pair.First',
    'application',
    'not-checked',
  ],
  ['nothing held: no policy', 'PATCH /things/x', '', 'application', 'not-checked'],
  ["another user's data", 'GET /users/x/mail', 'Mail.Read', 'delegated', 'unknown'],
  ['with a wider permission', 'GET /users/x/mail', 'Mail.Read Mail.All', 'delegated', 'not-checked'],
  ['an application reaches all', 'GET /users/x/mail', 'Mail.Read', 'application', 'not-checked'],
  ['the own data by /me', 'GET /me', 'Mail.Read', 'delegated', 'not-checked'],
  ['the own data by /me where the table has /users', 'GET /me/mail', 'Mail.Read', 'delegated', 'allow'],
  ['a policy for applications', 'GET /users/x/box', 'Mail.All', 'application', 'unknown'],
  ['is none for users', 'GET /users/x/box', 'Mail.All', 'delegated', 'not-checked'],
  ['a policy for users', 'GET /users/x/rules', 'Mail.All', 'delegated', 'unknown'],
  ['is none for applications', 'GET /users/x/rules', 'Mail.All', 'application', 'not-checked'],
])('policy, %s: %s with `%s` (%s)', (_, request, permissions, kind, outcome) => {
  expect(judge('policy', request, permissions, { kind })).toBe(outcome);
});

test("policy: the user's own id or name in the path is the user's own data", () => {
  const own = { scopes: ['Mail.Read'], objectId: 'AAAA-1', userName: 'Ann@contoso.com' };
  const outcomes = (urls: readonly string[]): readonly Outcome[] =>
    urls.map((url) => judgeFacts('policy', `GET ${url}`, own));
  const mine = [
    '/users/aaaa-1/mail',
    '/v1.0/users/ann@contoso.com/mail',
    "/users('ann@contoso.com')/mail",
    'https://graph.microsoft.com/v1.0/users/AAAA-1/mail?$top=1',
    '/users//aaaa-1/mail',
  ];
  expect(outcomes(mine)).toEqual(mine.map(() => 'allow'));
  const others = ['/users/bob/mail', "/users('bob')/mail", '/users/aaaa-12/mail'];
  expect(outcomes(others)).toEqual(others.map(() => 'unknown'));
});

test('token: outside of its lifetime, with 300 seconds of skew, it is denied', () => {
  const token = { form: 'jwt', audience: 'https://graph.microsoft.com', notBefore: 1_000, expiresAt: 5_000 } as const;
  const at = (now: number): Outcome => judgeFacts('token', 'GET /things', token, now);
  expect([at(699), at(700), at(5_300), at(5_301)]).toEqual(['deny', 'allow', 'allow', 'deny']);
});

test('token: a token for one cloud is denied in another, and uncertain where the clouds share an audience', () => {
  const at = (host: string, facts: Partial<TokenFacts>): Outcome =>
    judgeFacts('token', `GET https://${host}/v1.0/things`, { form: 'jwt', expiresAt: 2_000_000, ...facts });
  const global = { audience: 'https://graph.microsoft.com' };
  expect(at('graph.microsoft.com', global)).toBe('allow');
  expect(at('graph.microsoft.us', global)).toBe('deny');
  const byAppId = { audience: '00000003-0000-0000-c000-000000000000', issuer: 'https://sts.windows.net/t/' };
  expect(at('graph.microsoft.com', byAppId)).toBe('allow');
  expect(at('graph.microsoft.us', byAppId)).toBe('unknown');
  expect(at('microsoftgraph.chinacloudapi.cn', byAppId)).toBe('deny');
});

test('a caller of no kind leaves permission, role and policy unchecked', () => {
  const principal = engine.prepare({ kind: null, permissions: ['Thing.Read'] });
  const handle = engine.decide('GET', '/roles/all', principal, NOW);
  expect([2, 3, 4].map((part) => partOf(handle, part))).toEqual([0, 0, 0]);
  expect(partOf(handle, 1)).toBe(1);
});
