import type { Document } from '../entities/document.ts';
import { incidentUrl } from '../entities/incident-url.ts';
import { makeEvidence, makeScene, type Scene } from './evidence.ts';
import { MONTH_MS, type Made } from './made.ts';
import type { Prng } from './prng.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const SEVERITIES = ['informational', 'low', 'medium', 'high'];
const HOUR_MS = 3_600_000;

/** An incident with its alerts, and what they look like in the legacy API. */
export interface Wave {
  readonly alerts: readonly Document[];
  readonly alertsV2: readonly Document[];
  readonly incident: Document;
}

/** Makes alerts, wave by wave: a month can have more of them than fit into memory. */
export function* makeWaves(prng: Prng, made: Made): Generator<Wave> {
  const weights = SCENARIOS.map((scenario) => [scenario, scenario.weight] as const);
  let incidentNumber = 1000;
  let left = made.alerts;
  while (left > 0) {
    const alerts: Document[] = [];
    const size = Math.min(
      left,
      prng.weighted([
        [1, 6],
        [2, 4],
        [3, 2],
        [prng.integer(4, 12), 1],
      ]),
    );
    left -= size;
    incidentNumber += 1;
    const incidentId = String(incidentNumber);
    const start = workingAge(prng);
    const person = prng.pick(made.people);
    const alertsV2 = Array.from({ length: size }, (_, index): Document => {
      const scenario = prng.weighted(weights);
      const scene = makeScene(prng, person);
      const age = Math.max(0, start - index * prng.integer(60_000, HOUR_MS));
      const life = makeLife(prng, age);
      const alert = alertOf({ prng, made, scenario, scene, age, life, incidentId });
      if (scenario.provider !== null) alerts.push(legacyOf({ prng, made, scenario, scene, age, life, incidentId }));
      return alert;
    });
    yield { alerts, alertsV2, incident: incidentOf(incidentId, alertsV2, made) };
  }
}

/** How an alert was handled. */
interface Life {
  readonly status: 'new' | 'inProgress' | 'resolved';
  readonly classification: 'unknown' | 'truePositive' | 'falsePositive' | 'informationalExpectedActivity';
  readonly determination: string;
  readonly analyst: string | null;
  /** Milliseconds before the end of the month of the last change. */
  readonly changedAge: number;
}

interface Making {
  readonly prng: Prng;
  readonly made: Made;
  readonly scenario: Scenario;
  readonly scene: Scene;
  readonly age: number;
  readonly life: Life;
  readonly incidentId: string;
}

/** An age within the month, working hours of weekdays three times as likely. The hours are those of the month's end. */
function workingAge(prng: Prng): number {
  for (;;) {
    const age = prng.integer(0, MONTH_MS - 1);
    const hour = Math.floor(age / HOUR_MS) % 24;
    const day = Math.floor(age / (24 * HOUR_MS)) % 7;
    const busy = hour < 10 && day < 5;
    if (busy || prng.chance(0.33)) return age;
  }
}

function makeLife(prng: Prng, age: number): Life {
  const days = age / (24 * HOUR_MS);
  const status = prng.weighted([
    ['new', days < 2 ? 6 : 1],
    ['inProgress', 2],
    ['resolved', days < 2 ? 1 : 10],
  ] as const);
  const changedAge = status === 'new' ? age : Math.max(0, age - prng.integer(HOUR_MS / 4, 48 * HOUR_MS));
  if (status !== 'resolved') {
    return {
      status,
      classification: 'unknown',
      determination: 'unknown',
      analyst: status === 'new' ? null : 'soc@contoso.example',
      changedAge,
    };
  }
  const classification = prng.weighted([
    ['truePositive', 5],
    ['falsePositive', 3],
    ['informationalExpectedActivity', 2],
  ] as const);
  const determinations = {
    truePositive: ['malware', 'phishing', 'compromisedAccount', 'maliciousUserActivity'],
    falsePositive: ['notMalicious', 'notEnoughDataToValidate'],
    informationalExpectedActivity: ['securityTesting', 'confirmedActivity', 'lineOfBusinessApplication'],
  };
  return {
    status,
    classification,
    determination: prng.pick(determinations[classification]),
    analyst: 'soc@contoso.example',
    changedAge,
  };
}

function alertOf({ prng, made, scenario, scene, age, life, incidentId }: Making): Document {
  const createdDateTime = made.at(age);
  const id = `da${prng.hex(32)}`;
  const changed = made.at(life.changedAge);
  return {
    id,
    providerAlertId: id.slice(2),
    incidentId,
    status: life.status,
    severity: scenario.severity,
    classification: life.classification,
    determination: life.determination,
    serviceSource: scenario.serviceSource,
    detectionSource: scenario.detectionSource,
    productName: scenario.product,
    detectorId: prng.guid(),
    tenantId: made.tenantId,
    title: scenario.title,
    description: scenario.description,
    recommendedActions: 'Contain the affected assets, then look for the same activity elsewhere.',
    category: scenario.category,
    categories: [scenario.category],
    assignedTo: life.analyst,
    alertWebUrl: `https://security.microsoft.com/alerts/${id}?tid=${made.tenantId}`,
    incidentWebUrl: incidentUrl(incidentId, made.tenantId),
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    mitreTechniques: scenario.techniques,
    createdDateTime,
    lastUpdateDateTime: changed,
    resolvedDateTime: life.status === 'resolved' ? changed : null,
    firstActivityDateTime: made.at(age + 600_000),
    lastActivityDateTime: made.at(age + 60_000),
    investigationState: life.status === 'resolved' ? 'successfullyRemediated' : 'queued',
    systemTags: [],
    comments: [],
    evidence: makeEvidence(prng, scenario, scene, createdDateTime),
  };
}

const LEGACY_STATUS = { new: 'newAlert', inProgress: 'inProgress', resolved: 'resolved' } as const;
const LEGACY_FEEDBACK = {
  unknown: null,
  truePositive: 'truePositive',
  falsePositive: 'falsePositive',
  informationalExpectedActivity: 'benignPositive',
} as const;

function legacyOf({ prng, made, scenario, scene, age, life, incidentId }: Making): Document {
  const { person } = scene;
  const touches = (kind: Scenario['evidence'][number]): boolean => scenario.evidence.includes(kind);
  return {
    id: prng.guid(),
    azureTenantId: made.tenantId,
    title: scenario.title,
    description: scenario.description,
    category: scenario.category,
    severity: scenario.severity,
    status: LEGACY_STATUS[life.status],
    feedback: LEGACY_FEEDBACK[life.classification],
    confidence: prng.integer(40, 100),
    assignedTo: life.analyst,
    createdDateTime: made.at(age),
    eventDateTime: made.at(age + 60_000),
    lastEventDateTime: made.at(age + 30_000),
    lastModifiedDateTime: made.at(life.changedAge),
    closedDateTime: life.status === 'resolved' ? made.at(life.changedAge) : null,
    incidentIds: [incidentId],
    comments: [],
    tags: prng.chance(0.1) ? ['HVA'] : [],
    recommendedActions: ['Contain the affected assets'],
    sourceMaterials: [incidentUrl(incidentId, made.tenantId)],
    vendorInformation: { provider: scenario.provider, providerVersion: null, subProvider: null, vendor: 'Microsoft' },
    userStates: [
      {
        aadUserId: person.id,
        accountName: person.account,
        domainName: 'contoso.example',
        emailRole: touches('mail') ? 'recipient' : 'unknown',
        logonIp: touches('ip') ? scene.remoteIp : null,
        logonLocation: touches('ip') ? scene.country : null,
        userPrincipalName: person.upn,
      },
    ],
    hostStates: touches('device')
      ? [
          {
            fqdn: person.device,
            netBiosName: person.device.split('.')[0],
            os: 'Windows11',
            privateIpAddress: person.ip,
          },
        ]
      : [],
    fileStates: touches('file')
      ? [{ name: scene.file, path: 'C:\\Downloads', fileHash: { hashType: 'sha256', hashValue: scene.sha256 } }]
      : [],
    processes: touches('process')
      ? [
          {
            name: 'powershell.exe',
            accountName: person.account,
            processId: 4780,
            commandLine: 'powershell.exe -NoProfile',
          },
        ]
      : [],
    networkConnections:
      touches('ip') || touches('url')
        ? [
            {
              destinationAddress: scene.remoteIp,
              destinationPort: '443',
              destinationUrl: touches('url') ? scene.url : null,
              direction: 'outbound',
              protocol: 'tcp',
              sourceAddress: person.ip,
              status: 'succeeded',
            },
          ]
        : [],
  };
}

function incidentOf(id: string, alerts: readonly Document[], made: Made): Document {
  const texts = (name: string): readonly string[] => alerts.map((alert) => String(alert[name]));
  const least = (values: readonly string[]): string => values.reduce((a, b) => (a < b ? a : b));
  const most = (values: readonly string[]): string => values.reduce((a, b) => (a > b ? a : b));
  const statuses = texts('status');
  const resolved = statuses.every((status) => status === 'resolved');
  const severities = texts('severity').map((severity) => SEVERITIES.indexOf(severity));
  const first = alerts[0] ?? {};
  return {
    id,
    tenantId: made.tenantId,
    displayName: alerts.length === 1 ? String(first['title']) : `Multi-stage incident: ${String(first['title'])}`,
    description: null,
    severity: SEVERITIES[Math.max(...severities)],
    status: resolved ? 'resolved' : statuses.includes('inProgress') ? 'inProgress' : 'active',
    classification: resolved ? first['classification'] : 'unknown',
    determination: resolved ? first['determination'] : 'unknown',
    assignedTo: first['assignedTo'] ?? null,
    createdDateTime: least(texts('createdDateTime')),
    lastUpdateDateTime: most(texts('lastUpdateDateTime')),
    lastModifiedBy: 'Microsoft 365 Defender-AlertCorrelation',
    incidentWebUrl: incidentUrl(id, made.tenantId),
    redirectIncidentId: null,
    customTags: [],
    systemTags: [],
    comments: [],
    priorityScore: Math.min(100, 20 * Math.max(...severities) + alerts.length),
  };
}
