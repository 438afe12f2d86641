import type { Certainty, Outcome, Part, TokenFlow, TokenKind } from '@why403/engine';

/** How a gate is said to stand. */
export const GATE_STATE: Readonly<Record<Outcome, string>> = {
  allow: 'open',
  deny: 'shut',
  unknown: 'cannot tell',
  'not-checked': 'not checked',
};

/** The five gates, in words. */
export const GATES: Readonly<Record<Part, { readonly name: string; readonly asks: string }>> = {
  token: { name: 'Token', asks: 'Is it a token for Microsoft Graph, still valid, from the right cloud?' },
  operation: { name: 'Operation', asks: 'Does this address exist, with this method?' },
  permission: { name: 'Permission', asks: 'Does the token carry a permission that this operation accepts?' },
  role: { name: 'Role', asks: 'Does the signed-in user have a directory role that this operation demands?' },
  policy: { name: 'Policy', asks: 'Does a rule on the single object stop the caller?' },
};

/** How sure a cause is. */
export const CERTAINTY: Readonly<Record<Certainty, { readonly word: string; readonly hint: string }>> = {
  certain: { word: 'certain', hint: 'What was given leaves no other reading.' },
  likely: { word: 'likely', hint: 'What was given points here; another cause would be unusual.' },
  possible: { word: 'possible', hint: 'Nothing rules it out.' },
};

/** Kinds of tokens. */
export const KINDS: Readonly<Record<TokenKind, { readonly name: string; readonly hint: string }>> = {
  delegated: { name: 'Delegated', hint: 'An application acts for a signed-in work or school user' },
  'delegated-personal': { name: 'Personal', hint: 'An application acts for a signed-in personal Microsoft account' },
  application: { name: 'Application', hint: 'An application acts for itself, without a user' },
};

/** OAuth 2.0 flows, as people call them. */
export const FLOWS: Readonly<Record<TokenFlow, string>> = {
  'authorization-code': 'Authorization code',
  'client-credentials': 'Client credentials',
  'device-code': 'Device code',
  implicit: 'Implicit',
  'managed-identity': 'Managed identity',
  'on-behalf-of': 'On behalf of',
  'refresh-token': 'Refresh token',
  ropc: 'User name and password',
};
