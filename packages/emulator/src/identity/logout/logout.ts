import type { Call } from '../call.ts';
import { renderMessage } from '../pages/message-page.ts';
import { endSession, readSession } from '../session/sessions.ts';
import { readRedirectUris } from '../tenant/application-json.ts';

/**
 * Signs out and, where the address is registered by any application, goes back to it. Access tokens live on until they
 * expire, as everywhere.
 *
 * @see [OpenID Connect RP-Initiated Logout, Section 2](https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout)
 */
export async function logOut(call: Call, parameters: URLSearchParams): Promise<Response> {
  const cookie = await endSession(call, await readSession(call));
  const target = parameters.get('post_logout_redirect_uri');
  if (target === null || !(await isRegistered(call, target))) {
    return renderMessage(call, 'Signed out', 'You are signed out here. You can close this page.', [cookie]);
  }
  const url = new URL(target);
  const state = parameters.get('state');
  if (state !== null) url.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: url.href, 'set-cookie': cookie } });
}

async function isRegistered(call: Call, target: string): Promise<boolean> {
  const apps = await call.state.db.selectFrom('applications').select('redirect_uris_json').execute();
  return apps.some((app) => {
    const { web, spa } = readRedirectUris(app);
    return [...web, ...spa].some((uri) => uri === target || sameButPort(uri, target));
  });
}

function sameButPort(registered: string, target: string): boolean {
  const loopback = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d+)?(?=[/?]|$)/;
  return loopback.test(registered) && registered.replace(loopback, '$1') === target.replace(loopback, '$1');
}
