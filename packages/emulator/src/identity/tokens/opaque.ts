import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomText, type Random } from '../../random.ts';
import type { State } from '../../state/open-state.ts';

const PREFIX = 'EwB';
const SETTING = 'opaque-token-key';

/** Encrypts the access token of a personal account: nobody but the emulator can read it, as with the real ones. */
export async function sealToken(state: State, random: Random, jwt: string): Promise<string> {
  const iv = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', await readKey(state, random), iv);
  const sealed = Buffer.concat([iv, cipher.update(jwt, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return PREFIX + sealed.toString('base64url');
}

/** Decrypts a token of {@link sealToken}; null for anything else. */
export async function unsealToken(state: State, random: Random, token: string): Promise<string | null> {
  if (!token.startsWith(PREFIX)) return null;
  const sealed = Buffer.from(token.slice(PREFIX.length), 'base64url');
  if (sealed.length < 29) return null;
  const decipher = createDecipheriv('aes-256-gcm', await readKey(state, random), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

async function readKey(state: State, random: Random): Promise<Buffer> {
  const read = () =>
    state.db.selectFrom('emulator_settings').select('value').where('name', '=', SETTING).executeTakeFirst();
  const known = await read();
  if (known !== undefined) return Buffer.from(known.value, 'base64url');
  await state.db
    .insertInto('emulator_settings')
    .values({ name: SETTING, value: randomText(random, 32) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return Buffer.from((await read())?.value ?? '', 'base64url');
}
