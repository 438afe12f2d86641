import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openGraphLab, TENANT, type GraphLab } from '../../test/graph-lab.ts';
import { storeMonth } from './data/store-month.ts';

let lab: GraphLab;
let token: string;
const defects: unknown[] = [];
beforeAll(async () => {
  lab = await openGraphLab({ onDefect: (error) => defects.push(error) });
  await storeMonth(lab.state, { tenantId: TENANT, alerts: 20, now: lab.clock.now() });
  token = await lab.token({
    permissions: [
      'SecurityEvents.ReadWrite.All',
      'SecurityAlert.ReadWrite.All',
      'SecurityIncident.ReadWrite.All',
      'SecurityActions.ReadWrite.All',
      'ThreatIndicators.ReadWrite.OwnedBy',
      'ThreatHunting.Read.All',
      'Directory.ReadWrite.All',
      'Application.ReadWrite.All',
      'RoleManagement.ReadWrite.Directory',
    ],
  });
});
afterAll(() => lab.close());

const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    "' or 1=1 --",
    '"; drop table security_alerts; --',
    '../../etc/passwd',
    '%00',
    '%ff%fe',
    '$batch',
    '__proto__',
    'constructor',
    '\u0000',
    "('x')",
    '('.repeat(200),
    '٣',
  ),
);
const paths = fc.constantFrom(
  'security/alerts',
  'security/alerts_v2',
  'security/incidents',
  'security/secureScores',
  'security/tiIndicators',
  'security/secureScoreControlProfiles',
  'security/securityActions',
  'security/tiIndicators/submitTiIndicators',
  'security/alerts_v2/moveAlerts',
  'security/incidents/mergeIncidents',
  'security/runHuntingQuery',
  '$batch',
  'users',
  'me',
  'applications',
  'servicePrincipals',
  'oauth2PermissionGrants',
  'directoryRoles',
  'groups',
  'roleManagement/directory/roleAssignments',
  'security/alerts/updateAlerts',
  'security/alerts_v2/x/comments',
);
const options = fc.constantFrom(
  '$filter',
  '$orderby',
  '$select',
  '$top',
  '$skip',
  '$count',
  '$skiptoken',
  '$expand',
  '$search',
  '@p',
  'filter',
  '$apply',
);
const body = fc.oneof(
  fc.constant(undefined),
  fc.json({ maxDepth: 3 }),
  junk,
  fc
    .record({ value: fc.jsonValue({ maxDepth: 2 }), vendorInformation: fc.jsonValue({ maxDepth: 1 }) })
    .map((value) => JSON.stringify(value)),
  fc
    .record({
      requests: fc.array(
        fc.record({
          id: junk,
          method: fc.constantFrom('GET', 'POST', 'X'),
          url: junk,
          headers: fc.dictionary(junk, junk),
          dependsOn: fc.array(junk, { maxLength: 2 }),
        }),
        { maxLength: 3 },
      ),
    })
    .map((value) => JSON.stringify(value)),
  fc.record({ query: junk }).map((value) => JSON.stringify(value)),
);

test(
  '5,000 hostile requests get answers in the shape of Microsoft Graph, and none is a 500',
  { timeout: 180_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('v1.0', 'beta', 'v2.0', ''),
        paths,
        fc.array(junk, { maxLength: 2 }),
        fc.array(fc.tuple(options, junk), { maxLength: 3 }),
        fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD'),
        body,
        fc.boolean(),
        async (version, path, segments, query, method, content, withToken) => {
          const extra = segments.map((segment) => `/${encode(segment)}`).join('');
          const search = query.map(([name, value]) => `${name}=${encode(value)}`).join('&');
          const response = await lab.app.fetch(
            new Request(`http://graph.test/${version}/${path}${extra}?${search}`, {
              method,
              headers: {
                'content-type': 'application/json',
                ...(withToken ? { authorization: `Bearer ${token}` } : {}),
              },
              ...(content === undefined || method === 'GET' || method === 'HEAD' ? {} : { body: content }),
            }),
          );
          const text = await response.text();
          const label = `${method} /${version}/${path}${extra}?${search} ${String(content)} -> ${text.slice(0, 300)}`;
          expect(defects, label).toEqual([]);
          expect(response.status, label).not.toBe(500);
          if (response.status >= 400) {
            const { error } = JSON.parse(text) as { readonly error: Readonly<Record<string, unknown>> };
            expect(Object.keys(error), label).toEqual(['code', 'message', 'innerError']);
            expect(response.headers.get('request-id'), label).toBeTruthy();
          }
        },
      ),
      { numRuns: 5000 },
    );
    const alive = await lab.send('GET', '/v1.0/security/alerts_v2/$count', { permissions: ['SecurityAlert.Read.All'] });
    expect(alive.text).toBe('20');
  },
);

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80';
  }
}
