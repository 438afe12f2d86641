import { isRefused, isSecurityApi, partsOf, type Case } from './case.ts';
import type { Finding } from './finding.ts';

/**
 * Leaves out what the token disproves, and lowers what it speaks against: a text that names two causes is about the
 * other one, and a usual cause is none where the claim that it is about says the opposite.
 *
 * Facts that somebody tells of a token disprove nothing: they can be incomplete or about another token.
 */
export function withoutDisproved(subject: Case, findings: readonly Finding[]): readonly Finding[] {
  return findings.flatMap((found) => {
    if (!isDisproved(subject, found)) return [found];
    return subject.hearsay && found.certainty !== 'possible' ? [{ ...found, certainty: 'possible' as const }] : [];
  });
}

function isDisproved(subject: Case, found: Finding): boolean {
  const parts = partsOf(subject);
  const { facts } = subject;
  if (facts === null) return false;
  switch (found.code) {
    case 'missing-directory-role':
      // An application has no user; what roles its service principal needs is a matter of other operations.
      return parts?.role.outcome === 'allow' && (facts.kind !== 'application' || isSecurityApi(subject));
    case 'directory-roles-absent':
      return facts.kind === 'application' || (facts.directoryRoles !== undefined && facts.directoryRoles !== null);
    case 'missing-permission':
    case 'consent-missing':
      return (
        parts?.permission.outcome === 'allow' &&
        found.evidence.every((each) => each.from !== 'response' || !namesPermission(subject)) &&
        isRefused(subject) &&
        parts.permission.determining.length > 0 &&
        found.evidence[0]?.name !== 'workload'
      );
    case 'wrong-token-kind':
      return parts?.permission.outcome === 'allow' && parts.permission.determining.length > 0;
    case 'wrong-audience':
      return facts.audience !== null && parts?.token.outcome === 'allow';
    default:
      return false;
  }
}

/** The service names the permission that it wants, which weighs more than the table. */
function namesPermission(subject: Case): boolean {
  return subject.refusal?.refusals.some((refusal) => (refusal.required?.names.length ?? 0) > 0) ?? false;
}
