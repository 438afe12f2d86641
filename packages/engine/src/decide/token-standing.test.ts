import { expect, test } from 'vitest';
import { smallTable } from '../../test/small-table.ts';
import type { TokenFacts } from '../token/facts.ts';
import { unknownFacts } from '../token/from-claims.ts';
import { GRAPH_APP_ID, tokenStanding, type TokenStanding } from './token-standing.ts';

const table = smallTable({ operations: { 'GET /things': {} } });
const standing = (more: Partial<TokenFacts>): TokenStanding =>
  tokenStanding(table, { ...unknownFacts('jwt'), audience: 'https://graph.microsoft.com', expiresAt: 5000, ...more });
const GLOBAL = 1;
const USGOV = 2;
const CHINA = 4;
const EVERY = 0xff;

test('five minutes are forgiven at both ends; without ends it is always valid', () => {
  expect(standing({ notBefore: 1000 })).toMatchObject({ validFrom: 700, validUntil: 5300, outcome: 1, problem: null });
  expect(standing({ form: 'claims', notBefore: null, expiresAt: null })).toMatchObject({
    validFrom: -Infinity,
    validUntil: Infinity,
    outcome: 1,
    problem: null,
  });
});

test('opaque text cannot be told', () => {
  expect(standing({ form: 'opaque' })).toMatchObject({
    outcome: 2,
    problem: 'opaque',
    clouds: EVERY,
    uncertainClouds: 0,
  });
});

test('a token without an audience cannot be told; facts without one leave their lifetime to check, if any', () => {
  expect(standing({ audience: null })).toMatchObject({ outcome: 2, problem: 'audience-missing' });
  expect(standing({ audience: null, form: 'facts' })).toMatchObject({ outcome: 1, problem: null });
  expect(standing({ audience: null, form: 'facts', expiresAt: null })).toMatchObject({ outcome: 0, problem: null });
});

test('an audience names a cloud, with or without a slash and in any letter case', () => {
  for (const audience of [
    'https://graph.microsoft.com',
    'https://graph.microsoft.com/',
    'HTTPS://Graph.Microsoft.com',
  ]) {
    expect(standing({ audience }), audience).toMatchObject({ outcome: 1, clouds: GLOBAL, uncertainClouds: 0 });
  }
  expect(standing({ audience: 'https://graph.microsoft.us' }).clouds).toBe(USGOV);
  expect(standing({ audience: 'https://microsoftgraph.chinacloudapi.cn/' }).clouds).toBe(CHINA);
});

test('an audience that is not Microsoft Graph is foreign, also when it only resembles it', () => {
  for (const audience of [
    'https://example.com',
    'https://graph.microsoft.com.evil.example',
    'graph.microsoft.com',
    '',
  ]) {
    expect(standing({ audience }), audience).toMatchObject({ outcome: 3, problem: 'audience-foreign' });
  }
  expect(standing({ audience: 'https://graph.microsoft.com//' }).outcome).toBe(3);
});

test('with the app id as audience the issuer names the cloud, and a shared issuer leaves the lesser clouds uncertain', () => {
  const of = (issuer: string | null): readonly number[] => {
    const { clouds, uncertainClouds, outcome } = standing({ audience: GRAPH_APP_ID.toUpperCase(), issuer });
    return [clouds, uncertainClouds, outcome];
  };
  expect(of(null)).toEqual([EVERY, 0, 1]);
  expect(of('https://sts.windows.net/t/')).toEqual([GLOBAL, USGOV, 1]);
  expect(of('https://STS.chinacloudapi.cn/t/')).toEqual([CHINA, 0, 1]);
  expect(of('https://login.microsoftonline.us/t/v2.0')).toEqual([USGOV, 0, 1]);
  expect(of('http://login.chinacloudapi.cn/t')).toEqual([CHINA, 0, 1]);
  expect(of('https://login.microsoftonline.com/t/v2.0')).toEqual([GLOBAL, 0, 1]);
  expect(of('https://issuer.example/')).toEqual([EVERY, 0, 1]);
  expect(of('no url')).toEqual([EVERY, 0, 1]);
});

test('the issuer does not count where the audience names a cloud', () => {
  expect(standing({ audience: 'https://graph.microsoft.us', issuer: 'https://sts.chinacloudapi.cn/t/' }).clouds).toBe(
    USGOV,
  );
});

test('a token without an end cannot be told, and facts without one can', () => {
  expect(standing({ expiresAt: null })).toMatchObject({ outcome: 2, problem: 'lifetime-missing', clouds: GLOBAL });
  expect(standing({ expiresAt: null, audience: GRAPH_APP_ID, issuer: 'https://sts.windows.net/t/' })).toMatchObject({
    clouds: GLOBAL,
    uncertainClouds: USGOV,
  });
  expect(standing({ expiresAt: null, form: 'claims' })).toMatchObject({ outcome: 1, problem: null });
});
