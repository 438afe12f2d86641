import { randomText } from '../../random.ts';
import type { DeviceCodeTable } from '../../state/tables.ts';
import { isUniqueViolation } from '../../state/unique-violation.ts';
import type { Call } from '../call.ts';
import { hashSecret } from '../tenant/passwords.ts';
import { DEVICE_CODE_LIFETIME } from '../tokens/lifetime.ts';

/** What a device code stands for. */
export interface DevicePayload {
  readonly appId: string;
  /** Tenant segment of the request's path. */
  readonly segment: string;
  readonly version: 1 | 2;
  readonly scope: string;
  readonly resource: string | null;
  readonly handlesChallenges: boolean;
}

// RFC 8628, Section 6.1: no vowels, so that no words appear, and no letters that look alike.
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ23456789';
const USER_CODE_LENGTH = 9;

/** Keeps a new device code. */
export async function createDeviceCode(
  call: Call,
  payload: DevicePayload,
): Promise<{ readonly deviceCode: string; readonly userCode: string }> {
  for (let attempt = 0; ; attempt += 1) {
    const deviceCode = randomText(call.random, 48);
    const userCode = makeUserCode(call);
    try {
      await call.state.db
        .insertInto('device_codes')
        .values({
          hash: hashSecret(deviceCode),
          user_code: userCode,
          payload_json: JSON.stringify(payload),
          state: 'pending',
          user_id: null,
          authenticated_at: null,
          expires_at: call.now + DEVICE_CODE_LIFETIME * 1000,
        })
        .execute();
      return { deviceCode, userCode };
    } catch (error) {
      if (attempt === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

/** Device code by what the person typed; null when it is unknown, expired or already answered. */
export async function findPendingByUserCode(call: Call, typed: string): Promise<DeviceCodeTable | null> {
  const row = await call.state.db
    .selectFrom('device_codes')
    .selectAll()
    .where('user_code', '=', typed.trim().toUpperCase())
    .where('state', '=', 'pending')
    .where('expires_at', '>', call.now)
    .executeTakeFirst();
  return row ?? null;
}

/** Answers a device code for a person. @returns False when somebody was faster. */
export async function answerDeviceCode(
  call: Call,
  hash: string,
  answer: { readonly state: 'approved' | 'declined'; readonly userId: string; readonly authenticatedAt: number },
): Promise<boolean> {
  const rows = await call.state.db
    .updateTable('device_codes')
    .set({ state: answer.state, user_id: answer.userId, authenticated_at: answer.authenticatedAt })
    .where('hash', '=', hash)
    .where('state', '=', 'pending')
    .returning('hash')
    .execute();
  return rows.length === 1;
}

function makeUserCode(call: Call): string {
  let code = '';
  while (code.length < USER_CODE_LENGTH) {
    for (const byte of call.random.bytes(USER_CODE_LENGTH)) {
      // Bytes above the largest multiple of the alphabet's size would make its first letters likelier.
      if (byte < 252 && code.length < USER_CODE_LENGTH) code += ALPHABET[byte % ALPHABET.length] ?? '';
    }
  }
  return code;
}
