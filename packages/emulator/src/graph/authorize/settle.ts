import { retirementOf } from '../retirement.ts';
import type { Judgement, Settled } from './judgement.ts';

/** What the emulator knows that the engine cannot. */
export interface SettleFacts {
  /** Whether the emulator implements the operation. */
  readonly implemented: boolean;
  /** Retired endpoints answer as after their retirement. */
  readonly retired: boolean;
  /** Permissions that the documentation names for an operation that the permission table does not list. */
  readonly documented: readonly string[] | null;
  /** The handler itself lets each caller reach only its own objects. */
  readonly ownership: boolean;
  readonly held: readonly string[];
  readonly method: string;
  /** `wids` of the caller; `null` when the token has none. */
  readonly directoryRoles: readonly string[] | null;
}

const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

/**
 * Settles parts that are `unknown` to an outsider from the emulator's own state and settings.
 *
 * A part that is `deny` stays so, and nothing is settled about permissions that the engine knows: the engine alone has
 * rules about authorization.
 */
export function settle(judgement: Judgement, facts: SettleFacts): readonly Settled[] {
  const { operation, permission, role, policy } = judgement.decision.parts;
  const settled: Settled[] = [];
  if (operation.outcome === 'unknown' && operation.reason === 'retired') {
    settled.push({
      part: 'operation',
      outcome: facts.retired ? 'deny' : 'allow',
      by: facts.retired ? 'retired' : 'still-served',
    });
  } else if (operation.outcome === 'unknown' && judgement.decision.request.operation === null && facts.implemented) {
    settled.push({ part: 'operation', outcome: 'allow', by: 'implemented' });
  }
  const unstated = permission.reason === 'not-stated' || judgement.decision.request.operation === null;
  if (permission.outcome === 'unknown' && unstated && facts.documented !== null) {
    const holds = facts.documented.some((name) => facts.held.includes(name));
    settled.push({ part: 'permission', outcome: holds ? 'allow' : 'deny', by: 'implemented' });
  }
  if (permission.outcome === 'unknown' && permission.reason === 'query-not-reviewed' && facts.implemented) {
    // The handler refuses every expansion but those it knows, and they need nothing else.
    settled.push({ part: 'permission', outcome: 'allow', by: 'expansion-known' });
  }
  if (role.outcome === 'unknown' && facts.directoryRoles !== null && role.reason === 'outside-wids') {
    settled.push({ part: 'role', outcome: roleOutcome(role.alternatives, facts), by: 'tenant-roles' });
  }
  if (policy.outcome === 'unknown' && policy.reason === 'owned-only' && facts.ownership) {
    settled.push({ part: 'policy', outcome: 'allow', by: 'ownership-enforced' });
  }
  return settled;
}

/**
 * What the roles outside of `wids` can add here: the emulator's tenants have no custom roles, no owners and no roles of
 * other products. A global administrator holds what every least privileged role of such a list holds; ordinary users
 * can create what the directory lets them create by default.
 */
function roleOutcome(alternatives: readonly string[], facts: SettleFacts): 'allow' | 'deny' {
  if (facts.directoryRoles?.includes(GLOBAL_ADMINISTRATOR) === true) return 'allow';
  return alternatives.includes('default-user') && facts.method === 'POST' ? 'allow' : 'deny';
}

/** Whether operations of a path answer their retirement rather than their data. */
export function isRetired(path: string, retired: boolean): boolean {
  return retired && retirementOf(path.toLowerCase()) !== null;
}
