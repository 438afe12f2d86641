import type { Document } from '../entities/document.ts';
import type { Person } from './made.ts';
import type { Prng } from './prng.ts';
import type { Scenario } from './scenarios.ts';

const FILES = ['invoice.pdf.exe', 'update.js', 'setup.msi', 'photo.scr', 'macro.docm', 'helper.dll'];
const COUNTRIES = ['US', 'DE', 'BR', 'SG', 'NL', 'ZA', 'FR'];

/** Where an alert happened. */
export interface Scene {
  readonly person: Person;
  readonly remoteIp: string;
  readonly country: string;
  readonly file: string;
  readonly sha256: string;
  readonly sha1: string;
  readonly url: string;
  readonly messageId: string;
}

/** Makes the scene of one alert. Addresses are those that are kept for documentation. */
export function makeScene(prng: Prng, person: Person): Scene {
  return {
    person,
    remoteIp: `${prng.pick(['192.0.2', '198.51.100', '203.0.113'])}.${String(prng.integer(1, 254))}`,
    country: prng.pick(COUNTRIES),
    file: prng.pick(FILES),
    sha256: prng.hex(64),
    sha1: prng.hex(40),
    url: `https://${prng.hex(6)}.example.net/${prng.hex(4)}`,
    messageId: prng.guid(),
  };
}

/** The evidence of an alert, each piece with its type. */
export function makeEvidence(
  prng: Prng,
  scenario: Scenario,
  scene: Scene,
  createdDateTime: string,
): readonly Document[] {
  return scenario.evidence.map((kind) => {
    const common = {
      createdDateTime,
      verdict: prng.weighted([
        ['unknown', 3],
        ['suspicious', 5],
        ['malicious', 2],
      ] as const),
      remediationStatus: prng.weighted([
        ['none', 6],
        ['remediated', 2],
        ['prevented', 2],
        ['active', 1],
      ] as const),
      remediationStatusDetails: null,
      roles: [] as readonly string[],
      detailedRoles: [] as readonly string[],
      tags: [] as readonly string[],
    };
    return { ...common, ...pieceOf(kind, scene) };
  });
}

function pieceOf(kind: Scenario['evidence'][number], scene: Scene): Document {
  const { person } = scene;
  const account = {
    accountName: person.account,
    azureAdUserId: person.id,
    displayName: person.name,
    domainName: 'contoso',
    userPrincipalName: person.upn,
    userSid: null,
    resourceAccessEvents: [],
  };
  const file = {
    fileName: scene.file,
    filePath: `C:\\Downloads\\${person.account}`,
    sha1: scene.sha1,
    sha256: scene.sha256,
    fileSize: 48_128,
  };
  switch (kind) {
    case 'user':
      return { '@odata.type': '#microsoft.graph.security.userEvidence', userAccount: account, roles: ['attacked'] };
    case 'device':
      return {
        '@odata.type': '#microsoft.graph.security.deviceEvidence',
        azureAdDeviceId: null,
        deviceDnsName: person.device,
        mdeDeviceId: person.deviceId,
        osPlatform: 'Windows11',
        osBuild: 26_100,
        version: '24H2',
        healthStatus: 'active',
        riskScore: 'medium',
        onboardingStatus: 'onboarded',
        defenderAvStatus: 'updated',
        loggedOnUsers: [{ accountName: person.account, domainName: 'contoso' }],
        ipInterfaces: [person.ip],
      };
    case 'file':
      return {
        '@odata.type': '#microsoft.graph.security.fileEvidence',
        detectionStatus: 'detected',
        mdeDeviceId: person.deviceId,
        fileDetails: file,
      };
    case 'process':
      return {
        '@odata.type': '#microsoft.graph.security.processEvidence',
        processId: 4780,
        processCommandLine: `powershell.exe -NoProfile -EncodedCommand ${scene.sha1.slice(0, 20)}`,
        parentProcessId: 668,
        detectionStatus: 'detected',
        mdeDeviceId: person.deviceId,
        imageFile: { ...file, fileName: 'powershell.exe', filePath: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0' },
        userAccount: account,
      };
    case 'ip':
      return {
        '@odata.type': '#microsoft.graph.security.ipEvidence',
        ipAddress: scene.remoteIp,
        countryLetterCode: scene.country,
        roles: ['source'],
      };
    case 'url':
      return { '@odata.type': '#microsoft.graph.security.urlEvidence', url: scene.url };
    case 'mail':
      return {
        '@odata.type': '#microsoft.graph.security.analyzedMessageEvidence',
        networkMessageId: scene.messageId,
        internetMessageId: `<${scene.messageId}@mail.example.net>`,
        subject: 'Your invoice is overdue',
        recipientEmailAddress: person.upn,
        senderIp: scene.remoteIp,
        deliveryAction: 'Delivered',
        deliveryLocation: 'Quarantine',
        p2Sender: { displayName: 'Billing', domainName: 'example.net', emailAddress: 'billing@example.net' },
        urls: [scene.url],
      };
    case 'mailbox':
      return {
        '@odata.type': '#microsoft.graph.security.mailboxEvidence',
        displayName: person.name,
        primaryAddress: person.upn,
        upn: person.upn,
        userAccount: account,
      };
  }
}
