import type { EmulatorClient, GraphAnswer, SignIn } from './emulator-client.ts';
import type { Tenant, TenantApplication, TenantUser } from './tenant.ts';

/** Address that the story asks for. */
export const STORY_PATH = '/v1.0/security/secureScores?$top=1';

/** A request that was made, with the token that it carried. */
export interface Played {
  readonly who: string;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly answer: GraphAnswer;
}

/** One step of the story. */
export interface StoryStep {
  readonly title: string;
  /** What is going to happen, for somebody who does not know it. */
  readonly says: string;
  /** Acts on the tenant as it is then. What happens is what the emulator answers, not what is written here. */
  readonly run: (stage: Stage) => Promise<readonly Played[]>;
}

/** What the steps act on. Tokens are kept, since an old token is part of the story. */
export interface Stage {
  readonly emulator: EmulatorClient;
  readonly tenant: () => Promise<Tenant>;
  readonly kept: Map<string, string>;
}

const PORTAL = 'Web portal';
const DASHBOARD = 'Security dashboard';
const ADA = 'ada@contoso.example';
const NOAH = 'noah@contoso.example';
const SECURITY_READER = '5d6b6bb7-de71-4623-b4af-96380a352509';
const PERMISSION = 'SecurityEvents.Read.All';

/** The story of the support article, in five steps, on the sample tenant. */
export const STORY: readonly StoryStep[] = [
  {
    title: 'The permission is missing',
    says: 'Ada is a Security Reader. She uses the Web portal, which may only sign her in and read her profile. It asks for the secure score.',
    run: async (stage) => {
      const { emulator } = stage;
      const tenant = await stage.tenant();
      // From the start also when somebody has played before.
      const app = appOf(tenant, PORTAL);
      if (app.granted.delegated.includes(PERMISSION)) await emulator.revoke(tenant, app, 'delegated', PERMISSION);
      return [
        await play(stage, tenant, { client: app.appId, user: ADA, implicit: false }, 'ada', 'Ada, by the Web portal'),
      ];
    },
  },
  {
    title: 'An administrator consents, and the old token is still refused',
    says: 'The permission is granted to the portal. Ada’s token was issued before: it shows what was granted then.',
    run: async (stage) => {
      const tenant = await stage.tenant();
      const app = appOf(tenant, PORTAL);
      if (!app.granted.delegated.includes(PERMISSION)) await stage.emulator.grant(tenant, app, 'delegated', PERMISSION);
      const token = stage.kept.get('ada');
      const signIn: SignIn = { client: app.appId, user: ADA, implicit: false };
      return [
        token === undefined
          ? await play(stage, tenant, signIn, 'ada', 'Ada, by the Web portal')
          : await send(stage, token, 'Ada, with her old token'),
      ];
    },
  },
  {
    title: 'A new token passes',
    says: 'Ada signs in again. The new token carries the permission, and she has an accepted role.',
    run: async (stage) => {
      const tenant = await stage.tenant();
      const client = appOf(tenant, PORTAL).appId;
      return [await play(stage, tenant, { client, user: ADA, implicit: false }, 'ada', 'Ada, with a new token')];
    },
  },
  {
    title: 'The role is missing',
    says: 'Noah has no directory role. The same portal, the same permission, the same message. Then he is made a Security Reader and signs in again.',
    run: async (stage) => {
      const { emulator } = stage;
      const tenant = await stage.tenant();
      const client = appOf(tenant, PORTAL).appId;
      const noah = userOf(tenant, NOAH);
      if (noah.roles.some(({ name }) => name === 'Security Reader'))
        await emulator.unassign(tenant, noah, SECURITY_READER);
      const signIn: SignIn = { client, user: NOAH, implicit: false };
      const before = await play(stage, tenant, signIn, 'noah', 'Noah, without a role');
      await emulator.assign(tenant, noah, SECURITY_READER);
      return [before, await play(stage, tenant, signIn, 'noah', 'Noah, as Security Reader')];
    },
  },
  {
    title: 'The implicit flow hides the roles',
    says: 'The Security dashboard gets Ada’s token by the implicit flow, which leaves the list of roles out. By the authorization code flow it is there.',
    run: async (stage) => {
      const tenant = await stage.tenant();
      const client = appOf(tenant, DASHBOARD).appId;
      return [
        await play(stage, tenant, { client, user: ADA, implicit: true }, 'implicit', 'Ada, by the implicit flow'),
        await play(
          stage,
          tenant,
          { client, user: ADA, implicit: false },
          'code',
          'Ada, by the authorization code flow',
        ),
      ];
    },
  },
];

async function play(stage: Stage, tenant: Tenant, signIn: SignIn, keep: string, who: string): Promise<Played> {
  const token = await stage.emulator.signIn(tenant, signIn);
  stage.kept.set(keep, token);
  return send(stage, token, who);
}

async function send({ emulator }: Stage, token: string, who: string): Promise<Played> {
  const answer = await emulator.send(token, 'GET', STORY_PATH, null);
  return { who, token, method: 'GET', path: STORY_PATH, answer };
}

function appOf(tenant: Tenant, name: string): TenantApplication {
  const found = tenant.applications.find((app) => app.name === name);
  if (found === undefined)
    throw new Error(`the tenant has no application “${name}”; go back to the start under Tenant`);
  return found;
}

function userOf(tenant: Tenant, userName: string): TenantUser {
  const found = tenant.users.find((user) => user.userName === userName);
  if (found === undefined) throw new Error(`the tenant has no user ${userName}; go back to the start under Tenant`);
  return found;
}
