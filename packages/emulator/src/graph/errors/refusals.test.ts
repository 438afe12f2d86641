import { expect, test } from 'vitest';

import { refusalOf, type RefusalFacts } from './refusals.ts';

const base: RefusalFacts = {
  method: 'GET',
  path: '/',
  kind: 'application',
  required: ['A.Read.All', 'B.Read.All'],
  held: ['C.Read'],
  appId: 'an-app',
  part: 'permission',
  newGuid: () => 'an-id',
};

test('each workload refuses in its own words', () => {
  const cases: readonly (readonly [string, Partial<RefusalFacts>, number, string, string])[] = [
    [
      '/security/tiindicators',
      {},
      403,
      'UnknownError',
      'Auth token does not contain valid permissions or user does not have valid roles.',
    ],
    [
      '/security/incidents/1',
      {},
      403,
      'Forbidden',
      'Missing application roles. API required roles: A.Read.All, B.Read.All, application roles: C.Read.',
    ],
    [
      '/security/incidents/1',
      { held: [] },
      403,
      'Forbidden',
      'Missing application roles. API required roles: A.Read.All, B.Read.All, application roles: .',
    ],
    ['/users/1', {}, 403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
    ['/me', {}, 400, 'BadRequest', '/me request is only valid with delegated authentication flow.'],
    [
      '/me/messages',
      { kind: 'delegated' },
      403,
      'ErrorAccessDenied',
      'Access is denied. Check credentials and try again.',
    ],
    [
      '/chats/1',
      { kind: 'delegated' },
      403,
      'Forbidden',
      "Missing scope permissions on the request. API requires one of 'A.Read.All, B.Read.All'. Scopes on the request 'C.Read'",
    ],
    [
      '/teams/1',
      {},
      403,
      'Forbidden',
      "Missing role permissions on the request. API requires one of 'A.Read.All, B.Read.All'. Roles on the request 'C.Read'. Resource specific consent grants on the request ''.",
    ],
    [
      '/auditlogs/signins',
      {},
      403,
      'Authentication_MSGraphPermissionMissing',
      'Calling principal does not have required MSGraph permissions A.Read.All',
    ],
    [
      '/auditlogs/signins',
      { part: 'role' },
      403,
      'Authentication_RequestFromUnsupportedUserRole',
      'User is not in the allowed roles',
    ],
    ['/reports/getoffice365activeusercounts', {}, 403, 'S2SUnauthorized', 'Invalid scope claims/roles.'],
    ['/users/1/authentication/methods', {}, 403, 'accessDenied', 'Request Authorization failed'],
    [
      '/identity/conditionalaccess/policies',
      {},
      403,
      'AccessDenied',
      'You cannot perform the requested operation, required scopes are missing in the token.',
    ],
    ['/sites/root', { held: [] }, 403, 'AccessDenied', 'Either scp or roles claim need to be present in the token.'],
    ['/security/identities/healthissues', {}, 403, 'UnknownError', ''],
    [
      '/users/1/onlinemeetings',
      { part: 'policy' },
      403,
      'Forbidden',
      'No application access policy found for this app an-app.',
    ],
  ];
  for (const [path, more, status, code, message] of cases) {
    const error = refusalOf({ ...base, path, ...more });
    expect([error.status, error.code, error.message], path).toEqual([status, code, message]);
  }
});

test('Intune and identity governance put JSON into the message', () => {
  const intune = JSON.parse(refusalOf({ ...base, path: '/devicemanagement/manageddevices' }).message) as {
    readonly Message: string;
  };
  expect(intune.Message).toContain('must have one of the following scopes: A.Read.All, B.Read.All - Operation ID');
  const governance = JSON.parse(
    refusalOf({ ...base, path: '/rolemanagement/directory/roleassignmentschedules' }).message,
  ) as { readonly errorCode: string };
  expect(governance.errorCode).toBe('PermissionScopeNotGranted');
});
