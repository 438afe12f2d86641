import { partOf } from '../../decide/decide.ts';
import { OUTCOMES } from '../../decide/outcome.ts';
import type { KindRequirements } from '../../engine.ts';
import type { PermissionGrantFacts } from '../../knowledge.ts';
import type { TokenFacts, TokenKind } from '../../token/facts.ts';
import type { Case } from '../case.ts';
import { withPermissions } from './prove.ts';

/** Permissions to add, with the privilege that they bring. */
interface Addition {
  readonly permissions: readonly string[];
  readonly rank: readonly number[];
}

/**
 * The least privileged permissions that make the permission part `allow` when they are added to what a token of a kind
 * holds, or `null` when none are known that do.
 *
 * Least is, in this order: what the permission table flags as least privileged, what can be consented (provisioned and
 * visible), the lower privilege level, fewer permissions, the name. Each candidate is decided before it is taken.
 */
export function leastAddition(subject: Case, facts: TokenFacts, kind: TokenKind): readonly string[] | null {
  const { engine, decision } = subject;
  if (decision === null) return null;
  const { method, url } = decision.request;
  const base: TokenFacts = facts.kind === kind ? facts : { ...facts, kind, scopes: [], appRoles: [] };
  const held = new Set((kind === 'application' ? base.appRoles : base.scopes) ?? []);
  const requirements = engine.requirements(method, url)?.find((each) => each.kind === kind);
  if (requirements === undefined || requirements.support !== 'supported') return null;
  const suffices = (permissions: readonly string[]): boolean => {
    const principal = engine.principal(withPermissions(base, permissions));
    return OUTCOMES[partOf(engine.decide(method, url, principal, subject.at), 2)] === 'allow';
  };
  for (const { permissions } of additionsOf(subject, requirements, held, kind)) {
    if (suffices(permissions)) return permissions;
    const principal = engine.principal(withPermissions(base, permissions));
    const needed = engine.describe(method, url, principal, subject.at).parts.permission.queryNeeds;
    const byLevel = [...needed].sort((a, b) => levelOf(subject, a, kind) - levelOf(subject, b, kind));
    const both = byLevel.map((more) => [...permissions, more]).find(suffices);
    if (both !== undefined) return both;
  }
  return null;
}

function additionsOf(
  subject: Case,
  requirements: KindRequirements,
  held: ReadonlySet<string>,
  kind: TokenKind,
): readonly Addition[] {
  const additions: Addition[] = [];
  for (const entry of requirements.accepted) {
    if (entry.doubtful) continue;
    const own = held.has(entry.permission) ? [] : [entry.permission];
    const isAccompanied = entry.with.length === 0 || entry.with.some((name) => held.has(name));
    for (const partner of isAccompanied ? [[]] : entry.with.map((name) => [name])) {
      const permissions = [...own, ...partner];
      const rank = [
        // Nothing to add to what suffices already: only the query can need more.
        permissions.length === 0 ? 0 : 1,
        entry.least ? 0 : 1,
        permissions.some((name) => !isConsentable(subject, name, kind)) ? 1 : 0,
        permissions.reduce((sum, name) => sum + levelOf(subject, name, kind), 0),
        permissions.length,
      ];
      additions.push({ permissions, rank });
    }
  }
  return additions.sort(
    (a, b) => compareRanks(a.rank, b.rank) || (a.permissions.join() < b.permissions.join() ? -1 : 1),
  );
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isConsentable(subject: Case, name: string, kind: TokenKind): boolean {
  const facts = grantFacts(subject, name, kind);
  return facts !== undefined && facts.id !== null && facts.enabled && !facts.hidden;
}

/** Privilege level of a permission in a kind, 1 to 5; the middle where none is stated. */
export function levelOf(subject: Case, name: string, kind: TokenKind): number {
  return grantFacts(subject, name, kind)?.privilegeLevel ?? 3;
}

/** Facts about a permission in a kind; a personal account's permissions are provisioned with the delegated ones. */
export function grantFacts(subject: Case, name: string, kind: TokenKind): PermissionGrantFacts | undefined {
  const kinds = subject.engine.details.permissions[name];
  const own = kinds?.[kind];
  return kind === 'delegated-personal' && (own === undefined || own.id === null) ? kinds?.delegated : own;
}
