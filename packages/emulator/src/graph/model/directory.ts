import { Model, type Property, type StructuredType } from './edm.ts';

const text = (name: string): Property => ({ name, type: 'String' });
const texts = (name: string): Property => ({ name, type: 'String', collection: true });
const flag = (name: string): Property => ({ name, type: 'Boolean' });
const time = (name: string): Property => ({ name, type: 'DateTimeOffset' });
const part = (name: string, type: string): Property => ({ name, type });
const parts = (name: string, type: string): Property => ({ name, type, collection: true });
const key: Property = { name: 'id', type: 'String', required: true };

const TYPES: readonly StructuredType[] = [
  {
    name: 'microsoft.graph.user',
    properties: [
      key,
      texts('businessPhones'),
      text('displayName'),
      text('givenName'),
      text('jobTitle'),
      text('mail'),
      text('mobilePhone'),
      text('officeLocation'),
      text('preferredLanguage'),
      text('surname'),
      text('userPrincipalName'),
      flag('accountEnabled'),
      time('createdDateTime'),
      text('userType'),
      text('creationType'),
    ],
  },
  {
    name: 'microsoft.graph.group',
    properties: [
      key,
      text('displayName'),
      text('description'),
      text('mailNickname'),
      flag('mailEnabled'),
      flag('securityEnabled'),
      flag('isAssignableToRole'),
      texts('groupTypes'),
      text('visibility'),
      time('createdDateTime'),
    ],
  },
  {
    name: 'microsoft.graph.application',
    properties: [
      key,
      text('appId'),
      text('displayName'),
      text('publisherDomain'),
      text('signInAudience'),
      texts('identifierUris'),
      flag('isFallbackPublicClient'),
      time('createdDateTime'),
      part('api', 'microsoft.graph.apiApplication'),
      parts('appRoles', 'microsoft.graph.appRole'),
      parts('passwordCredentials', 'microsoft.graph.passwordCredential'),
      parts('keyCredentials', 'microsoft.graph.keyCredential'),
      part('publicClient', 'microsoft.graph.redirectPlatform'),
      parts('requiredResourceAccess', 'microsoft.graph.requiredResourceAccess'),
      part('spa', 'microsoft.graph.redirectPlatform'),
      part('web', 'microsoft.graph.webApplication'),
    ],
  },
  {
    name: 'microsoft.graph.servicePrincipal',
    properties: [
      key,
      flag('accountEnabled'),
      text('appDisplayName'),
      text('appId'),
      text('appOwnerOrganizationId'),
      flag('appRoleAssignmentRequired'),
      time('createdDateTime'),
      text('displayName'),
      texts('servicePrincipalNames'),
      text('servicePrincipalType'),
      text('signInAudience'),
      texts('tags'),
      parts('appRoles', 'microsoft.graph.appRole'),
      parts('oauth2PermissionScopes', 'microsoft.graph.permissionScope'),
    ],
  },
  {
    name: 'microsoft.graph.apiApplication',
    properties: [
      { name: 'requestedAccessTokenVersion', type: 'Int32' },
      parts('oauth2PermissionScopes', 'microsoft.graph.permissionScope'),
    ],
  },
  {
    name: 'microsoft.graph.appRole',
    properties: [
      { name: 'id', type: 'Guid' },
      texts('allowedMemberTypes'),
      text('description'),
      text('displayName'),
      flag('isEnabled'),
      text('origin'),
      text('value'),
    ],
  },
  {
    name: 'microsoft.graph.permissionScope',
    properties: [
      { name: 'id', type: 'Guid' },
      text('adminConsentDescription'),
      text('adminConsentDisplayName'),
      flag('isEnabled'),
      text('type'),
      text('userConsentDescription'),
      text('userConsentDisplayName'),
      text('value'),
    ],
  },
  {
    name: 'microsoft.graph.passwordCredential',
    properties: [
      { name: 'keyId', type: 'Guid' },
      text('displayName'),
      text('hint'),
      text('secretText'),
      time('startDateTime'),
      time('endDateTime'),
    ],
  },
  {
    name: 'microsoft.graph.keyCredential',
    properties: [
      { name: 'keyId', type: 'Guid' },
      text('displayName'),
      text('customKeyIdentifier'),
      text('type'),
      text('usage'),
      time('startDateTime'),
      time('endDateTime'),
    ],
  },
  {
    name: 'microsoft.graph.requiredResourceAccess',
    properties: [text('resourceAppId'), parts('resourceAccess', 'microsoft.graph.resourceAccess')],
  },
  { name: 'microsoft.graph.resourceAccess', properties: [{ name: 'id', type: 'Guid' }, text('type')] },
  { name: 'microsoft.graph.redirectPlatform', properties: [texts('redirectUris')] },
  {
    name: 'microsoft.graph.webApplication',
    properties: [texts('redirectUris'), part('implicitGrantSettings', 'microsoft.graph.implicitGrantSettings')],
  },
  {
    name: 'microsoft.graph.implicitGrantSettings',
    properties: [flag('enableAccessTokenIssuance'), flag('enableIdTokenIssuance')],
  },
  {
    name: 'microsoft.graph.oAuth2PermissionGrant',
    properties: [key, text('clientId'), text('consentType'), text('principalId'), text('resourceId'), text('scope')],
  },
  {
    name: 'microsoft.graph.appRoleAssignment',
    properties: [
      key,
      time('createdDateTime'),
      { name: 'appRoleId', type: 'Guid' },
      text('principalDisplayName'),
      { name: 'principalId', type: 'Guid' },
      text('principalType'),
      text('resourceDisplayName'),
      { name: 'resourceId', type: 'Guid' },
    ],
  },
  {
    name: 'microsoft.graph.directoryRole',
    properties: [key, text('description'), text('displayName'), text('roleTemplateId')],
  },
  {
    name: 'microsoft.graph.unifiedRoleDefinition',
    properties: [
      key,
      text('description'),
      text('displayName'),
      flag('isBuiltIn'),
      flag('isEnabled'),
      text('templateId'),
      texts('resourceScopes'),
    ],
  },
  {
    name: 'microsoft.graph.unifiedRoleAssignment',
    properties: [key, text('principalId'), text('directoryScopeId'), text('roleDefinitionId')],
  },
  {
    name: 'microsoft.graph.unifiedRoleEligibilityScheduleInstance',
    properties: [
      key,
      text('principalId'),
      text('directoryScopeId'),
      text('roleDefinitionId'),
      text('memberType'),
      time('startDateTime'),
      time('endDateTime'),
    ],
  },
];

/** The directory's types, as far as consent and roles need them. */
export const directoryModel: Model = new Model(TYPES, []);
