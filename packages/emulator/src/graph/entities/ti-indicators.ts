import { sql, type Kysely, type RawBuilder } from 'kysely';

import { badRequest, GraphError, notFound } from '../errors/graph-error.ts';
import { USUAL_RULES } from '../odata/options.ts';
import { instantOf, now as instantNow } from '../odata/time.ts';
import { isObject, type GraphContext, type GraphRequest, type GraphResult, type Route } from '../request.ts';
import { accept, member, texts } from './accept.ts';
import { answerChange, countCollection, entityMetadata, listCollection, shown, storeOf } from './collection.ts';
import type { Document, Stored } from './document.ts';
import { entitySet, type EntitySet } from './entity-set.ts';
import { etagOf, type EntityStore } from './store.ts';
import { createEntityTable } from './tables.ts';

/**
 * Threat indicators. `ThreatIndicators.ReadWrite.OwnedBy` is the only permission that reaches them, so every caller
 * sees and changes only what its own application submitted; those of others do not exist for it.
 */
export const tiIndicators: EntitySet = entitySet({
  path: 'security/tiIndicators',
  type: 'microsoft.graph.tiIndicator',
  table: 'security_ti_indicators',
  columns: {
    action: 'action',
    confidence: 'confidence',
    domainName: 'domain_name',
    expirationDateTime: 'expires',
    externalId: 'external_id',
    ingestedDateTime: 'ingested',
    severity: 'severity',
    targetProduct: 'target_product',
    threatType: 'threat_type',
    tlpLevel: 'tlp_level',
  },
  rules: USUAL_RULES,
  order: 'ingestedDateTime desc',
});

/** Creates the table of the indicators. */
export function createTiIndicators(db: Kysely<unknown>): Promise<void> {
  return createEntityTable(
    db,
    'security_ti_indicators',
    [
      ['action', 'text'],
      ['confidence', 'integer'],
      ['domain_name', 'text'],
      ['expires', 'text'],
      ['external_id', 'text'],
      ['ingested', 'text'],
      ['severity', 'integer'],
      ['target_product', 'text'],
      ['threat_type', 'text'],
      ['tlp_level', 'text'],
      ['owner_app_id', 'text'],
    ],
    [
      ['owner_app_id', 'ingested'],
      ['owner_app_id', 'external_id'],
    ],
  );
}

const OBSERVABLES = [
  'domainName',
  'emailEncoding',
  'emailLanguage',
  'emailRecipient',
  'emailSenderAddress',
  'emailSenderName',
  'emailSourceDomain',
  'emailSourceIpAddress',
  'emailSubject',
  'emailXMailer',
  'fileCompileDateTime',
  'fileCreatedDateTime',
  'fileHashType',
  'fileHashValue',
  'fileMutexName',
  'fileName',
  'filePacker',
  'filePath',
  'fileSize',
  'fileType',
  'networkCidrBlock',
  'networkDestinationAsn',
  'networkDestinationCidrBlock',
  'networkDestinationIPv4',
  'networkDestinationIPv6',
  'networkDestinationPort',
  'networkIPv4',
  'networkIPv6',
  'networkPort',
  'networkProtocol',
  'networkSourceAsn',
  'networkSourceCidrBlock',
  'networkSourceIPv4',
  'networkSourceIPv6',
  'networkSourcePort',
  'url',
  'userAgent',
];
const EDITABLE = [
  'action',
  'activityGroupNames',
  'additionalInformation',
  'confidence',
  'description',
  'diamondModel',
  'expirationDateTime',
  'externalId',
  'isActive',
  'killChain',
  'knownFalsePositives',
  'lastReportedDateTime',
  'malwareFamilyNames',
  'passiveOnly',
  'severity',
  'tags',
  'tlpLevel',
];
/** What indicators for Microsoft Defender ATP can change. */
const EDITABLE_FOR_DEFENDER: ReadonlySet<string> = new Set(['expirationDateTime', 'severity', 'description']);
const CREATABLE: ReadonlySet<string> = new Set([...EDITABLE, ...OBSERVABLES, 'targetProduct', 'threatType']);
const UPDATABLE: ReadonlySet<string> = new Set([...EDITABLE, 'targetProduct']);
const REQUIRED = ['action', 'description', 'expirationDateTime', 'targetProduct', 'threatType', 'tlpLevel'];
const TARGETS = ['Azure Sentinel', 'Microsoft Defender ATP'];
const DEFENDER = 'Microsoft Defender ATP';
const DEFENDER_OBSERVABLES = ['domainName', 'url', 'networkDestinationIPv4', 'networkDestinationIPv6', 'fileHashValue'];
const THREAT_TYPES = [
  'Botnet',
  'C2',
  'CryptoMining',
  'Darknet',
  'DDoS',
  'MaliciousUrl',
  'Malware',
  'Phishing',
  'Proxy',
  'PUA',
  'WatchList',
];
const KILL_CHAIN = ['Actions', 'C2', 'Delivery', 'Exploitation', 'Installation', 'Reconnaissance', 'Weaponization'];
const MOST_ITEMS = 100;

/** Operations of the indicators. */
export const tiIndicatorRoutes: readonly Route[] = (
  [
    {
      method: 'GET',
      path: '/security/tiIndicators',
      versions: ['beta'],
      handler: (context: GraphContext, request: GraphRequest) =>
        listCollection(tiIndicators, context, request, { where: ownedBy(context) }),
    },
    {
      method: 'GET',
      path: '/security/tiIndicators/$count',
      versions: ['beta'],
      handler: (context: GraphContext, request: GraphRequest) =>
        countCollection(tiIndicators, context, request, { where: ownedBy(context) }),
    },
    { method: 'GET', path: '/security/tiIndicators/{id}', versions: ['beta'], handler: get },
    { method: 'POST', path: '/security/tiIndicators', versions: ['beta'], handler: create },
    { method: 'PATCH', path: '/security/tiIndicators/{id}', versions: ['beta'], handler: patch },
    { method: 'DELETE', path: '/security/tiIndicators/{id}', versions: ['beta'], handler: remove },
    { method: 'POST', path: '/security/tiIndicators/submitTiIndicators', versions: ['beta'], handler: submit },
    { method: 'POST', path: '/security/tiIndicators/updateTiIndicators', versions: ['beta'], handler: updateMany },
    { method: 'POST', path: '/security/tiIndicators/deleteTiIndicators', versions: ['beta'], handler: deleteMany },
    {
      method: 'POST',
      path: '/security/tiIndicators/deleteTiIndicatorsByExternalId',
      versions: ['beta'],
      handler: deleteByExternalId,
    },
  ] satisfies readonly Route[]
).map((route) => ({ ...route, ownership: true }));

/** Rows that the calling application submitted and that have not expired. */
function ownedBy(context: GraphContext): RawBuilder<boolean> {
  return sql<boolean>`(t.owner_app_id = ${context.caller.appId} and t.expires > ${instantNow(context.now)})`;
}

async function get(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const row = await own(storeOf(tiIndicators, context), context, request.parameters['id'] ?? '');
  if (row === null) throw notFound();
  return {
    status: 200,
    body: {
      '@odata.context': entityMetadata(context, tiIndicators, null),
      ...shown(tiIndicators, context, row.document, null),
    },
    headers: { ETag: etagOf(row.revision) },
  };
}

async function create(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const document = readNew(request.body, context);
  await storeOf(tiIndicators, context).insert([document], { owner_app_id: context.caller.appId });
  return {
    status: 201,
    body: {
      '@odata.context': entityMetadata(context, tiIndicators, null),
      ...shown(tiIndicators, context, document, null),
    },
    headers: { Location: `${context.serviceRoot}/security/tiIndicators/${String(document['id'])}` },
  };
}

async function patch(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const change = readUpdate(request.body);
  const store = storeOf(tiIndicators, context);
  const id = request.parameters['id'] ?? '';
  if ((await own(store, context, id)) === null) throw notFound();
  const row = await store.update(id, (current) => merged(current, change), request.headers.get('if-match'));
  return answerChange(tiIndicators, context, row, context.preferences.representation);
}

async function remove(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const store = storeOf(tiIndicators, context);
  const id = request.parameters['id'] ?? '';
  if ((await own(store, context, id)) === null) throw notFound();
  await store.delete([id]);
  return { status: 204 };
}

async function submit(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const documents: Document[] = [];
  const results = items(request.body).map((item) =>
    perItem(() => {
      const document = readNew(item, context);
      documents.push(document);
      return shown(tiIndicators, context, document, null);
    }),
  );
  await storeOf(tiIndicators, context).insert(documents, { owner_app_id: context.caller.appId });
  return bulk(context, 'microsoft.graph.tiIndicator', results);
}

async function updateMany(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const store = storeOf(tiIndicators, context);
  const results: ItemResult[] = [];
  for (const item of items(request.body)) {
    results.push(
      await perItemAsync(async () => {
        const id = isObject(item) ? item['id'] : undefined;
        if (typeof id !== 'string') throw badRequest("The required property 'id' is missing.");
        const { id: _, ...rest } = item as Record<string, unknown>;
        const change = readUpdate(rest);
        if ((await own(store, context, id)) === null) throw notFound();
        const row = await store.update(id, (current) => merged(current, change));
        if (row === null) throw notFound();
        return shown(tiIndicators, context, row.document, null);
      }),
    );
  }
  return bulk(context, 'microsoft.graph.tiIndicator', results);
}

async function deleteMany(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const ids = limited(texts(request.body, 'value'));
  const store = storeOf(tiIndicators, context);
  const visible = new Set<string>();
  for (const id of ids) if ((await own(store, context, id)) !== null) visible.add(id);
  const gone = await store.delete([...visible]);
  return resultInfos(
    context,
    ids.map((id) => gone.has(id)),
  );
}

async function deleteByExternalId(context: GraphContext, request: GraphRequest): Promise<GraphResult> {
  const externalIds = limited(texts(request.body, 'value'));
  const store = storeOf(tiIndicators, context);
  const found: boolean[] = [];
  for (const externalId of externalIds) {
    const rows = await store.list({
      filter: null,
      where: sql<boolean>`(${ownedBy(context)} and t.external_id = ${externalId})`,
      order: tiIndicators.defaultOrder,
      after: null,
      skip: 0,
      limit: 15_000,
    });
    const gone = await store.delete(rows.map((row) => String(row.document['id'])));
    found.push(gone.size > 0);
  }
  return resultInfos(context, found);
}

/** The caller's row with that id, unless it has expired. */
async function own(store: EntityStore, context: GraphContext, id: string): Promise<Stored | null> {
  if (id.includes('\0')) return null;
  const rows = await store.list({
    filter: null,
    where: sql<boolean>`(${ownedBy(context)} and t.id = ${id})`,
    order: tiIndicators.defaultOrder,
    after: null,
    skip: 0,
    limit: 1,
  });
  return rows[0] ?? null;
}

function readNew(body: unknown, context: GraphContext): Document {
  const accepted = accept(body, {
    model: tiIndicators.model,
    type: tiIndicators.type,
    writable: CREATABLE,
    required: REQUIRED,
  });
  const document: Document = {
    isActive: true,
    passiveOnly: false,
    severity: 3,
    ...accepted,
    targetProduct: oneOf('targetProduct', accepted['targetProduct'], TARGETS),
    threatType: oneOf('threatType', accepted['threatType'], THREAT_TYPES),
    id: context.newGuid(),
    azureTenantId: context.caller.tenantId,
    ingestedDateTime: instantNow(context.now),
  };
  checkRanges(document);
  if (String(document['expirationDateTime']) <= (instantOf(context.now) ?? '')) {
    throw badRequest("Invalid value specified for property 'expirationDateTime': it has passed.");
  }
  const observables = document['targetProduct'] === DEFENDER ? DEFENDER_OBSERVABLES : OBSERVABLES;
  if (observables.every((name) => document[name] === undefined || document[name] === null)) {
    throw badRequest(`The indicator needs at least one of: ${observables.join(', ')}.`);
  }
  if (document['fileHashValue'] !== undefined && document['fileHashType'] === undefined) {
    throw badRequest("The required property 'fileHashType' is missing.");
  }
  return document;
}

function readUpdate(body: unknown): Document {
  const change = accept(body, { model: tiIndicators.model, type: tiIndicators.type, writable: UPDATABLE });
  checkRanges(change);
  return change;
}

function merged(current: Document, change: Document): Document {
  const { targetProduct, ...rest } = change;
  if (targetProduct !== undefined && targetProduct !== current['targetProduct']) {
    throw badRequest("The property 'targetProduct' cannot be changed.");
  }
  if (current['targetProduct'] === DEFENDER) {
    const refused = Object.keys(rest).find((name) => !EDITABLE_FOR_DEFENDER.has(name));
    if (refused !== undefined) {
      throw badRequest(`The property '${refused}' of an indicator for ${DEFENDER} is read-only and cannot be set.`);
    }
  }
  return { ...current, ...rest };
}

function checkRanges(document: Document): void {
  range('confidence', document['confidence'], 0, 100);
  range('severity', document['severity'], 0, 5);
  const description = document['description'];
  if (typeof description === 'string' && description.length > 100) {
    throw badRequest("Invalid value specified for property 'description': it can have 100 characters.");
  }
  const killChain = document['killChain'];
  if (Array.isArray(killChain)) for (const item of killChain) oneOf('killChain', item, KILL_CHAIN);
}

function range(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && (value < least || value > most)) {
    throw badRequest(`Invalid value specified for property '${name}': it can be ${String(least)} to ${String(most)}.`);
  }
}

function oneOf(name: string, value: unknown, allowed: readonly string[]): string {
  const found = allowed.find((candidate) => candidate.toLowerCase() === String(value).toLowerCase());
  if (found === undefined) {
    throw badRequest(`Invalid value specified for property '${name}': it can be ${allowed.join(', ')}.`);
  }
  return found;
}

/** What became of one item of a bulk request. */
type ItemResult =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: GraphError };

function perItem(run: () => Readonly<Record<string, unknown>>): ItemResult {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof GraphError) return { ok: false, error };
    throw error;
  }
}

async function perItemAsync(run: () => Promise<Readonly<Record<string, unknown>>>): Promise<ItemResult> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof GraphError) return { ok: false, error };
    throw error;
  }
}

function bulk(context: GraphContext, type: string, results: readonly ItemResult[]): GraphResult {
  return {
    status: results.every((result) => result.ok) ? 200 : 206,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#Collection(${type})`,
      value: results.map((result) =>
        result.ok
          ? result.value
          : { error: { code: result.error.code, message: result.error.message, status: result.error.status } },
      ),
    },
  };
}

function resultInfos(context: GraphContext, found: readonly boolean[]): GraphResult {
  return {
    status: found.every(Boolean) ? 200 : 206,
    body: {
      '@odata.context': `${context.serviceRoot}/$metadata#Collection(microsoft.graph.resultInfo)`,
      value: found.map((ok) =>
        ok ? { code: 0, message: 'Success', subcode: 0 } : { code: 404, message: 'Resource not found.', subcode: 0 },
      ),
    },
  };
}

function items(body: unknown): readonly unknown[] {
  const value = member(body, 'value');
  if (!Array.isArray(value) || value.length === 0) {
    throw badRequest("The parameter 'value' must be a non-empty collection of tiIndicators.");
  }
  return limited(value as readonly unknown[]);
}

function limited<T>(values: readonly T[]): readonly T[] {
  if (values.length > MOST_ITEMS) {
    throw badRequest(`A request can hold ${String(MOST_ITEMS)} items; this one holds ${String(values.length)}.`);
  }
  return values;
}
