import { expect, test } from 'vitest';
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
