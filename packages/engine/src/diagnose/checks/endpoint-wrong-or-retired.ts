import { finding, fromRequest, fromTable, type Check } from '../check.ts';
import { editDistance } from '../../request/suggest.ts';
import { foldText } from '../../request/segment.ts';
import { isRefused, type Case } from '../case.ts';
import { PAGES } from '../sources.ts';

/** No such operation, in this version or cloud, or one past its announced end. */
export const endpointWrongOrRetired: Check = {
  id: 'endpoint-wrong-or-retired',
  run: (subject) => {
    const { decision } = subject;
    if (decision === null) return [];
    const { request, parts } = decision;
    const { reason } = parts.operation;
    const operation = request.operation;
    const asked = `${request.method} ${request.url.replace(/\?.*$/s, '')}`;
    const make = (
      certainty: 'certain' | 'likely' | 'possible',
      says: string,
      settledBy: string | null,
      sources: readonly string[],
    ) => [finding('endpoint-wrong-or-retired', certainty, [fromRequest('request', asked, says)], sources, settledBy)];
    switch (reason) {
      case null:
        return [];
      case 'not-microsoft-graph':
        return request.otherHost === 'graph.windows.net'
          ? make('certain', 'this is Azure AD Graph, which is retired; Microsoft Graph took its place', null, [
              'https://aka.ms/AzureADGraphMigration',
            ])
          : make('likely', 'this is no address of Microsoft Graph', 'compare the host with those of Microsoft Graph', [
              PAGES.nationalClouds,
            ]);
      case 'no-such-path': {
        const near = isSlip(subject);
        const says =
          request.suggestions.length > 0
            ? `the permission table has no such path; did you mean ${request.suggestions.slice(0, 2).join(' or ')}`
            : 'the permission table has no such path, though it omits some real ones';
        return make(near ? 'likely' : 'possible', says, "compare the path with the operation's page", [
          PAGES.permissionsReference,
        ]);
      }
      case 'no-such-method':
        return make(
          wasReached(subject) ? 'possible' : 'likely',
          'the permission table has this path, but not with this method',
          "compare the method with the operation's page",
          [PAGES.permissionsReference],
        );
      case 'does-not-exist':
        return make(
          'certain',
          'the documentation implies this operation, and it does not exist',
          null,
          decision.corrections.map(({ source }) => source),
        );
      case 'other-version':
        return make(
          parts.operation.outcome === 'deny' ? 'certain' : 'likely',
          `the operation exists in ${operation?.versions?.join(', ') ?? 'another version'} only`,
          parts.operation.outcome === 'deny'
            ? null
            : `repeat the request in ${operation?.versions?.join(', ') ?? 'the other version'}`,
          [PAGES.securityApi],
        );
      case 'unknown-version':
        return make('likely', 'Microsoft Graph has the versions v1.0 and beta', 'use v1.0 or beta', [
          PAGES.permissionsReference,
        ]);
      case 'other-cloud':
        return make(
          parts.operation.outcome === 'deny' ? 'certain' : 'likely',
          'the operation is not available in this cloud',
          parts.operation.outcome === 'deny'
            ? null
            : "compare with the table of national clouds on the operation's page",
          [PAGES.nationalClouds],
        );
      case 'retired': {
        const retired = operation?.retired;
        return [
          finding(
            'endpoint-wrong-or-retired',
            // A retired operation may still answer: its end was announced and moved before.
            isRefused(subject) && parts.permission.outcome !== 'deny' && parts.role.outcome !== 'deny'
              ? 'likely'
              : 'possible',
            [
              fromTable(
                'retired',
                retired?.on ?? null,
                `its end was announced for this day; ${retired?.successors.join(' and ') || 'nothing'} took its place`,
              ),
            ],
            [...(retired?.sources ?? []), PAGES.alertsMigration],
            retired?.successors.length
              ? `send the request to ${retired.successors[0]}`
              : 'look the operation up in the reference',
          ),
        ];
      }
    }
  },
};

/** Whether the answer is one that only an operation that exists gives: the table omits real operations. */
function wasReached(subject: Case): boolean {
  const reading = subject.refusal;
  if (!isRefused(subject)) return false;
  if (reading === null || reading.status === null) return true;
  return reading.status === 401 || reading.status === 403;
}

/** Whether the nearest path differs by a slip of the fingers only. */
function isSlip(subject: Case): boolean {
  const request = subject.decision?.request;
  const nearest = request?.suggestions[0];
  if (request === undefined || nearest === undefined) return false;
  const written = foldText(request.url)
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(/^\/?(v1\.0|beta)(?=\/)/, '')
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter((segment) => segment !== '');
  const meant = foldText(nearest).slice(1).split('/');
  if (written.length !== meant.length) return false;
  const slips = meant.map((segment, index) =>
    segment === '{id}'
      ? (written[index] ?? '').startsWith('$')
        ? 9
        : 0
      : editDistance(segment, (written[index] ?? '').slice(0, 80)),
  );
  return slips.reduce((sum, each) => sum + each, 0) <= 2;
}
