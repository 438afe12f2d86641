import { expect, test } from 'vitest';
import { PARTIAL, PRIVILEGED, READER, WRITER, madeEngine, madeTable } from '../../test/made.ts';
import { NO_DETAILS, compiledOf } from '../../test/small-table.ts';
import { createEngine } from '../engine.ts';
import { imageOf } from '../table/image.ts';
import { NOTE, ROLE_FLAG } from '../table/layout.ts';
import { openTable } from '../table/table.ts';
import { unknownFacts } from '../token/from-claims.ts';
import type { TokenFacts, TokenKind } from '../token/facts.ts';
import type { Decision } from './decision.ts';
import { OUTCOMES, PARTS } from './outcome.ts';
import { partOf, wholeOf } from './decide.ts';

const engine = madeEngine();

function describe(
  request: string,
  permissions: string,
  kind: TokenKind = 'application',
  roles?: readonly string[] | null,
): Decision {
  const [method = '', url = ''] = request.split(/ (.*)/s);
  const principal = engine.prepare({ kind, permissions, ...(roles === undefined ? {} : { directoryRoles: roles }) });
  const decision = engine.describe(method, url, principal, 0);
  const handle = engine.decide(method, url, principal, 0);
  // INVARIANT: what is described is what is decided.
  expect(decision.outcome).toBe(OUTCOMES[wholeOf(handle)]);
  PARTS.forEach((part, index) => expect(decision.parts[part].outcome).toBe(OUTCOMES[partOf(handle, index)]));
  return decision;
}

test.each<[string, string, string, TokenKind, string | null]>([
  ['allowed', 'GET /things', 'Thing.Read', 'application', null],
  ['nothing held', 'GET /things', 'Never.Used', 'application', 'nothing-held'],
  ['half of a pair', 'PUT /things/x', 'Pair.First', 'application', 'nothing-held'],
  ['the kind is not supported', 'PUT /things/x', 'Pair.First', 'delegated', 'kind-not-supported'],
  ['the kind is refused', 'GET /refused', 'Sure.Read', 'application', 'kind-refused'],
  ['an application on /me by the template of /users', 'GET /me/mail', 'Mail.All', 'application', 'kind-refused'],
  ['only a doubtful one', 'GET /doubt', 'Doubt.Read', 'application', 'doubtful-only'],
  ['another authority', 'GET /other', '', 'application', 'other-authority'],
  ['not stated', 'GET /unstated', '', 'application', 'not-stated'],
  ['the query needs more', 'GET /things?$select=secret', 'Thing.Read', 'application', 'query-needs-more'],
  ['the query was not reviewed', 'GET /things?$expand=else', 'Thing.Read', 'application', 'query-not-reviewed'],
  ['no operation', 'GET /nothing', 'Thing.Read', 'application', null],
])('permission reason, %s', (_, request, permissions, kind, reason) => {
  expect(describe(request, permissions, kind).parts.permission.reason).toBe(reason);
});

test('permission reason: what is not known of the caller', () => {
  expect(
    engine.describe('GET', '/things', engine.prepare({ kind: null, permissions: [] }), 0).parts.permission,
  ).toMatchObject({ outcome: 'not-checked', reason: 'kind-unknown', accepted: [] });
  const unknown = engine.principal({ ...unknownFacts('facts'), kind: 'delegated' });
  expect(engine.describe('GET', '/things', unknown, 0).parts.permission).toMatchObject({
    outcome: 'not-checked',
    reason: 'permissions-unknown',
  });
});

test('accepted permissions stand least privileged first, those that suffice alone before pairs, doubtful ones last', () => {
  const names = (request: string): readonly string[] =>
    describe(request, '').parts.permission.accepted.map(
      (entry) =>
        `${entry.permission}${entry.least ? '*' : ''}${entry.doubtful ? '?' : ''}${entry.with.map((name) => `+${name}`).join('')}`,
    );
  expect(names('PUT /things/x')).toEqual(['Pair.First*+Pair.Second+Pair.Third', 'Owned.OwnedBy+Pair.Second']);
  expect(names('GET /doubt')).toEqual(['Sure.Read', 'Doubt.Read?']);
  expect(describe('GET /things/x', '', 'delegated').parts.permission).toMatchObject({
    least: ['Thing.Read'],
    accepted: [
      { permission: 'Thing.Read', least: true },
      { permission: 'Thing.ReadWrite', least: false },
    ],
  });
});

test.each([
  ['one of two', 'GET /things', 'Thing.Read', ['Thing.Read']],
  ['both', 'GET /things', 'Thing.Read Thing.ReadWrite', ['Thing.Read', 'Thing.ReadWrite']],
  [
    'a pair, with one of its others',
    'PUT /things/x',
    'Pair.First Pair.Third Pair.Second',
    ['Pair.First', 'Pair.Second'],
  ],
  ['a doubtful one', 'GET /doubt', 'Doubt.Read', ['Doubt.Read']],
  ['a sure one only, where it suffices', 'GET /doubt', 'Doubt.Read Sure.Read', ['Sure.Read']],
  ['none of a denial', 'PUT /things/x', 'Pair.First', []],
])('determining permissions: %s', (_, request, permissions, determining) => {
  expect(describe(request, permissions).parts.permission.determining).toEqual(determining);
});

test('what the query needs in addition is named until it is held', () => {
  expect(describe('GET /things?$select=secret', 'Thing.Read').parts.permission.queryNeeds).toEqual(['Secret.Read']);
  expect(describe('GET /things?$select=secret&$expand=owner', 'Thing.Read').parts.permission.queryNeeds).toEqual([
    'Secret.Read',
    'Owner.Read',
  ]);
  expect(describe('GET /things?$select=secret', 'Thing.Read Secret.Read').parts.permission.queryNeeds).toEqual([]);
  expect(describe('GET /things', 'Thing.Read').parts.permission.queryNeeds).toEqual([]);
});

test.each<[string, string, readonly string[] | null | undefined, string | null, string | null]>([
  ['accepted', '/roles/all', [READER], 'allow', null],
  ['not listed', '/roles/all', [], 'deny', 'not-listed'],
  ['claim absent', '/roles/all', null, 'unknown', 'claim-absent'],
  ['nobody said', '/roles/all', undefined, 'not-checked', null],
  ['outside of wids', '/roles/alternative', [], 'unknown', 'outside-wids'],
  ['another privileged role', '/roles/least', [PRIVILEGED], 'unknown', 'other-privileged-role'],
  ['a partial role', '/roles/least', [PARTIAL], 'unknown', 'other-privileged-role'],
])('role reason, %s', (_, path, roles, outcome, reason) => {
  const { role } = describe(`GET ${path}`, 'Sure.Read', 'delegated', roles).parts;
  expect([role.outcome, role.reason]).toEqual([outcome, reason]);
});

test.each<[string, string, string, TokenKind, string | null]>([
  ['ownership', 'PATCH /things/x', 'Owned.OwnedBy', 'application', 'owned-only'],
  ['creation', 'POST /things', 'Owned.OwnedBy', 'application', 'creation'],
  ["another's data", 'GET /users/x/mail', 'Mail.Read', 'delegated', 'own-data-only'],
  ['own data', 'GET /me/mail', 'Mail.Read', 'delegated', 'own-data'],
  ['a policy on the resource', 'GET /users/x/box', 'Mail.All', 'application', 'resource-policy'],
  ['none', 'GET /things', 'Thing.Read', 'application', null],
])('policy reason, %s', (_, request, permissions, kind, reason) => {
  expect(describe(request, permissions, kind).parts.policy.reason).toBe(reason);
});

test.each([
  ['nothing wrong', '/things', null],
  ['not Microsoft Graph', 'https://example.com/things', 'not-microsoft-graph'],
  ['no such path', '/nothing', 'no-such-path'],
  ['another version', '/v1.0/facts/beta', 'other-version'],
  ['a version without evidence', '/v1.0/facts/perhaps-beta', 'other-version'],
  ['an unknown version', '/v7.0/things', 'unknown-version'],
  ['another cloud', 'https://graph.microsoft.us/v1.0/facts/global', 'other-cloud'],
  ['it does not exist', '/facts/absent', 'does-not-exist'],
])('operation reason, %s', (_, url, reason) => {
  expect(describe(`GET ${url}`, 'Sure.Read').parts.operation.reason).toBe(reason);
});

test('operation reason: no such method, and retired', () => {
  expect(describe('DELETE /things', '').parts.operation.reason).toBe('no-such-method');
  const principal = engine.prepare({ kind: 'application', permissions: 'Sure.Read' });
  expect(engine.describe('GET', '/facts/retired', principal, 20_000 * 86_400).parts.operation).toEqual({
    outcome: 'unknown',
    reason: 'retired',
  });
});

test.each<[string, Partial<TokenFacts>, string, number, string | null]>([
  ['usable', {}, '/things', 2_000, null],
  ['expired', {}, '/things', 6_000, 'expired'],
  ['not yet valid', {}, '/things', 100, 'not-yet-valid'],
  ['for another cloud', {}, 'https://graph.microsoft.us/v1.0/things', 2_000, 'other-cloud'],
  ['for another resource', { audience: 'https://management.azure.com' }, '/things', 2_000, 'audience-foreign'],
  ['without audience', { audience: null }, '/things', 2_000, 'audience-missing'],
  ['without an end', { expiresAt: null }, '/things', 2_000, 'lifetime-missing'],
  ['opaque', { form: 'opaque' }, '/things', 2_000, 'opaque'],
  [
    'of an uncertain cloud',
    { audience: '00000003-0000-0000-c000-000000000000', issuer: 'https://sts.windows.net/t/' },
    'https://graph.microsoft.us/v1.0/things',
    2_000,
    'cloud-uncertain',
  ],
])('token reason, %s', (_, facts, url, now, reason) => {
  const principal = engine.principal({
    ...unknownFacts('jwt'),
    kind: 'application',
    audience: 'https://graph.microsoft.com',
    notBefore: 1_000,
    expiresAt: 5_000,
    ...facts,
  });
  expect(engine.describe('GET', url, principal, now).parts.token.reason).toBe(reason);
});

test('a request is described by cloud, version, host, operation and readings', () => {
  expect(engine.request('get', 'https://graph.microsoft.us/beta/facts/beta', 0)).toMatchObject({
    method: 'GET',
    cloud: 'usgov',
    version: 'beta',
    otherHost: null,
    operation: { method: 'GET', path: '/facts/beta', versions: ['beta'], clouds: null, retired: null },
    readings: [],
    suggestions: [],
  });
  expect(engine.request('GET', 'https://graph.microsoft.com/v2.0/things', 0)).toMatchObject({
    cloud: 'global',
    version: 'v2.0',
  });
  expect(engine.request('GET', 'http://localhost/v1.0/facts/global', 0)).toMatchObject({
    cloud: null,
    version: 'v1.0',
    otherHost: 'localhost',
    operation: { clouds: ['global'] },
  });
  expect(engine.request('GET', "/things('x')", 0)).toMatchObject({
    operation: { path: '/things/{id}' },
    readings: ['key-in-parentheses'],
    version: null,
  });
  expect(engine.request('GET', '/thing', 0)).toMatchObject({ operation: null, readings: [] });
  expect(engine.request('GET', '/thing', 0).suggestions[0]).toBe('/things');
});

test('an application policy is part of the operation', () => {
  expect(engine.request('GET', '/users/x/box', 0).operation?.applicationPolicy).toBe(true);
  expect(engine.request('GET', '/users/x/rules', 0).operation?.applicationPolicy).toBe(false);
});

test('requirements say per kind what is accepted, refused, unsupported and not stated', () => {
  const support = (url: string): readonly string[] =>
    (engine.requirements('GET', url) ?? []).map((each) => `${each.kind} ${each.support} ${each.otherAuthority}`);
  expect(support('/refused')).toEqual([
    'delegated supported false',
    'delegated-personal not-supported false',
    'application refused false',
  ]);
  expect(support('/unstated')).toEqual([
    'delegated not-supported false',
    'delegated-personal not-supported false',
    'application not-stated false',
  ]);
  expect(support('/other')[2]).toBe('application supported true');
  expect(engine.requirements('GET', '/nothing')).toBeNull();
});

test('what accepts a permission says whether it suffices alone', () => {
  const by = (name: string, kind: TokenKind): readonly string[] =>
    [...engine.acceptedBy(name, kind)].map((each) => `${each.method} ${each.path} ${each.accepts}`);
  expect(by('Pair.Second', 'application')).toEqual(['PUT /things/{id} with another']);
  expect(by('Doubt.Read', 'application')).toEqual(['GET /doubt uncertain']);
  expect(by('Thing.ReadWrite', 'delegated')).toContain('POST /things alone');
  expect(by('Thing.ReadWrite', 'delegated-personal')).toEqual([]);
  expect(by('Not.Known', 'application')).toEqual([]);
});

test('operations are listed once each, in the order of their numbers', () => {
  const all = [...engine.operations(0)];
  expect(all.map(({ index }) => index)).toEqual(all.map((_, index) => index));
  expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
});

test('corrections, contested points and role statements are those of the operation and the kind', () => {
  const kinds = (mask: number): number => mask << 24;
  const table = openTable(
    imageOf(
      compiledOf({
        privileged: [PRIVILEGED],
        operations: [
          {
            method: 'GET',
            path: '/noted',
            delegated: { alone: ['A.Read'] },
            application: { alone: ['A.Read'] },
            delegatedRole: { roles: [READER, WRITER], flags: ROLE_FLAG.exhaustive },
            note: [
              kinds(7) | (NOTE.correction << 20) | 0,
              kinds(4) | (NOTE.contested << 20) | 1,
              kinds(1) | (NOTE.source << 20) | 0,
            ],
          },
          { method: 'GET', path: '/plain', delegated: { alone: ['A.Read'] } },
        ],
      }),
    ),
  );
  const noted = createEngine(table, {
    ...NO_DETAILS,
    corrections: [{ id: 'c0', source: 's0', statement: '' }],
    contested: [
      { id: 'p0', part: 'role', statement: '', sources: [] },
      { id: 'p1', part: 'role', statement: '', sources: ['s1', 's2'] },
    ],
    roles: [
      { id: READER, name: 'Reader', privileged: false, noRole: false, aliases: [] },
      { id: WRITER, name: 'Writer', privileged: true, noRole: false, aliases: [] },
      { id: PRIVILEGED, name: 'Boss', privileged: true, noRole: false, aliases: [] },
    ],
    roleStatements: [
      { id: 'r0', roles: ['Writer', 'Reader'], list: 'exhaustive', alternatives: ['custom-role'], sources: ['s3'] },
    ],
  });
  const as = (kind: TokenKind): Decision =>
    noted.describe('GET', '/noted', noted.prepare({ kind, permissions: ['A.Read'], directoryRoles: [WRITER] }), 0);
  expect(as('delegated')).toMatchObject({ corrections: [{ id: 'c0', source: 's0' }], contested: [] });
  expect(as('application')).toMatchObject({
    corrections: [{ id: 'c0' }],
    contested: [{ id: 'p1', sources: ['s1', 's2'] }],
  });
  expect(as('delegated').parts.role).toMatchObject({
    outcome: 'allow',
    accepted: [{ name: 'Writer' }, { name: 'Reader' }],
    determining: [{ id: WRITER, name: 'Writer' }],
    list: 'exhaustive',
    alternatives: ['custom-role'],
    sources: ['s3'],
  });
  expect(noted.notes('GET', '/noted')).toMatchObject({ corrections: [{ id: 'c0' }], contested: [{ id: 'p1' }] });
  expect(noted.notes('GET', '/plain')).toEqual({ corrections: [], contested: [] });
  expect(noted.notes('GET', '/nothing')).toEqual({ corrections: [], contested: [] });
  expect(noted.roleNeed('GET', '/noted', 'delegated').accepted.map(({ name }) => name)).toEqual(['Writer', 'Reader']);
});

test('the version of the knowledge is part of every decision', () => {
  expect(describe('GET /things', '').knowledge).toEqual({ version: NO_DETAILS.version });
  expect(madeTable().meta.version).toBe(NO_DETAILS.version);
});
