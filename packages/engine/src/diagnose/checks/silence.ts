import { finding, fromTable, fromToken, shortList, type Check } from '../check.ts';
import { isPermitted, isRefused, partsOf, priorsOf, type Case } from '../case.ts';
import type { CauseCode, Finding } from '../finding.ts';
import { PAGES } from '../sources.ts';

/** Causes that the token or the request itself disproves, so that they are no candidates where all is silent. */
const DISPROVED_BY_PERMIT: readonly CauseCode[] = [
  'missing-permission',
  'wrong-token-kind',
  'consent-missing',
  'stale-token',
];

/**
 * Where message and token are silent: the usual causes of this part of Microsoft Graph. Where the table permits what
 * was refused, the causes that no token shows.
 */
export const silence: Check = {
  id: 'silence',
  run: (subject) => {
    if (!isRefused(subject) && partsOf(subject)?.token.outcome !== 'unknown') return [];
    const { workload } = subject;
    const permitted = isPermitted(subject);
    return priorsOf(subject)
      .filter(({ code }) => isOpen(subject, code))
      .map(({ code, settledBy }): Finding => {
        const says = permitted
          ? 'the table permits what was refused, so the reason is one that the token does not show'
          : 'neither the answer nor the token tells; this is among the usual causes here';
        return finding(
          code,
          'possible',
          [
            fromTable('workload', workload, says),
            ...(permitted && partsOf(subject) !== null
              ? [
                  fromToken(
                    'permissions',
                    shortList(partsOf(subject)?.permission.determining ?? []),
                    'this suffices by the permission table',
                  ),
                ]
              : []),
          ],
          [PAGES.resolveAuthErrors],
          sentence(settledBy),
        );
      });
  },
};

/** Whether nothing that is known rules a cause out. */
function isOpen(subject: Case, code: CauseCode): boolean {
  const parts = partsOf(subject);
  if (
    parts?.permission.outcome === 'allow' &&
    parts.permission.determining.length > 0 &&
    DISPROVED_BY_PERMIT.includes(code)
  ) {
    // The table is not the service: where a documented pair lets the caller in, the service was seen to ask for more.
    const held = new Set(parts.permission.determining);
    return (
      code === 'missing-permission' &&
      parts.permission.accepted.some((entry) => entry.with.length > 0 && held.has(entry.permission))
    );
  }
  switch (code) {
    case 'missing-directory-role':
      return parts?.role.outcome !== 'allow' && subject.facts?.directoryRoles !== null;
    case 'directory-roles-absent':
      return subject.facts?.directoryRoles === undefined || subject.facts.directoryRoles === null;
    case 'wrong-audience':
      return subject.facts?.audience == null;
    case 'token-invalid':
      return subject.refusal?.status !== 403;
    default:
      return true;
  }
}

function sentence(text: string): string {
  const bare = text.replace(/\.$/, '');
  return bare.charAt(0).toLowerCase() + bare.slice(1);
}
