import { finding, fromTable, fromToken, shortList, type Check } from '../check.ts';
import { isRefused, partsOf, type Case } from '../case.ts';
import { PAGES } from '../sources.ts';

/** A policy on the resource stops a caller whose permission suffices: ownership, own data, access policies. */
export const resourcePolicy: Check = {
  id: 'resource-policy',
  run: (subject) => {
    const parts = partsOf(subject);
    if (parts === null) return [];
    if (needsTeamsPolicy(subject)) {
      return [
        finding(
          'resource-policy',
          'likely',
          [
            fromTable(
              'policy',
              'teams-application-access-policy',
              'an application reaches meetings only of users for whom a Teams administrator granted it a policy',
            ),
          ],
          ['https://learn.microsoft.com/graph/cloud-communication-online-meeting-application-access-policy'],
          'look whether an application access policy names the application, and whether it is granted to the user',
        ),
      ];
    }
    if (parts.policy.outcome !== 'unknown') return [];
    const certainty = isRefused(subject) && parts.permission.outcome === 'allow' ? 'likely' : 'possible';
    const held = fromToken(
      'permission',
      shortList(parts.permission.determining),
      'this permission suffices for the operation',
    );
    const [says, settledBy] = explanation(parts.policy.reason);
    return [
      finding(
        'resource-policy',
        certainty,
        [held, fromTable('policy', parts.policy.reason, says)],
        [PAGES.permissionsReference],
        settledBy,
      ),
    ];
  },
};

function explanation(reason: NonNullable<ReturnType<typeof partsOf>>['policy']['reason']): readonly [string, string] {
  switch (reason) {
    case 'owned-only':
      return [
        'it reaches only what the calling application owns or made',
        'look whether the application made or owns the object',
      ];
    case 'own-data-only':
      return ["it reaches only the signed-in user's own data", 'compare the id in the path with the signed-in user'];
    default:
      return [
        'an access policy on the resource can refuse an application that has the permission',
        'ask the administrator of the resource for its application access policies',
      ];
  }
}

/** Meetings are closed to applications unless a policy opens them, so a refusal without further word speaks for it. */
function needsTeamsPolicy(subject: Case): boolean {
  return (
    isRefused(subject) &&
    subject.facts?.kind === 'application' &&
    subject.workload === 'teams' &&
    subject.decision?.request.operation?.applicationPolicy === true &&
    subject.decision.parts.permission.outcome !== 'deny' &&
    (subject.refusal?.refusals.every(({ statements }) => statements.length === 0) ?? true)
  );
}
