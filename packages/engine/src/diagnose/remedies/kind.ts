import type { TokenFacts, TokenKind } from '../../token/facts.ts';
import type { Case } from '../case.ts';
import { PAGES } from '../sources.ts';
import { adminConsentUrl, namesOf } from './client.ts';
import { NEW_TOKEN } from './grant.ts';
import { leastAddition } from './least-addition.ts';
import { prove, withPermissions } from './prove.ts';
import { remedy, step, type Remedy, type Step } from './remedy.ts';

/** The repairs that get a token of another kind, with what the operation needs of it. */
export function kindRemedies(subject: Case): readonly Remedy[] {
  const { facts, decision, engine } = subject;
  if (facts === null || facts.kind === null || decision === null) return [];
  const own = facts.kind;
  const requirements = engine.requirements(decision.request.method, decision.request.url) ?? [];
  const sameKind = requirements.some(({ kind, support }) => kind === own && support === 'supported')
    ? ownKind(subject, facts, own)
    : [];
  const others = requirements
    .filter(({ kind, support }) => kind !== own && kind !== 'delegated-personal' && support === 'supported')
    .flatMap(({ kind }) => otherKind(subject, facts, kind));
  const named = own === 'application' ? onUsers(subject, facts, decision.request) : null;
  return [...sameKind, ...(named === null ? [] : [named]), ...others];
}

/** The permission was granted for the other kind, and this one is supported: grant it for this one. */
function ownKind(subject: Case, facts: TokenFacts, kind: TokenKind): readonly Remedy[] {
  const permissions = leastAddition(subject, facts, kind);
  if (permissions === null || permissions.length === 0) return [];
  const names = namesOf(subject);
  const type = kind === 'application' ? 'application' : 'delegated';
  return [
    remedy(
      'tenant administrator',
      `grant ${permissions.join(' and ')} as ${type} permission: what is granted for the other kind does not count`,
      [
        step(
          `add it as ${type} permission and choose Grant admin consent`,
          'entra-admin-center',
          `${names.portal} > Applications > App registrations > ${names.appId} > API permissions > Add a permission > Microsoft Graph`,
        ),
        step(
          'or, once it is registered, consent as an administrator',
          'browser',
          adminConsentUrl(names, `${names.graph}/.default`),
        ),
        NEW_TOKEN,
      ],
      {
        ...prove(subject, withPermissions(facts, permissions), ['permission']),
        permissions,
        sources: [PAGES.adminConsent],
      },
    ),
  ];
}

function otherKind(subject: Case, facts: TokenFacts, kind: TokenKind): readonly Remedy[] {
  const permissions = leastAddition(subject, facts, kind);
  if (permissions === null) return [];
  const changed: TokenFacts = { ...facts, kind, scopes: [], appRoles: [], flow: null, directoryRoles: undefined };
  const names = namesOf(subject);
  const what = permissions.join(' and ');
  const isApplication = kind === 'application';
  return [
    remedy(
      'developer',
      isApplication
        ? `call as an application, with the application permission ${what}`
        : `call for a signed-in user, with the delegated permission ${what}`,
      [
        step(
          `register ${what} as ${isApplication ? 'application' : 'delegated'} permission and let an administrator consent`,
          'browser',
          adminConsentUrl(names, `${names.graph}/.default`),
        ),
        isApplication ? clientCredentials(subject) : authorizationCode(subject, permissions),
      ],
      {
        ...prove(subject, withPermissions(changed, permissions), ['permission']),
        permissions,
        sources: [PAGES.securityAuthorization, isApplication ? PAGES.clientCredentials : PAGES.authorizationCode],
      },
    ),
  ];
}

/** `/me` has a counterpart that names the user, which an application may call where the table accepts it. */
function onUsers(
  subject: Case,
  facts: TokenFacts,
  request: { readonly method: string; readonly url: string },
): Remedy | null {
  if (!/\/me(?=[/?]|$)/i.test(request.url)) return null;
  const url = request.url.replace(/\/me(?=[/?]|$)/i, '/users/{id}');
  const there = subject.engine.describe(request.method, url, subject.engine.principal(facts), subject.at);
  const permissions = leastAddition({ ...subject, decision: there }, facts, 'application');
  if (permissions === null) return null;
  const needs = permissions.length === 0 ? '' : `, with the application permission ${permissions.join(' and ')}`;
  return remedy(
    'developer',
    `name the user in the path${needs}`,
    [
      step("put the user's id or user principal name in place of {id}", 'graph-rest', `${request.method} ${url}`),
      ...(permissions.length === 0 ? [] : [NEW_TOKEN]),
    ],
    {
      ...prove(subject, withPermissions(facts, permissions), ['permission'], url),
      permissions,
      sources: [PAGES.clientCredentials],
    },
  );
}

/** The request that gets an application token. */
export function clientCredentials(subject: Case): Step {
  const names = namesOf(subject);
  const scope = encodeURIComponent(`${names.graph}/.default`);
  return step(
    "get the token with the client's own credentials; its scope is always /.default",
    'code',
    [
      `POST ${names.login}/${names.tenant}/oauth2/v2.0/token`,
      `grant_type=client_credentials&client_id=${names.appId}&client_secret=<client-secret>&scope=${scope}`,
    ].join('\n'),
  );
}

/** The request that begins the authorization code flow with PKCE. */
export function authorizationCode(subject: Case, permissions: readonly string[]): Step {
  const names = namesOf(subject);
  const scope = encodeURIComponent(permissions.map((name) => `${names.graph}/${name}`).join(' '));
  return step(
    'sign the user in by the authorization code flow with PKCE',
    'browser',
    `${names.login}/${names.tenant}/oauth2/v2.0/authorize?client_id=${names.appId}&response_type=code&redirect_uri=<redirect-uri>&scope=${scope}&code_challenge=<code-challenge>&code_challenge_method=S256`,
  );
}
