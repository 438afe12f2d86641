import type { Kysely } from 'kysely';
import { randomText } from '../../random.ts';
import type { Database } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { hashSecret } from '../tenant/passwords.ts';
import { REFRESH_TOKEN_LIFETIME, SPA_REFRESH_TOKEN_LIFETIME } from './lifetime.ts';

/** Kind of client by the redirect URI or grant that it used: decides how it must authenticate. */
export type Platform = 'web' | 'spa' | 'publicClient';

/** What a refresh token stands for. */
export interface RefreshPayload {
  readonly appId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly platform: Platform;
  /** Scopes as the first request wrote them. */
  readonly scope: string;
  /** `resource` of a version 1.0 request. */
  readonly resource: string | null;
  readonly authenticatedAt: number;
  readonly sessionId: string | null;
  readonly methods: readonly string[];
  readonly handlesChallenges: boolean;
}

/** A refresh token that was found acceptable. */
export interface AcceptedRefreshToken {
  readonly hash: string;
  readonly family: string;
  readonly payload: RefreshPayload;
  readonly expiresAt: number;
}

/** A used refresh token still works for this long, because clients renew several access tokens at once. */
export const REUSE_GRACE_MS = 30_000;

/** Keeps a new refresh token and returns it. */
export async function createRefreshToken(
  call: Call,
  db: Kysely<Database>,
  family: string,
  payload: RefreshPayload,
  expiresAt: number | null,
): Promise<string> {
  const token = `1.${randomText(call.random, 48)}`;
  const lifetime = payload.platform === 'spa' ? SPA_REFRESH_TOKEN_LIFETIME : REFRESH_TOKEN_LIFETIME;
  await db
    .insertInto('refresh_tokens')
    .values({
      hash: hashSecret(token),
      family,
      user_id: payload.userId,
      payload_json: JSON.stringify(payload),
      issued_at: call.now,
      // A single-page application's ends with the first one, however often it is used.
      expires_at: payload.platform === 'spa' && expiresAt !== null ? expiresAt : call.now + lifetime * 1000,
      used_at: null,
      revoked_at: null,
    })
    .execute();
  return token;
}

/**
 * Finds a refresh token.
 *
 * One that was used before and comes again later than {@link REUSE_GRACE_MS} was copied: all tokens that descend from
 * the same sign-in are revoked (RFC 9700, Section 4.14.2). Entra itself lets a used one live on.
 *
 * @throws {@link AadError} 70000 if it is unknown, 50173 if revoked or reused, 700082 or 700084 if expired.
 */
export async function findRefreshToken(call: Call, token: string): Promise<AcceptedRefreshToken> {
  const hash = hashSecret(token);
  const row = await call.state.db.selectFrom('refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (row === undefined) throw new AadError(70000, ['the refresh token is unknown']);
  const payload = JSON.parse(row.payload_json) as RefreshPayload;
  if (row.revoked_at !== null) throw new AadError(50173);
  if (row.expires_at <= call.now) throw new AadError(payload.platform === 'spa' ? 700084 : 700082);
  if (row.used_at !== null && call.now - row.used_at > REUSE_GRACE_MS) {
    await revokeFamily(call, row.family);
    throw new AadError(50173);
  }
  return { hash, family: row.family, payload, expiresAt: row.expires_at };
}

/** Replaces a refresh token by a new one in one step: a crash leaves either. */
export async function rotateRefreshToken(
  call: Call,
  used: AcceptedRefreshToken,
  payload: RefreshPayload,
): Promise<string> {
  return call.state.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('refresh_tokens')
      .set({ used_at: call.now })
      .where('hash', '=', used.hash)
      .where('used_at', 'is', null)
      .execute();
    return createRefreshToken(call, trx, used.family, payload, used.expiresAt);
  });
}

/** Revokes all refresh tokens that descend from one sign-in. */
export async function revokeFamily(call: Call, family: string): Promise<void> {
  await call.state.db
    .updateTable('refresh_tokens')
    .set({ revoked_at: call.now })
    .where('family', '=', family)
    .where('revoked_at', 'is', null)
    .execute();
}
