import { expect, test } from 'vitest';
import { smallEngine, type SmallOperation, type SmallTable } from '../../test/small-table.ts';
import type { Engine } from '../engine.ts';
import {
  ABSENT,
  CLOUDS_ABSENT_SHIFT,
  CLOUDS_KNOWN,
  DOCUMENTED_ONLY,
  MARK,
  PERMISSION_MARK,
  ROLE_FLAG,
  RULE,
  VERSION,
} from '../table/layout.ts';
import type { TokenFacts } from '../token/facts.ts';
import { unknownFacts } from '../token/from-claims.ts';
import { operationOf, partOf, wholeOf } from './decide.ts';
import { OUTCOMES } from './outcome.ts';
import type { BareCaller, Principal } from './principal.ts';

const DAY = 86_400;
/** Permissions P00 to P69, so that sets need three words. */
const MANY = Array.from({ length: 70 }, (_, index) => `P${String(index).padStart(2, '0')}`);

function engineOf(operation: SmallOperation, more: Partial<SmallTable> = {}, request = 'GET /things/{}'): Engine {
  return smallEngine({
    operations: { 'PUT /many': { delegated: { alone: MANY } }, [request]: operation, ...more.operations },
    ...(more.permissionMarks ? { permissionMarks: more.permissionMarks } : {}),
    ...(more.privilegedRoles ? { privilegedRoles: more.privilegedRoles } : {}),
    ...(more.queryNeeds ? { queryNeeds: more.queryNeeds } : {}),
  });
}

function part(
  engine: Engine,
  name: 'token' | 'operation' | 'permission' | 'role' | 'policy',
  caller: BareCaller | Principal,
  { url = '/things/1', method = 'GET', now = 0 } = {},
): string {
  const principal = 'standing' in caller ? caller : engine.prepare(caller);
  const place = ['token', 'operation', 'permission', 'role', 'policy'].indexOf(name);
  return OUTCOMES[partOf(engine.decide(method, url, principal, now), place)] as string;
}

const delegated = (...permissions: string[]): BareCaller => ({ kind: 'delegated', permissions });
const personal = (...permissions: string[]): BareCaller => ({ kind: 'delegated-personal', permissions });
const application = (...permissions: string[]): BareCaller => ({ kind: 'application', permissions });
const facts = (more: Partial<TokenFacts>): TokenFacts => ({ ...unknownFacts('claims'), kind: 'delegated', ...more });

test('a part is two bits of the handle, and the operation stands above them', () => {
  const handle = 0b11_10_01_00_11 | (8 << 10);
  expect([0, 1, 2, 3, 4].map((place) => partOf(handle, place))).toEqual([3, 0, 1, 2, 3]);
  expect(operationOf(handle)).toBe(7);
  expect(operationOf(0)).toBe(-1);
});

test('the whole is the weakest part that was checked: deny before unknown before allow', () => {
  expect(wholeOf(0)).toBe(0);
  expect(wholeOf(0b01_00_00_00_00)).toBe(1);
  expect(wholeOf(0b00_01_00_10_01)).toBe(2);
  expect(wholeOf(0b01_10_11_01_00)).toBe(3);
  expect(wholeOf(0b11_00_00_00_00)).toBe(3);
  expect(wholeOf(5 << 10)).toBe(0);
});

test('each permission that suffices alone does, in every word of the set, and no other', () => {
  const engine = engineOf({ delegated: { alone: ['P05', 'P33', 'P68'] } });
  for (const name of MANY) {
    const wanted = ['P05', 'P33', 'P68'].includes(name) ? 'allow' : 'deny';
    expect(part(engine, 'permission', delegated(name)), name).toBe(wanted);
  }
  expect(part(engine, 'permission', delegated())).toBe('deny');
  expect(part(engine, 'permission', delegated('P01', 'P68', 'P02'))).toBe('allow');
});

test('each kind has its own rule, and a permission of another kind counts for nothing', () => {
  const engine = engineOf({
    delegated: { alone: ['P01'] },
    personal: { alone: ['P02'] },
    application: { alone: ['P03'] },
  });
  const kinds = [delegated, personal, application];
  kinds.forEach((caller, kind) => {
    ['P01', 'P02', 'P03'].forEach((name, place) => {
      expect(part(engine, 'permission', caller(name))).toBe(kind === place ? 'allow' : 'deny');
    });
  });
});

test('a doubtful permission leaves the answer unknown, unless another suffices', () => {
  const engine = engineOf({ delegated: { alone: ['P01', 'P40'], doubtful: ['P02', 'P34'] } });
  expect(part(engine, 'permission', delegated('P02'))).toBe('unknown');
  expect(part(engine, 'permission', delegated('P34'))).toBe('unknown');
  expect(part(engine, 'permission', delegated('P02', 'P40'))).toBe('allow');
  expect(part(engine, 'permission', delegated('P03'))).toBe('deny');
});

test('a pair needs its permission and one of its partners', () => {
  const engine = engineOf({
    delegated: {
      doubtful: ['P09'],
      pairs: [
        ['P01', ['P02', 'P66']],
        ['P35', ['P36']],
      ],
    },
  });
  expect(part(engine, 'permission', delegated('P01'))).toBe('deny');
  expect(part(engine, 'permission', delegated('P66'))).toBe('deny');
  expect(part(engine, 'permission', delegated('P01', 'P66'))).toBe('allow');
  expect(part(engine, 'permission', delegated('P01', 'P02'))).toBe('allow');
  expect(part(engine, 'permission', delegated('P01', 'P36'))).toBe('deny');
  expect(part(engine, 'permission', delegated('P35', 'P36'))).toBe('allow');
  expect(part(engine, 'permission', delegated('P35', 'P66'))).toBe('deny');
  expect(part(engine, 'permission', delegated('P09', 'P01'))).toBe('unknown');
  expect(part(engine, 'permission', delegated('P09', 'P35', 'P36'))).toBe('allow');
});

test('a kind that is refused is refused whatever it holds, even if nobody knows what it holds', () => {
  const engine = engineOf({ delegated: { flags: RULE.refused } });
  expect(part(engine, 'permission', delegated('P01'))).toBe('deny');
  expect(part(engine, 'permission', engine.principal(facts({})))).toBe('deny');
});

test('another authority, or nothing stated, makes a deny unknown and leaves an allow', () => {
  for (const flags of [RULE.otherAuthority, RULE.unstated]) {
    const engine = engineOf({ delegated: { flags, alone: ['P01'] } });
    expect(part(engine, 'permission', delegated())).toBe('unknown');
    expect(part(engine, 'permission', delegated('P01'))).toBe('allow');
  }
});

test('permissions that nobody told are not checked; a claim that is absent grants nothing', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  expect(part(engine, 'permission', engine.principal(facts({ scopes: undefined })))).toBe('not-checked');
  expect(part(engine, 'permission', engine.principal(facts({ scopes: null })))).toBe('deny');
  expect(part(engine, 'permission', engine.principal(facts({ scopes: ['P01'] })))).toBe('allow');
});

test('of a caller whose kind is not known only token and operation are decided', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  const principal = engine.principal(facts({ kind: null, scopes: ['P01'] }));
  expect(part(engine, 'operation', principal)).toBe('allow');
  for (const name of ['permission', 'role', 'policy'] as const) {
    expect(part(engine, name, principal)).toBe('not-checked');
  }
});

test('a path without a template, or without the method, is unknown, never deny', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  for (const options of [{ url: '/nothing' }, { method: 'PATCH' }, { method: 'BREW' }, { url: 'ftp://x/things/1' }]) {
    const handle = engine.decide(options.method ?? 'GET', options.url ?? '/things/1', engine.prepare(delegated()), 0);
    expect(operationOf(handle)).toBe(-1);
    expect([0, 1, 2, 3, 4].map((place) => OUTCOMES[partOf(handle, place)])).toEqual([
      'not-checked',
      'unknown',
      'unknown',
      'not-checked',
      'not-checked',
    ]);
  }
});

test('the handle names the operation', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  const names = [...engine.operations(0)].map(({ index, method, path }) => `${index} ${method} ${path}`);
  const handle = engine.decide('GET', '/things/1', engine.prepare(delegated()), 0);
  expect(names[operationOf(handle)]).toBe(`${operationOf(handle)} GET /things/{id}`);
  expect(operationOf(engine.decide('PUT', '/many', engine.prepare(delegated()), 0))).not.toBe(operationOf(handle));
});

test('a token counts from its beginning to its end, with five minutes of skew on both sides', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  const principal = engine.principal(
    facts({ audience: 'https://graph.microsoft.com', notBefore: 1000, expiresAt: 2000 }),
  );
  const at = (now: number): string => part(engine, 'token', principal, { now });
  expect([699, 700, 1500, 2300, 2301].map(at)).toEqual(['deny', 'allow', 'allow', 'allow', 'deny']);
});

test('a token for something else is denied at any time, and bare facts bring no token to check', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  const foreign = engine.principal(facts({ audience: 'https://example.com', notBefore: 0, expiresAt: 10 }));
  expect(part(engine, 'token', foreign, { now: 5 })).toBe('deny');
  expect(part(engine, 'token', delegated('P01'), { now: 5 })).toBe('not-checked');
});

test('an opaque token is unknown within its lifetime', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  expect(part(engine, 'token', engine.principal({ ...facts({}), form: 'opaque' }))).toBe('unknown');
});

test('a token of one cloud is denied in another and uncertain where issuers are shared', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] } });
  const token = (audience: string, issuer: string): Principal => engine.principal(facts({ audience, issuer }));
  const graph = '00000003-0000-0000-c000-000000000000';
  const urls = ['https://graph.microsoft.com', 'https://graph.microsoft.us', 'https://microsoftgraph.chinacloudapi.cn'];
  const outcomes = (principal: Principal): readonly string[] =>
    urls.map((base) => part(engine, 'token', principal, { url: `${base}/v1.0/things/1` }));
  expect(outcomes(token('https://graph.microsoft.us', ''))).toEqual(['deny', 'allow', 'deny']);
  expect(outcomes(token(graph, 'https://sts.windows.net/t/'))).toEqual(['allow', 'unknown', 'deny']);
  expect(outcomes(token(graph, 'https://sts.chinacloudapi.cn/t/'))).toEqual(['deny', 'deny', 'allow']);
  expect(part(engine, 'token', token('https://graph.microsoft.us', ''))).toBe('allow');
});

test('an operation without facts exists; one that is documented as absent does not', () => {
  expect(part(engineOf({}), 'operation', delegated())).toBe('allow');
  expect(part(engineOf({ fact: [0, ABSENT, 0, 0] }), 'operation', delegated())).toBe('deny');
  expect(part(engineOf({ fact: [0, DOCUMENTED_ONLY, 0, 0] }), 'operation', delegated())).toBe('allow');
});

test('a version that does not have the operation: deny when documented, unknown when only inferred', () => {
  const only = (bits: number): Engine => engineOf({ fact: [VERSION.known | VERSION.v1 | bits, 0, 0, 0] });
  const at = (engine: Engine, version: string): string =>
    part(engine, 'operation', delegated(), { url: `/${version}things/1` });
  expect(['', 'v1.0/', 'beta/', 'v2.0/'].map((version) => at(only(0), version))).toEqual([
    'allow',
    'allow',
    'unknown',
    'unknown',
  ]);
  expect(at(only(VERSION.documented), 'beta/')).toBe('deny');
  expect(at(only(VERSION.documented), 'v1.0/')).toBe('allow');
  expect(at(engineOf({ fact: [VERSION.v1, 0, 1, 0] }), 'beta/')).toBe('allow');
});

test('a cloud that does not have the operation: deny when certain, unknown when not listed', () => {
  const engine = engineOf({ fact: [0, CLOUDS_KNOWN | 1 | (4 << CLOUDS_ABSENT_SHIFT), 0, 0] });
  const at = (base: string, of = engine): string =>
    part(of, 'operation', delegated(), { url: `${base}/v1.0/things/1` });
  expect(at('https://graph.microsoft.com')).toBe('allow');
  expect(at('https://graph.microsoft.us')).toBe('unknown');
  expect(at('https://microsoftgraph.chinacloudapi.cn')).toBe('deny');
  expect(at('')).toBe('allow');
  expect(at('https://graph.microsoft.us', engineOf({ fact: [VERSION.known | VERSION.v1, 1, 0, 0] }))).toBe('allow');
});

test('from its announced end an operation is unknown, to the second', () => {
  const engine = engineOf({ fact: [0, 0, 100, 0] });
  const at = (now: number): string => part(engine, 'operation', delegated(), { now });
  expect([0, 100 * DAY - 1, 100 * DAY, 200 * DAY].map(at)).toEqual(['allow', 'allow', 'unknown', 'unknown']);
  expect(part(engineOf({ fact: [VERSION.known | VERSION.v1, 0, 0, 0] }), 'operation', delegated(), { now: DAY })).toBe(
    'allow',
  );
});

test('a listed role allows, another one is denied, an absent claim is unknown, and nothing told is not checked', () => {
  const engine = engineOf({
    delegated: { alone: ['P01'] },
    delegatedRole: { flags: ROLE_FLAG.exhaustive, roles: [1, 3] },
  });
  const role = (...ids: string[]): string => part(engine, 'role', { ...delegated('P01'), directoryRoles: ids });
  expect([role('r1'), role('r0', 'R3'), role('r0'), role()]).toEqual(['allow', 'allow', 'deny', 'deny']);
  expect(part(engine, 'role', { ...delegated('P01'), directoryRoles: null })).toBe('unknown');
  expect(part(engine, 'role', delegated('P01'))).toBe('not-checked');
  expect(part(engine, 'role', { ...personal('P01'), directoryRoles: ['r1'] })).toBe('not-checked');
  expect(part(engine, 'role', { ...application('P01'), directoryRoles: ['r1'] })).toBe('not-checked');
});

test('an application has its own need of roles', () => {
  const engine = engineOf({ applicationRole: { flags: ROLE_FLAG.exhaustive, roles: [2] } });
  expect(part(engine, 'role', { ...application(), directoryRoles: ['r2'] })).toBe('allow');
  expect(part(engine, 'role', { ...application(), directoryRoles: ['r1'] })).toBe('deny');
  expect(part(engine, 'role', { ...delegated(), directoryRoles: ['r1'] })).toBe('not-checked');
});

test('an operation that needs no role allows without any, also when the claim is absent', () => {
  const engine = engineOf({ delegatedRole: { flags: ROLE_FLAG.none } });
  expect(part(engine, 'role', delegated())).toBe('allow');
  expect(part(engine, 'role', { ...delegated(), directoryRoles: null })).toBe('allow');
});

test('what could authorize beside the listed roles leaves the answer unknown', () => {
  const role = (need: SmallOperation['delegatedRole'], id: string): string =>
    part(engineOf({ delegatedRole: need ?? {} }, { privilegedRoles: [2] }), 'role', {
      ...delegated(),
      directoryRoles: [id],
    });
  expect(role({ flags: ROLE_FLAG.alternative | ROLE_FLAG.exhaustive, roles: [1] }, 'r0')).toBe('unknown');
  expect(role({ flags: ROLE_FLAG.exhaustive, roles: [1], partial: [0] }, 'r0')).toBe('unknown');
  expect(role({ flags: ROLE_FLAG.exhaustive, roles: [1], partial: [0] }, 'r3')).toBe('deny');
  expect(role({ roles: [1] }, 'r2')).toBe('unknown');
  expect(role({ flags: ROLE_FLAG.exhaustive, roles: [1] }, 'r2')).toBe('deny');
  expect(role({ roles: [1] }, 'r0')).toBe('deny');
  expect(role({ roles: [1], partial: [1] }, 'r1')).toBe('allow');
});

test('a policy on the resource leaves the answer unknown for its kind, where the permission does not deny', () => {
  const engine = engineOf({
    delegated: { alone: ['P01'] },
    application: { alone: ['P01'] },
    marks: MARK.applicationPolicy,
  });
  expect(part(engine, 'policy', application('P01'))).toBe('unknown');
  expect(part(engine, 'policy', application())).toBe('not-checked');
  expect(part(engine, 'policy', delegated('P01'))).toBe('not-checked');
  const other = engineOf({
    delegated: { alone: ['P01'], doubtful: ['P02'] },
    application: { alone: ['P01'] },
    marks: MARK.delegatedPolicy,
  });
  expect(part(other, 'policy', delegated('P01'))).toBe('unknown');
  expect(part(other, 'policy', delegated('P02'))).toBe('unknown');
  expect(part(other, 'policy', application('P01'))).toBe('not-checked');
});

test('what reaches only owned things is unknown, but allowed where it creates one, and not asked if another suffices', () => {
  const owned = { permissionMarks: { P01: PERMISSION_MARK.ownedOnly, P40: PERMISSION_MARK.ownedOnly } };
  const rule = { alone: ['P01', 'P02'], pairs: [['P40', ['P41']]] as const };
  const engine = engineOf({ application: rule }, owned);
  const permission = (...names: string[]): string => part(engine, 'permission', application(...names));
  const policy = (...names: string[]): string => part(engine, 'policy', application(...names));
  expect([permission('P01'), policy('P01')]).toEqual(['allow', 'unknown']);
  expect([permission('P01', 'P02'), policy('P01', 'P02')]).toEqual(['allow', 'not-checked']);
  expect([permission('P40', 'P41'), policy('P40', 'P41')]).toEqual(['allow', 'unknown']);
  const creating = engineOf({ application: rule, marks: MARK.creates }, owned);
  expect(part(creating, 'policy', application('P01'))).toBe('allow');
});

test('a pair that is not limited to owned things lifts the limit of what is held beside it', () => {
  const engine = engineOf(
    { application: { alone: ['P01'], pairs: [['P02', ['P03']]] } },
    { permissionMarks: { P01: PERMISSION_MARK.ownedOnly } },
  );
  expect(part(engine, 'policy', application('P01', 'P02', 'P03'))).toBe('not-checked');
  expect(part(engine, 'policy', application('P01', 'P02'))).toBe('unknown');
});

test('what reaches only the own data allows for the signed-in user alone', () => {
  const engine = engineOf(
    { delegated: { alone: ['P01', 'P02'] }, application: { alone: ['P01'] }, marks: MARK.user },
    { permissionMarks: { P01: PERMISSION_MARK.ownDataOnly } },
    'GET /users/{}/things',
  );
  const self = (url: string, ...scopes: string[]): string =>
    part(engine, 'policy', engine.principal(facts({ scopes, objectId: 'ABC-1', userName: 'Me@contoso.example' })), {
      url,
    });
  expect(self('/users/abc-1/things', 'P01')).toBe('allow');
  expect(self('https://graph.microsoft.com/v1.0/users/ABC-1/things?$top=1', 'P01')).toBe('allow');
  expect(self('/users/me@contoso.example/things', 'P01')).toBe('allow');
  expect(self("/users('me@contoso.example')/things", 'P01')).toBe('allow');
  expect(self('/users(abc-1)/things', 'P01')).toBe('allow');
  expect(self('/users//abc-1/things/', 'P01')).toBe('allow');
  expect(self('/users/other/things', 'P01')).toBe('unknown');
  expect(self("/users('other')/things", 'P01')).toBe('unknown');
  expect(self('/users/other/things', 'P01', 'P02')).toBe('not-checked');
  expect(part(engine, 'policy', application('P01'), { url: '/users/other/things' })).toBe('not-checked');
});

test('the own data is not in question below another collection, or where the user is the whole path', () => {
  const marks = { permissionMarks: { P01: PERMISSION_MARK.ownDataOnly } };
  expect(part(engineOf({ delegated: { alone: ['P01'] } }, marks), 'policy', delegated('P01'))).toBe('not-checked');
  const users = engineOf({ delegated: { alone: ['P01'] }, marks: MARK.user }, marks, 'GET /users/{}');
  const principal = users.principal(facts({ scopes: ['P01'], objectId: 'abc' }));
  expect(part(users, 'policy', principal, { url: '/users/abc' })).toBe('allow');
  expect(part(users, 'policy', principal, { url: '/users/abc?x=/y' })).toBe('allow');
  expect(part(users, 'policy', principal, { url: '/users/abcd?x=/y' })).toBe('unknown');
});

test('/me is the signed-in user, so an application is denied where only /users/{id} is listed', () => {
  const engine = engineOf(
    { delegated: { alone: ['P01'] }, application: { alone: ['P01'] }, marks: MARK.user },
    { permissionMarks: { P01: PERMISSION_MARK.ownDataOnly } },
    'GET /users/{}/things',
  );
  expect(part(engine, 'permission', application('P01'), { url: '/me/things' })).toBe('deny');
  expect(part(engine, 'permission', delegated('P01'), { url: '/me/things' })).toBe('allow');
  expect(part(engine, 'policy', delegated('P01'), { url: '/me/things' })).toBe('allow');
});

test('/users/{id} where only /me is listed is a guess for an application, and for anybody but the user', () => {
  const engine = engineOf({ delegated: { alone: ['P01'] }, application: { alone: ['P01'] } }, {}, 'GET /me/things');
  expect(part(engine, 'permission', application('P01'), { url: '/users/1/things' })).toBe('unknown');
  expect(part(engine, 'permission', application('P01'), { url: '/ME/things' })).toBe('allow');
  const principal = engine.principal(facts({ scopes: ['P01'], objectId: 'abc' }));
  expect(part(engine, 'permission', principal, { url: '/users/1/things' })).toBe('allow');
  expect(part(engine, 'policy', principal, { url: '/users/1/things' })).toBe('unknown');
  expect(part(engine, 'policy', principal, { url: '/users/abc/things' })).toBe('allow');
  expect(part(engine, 'policy', principal, { url: '/me/things' })).toBe('not-checked');
});

const NEEDS = [
  { id: 'n1', path: '/things', option: 'select', property: 'secret', anyOf: [[0, 64], null, null], source: 's' },
  { id: 'n2', path: '/things', option: 'expand', property: 'owner', anyOf: [[1], [], null], source: 's' },
] as const;

function queryEngine(): Engine {
  return engineOf(
    {
      delegated: { alone: ['P05'] },
      personal: { alone: ['P05'] },
      application: { alone: ['P05'] },
      marks: MARK.queryNeeds,
    },
    { queryNeeds: NEEDS },
    'GET /things',
  );
}

test('a property that needs more is denied without it and allowed with it', () => {
  const engine = queryEngine();
  const at = (query: string, ...names: string[]): string =>
    part(engine, 'permission', delegated('P05', ...names), { url: `/things?${query}` });
  expect(at('$select=id,secret')).toBe('deny');
  expect(at('$select=id')).toBe('allow');
  expect(at('$select=secret', 'P00')).toBe('allow');
  expect(at('$select=secret', 'P64')).toBe('allow');
  expect(at('$select=secret', 'P32')).toBe('deny');
  expect(at('%24select=secret')).toBe('deny');
  expect(part(engine, 'permission', personal('P05'), { url: '/things?$select=secret' })).toBe('unknown');
  expect(part(engine, 'permission', delegated(), { url: '/things?$select=secret' })).toBe('deny');
});

test('what $expand may not read it can leave out, so that is unknown; nothing needed stays an allow', () => {
  const engine = queryEngine();
  const at = (query: string, caller: BareCaller): string =>
    part(engine, 'permission', caller, { url: `/things?${query}` });
  expect(at('$expand=owner', delegated('P05'))).toBe('unknown');
  expect(at('$expand=owner', delegated('P05', 'P01'))).toBe('allow');
  expect(at('$expand=owner', personal('P05'))).toBe('allow');
  expect(at('$expand=other', delegated('P05'))).toBe('unknown');
  expect(at('$expand=owner&$select=secret', delegated('P05'))).toBe('deny');
});

test('an $expand that nobody reviewed is unknown in any spelling, also where no need is known', () => {
  const engine = engineOf({ delegated: { alone: ['P05'] } }, {}, 'GET /things');
  for (const query of [
    '$expand=a',
    'expand=a',
    '$EXPAND=a',
    '$eXpAnD=a',
    '$expan%64=a',
    '$e%78pand=a',
    '%24expand=a',
  ]) {
    expect(part(engine, 'permission', delegated('P05'), { url: `/things?${query}` }), query).toBe('unknown');
  }
  expect(part(engine, 'permission', delegated('P05'), { url: '/things?$top=1' })).toBe('allow');
  expect(part(engine, 'permission', delegated('P05'), { url: '/things?' })).toBe('allow');
});

test('needs of a query are not checked when nobody knows what is held', () => {
  const engine = queryEngine();
  const principal = engine.principal(facts({ scopes: undefined }));
  expect(part(engine, 'permission', principal, { url: '/things?$select=secret' })).toBe('not-checked');
});

test('a permission granted on single sites leaves a deny unknown on what SharePoint keeps', () => {
  const selected = { permissionMarks: { P01: PERMISSION_MARK.selected, P66: PERMISSION_MARK.selected } };
  const engine = engineOf({ application: { alone: ['P05'] }, marks: MARK.sharePoint }, selected);
  expect(part(engine, 'permission', application('P01'))).toBe('unknown');
  expect(part(engine, 'permission', application('P66'))).toBe('unknown');
  expect(part(engine, 'permission', application('P02'))).toBe('deny');
  expect(part(engine, 'permission', application('P01', 'P05'))).toBe('allow');
  expect(part(engineOf({ application: { alone: ['P05'] } }, selected), 'permission', application('P01'))).toBe('deny');
  const refused = engineOf({ application: { flags: RULE.refused }, marks: MARK.sharePoint }, selected);
  expect(part(refused, 'permission', application('P01'))).toBe('deny');
});
