import type { Session, SessionAccount } from '../session/sessions.ts';

/** What a person is in the middle of. It travels in the page, so that the server keeps nothing of it. */
export interface PageFlow {
  readonly kind: 'authorize' | 'device' | 'admin-consent';
  /** Tenant segment of the path. */
  readonly segment: string;
  readonly version: 1 | 2;
  /** Parameters of the request that began it. */
  readonly query: string;
}

/** What the person has done so far. */
export interface Interaction {
  readonly session: Session | null;
  /** Account that was signed in or picked on the page before; it needs no further proof. */
  readonly account: SessionAccount | null;
  /** Answer to the question for consent. */
  readonly consent: { readonly isGiven: boolean; readonly forEverybody: boolean } | null;
  /** Headers `Set-Cookie` for the answer. */
  readonly cookies: readonly string[];
}
