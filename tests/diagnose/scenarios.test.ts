import {
  diagnose,
  readErrorText,
  readRefusal,
  readTenantContext,
  readToken,
  type CauseCode,
  type Certainty,
  type Diagnosis,
  type DiagnosisInput,
} from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { describe, expect, test } from 'vitest';
import {
  GLOBAL_ADMINISTRATOR,
  LEGACY_MESSAGE,
  NOW,
  ORDINARY_USER,
  SECURITY_ADMINISTRATOR,
  SECURITY_READER,
  TENANT,
  USER,
  appClaims,
  jwt,
  userClaims,
} from '../support/tokens.ts';

const engine = loadEngine();
const GRAPH = 'https://graph.microsoft.com';

function explain(
  claims: Readonly<Record<string, unknown>> | string | null,
  request: string | null,
  more: Partial<DiagnosisInput> & { readonly error?: string; readonly status?: number; readonly code?: string } = {},
): Diagnosis {
  const reading = claims === null ? null : readToken(typeof claims === 'string' ? claims : jwt(claims));
  const [method = '', url = ''] = request?.split(' ') ?? [];
  const refusal =
    more.error !== undefined || more.status !== undefined
      ? readErrorText(more.error ?? '', more.status ?? null, more.code ?? null)
      : null;
  return diagnose(engine, {
    facts: reading?.facts ?? null,
    opaque: reading?.form === 'opaque' ? reading : null,
    request: request === null ? null : { method, url },
    refusal,
    now: NOW,
    ...more,
  });
}

function first(diagnosis: Diagnosis): readonly [CauseCode | undefined, Certainty | undefined] {
  return [diagnosis.causes[0]?.code, diagnosis.causes[0]?.certainty];
}

function codes(diagnosis: Diagnosis): readonly CauseCode[] {
  return diagnosis.causes.map(({ code }) => code);
}

describe('the story of the support article', () => {
  test('a delegated token without the permission: missing-permission, repaired by the least privileged one', () => {
    const diagnosis = explain(userClaims(), `GET ${GRAPH}/v1.0/security/alerts`, {
      error: LEGACY_MESSAGE,
      status: 403,
    });
    expect(diagnosis.outcome).toBe('deny');
    expect(first(diagnosis)).toEqual(['missing-permission', 'certain']);
    const remedy = diagnosis.causes[0]?.remedies[0];
    expect(remedy?.permissions).toEqual(['SecurityEvents.Read.All']);
    expect(remedy?.proved).toEqual(['permission']);
    expect(codes(diagnosis)).not.toContain('missing-directory-role');
  });

  test('the permission and no accepted role: missing-directory-role, repaired by the least privileged role', () => {
    const claims = userClaims({ scp: 'SecurityEvents.Read.All', wids: [ORDINARY_USER] });
    const diagnosis = explain(claims, `GET ${GRAPH}/v1.0/security/alerts`, { error: LEGACY_MESSAGE, status: 403 });
    expect(diagnosis.outcome).toBe('deny');
    expect(first(diagnosis)).toEqual(['missing-directory-role', 'certain']);
    expect(diagnosis.causes[0]?.remedies[0]?.directoryRoles).toEqual(['Security Reader']);
    expect(diagnosis.causes[0]?.remedies[0]?.proved).toEqual(['role']);
    expect(codes(diagnosis)).not.toContain('missing-permission');
  });

  test('neither permission nor role: both causes are certain, the permission first', () => {
    const diagnosis = explain(userClaims({ wids: [ORDINARY_USER] }), `GET ${GRAPH}/v1.0/security/secureScores`);
    expect(diagnosis.causes.filter(({ certainty }) => certainty === 'certain').map(({ code }) => code)).toEqual([
      'missing-permission',
      'missing-directory-role',
    ]);
  });

  test.each([SECURITY_READER, SECURITY_ADMINISTRATOR, GLOBAL_ADMINISTRATOR])('role %s is accepted', (role) => {
    const claims = userClaims({ scp: 'SecurityEvents.Read.All', wids: [role, ORDINARY_USER] });
    expect(explain(claims, `GET ${GRAPH}/v1.0/security/secureScores`).outcome).toBe('allow');
  });

  test('a token of the implicit flow has no wids: the role is unknown, never absent, and another flow is the repair', () => {
    const claims = userClaims({ scp: 'SecurityEvents.Read.All', wids: undefined });
    const diagnosis = explain(claims, `GET ${GRAPH}/v1.0/security/alerts`, { error: LEGACY_MESSAGE, status: 403 });
    expect(diagnosis.outcome).toBe('unknown');
    expect(diagnosis.parts.role.outcome).toBe('unknown');
    expect(first(diagnosis)).toEqual(['directory-roles-absent', 'likely']);
    expect(diagnosis.causes[0]?.remedies[0]?.action).toContain('authorization code flow with PKCE');
  });

  test('an application token needs the permission in roles and no directory role', () => {
    const allowed = explain(
      appClaims({ roles: ['SecurityEvents.Read.All'] }),
      `GET ${GRAPH}/v1.0/security/secureScores`,
    );
    expect([allowed.outcome, allowed.parts.role.outcome]).toEqual(['allow', 'allow']);
    const refused = explain(appClaims({ roles: ['User.Read.All'] }), `GET ${GRAPH}/v1.0/security/secureScores`);
    expect(first(refused)).toEqual(['missing-permission', 'certain']);
  });

  test.each([
    [`${GRAPH}/v1.0/security/alert`, '/security/alerts'],
    [`${GRAPH}/beta/security/secoreScores`, '/security/secureScores'],
  ])('%s leads to %s', (url, meant) => {
    const diagnosis = explain(userClaims(), `GET ${url}`);
    expect(diagnosis.request?.suggestions[0]).toBe(meant);
    expect(first(diagnosis)).toEqual(['endpoint-wrong-or-retired', 'likely']);
    expect(diagnosis.causes[0]?.remedies[0]?.action).toContain(meant);
    expect(diagnosis.outcome).toBe('unknown');
  });

  test('the pages that the article cites stand with the founding answer', () => {
    const claims = userClaims({ scp: 'SecurityEvents.Read.All', wids: [ORDINARY_USER] });
    const { sources } = explain(claims, `GET ${GRAPH}/v1.0/security/alerts`).causes[0] ?? { sources: [] };
    expect(sources).toContain('https://learn.microsoft.com/graph/security-authorization');
    expect(sources).toContain(
      'https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference',
    );
    expect(sources).toContain('https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow');
  });
});

describe('the token', () => {
  test('expired without an answer: token-invalid, certain; a new token is proved to repair the token part', () => {
    const diagnosis = explain(userClaims({ exp: NOW - 3600 }), 'GET /me');
    expect(first(diagnosis)).toEqual(['token-invalid', 'certain']);
    expect(diagnosis.parts.token).toEqual({ outcome: 'deny', reason: 'expired' });
    expect(diagnosis.causes[0]?.remedies[0]?.proved).toEqual(['token']);
  });

  test('a clock may be 300 seconds off', () => {
    expect(explain(userClaims({ exp: NOW - 299 }), 'GET /me').parts.token.outcome).toBe('allow');
    expect(explain(userClaims({ exp: NOW - 301 }), 'GET /me').parts.token.outcome).toBe('deny');
    expect(explain(userClaims({ nbf: NOW + 299 }), 'GET /me').parts.token.outcome).toBe('allow');
    expect(explain(userClaims({ nbf: NOW + 301 }), 'GET /me').parts.token.reason).toBe('not-yet-valid');
  });

  test('expired since a refusal that accepted it: the refusal is about something else', () => {
    const claims = userClaims({ exp: NOW - 3600, scp: 'User.Read' });
    const diagnosis = explain(claims, `GET ${GRAPH}/v1.0/security/alerts_v2`, { status: 403 });
    expect(first(diagnosis)[0]).toBe('missing-permission');
  });

  test('the time of the answer counts for the lifetime', () => {
    const refusal = readRefusal({
      status: 403,
      headers: {},
      body: JSON.stringify({ error: { code: 'Forbidden', message: '', innerError: { date: '2026-09-01T11:00:00' } } }),
    });
    const claims = userClaims({ iat: NOW - 7200, nbf: NOW - 7200, exp: NOW - 1800 });
    expect(explain(claims, 'GET /me', { refusal }).parts.token.outcome).toBe('allow');
  });

  test('text that is no JWT is unknown, token-invalid likely, an opaque personal token possible', () => {
    const diagnosis = explain('EwBwA8l6BAAU-an-opaque-token-without-dots', 'GET /me');
    expect(diagnosis.parts.token).toEqual({ outcome: 'unknown', reason: 'opaque' });
    expect(first(diagnosis)).toEqual(['token-invalid', 'likely']);
    expect(codes(diagnosis)).toContain('account-type-unsupported');
    expect(JSON.stringify(diagnosis)).not.toContain('EwBwA8l6');
  });

  test.each([
    ['https://management.azure.com/', 'certain'],
    ['00000002-0000-0000-c000-000000000000', 'certain'],
    ['https://graph.microsoftonline.com/', 'certain'],
  ])('audience %s is wrong', (aud, certainty) => {
    expect(first(explain(userClaims({ aud }), 'GET /me'))).toEqual(['wrong-audience', certainty]);
  });

  test.each([GRAPH, `${GRAPH}/`, '00000003-0000-0000-c000-000000000000'])('audience %s is right', (aud) => {
    expect(explain(userClaims({ aud }), 'GET /me').parts.token.outcome).toBe('allow');
  });

  test('a token for another cloud: tenant-mismatch; the shared issuer of the US Government clouds: unknown', () => {
    const china = userClaims({
      aud: 'https://microsoftgraph.chinacloudapi.cn',
      iss: `https://sts.chinacloudapi.cn/${TENANT}/`,
    });
    expect(first(explain(china, `GET ${GRAPH}/v1.0/me`))).toEqual(['tenant-mismatch', 'certain']);
    const shared = userClaims({ aud: '00000003-0000-0000-c000-000000000000' });
    const government = explain(shared, 'GET https://graph.microsoft.us/v1.0/me');
    expect(government.parts.token).toEqual({ outcome: 'unknown', reason: 'cloud-uncertain' });
    expect(government.causes.find(({ code }) => code === 'tenant-mismatch')?.certainty).toBe('possible');
  });

  test('the signature is never said to have been checked', () => {
    expect(explain(userClaims(), 'GET /me').caveats.join(' ')).toContain('signature was not checked');
  });

  test('a personal account on the Security API: account-type-unsupported', () => {
    const claims = userClaims({ tid: '9188040d-6c67-4c5b-b112-36a304b66dad', wids: undefined });
    const diagnosis = explain(claims, `GET ${GRAPH}/v1.0/security/alerts_v2`);
    expect(diagnosis.principal?.kind).toBe('delegated-personal');
    expect(first(diagnosis)).toEqual(['account-type-unsupported', 'certain']);
  });

  test('a guest is at most possible', () => {
    const claims = userClaims({ acct: 1, scp: 'User.ReadBasic.All' });
    expect(
      explain(claims, 'GET /users').causes.find(({ code }) => code === 'account-type-unsupported')?.certainty,
    ).toBe('possible');
  });
});

describe('kind, consent and permission', () => {
  test('/me never accepts an application token, and /users/{id} is the repair', () => {
    const diagnosis = explain(appClaims({ roles: ['Mail.Send'] }), `POST ${GRAPH}/v1.0/me/sendMail`);
    expect(first(diagnosis)).toEqual(['wrong-token-kind', 'certain']);
    expect(diagnosis.causes[0]?.remedies[0]?.steps[0]?.command).toContain('/users/{id}/sendMail');
    expect(diagnosis.causes[0]?.remedies[0]?.proved).toEqual(['permission']);
  });

  test('security actions support no delegated token: an application is the repair', () => {
    const diagnosis = explain(
      userClaims({ scp: 'SecurityActions.Read.All' }),
      `GET ${GRAPH}/beta/security/securityActions`,
    );
    expect(first(diagnosis)).toEqual(['wrong-token-kind', 'certain']);
    expect(diagnosis.causes[0]?.remedies[0]?.permissions).toEqual(['SecurityActions.Read.All']);
  });

  test('the permission of the other kind counts for nothing', () => {
    const diagnosis = explain(appClaims({ scp: 'User.Read.All', roles: ['Group.Read.All'] }), 'GET /users');
    expect(codes(diagnosis)[0]).toBe('wrong-token-kind');
  });

  test('neither scp nor roles: consent-missing', () => {
    expect(codes(explain(appClaims(), 'GET /users'))[0]).toBe('consent-missing');
  });

  test('signInActivity in $select needs AuditLog.Read.All in addition', () => {
    const diagnosis = explain(appClaims({ roles: ['User.Read.All'] }), 'GET /users?$select=displayName,signInActivity');
    expect(first(diagnosis)).toEqual(['missing-permission', 'certain']);
    expect(diagnosis.causes[0]?.remedies[0]?.permissions).toEqual(['AuditLog.Read.All']);
    expect(diagnosis.causes[0]?.remedies[0]?.proved).toEqual(['permission']);
  });

  test('what is needed together is granted together', () => {
    const diagnosis = explain(
      appClaims({ roles: ['AppRoleAssignment.ReadWrite.All'] }),
      'POST /servicePrincipals/1/appRoleAssignedTo',
      { status: 403 },
    );
    expect(codes(diagnosis)[0]).toBe('missing-permission');
    expect(diagnosis.causes[0]?.remedies[0]?.permissions).toEqual(['Application.Read.All']);
  });

  test('a permission that reaches only what is owned leaves the policy unknown, except for a creation', () => {
    const claims = appClaims({ roles: ['ThreatIndicators.ReadWrite.OwnedBy'] });
    expect(explain(claims, `PATCH ${GRAPH}/beta/security/tiIndicators/1`, { now: 1_767_225_600 }).parts.policy).toEqual(
      { outcome: 'unknown', reason: 'owned-only' },
    );
    expect(explain(claims, `POST ${GRAPH}/beta/security/tiIndicators`, { now: 1_767_225_600 }).parts.policy).toEqual({
      outcome: 'allow',
      reason: 'creation',
    });
  });

  test('User.Read reaches the signed-in user only', () => {
    expect(explain(userClaims(), `GET /users/${USER}`).parts.policy.outcome).toBe('allow');
    expect(explain(userClaims(), 'GET /users/somebody@contoso.example').parts.policy).toEqual({
      outcome: 'unknown',
      reason: 'own-data-only',
    });
  });
});

describe('the endpoint', () => {
  test('nothing under /security exists in the China cloud', () => {
    const diagnosis = explain(null, 'GET https://microsoftgraph.chinacloudapi.cn/v1.0/security/alerts_v2');
    expect(diagnosis.parts.operation).toEqual({ outcome: 'deny', reason: 'other-cloud' });
    expect(first(diagnosis)).toEqual(['endpoint-wrong-or-retired', 'certain']);
  });

  test('the legacy alerts are unknown after their announced end, with the successor and what it needs', () => {
    const claims = userClaims({ scp: 'SecurityEvents.Read.All', iat: NOW, exp: 1_800_000_000 });
    const before = explain(claims, `GET ${GRAPH}/v1.0/security/alerts`);
    expect(before.outcome).toBe('allow');
    expect(before.caveats.join(' ')).toContain('2026-10-15');
    const after = explain(claims, `GET ${GRAPH}/v1.0/security/alerts`, {
      now: Date.parse('2026-10-16T00:00:00Z') / 1000,
    });
    expect(after.parts.operation).toEqual({ outcome: 'unknown', reason: 'retired' });
    const cause = after.causes.find(({ code }) => code === 'endpoint-wrong-or-retired');
    expect(cause?.remedies[0]?.action).toContain('/security/alerts_v2');
    expect(cause?.remedies[0]?.permissions).toEqual(['SecurityAlert.Read.All']);
  });

  test('Azure AD Graph is gone', () => {
    expect(first(explain(null, 'GET https://graph.windows.net/contoso/users?api-version=1.6'))).toEqual([
      'endpoint-wrong-or-retired',
      'certain',
    ]);
  });

  test('an operation that the founding table implies does not exist', () => {
    const diagnosis = explain(userClaims(), `POST ${GRAPH}/v1.0/security/secureScores`);
    expect(diagnosis.parts.operation).toEqual({ outcome: 'deny', reason: 'does-not-exist' });
    expect(diagnosis.corrections.length).toBeGreaterThan(0);
  });
});

describe('the answer', () => {
  test('a permitted request that was refused is reported as that: unknown, and does not agree', () => {
    const diagnosis = explain(
      appClaims({ roles: ['SecurityAlert.Read.All'] }),
      `GET ${GRAPH}/v1.0/security/alerts_v2`,
      { status: 403 },
    );
    expect(diagnosis.outcome).toBe('unknown');
    expect(diagnosis.observed?.agrees).toBe(false);
    expect(first(diagnosis)).toEqual(['license-required', 'possible']);
    expect(codes(diagnosis)).not.toContain('missing-permission');
  });

  test('the message names what the token holds: another token was sent', () => {
    const error =
      'Missing application roles. API required roles: SecurityAlert.Read.All,SecurityAlert.ReadWrite.All, application roles: User.Read.All.';
    const diagnosis = explain(
      appClaims({ roles: ['SecurityAlert.Read.All'] }),
      `GET ${GRAPH}/v1.0/security/alerts_v2`,
      { error, status: 403, code: 'Forbidden' },
    );
    expect(first(diagnosis)).toEqual(['stale-token', 'likely']);
    expect(diagnosis.causes.every(({ certainty }) => certainty !== 'certain')).toBe(true);
  });

  test('the Defender message alone names the permission to grant', () => {
    const error =
      'Missing application roles. API required roles: SecurityIncident.Read.All,SecurityIncident.ReadWrite.All, application roles: Group.Read.All.';
    const diagnosis = explain(null, null, { error, status: 403, code: 'Forbidden' });
    expect(first(diagnosis)[0]).toBe('missing-permission');
    expect(
      diagnosis.causes[0]?.remedies.some(({ permissions }) => permissions.includes('SecurityIncident.Read.All')),
    ).toBe(true);
  });

  test('an unknown body is kept as evidence', () => {
    const diagnosis = explain(null, 'GET /me', {
      error: 'Etwas ist schiefgegangen',
      status: 403,
      code: 'SomethingNew',
    });
    expect(diagnosis.observed).toMatchObject({ status: 403, code: 'SomethingNew' });
    expect(diagnosis.causes.every(({ certainty }) => certainty === 'possible')).toBe(true);
  });
});

describe('what is known of the tenant makes certain', () => {
  const READ_ALERTS = {
    application: '472e4a4d-bb4a-4026-98d1-0b0d74cb74a5',
    delegated: 'bc257fb8-46b4-4b15-8713-01e91bfbe4ea',
  };
  const context = (value: unknown) => {
    const reading = readTenantContext(JSON.stringify(value), engine.details);
    if (reading.form !== 'context') throw new Error(reading.says);
    expect(reading.unknown).toEqual([]);
    return reading.context;
  };
  const url = `GET ${GRAPH}/v1.0/security/alerts_v2`;

  test('granted and not in the token: stale-token', () => {
    const granted = context({
      appRoleAssignments: { value: [{ appRoleId: READ_ALERTS.application, createdDateTime: '2026-09-01T11:55:00Z' }] },
    });
    expect(first(explain(appClaims({ roles: ['User.Read.All'] }), url, { context: granted }))).toEqual([
      'stale-token',
      'certain',
    ]);
  });

  test('required and not granted: consent-missing', () => {
    const required = context({
      requiredResourceAccess: [
        {
          resourceAppId: '00000003-0000-0000-c000-000000000000',
          resourceAccess: [{ id: READ_ALERTS.application, type: 'Role' }],
        },
      ],
      appRoleAssignments: [],
    });
    expect(first(explain(appClaims({ roles: ['User.Read.All'] }), url, { context: required }))).toEqual([
      'consent-missing',
      'certain',
    ]);
  });

  test('an id of a scope is no app role, and is told as unknown', () => {
    const reading = readTenantContext(
      JSON.stringify({ appRoleAssignments: [{ appRoleId: READ_ALERTS.delegated }] }),
      engine.details,
    );
    expect(reading).toMatchObject({
      context: { appRoleAssignments: [] },
      unknown: [`application permission ${READ_ALERTS.delegated}`],
    });
  });

  test('granted for the other kind only: wrong-token-kind', () => {
    const other = context({
      oauth2PermissionGrants: [{ scope: 'SecurityAlert.Read.All', consentType: 'AllPrincipals', principalId: null }],
      appRoleAssignments: [],
    });
    expect(first(explain(appClaims({ roles: ['User.Read.All'] }), url, { context: other }))).toEqual([
      'wrong-token-kind',
      'certain',
    ]);
  });

  test('eligible only, and scoped to a part of the tenant: missing-directory-role', () => {
    const claims = userClaims({ scp: 'SecurityAlert.Read.All', wids: [ORDINARY_USER] });
    const eligible = context({
      roleEligibilityScheduleInstances: [
        { roleDefinitionId: SECURITY_READER, directoryScopeId: '/', principalId: USER },
      ],
    });
    expect(first(explain(claims, url, { context: eligible }))).toEqual(['missing-directory-role', 'certain']);
    const scoped = context({
      roleAssignments: [
        { roleDefinitionId: SECURITY_READER, directoryScopeId: '/administrativeUnits/1', principalId: USER },
      ],
    });
    expect(
      explain(claims, url, { context: scoped }).causes[0]?.evidence.some(({ says }) =>
        says.includes('part of the tenant'),
      ),
    ).toBe(true);
  });

  test('active and not in the token: stale-token', () => {
    const claims = userClaims({ scp: 'SecurityAlert.Read.All', wids: [ORDINARY_USER] });
    const active = context({
      roleAssignments: [{ roleDefinitionId: SECURITY_READER, directoryScopeId: '/', principalId: USER }],
    });
    expect(codes(explain(claims, url, { context: active }))[0]).toBe('stale-token');
  });

  test('the tenant meant is another one: tenant-mismatch', () => {
    expect(
      first(
        explain(appClaims(), url, {
          context: context({ tenantId: '00000000-1111-4222-8333-444444444444', appRoleAssignments: [] }),
        }),
      ),
    ).toEqual(['tenant-mismatch', 'certain']);
  });
});

describe('the client decides the repair', () => {
  const grant = (claims: Readonly<Record<string, unknown>>) =>
    explain(claims, `GET ${GRAPH}/v1.0/security/alerts_v2`).causes.find(({ code }) => code === 'missing-permission')
      ?.remedies[0];

  test("Azure CLI's registration cannot be edited", () => {
    expect(grant(userClaims({ appid: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' }))?.action).toContain(
      'client of your own',
    );
  });

  test('Graph PowerShell asks for the scope', () => {
    expect(grant(userClaims({ appid: '14d82eec-204b-4c2f-b7e8-296a70dab67e' }))?.steps[0]?.command).toContain(
      'Connect-MgGraph',
    );
  });

  test('Graph Explorer consents on its tab', () => {
    expect(grant(userClaims({ appid: 'de8bc8b5-d9f9-48b1-a8ad-b748da725064' }))?.steps[0]?.do).toContain(
      'Modify permissions',
    );
  });

  test('commands carry the tenant, the client and the ids', () => {
    const steps =
      grant(appClaims({ roles: ['User.Read.All'] }))
        ?.steps.map(({ command }) => command)
        .join('\n') ?? '';
    expect(steps).toContain(`https://login.microsoftonline.com/${TENANT}/v2.0/adminconsent?client_id=`);
    expect(steps).toContain('472e4a4d-bb4a-4026-98d1-0b0d74cb74a5=Role');
  });

  test('in another cloud its own hosts are named', () => {
    const claims = appClaims({ aud: 'https://graph.microsoft.us', roles: ['User.Read.All'] });
    const steps = explain(claims, 'GET https://graph.microsoft.us/v1.0/security/alerts_v2')
      .causes[0]?.remedies[0]?.steps.map(({ command }) => command)
      .join('\n');
    expect(steps).toContain('https://login.microsoftonline.us/');
    expect(steps).toContain('-Environment USGov');
  });
});
