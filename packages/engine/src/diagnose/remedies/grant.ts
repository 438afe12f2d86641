import { GRAPH_APP_ID } from '../../decide/token-standing.ts';
import type { TokenKind } from '../../token/facts.ts';
import type { Case } from '../case.ts';
import { PAGES } from '../sources.ts';
import { adminConsentUrl, clientOf, GRAPH_IN_POWERSHELL, namesOf, type Names } from './client.ts';
import { grantFacts } from './least-addition.ts';
import { remedy, step, type Remedy, type Step } from './remedy.ts';

/** The step after every grant. */
export const NEW_TOKEN: Step = step(
  'get a new token, not one from a cache: the token that you have does not change',
  'code',
);

/**
 * The repair that grants permissions to the client of a case: edit the registration and consent, or, where the
 * registration is Microsoft's or there is none, what takes its place.
 */
export function grantRemedy(
  subject: Case,
  permissions: readonly string[],
  kind: TokenKind,
  proof: Pick<Remedy, 'proved' | 'leaves'>,
): Remedy {
  const more = { ...proof, permissions, sources: [PAGES.adminConsent, PAGES.permissionsReference] };
  const list = permissions.join(' and ');
  const what = `${list} (${kind === 'application' ? 'application' : 'delegated'} permission)`;
  const names = namesOf(subject);
  const client = clientOf(subject);
  const needsAdmin = permissions.some((name) => grantFacts(subject, name, kind)?.adminConsent !== false);
  const consenter = needsAdmin ? 'tenant administrator' : 'user';
  switch (client.kind) {
    case 'azure-cli':
      return remedy(
        'developer',
        `use a client of your own with ${what}: the registration of ${client.name} is Microsoft's and cannot be given it`,
        [
          step(
            `register an application, give it ${list} and let an administrator consent`,
            'entra-admin-center',
            `${names.portal} > Applications > App registrations > New registration`,
          ),
          step(
            'or sign in with Microsoft Graph PowerShell, which can ask for it',
            'graph-powershell',
            connect(names, permissions),
          ),
        ],
        more,
      );
    case 'graph-powershell':
      return remedy(
        consenter,
        `connect with ${list} and consent`,
        [
          step(
            'connect again with the permission and accept the consent page',
            'graph-powershell',
            connect(names, permissions),
          ),
          step('look whether it is there', 'graph-powershell', '(Get-MgContext).Scopes'),
        ],
        more,
      );
    case 'graph-explorer':
      return remedy(
        consenter,
        `consent to ${list} in Graph Explorer`,
        [
          step(
            `open the tab Modify permissions, find ${list} and choose Consent`,
            'browser',
            'https://developer.microsoft.com/graph/graph-explorer',
          ),
          step('run the query again', 'browser'),
        ],
        more,
      );
    case 'managed-identity':
      return remedy(
        'tenant administrator',
        `assign ${what} to the managed identity: it has no registration to edit`,
        [
          ...applicationGrant(subject, permissions, names),
          step('wait, or restart the host: tokens of managed identities are cached for about 24 hours'),
        ],
        more,
      );
    case 'registration':
      return remedy(
        consenter,
        `grant ${what} to the client and get a new token`,
        [...registrationSteps(subject, permissions, kind, names), NEW_TOKEN],
        more,
      );
  }
}

function registrationSteps(
  subject: Case,
  permissions: readonly string[],
  kind: TokenKind,
  names: Names,
): readonly Step[] {
  const isApplication = kind === 'application';
  const list = permissions.join(' and ');
  const scope = isApplication
    ? `${names.graph}/.default`
    : permissions.map((name) => `${names.graph}/${name}`).join(' ');
  return [
    step(
      `open the registration, add ${list} and choose Grant admin consent`,
      'entra-admin-center',
      `${names.portal} > Applications > App registrations > ${names.appId} > API permissions > Add a permission > Microsoft Graph > ${isApplication ? 'Application' : 'Delegated'} permissions > ${permissions.join(', ')}`,
    ),
    step(
      isApplication
        ? 'or, once it is registered, consent as an administrator to all that is registered'
        : 'or consent as an administrator to exactly these',
      'browser',
      adminConsentUrl(names, scope),
    ),
    ...registrationByCommand(subject, permissions, kind, names),
    ...(isApplication ? applicationGrant(subject, permissions, names) : delegatedGrant(permissions, names)),
  ];
}

/** Manifest and Azure CLI, which name permissions by their ids: only where all have one. */
function registrationByCommand(
  subject: Case,
  permissions: readonly string[],
  kind: TokenKind,
  names: Names,
): readonly Step[] {
  const ids = permissions.flatMap((name) => grantFacts(subject, name, kind)?.id ?? []);
  if (ids.length !== permissions.length) return [];
  const type = kind === 'application' ? 'Role' : 'Scope';
  return [
    step(
      'or put it into the manifest of the registration, under requiredResourceAccess, and consent',
      'manifest',
      JSON.stringify({ resourceAppId: GRAPH_APP_ID, resourceAccess: ids.map((id) => ({ id, type })) }),
    ),
    step(
      'or by Azure CLI',
      'azure-cli',
      [
        `az ad app permission add --id ${names.appId} --api ${GRAPH_APP_ID} --api-permissions ${ids.map((id) => `${id}=${type}`).join(' ')}`,
        `az ad app permission admin-consent --id ${names.appId}`,
      ].join('\n'),
    ),
  ];
}

/** Grants application permissions without touching the registration: `appRoleAssignedTo` of Microsoft Graph. */
function applicationGrant(subject: Case, permissions: readonly string[], names: Names): readonly Step[] {
  const ids = permissions.flatMap((name) => grantFacts(subject, name, 'application')?.id ?? []);
  if (ids.length === 0) return [];
  const principal = subject.facts?.objectId ?? null;
  return [
    step(
      'or by Microsoft Graph: grant the app role (the id of the Microsoft Graph service principal differs by tenant)',
      'graph-rest',
      ids
        .map((id) =>
          [
            `POST ${names.graph}/v1.0/servicePrincipals(appId='${GRAPH_APP_ID}')/appRoleAssignedTo`,
            JSON.stringify({
              principalId: principal ?? '<service-principal-id-of-the-client>',
              resourceId: '<service-principal-id-of-microsoft-graph>',
              appRoleId: id,
            }),
          ].join('\n'),
        )
        .join('\n'),
    ),
    step(
      'or by Microsoft Graph PowerShell',
      'graph-powershell',
      [
        `Connect-MgGraph -TenantId ${names.tenant} -Scopes AppRoleAssignment.ReadWrite.All,Application.Read.All${names.environment}`,
        GRAPH_IN_POWERSHELL,
        principal === null
          ? `$client = Get-MgServicePrincipal -Filter "appId eq '${names.appId}'"`
          : `$client = Get-MgServicePrincipal -ServicePrincipalId ${principal}`,
        ...ids.map(
          (id) =>
            `New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $client.Id -PrincipalId $client.Id -ResourceId $graph.Id -AppRoleId ${id}`,
        ),
      ].join('\n'),
    ),
  ];
}

/** Grants delegated permissions for all users of the tenant. */
function delegatedGrant(permissions: readonly string[], names: Names): readonly Step[] {
  const scope = permissions.join(' ');
  return [
    step(
      'or by Microsoft Graph: grant it for all users (where such a grant exists already, PATCH it and keep its scopes)',
      'graph-rest',
      [
        `POST ${names.graph}/v1.0/oauth2PermissionGrants`,
        JSON.stringify({
          clientId: '<service-principal-id-of-the-client>',
          consentType: 'AllPrincipals',
          resourceId: '<service-principal-id-of-microsoft-graph>',
          scope,
        }),
      ].join('\n'),
    ),
    step(
      'or by Microsoft Graph PowerShell',
      'graph-powershell',
      [
        `Connect-MgGraph -TenantId ${names.tenant} -Scopes DelegatedPermissionGrant.ReadWrite.All,Application.Read.All${names.environment}`,
        GRAPH_IN_POWERSHELL,
        `$client = Get-MgServicePrincipal -Filter "appId eq '${names.appId}'"`,
        `New-MgOauth2PermissionGrant -BodyParameter @{ clientId = $client.Id; consentType = 'AllPrincipals'; resourceId = $graph.Id; scope = '${scope}' }`,
      ].join('\n'),
    ),
  ];
}

function connect(names: Names, permissions: readonly string[]): string {
  const tenant = names.tenant.startsWith('<') ? '' : ` -TenantId ${names.tenant}`;
  return `Connect-MgGraph${tenant} -Scopes ${permissions.join(',')}${names.environment}`;
}
