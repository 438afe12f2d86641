import { unknownFacts, type TokenFacts } from '@why403/engine';
import type { Change } from '../protocol.ts';

/**
 * The facts about a token after a change that somebody tries.
 *
 * Permissions move with the kind, since the question is what the same permissions would do in the other claim. Another
 * flow than the implicit one brings the `wids` claim back, with values that nobody knows.
 */
export function changeFacts(given: TokenFacts | null, change: Change): TokenFacts {
  const facts = given ?? { ...unknownFacts('facts'), kind: 'delegated' as const };
  const kind = change.kind ?? facts.kind ?? 'delegated';
  const before = facts.kind === 'application' ? facts.appRoles : facts.scopes;
  const isTouched = change.addPermissions.length > 0 || change.removePermissions.length > 0;
  const permissions =
    before == null && !isTouched ? before : edited(before ?? [], change.addPermissions, change.removePermissions);
  const flow = change.flow ?? facts.flow;
  const isSameKind = kind === facts.kind;
  const roles =
    change.flow === 'implicit'
      ? null
      : change.flow !== undefined && facts.directoryRoles === null
        ? undefined
        : isSameKind
          ? facts.directoryRoles
          : undefined;
  const rolesTouched = change.addRoles.length > 0 || change.removeRoles.length > 0;
  return {
    ...facts,
    kind,
    kindClaim: isSameKind ? facts.kindClaim : null,
    scopes: kind === 'application' ? null : permissions,
    appRoles: kind === 'application' ? permissions : null,
    directoryRoles: roles === null || !rolesTouched ? roles : edited(roles ?? [], change.addRoles, change.removeRoles),
    flow,
  };
}

function edited(list: readonly string[], add: readonly string[], remove: readonly string[]): readonly string[] {
  return [...new Set([...list, ...add])].filter((item) => !remove.includes(item));
}
