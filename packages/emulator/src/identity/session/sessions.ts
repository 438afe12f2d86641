import { randomGuid, randomText } from '../../random.ts';
import type { UserTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { hashSecret } from '../tenant/passwords.ts';
import { SESSION_LIFETIME } from '../tokens/lifetime.ts';
import { readCookie, writeCookie } from './cookies.ts';

const COOKIE = 'why403-session';

/** An account that is signed in in a browser. */
export interface SessionAccount {
  readonly user: UserTable;
  /** Milliseconds since 1970. */
  readonly authenticatedAt: number;
}

/** A browser in which somebody is signed in. */
export interface Session {
  readonly hash: string;
  /** `sid` of its tokens. */
  readonly id: string;
  /** Those that may still be used, latest first. */
  readonly accounts: readonly SessionAccount[];
}

/** Reads the session of the browser; null when there is none. */
export async function readSession(call: Call): Promise<Session | null> {
  const value = readCookie(call, COOKIE);
  if (value === null) return null;
  const hash = hashSecret(value);
  const session = await call.state.db
    .selectFrom('sessions')
    .selectAll()
    .where('hash', '=', hash)
    .where('expires_at', '>', call.now)
    .executeTakeFirst();
  if (session === undefined) return null;
  const rows = await call.state.db
    .selectFrom('session_accounts')
    .innerJoin('users', 'users.id', 'session_accounts.user_id')
    .selectAll('users')
    .select('session_accounts.authenticated_at')
    .where('session_accounts.session_hash', '=', hash)
    .where('users.enabled', '=', 1)
    .orderBy('session_accounts.authenticated_at', 'desc')
    .execute();
  const accounts = rows
    .filter((row) => row.authenticated_at >= row.sessions_valid_from)
    .map((row) => ({ user: row, authenticatedAt: row.authenticated_at }));
  return { hash, id: session.id, accounts };
}

/**
 * Adds an account to the browser's session. The cookie's value is new each time, so that nobody can plant one before the
 * sign-in.
 *
 * @returns The session and the header that sets its cookie.
 */
export async function addToSession(
  call: Call,
  before: Session | null,
  user: UserTable,
): Promise<{ readonly session: Session; readonly cookie: string }> {
  const value = randomText(call.random, 32);
  const hash = hashSecret(value);
  const added = { user, authenticatedAt: call.now };
  const kept = (before?.accounts ?? []).filter((account) => account.user.id !== user.id);
  const session: Session = { hash, id: before?.id ?? randomGuid(call.random), accounts: [added, ...kept] };
  await call.state.db.transaction().execute(async (trx) => {
    if (before !== null) {
      await trx.deleteFrom('session_accounts').where('session_hash', '=', before.hash).execute();
      await trx.deleteFrom('sessions').where('hash', '=', before.hash).execute();
    }
    const lifetime = { created_at: call.now, expires_at: call.now + SESSION_LIFETIME * 1000 };
    await trx
      .insertInto('sessions')
      .values({ hash, id: session.id, ...lifetime })
      .execute();
    for (const account of session.accounts) {
      await trx
        .insertInto('session_accounts')
        .values({ session_hash: hash, user_id: account.user.id, authenticated_at: account.authenticatedAt })
        .execute();
    }
  });
  return { session, cookie: writeCookie(call, COOKIE, value, SESSION_LIFETIME) };
}

/** Signs everybody out of the browser. @returns The header that removes the cookie. */
export async function endSession(call: Call, session: Session | null): Promise<string> {
  if (session !== null) {
    await call.state.db.deleteFrom('session_accounts').where('session_hash', '=', session.hash).execute();
    await call.state.db.deleteFrom('sessions').where('hash', '=', session.hash).execute();
  }
  return writeCookie(call, COOKIE, '', 0);
}
