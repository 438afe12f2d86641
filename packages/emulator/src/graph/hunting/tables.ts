import { alertsV2 } from '../entities/alerts-v2.ts';
import { storeOf } from '../entities/collection.ts';
import type { Document } from '../entities/document.ts';
import { totalOrder } from '../entities/entity-set.ts';
import { bindFilter } from '../odata/bind.ts';
import type { Predicate } from '../odata/bound.ts';
import { parseFilter } from '../odata/parse.ts';
import { millisecondsOf, now as instantNow } from '../odata/time.ts';
import { isObject, type GraphContext } from '../request.ts';
import type { HuntingValue } from './query.ts';
import type { HuntingColumn, HuntingTable } from './run.ts';

/** Rows between two times, both milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface TableSource {
  readonly columns: readonly HuntingColumn[];
  readonly rows: (alert: Document) => readonly Readonly<Record<string, unknown>>[];
}

const COMMON: readonly HuntingColumn[] = [
  { name: 'Timestamp', type: 'DateTime' },
  { name: 'AlertId', type: 'String' },
  { name: 'Title', type: 'String' },
];

/** The emulated tables. Their columns are a part of those that the documentation lists. */
const TABLES: Readonly<Record<string, TableSource>> = {
  AlertInfo: {
    columns: [...COMMON, ...columns(['Category', 'Severity', 'ServiceSource', 'DetectionSource', 'AttackTechniques'])],
    rows: (alert) => [infoOf(alert)],
  },
  AlertEvidence: {
    columns: [
      ...COMMON,
      ...columns([
        'Categories',
        'AttackTechniques',
        'ServiceSource',
        'DetectionSource',
        'Severity',
        'EntityType',
        'EvidenceRole',
        'FileName',
        'FolderPath',
        'SHA1',
        'SHA256',
        'RemoteIP',
        'RemoteUrl',
        'AccountName',
        'AccountUpn',
        'AccountObjectId',
        'DeviceId',
        'DeviceName',
        'NetworkMessageId',
        'EmailSubject',
        'ProcessCommandLine',
      ]),
    ],
    rows: (alert) => {
      const evidence = Array.isArray(alert['evidence']) ? alert['evidence'].filter(isObject) : [];
      return evidence.map((piece) => ({ ...infoOf(alert), ...evidenceOf(piece) }));
    },
  },
};

/** Names of the emulated tables. */
export const TABLE_NAMES: readonly string[] = Object.keys(TABLES);

/** Reads one of the tables, newest rows first; `null` when there is none of that name. */
export async function readTable(name: string, context: GraphContext, span: Span): Promise<HuntingTable | null> {
  const source = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  if (source === undefined) return null;
  const rows = await storeOf(alertsV2, context).list({
    filter: createdWithin(span),
    order: totalOrder(alertsV2, []),
    after: null,
    skip: 0,
    limit: 1_000_000,
  });
  return {
    columns: source.columns,
    rows: rows.flatMap(({ document }) =>
      source.rows(document).map((row) => source.columns.map((column) => valueFor(row[column.name], column))),
    ),
  };
}

function createdWithin(span: Span): Predicate {
  const text = `createdDateTime ge ${instantNow(span.from)} and createdDateTime le ${instantNow(span.to)}`;
  const parsed = parseFilter(text);
  const bound = parsed.ok ? bindFilter(text, parsed.value, alertsV2) : parsed;
  if (!bound.ok) throw new TypeError(bound.problem.reason);
  return bound.value;
}

function columns(names: readonly string[]): readonly HuntingColumn[] {
  return names.map((name) => ({ name, type: 'String' }));
}

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  microsoftDefenderForEndpoint: 'Microsoft Defender for Endpoint',
  microsoftDefenderForIdentity: 'Microsoft Defender for Identity',
  microsoftDefenderForCloudApps: 'Microsoft Defender for Cloud Apps',
  microsoftDefenderForOffice365: 'Microsoft Defender for Office 365',
  microsoft365Defender: 'Microsoft 365 Defender',
  azureAdIdentityProtection: 'AAD Identity Protection',
};

function infoOf(alert: Document): Readonly<Record<string, unknown>> {
  const severity = String(alert['severity']);
  const techniques = Array.isArray(alert['mitreTechniques']) ? alert['mitreTechniques'] : [];
  const service = String(alert['serviceSource']);
  return {
    Timestamp: alert['createdDateTime'],
    AlertId: alert['id'],
    Title: alert['title'],
    Category: alert['category'],
    Categories: JSON.stringify(alert['categories'] ?? []),
    Severity: severity.charAt(0).toUpperCase() + severity.slice(1),
    ServiceSource: SERVICE_NAMES[service] ?? service,
    DetectionSource: alert['detectionSource'],
    AttackTechniques: JSON.stringify(techniques),
  };
}

function evidenceOf(piece: Document): Readonly<Record<string, unknown>> {
  const type = String(piece['@odata.type'])
    .replace('#microsoft.graph.security.', '')
    .replace(/Evidence$/, '');
  const account = isObject(piece['userAccount']) ? piece['userAccount'] : {};
  const file = isObject(piece['fileDetails'])
    ? piece['fileDetails']
    : isObject(piece['imageFile'])
      ? piece['imageFile']
      : {};
  const roles = Array.isArray(piece['roles']) ? piece['roles'] : [];
  return {
    EntityType: ENTITY_TYPES[type] ?? type,
    EvidenceRole: roles.length === 0 ? 'Related' : 'Impacted',
    FileName: file['fileName'],
    FolderPath: file['filePath'],
    SHA1: file['sha1'],
    SHA256: file['sha256'],
    RemoteIP: piece['ipAddress'],
    RemoteUrl: piece['url'],
    AccountName: account['accountName'],
    AccountUpn: account['userPrincipalName'],
    AccountObjectId: account['azureAdUserId'],
    DeviceId: piece['mdeDeviceId'],
    DeviceName: piece['deviceDnsName'],
    NetworkMessageId: piece['networkMessageId'],
    EmailSubject: piece['subject'],
    ProcessCommandLine: piece['processCommandLine'],
  };
}

const ENTITY_TYPES: Readonly<Record<string, string>> = {
  user: 'User',
  device: 'Machine',
  file: 'File',
  process: 'Process',
  ip: 'Ip',
  url: 'Url',
  analyzedMessage: 'MailMessage',
  mailbox: 'Mailbox',
};

function valueFor(value: unknown, column: HuntingColumn): HuntingValue {
  if (typeof value !== 'string') return { kind: 'string', value: '' };
  return column.type === 'DateTime' ? { kind: 'datetime', value: millisecondsOf(value) } : { kind: 'string', value };
}
