import type { OperationFactRow } from '../compile/model.ts';

import { compareText, sorted } from '../compile/order.ts';
import { METHODS } from '../compile/parse-tables.ts';
import type { JsonValue } from './json-document.ts';
import { repairPath, templateKey, type Spellings } from './path-template.ts';

/** Announced end of a part of the API, as reviewed: the dates that the sources give differ. */
interface Retirement {
  /** Path in lower case, or a prefix that ends with `*`. */
  readonly path: string;
  readonly retires: string;
  readonly successors: readonly string[];
  readonly source: string;
  readonly contested: string;
}

const RETIREMENTS: readonly Retirement[] = [
  {
    path: '/security/alerts',
    retires: '2026-10-15',
    successors: ['/security/alerts_v2', '/security/incidents'],
    source: 'alerts-migration',
    contested: 'legacy-alert-list-retirement-date',
  },
  {
    path: '/security/alerts/*',
    retires: '2026-10-15',
    successors: ['/security/alerts_v2', '/security/incidents'],
    source: 'alerts-migration',
    contested: 'legacy-alerts-retirement-date',
  },
  {
    path: '/security/tiindicators*',
    // The page names April 2026 without a day.
    retires: '2026-04-30',
    successors: [],
    source: 'page-tiindicator-resource',
    contested: 'ti-indicators-retirement-date',
  },
];

/** Facts that hold for all operations under a prefix, where the documents have no row per operation. */
const PREFIX_FACTS: readonly OperationFactRow[] = [
  {
    path: '/privacy/subjectRightsRequests*',
    method: '*',
    versions: [],
    versionsEvidence: '',
    clouds: [],
    cloudsEvidence: '',
    retires: '2025-03-30',
    successors: ['/security/subjectRightsRequests'],
    sources: ['page-subject-rights-requests', 'graph-schema'],
    contested: 'privacy-subject-rights-requests-retirement-date',
  },
  {
    path: '/security/*',
    method: '*',
    versions: [],
    versionsEvidence: '',
    clouds: ['global', 'usgov-l4', 'usgov-l5'],
    cloudsEvidence: '',
    retires: '',
    successors: [],
    sources: ['graph-schema'],
    contested: '',
  },
];

/** Clouds that a page's table of national clouds names, in the order of `clouds.tsv`. */
const PAGE_CLOUDS: readonly (readonly [string, string])[] = [
  ['global', 'global'],
  ['usGovL4', 'usgov-l4'],
  ['usGovL5', 'usgov-l5'],
  ['china', 'china'],
];

/**
 * Reads what is known of the `/security` operations beside their permissions.
 *
 * Versions are `documented` only where the operation's page and the schema agree. Where they contradict each other, no
 * version is kept.
 *
 * @param security The whole document of `security-operations.json`.
 * @param roles The whole document of `endpoint-roles.json`, whose rows name the version of the page.
 * @param spellings Spells the paths.
 *
 * @returns Rows sorted by path without letter case and method; prefixes are among them.
 */
export function readOperationFacts(
  security: JsonValue,
  roles: JsonValue,
  spellings: Spellings,
): readonly OperationFactRow[] {
  const pageVersions = readPageVersions(roles);
  const rows: OperationFactRow[] = [...PREFIX_FACTS];
  for (const item of security.member('operations')?.items() ?? []) {
    const name = item.member('method')?.text() ?? '';
    const method = METHODS.find((known) => known === name);
    const repaired = repairPath(item.member('path')?.text() ?? '');
    if (method === undefined) item.fail(`unknown method \`${name}\``);
    if (repaired.type !== 'path') item.fail('`path` is no path template');
    if (method === undefined || repaired.type !== 'path') continue;
    const path = spellings.spell(templateKey(repaired.path));
    const fromSchema = (item.member('versions')?.items() ?? []).map((version) => version.text());
    const page = pageVersions.get(`${method} ${shapeOf(path)}`);
    const sources = new Set<string>(['graph-schema']);
    let versions: readonly string[] = fromSchema;
    let versionsEvidence: OperationFactRow['versionsEvidence'] = 'schema';
    if (page !== undefined) {
      sources.add('graph-reference');
      // The schema at hand is of v1.0: it can deny a page's v1.0, but not its beta.
      const contradicts = page.includes('v1.0') && !fromSchema.includes('v1.0');
      versions = contradicts ? [] : fromSchema;
      versionsEvidence = contradicts ? '' : 'documented';
    }
    const clouds = readClouds(item);
    if (clouds.evidence === 'documented') sources.add('graph-reference');
    const retirement = RETIREMENTS.find((announced) => isUnder(path, announced.path));
    if (retirement !== undefined) sources.add(retirement.source);
    rows.push({
      path,
      method,
      versions,
      versionsEvidence,
      clouds: clouds.ids,
      cloudsEvidence: clouds.evidence,
      retires: retirement?.retires ?? '',
      successors: retirement?.successors ?? [],
      sources: sorted(sources, compareText),
      contested: retirement?.contested ?? '',
    });
  }
  return sorted(
    rows,
    (a, b) => compareText(a.path.toLowerCase(), b.path.toLowerCase()) || compareText(a.method, b.method),
  );
}

function readPageVersions(roles: JsonValue): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const list of ['operations', 'operationsWhosePageNamesNoRole']) {
    for (const item of roles.member(list)?.items() ?? []) {
      const version = item.member('version')?.text();
      const versions =
        version === 'both' ? ['v1.0', 'beta'] : version === 'v1.0' || version === 'beta' ? [version] : [];
      if (versions.length === 0) continue;
      found.set(`${item.member('method')?.text() ?? ''} ${shapeOf(item.member('path')?.text() ?? '')}`, versions);
    }
  }
  return found;
}

function readClouds(item: JsonValue): {
  readonly ids: readonly string[];
  readonly evidence: OperationFactRow['cloudsEvidence'];
} {
  const clouds = item.member('nationalClouds');
  const docs = clouds?.member('docs');
  if (docs !== undefined && !docs.isNull()) {
    const ids = PAGE_CLOUDS.filter(([name]) => docs.member(name)?.flag() ?? false).map(([, id]) => id);
    return { ids, evidence: 'documented' };
  }
  const schema = clouds?.member('schemaPresence');
  if (schema !== undefined && !schema.isNull()) {
    const ids = ['global'];
    if (schema.member('Fairfax')?.flag() ?? false) ids.push('usgov-l4', 'usgov-l5');
    if (schema.member('Mooncake')?.flag() ?? false) ids.push('china');
    return { ids, evidence: 'schema' };
  }
  // Nothing of the Security API is in the schema of the China cloud; more is not known of this operation.
  return { ids: ['global', 'usgov-l4', 'usgov-l5'], evidence: '' };
}

function isUnder(path: string, pattern: string): boolean {
  const key = path.toLowerCase();
  return pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
}

function shapeOf(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/'|\s/g, '')
    .replaceAll(/\{[^}]*\}/g, '{}');
}
