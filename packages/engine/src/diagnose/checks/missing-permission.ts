import { asSureAs, finding, fromRequest, fromResponse, fromTable, fromToken, shortList, type Check } from '../check.ts';
import { claimOf, heldPermissions, isSecurityApi, namingRefusal, partsOf, type Case } from '../case.ts';
import type { Evidence, Finding } from '../finding.ts';
import { PAGES } from '../sources.ts';

/** No accepted permission of the token's kind is in the token. */
export const missingPermission: Check = {
  id: 'missing-permission',
  run: (subject) => {
    const held = heldPermissions(subject);
    const parts = partsOf(subject);
    const kind = subject.facts?.kind;
    if (held === null || parts === null || kind == null) return [];
    const { permission } = parts;
    const claim = claimOf(kind);
    if (permission.reason === 'query-needs-more') {
      return [
        finding(
          'missing-permission',
          asSureAs(subject, 'certain'),
          [
            fromToken(claim, shortList(held), 'the token holds what the operation needs'),
            fromRequest('query', shortList(permission.queryNeeds), 'and the query needs one of these in addition'),
          ],
          [PAGES.permissionsReference],
        ),
      ];
    }
    if (permission.outcome === 'deny' && permission.reason === 'nothing-held') {
      return [finding('missing-permission', certaintyOf(subject), evidence(subject, held, claim), sourcesOf(subject))];
    }
    if (
      permission.outcome === 'unknown' &&
      (permission.reason === 'doubtful-only' ||
        permission.reason === 'other-authority' ||
        permission.reason === 'query-not-reviewed')
    ) {
      return [
        finding(
          'missing-permission',
          permission.determining.length === 0 ? 'likely' : 'possible',
          evidence(subject, held, claim),
          sourcesOf(subject),
          permission.reason === 'other-authority'
            ? 'look whether the caller was let in on the resource itself: resource-specific consent, a `.Selected` grant, or Exchange application access'
            : "compare the permission table on the operation's page",
        ),
      ];
    }
    return [];
  },
};

/**
 * The token proves that it lacks every accepted permission. What a service says against it (it names a permission that
 * the token holds) or what the sources contest keeps that from being certain.
 */
function certaintyOf(subject: Case): Finding['certainty'] {
  const held = new Set(heldPermissions(subject) ?? []);
  const named = namingRefusal(subject);
  if (named?.required?.names.some((name) => held.has(name))) return 'possible';
  return asSureAs(subject, 'certain');
}

function evidence(subject: Case, held: readonly string[], claim: 'scp' | 'roles'): readonly Evidence[] {
  const permission = partsOf(subject)?.permission;
  const operation = subject.decision?.request.operation;
  const accepted = (permission?.accepted ?? []).filter((entry) => !entry.doubtful);
  const names = accepted.map((entry) =>
    entry.with.length === 0 ? entry.permission : `${entry.permission} with ${entry.with.join(' or ')}`,
  );
  const named = namingRefusal(subject);
  return [
    fromToken(
      claim,
      held.length === 0 ? null : shortList(held),
      held.length === 0 ? `the token holds no permission in ${claim}` : `none of these is accepted`,
    ),
    fromTable(
      operation ? `${operation.method} ${operation.path}` : 'operation',
      shortList(names),
      'one of these is accepted, least privileged first',
    ),
    ...(named?.required
      ? [fromResponse('error.message', shortList(named.required.names), 'the service names these as required')]
      : []),
  ];
}

function sourcesOf(subject: Case): readonly string[] {
  return isSecurityApi(subject)
    ? [PAGES.permissionsReference, PAGES.securityAuthorization]
    : [PAGES.permissionsReference];
}
