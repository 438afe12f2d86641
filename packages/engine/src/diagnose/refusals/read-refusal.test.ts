import { expect, test } from 'vitest';
import { growth, LINEAR } from '../../../test/growth.ts';
import { DELEGATED, testToken } from '../../../test/tokens.ts';
import { readErrorText, readRefusal } from './read-refusal.ts';

const defender =
  'Missing application roles. API required roles: SecurityAlert.Read.All,SecurityAlert.ReadWrite.All, application roles: User.Read.All.';

test('the legacy Security text leaves permission and role open', () => {
  const reading = readErrorText('Auth token does not contain valid permissions or user does not have valid roles', 403);
  expect(reading.refusals.map((refusal) => refusal.shape)).toEqual(['security-legacy']);
  expect(reading.refusals[0]?.statements.map((each) => `${each.code} ${each.certainty}`)).toEqual([
    'missing-permission possible',
    'missing-directory-role possible',
    'directory-roles-absent possible',
  ]);
});

test('the Defender text gives both lists of roles and proves the absence', () => {
  const refusal = readErrorText(defender, 403, 'Forbidden').refusals[0];
  expect(refusal?.required).toEqual({
    names: ['SecurityAlert.Read.All', 'SecurityAlert.ReadWrite.All'],
    truncated: false,
  });
  expect(refusal?.held).toEqual({ names: ['User.Read.All'], truncated: false, claim: 'roles' });
  expect(refusal?.statements[0]).toMatchObject({ code: 'missing-permission', certainty: 'certain' });
});

test('an empty list of held roles is known to be empty', () => {
  const text = 'Missing application roles. API required roles: A.Read.All, application roles: .';
  expect(readErrorText(text).refusals[0]?.held).toEqual({ names: [], truncated: false, claim: 'roles' });
});

test('a name that the text cuts off is left out and the list is marked as truncated', () => {
  const held = readErrorText(defender.replace('User.Read.All.', 'Group.Read.All,Policy.ReadWrite')).refusals[0]?.held;
  expect(held).toEqual({ names: ['Group.Read.All'], truncated: true, claim: 'roles' });
});

test('a role listed as missing and as present is no proof', () => {
  const text = defender.replace('User.Read.All.', 'SecurityAlert.Read.All.');
  expect(readErrorText(text).refusals[0]?.statements[0]?.certainty).toBe('possible');
});

test('ids, time, code and message are read from a body', () => {
  const reading = readRefusal({
    status: 403,
    headers: {},
    body: JSON.stringify({
      error: {
        code: 'Authorization_RequestDenied',
        message: 'Insufficient privileges to complete the operation.',
        innerError: { date: '2024-05-01T10:20:30', 'request-id': 'r-1', 'client-request-id': 'c-1' },
      },
    }),
  });
  expect(reading).toMatchObject({
    status: 403,
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
    requestId: 'r-1',
    clientRequestId: 'c-1',
    date: '2024-05-01T10:20:30Z',
  });
  expect(reading.refusals[0]?.shape).toBe('directory-request-denied');
});

test('an unknown body is kept with its code, message and status, and gives no refusal', () => {
  const body = JSON.stringify({ error: { code: 'FooBarBaz', message: 'Something new.' } });
  expect(readRefusal({ status: 400, headers: {}, body })).toMatchObject({
    status: 400,
    code: 'FooBarBaz',
    message: 'Something new.',
    refusals: [],
  });
});

test('the body of a success is data, whatever it says', () => {
  expect(readRefusal({ status: 200, headers: {}, body: defender }).refusals).toEqual([]);
});

test('an error inside a subscription error is read as the error of the workload behind the resource', () => {
  const text = 'Operation: Create; Exception: [Status Code: Forbidden; Reason: Access to OData is disabled.]';
  const reading = readErrorText(text, 403, 'ExtensionError');
  expect(reading.refusals.map((refusal) => refusal.shape)).toEqual([
    'subscription-workload-error',
    'exchange-odata-disabled',
  ]);
  const teams = text.replace(
    'Access to OData is disabled.',
    "Missing role permissions on the request. API requires one of 'ChannelMessage.Read.All'. Roles on the request 'Group.Read.All'.",
  );
  expect(readErrorText(teams).refusals[1]).toMatchObject({
    shape: 'teams-missing-roles',
    required: { names: ['ChannelMessage.Read.All'] },
    held: { names: ['Group.Read.All'] },
  });
});

test('a subscription error without a reason, or cut off, leaves all open', () => {
  for (const rest of ['Reason: ]', 'Reason: Forbidden]', 'Reason:', '']) {
    const reading = readErrorText(
      `Operation: Create; Exception: [Status Code: Forbidden; ${rest}`,
      403,
      'ExtensionError',
    );
    expect(reading.refusals[0]?.shape).toBe('subscription-workload-error');
    expect(reading.refusals.flatMap((refusal) => refusal.statements)).toEqual([]);
  }
});

test('resource-specific consent that came with the request is told apart from the roles', () => {
  const refusal = readErrorText(
    "Missing role permissions on the request. API requires one of 'Channel.ReadBasic.All, ChannelSettings.Read.Group'. Roles on the request 'User.Read.All'. Resource specific consent grants on the request 'TeamSettings.Read.Group'.",
  ).refusals[0];
  expect(refusal?.held?.names).toEqual(['User.Read.All']);
  expect(refusal?.resourceSpecific).toEqual({ names: ['TeamSettings.Read.Group'], truncated: false });
});

test('a code decides where the message is in another language', () => {
  const german = readErrorText(
    'Nicht genügend Berechtigungen zum Abschließen des Vorgangs.',
    403,
    'Authorization_RequestDenied',
  );
  expect(german.refusals[0]?.shape).toBe('directory-request-denied');
  const french = readErrorText("L'accès est refusé.", 403, 'ErrorAccessDenied');
  expect(french.refusals[0]?.shape).toBe('exchange-access-denied');
});

test('a token service error gives its number, ids and time', () => {
  const reading = readErrorText(
    'MSAL: AADSTS700016: Application with identifier x was not found in the directory y. Trace ID: 11111111-2222-3333-4444-555555555555 Correlation ID: 66666666-7777-8888-9999-000000000000 Timestamp: 2024-05-01 10:20:30Z',
  );
  expect(reading).toMatchObject({
    requestId: '11111111-2222-3333-4444-555555555555',
    clientRequestId: '66666666-7777-8888-9999-000000000000',
    date: '2024-05-01T10:20:30Z',
    refusals: [{ shape: 'token-endpoint', code: 'AADSTS700016', statements: [{ code: 'tenant-mismatch' }] }],
  });
});

test('an unknown number of the token service is kept as the code without a statement', () => {
  expect(readErrorText('AADSTS999999: Something new.').refusals).toMatchObject([
    { shape: 'token-endpoint', code: 'AADSTS999999', statements: [] },
  ]);
});

test('a claims challenge is decoded, from a header or from a pasted transcript', () => {
  const claims = 'eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19';
  const header = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${claims}"`;
  const expected = {
    challenge: { error: 'insufficient_claims', claims: { access_token: { acrs: { essential: true, value: 'c1' } } } },
    refusals: [
      {
        shape: 'claims-challenge',
        statements: [
          { code: 'token-invalid', certainty: 'likely' },
          { code: 'resource-policy', certainty: 'likely' },
        ],
      },
    ],
  };
  expect(readRefusal({ status: 401, headers: { 'www-authenticate': header }, body: '' })).toMatchObject(expected);
  expect(readErrorText(`HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ${header}\r\n\r\n`)).toMatchObject(expected);
  expect(readErrorText(`Status: 401 (Unauthorized)\nWWW-Authenticate      : {${header}}\n`)).toMatchObject(expected);
});

test('a plain challenge of a 401 says nothing of claims', () => {
  const header = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"';
  const reading = readRefusal({ status: 401, headers: { 'www-authenticate': header }, body: '' });
  expect(reading.challenge).toBe(null);
  expect(reading.refusals.map((refusal) => refusal.shape)).toEqual(['status-unauthorized']);
});

test('claims that cannot be decoded are told as absent', () => {
  for (const claims of ['%%%', 'e30', 'bm90IGpzb24', 'eyJhIjo']) {
    const header = `Bearer error="insufficient_claims", claims="${claims}"`;
    const { challenge } = readRefusal({ status: 401, headers: { 'www-authenticate': header }, body: '' });
    expect(challenge?.error).toBe('insufficient_claims');
    expect(challenge?.claims ?? {}).toEqual({});
  }
});

test('failed providers of a federated answer are listed with their status', () => {
  const warning = '199 - "Microsoft/WDATP/401/228", 199 - "Vendor/IPC/504/10000"';
  const refusal = readRefusal({ status: 206, headers: { warning }, body: '{"value":[]}' }).refusals[0];
  expect(refusal?.providers).toEqual([
    { vendor: 'Microsoft', provider: 'WDATP', status: 401 },
    { vendor: 'Vendor', provider: 'IPC', status: 504 },
  ]);
  expect(refusal?.statements.map((each) => each.code)).toEqual(['license-required', 'service-fault']);
});

test('headers of deprecation are told as they stand', () => {
  const headers = { deprecation: '@1688169599', sunset: 'Wed, 11 Nov 2026 23:59:59 GMT' };
  const reading = readRefusal({ status: 403, headers, body: '' });
  expect(reading.deprecation).toEqual({ deprecated: headers.deprecation, sunset: headers.sunset });
});

test('a status is found in the ways in which texts write it, and an inner one is not taken for it', () => {
  const status = (text: string): number | null => readErrorText(text).status;
  expect(status('HTTP/2 404\r\n')).toBe(404);
  expect(status('The remote server returned an error: (403) Forbidden.')).toBe(403);
  expect(status('Response status code does not indicate success: Unauthorized (Unauthorized).')).toBe(401);
  expect(status('StatusCode: 403, ReasonPhrase: Forbidden')).toBe(403);
  expect(status('Request failed with status code 429')).toBe(429);
  expect(status("Status code was '403' & response was")).toBe(403);
  expect(status('Forbidden - 403 - 120ms')).toBe(403);
  expect(status('Exception: [Status Code: 401; Reason: x]')).toBe(null);
  expect(status('there were 403 users')).toBe(null);
  expect(status('port 4430')).toBe(null);
});

test('a phrase that is negated is not read as said', () => {
  expect(readErrorText('It is not an invalid audience, I checked.').refusals).toEqual([]);
  expect(readErrorText("I don't get invalid audience any more").refusals).toEqual([]);
  expect(readErrorText('This did not work: Invalid audience.').refusals).toHaveLength(1);
});

test('no secret is told on, wherever it stands in the text', () => {
  const token = testToken(DELEGATED);
  const texts = [
    `Authorization: Bearer ${token}\nInvalid audience.`,
    JSON.stringify({ error: { code: token, message: `Invalid audience. ${token}`, 'request-id': token } }),
    `Code: ${token}\nMessage: Bearer ${token} Invalid audience. client_secret=abcDEF123456789`,
    `"access_token":"${token}" Missing application roles. API required roles: ${token}`,
  ];
  for (const text of texts) {
    const told = JSON.stringify([readErrorText(text), readErrorText('x', 401, token)]);
    expect(told).not.toContain(token.slice(0, 40));
    expect(told).not.toContain(token.slice(-20));
    expect(told).not.toContain('abcDEF123456789');
  }
});

test.each([
  '\\"',
  '{"a":',
  '[',
  '"message":"',
  "message: '",
  'eyJ',
  '&amp;',
  '%22%',
  ' \n> ',
  'not invalid audience ',
  'missing permission A.B ',
  'status code ',
  'Warning: 199 - "a/b/403"\n',
  'aadsts',
  'Exception: [Status Code: Forbidden; Reason: ',
  'API required roles: A.B,',
  'error: abcd',
])('time grows linearly on %j', (piece) => {
  const run = (size: number): unknown => {
    const body = piece.repeat(size);
    return readRefusal({ status: 401, headers: { 'www-authenticate': body, warning: body }, body });
  };
  expect(growth(run, 2_000)).toBeLessThan(LINEAR);
});

test('a text that is cut off in the middle of its phrase is still read, with too little of it it is not', () => {
  const shapes = (text: string): readonly string[] => readErrorText(text).refusals.map((refusal) => refusal.shape);
  for (const end of ['', '...', '…', ' (truncated...)']) {
    expect(shapes(`Insufficient privileges to compl${end}`)).toEqual(['directory-request-denied']);
    expect(shapes(`Insuffic${end}`)).toEqual([]);
  }
  expect(shapes('I am not insufficient privileges to compl')).toEqual([]);
});
