/** A kind of alert, as a product raises it. */
export interface Scenario {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly severity: 'informational' | 'low' | 'medium' | 'high';
  readonly serviceSource: string;
  readonly detectionSource: string;
  readonly product: string;
  /** Vendor keyword of the legacy alerts; `null` when the product has none there. */
  readonly provider: string | null;
  readonly techniques: readonly string[];
  /** What the evidence is about. */
  readonly evidence: readonly ('user' | 'device' | 'file' | 'process' | 'ip' | 'url' | 'mail' | 'mailbox')[];
  /** How often it happens, compared to the others. */
  readonly weight: number;
}

/** The kinds of alerts of a generated month. */
export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'Suspicious PowerShell command line',
    description: 'A PowerShell process was started with an encoded command that downloads content.',
    category: 'Execution',
    severity: 'medium',
    serviceSource: 'microsoftDefenderForEndpoint',
    detectionSource: 'microsoftDefenderForEndpoint',
    product: 'Microsoft Defender for Endpoint',
    provider: 'Microsoft Defender ATP',
    techniques: ['T1059.001'],
    evidence: ['device', 'user', 'process'],
    weight: 14,
  },
  {
    title: 'Malware was prevented',
    description: 'The antivirus stopped a file that is known to be malicious.',
    category: 'Malware',
    severity: 'low',
    serviceSource: 'microsoftDefenderForEndpoint',
    detectionSource: 'antivirus',
    product: 'Microsoft Defender for Endpoint',
    provider: 'Microsoft Defender ATP',
    techniques: ['T1204.002'],
    evidence: ['device', 'file'],
    weight: 18,
  },
  {
    title: 'Ransomware behaviour on a device',
    description: 'Many files were renamed and shadow copies removed within a short time.',
    category: 'Ransomware',
    severity: 'high',
    serviceSource: 'microsoftDefenderForEndpoint',
    detectionSource: 'microsoftDefenderForEndpoint',
    product: 'Microsoft Defender for Endpoint',
    provider: 'Microsoft Defender ATP',
    techniques: ['T1486', 'T1490'],
    evidence: ['device', 'user', 'process', 'file'],
    weight: 2,
  },
  {
    title: 'Unfamiliar sign-in properties',
    description: 'A sign-in came from a place and a network that the user has not used before.',
    category: 'InitialAccess',
    severity: 'medium',
    serviceSource: 'azureAdIdentityProtection',
    detectionSource: 'azureAdIdentityProtection',
    product: 'Microsoft Entra ID Protection',
    provider: 'IPC',
    techniques: ['T1078', 'T1078.004'],
    evidence: ['user', 'ip'],
    weight: 16,
  },
  {
    title: 'Anonymous IP address',
    description: 'A sign-in came from an address of an anonymising network.',
    category: 'InitialAccess',
    severity: 'medium',
    serviceSource: 'azureAdIdentityProtection',
    detectionSource: 'azureAdIdentityProtection',
    product: 'Microsoft Entra ID Protection',
    provider: 'IPC',
    techniques: ['T1090.003'],
    evidence: ['user', 'ip'],
    weight: 9,
  },
  {
    title: 'Email messages with a malicious URL were removed after delivery',
    description: 'Messages were moved to quarantine because a link in them was found to be malicious.',
    category: 'InitialAccess',
    severity: 'informational',
    serviceSource: 'microsoftDefenderForOffice365',
    detectionSource: 'microsoftDefenderForOffice365',
    product: 'Microsoft Defender for Office 365',
    provider: 'Office 365 Security and Compliance',
    techniques: ['T1566.002'],
    evidence: ['mail', 'mailbox', 'url'],
    weight: 20,
  },
  {
    title: 'A potentially malicious URL click was detected',
    description: 'Somebody followed a link that is known to be malicious.',
    category: 'InitialAccess',
    severity: 'high',
    serviceSource: 'microsoftDefenderForOffice365',
    detectionSource: 'microsoftDefenderForOffice365',
    product: 'Microsoft Defender for Office 365',
    provider: 'Office 365 Security and Compliance',
    techniques: ['T1566.002'],
    evidence: ['user', 'url', 'mailbox'],
    weight: 5,
  },
  {
    title: 'Suspected reconnaissance of accounts over LDAP',
    description: 'A device asked a domain controller for many accounts and groups.',
    category: 'Discovery',
    severity: 'medium',
    serviceSource: 'microsoftDefenderForIdentity',
    detectionSource: 'microsoftDefenderForIdentity',
    product: 'Microsoft Defender for Identity',
    provider: 'Azure Advanced Threat Protection',
    techniques: ['T1087.002', 'T1069.002'],
    evidence: ['device', 'user', 'ip'],
    weight: 4,
  },
  {
    title: 'Impossible travel activity',
    description: 'One user was active in two countries in less time than the way between them takes.',
    category: 'SuspiciousActivity',
    severity: 'medium',
    serviceSource: 'microsoftDefenderForCloudApps',
    detectionSource: 'cloudAppSecurity',
    product: 'Microsoft Defender for Cloud Apps',
    provider: 'MCAS',
    techniques: ['T1078'],
    evidence: ['user', 'ip'],
    weight: 7,
  },
  {
    title: 'Unusual deletion of resources',
    description: 'A user removed many cloud resources within a short time.',
    category: 'Impact',
    severity: 'high',
    serviceSource: 'microsoftDefenderForCloud',
    detectionSource: 'microsoftDefenderForResourceManager',
    product: 'Microsoft Defender for Cloud',
    provider: 'ASC',
    techniques: ['T1485'],
    evidence: ['user', 'ip'],
    weight: 2,
  },
  {
    title: 'Rare process from a watched list',
    description: 'A rule of the workspace found a process that few devices run.',
    category: 'DefenseEvasion',
    severity: 'low',
    serviceSource: 'microsoftSentinel',
    detectionSource: 'scheduledAlerts',
    product: 'Microsoft Sentinel',
    provider: 'Azure Sentinel',
    techniques: ['T1036'],
    evidence: ['device', 'process'],
    weight: 3,
  },
];
