import { QueryString } from './odata/query-string.ts';
import type { GraphVersion } from './request.ts';

/** An address of Microsoft Graph, taken apart. */
export interface GraphAddress {
  readonly version: GraphVersion;
  /** Below the version, decoded, with a slash in front. */
  readonly path: string;
  /** Segments of the path, keys in parentheses as segments of their own. */
  readonly segments: readonly string[];
  readonly query: QueryString;
}

const MOST_SEGMENTS = 60;

/**
 * Takes the path and query of an address apart.
 *
 * Reads `/alerts('id')` as `/alerts/id`, ignores empty segments and takes the last part of a qualified action name
 * such as `microsoft.graph.security.runHuntingQuery`.
 *
 * @param target Path and query, such as `/v1.0/security/alerts?$top=1`.
 *
 * @returns `null` when it does not begin with a version.
 */
export function readAddress(target: string): GraphAddress | null {
  const question = target.indexOf('?');
  const rawPath = question === -1 ? target : target.slice(0, question);
  const raw = rawPath.split('/').filter((segment) => segment !== '');
  if (raw.length > MOST_SEGMENTS) return null;
  const [version = '', ...rest] = raw.map(decodeSegment);
  const known = version.toLowerCase();
  if (known !== 'v1.0' && known !== 'beta') return null;
  return {
    version: known,
    path: `/${rest.join('/')}`,
    segments: rest.flatMap(splitKey),
    query: QueryString.parse(question === -1 ? '' : target.slice(question + 1)),
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const KEYED = /^([A-Za-z_$][\w.$]*)\((?:[A-Za-z]\w*=)?'((?:[^']|'')*)'\)$/;

function splitKey(segment: string): readonly string[] {
  const keyed = KEYED.exec(segment);
  if (keyed !== null) return [keyed[1] ?? '', (keyed[2] ?? '').replaceAll("''", "'")];
  if (/^microsoft\.graph\./i.test(segment)) return [segment.slice(segment.lastIndexOf('.') + 1)];
  return [segment];
}
