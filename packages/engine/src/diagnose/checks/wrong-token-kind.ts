import { asSureAs, finding, fromTable, fromToken, shortList, type Check } from '../check.ts';
import { claimOf, isRefused, partsOf, type Case } from '../case.ts';
import type { Finding } from '../finding.ts';
import { PAGES } from '../sources.ts';

/** The permission is there for the other kind of token, or the operation does not support this kind. */
export const wrongTokenKind: Check = {
  id: 'wrong-token-kind',
  run: (subject) => [...unsupportedKind(subject), ...heldInOtherClaim(subject)],
};

function unsupportedKind(subject: Case): readonly Finding[] {
  const { facts, decision } = subject;
  const permission = partsOf(subject)?.permission;
  if (facts?.kind == null || decision?.request.operation == null || permission === undefined) return [];
  const operation = `${decision.request.operation.method} ${decision.request.operation.path}`;
  const kind = fromToken(facts.kindClaim ?? 'kind', facts.kind, `this is a token of the kind ${facts.kind}`);
  if (permission.reason === 'kind-refused') {
    return [
      finding(
        'wrong-token-kind',
        'certain',
        [kind, fromTable('operation', operation, '`/me` means the signed-in user, and an application has none')],
        ['https://github.com/microsoftgraph/msgraph-sdk-php/issues/1163'],
      ),
    ];
  }
  if (isDoubtfulKind(subject)) {
    return [
      finding(
        'wrong-token-kind',
        'likely',
        [
          kind,
          fromTable('operation', operation, 'what is listed for this kind is contested, and the other kind is not'),
        ],
        decision.corrections.map(({ source }) => source),
        'repeat the request with a token of the other kind',
      ),
    ];
  }
  if (permission.reason !== 'kind-not-supported' || facts.kind === 'delegated-personal') return [];
  return [
    finding(
      'wrong-token-kind',
      'certain',
      [kind, fromTable('operation', operation, `the permission table accepts no permission of this kind here`)],
      [PAGES.permissionsReference],
    ),
  ];
}

function heldInOtherClaim(subject: Case): readonly Finding[] {
  const { facts } = subject;
  const permission = partsOf(subject)?.permission;
  if (facts?.kind == null || permission === undefined || permission.outcome !== 'deny') return [];
  const other = facts.kind === 'application' ? facts.scopes : facts.appRoles;
  const accepted = new Set(permission.accepted.map((entry) => entry.permission));
  const misplaced = (other ?? []).filter((name) => accepted.has(name));
  if (misplaced.length === 0) return [];
  const claim = facts.kind === 'application' ? 'scp' : 'roles';
  return [
    finding(
      'wrong-token-kind',
      asSureAs(subject, 'certain'),
      [
        fromToken(
          claim,
          shortList(misplaced),
          `an accepted permission stands here, and for a token of the kind ${facts.kind} only ${claimOf(facts.kind)} counts`,
        ),
      ],
      [PAGES.securityAuthorization],
    ),
  ];
}

/** Whether all that is accepted of the token's kind is doubtful, while the other kind has a firm permission. */
function isDoubtfulKind(subject: Case): boolean {
  const { facts, decision, engine } = subject;
  const accepted = decision?.parts.permission.accepted ?? [];
  if (decision === null || facts === null || !isRefused(subject)) return false;
  if (accepted.length === 0 || !accepted.every((entry) => entry.doubtful)) return false;
  const other = facts.kind === 'application' ? 'delegated' : 'application';
  const requirements = engine.requirements(decision.request.method, decision.request.url) ?? [];
  return requirements.some(({ kind, accepted: theirs }) => kind === other && theirs.some((entry) => !entry.doubtful));
}
