import type { RequestView } from '../../decide/decision.ts';
import type { Case } from '../case.ts';
import { PAGES } from '../sources.ts';
import { leastAddition } from './least-addition.ts';
import { prove, withPermissions } from './prove.ts';
import { remedy, step, type Remedy } from './remedy.ts';

/** Most paths that are offered in place of a wrong one. */
const MOST = 3;

/** The repairs of a wrong or retired address: the one that was meant, with the permissions that it needs. */
export function endpointRemedies(subject: Case): readonly Remedy[] {
  const { decision } = subject;
  if (decision === null) return [];
  const { request, parts } = decision;
  if (request.otherHost === 'graph.windows.net') {
    return [
      remedy('developer', 'call Microsoft Graph in place of Azure AD Graph', [
        step(
          'move the request to graph.microsoft.com and get a token for it',
          'browser',
          'https://aka.ms/AzureADGraphMigration',
        ),
      ]),
    ];
  }
  const version = request.operation?.versions?.[0];
  if (parts.operation.reason === 'other-version' && version !== undefined) {
    const url = request.url.replace(/(^|\/)(v1\.0|beta)(?=\/)/i, `$1${version}`);
    return [
      remedy('developer', `call it in ${version}`, [
        step('use this address', 'graph-rest', `${request.method} ${url}`),
      ]),
    ];
  }
  const paths = request.operation === null ? request.suggestions : (request.operation.retired?.successors ?? []);
  return paths.slice(0, MOST).map((path) => moveTo(subject, request, path));
}

function moveTo(subject: Case, request: RequestView, path: string): Remedy {
  const prefix = /^(https?:\/\/[^/]+)?\/?(v1\.0|beta)?(?=\/|$)/i.exec(request.url)?.[0] ?? '';
  const url = `${prefix}${path}`;
  const needs = neededThere(subject, request.method, url);
  const grants = needs === null || needs.length === 0 ? '' : needs.join(' and ');
  return remedy(
    'developer',
    `send the request to ${path}${grants === '' ? '' : `, which needs ${grants}`}`,
    [
      step('use this address', 'graph-rest', `${request.method} ${url}`),
      ...(grants === '' ? [] : [step(`grant ${grants} to the client, and get a new token`)]),
    ],
    {
      ...(subject.facts === null
        ? {}
        : prove(subject, withPermissions(subject.facts, needs ?? []), ['operation', 'permission'], url)),
      permissions: needs ?? [],
      sources: [PAGES.permissionsReference],
    },
  );
}

function neededThere(subject: Case, method: string, url: string): readonly string[] | null {
  const { facts, engine } = subject;
  if (facts?.kind == null) return null;
  const there = engine.describe(method, url, engine.principal(facts), subject.at);
  if (there.parts.permission.outcome === 'allow') return [];
  return leastAddition({ ...subject, decision: there }, facts, facts.kind);
}
