import { expect, test } from 'vitest';
import { readLogRows } from './log-row.ts';

/** The columns of the table in Log Analytics, values made up. */
const APPLICATION_ROW = {
  TimeGenerated: '2025-08-01T00:00:00.1234567Z',
  RequestId: '2f1b4a4e-6d0e-4a38-9d5f-9f2d3a6c0a11',
  RequestMethod: 'GET',
  RequestUri: 'https://graph.microsoft.com/v1.0/security/alerts',
  ResponseStatusCode: 403,
  Roles: 'Device.Read.All User.Read.All',
  Scopes: '',
  Wids: '0997a1d0-0d1d-4acb-b408-d5ca73121e90',
  UserId: '',
  ServicePrincipalId: '7a1e8d0b-7a3b-4fa6-bb5f-6c5c5cf1c9d2',
  AppId: '1f6d1a0e-3c5b-4d0e-9c59-3a2b0f0b7f11',
  ClientAuthMethod: 1,
  AadTenantId: '6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e',
  TenantId: 'the workspace',
  TokenIssuedAt: '2025-07-31T23:00:00.0000000Z',
};

/** The envelope of a diagnostic setting, values made up. */
const DELEGATED_ROW = {
  time: '2025-08-01T00:00:00Z',
  category: 'MicrosoftGraphActivityLogs',
  properties: {
    requestId: 'r',
    requestMethod: 'PATCH',
    responseStatusCode: 200,
    requestUri: 'https://graph.microsoft.com/beta/users/1',
    roles: null,
    scopes: 'User.Read email',
    wids: null,
    userId: '0e4a3c12-5a40-4f4e-a7a2-8cf4e6f5d6c1',
    tenantId: '6c1c5c5e-1ad6-4fa9-8b52-4a20a3d2ce7e',
    clientAuthMethod: '0',
  },
};

test('a row of Log Analytics becomes a request, a status and what it tells about the token', () => {
  expect(readLogRows(JSON.stringify(APPLICATION_ROW))).toMatchObject({
    exchanges: [
      {
        label: 'row 1',
        request: { method: 'GET', url: 'https://graph.microsoft.com/v1.0/security/alerts', headers: {}, body: null },
        token: null,
        response: { status: 403, headers: { 'request-id': APPLICATION_ROW.RequestId }, body: '' },
        facts: {
          form: 'facts',
          kind: 'application',
          scopes: null,
          appRoles: ['Device.Read.All', 'User.Read.All'],
          directoryRoles: ['0997a1d0-0d1d-4acb-b408-d5ca73121e90'],
          tenantId: APPLICATION_ROW.AadTenantId,
          clientAuthentication: '1',
          issuedAt: 1_754_002_800,
        },
      },
    ],
    skipped: [],
  });
});

test('a row of a diagnostic setting is the same with its own names', () => {
  expect(readLogRows(JSON.stringify({ records: [DELEGATED_ROW] }))).toMatchObject({
    exchanges: [
      {
        request: { method: 'PATCH' },
        facts: {
          kind: 'delegated',
          kindClaim: 'scp',
          scopes: ['User.Read', 'email'],
          appRoles: null,
          directoryRoles: null,
          tenantId: DELEGATED_ROW.properties.tenantId,
        },
      },
    ],
  });
});

test('lines and lists give several rows; what is no row is counted', () => {
  const lines = [JSON.stringify(APPLICATION_ROW), 'no row', '', JSON.stringify(DELEGATED_ROW), '{"a":1}'].join('\r\n');
  expect(readLogRows(lines)).toMatchObject({
    exchanges: [{ label: 'row 1' }, { label: 'row 3' }],
    skipped: [
      { label: 'row 2', why: 'malformed' },
      { label: 'row 4', why: 'malformed' },
    ],
  });
  expect(readLogRows(JSON.stringify([APPLICATION_ROW, 7]))).toMatchObject({ exchanges: [{}], skipped: [{}] });
});

test('a column that is not there is not known', () => {
  const { Wids: _, Roles: __, ...row } = APPLICATION_ROW;
  const reading = readLogRows(JSON.stringify(row));
  const facts = reading.form === 'exchanges' ? reading.exchanges[0]?.facts : null;
  expect([facts?.directoryRoles, facts?.appRoles]).toEqual([undefined, undefined]);
});

test('text without a row is no log', () => {
  for (const text of ['', 'x', '{}', '[]', '['.repeat(100_000)]) expect(readLogRows(text).form).toBe('unreadable');
});
