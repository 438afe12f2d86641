import type { UserTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { addToSession, type SessionAccount } from '../session/sessions.ts';
import { findAccount } from '../tenant/directory.ts';
import type { Interaction } from './interaction.ts';
import { renderAccountPicker, renderSignIn, type PageFrame } from './sign-in-pages.ts';

/** What a request says about the account that it wants. */
export interface AccountWish {
  readonly prompt: 'none' | 'login' | 'consent' | 'select_account' | null;
  readonly loginHint: string | null;
}

/** An account, or the page that asks for one. */
export type AccountChoice =
  | { readonly account: SessionAccount; readonly interaction: Interaction }
  | { readonly page: Response };

/**
 * Chooses the account of a request: the one that was just signed in or picked, else the one that the hint names, else the
 * only one that is signed in. What remains open is asked.
 *
 * @throws {@link AadError} 50058 or 16000 if a page is needed and `prompt=none` forbids it.
 */
export async function chooseAccount(call: Call, frame: PageFrame, wish: AccountWish): Promise<AccountChoice> {
  const { interaction } = frame;
  if (interaction.account !== null) return { account: interaction.account, interaction };
  const hinted = wish.loginHint === null ? null : await findAccount(call.state.db, wish.loginHint);
  if (call.settings.automatic && hinted !== null && hinted.enabled === 1 && wish.prompt !== 'none') {
    return signInWithoutPassword(call, interaction, hinted);
  }
  const signedIn = interaction.session?.accounts ?? [];
  const fitting = hinted === null ? signedIn : signedIn.filter(({ user }) => user.id === hinted.id);
  const [first] = fitting;
  if (wish.prompt === 'none') {
    if (first === undefined) throw new AadError(50058);
    if (fitting.length > 1) throw new AadError(16000);
    return { account: first, interaction };
  }
  if (wish.prompt === 'select_account' && signedIn.length > 0) {
    return { page: await renderAccountPicker(call, frame, signedIn) };
  }
  if (wish.prompt === 'login' || first === undefined) {
    return { page: await renderSignIn(call, frame, { userName: wish.loginHint ?? '', problem: null }) };
  }
  if (fitting.length > 1) return { page: await renderAccountPicker(call, frame, fitting) };
  return { account: first, interaction };
}

async function signInWithoutPassword(call: Call, interaction: Interaction, user: UserTable): Promise<AccountChoice> {
  const { session, cookie } = await addToSession(call, interaction.session, user);
  const account = { user, authenticatedAt: call.now };
  return { account, interaction: { ...interaction, session, account, cookies: [...interaction.cookies, cookie] } };
}
