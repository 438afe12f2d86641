import { incidents } from 'virtual:incidents';
import type { Evidence } from '../protocol.ts';

/** A refusal to look at when somebody has none of their own. */
export interface Example {
  readonly id: string;
  readonly title: string;
  readonly says: string;
  readonly evidence: Evidence;
}

/** Time of the shipped incidents: 2026-09-01T12:00:00Z. */
const AS_OF = 1_788_264_000;

const URL_OF_SCORES = 'https://graph.microsoft.com/v1.0/security/secureScores';

/** The story of Microsoft's support article on this refusal: its two causes, and its special case. */
export const EXAMPLES: readonly Example[] = [
  example(
    'permission-missing',
    'The permission is missing',
    'The user is a Security Reader, but the token has User.Read only.',
    URL_OF_SCORES,
  ),
  example(
    'role-missing',
    'The role is missing',
    'The permission is there, but the user has no directory role.',
    URL_OF_SCORES,
  ),
  example(
    'implicit-flow',
    'The token hides the roles',
    'The implicit flow leaves the list of roles out of the token.',
    `${URL_OF_SCORES}?$top=1`,
  ),
];

function example(id: keyof typeof incidents, title: string, says: string, url: string): Example {
  const { claims, response } = incidents[id];
  return {
    id,
    title,
    says,
    evidence: {
      token: claims,
      facts: null,
      request: { method: 'GET', url },
      response: `HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n${response.trim()}`,
      at: AS_OF,
    },
  };
}
