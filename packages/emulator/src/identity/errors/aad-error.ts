import { AADSTS, type AadstsEntry, type AadstsNumber } from './aadsts.ts';

const MAX_SHOWN = 100;

/** What a check may override of the entry of its number. */
export interface AadErrorOptions {
  /** OAuth error, where it depends on the endpoint. */
  readonly error?: string;
  readonly status?: number;
}

/**
 * A request that the token service refuses. Checks throw it; one place turns it into the endpoint's form.
 *
 * INVARIANT: `values` are shown to the caller and logged, so they are never a secret, a code or a token.
 */
export class AadError extends Error {
  override readonly name = 'AadError';
  readonly number: AadstsNumber;
  readonly error: string;
  readonly status: number;
  readonly suberror: string | null;

  constructor(number: AadstsNumber, values: readonly string[] = [], options: AadErrorOptions = {}) {
    const entry: AadstsEntry = AADSTS[number];
    super(entry.text.replace(/\{(\d)\}/g, (_, index: string) => showValue(values[Number(index)] ?? '')));
    this.number = number;
    this.error = options.error ?? entry.error;
    this.status = options.status ?? entry.status;
    this.suberror = entry.suberror ?? null;
  }
}

// What the caller sent is quoted, shortened and freed of control characters: it lands in pages, headers and logs.
function showValue(value: string): string {
  // eslint-disable-next-line no-control-regex -- these are what must not pass
  const clean = value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
  return `'${clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN)}…` : clean}'`;
}
