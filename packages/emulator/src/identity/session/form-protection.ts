import { timingSafeEqual } from 'node:crypto';
import { randomText } from '../../random.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { readCookie, writeCookie } from './cookies.ts';

const COOKIE = 'why403-form';

/** The value that a form must send back, and the header that tells the browser. */
export interface FormProtection {
  readonly value: string;
  readonly cookie: string;
}

/** Protects the forms of a page against being sent by other sites. */
export function protectForms(call: Call): FormProtection {
  const value = readCookie(call, COOKIE) ?? randomText(call.random, 24);
  return { value, cookie: writeCookie(call, COOKIE, value, 3600) };
}

/**
 * Refuses a form that does not come from a page of ours: the browser says so in `Origin` and `Sec-Fetch-Site`, and the
 * form holds the value of a cookie that other sites cannot read.
 *
 * @throws {@link AadError} 90023.
 */
export function requireOwnForm(call: Call, sent: string | null): void {
  const origin = call.request.headers.get('origin');
  const site = call.request.headers.get('sec-fetch-site');
  const expected = readCookie(call, COOKIE);
  const isForeign = (origin !== null && origin !== call.origin) || (site !== null && site !== 'same-origin');
  if (isForeign || expected === null || sent === null || !equal(expected, sent)) {
    throw new AadError(90023, ['the form was not sent from a page of this service, or the page is too old']);
  }
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
