import { expect, test } from 'vitest';
import { evidenceOfRefusal, type Refusal } from './refusal.ts';

const refusal: Refusal = {
  time: 1_788_264_000_000,
  method: 'GET',
  target: '/v1.0/security/secureScores?$top=1',
  caller: { kind: 'delegated', permissions: ['User.Read'], directoryRoles: [] },
  status: 403,
  code: 'UnknownError',
  message: 'refused',
};

test('a remembered refusal becomes facts, a request to Microsoft Graph and a response', () => {
  const { token, facts, request, response, at } = evidenceOfRefusal(refusal);
  expect(token).toBe('');
  expect(facts).toMatchObject({ kind: 'delegated', scopes: ['User.Read'], directoryRoles: [] });
  expect(request).toEqual({ method: 'GET', url: 'https://graph.microsoft.com/v1.0/security/secureScores?$top=1' });
  expect(response).toContain('HTTP/1.1 403');
  expect(response).toContain('"code":"UnknownError"');
  expect(at).toBe(1_788_264_000);
});

test('the permissions of an application are its roles; a token without wids stays one without', () => {
  const application = { kind: 'application', permissions: ['SecurityAlert.Read.All'], directoryRoles: [] } as const;
  expect(evidenceOfRefusal({ ...refusal, caller: application }).facts).toMatchObject({
    kind: 'application',
    appRoles: ['SecurityAlert.Read.All'],
  });
  const implicit = { ...refusal.caller, directoryRoles: null };
  expect(evidenceOfRefusal({ ...refusal, caller: implicit }).facts?.directoryRoles).toBeNull();
});
