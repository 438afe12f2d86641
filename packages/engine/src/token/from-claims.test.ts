import { expect, test } from 'vitest';
import { APPLICATION, DELEGATED } from '../../test/tokens.ts';
import { factsFromClaims, possibleFlows } from './from-claims.ts';

const OID = '0e4a3c12-5a40-4f4e-a7a2-8cf4e6f5d6c1';

test.each([
  // The order of the signals; see the access token claims reference.
  [{ idtyp: 'app', scp: 'User.Read' }, 'application', 'idtyp'],
  [{ idtyp: 'user', roles: ['User.Read.All'] }, 'delegated', 'idtyp'],
  [{ idtyp: 'device', scp: 'User.Read' }, null, 'idtyp'],
  [{ scp: 'User.Read', roles: ['User.Read.All'] }, 'delegated', 'scp'],
  [{ scp: '' }, 'delegated', 'scp'],
  [{ roles: ['User.Read.All'] }, 'application', 'roles'],
  [{ roles: [] }, 'application', 'roles'],
  [{ oid: OID, sub: OID }, 'application', 'sub'],
  [{ oid: OID, sub: 'pairwise' }, null, null],
  [{ roles: ['User.Read.All'], appidacr: '0' }, null, null],
  [{}, null, null],
])('the kind of %j is %s, by %s', (claims, kind, claim) => {
  expect(factsFromClaims(claims)).toMatchObject({ kind, kindClaim: claim });
});

test('a token of the tenant of personal accounts is delegated-personal', () => {
  const claims = { ...DELEGATED, tid: '9188040D-6C67-4C5B-B112-36A304B66DAD' };
  expect(factsFromClaims(claims).kind).toBe('delegated-personal');
});

test('an invited personal account is an ordinary guest of the tenant', () => {
  const facts = factsFromClaims({ ...DELEGATED, idp: 'live.com', acct: 1 });
  expect(facts).toMatchObject({ kind: 'delegated', identityProvider: 'live.com', account: 'guest' });
});

test('an application token without roles holds no permission', () => {
  const { roles: _, ...claims } = APPLICATION;
  expect(factsFromClaims(claims)).toMatchObject({ kind: 'application', appRoles: null, scopes: null });
});

test('an absent claim of a part of a token is not known, of a whole token absent', () => {
  expect(factsFromClaims({ scp: 'User.Read' }).directoryRoles).toBeNull();
  const part = factsFromClaims({ scp: 'User.Read' }, { form: 'claims', complete: false });
  expect(part.directoryRoles).toBeUndefined();
  expect(part.appRoles).toBeUndefined();
});

test('roles of a part of a token whose user is shown leave the kind open', () => {
  const claims = { roles: ['Reader'], upn: 'ada@example.com' };
  expect(factsFromClaims(claims, { complete: false }).kind).toBeNull();
  expect(factsFromClaims(claims).kind).toBe('application');
});

test('v2.0 claims are read as their v1.0 counterparts', () => {
  expect(
    factsFromClaims({ ver: '2.0', azp: 'app', azpacr: '2', preferred_username: 'ada@example.com', scp: 'User.Read' }),
  ).toMatchObject({ version: '2.0', appId: 'app', clientAuthentication: '2', userName: 'ada@example.com' });
});

test('permissions are read from a text or a list, anything else is not known', () => {
  expect(factsFromClaims({ scp: ' A.Read\tB.Read\n C.Read ' }).scopes).toEqual(['A.Read', 'B.Read', 'C.Read']);
  expect(factsFromClaims({ scp: ['A.Read', 'B.Read'] }).scopes).toEqual(['A.Read', 'B.Read']);
  expect(factsFromClaims({ roles: 'A.Read, B.Read' }).appRoles).toEqual(['A.Read', 'B.Read']);
  expect(factsFromClaims({ scp: '' }).scopes).toEqual([]);
  expect(factsFromClaims({ scp: 7 }).scopes).toBeUndefined();
  expect(factsFromClaims({ roles: null }).appRoles).toBeNull();
  expect(factsFromClaims({ wids: [1, 'A1', null] }).directoryRoles).toEqual(['a1']);
});

function at(exp: unknown): number | null {
  return factsFromClaims({ exp }).expiresAt;
}

test('times are whole seconds of this era, anything else is not known', () => {
  expect(at(1_754_004_500)).toBe(1_754_004_500);
  expect(at('1754004500')).toBe(1_754_004_500);
  expect(at(1_754_004_500.9)).toBe(1_754_004_500);
  for (const wrong of [1_754_004_500_000, -1, 1e300, Number.NaN, 'soon', '1e9', null, true, {}]) {
    expect(at(wrong)).toBeNull();
  }
});

test('one audience is read, several are not guessed at', () => {
  expect(factsFromClaims({ aud: ['https://graph.microsoft.com'] }).audience).toBe('https://graph.microsoft.com');
  expect(factsFromClaims({ aud: ['a', 'b'] }).audience).toBeNull();
});

test('the client capability of claims challenges is read where it is told', () => {
  expect(factsFromClaims({ xms_cc: ['cp1'] }).claimsChallengeCapable).toBe(true);
  expect(factsFromClaims({ xms_cc: ['other'] }).claimsChallengeCapable).toBe(false);
  expect(factsFromClaims({}).claimsChallengeCapable).toBeNull();
});

test('a flow is inferred only where the claims leave one', () => {
  expect(factsFromClaims(APPLICATION).flow).toBe('client-credentials');
  expect(factsFromClaims({ ...APPLICATION, appidacr: '2' }).flow).toBeNull();
  expect(factsFromClaims(DELEGATED).flow).toBeNull();
});

test('a public client excludes the flows that authenticate the client', () => {
  expect(possibleFlows(null, '0')).toEqual(['authorization-code', 'device-code', 'implicit', 'refresh-token', 'ropc']);
  expect(possibleFlows('application', '0')).toEqual([]);
  expect(possibleFlows('application', '2')).toEqual(['client-credentials', 'managed-identity']);
  expect(possibleFlows('delegated', '1')).toContain('on-behalf-of');
});
