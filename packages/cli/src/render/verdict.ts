import type { Cause, Outcome } from '@why403/engine';
import { clean } from '../read-input.ts';

const VERDICT: Readonly<Record<Outcome, string>> = {
  allow: 'ALLOW',
  deny: 'DENY',
  unknown: 'UNKNOWN',
  'not-checked': 'NOT CHECKED',
};

/** The word for an outcome. */
export function verdictOf(outcome: Outcome): string {
  return VERDICT[outcome];
}

/** One sentence for the first line. */
export function sentenceOf(cause: Cause): string {
  const evidence = cause.evidence[0];
  const what: Readonly<Record<Cause['code'], string>> = {
    'missing-permission': 'no accepted permission is in the token',
    'wrong-token-kind': 'the token is of the wrong kind for this',
    'consent-missing': 'the permission is not granted in this tenant',
    'stale-token': 'the token is older than what was granted',
    'missing-directory-role': 'the signed-in user has none of the accepted directory roles',
    'directory-roles-absent': 'the token shows no directory roles',
    'wrong-audience': 'the token is for another resource',
    'token-invalid': 'the token is not usable',
    'account-type-unsupported': 'this kind of account is not served',
    'tenant-mismatch': 'the token is of another tenant or cloud',
    'license-required': 'the tenant lacks a licence or is not onboarded',
    'resource-policy': 'a policy on the resource stops the caller',
    'endpoint-wrong-or-retired': 'there is no such operation, or it is retired',
    'service-fault': 'the service itself failed',
  };
  const certainty = cause.certainty === 'certain' ? '' : cause.certainty === 'likely' ? 'probably: ' : 'possibly: ';
  const detail =
    cause.certainty === 'certain' && evidence?.from === 'token' && evidence.value !== null
      ? ` (${evidence.name}: ${clean(evidence.value, 60)})`
      : '';
  return `${certainty}${what[cause.code]}${detail}`;
}
