import { finding, fromContext, fromTable, fromToken, isoTime, shortList, type Check } from '../check.ts';
import { claimOf, heldPermissions, partsOf, type Case } from '../case.ts';
import type { Finding } from '../finding.ts';
import { PAGES } from '../sources.ts';

/** What grants, registration, role assignments and licences of the tenant prove beyond the token. */
export const tenantContext: Check = {
  id: 'tenant-context',
  run: (subject) => {
    if (subject.context === null) return [];
    return [...permissionFindings(subject), ...roleFindings(subject), ...licenceFindings(subject)];
  },
};

/** Permissions that the tenant granted to the client, by kind; `null` where nobody exported them. */
function granted(subject: Case, kind: 'delegated' | 'application'): ReadonlySet<string> | null {
  const { context, facts } = subject;
  if (kind === 'application') {
    return context?.appRoleAssignments == null
      ? null
      : new Set(context.appRoleAssignments.map(({ permission }) => permission));
  }
  if (context?.delegatedGrants == null) return null;
  const own = context.delegatedGrants.filter(
    ({ consentType, principalId }) =>
      consentType !== 'Principal' || facts?.objectId == null || principalId === null || principalId === facts.objectId,
  );
  return new Set(own.flatMap(({ scope }) => scope.split(/\s+/).filter((name) => name !== '')));
}

function permissionFindings(subject: Case): readonly Finding[] {
  const { facts, context } = subject;
  const permission = partsOf(subject)?.permission;
  const held = heldPermissions(subject);
  if (facts === null || (facts.kind !== 'delegated' && facts.kind !== 'application')) return [];
  if (permission === undefined || permission.outcome !== 'deny' || held === null) return [];
  const accepted = permission.accepted.filter((entry) => !entry.doubtful).map((entry) => entry.permission);
  const own = granted(subject, facts.kind);
  const inToken = fromToken(
    claimOf(facts.kind),
    held.length === 0 ? null : shortList(held),
    'and is not in this token',
  );
  const late = accepted.filter((name) => own?.has(name));
  if (late.length > 0) {
    return [
      finding(
        'stale-token',
        'certain',
        [
          fromContext('grants', shortList(late), 'this is granted in the tenant'),
          inToken,
          fromToken(
            'iat',
            facts.issuedAt === null ? null : isoTime(facts.issuedAt),
            'the token was issued before the grant',
          ),
        ],
        [PAGES.securityAuthorization],
      ),
    ];
  }
  const findings: Finding[] = [];
  const required = context?.required?.[facts.kind].filter((name) => accepted.includes(name)) ?? [];
  if (required.length > 0 && own !== null) {
    findings.push(
      finding(
        'consent-missing',
        'certain',
        [
          fromContext('requiredResourceAccess', shortList(required), 'the registration asks for this'),
          fromContext('grants', own.size === 0 ? null : shortList([...own]), 'and nobody granted it in this tenant'),
        ],
        [PAGES.securityAuthorization],
      ),
    );
  }
  const other = facts.kind === 'application' ? 'delegated' : 'application';
  const misplaced = accepted.filter(
    (name) => granted(subject, other)?.has(name) || context?.required?.[other].includes(name),
  );
  if (misplaced.length > 0 && required.length === 0) {
    findings.push(
      finding(
        'wrong-token-kind',
        'certain',
        [
          fromContext('grants', shortList(misplaced), `this is granted as ${other} permission`),
          fromToken(facts.kindClaim ?? 'kind', facts.kind, `and a token of the kind ${facts.kind} does not carry it`),
        ],
        [PAGES.securityAuthorization],
      ),
    );
  }
  return findings;
}

function roleFindings(subject: Case): readonly Finding[] {
  const { facts, context } = subject;
  const role = partsOf(subject)?.role;
  if (facts === null || context?.roles == null || role === undefined || role.accepted.length === 0) return [];
  if (role.outcome === 'allow' || role.outcome === 'not-checked' || facts.directoryRoles === null) return [];
  const names = new Map(role.accepted.map(({ id, name }) => [id, name]));
  const holdings = context.roles.filter(({ roleId }) => names.has(roleId));
  const named = (state: string): readonly string[] =>
    holdings.filter((holding) => holding.state === state).map(({ roleId }) => names.get(roleId) ?? roleId);
  const active = named('active');
  if (active.length > 0) {
    return [
      finding(
        'stale-token',
        'certain',
        [
          fromContext('role assignments', shortList(active), 'this role is active now'),
          fromToken('wids', null, 'and is not in this token, which was issued before'),
        ],
        [PAGES.accessTokenClaims],
      ),
    ];
  }
  const evidence = (state: string, says: string): Finding =>
    finding(
      'missing-directory-role',
      'certain',
      [
        fromContext('role assignments', shortList(named(state)), says),
        fromTable(
          'directory roles',
          shortList(role.accepted.map(({ name }) => name)),
          'one of these must be active for the whole tenant',
        ),
      ],
      [PAGES.entraRoles],
    );
  if (named('eligible').length > 0)
    return [evidence('eligible', 'the user is only eligible: the role must be activated, and a new token got')];
  if (named('scoped').length > 0)
    return [evidence('scoped', 'the role holds for a part of the tenant only, so no token shows it')];
  return [];
}

/** Plans that operations ask for, by the beginning of their path (error shapes 21 and 32). */
const PLANS: readonly { readonly path: RegExp; readonly plans: RegExp; readonly name: string }[] = [
  { path: /^\/identityProtection\//i, plans: /^(AAD_PREMIUM_P2|EMSPREMIUM|SPE_E5)/, name: 'Microsoft Entra ID P2' },
  { path: /^\/auditLogs\/signIns/i, plans: /^(AAD_PREMIUM|EMS|SPE_|SPB)/, name: 'Microsoft Entra ID P1' },
];

function licenceFindings(subject: Case): readonly Finding[] {
  const licences = subject.context?.licences ?? null;
  const path = subject.decision?.request.operation?.path ?? '';
  const plan = PLANS.find((each) => each.path.test(path));
  if (licences === null || plan === undefined || licences.some((name) => plan.plans.test(name))) return [];
  return [
    finding(
      'license-required',
      'likely',
      [
        fromContext(
          'subscribedSkus',
          shortList(licences),
          `none of these has ${plan.name}, which this operation asks for`,
        ),
      ],
      [
        'https://github.com/microsoft/zerotrustassessment/issues/1022',
        'https://github.com/microsoftgraph/microsoft-graph-docs/issues/11818',
      ],
      `look whether the tenant has ${plan.name}`,
    ),
  ];
}
