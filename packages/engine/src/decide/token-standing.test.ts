import { expect, test } from 'vitest';
import { madeTable } from '../../test/made.ts';
import { unknownFacts } from '../token/from-claims.ts';
import type { TokenFacts } from '../token/facts.ts';
import { CLOCK_SKEW, GRAPH_APP_ID, tokenStanding } from './token-standing.ts';

const table = madeTable();
const GLOBAL = 1;
const USGOV = 2;
const CHINA = 4;

const standing = (facts: Partial<TokenFacts>): ReturnType<typeof tokenStanding> =>
  tokenStanding(table, { ...unknownFacts(facts.form ?? 'jwt'), expiresAt: 9_000, ...facts });

test('opaque text cannot be told, since the tokens of personal accounts are opaque', () => {
  expect(standing({ form: 'opaque' })).toMatchObject({ outcome: 2, problem: 'opaque' });
});

test.each([
  ['https://graph.microsoft.com', GLOBAL],
  ['https://graph.microsoft.com/', GLOBAL],
  ['HTTPS://GRAPH.MICROSOFT.COM', GLOBAL],
  ['https://graph.microsoft.us', USGOV],
  ['https://microsoftgraph.chinacloudapi.cn', CHINA],
])('the audience %s names its cloud', (audience, clouds) => {
  expect(standing({ audience })).toMatchObject({ outcome: 1, problem: null, clouds, uncertainClouds: 0 });
});

test.each([
  'https://management.azure.com',
  'api://my-app',
  'https://graph.microsoft.com.evil.example',
  'https://graph.windows.net',
  '',
])('the audience `%s` is another resource', (audience) => {
  expect(standing({ audience })).toMatchObject({ outcome: 3, problem: 'audience-foreign' });
});

test('a token without an audience cannot be told; facts without one leave only a lifetime to check', () => {
  expect(standing({ audience: null })).toMatchObject({ outcome: 2, problem: 'audience-missing' });
  expect(standing({ form: 'claims', audience: null })).toMatchObject({ outcome: 1, problem: null });
  expect(standing({ form: 'facts', audience: null, expiresAt: null })).toMatchObject({ outcome: 0, problem: null });
});

test('a token without an end cannot be told; claims may leave it out', () => {
  const audience = 'https://graph.microsoft.com';
  expect(standing({ audience, expiresAt: null })).toMatchObject({
    outcome: 2,
    problem: 'lifetime-missing',
    clouds: GLOBAL,
  });
  expect(standing({ form: 'claims', audience, expiresAt: null })).toMatchObject({ outcome: 1, problem: null });
});

test('the lifetime is widened by the skew at both ends, and open where it is not stated', () => {
  const audience = 'https://graph.microsoft.com';
  expect(standing({ audience, notBefore: 1_000 })).toMatchObject({
    validFrom: 1_000 - CLOCK_SKEW,
    validUntil: 9_000 + CLOCK_SKEW,
  });
  expect(standing({ audience, notBefore: null, expiresAt: null })).toMatchObject({
    validFrom: -Infinity,
    validUntil: Infinity,
  });
});

test.each([
  [
    'the v1.0 issuer, which global and US Government share: taken for global, uncertain for the other',
    'https://sts.windows.net/t/',
    GLOBAL,
    USGOV,
  ],
  ['the v2.0 issuer of the global cloud', 'https://login.microsoftonline.com/t/v2.0', GLOBAL, 0],
  ['the v2.0 issuer of US Government', 'https://login.microsoftonline.us/t/v2.0', USGOV, 0],
  ['the issuer of China', 'https://sts.chinacloudapi.cn/t/', CHINA, 0],
  ['the login host of China', 'https://login.chinacloudapi.cn/t/v2.0', CHINA, 0],
])('with the app id as audience the issuer tells the cloud: %s', (_, issuer, clouds, uncertainClouds) => {
  expect(standing({ audience: GRAPH_APP_ID, issuer })).toMatchObject({ outcome: 1, clouds, uncertainClouds });
});

test('with the app id as audience and an issuer that tells nothing, every cloud is possible', () => {
  for (const issuer of [null, '', 'nonsense', 'https://unknown.example/t']) {
    expect(standing({ audience: GRAPH_APP_ID, issuer })).toMatchObject({
      outcome: 1,
      clouds: 0xff,
      uncertainClouds: 0,
    });
  }
});
