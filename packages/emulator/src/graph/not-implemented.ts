import { decisionHeader, type Judgement } from './authorize/judgement.ts';
import { GraphError } from './errors/graph-error.ts';
import { PlainText, type GraphResult } from './request.ts';

/** Stable code of the answer to an operation that was authorized and is not implemented. */
export const NOT_IMPLEMENTED = 'emulatorNotImplemented';

/** 501 with the decision in the body: the permissions of every call can be tested, whatever it does. */
export function notImplemented(method: string, path: string, judgement: Judgement | null): GraphError {
  const decision =
    judgement === null
      ? null
      : {
          outcome: judgement.outcome,
          parts: judgement.parts,
          operation: judgement.decision.request.operation?.path ?? null,
          accepted: judgement.decision.parts.permission.accepted.map((accepted) => accepted.permission),
          determining: judgement.decision.parts.permission.determining,
        };
  return new GraphError(
    501,
    NOT_IMPLEMENTED,
    `The request is authorized, but the emulator does not implement ${method} ${path.slice(0, 200)}.`,
    {
      beside: { decision },
      headers: judgement === null ? {} : { 'why403-decision': decisionHeader(judgement) },
    },
  );
}

const NAMES_WITHOUT_S: ReadonlySet<string> = new Set([
  'children',
  'people',
  'delta',
  'whois',
  'manageddevicelogcollectionrequests',
]);

/** What `--stub` answers instead: an empty success of the shape that the path lets expect. */
export function stubResult(
  method: string,
  segments: readonly string[],
  template: string | null,
  root: string,
): GraphResult {
  if (method === 'DELETE' || method === 'PATCH' || method === 'PUT') return { status: 204 };
  const last = (template ?? `/${segments.join('/')}`).split('/').at(-1) ?? '';
  if (segments.at(-1) === '$count') return { status: 200, body: new PlainText('0') };
  const context = `${root}/$metadata#${segments.join('/')}`;
  const collection =
    !last.startsWith('{') && (/s$/i.test(last) || NAMES_WITHOUT_S.has(last.replace(/\(.*$/, '').toLowerCase()));
  if (collection && method === 'GET') return { status: 200, body: { '@odata.context': context, value: [] } };
  return { status: 200, body: { '@odata.context': method === 'GET' ? `${context}/$entity` : context } };
}
