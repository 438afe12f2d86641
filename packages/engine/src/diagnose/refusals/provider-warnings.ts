import type { FailedProvider } from './refusal.ts';

/** Providers that are read from one header; the federated API has fewer. */
const MAX_PROVIDERS = 100;

/**
 * Reads the `Warning` header of a federated Security API answer: `199 - "Vendor/Provider/StatusCode/LatencyInMs"` for
 * each provider that failed, in the order of the header.
 *
 * @see [Security API error codes](https://learn.microsoft.com/graph/api/resources/security-error-codes)
 */
export function readProviderWarnings(header: string): readonly FailedProvider[] {
  const found: FailedProvider[] = [];
  const form = /199 (?:- )?["'{]{0,2}([^/"',;]{1,80})\/([^/"',;]{1,120})\/(\d{3})(?:\/|["'},;\s]|$)/g;
  for (let match = form.exec(header); match !== null && found.length < MAX_PROVIDERS; match = form.exec(header)) {
    found.push({ vendor: (match[1] ?? '').trim(), provider: (match[2] ?? '').trim(), status: Number(match[3]) });
  }
  return found;
}
