import { randomGuid, randomText } from '../../random.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { hashSecret } from '../tenant/passwords.ts';
import { AUTHORIZATION_CODE_LIFETIME } from '../tokens/lifetime.ts';
import { revokeFamily, type Platform } from '../tokens/refresh-tokens.ts';

/** What an authorization code is bound to and stands for. */
export interface CodePayload {
  readonly appId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly platform: Platform;
  readonly challenge: string | null;
  readonly challengeMethod: 'S256' | 'plain';
  readonly scope: string;
  readonly resource: string | null;
  readonly nonce: string | null;
  readonly authenticatedAt: number;
  readonly sessionId: string | null;
  readonly methods: readonly string[];
  readonly handlesChallenges: boolean;
}

/** Keeps a new authorization code and returns it. */
export async function createCode(call: Call, payload: CodePayload): Promise<string> {
  const code = `1.${randomText(call.random, 48)}`;
  await call.state.db
    .insertInto('authorization_codes')
    .values({
      hash: hashSecret(code),
      family: randomGuid(call.random),
      payload_json: JSON.stringify(payload),
      expires_at: call.now + AUTHORIZATION_CODE_LIFETIME * 1000,
      redeemed_at: null,
    })
    .execute();
  return code;
}

/** An authorization code that is there and not expired. */
export interface FoundCode {
  readonly hash: string;
  readonly family: string;
  readonly payload: CodePayload;
}

/** Finds a code without using it up. @throws {@link AadError} 70000 if unknown, 54005 if used, 70008 if expired. */
export async function findCode(call: Call, code: string): Promise<FoundCode> {
  const hash = hashSecret(code);
  const row = await call.state.db
    .selectFrom('authorization_codes')
    .selectAll()
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined) throw new AadError(70000, ['the authorization code is unknown']);
  if (row.redeemed_at !== null) await refuseReplay(call, row.family);
  if (row.expires_at <= call.now) throw new AadError(70008);
  return { hash, family: row.family, payload: JSON.parse(row.payload_json) as CodePayload };
}

/**
 * Uses a code up; of several requests at once one succeeds.
 *
 * @throws {@link AadError} 54005; the tokens that came from the code are revoked then (RFC 6749, Section 4.1.2).
 */
export async function redeemCode(call: Call, code: FoundCode): Promise<void> {
  const redeemed = await call.state.db
    .updateTable('authorization_codes')
    .set({ redeemed_at: call.now })
    .where('hash', '=', code.hash)
    .where('redeemed_at', 'is', null)
    .returning('hash')
    .execute();
  if (redeemed.length === 0) await refuseReplay(call, code.family);
}

async function refuseReplay(call: Call, family: string): Promise<never> {
  await revokeFamily(call, family);
  throw new AadError(54005);
}
