import { request as sendHttp } from 'node:http';
import { factsFromClaims } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { loadDecisions, runCorpus, type ActualDecision, type DecisionCase } from '../../../../corpus/runner.ts';
import { readDecisionHeader, requireSameDecision, type DecisionHeader } from '../../test/decision-header.ts';
import { openGraphLab, TENANT, type GraphLab } from '../../test/graph-lab.ts';
import { listen, type Listening } from '../http/listen.ts';
import { CLOUDS, type Cloud } from '../identity/clouds.ts';
import { PERSONAL_TENANT_ID } from '../identity/well-known.ts';

const HOSTS = CLOUDS.map(({ graphHost }) => graphHost);
const GRAPH_HOST = new RegExp(`^(?:https?://)?(${HOSTS.join('|')})(?::443)?(?=/|$)`, 'i');
const engine = loadEngine();

let lab: GraphLab;
let server: Listening;
beforeAll(async () => {
  lab = await openGraphLab();
  const options = { address: '127.0.0.1', port: 0, allowRemote: false, allowedHosts: HOSTS, tls: null };
  server = await listen((request, connection) => lab.app.fetch(request, connection), options);
});
afterAll(async () => {
  await server.close();
  await lab.close();
});

test(
  'every decision of the corpus, over HTTP: the header carries what the engine decides',
  { timeout: 60_000 },
  async () => {
    const cases = loadDecisions();
    const sent: DecisionCase[] = [];
    const undecided: string[] = [];
    const mismatches = await runCorpus(cases, async (one) => {
      const address = addressOf(one.request.url);
      const answer = address === null ? null : await ask(one, address);
      if (address === null || answer === null) {
        undecided.push(one.request.url);
        return {};
      }
      sent.push(one);
      const facts = factsFromClaims(decodeJwt(answer.token), { form: 'jwt' });
      const url = `https://${address.cloud.graphHost}${address.target}`;
      const now = Date.parse(one.now) / 1000;
      const decision = engine.describe(one.request.method, url, engine.principal(facts), now);
      requireSameDecision(answer.header, decision, one.id);
      return actualOf(one, answer.header);
    });
    expect(mismatches).toEqual([]);
    // Other hosts, and versions that the service refuses before anything is decided.
    expect(undecided.sort()).toEqual([
      '/v1/deviceManagement/advancedThreatProtectionOnboardingStateSummary?$select=id,displayName',
      'V1/dataPolicyOperations/6e98880b-0c3f-7ca5-b2f6-2f8daf5df2f2',
      'https://example.com/security/alerts_v2',
      'https://graph.microsoft.com/v2.0/security/alerts_v2',
      'https://graph.microsoft.com/v2.0/users',
      'https://management.azure.com/subscriptions/1',
    ]);
    expect(sent).toHaveLength(cases.length - undecided.length);
  },
);

/** What the header says of a case. What a token cannot say, and what the emulator settled by itself, is not compared. */
function actualOf(one: DecisionCase, { parts, outcome, operation }: DecisionHeader): Partial<ActualDecision> {
  const cannotBeSaid = one.caller.kind !== 'application' && one.caller.wids === undefined;
  const told = (['operation', 'permission', 'role', 'policy'] as const)
    .filter((part) => parts[part].reason?.startsWith('settled-') !== true)
    .filter((part) => part !== 'role' || !cannotBeSaid)
    .map((part) => [part, parts[part].outcome] as const);
  return {
    ...Object.fromEntries(told),
    ...(told.length === 4 ? { outcome } : {}),
    path: operation === null ? null : operation.slice(operation.indexOf(' ') + 1),
  };
}

interface Answered {
  readonly header: DecisionHeader;
  readonly token: string;
}

/** Sends a case with a token of its cloud; null: it was answered without a decision. */
async function ask({ caller, request, now }: DecisionCase, { cloud, target }: Address): Promise<Answered | null> {
  lab.clock.time = Date.parse(now);
  const tid = caller.kind === 'delegated-personal' ? PERSONAL_TENANT_ID : TENANT;
  const isApplication = caller.kind === 'application';
  const token = await lab.token({
    kind: isApplication ? 'application' : 'delegated',
    permissions: caller.permissions,
    wids: caller.wids ?? null,
    claims: {
      aud: `https://${cloud.graphHost}`,
      iss: `https://${cloud.issuerHostV1}/${tid}/`,
      tid,
      ...(isApplication && caller.wids !== null && caller.wids !== undefined ? { wids: caller.wids } : {}),
    },
  });
  const value = await new Promise<string | string[] | undefined>((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      method: request.method,
      path: target,
      headers: { host: cloud.graphHost, authorization: `Bearer ${token}` },
    };
    const sent = sendHttp(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.headers['why403-decision']));
    });
    sent.on('error', reject);
    sent.end();
  });
  return typeof value === 'string' ? { header: readDecisionHeader(value), token } : null;
}

/** Where a case is sent. */
interface Address {
  readonly cloud: Cloud;
  readonly target: string;
}

/** Null: not to Microsoft Graph. The service has no path without a version; there v1.0 is meant. */
function addressOf(url: string): Address | null {
  const host = GRAPH_HOST.exec(url);
  const name = (host?.[1] ?? 'graph.microsoft.com').toLowerCase();
  const cloud = CLOUDS.find(({ graphHost }) => graphHost === name);
  if (cloud === undefined || (host === null && /^https?:/i.test(url))) return null;
  const rest = host === null ? url : url.slice(host[0].length);
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const hasVersion = /^\/*(?:v\d+(?:\.\d+)?|beta)(?:\/|$)/i.test(path);
  const target = hasVersion ? path : `/v1.0${path}`;
  // Node sends no character that a client has to escape.
  return { cloud, target: target.replace(/[^!-~]/g, encodeURIComponent) };
}
