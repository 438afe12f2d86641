import type { OperationPart, RequestView, RolePart } from '../decide/decision.ts';
import type { Engine } from '../engine.ts';
import { needsOf, queryFindings } from '../request/query.ts';
import { methodNumber, Resolver } from '../request/resolve.ts';
import { MARK, OPERATION, PERMISSION_MARK } from '../table/layout.ts';
import { isEmptyRule, ruleOf } from '../table/rule.ts';
import { pathOfNode } from '../table/table.ts';
import { TOKEN_KINDS, type TokenKind } from '../token/facts.ts';

/** Why no permission of the kind is known to let a request through. */
export type UncoveredReason =
  /** The table has no such path, or the path has no such method. */
  | 'unknown-operation'
  /** The operation does not exist, or not in the version or cloud that the URL names. */
  | 'does-not-exist'
  /** The operation accepts no permission of this kind. */
  | 'kind-not-supported'
  /** The service refuses this kind of token here, whatever it holds. */
  | 'kind-refused'
  /** What suffices is not stated. */
  | 'not-stated'
  /** Permissions are listed, but holding them leaves the answer unknown. */
  | 'doubtful-only'
  /** Only another authority than the token's permissions lets the caller in. */
  | 'other-authority'
  /** The table knows the path for the signed-in user only; what an application needs is a guess. */
  | 'other-path';

/**
 * How good the best alternatives of a request are; worse ones are left out.
 *
 * - `full`: provisioned permissions that reach what the request is for.
 * - `partial`: they are for a part of it, see `isPartial`.
 * - `restricted`: they reach it only where the application owns it, or where it is the signed-in user's own.
 * - `not-provisioned`: no id is known for one of them, so it may not be possible to grant it.
 */
export type Tier = 'full' | 'partial' | 'restricted' | 'not-provisioned';

/** Tiers from the best to the worst. */
const TIERS: readonly Tier[] = ['full', 'partial', 'restricted', 'not-provisioned'];

/** What one request demands of a set of permissions, with permissions by number. */
export interface Demand {
  readonly request: RequestView;
  /** Number of the operation, or -1. */
  readonly operation: number;
  readonly uncovered: UncoveredReason | null;
  readonly operationPart: OperationPart;
  readonly role: RolePart;
  readonly tier: Tier;
  /**
   * What must be met together: the operation's alternatives first, then one clause for each need of the query. Empty
   * when uncovered.
   */
  readonly clauses: readonly (readonly (readonly number[])[])[];
  /** Permissions that are accepted and were left out, with the reason. */
  readonly leftOut: readonly { readonly permission: string; readonly reason: 'doubtful' | Tier }[];
}

/** Reads what requests demand, of one kind of token. */
export class DemandReader {
  readonly #engine: Engine;
  readonly #kind: TokenKind;
  readonly #resolver: Resolver;
  readonly #nobody: ReturnType<Engine['prepare']>;
  readonly #known = new Map<string, Demand>();

  constructor(engine: Engine, kind: TokenKind) {
    this.#engine = engine;
    this.#kind = kind;
    this.#resolver = new Resolver(engine.table);
    this.#nobody = engine.prepare({ kind, permissions: [] });
  }

  /** What a request demands. Equal requests give the same object. */
  read(method: string, url: string, now: number): Demand {
    const key = `${method} ${url}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const demand = this.#read(method, url, now);
    this.#known.set(key, demand);
    return demand;
  }

  #read(method: string, url: string, now: number): Demand {
    const { request, parts } = this.#engine.describe(method, url, this.#nobody, now);
    const operation = this.#resolver.resolve(methodNumber(method), url);
    const base = { request, operation, operationPart: parts.operation, role: parts.role, tier: TIERS[0] as Tier };
    const without = (uncovered: UncoveredReason, leftOut: Demand['leftOut'] = []): Demand => ({
      ...base,
      uncovered,
      clauses: [],
      leftOut,
    });
    if (operation < 0) return without('unknown-operation');
    if (parts.operation.outcome === 'deny') return without('does-not-exist');
    const isApplication = this.#kind === 'application';
    const rule = ruleOf(this.#engine.table, operation, TOKEN_KINDS.indexOf(this.#kind));
    const isSelf = request.readings.includes('me-as-user');
    if (rule.refused || (isApplication && isSelf)) return without('kind-refused');
    if (isEmptyRule(rule)) return without('kind-not-supported');
    if (isApplication && request.readings.includes('user-as-me')) return without('other-path');
    const all = [
      ...rule.alone.map((permission) => [permission]),
      ...rule.pairs.flatMap(({ permission, anyOf }) => anyOf.map((partner) => [permission, partner])),
    ];
    const doubtful = rule.doubtful.map((number) => ({ permission: this.#name(number), reason: 'doubtful' as const }));
    if (all.length === 0) {
      return without(
        rule.unstated ? 'not-stated' : rule.doubtful.length > 0 ? 'doubtful-only' : 'other-authority',
        doubtful,
      );
    }
    const marks = this.#engine.table.operations[operation * OPERATION.halfWords + OPERATION.marks] as number;
    const path = pathOfNode(this.#engine.table, this.#resolver.node);
    const tierOf = (alternative: readonly number[]): number => {
      if (!alternative.every((permission) => this.#isProvisioned(permission))) return TIERS.indexOf('not-provisioned');
      const [permission = -1] = alternative;
      if (this.#isRestricted(permission, marks, isSelf)) return TIERS.indexOf('restricted');
      return TIERS.indexOf(isPartial(this.#name(permission), path) ? 'partial' : 'full');
    };
    const tier = Math.min(...all.map(tierOf));
    const kept = withoutSupersets(all.filter((alternative) => tierOf(alternative) === tier));
    const used = new Set(kept.map(([permission]) => permission));
    const worse = all.filter((alternative) => tierOf(alternative) !== tier && !used.has(alternative[0]));
    const leftOut = new Map(
      worse.map((alternative) => [this.#name(alternative[0] as number), TIERS[tierOf(alternative)] as Tier]),
    );
    return {
      ...base,
      uncovered: null,
      tier: TIERS[tier] as Tier,
      clauses: [kept, ...this.#queryClauses(url)],
      leftOut: [...[...leftOut].map(([permission, reason]) => ({ permission, reason })), ...doubtful],
    };
  }

  #queryClauses(url: string): readonly (readonly (readonly number[])[])[] {
    const { address, node } = this.#resolver;
    if (address.limit >= url.length) return [];
    const clauses: (readonly (readonly number[])[])[] = [];
    for (const { need } of queryFindings(
      this.#engine.table,
      pathOfNode(this.#engine.table, node),
      url.slice(address.limit + 1),
    )) {
      const anyOf = need === null ? null : needsOf(need, TOKEN_KINDS.indexOf(this.#kind));
      if (anyOf === null || anyOf.length === 0) continue;
      const provisioned = anyOf.filter((permission) => this.#isProvisioned(permission));
      clauses.push((provisioned.length > 0 ? provisioned : anyOf).map((permission) => [permission]));
    }
    return clauses;
  }

  #name(permission: number): string {
    return this.#engine.table.permissionNames[permission] as string;
  }

  #isProvisioned(permission: number): boolean {
    return permissionId(this.#engine.details, this.#name(permission), this.#kind) !== null;
  }

  /** Whether a held permission leaves the policy part unknown: it reaches only what the caller owns or is. */
  #isRestricted(permission: number, marks: number, isSelf: boolean): boolean {
    const reach = this.#engine.table.permissionMarks[permission] as number;
    if ((reach & PERMISSION_MARK.ownedOnly) !== 0) return (marks & MARK.creates) === 0;
    const ownData = (reach & PERMISSION_MARK.ownDataOnly) !== 0 && this.#kind !== 'application';
    return ownData && (marks & MARK.user) !== 0 && !isSelf;
  }
}

/** Permissions, by name, that are for a part of what a request to some paths is for, with these paths. */
const PARTIAL: readonly (readonly [permission: RegExp, path: RegExp])[] = [
  // For users that are agents, and for users of other clouds; the table lists them for all users.
  [/^AgentIdUser\.|\.CrossCloud$/, /^/],
  // For the application's own tabs, and for members that are no owners.
  [/\.ReadWrite(SelfFor\w+|NonOwnerRole)(\.|$)/, /^/],
  // For some properties of a user, a group or an agent.
  [/^AgentIdentity\w*\.(EnableDisable|UpdateBranding|AddRemoveCreds|UpdateAuthProperties)\./, /^/],
  [/^User-|^User\.(EnableDisableAccount|ManageIdentities)\./, /^\/users\/\{id\}$/],
  [
    /^Group(-NestingSupport|-PreferredDataLocation|-XTenantIdentitySync|\.ManageProtection)\./,
    /^\/groups(\/\{id\}|\/delta)?$/,
  ],
  // For what Intune shows of users and of the organization.
  [/^DeviceManagement/, /^\/(users|organization)(\/\{id\})?$/],
];

/**
 * Whether a permission is for a part of what requests to a path are for: one kind of object, some properties, another
 * service's view. Which part a request is about cannot be seen from its address.
 */
function isPartial(permission: string, path: string): boolean {
  return PARTIAL.some(([name, where]) => name.test(permission) && where.test(path));
}

/**
 * Id of a permission as a manifest names it, or `null` when none is known. Personal accounts have the same delegated
 * scopes as others, under the same ids.
 */
export function permissionId(details: Engine['details'], permission: string, kind: TokenKind): string | null {
  const kinds = details.permissions[permission];
  return (kind === 'application' ? kinds?.application?.id : (kinds?.delegated?.id ?? kinds?.[kind]?.id)) ?? null;
}

function withoutSupersets(alternatives: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const alone = new Set(alternatives.filter((items) => items.length === 1).map(([item]) => item));
  return alternatives.filter((items) => items.length === 1 || !items.some((item) => alone.has(item)));
}
