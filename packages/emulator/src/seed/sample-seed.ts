import type { Seed } from './seed.ts';

/** Password of all sample users. It protects nothing: the tenant is on the reader's own machine. */
export const SAMPLE_PASSWORD = 'Laptop-only-1';

/** Secret of the sample applications. It protects nothing either. */
export const SAMPLE_SECRET = 'laptop-only-secret';

const CALLBACKS: readonly string[] = [
  'http://localhost/',
  'http://localhost/callback',
  'https://localhost/',
  'https://localhost/callback',
];

/**
 * The sample tenant: one user for each way in which a directory role is or is not in a token, and one application for
 * each way in which a permission is or is not. With it the refusal of the Security API can be reproduced.
 */
export const SAMPLE_SEED: Seed = {
  tenants: [
    {
      id: '0c0ffee0-1111-4222-8333-444455556666',
      name: 'Contoso',
      domains: ['contoso.example'],
      region: 'EU',
      administrativeUnits: [{ name: 'Paris', members: ['noah@contoso.example'] }],
      users: [
        user('ada', 'Ada', 'Reader', ['Security Reader']),
        user('sam', 'Sam', 'Administrator', ['Security Administrator']),
        user('grace', 'Grace', 'Global', ['Global Administrator']),
        user('noah', 'Noah', 'Norole', []),
        user('pim', 'Pim', 'Eligible', [{ role: 'Security Reader', eligible: true }]),
        user('paula', 'Paula', 'Paris', [{ role: 'Security Reader', administrativeUnit: 'Paris' }]),
        { userName: 'gus@fabrikam.example', displayName: 'Gus Guest', home: 'gus@fabrikam.example' },
      ],
      applications: [
        {
          appId: 'a0000001-0000-4000-8000-000000000001',
          name: 'Alert integrator',
          requires: [{ application: ['SecurityEvents.Read.All'] }],
          secrets: [SAMPLE_SECRET],
        },
        {
          appId: 'a0000002-0000-4000-8000-000000000002',
          name: 'Integrator without consent',
          requires: [{ application: ['SecurityEvents.Read.All'] }],
          secrets: [SAMPLE_SECRET],
        },
        {
          appId: 'a0000003-0000-4000-8000-000000000003',
          name: 'Security dashboard',
          requires: [{ delegated: ['User.Read', 'SecurityEvents.Read.All'] }],
          redirectUris: { spa: CALLBACKS },
          implicit: { accessTokens: true, idTokens: true },
        },
        {
          appId: 'a0000004-0000-4000-8000-000000000004',
          name: 'Command line tool',
          requires: [{ delegated: ['User.Read', 'SecurityEvents.Read.All'] }],
          redirectUris: { publicClient: ['http://localhost'] },
          publicClient: true,
        },
        {
          appId: 'a0000005-0000-4000-8000-000000000005',
          name: 'Alerts API',
          requires: [{ delegated: ['SecurityEvents.Read.All'] }],
          secrets: [SAMPLE_SECRET],
          identifierUris: ['api://a0000005-0000-4000-8000-000000000005'],
          exposes: ['access_as_user'],
        },
        {
          appId: 'a0000006-0000-4000-8000-000000000006',
          name: 'Web portal',
          requires: [{ delegated: ['User.Read'] }, { resource: 'Alerts API', delegated: ['access_as_user'] }],
          secrets: [SAMPLE_SECRET],
          redirectUris: { web: CALLBACKS },
        },
      ],
      consents: [
        { app: 'Alert integrator', admin: true },
        { app: 'Security dashboard', admin: true },
        { app: 'Command line tool', admin: true },
        { app: 'Alerts API', admin: true },
        { app: 'Web portal', admin: true },
      ],
    },
    {
      id: '0c0ffee0-7777-4888-8999-aaaabbbbcccc',
      name: 'Fabrikam',
      domains: ['fabrikam.example'],
      region: 'NA',
      users: [user('gus', 'Gus', 'Guest', [], 'fabrikam.example')],
    },
  ],
};

function user(
  name: string,
  givenName: string,
  familyName: string,
  roles: NonNullable<NonNullable<Seed['tenants'][number]['users']>[number]['roles']>,
  domain = 'contoso.example',
): NonNullable<Seed['tenants'][number]['users']>[number] {
  return {
    userName: `${name}@${domain}`,
    displayName: `${givenName} ${familyName}`,
    givenName,
    familyName,
    password: SAMPLE_PASSWORD,
    roles,
  };
}
