import { namingRefusal, partsOf, type Case } from './case.ts';
import type { RankedCause } from './rank.ts';
import { endpointRemedies } from './remedies/endpoint.ts';
import { grantRemedy } from './remedies/grant.ts';
import { kindRemedies } from './remedies/kind.ts';
import { grantFacts, leastAddition, levelOf } from './remedies/least-addition.ts';
import {
  anotherFlow,
  consent,
  licence,
  newToken,
  policy,
  rightAudience,
  rightTenant,
  serviceFault,
  workAccount,
} from './remedies/plain.ts';
import { prove, withPermissions } from './remedies/prove.ts';
import type { Remedy } from './remedies/remedy.ts';
import { roleRemedies } from './remedies/role.ts';
import { TOKEN_KINDS, type TokenKind } from '../token/facts.ts';
import { unknownFacts } from '../token/from-claims.ts';

/** Repairs of one cause, the best first. */
export function remediesFor(subject: Case, cause: RankedCause): readonly Remedy[] {
  switch (cause.code) {
    case 'missing-permission':
      return permissionRemedies(subject);
    case 'consent-missing':
      return [consent(subject), ...(cause.certainty === 'certain' ? permissionRemedies(subject) : [])];
    case 'wrong-token-kind':
      return kindRemedies(subject);
    case 'missing-directory-role':
      return roleRemedies(subject);
    case 'directory-roles-absent':
      return [anotherFlow(subject)];
    case 'wrong-audience':
      return [rightAudience(subject)];
    case 'token-invalid':
    case 'stale-token':
      return [newToken(subject)];
    case 'tenant-mismatch':
      return [rightTenant(subject)];
    case 'account-type-unsupported':
      return [workAccount()];
    case 'endpoint-wrong-or-retired':
      return endpointRemedies(subject);
    case 'license-required':
      return [licence(subject)];
    case 'resource-policy':
      return [policy(subject)];
    case 'service-fault':
      return [serviceFault(subject)];
  }
}

/** The least privileged grant that the operation needs, or, without an operation, one that the refusal names. */
function permissionRemedies(subject: Case): readonly Remedy[] {
  const kinds: readonly TokenKind[] =
    subject.facts?.kind == null ? TOKEN_KINDS.filter((kind) => kind !== 'delegated-personal') : [subject.facts.kind];
  if (partsOf(subject) !== null && subject.decision?.request.operation != null) {
    return kinds.flatMap((kind) => {
      const facts =
        subject.facts?.kind == null ? { ...unknownFacts('facts'), kind, scopes: [], appRoles: [] } : subject.facts;
      const permissions = leastAddition(subject, facts, kind);
      if (permissions === null || permissions.length === 0) return [];
      const proof = prove(subject, withPermissions(facts, permissions), ['permission']);
      return [grantRemedy(subject, permissions, kind, proof)];
    });
  }
  const named = namingRefusal(subject)?.required?.names ?? [];
  return kinds.flatMap((kind) => {
    const known = named
      .filter((name) => grantFacts(subject, name, kind) !== undefined)
      .sort((a, b) => levelOf(subject, a, kind) - levelOf(subject, b, kind));
    return known.length === 0 ? [] : [grantRemedy(subject, known.slice(0, 1), kind, { proved: [], leaves: [] })];
  });
}
