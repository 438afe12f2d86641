import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { EmulatorError } from '../error.ts';
import type { Seed } from './seed.ts';

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'is not a GUID');
const name = z.string().min(1).max(256);
const userName = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'is not of the form name@domain');
const names = z.array(name);
const role = z.union([
  name,
  z.strictObject({ role: name, eligible: z.boolean().optional(), administrativeUnit: name.optional() }),
]);
const permissions = { resource: name.optional(), delegated: names.optional(), application: names.optional() };

const user = z.strictObject({
  id: guid.optional(),
  userName,
  displayName: name.optional(),
  givenName: name.optional(),
  familyName: name.optional(),
  mail: name.optional(),
  password: name.optional(),
  passwordHash: name.optional(),
  home: userName.optional(),
  enabled: z.boolean().optional(),
  roles: z.array(role).optional(),
});

const application = z.strictObject({
  id: guid.optional(),
  appId: guid.optional(),
  servicePrincipalId: guid.optional(),
  name,
  signInAudience: z
    .enum(['AzureADMyOrg', 'AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'])
    .optional(),
  requires: z.array(z.strictObject(permissions)).optional(),
  secrets: z.array(z.union([name, z.strictObject({ hash: name, hint: name, expires: z.iso.datetime() })])).optional(),
  certificates: z.array(z.string().includes('-----BEGIN CERTIFICATE-----')).optional(),
  federatedCredentials: z
    .array(
      z.strictObject({
        name,
        issuer: z.url(),
        subject: name,
        audiences: names.optional(),
        jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).optional(),
      }),
    )
    .optional(),
  redirectUris: z
    .strictObject({ web: names.optional(), spa: names.optional(), publicClient: names.optional() })
    .optional(),
  implicit: z.strictObject({ accessTokens: z.boolean().optional(), idTokens: z.boolean().optional() }).optional(),
  publicClient: z.boolean().optional(),
  identifierUris: names.optional(),
  exposes: z
    .array(z.union([name, z.strictObject({ id: guid.optional(), value: name, admin: z.boolean().optional() })]))
    .optional(),
  appRoles: z.array(z.union([name, z.strictObject({ id: guid.optional(), value: name })])).optional(),
  accessTokenVersion: z.union([z.literal(1), z.literal(2)]).optional(),
  roles: z.array(role).optional(),
  assignmentRequired: z.boolean().optional(),
});

const tenant = z.strictObject({
  id: guid.optional(),
  name,
  domains: z.array(z.string().regex(/^[a-z0-9.-]+$/i, 'is not a domain name')),
  cloud: name.optional(),
  region: name.optional(),
  administrativeUnits: z
    .array(z.strictObject({ id: guid.optional(), name, members: z.array(userName).optional() }))
    .optional(),
  users: z.array(user).optional(),
  applications: z.array(application).optional(),
  servicePrincipals: z
    .array(z.strictObject({ id: guid.optional(), app: name, assignmentRequired: z.boolean().optional() }))
    .optional(),
  consents: z
    .array(z.strictObject({ app: name, user: userName.optional(), admin: z.boolean().optional(), ...permissions }))
    .optional(),
});

const schema = z.strictObject({ tenants: z.array(tenant) });

/**
 * Reads a seed from JSON or YAML text.
 *
 * This does NOT check that the names in it exist; applying it does.
 *
 * @throws {@link EmulatorError} `ERR_SEED_INVALID` with every problem. Values are not repeated: they may be passwords.
 */
export function parseSeed(text: string): Seed {
  let document: unknown;
  try {
    document = parseYaml(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw invalidSeed([{ at: positionOf(cause), problem: 'is neither JSON nor YAML' }]);
  }
  return checkSeed(document);
}

/** Checks the form of a seed that was read already. @throws {@link EmulatorError} `ERR_SEED_INVALID`. */
export function checkSeed(document: unknown): Seed {
  const result = schema.safeParse(document);
  if (!result.success) {
    throw invalidSeed(
      result.error.issues.map((issue) => ({ at: formatPlace(issue.path), problem: lowerFirst(issue.message) })),
    );
  }
  return result.data as Seed;
}

/** The error for a seed with problems. */
export function invalidSeed(
  problems: readonly { readonly at: string; readonly problem: string }[],
): EmulatorError<'ERR_SEED_INVALID'> {
  const shown = problems
    .slice(0, 20)
    .map(({ at, problem }) => `${at} ${problem}`)
    .join('; ');
  return new EmulatorError('ERR_SEED_INVALID', `the seed is not valid: ${shown}`, { problems });
}

function formatPlace(path: readonly PropertyKey[]): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return place === '' ? 'the document' : place.replace(/^\./, '');
}

function positionOf(cause: unknown): string {
  const [line] = (cause as { readonly linePos?: readonly { readonly line: number }[] }).linePos ?? [];
  return line === undefined ? 'the document' : `line ${line.line}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
