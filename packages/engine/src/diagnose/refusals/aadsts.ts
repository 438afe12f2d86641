import type { CauseCode } from '../finding.ts';
import type { Statement } from './refusal.ts';
import { certain, likely, possible } from './shape.ts';
import type { Passage, RefusalView } from './view.ts';

/** What a number of the Microsoft Entra token service says of the cause. */
export interface AadstsMeaning {
  readonly statements: readonly Statement[];
  readonly leavesOpen: readonly CauseCode[];
}

type Row = readonly [numbers: readonly number[], statements: readonly Statement[], leavesOpen?: readonly CauseCode[]];

/**
 * Numbers by what they mean for somebody who wanted to call Microsoft Graph. `certain` only where the number's
 * documented meaning is the cause itself; the closed set of causes has none for a wrong redirect address and the like,
 * which are the client's own mistakes and are left out.
 *
 * @see [Error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
const ROWS: readonly Row[] = [
  [[65001], [certain('consent-missing', 'nobody consented to this permission for the application in this tenant')]],
  [[65004], [certain('consent-missing', 'the user declined to consent')]],
  [[90094, 90095], [certain('consent-missing', 'an administrator has to consent to what the application asks for')]],
  [
    [65002],
    [
      likely(
        'consent-missing',
        'the client is an application of Microsoft that is not preauthorized for this permission',
      ),
    ],
  ],
  [
    [65005, 650056, 650057],
    [
      likely(
        'consent-missing',
        'the registration does not list, or the tenant does not have, what the application asks for',
      ),
    ],
    ['missing-permission', 'tenant-mismatch'],
  ],
  [
    [650052, 650054],
    [likely('license-required', 'the tenant has not subscribed to the service that the application asks for')],
    ['wrong-audience', 'consent-missing'],
  ],
  [
    [70011, 28002, 28003, 650053],
    [
      possible(
        'missing-permission',
        'a scope that was asked for does not exist: it is misspelt or of another resource',
      ),
    ],
    ['wrong-audience', 'wrong-token-kind'],
  ],
  [[700022, 700023], [likely('wrong-audience', 'the scopes name no resource, or more than one')]],
  [
    [50001, 500011],
    [
      likely('wrong-audience', 'the resource that was asked for is unknown or disabled in the tenant'),
      possible('tenant-mismatch', 'the resource may exist in another tenant'),
    ],
    ['license-required', 'consent-missing'],
  ],
  [
    [700016, 700011],
    [likely('tenant-mismatch', 'the application is not in the tenant that was asked')],
    ['consent-missing'],
  ],
  [[90002], [likely('tenant-mismatch', 'the tenant does not exist in the cloud that was asked')]],
  [
    [90038, 90043, 900432, 900382, 90051],
    [likely('tenant-mismatch', 'the tenant or the client belongs to another national cloud')],
  ],
  [[50194, 9001023], [likely('tenant-mismatch', 'the request went to a shared address instead of the own tenant')]],
  [[50059, 50128], [likely('tenant-mismatch', 'the request names no tenant')]],
  [
    [16000, 50020, 50034, 51004, 50014, 90072],
    [
      likely('tenant-mismatch', 'the account is not in the tenant that was asked'),
      possible('account-type-unsupported', 'the account may be a personal or foreign one'),
    ],
  ],
  [
    [90099],
    [likely('consent-missing', 'the partner application is not authorized in the customer tenant')],
    ['tenant-mismatch'],
  ],
  [
    [9002332],
    [likely('account-type-unsupported', 'the application is for work accounts and was asked by a personal one')],
  ],
  [[50105], [likely('resource-policy', 'assignment is required, and the user is not assigned to the application')]],
  [
    [53003, 530032, 530035, 50131],
    [likely('resource-policy', 'a Conditional Access policy or the security defaults block the sign-in')],
  ],
  [
    [50005, 50097, 50129, 53000, 53001],
    [likely('resource-policy', 'a policy wants a device that is registered, joined or compliant')],
  ],
  [
    [50072, 50074, 50076, 50078, 50079],
    [likely('resource-policy', 'a policy wants multifactor authentication, so an interactive sign-in')],
    ['token-invalid'],
  ],
  [[50053], [likely('resource-policy', 'the account is locked, or the address is held to be malicious')]],
  [[70043], [likely('token-invalid', 'the sign-in frequency of a policy wants a new sign-in')], ['resource-policy']],
  [
    [50132, 50133, 50173, 70000, 70008, 700082, 700084, 50013, 500133, 50027, 54005],
    [
      likely(
        'token-invalid',
        'the refresh token, code or assertion is expired, used or revoked: a new sign-in is wanted',
      ),
    ],
  ],
  [
    [70002, 7000215, 7000218, 7000222, 700025, 700027, 700030],
    [likely('token-invalid', 'the credential of the application was not accepted, so no token was issued')],
  ],
  [
    [50055, 50056, 50057, 50126, 50058],
    [likely('token-invalid', 'the user is not signed in: the credentials were not accepted')],
    ['account-type-unsupported'],
  ],
  [[70001, 7000112], [likely('resource-policy', 'the application is disabled in the tenant')], ['tenant-mismatch']],
  [[7000114], [likely('wrong-token-kind', 'the application may not act on behalf of a user')]],
  [
    [90093],
    [likely('missing-directory-role', 'the user may not consent to or grant what was asked')],
    ['consent-missing'],
  ],
  [[90008, 90009], [possible('consent-missing', 'the application asks for a token for itself in the wrong way')]],
];

/** Meanings by number. What is not in here is kept as a code without a statement. */
export const AADSTS: ReadonlyMap<number, AadstsMeaning> = new Map(
  ROWS.flatMap(([numbers, statements, leavesOpen]) =>
    numbers.map((number): [number, AadstsMeaning] => [number, { statements, leavesOpen: leavesOpen ?? [] }]),
  ),
);

/** The first number of a token service error: in its text, or in its `error_codes`; `null` when there is none. */
export function aadstsNumber(view: RefusalView, at: Passage | null): number | null {
  const inText = at === null ? undefined : /^ ?(\d{4,8})(?!\d)/.exec(at.text.slice(at.end, at.end + 12))?.[1];
  const inList = /^\[? ?(\d{4,8})(?!\d)/.exec(view.member('errorcodes') ?? '')?.[1];
  const digits = inText ?? inList;
  return digits === undefined ? null : Number(digits);
}
