import { createHash } from 'node:crypto';

/**
 * `sub` of a user: different for each application, so that applications cannot compare their users.
 *
 * @see [Access token claims, `sub`](https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference)
 */
export function pairwiseSubject(userId: string, appId: string): string {
  return createHash('sha256').update(`${userId} ${appId}`).digest('base64url');
}
