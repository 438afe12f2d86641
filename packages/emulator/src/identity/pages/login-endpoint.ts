import { continueAuthorization } from '../authorize/continue-authorization.ts';
import { openAuthorization } from '../authorize/read-authorization.ts';
import { respondError } from '../authorize/respond.ts';
import type { Call } from '../call.ts';
import { continueAdminConsent } from '../consent/continue-admin-consent.ts';
import { continueDevice } from '../device/continue-device.ts';
import { AadError } from '../errors/aad-error.ts';
import { readForm, readParameters, type Parameters } from '../request/form.ts';
import { requireOwnForm } from '../session/form-protection.ts';
import { addToSession, readSession, type SessionAccount } from '../session/sessions.ts';
import { findAccount } from '../tenant/directory.ts';
import { verifyPassword } from '../tenant/passwords.ts';
import type { Interaction, PageFlow } from './interaction.ts';
import { renderSignIn } from './sign-in-pages.ts';

/** Goes on with a flow after a page. */
type Continue = (call: Call, flow: PageFlow, parameters: Parameters, interaction: Interaction) => Promise<Response>;

const FLOWS: Readonly<Record<PageFlow['kind'], Continue>> = {
  authorize: continueAuthorization,
  device: continueDevice,
  'admin-consent': continueAdminConsent,
};

/** Begins a flow with the request of an application or a person. */
export async function beginFlow(call: Call, flow: PageFlow, parameters: Parameters): Promise<Response> {
  const session = await readSession(call);
  return FLOWS[flow.kind](call, flow, parameters, { session, account: null, consent: null, cookies: [] });
}

/**
 * Takes what a person did on a page and goes on with the flow that the page carries. The flow's own request is checked
 * again from the start: what travels through the browser is trusted in nothing.
 *
 * @throws {@link AadError} 90023 for a form that is not ours.
 */
export async function handleLogin(call: Call, segment: string): Promise<Response> {
  const form = await readForm(call);
  requireOwnForm(call, form.get('protection'));
  const flow = readFlow(form, segment);
  const parameters = readParameters(new URLSearchParams(flow.query));
  const session = await readSession(call);
  const begun: Interaction = { session, account: null, consent: null, cookies: [] };
  const go = FLOWS[flow.kind];
  switch (form.need('step')) {
    case 'sign-in':
      return signIn(call, flow, form, parameters, begun);
    case 'pick':
      return go(call, flow, parameters, { ...begun, account: pickAccount(begun, form.need('user')) });
    case 'other':
      return renderSignIn(
        call,
        { flow, interaction: begun, appName: 'the application', formTarget: formTargetOf(parameters) },
        { userName: '', problem: null },
      );
    case 'consent':
      return go(call, flow, parameters, {
        ...begun,
        account: pickAccount(begun, form.need('user')),
        consent: { isGiven: form.get('decision') === 'accept', forEverybody: form.get('everybody') === '1' },
      });
    case 'cancel':
      return cancel(call, flow, parameters);
    default:
      throw new AadError(90023, ['the form has an unknown step']);
  }
}

async function signIn(
  call: Call,
  flow: PageFlow,
  form: Parameters,
  parameters: Parameters,
  begun: Interaction,
): Promise<Response> {
  const userName = form.get('username') ?? '';
  const user = await findAccount(call.state.db, userName);
  const isRight =
    user !== null &&
    user.password_hash !== null &&
    (await verifyPassword(form.get('password') ?? '', user.password_hash));
  if (!isRight || user.enabled === 0) {
    const problem = isRight
      ? 'The account is disabled (AADSTS50057).'
      : 'User name or password is wrong (AADSTS50126).';
    const frame = { flow, interaction: begun, appName: 'the application', formTarget: formTargetOf(parameters) };
    return renderSignIn(call, frame, { userName, problem });
  }
  const { session, cookie } = await addToSession(call, begun.session, user);
  const account = { user, authenticatedAt: call.now };
  return FLOWS[flow.kind](call, flow, parameters, { session, account, consent: null, cookies: [cookie] });
}

async function cancel(call: Call, flow: PageFlow, parameters: Parameters): Promise<Response> {
  const declined = new AadError(65004);
  if (flow.kind !== 'authorize') throw declined;
  const { responder } = await openAuthorization(call, flow.segment, flow.version, parameters);
  return respondError(call, responder, declined, []);
}

// INVARIANT: only accounts that are signed in in this browser can be picked.
function pickAccount(interaction: Interaction, userId: string): SessionAccount {
  const account = interaction.session?.accounts.find(({ user }) => user.id === userId);
  if (account === undefined) throw new AadError(16000);
  return account;
}

function readFlow(form: Parameters, segment: string): PageFlow {
  const kind = form.need('flow');
  if (kind !== 'authorize' && kind !== 'device' && kind !== 'admin-consent') {
    throw new AadError(90023, ['the form has an unknown flow']);
  }
  return { kind, segment, version: form.get('endpoint') === '1' ? 1 : 2, query: form.get('request') ?? '' };
}

// The page's policy names it; whether it is registered is checked when the flow goes on.
function formTargetOf(parameters: Parameters): string | null {
  const uri = parameters.get('redirect_uri');
  return uri !== null && URL.canParse(uri) && /^[\w.+-]+:/.test(uri) ? uri : null;
}
