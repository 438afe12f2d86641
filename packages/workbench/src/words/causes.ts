import type { Actor, Means } from '@why403/engine';
import type { ByCause } from '../protocol.ts';

/** Each cause as a headline, and what it means in a sentence for somebody who hears of it first. */
export const CAUSES: ByCause<{ readonly title: string; readonly hint: string }> = {
  'missing-permission': {
    title: 'The token does not carry the permission',
    hint: 'Each operation accepts certain permissions. None of them is in the token.',
  },
  'wrong-token-kind': {
    title: 'The token is of the wrong kind',
    hint: 'Permissions for a signed-in user and permissions for an application alone do not count for each other.',
  },
  'consent-missing': {
    title: 'Nobody consented to the permission',
    hint: 'Listing a permission in the registration grants nothing. Somebody has to consent in the tenant.',
  },
  'stale-token': {
    title: 'The token is older than the grant',
    hint: 'A token shows what was granted when it was issued. Get a new one.',
  },
  'missing-directory-role': {
    title: 'The user lacks a directory role',
    hint: 'The permission is there, but this operation also looks at the roles of the signed-in user.',
  },
  'directory-roles-absent': {
    title: 'The token does not show the user’s roles',
    hint: 'Tokens of the implicit flow have no list of roles. The user may well have one.',
  },
  'wrong-audience': {
    title: 'The token is for another service',
    hint: 'A token is made for one service. This one is not for Microsoft Graph.',
  },
  'token-invalid': {
    title: 'The token cannot be used',
    hint: 'It is malformed, expired, not valid yet, altered, or was challenged.',
  },
  'account-type-unsupported': {
    title: 'This kind of account is not served',
    hint: 'The operation needs a work or school account.',
  },
  'tenant-mismatch': {
    title: 'The token is from another tenant or cloud',
    hint: 'Each national cloud has its own addresses and its own tokens.',
  },
  'license-required': {
    title: 'The tenant lacks a licence',
    hint: 'The service behind this operation is not licensed or not set up in the tenant.',
  },
  'resource-policy': {
    title: 'A rule on the object stops the caller',
    hint: 'Ownership, access policies and the like are decided for each object, beyond what a token shows.',
  },
  'endpoint-wrong-or-retired': {
    title: 'The address is wrong or retired',
    hint: 'No such operation is known, or its end was announced.',
  },
  'service-fault': {
    title: 'The service itself failed',
    hint: 'The caller did nothing wrong. Wait and try again.',
  },
};

/** Who has to act. */
export const ACTORS: Readonly<Record<Actor, string>> = {
  developer: 'Developer',
  'tenant administrator': 'Tenant administrator',
  user: 'User',
  Microsoft: 'Microsoft',
};

/** By what a step is done. */
export const MEANS: Readonly<Record<Means, string>> = {
  'entra-admin-center': 'Entra admin centre',
  browser: 'Browser',
  manifest: 'Manifest',
  'graph-rest': 'Graph REST',
  'azure-cli': 'Azure CLI',
  'graph-powershell': 'PowerShell',
  code: 'Code',
  none: '',
};
