import type { ApplicationTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { matchesSecret } from '../tenant/passwords.ts';

/**
 * Compares a client secret with all secrets of the application, each in constant time.
 *
 * @throws {@link AadError} 7000215 if none matches, 7000222 if the one that matches has expired.
 *
 * @see [RFC 6749, Section 2.3.1 - Client Password](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)
 */
export async function verifySecret(call: Call, app: ApplicationTable, secret: string): Promise<void> {
  const known = await call.state.cached(`secrets ${app.id}`, () =>
    call.state.db
      .selectFrom('application_secrets')
      .select(['hash', 'starts_at', 'ends_at'])
      .where('application_id', '=', app.id)
      .execute(),
  );
  // No early exit: how long it takes must not tell which of several secrets was right.
  const matching = known.filter((entry) => matchesSecret(secret, entry.hash));
  if (matching.length === 0) throw new AadError(7000215);
  if (!matching.some((entry) => entry.starts_at <= call.now && call.now < entry.ends_at)) throw new AadError(7000222);
}
