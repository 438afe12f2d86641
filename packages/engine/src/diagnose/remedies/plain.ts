import { claimOf, type Case } from '../case.ts';
import { PAGES } from '../sources.ts';
import { adminConsentUrl, namesOf } from './client.ts';
import { NEW_TOKEN } from './grant.ts';
import { authorizationCode, clientCredentials } from './kind.ts';
import { prove } from './prove.ts';
import { remedy, step, type Remedy } from './remedy.ts';

/** A new token, by the flow of the old one. */
export function newToken(subject: Case): Remedy {
  const { facts, at } = subject;
  const isApplication = facts?.kind === 'application';
  const fresh =
    facts === null || facts.form === 'opaque' ? null : { ...facts, notBefore: at, issuedAt: at, expiresAt: at + 3600 };
  return remedy(
    isApplication ? 'developer' : 'user',
    'get a new access token and repeat the request at once',
    [isApplication ? clientCredentials(subject) : step('sign in again, or use the refresh token', 'code')],
    { ...(fresh === null ? {} : prove(subject, fresh, ['token'])), sources: [PAGES.resolveAuthErrors] },
  );
}

/** A token for Microsoft Graph in place of one for another resource. */
export function rightAudience(subject: Case): Remedy {
  const { facts } = subject;
  const names = namesOf(subject);
  return remedy(
    'developer',
    'ask for a token for Microsoft Graph',
    [
      facts?.kind === 'application'
        ? clientCredentials(subject)
        : step('name Microsoft Graph in the scope of the token request', 'code', `scope=${names.graph}/.default`),
      step("where an API calls Microsoft Graph for its user, exchange the user's token by the on-behalf-of flow"),
    ],
    {
      ...(facts === null ? {} : prove(subject, { ...facts, audience: names.graph }, ['token'])),
      sources: [PAGES.scopes],
    },
  );
}

/** A token of the tenant and cloud that are meant. */
export function rightTenant(subject: Case): Remedy {
  const names = namesOf(subject);
  const tenant = subject.context?.tenantId ?? names.tenant;
  return remedy(
    'developer',
    'get the token from the tenant and the cloud that the request is for',
    [
      step('use this authority', 'code', `${names.login}/${tenant}`),
      step(
        'let an administrator of that tenant consent to the client',
        'browser',
        adminConsentUrl(names, `${names.graph}/.default`, tenant),
      ),
      NEW_TOKEN,
    ],
    { sources: [PAGES.nationalClouds] },
  );
}

/** Consent to what the registration lists. */
export function consent(subject: Case): Remedy {
  const names = namesOf(subject);
  const claim = subject.facts?.kind == null ? 'the claim' : claimOf(subject.facts.kind);
  return remedy(
    'tenant administrator',
    'consent to the permissions that the client has registered',
    [
      step(
        'open this address, sign in as an administrator and accept',
        'browser',
        adminConsentUrl(names, `${names.graph}/.default`),
      ),
      step(
        'or choose Grant admin consent',
        'entra-admin-center',
        `${names.portal} > Applications > Enterprise applications > ${names.appId} > Permissions`,
      ),
      step('or by Azure CLI', 'azure-cli', `az ad app permission admin-consent --id ${names.appId}`),
      step(`get a new token and look whether ${claim} has changed`, 'code'),
    ],
    { sources: [PAGES.adminConsent] },
  );
}

/** Another flow than the implicit one, whose tokens have no `wids`. */
export function anotherFlow(subject: Case): Remedy {
  const { facts, decision } = subject;
  const role = decision?.parts.role.accepted[0];
  const repaired =
    facts === null || role === undefined
      ? null
      : { ...facts, flow: 'authorization-code' as const, directoryRoles: [role.id] };
  const scopes = (facts?.scopes ?? []).filter((scope) => scope.includes('.'));
  return remedy(
    'developer',
    'sign the user in by the authorization code flow with PKCE: its tokens carry the directory roles in `wids`',
    [
      authorizationCode(subject, scopes),
      step(
        role === undefined
          ? 'look whether the new token has `wids`'
          : 'look whether `wids` of the new token holds one of the accepted roles; if not, the user needs one',
        'code',
      ),
    ],
    {
      ...(repaired === null ? {} : prove(subject, repaired, ['role'])),
      sources: [PAGES.authorizationCode, PAGES.implicitGrant],
    },
  );
}

/** A work or school account in place of a personal one. */
export function workAccount(): Remedy {
  return remedy(
    'user',
    'sign in with a work or school account of the tenant',
    [step('sign out, and sign in with an account of the organisation', 'browser')],
    { sources: [PAGES.accessTokens] },
  );
}

/** The licence or the onboarding that the service asks for. */
export function licence(subject: Case): Remedy {
  return remedy(
    'tenant administrator',
    'get the licence for the product, and onboard the tenant to it',
    [
      step(
        'look which licences the tenant has',
        'graph-rest',
        `GET ${namesOf(subject).graph}/v1.0/subscribedSkus?$select=skuPartNumber,servicePlans`,
      ),
      step(
        "open the product's portal once as an administrator: some products are set up on the first visit",
        'browser',
      ),
    ],
    { sources: [PAGES.resolveAuthErrors] },
  );
}

/** The policy or the ownership that stops a caller. */
export function policy(subject: Case): Remedy {
  const names = namesOf(subject);
  const reason = subject.decision?.parts.policy.reason;
  const sources = [PAGES.permissionsReference];
  if (reason === 'owned-only') {
    return remedy(
      'developer',
      'act on what the application itself made or owns',
      [step('look who owns the object, and make the client its owner', 'graph-rest')],
      { sources },
    );
  }
  if (reason === 'own-data-only') {
    return remedy(
      'developer',
      "ask for the signed-in user's own data, or for a permission that reaches other users",
      [step('use /me, or a permission that ends with .All', 'graph-rest')],
      { sources },
    );
  }
  if (subject.workload === 'teams') {
    return remedy(
      'tenant administrator',
      'give the application a Teams application access policy for the user',
      [
        step(
          'grant the policy',
          'graph-powershell',
          [
            `New-CsApplicationAccessPolicy -Identity graph-meetings -AppIds "${names.appId}"`,
            'Grant-CsApplicationAccessPolicy -PolicyName graph-meetings -Identity <user-object-id>',
          ].join('\n'),
        ),
      ],
      { sources },
    );
  }
  if (subject.workload === 'exchange') {
    return remedy(
      'tenant administrator',
      'let the application through the access policy of the mailbox',
      [
        step(
          'look whether the mailbox refuses the application',
          'graph-powershell',
          `Test-ApplicationAccessPolicy -Identity <mailbox> -AppId ${names.appId}`,
        ),
      ],
      { sources },
    );
  }
  return remedy(
    'tenant administrator',
    'let the caller through the policy on the resource',
    [step('look for sharing, protection, ownership and Conditional Access on the resource')],
    { sources },
  );
}

/** Nothing that the caller did. */
export function serviceFault(subject: Case): Remedy {
  const id = subject.refusal?.requestId ?? null;
  return remedy(
    'Microsoft',
    'repeat the request later; if the answer stays, open a support case',
    [step('give the request id and the time to support', 'none', id === null ? null : `request-id: ${id}`)],
    { sources: [PAGES.graphErrors] },
  );
}
