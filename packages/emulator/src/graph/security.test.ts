import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  APP,
  errorOf,
  itemsOf,
  openGraphLab,
  OTHER_APP,
  SECURITY_ADMINISTRATOR,
  TENANT,
  type GraphLab,
  type Json,
  type TokenShape,
} from '../../test/graph-lab.ts';
import { storeMonth } from './data/store-month.ts';

const READ: TokenShape = { permissions: ['SecurityEvents.Read.All'] };
const WRITE: TokenShape = { permissions: ['SecurityEvents.ReadWrite.All'] };
const ALERT_READ: TokenShape = { permissions: ['SecurityAlert.Read.All'] };
const ALERT_WRITE: TokenShape = { permissions: ['SecurityAlert.ReadWrite.All'] };
const INCIDENT: TokenShape = { permissions: ['SecurityIncident.ReadWrite.All', 'SecurityAlert.ReadWrite.All'] };
const INDICATORS: TokenShape = { permissions: ['ThreatIndicators.ReadWrite.OwnedBy'] };
const ACTIONS: TokenShape = { permissions: ['SecurityActions.ReadWrite.All'] };

let lab: GraphLab;
beforeAll(async () => {
  lab = await openGraphLab();
  await storeMonth(lab.state, {
    tenantId: TENANT,
    alerts: 2500,
    now: lab.clock.now(),
    indicatorOwners: [APP, OTHER_APP],
  });
}, 60_000);
afterAll(() => lab.close());

const first = async (path: string, shape: TokenShape): Promise<Json> => {
  const answer = await lab.send('GET', path, shape);
  expect(answer.status, answer.text).toBe(200);
  const [item] = itemsOf(answer);
  if (item === undefined) throw new Error(`nothing at ${path}`);
  return item;
};

describe('collections', () => {
  test('2,500 alerts are paged through by nextLink, each once, newest first', async () => {
    const seen: string[] = [];
    let dates: string[] = [];
    let path: string | null = '/v1.0/security/alerts_v2?$top=400&$select=id,createdDateTime';
    while (path !== null) {
      const answer = await lab.send('GET', path, ALERT_READ);
      expect(answer.status, answer.text).toBe(200);
      const value = itemsOf(answer);
      for (const item of value) seen.push(String(item['id']));
      dates = [...dates, ...value.map((item) => String(item['createdDateTime']))];
      const next: unknown = answer.json['@odata.nextLink'];
      path = typeof next === 'string' ? next.slice('http://graph.test'.length) : null;
    }
    expect(seen).toHaveLength(2500);
    expect(new Set(seen).size).toBe(2500);
    expect(dates.map((date) => Date.parse(date))).toEqual(dates.map((date) => Date.parse(date)).sort((a, b) => b - a));
  });

  test('$filter, $count and $orderby answer together', async () => {
    const filter = encodeURIComponent("severity eq 'high' and createdDateTime ge 2026-09-01T00:00:00.1234567Z");
    const answer = await lab.send(
      'GET',
      `/v1.0/security/alerts_v2?$filter=${filter}&$count=true&$top=5&orderby=title desc`,
      ALERT_READ,
    );
    expect(answer.status, answer.text).toBe(200);
    const value = itemsOf(answer);
    expect(value).toHaveLength(5);
    expect(value.every((alert) => alert['severity'] === ('high' as unknown))).toBe(true);
    expect(Number(answer.json['@odata.count'])).toBeGreaterThan(5);
    const counted = await lab.send('GET', `/v1.0/security/alerts_v2/$count?$filter=${filter}`, ALERT_READ);
    expect(counted.text).toBe(String(answer.json['@odata.count']));
  });

  test('lambdas reach into evidence of one type', async () => {
    const filter = encodeURIComponent(
      "evidence/microsoft.graph.security.ipEvidence/any(e:e/countryLetterCode eq 'DE')",
    );
    const answer = await lab.send('GET', `/v1.0/security/alerts_v2?$filter=${filter}&$top=3`, ALERT_READ);
    expect(answer.status, answer.text).toBe(200);
    const [alert] = itemsOf(answer);
    expect(JSON.stringify(alert?.['evidence'])).toContain('"countryLetterCode":"DE"');
  });

  const refusals = [
    ["$filter=severity eq 'loud'", "The string 'loud' is not a valid enumeration type constant at position 12"],
    [
      '$filter=nothing eq 1',
      "Could not find a property named 'nothing' on type 'microsoft.graph.security.alert' at position 0",
    ],
    ['$filter=severity eq', 'Expression expected at position 11'],
    ['$search="x"', "Query option 'Search' is not allowed"],
    ['$top=-1', "Invalid value '-1' for $top query option found"],
    ['$skip=501', "The limit of '500' for Skip query has been exceeded"],
    ['$top=1&$top=2', 'specified more than once'],
    ['$skiptoken=x', 'skiptoken is not valid'],
    ['$expand=alerts', "Query option 'Expand' is not allowed"],
    ['$nonsense=1', "The query parameter '$nonsense' is not supported"],
  ] as const;
  for (const [query, message] of refusals) {
    test(`${query} is a 400 that says why`, async () => {
      const [name = '', ...value] = query.split('=');
      const path = `/v1.0/security/alerts_v2?${query.includes('&') ? query : `${name}=${encodeURIComponent(value.join('='))}`}`;
      const answer = await lab.send('GET', path, ALERT_READ);
      expect(answer.status, answer.text).toBe(400);
      expect(errorOf(answer).code).toBe('BadRequest');
      expect(errorOf(answer).message).toContain(message);
      expect(errorOf(answer).innerError['request-id']).toBe(answer.headers.get('request-id'));
    });
  }

  test('incidents refuse a $top above 50, alerts_v2 clamps one above 1000', async () => {
    expect((await lab.send('GET', '/v1.0/security/incidents?$top=51', INCIDENT)).status).toBe(400);
    const clamped = await lab.send('GET', '/v1.0/security/alerts_v2?$top=5000&$select=id', ALERT_READ);
    expect(itemsOf(clamped).length).toBe(1000);
  });
});

describe('legacy alerts', () => {
  test('PATCH needs vendorInformation, answers 204, and 200 where a representation is preferred', async () => {
    const alert = await first('/v1.0/security/alerts?$top=1', READ);
    const path = `/v1.0/security/alerts/${String(alert['id'])}`;
    const without = await lab.send('PATCH', path, WRITE, { body: { status: 'inProgress' } });
    expect(without.status).toBe(400);
    expect(errorOf(without).message).toContain('vendorInformation/provider');
    const { vendorInformation } = alert;
    const body = { status: 'INPROGRESS', assignedTo: 'ada@contoso.example', vendorInformation };
    expect((await lab.send('PATCH', path, WRITE, { body })).status).toBe(204);
    const again = await lab.send('PATCH', path, WRITE, { body, headers: { prefer: 'return=representation' } });
    expect(again.status).toBe(200);
    expect(again.headers.get('preference-applied')).toBe('return=representation');
    expect(again.json['status']).toBe('inProgress');
    expect(again.json['historyStates']).toHaveLength(2);
    const readOnly = await lab.send('PATCH', path, WRITE, { body: { title: 'x', vendorInformation } });
    expect(readOnly.status).toBe(400);
    const comment = await lab.send('PATCH', path, WRITE, { body: { comments: ['hello'], vendorInformation } });
    expect(comment.status).toBe(400);
  });

  test('updateAlerts changes all or none, and exists in beta only', async () => {
    const answer = await lab.send('GET', '/v1.0/security/alerts?$top=2', READ);
    const [a, b] = itemsOf(answer);
    const change = (alert: Json | undefined, id: unknown): unknown => ({
      id,
      tags: ['seen'],
      vendorInformation: alert?.['vendorInformation'],
    });
    const missing = { value: [change(a, a?.['id']), change(b, 'no-such-alert')] };
    expect((await lab.send('POST', '/beta/security/alerts/updateAlerts', WRITE, { body: missing })).status).toBe(404);
    const untouched = await lab.send('GET', `/v1.0/security/alerts/${String(a?.['id'])}`, READ);
    expect(untouched.json['tags']).not.toContain('seen');
    const both = { value: [change(a, a?.['id']), change(b, b?.['id'])] };
    const done = await lab.send('POST', '/beta/security/alerts/updateAlerts', WRITE, { body: both });
    expect(done.status, done.text).toBe(200);
    expect(itemsOf(done).map((alert) => alert['tags'])).toEqual([['seen'], ['seen']]);
  });

  test('a refused provider is a 206 with a Warning, its alerts are missing', async () => {
    const answer = await lab.send(
      'GET',
      "/v1.0/security/alerts?$filter=vendorInformation/provider eq 'IPC'&$top=3",
      READ,
      {
        headers: { 'why403-fault': 'provider-failure; provider=IPC; status=403' },
      },
    );
    expect(answer.status).toBe(206);
    expect(answer.headers.get('warning')).toBe('199 - "Microsoft/IPC/403/228"');
    expect(answer.json['value']).toEqual([]);
  });

  test('retired endpoints tell their end, and end when the switch says so', async () => {
    const answer = await lab.send('GET', '/v1.0/security/alerts?$top=1', READ);
    expect(answer.headers.get('sunset')).toBe('Thu, 15 Oct 2026 00:00:00 GMT');
    expect(answer.headers.get('link')).toContain('rel="deprecation"');
    lab.app.configure({ retired: true });
    expect((await lab.send('GET', '/v1.0/security/alerts?$top=1', READ)).status).toBe(410);
    lab.app.configure({ retired: false });
  });
});

describe('secure scores and their controls', () => {
  test('$top is a number of days, newest first; ids name tenant and day', async () => {
    const answer = await lab.send('GET', '/v1.0/security/secureScores?$top=2', READ);
    const ids = itemsOf(answer).map((score) => score['id']);
    expect(ids).toEqual([`${TENANT}_2026-09-20`, `${TENANT}_2026-09-19`]);
  });

  test('there is no POST on secureScores', async () => {
    const answer = await lab.send('POST', '/v1.0/security/secureScores', WRITE, { body: {} });
    expect(answer.status).toBe(403);
  });

  test('PATCH of a control appends to controlStateUpdates', async () => {
    const path = '/v1.0/security/secureScoreControlProfiles/AdminMFAV2';
    const vendorInformation = { provider: 'SecureScore', vendor: 'Microsoft' };
    const body = { state: 'ignored', comment: 'done elsewhere', assignedTo: 'ada', vendorInformation };
    const answer = await lab.send('PATCH', path, WRITE, { body, headers: { prefer: 'return=representation' } });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json['controlStateUpdates']).toEqual([
      {
        assignedTo: 'ada',
        comment: 'done elsewhere',
        state: 'Ignored',
        updatedBy: APP,
        updatedDateTime: '2026-09-20T12:00:00Z',
      },
    ]);
    const wrong = await lab.send('PATCH', path, WRITE, { body: { ...body, state: 'Gone' } });
    expect(wrong.status).toBe(400);
    const readOnly = await lab.send('PATCH', path, WRITE, { body: { ...body, title: 'x' } });
    expect(readOnly.status).toBe(400);
  });
});

describe('securityActions', () => {
  test('POST stamps the caller, cancel ends it, a second cancel is a conflict', async () => {
    const body = { name: 'BlockIp', parameters: [{ name: 'ip', value: '203.0.113.9' }] };
    const created = await lab.send('POST', '/beta/security/securityActions', ACTIONS, { body });
    expect(created.status, created.text).toBe(201);
    expect(created.json['status']).toBe('NotStarted');
    expect(created.json['appId']).toBe(APP);
    const path = `/beta/security/securityActions/${String(created.json['id'])}`;
    expect((await lab.send('POST', `${path}/cancelSecurityAction`, ACTIONS)).status).toBe(200);
    const read = await lab.send('GET', path, ACTIONS);
    expect(read.json['status']).toBe('Failed');
    expect((await lab.send('POST', `${path}/cancelSecurityAction`, ACTIONS)).status).toBe(409);
    expect((await lab.send('POST', '/beta/security/securityActions', ACTIONS, { body: { name: 'x' } })).status).toBe(
      400,
    );
  });

  test('a delegated token is refused whatever it holds', async () => {
    const answer = await lab.send('GET', '/beta/security/securityActions', { ...ACTIONS, kind: 'delegated' });
    expect(answer.status).toBe(403);
    expect(errorOf(answer).message).toBe(
      'Auth token does not contain valid permissions or user does not have valid roles.',
    );
  });
});

describe('tiIndicators', () => {
  const indicator = {
    action: 'alert',
    description: 'test',
    expirationDateTime: '2026-12-01T00:00:00Z',
    targetProduct: 'Azure Sentinel',
    threatType: 'WatchList',
    tlpLevel: 'green',
    domainName: 'bad.example.net',
  };

  test('every application sees and changes its own indicators only', async () => {
    const created = await lab.send('POST', '/beta/security/tiIndicators', INDICATORS, { body: indicator });
    expect(created.status, created.text).toBe(201);
    const path = `/beta/security/tiIndicators/${String(created.json['id'])}`;
    const other = { ...INDICATORS, appId: OTHER_APP };
    expect((await lab.send('GET', path, INDICATORS)).status).toBe(200);
    expect((await lab.send('GET', path, other)).status).toBe(404);
    expect((await lab.send('PATCH', path, other, { body: { severity: 1 } })).status).toBe(404);
    expect((await lab.send('DELETE', path, other)).status).toBe(404);
    const listed = await lab.send('GET', "/beta/security/tiIndicators?$filter=domainName eq 'bad.example.net'", other);
    expect(listed.json['value']).toEqual([]);
    expect((await lab.send('PATCH', path, INDICATORS, { body: { severity: 1 } })).status).toBe(204);
    expect((await lab.send('DELETE', path, INDICATORS)).status).toBe(204);
    expect((await lab.send('GET', path, INDICATORS)).status).toBe(404);
  });

  test('an expired indicator is gone', async () => {
    const body = { ...indicator, expirationDateTime: '2026-09-20T13:00:00Z' };
    const created = await lab.send('POST', '/beta/security/tiIndicators', INDICATORS, { body });
    const path = `/beta/security/tiIndicators/${String(created.json['id'])}`;
    lab.clock.time += 3_600_000;
    expect((await lab.send('GET', path, INDICATORS)).status).toBe(404);
    lab.clock.time -= 3_600_000;
    expect((await lab.send('GET', path, INDICATORS)).status).toBe(200);
  });

  test('bulk requests answer item by item, 206 where one failed, 400 above 100', async () => {
    const items = [indicator, { ...indicator, threatType: 'Nothing' }, { ...indicator, externalId: 'e1' }];
    const path = '/beta/security/tiIndicators/microsoft.graph.submitTiIndicators';
    const answer = await lab.send('POST', path, INDICATORS, { body: { value: items } });
    expect(answer.status, answer.text).toBe(206);
    const value = itemsOf(answer);
    expect(value[0]?.['id']).toBeTypeOf('string');
    expect(value[1]?.['error']).toMatchObject({ code: 'BadRequest' });
    const many = { value: Array.from({ length: 101 }, () => indicator) };
    expect((await lab.send('POST', path, INDICATORS, { body: many })).status).toBe(400);
    const updates = {
      value: [
        { id: value[0]?.['id'], description: 'new' },
        { id: 'nobody', description: 'x' },
      ],
    };
    const updated = await lab.send('POST', '/beta/security/tiIndicators/updateTiIndicators', INDICATORS, {
      body: updates,
    });
    expect(updated.status).toBe(206);
    const removed = await lab.send('POST', '/beta/security/tiIndicators/deleteTiIndicators', INDICATORS, {
      body: { value: [value[0]?.['id']] },
    });
    expect(removed.json['value']).toEqual([{ code: 0, message: 'Success', subcode: 0 }]);
    const byExternal = await lab.send(
      'POST',
      '/beta/security/tiIndicators/deleteTiIndicatorsByExternalId',
      INDICATORS,
      {
        body: { value: ['e1', 'nothing'] },
      },
    );
    expect(byExternal.status).toBe(206);
  });

  test('required properties, ranges and an observable are demanded', async () => {
    for (const [name, value] of [
      ['action', undefined],
      ['domainName', undefined],
      ['confidence', 101],
      ['severity', 6],
      ['description', 'x'.repeat(101)],
      ['expirationDateTime', '2020-01-01T00:00:00Z'],
      ['ingestedDateTime', '2026-01-01T00:00:00Z'],
      ['nothing', 1],
    ] as const) {
      const answer = await lab.send('POST', '/beta/security/tiIndicators', INDICATORS, {
        body: { ...indicator, [name]: value },
      });
      expect(answer.status, `${name}: ${answer.text}`).toBe(400);
    }
  });
});

describe('alerts_v2 and incidents', () => {
  test('PATCH answers the alert; resolving it stamps the time', async () => {
    const alert = await first("/v1.0/security/alerts_v2?$filter=status eq 'new'&$top=1", ALERT_READ);
    const path = `/v1.0/security/alerts_v2/${String(alert['id'])}`;
    const body = { status: 'resolved', classification: 'TruePositive', determination: 'Malware' };
    const answer = await lab.send('PATCH', path, ALERT_WRITE, { body });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json['classification']).toBe('truePositive');
    expect(answer.json['resolvedDateTime']).toBe('2026-09-20T12:00:00Z');
    expect((await lab.send('PATCH', path, ALERT_WRITE, { body: { severity: 'low' } })).status).toBe(400);
  });

  test('If-Match refuses a change of what was changed in between', async () => {
    const alert = await first('/v1.0/security/alerts_v2?$top=1', ALERT_READ);
    const path = `/v1.0/security/alerts_v2/${String(alert['id'])}`;
    const etag = (await lab.send('GET', path, ALERT_READ)).headers.get('etag') ?? '';
    const headers = { 'if-match': etag };
    expect((await lab.send('PATCH', path, ALERT_WRITE, { body: { assignedTo: 'a' }, headers })).status).toBe(200);
    const late = await lab.send('PATCH', path, ALERT_WRITE, { body: { assignedTo: 'b' }, headers });
    expect(late.status).toBe(412);
  });

  test('comments answer with the whole list', async () => {
    const alert = await first('/v1.0/security/alerts_v2?$top=1', ALERT_READ);
    const path = `/v1.0/security/alerts_v2/${String(alert['id'])}/comments`;
    const comment = { '@odata.type': 'microsoft.graph.security.alertComment', comment: 'first' };
    await lab.send('POST', path, ALERT_WRITE, { body: comment });
    const answer = await lab.send('POST', path, ALERT_WRITE, { body: { ...comment, comment: 'second' } });
    expect(answer.status, answer.text).toBe(200);
    const comments = itemsOf(answer);
    expect(comments.map((item) => item['comment'])).toEqual(['first', 'second']);
  });

  test('a late enum member reads unknownFutureValue unless it is asked for', async () => {
    const path = "/v1.0/security/alerts_v2?$filter=serviceSource eq 'microsoftSentinel'&$top=1";
    expect((await first(path, ALERT_READ))['serviceSource']).toBe('unknownFutureValue');
    const asked = await lab.send('GET', path, ALERT_READ, { headers: { prefer: 'include-unknown-enum-members' } });
    const [alert] = itemsOf(asked);
    expect(alert?.['serviceSource']).toBe('microsoftSentinel');
  });

  test('alerts move to a new incident and incidents merge, with $expand=alerts to see it', async () => {
    const manage = { permissions: ['SecurityData.Manage.All'] };
    const answer = await lab.send('GET', '/v1.0/security/alerts_v2?$top=2&$skip=5', ALERT_READ);
    const ids = itemsOf(answer).map((alert) => alert['id']);
    const moved = await lab.send('POST', '/v1.0/security/alerts_v2/moveAlerts', manage, {
      body: { alertIds: ids, incidentId: null, alertComment: 'together' },
    });
    expect(moved.status, moved.text).toBe(200);
    const target = moved.json['targetIncidentId'];
    const expanded = await lab.send('GET', `/v1.0/security/incidents/${String(target)}?$expand=alerts`, INCIDENT);
    expect(expanded.status, expanded.text).toBe(200);
    const inside = (expanded.json['alerts'] as unknown as readonly Json[]).map((alert) => String(alert['id']));
    expect(inside.sort()).toEqual(ids.map(String).sort());
    const refused = await lab.send('POST', '/v1.0/security/incidents/mergeIncidents', INCIDENT, {
      body: { incidentIds: [target, '1001'] },
    });
    expect(refused.status, 'the needed permission is not known, so strict refuses').toBe(403);
    lab.app.configure({ enforcement: 'loose' });
    const merged = await lab.send('POST', '/v1.0/security/incidents/mergeIncidents', INCIDENT, {
      body: { incidentIds: [target, '1001'], incidentComment: 'same campaign' },
    });
    lab.app.configure({ enforcement: 'strict' });
    expect(merged.json['targetIncidentId'], merged.text).toBe('1001');
    const redirected = await lab.send('GET', `/v1.0/security/incidents/${String(target)}`, INCIDENT);
    expect([redirected.json['status'], redirected.json['redirectIncidentId']]).toEqual(['redirected', '1001']);
  });

  test('concurrent changes of one alert are all kept', async () => {
    const alert = await first('/v1.0/security/alerts_v2?$top=1&$skip=9', ALERT_READ);
    const path = `/v1.0/security/alerts_v2/${String(alert['id'])}/comments`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        lab.send('POST', path, ALERT_WRITE, { body: { comment: `c${String(index)}` } }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    const read = await lab.send('GET', `/v1.0/security/alerts_v2/${String(alert['id'])}`, ALERT_READ);
    expect(read.json['comments']).toHaveLength(20);
  });
});

describe('refusals', () => {
  test('the legacy API says one sentence for both causes, the header tells them apart', async () => {
    const noPermission = await lab.send('GET', '/v1.0/security/alerts', { permissions: ['User.Read.All'] });
    expect(noPermission.status).toBe(403);
    expect(errorOf(noPermission).message).toBe(
      'Auth token does not contain valid permissions or user does not have valid roles.',
    );
    expect(noPermission.headers.get('why403-decision')).toContain('permission=deny');
    expect(noPermission.headers.get('link')).toContain('rel="describedby"');
    expect(noPermission.headers.get('x-ms-ags-diagnostic')).toContain('ServerInfo');
  });

  test('alerts_v2 names what it needs and what the token has', async () => {
    const answer = await lab.send('GET', '/v1.0/security/alerts_v2', { permissions: ['User.Read.All'] });
    expect(answer.json['error']).toMatchObject({
      code: 'Forbidden',
      message:
        'Missing application roles. API required roles: SecurityAlert.Read.All, SecurityAlert.ReadWrite.All, ' +
        'SecurityIncident.Read.All, SecurityIncident.ReadWrite.All, application roles: User.Read.All.',
    });
  });

  test('a bad token is a 401 that tells where tokens come from and repeats nothing of it', async () => {
    const token = await lab.token(READ);
    const altered = `${token.slice(0, -6)}AAAAAA`;
    const cases = [
      [null, 'Access token is empty.'],
      ['Bearer', 'Access token is empty.'],
      ['Bearer nonsense', 'CompactToken parsing failed with error code: 80049217'],
      [`Bearer ${altered}`, 'Signature is invalid.'],
      [
        `Bearer ${await lab.token({ ...READ, claims: { aud: 'https://management.azure.com' } })}`,
        'Access token validation failure. Invalid audience.',
      ],
      [
        `Bearer ${await lab.token({ ...READ, claims: { exp: 1 } })}`,
        'Lifetime validation failed, the token is expired.',
      ],
    ] as const;
    for (const [authorization, message] of cases) {
      const answer = await lab.send('GET', '/v1.0/security/alerts', null, {
        headers: authorization === null ? {} : { authorization },
      });
      expect(answer.status).toBe(401);
      expect(answer.json['error']).toMatchObject({ code: 'InvalidAuthenticationToken', message });
      expect(answer.headers.get('www-authenticate')).toContain('authorization_uri=');
      expect(answer.text + [...answer.headers].join(' ')).not.toContain(altered.slice(30, 60));
    }
  });

  test('other operations are authorized, then 501 with the decision; with stub an empty collection', async () => {
    const shape = { permissions: ['Device.Read.All'] };
    const answer = await lab.send('GET', '/v1.0/devices', shape);
    expect(answer.status).toBe(501);
    expect(errorOf(answer).code).toBe('emulatorNotImplemented');
    expect(answer.json['decision']).toMatchObject({ outcome: 'allow', determining: ['Device.Read.All'] });
    expect((await lab.send('GET', '/v1.0/devices', READ)).status).toBe(403);
    lab.app.configure({ stub: true });
    expect((await lab.send('GET', '/v1.0/devices', shape)).json['value']).toEqual([]);
    lab.app.configure({ stub: false });
  });

  test('enforcement log lets a denied request through and still tells the decision', async () => {
    lab.app.configure({ enforcement: 'log' });
    const answer = await lab.send('GET', '/v1.0/security/alerts_v2?$top=1', { permissions: [] });
    lab.app.configure({ enforcement: 'strict' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('why403-decision')).toContain('outcome=deny');
  });
});

describe('$batch', () => {
  test('each request is authorized by itself, dependencies are kept', async () => {
    const answer = await lab.send('POST', '/v1.0/$batch', READ, {
      body: {
        requests: [
          { id: 'b', method: 'GET', url: '/security/secureScores?$top=1', dependsOn: ['a'] },
          { id: 'a', method: 'GET', url: 'security/alerts_v2?$top=1' },
          { id: 'c', method: 'GET', url: '/security/secureScores?$top=1' },
        ],
      },
    });
    expect(answer.status, answer.text).toBe(200);
    const responses = answer.json['responses'] as unknown as readonly Json[];
    const status = Object.fromEntries(responses.map((response) => [response['id'], response['status']]));
    expect(status).toEqual({ a: 403, b: 424, c: 200 });
    const rows = lab.app.activityLog.recent().slice(-3);
    expect(new Set(rows.map((row) => row.OperationId)).size).toBeLessThanOrEqual(2);
  });

  test('more than 20 requests, circles and nested batches are refused', async () => {
    const get = (id: string, more = {}): unknown => ({ id, method: 'GET', url: '/security/alerts', ...more });
    for (const requests of [
      Array.from({ length: 21 }, (_, index) => get(String(index))),
      [get('a', { dependsOn: ['b'] }), get('b', { dependsOn: ['a'] })],
      [get('a', { url: '/$batch' })],
      [get('a'), get('a')],
      [get('a', { dependsOn: ['z'] })],
      [],
      'nothing',
    ]) {
      const answer = await lab.send('POST', '/v1.0/$batch', READ, { body: { requests } });
      expect(answer.status, JSON.stringify(requests).slice(0, 100)).toBe(400);
    }
  });
});

describe('faults on request', () => {
  test('429, 503, claims challenge, revocation and policy have their shapes', async () => {
    const ask = async (fault: string, claims = {}): Promise<Awaited<ReturnType<GraphLab['send']>>> =>
      lab.send(
        'GET',
        '/v1.0/security/secureScores?$top=1',
        { ...READ, claims },
        { headers: { 'why403-fault': fault } },
      );
    const throttled = await ask('throttled; retry-after=7');
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await ask('unavailable')).status).toBe(503);
    const challenged = await ask('claims-challenge', { xms_cc: ['CP1'] });
    expect(challenged.status).toBe(401);
    const header = challenged.headers.get('www-authenticate') ?? '';
    const claims = /claims="([^"]+)"/.exec(header)?.[1] ?? '';
    expect(JSON.parse(Buffer.from(claims, 'base64').toString())).toEqual({
      access_token: { acrs: { essential: true, value: 'c1' } },
    });
    expect((await ask('claims-challenge')).headers.get('www-authenticate')).not.toContain('claims=');
    expect((await ask('token-revoked', { xms_cc: ['cp1'] })).headers.get('www-authenticate')).toContain('claims=');
    expect((await ask('license-missing')).status).toBe(403);
    expect((await ask('nonsense')).status).toBe(400);
  });

  test('a truncated answer breaks off', async () => {
    const token = await lab.token(READ);
    const response = await lab.app.fetch(
      new Request('http://graph.test/v1.0/security/secureScores', {
        headers: { authorization: `Bearer ${token}`, 'why403-fault': 'truncated' },
      }),
    );
    await expect(response.text()).rejects.toThrow('truncated on request');
  });

  test('a rule file counts', async () => {
    await lab.app.fetch(
      new Request('http://graph.test/emulator/graph-faults', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ fault: 'throttled', path: '/security/secureScores', every: 2, times: 1 }]),
      }),
    );
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await lab.send('GET', '/v1.0/security/secureScores?$top=1', READ)).status);
    }
    lab.app.setFaults([]);
    expect(statuses).toEqual([200, 429, 200, 200]);
  });
});

describe('the activity log', () => {
  test('each request is a row with 35 columns, readable in both export forms', async () => {
    await lab.send(
      'GET',
      '/v1.0/security/alerts?$top=1',
      { ...READ, kind: 'delegated', wids: [SECURITY_ADMINISTRATOR] },
      {
        headers: { 'client-request-id': 'my-id', 'user-agent': 'lab' },
      },
    );
    const row = lab.app.activityLog.recent().at(-1);
    expect(Object.keys(row ?? {})).toHaveLength(35);
    expect(row).toMatchObject({
      AppId: APP,
      ApiVersion: 'v1.0',
      RequestMethod: 'GET',
      RequestUri: 'https://graph.microsoft.com/v1.0/security/alerts?$top=1',
      ResponseStatusCode: 200,
      Scopes: 'SecurityEvents.Read.All',
      Roles: '',
      Wids: SECURITY_ADMINISTRATOR,
      ClientRequestId: 'my-id',
      UserAgent: 'lab',
      TokenIssuedAt: '2026-09-20T12:00:00Z',
    });
    const text = await lab.app
      .fetch(new Request('http://graph.test/emulator/activity-logs?form=diagnostic'))
      .then((response) => response.text());
    const record = JSON.parse(text.trimEnd().split('\r\n').at(-1) ?? '') as Json;
    expect(record['properties']).toMatchObject({
      userId: row?.UserId,
      C_Idtyp: 'user',
      scopes: 'SecurityEvents.Read.All',
    });
  });
});
