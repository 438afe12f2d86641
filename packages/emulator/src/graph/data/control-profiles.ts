import type { Document } from '../entities/document.ts';
import type { Made } from './made.ts';
import type { Prng } from './prng.ts';

const CONTROLS: readonly (readonly [id: string, title: string, category: string, service: string, tier: string])[] = [
  ['AdminMFAV2', 'Require multifactor authentication for administrative roles', 'Identity', 'AzureAD', 'Core'],
  ['MFARegistrationV2', 'Let all users complete multifactor authentication', 'Identity', 'AzureAD', 'Core'],
  [
    'BlockLegacyAuthentication',
    'Block clients that do not support modern authentication',
    'Identity',
    'AzureAD',
    'Core',
  ],
  ['PWAgePolicyNew', 'Do not let passwords expire', 'Identity', 'AzureAD', 'Core'],
  ['SelfServicePasswordReset', 'Enable self-service password reset', 'Identity', 'AzureAD', 'Core'],
  ['OneAdmin', 'Have more than one global administrator', 'Identity', 'AzureAD', 'Core'],
  ['RoleOverlap', 'Use limited administrative roles', 'Identity', 'AzureAD', 'Advanced'],
  ['SigninRiskPolicy', 'Protect all users with a sign-in risk policy', 'Identity', 'AzureAD', 'Advanced'],
  ['UserRiskPolicy', 'Protect all users with a user risk policy', 'Identity', 'AzureAD', 'Advanced'],
  ['IntegratedApps', 'Do not let users consent to unmanaged applications', 'Identity', 'AzureAD', 'Core'],
  ['mdo_safelinksforemail', 'Check links in messages when they are followed', 'Apps', 'MDO', 'Core'],
  ['mdo_safeattachments', 'Check attachments before they are delivered', 'Apps', 'MDO', 'Core'],
  ['mdo_spam_notifications_only_for_admins', 'Quarantine spam and tell administrators', 'Apps', 'MDO', 'Core'],
  ['exo_mailboxaudit', 'Audit all mailboxes', 'Apps', 'EXO', 'Core'],
  ['exo_outlookaddins', 'Do not let users install add-ins', 'Apps', 'EXO', 'Advanced'],
  ['spo_external_sharing', 'Limit external sharing', 'Data', 'SPO', 'Core'],
  ['dlp_datalossprevention', 'Enable data loss prevention policies', 'Data', 'MIP', 'Core'],
  ['mip_sensitivitylabelspolicies', 'Publish sensitivity labels', 'Data', 'MIP', 'Core'],
  ['mip_search_auditlog', 'Turn the audit log on', 'Data', 'MIP', 'Core'],
  ['scid_2010', 'Turn on attack surface reduction rules', 'Device', 'MDE', 'Core'],
  ['scid_2012', 'Turn on real-time protection', 'Device', 'MDE', 'Core'],
  ['scid_2090', 'Encrypt all drives', 'Device', 'MDE', 'Core'],
  ['mcas_customactivitypolicy', 'Create a custom activity policy', 'Apps', 'MCAS', 'Advanced'],
  ['mdi_unsecure_delegation', 'Change unsecure Kerberos delegation', 'Identity', 'MDI', 'Advanced'],
];

/** Makes the profiles of the controls. */
export function makeControlProfiles(prng: Prng, made: Made): readonly Document[] {
  return CONTROLS.map(([id, title, controlCategory, service, tier], index): Document => ({
    id,
    azureTenantId: made.tenantId,
    actionType: 'Config',
    actionUrl: 'https://security.microsoft.com/securescore',
    title,
    controlCategory,
    controlStateUpdates: [],
    complianceInformation: [],
    deprecated: false,
    implementationCost: prng.pick(['Low', 'Moderate', 'High']),
    lastModifiedDateTime: made.at(prng.integer(0, 25) * 86_400_000),
    maxScore: prng.integer(1, 10),
    rank: index + 1,
    remediation: `Open the portal and follow the steps for: ${title}.`,
    remediationImpact: 'Some users will be asked for more at their next sign-in.',
    service,
    threats: prng.pick([['Account Breach'], ['Data Exfiltration', 'Data Spillage'], ['Malicious Insider']]),
    tier,
    userImpact: prng.pick(['Low', 'Moderate']),
    vendorInformation: { provider: 'SecureScore', providerVersion: null, subProvider: null, vendor: 'Microsoft' },
  }));
}
