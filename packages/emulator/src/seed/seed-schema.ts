import { z } from 'zod';

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

/** A mistake in the form of a seed. */
export interface FormProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Checks the form of a seed. @returns Every mistake; none when the form is right. */
export function findFormProblems(document: unknown): readonly FormProblem[] {
  const result = schema.safeParse(document);
  return result.success ? [] : result.error.issues;
}
