import type { CauseCode } from '../finding.ts';
import type { TokenFlow, TokenKind } from '../../token/facts.ts';
import type { Workload } from './refusal.ts';

/** How often a cause is the reason where message and token are silent, and the look that would settle it. */
export interface Prior {
  readonly code: CauseCode;
  /** Share of refusals, in hundredths, as an estimate: only the order and the rough distance mean something. */
  readonly weight: number;
  /** One imperative sentence. */
  readonly settledBy: string;
}

const SETTLED_BY: Readonly<Record<CauseCode, string>> = {
  'missing-permission': 'Compare `scp` or `roles` in the token with the permissions of the operation.',
  'wrong-token-kind':
    'Look whether the token is delegated or application, and whether the permission is granted for that kind.',
  'consent-missing':
    'Look under Enterprise applications, Permissions, whether an administrator consented in this tenant.',
  'stale-token': 'Get a new token, past every cache, and repeat the request.',
  'missing-directory-role': 'Compare `wids` in the token with the roles that the operation accepts.',
  'directory-roles-absent': 'Look whether the token has `wids` at all and which flow issued it.',
  'wrong-audience': 'Look at `aud` in the token.',
  'token-invalid': 'Decode the token and look at its lifetime, and whether the header holds it unchanged.',
  'account-type-unsupported': 'Look whether the signed-in account is a personal or a guest account.',
  'tenant-mismatch': 'Compare `tid` and `iss` in the token with the tenant and cloud that are meant.',
  'license-required': 'Look whether the tenant has the licence and is onboarded to the product.',
  'resource-policy': 'Ask who administers the resource for policies, ownership and protection on it.',
  'endpoint-wrong-or-retired': 'Look whether the operation exists in this version, or is retired.',
  'service-fault': 'Repeat the request later, and look at the service health of the tenant.',
};

type Weights = Partial<Readonly<Record<CauseCode, number>>>;

/**
 * Where nothing else is known. Over the shapes and the public incidents of all workloads, a permission absent from the
 * token is the reason of about half of the silent refusals; the permission granted for the other kind comes next, then
 * the user's role, then a grant that is not (yet) in the token; everything else is rare.
 */
const ANY: Weights = {
  'missing-permission': 48,
  'wrong-token-kind': 14,
  'missing-directory-role': 11,
  'consent-missing': 8,
  'stale-token': 6,
  'resource-policy': 4,
  'license-required': 3,
  'tenant-mismatch': 2,
  'wrong-audience': 2,
  'service-fault': 1,
  'account-type-unsupported': 1,
};

/**
 * Weights of a workload, each argued from the shapes that it answers with. A workload that is not here has `ANY`.
 */
const BY_WORKLOAD: Partial<Readonly<Record<Workload, Weights>>> = {
  // Permissions are not read at all before the token is accepted.
  gateway: { 'token-invalid': 60, 'wrong-audience': 25, 'tenant-mismatch': 10, 'account-type-unsupported': 5 },
  // One text for everything (shape 8): the permission, its kind and the role lead, policies on single objects follow.
  directory: {
    'missing-permission': 45,
    'wrong-token-kind': 14,
    'missing-directory-role': 14,
    'stale-token': 9,
    'consent-missing': 7,
    'tenant-mismatch': 5,
    'account-type-unsupported': 3,
    'resource-policy': 3,
  },
  // Its own text (14) speaks of the permission; the authentication methods (12, 13) of either.
  policies: {
    'missing-permission': 57,
    'missing-directory-role': 15,
    'wrong-token-kind': 10,
    'consent-missing': 8,
    'license-required': 6,
    'stale-token': 4,
  },
  // Told for the body-less refusals (32): the permission, or no Entra ID P2. A missing permission has a text of its own
  // (14), so a silent refusal speaks for the licence.
  'identity-protection': {
    'license-required': 45,
    'missing-permission': 35,
    'missing-directory-role': 8,
    'wrong-token-kind': 6,
    'consent-missing': 6,
  },
  // A missing permission is named (15), a missing licence is answered as 400 (16).
  'identity-governance': {
    'missing-permission': 52,
    'license-required': 14,
    'wrong-token-kind': 11,
    'missing-directory-role': 11,
    'consent-missing': 7,
    'stale-token': 5,
  },
  // The service names permission (18), licence (21) and role (23) alike; the permission is the most frequent.
  reports: {
    'missing-permission': 48,
    'missing-directory-role': 15,
    'directory-roles-absent': 10,
    'license-required': 10,
    'consent-missing': 6,
    'wrong-token-kind': 5,
    'service-fault': 4,
    'stale-token': 2,
  },
  // One text for permission and role (27); without `wids` it is the same text.
  security: {
    'missing-permission': 50,
    'missing-directory-role': 14,
    'wrong-token-kind': 13,
    'consent-missing': 9,
    'directory-roles-absent': 5,
    'license-required': 4,
    'stale-token': 3,
    'endpoint-wrong-or-retired': 2,
  },
  // A missing role is listed by the service (28); what is silent is the permission or the onboarding (29, 30, 31).
  defender: {
    'missing-permission': 44,
    'license-required': 18,
    'consent-missing': 13,
    'wrong-token-kind': 10,
    'missing-directory-role': 9,
    'stale-token': 4,
    'wrong-audience': 2,
  },
  // A missing scope is answered as a bare 401 (35); where scopes were present it was the Purview role (36).
  ediscovery: {
    'missing-permission': 50,
    'missing-directory-role': 30,
    'wrong-token-kind': 7,
    'consent-missing': 5,
    'license-required': 3,
    'endpoint-wrong-or-retired': 3,
    'service-fault': 2,
  },
  // The permission is listed (38), the user's role is hinted at (39), and one report of the hint was the permission.
  intune: {
    'missing-permission': 52,
    'missing-directory-role': 20,
    'consent-missing': 9,
    'license-required': 8,
    'wrong-token-kind': 7,
    'stale-token': 4,
  },
  // The permission is listed for chats and channels (40, 41); meetings of an application need a policy (42).
  teams: {
    'missing-permission': 40,
    'resource-policy': 20,
    'wrong-token-kind': 13,
    'consent-missing': 10,
    'license-required': 6,
    'stale-token': 5,
    'wrong-audience': 3,
    'service-fault': 3,
  },
  // "Access is denied" (45) is as often the other kind of grant as no grant; policies have their own text (46).
  exchange: {
    'missing-permission': 36,
    'wrong-token-kind': 32,
    'resource-policy': 12,
    'consent-missing': 8,
    'license-required': 6,
    'stale-token': 6,
  },
  // A token without permissions is told (49); a file's own protection (50) and site permissions are policies.
  sharepoint: {
    'missing-permission': 40,
    'resource-policy': 18,
    'consent-missing': 14,
    'wrong-token-kind': 13,
    'license-required': 6,
    'stale-token': 5,
    'service-fault': 4,
  },
  // The workload behind the resource refuses (51): its permission, its policy, or itself while the grant is fine.
  subscriptions: {
    'missing-permission': 40,
    'resource-policy': 17,
    'service-fault': 16,
    'wrong-token-kind': 13,
    'consent-missing': 8,
    'stale-token': 6,
  },
  // The service is retired (10); what it refused before were permissions and roles of its own.
  'azure-ad-graph': {
    'endpoint-wrong-or-retired': 55,
    'missing-permission': 15,
    'missing-directory-role': 12,
    'tenant-mismatch': 8,
    'account-type-unsupported': 6,
    'wrong-token-kind': 4,
  },
  // No token was issued: consent first, then the wrong tenant, then what the sign-in needs.
  'token-service': {
    'consent-missing': 40,
    'tenant-mismatch': 20,
    'token-invalid': 15,
    'resource-policy': 15,
    'wrong-audience': 5,
    'missing-permission': 5,
  },
};

/** What is known of the token that was used. */
export interface TokenHints {
  readonly kind?: TokenKind | null;
  readonly flow?: TokenFlow | null;
  /** The token came from Graph Explorer. */
  readonly isGraphExplorer?: boolean;
  /** The request changes a user or a device. */
  readonly writes?: boolean;
  /** The token is known to hold permissions. */
  readonly holdsPermissions?: boolean;
}

/** Graph Explorer's registration has nearly every permission, so what is missing there is consent. */
const OF_GRAPH_EXPLORER: Weights = { 'consent-missing': 4 };

/**
 * What an application may change about users and devices is bounded by the roles of its service principal, as for an
 * administrator (https://github.com/microsoftgraph/microsoft-graph-docs/issues/19508,
 * https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/2970).
 */
const OF_APPLICATION_THAT_WRITES: Weights = { 'missing-directory-role': 6 };

/**
 * A subscription needs the permission of what it watches, which people grant first; where that was told and the answer
 * says no more, the workload behind it was at fault (https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/365,
 * https://github.com/microsoftgraph/microsoft-graph-docs/issues/7786).
 */
const OF_SUBSCRIPTION_WITH_PERMISSIONS: Weights = { 'service-fault': 3 };

type Factors = Weights;

/**
 * An application token beside a permission that was granted as a delegated one is the mistake that its flow invites; a
 * role is a matter of its users' tokens first, and only they can lack `wids` or belong to a personal account.
 */
const OF_APPLICATION: Factors = {
  'wrong-token-kind': 1.7,
  'missing-directory-role': 0.6,
  'directory-roles-absent': 0,
  'account-type-unsupported': 0,
};

/** Somebody who signed in has seen a consent page; an application access policy does not stop a user. */
const OF_DELEGATED: Factors = { 'wrong-token-kind': 0.5, 'missing-directory-role': 1.2 };

/** The implicit flow leaves `wids` out; the tokens of managed identities are cached for up to a day. */
const OF_FLOW: Partial<Readonly<Record<TokenFlow, Factors>>> = {
  implicit: { 'directory-roles-absent': 6 },
  'managed-identity': { 'stale-token': 9 },
};

/**
 * The causes in the order of how often they are the reason for a workload's refusals, for where message and token are
 * silent. For ranking only: each is no more than `possible`.
 *
 * The weights are estimates; they decide the order of what nothing else decides.
 *
 * @param workload Part of Microsoft Graph that answered; `null` when it is not known.
 * @param token What is known of the token's kind and flow, which make some causes more usual than others.
 *
 * @returns The likeliest cause first. A cause that is not in the list is not ruled out.
 *
 * @group Refusals
 */
export function priorsFor(workload: Workload | null, token: TokenHints = {}): readonly Prior[] {
  const weights = (workload === null ? undefined : BY_WORKLOAD[workload]) ?? ANY;
  const { kind = null, flow = null, isGraphExplorer = false, writes = false, holdsPermissions = false } = token;
  const byClient = isGraphExplorer ? OF_GRAPH_EXPLORER : {};
  const byHeld = holdsPermissions && workload === 'subscriptions' ? OF_SUBSCRIPTION_WITH_PERMISSIONS : {};
  const byMethod = writes && kind === 'application' && workload === 'directory' ? OF_APPLICATION_THAT_WRITES : {};
  const byKind = kind === null ? {} : kind === 'application' ? OF_APPLICATION : OF_DELEGATED;
  const byFlow = flow === null ? {} : (OF_FLOW[flow] ?? {});
  const priors = (Object.keys(weights) as CauseCode[])
    .map((code): Prior => {
      const weight =
        (weights[code] ?? 0) *
        (byKind[code] ?? 1) *
        (byFlow[code] ?? 1) *
        (byClient[code] ?? 1) *
        (byMethod[code] ?? 1) *
        (byHeld[code] ?? 1);
      return { code, weight: Math.round(weight), settledBy: SETTLED_BY[code] };
    })
    .filter((prior) => prior.weight > 0);
  priors.sort((a, b) => b.weight - a.weight || a.code.localeCompare(b.code));
  return priors;
}
