import type { Engine } from '@why403/engine';

import type { Clock } from '../clock.ts';
import { cloudsOfHost } from '../identity/clouds.ts';
import { randomGuid, type Random } from '../random.ts';
import type { State } from '../state/open-state.ts';
import { openActivityLog, type ActivityLog } from './activity/activity-log.ts';
import { activityRow } from './activity/row.ts';
import { readAddress, type GraphAddress } from './address.ts';
import { createGuard, type Guard, type JudgedRequest, type Verdict } from './authorize/guard.ts';
import { decisionHeader, type Judgement } from './authorize/judgement.ts';
import { isRetired, settle } from './authorize/settle.ts';
import type { TokenVerifier, VerifiedToken } from './authorize/verify-token.ts';
import { readBatch, runBatch, toBatchAnswer } from './batch/batch.ts';
import { readJsonBody } from './body.ts';
import { answerControl } from './control.ts';
import { badRequest, GraphError, methodNotAllowed } from './errors/graph-error.ts';
import { createFaultRules, readFaultHeader, type Fault, type FaultRule } from './faults/fault.ts';
import { faultError } from './faults/fault-errors.ts';
import { truncated } from './faults/truncated.ts';
import { notImplemented, stubResult } from './not-implemented.ts';
import { openDecisionRecords, type DecisionRecords } from './records.ts';
import { readPreferences, type Caller, type GraphContext, type GraphResult, type Route } from './request.ts';
import { respond, respondError, type AnswerFacts } from './respond.ts';
import { goneAfterRetirement, retirementHeaders, retirementOf } from './retirement.ts';
import { Router, type Routing } from './router.ts';
import { ROUTES } from './routes.ts';
import { DEFAULT_SETTINGS, type GraphSettings } from './settings.ts';

/** What the Graph side is made of. Clock and randomness come from here only. */
export interface GraphAppOptions {
  readonly state: State;
  readonly engine: Engine;
  readonly verifier: TokenVerifier;
  readonly random: Random;
  /** Measures durations for the log; the time of the requests is the state's. */
  readonly clock: Clock;
  readonly settings?: Partial<GraphSettings>;
  /** Operations beside those of the Security API, such as the directory's. */
  readonly routes?: readonly Route[];
  readonly activityLog?: ActivityLog;
  readonly faults?: readonly FaultRule[];
  /** Address of a page that explains one refused request; left out: there is none. */
  readonly explainUrl?: (requestId: string, origin: string) => string;
  /** Address of the token service's authorization endpoint, for challenges. */
  readonly authorizationUri?: (origin: string) => string;
  /** Waits; replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Told about defects: an error that is not an answer. It must not log the request. */
  readonly onDefect?: (error: unknown) => void;
}

/** The Graph side as a function of a request. */
export interface GraphApp {
  /**
   * Answers one request. Never throws: a defect is a 500 in Microsoft Graph's shape.
   *
   * `target` is path and query as sent: a `Request` has resolved dot segments, which are no part of an operation.
   */
  readonly fetch: (
    request: Request,
    connection?: { readonly remoteAddress?: string; readonly target?: string },
  ) => Promise<Response>;
  /** The settings in force. */
  readonly settings: () => GraphSettings;
  /** Changes settings from now on. */
  readonly configure: (change: Partial<GraphSettings>) => void;
  /** Replaces the fault rules. */
  readonly setFaults: (rules: readonly FaultRule[]) => void;
  readonly activityLog: ActivityLog;
  readonly records: DecisionRecords;
  close(): Promise<void>;
}

/** A request on its way through the app. */
interface Call {
  readonly request: Request;
  readonly origin: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly batchId: string | null;
  readonly remoteAddress: string;
  readonly facts: AnswerFacts;
  readonly startedAt: number;
}

/** What is known when the answer is written. */
interface Outcome {
  readonly response: Response;
  readonly address: GraphAddress | null;
  readonly token: VerifiedToken | null;
  readonly judgement: Judgement | null;
}

/** Makes the Graph side of an emulator. */
export function createGraphApp(options: GraphAppOptions): GraphApp {
  const app = new App(options);
  return {
    fetch: (request, connection) => app.fetch(request, connection?.remoteAddress ?? '', connection?.target),
    settings: () => app.settings,
    configure: (change) => {
      app.settings = { ...app.settings, ...change };
    },
    setFaults: (rules) => {
      app.faults = createFaultRules(rules);
    },
    activityLog: app.log,
    records: app.records,
    close: () => app.log.close(),
  };
}

class App {
  settings: GraphSettings;
  faults: ReturnType<typeof createFaultRules>;
  readonly log: ActivityLog;
  readonly records: DecisionRecords;
  readonly #options: GraphAppOptions;
  readonly #router: Router;
  readonly #guard: Guard;
  readonly #newGuid: () => string;

  constructor(options: GraphAppOptions) {
    this.#options = options;
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.faults = createFaultRules(options.faults ?? []);
    this.log = options.activityLog ?? openActivityLog();
    this.records = openDecisionRecords();
    this.#router = new Router([...ROUTES, ...(options.routes ?? [])]);
    this.#newGuid = () => randomGuid(options.random);
    this.#guard = createGuard({
      engine: options.engine,
      verifier: options.verifier,
      newGuid: this.#newGuid,
      settle: (request, judgement, caller) => this.#settle(request, judgement, caller),
    });
  }

  async fetch(request: Request, remoteAddress: string, target?: string): Promise<Response> {
    const startedAt = this.#options.clock.now();
    const requestId = this.#newGuid();
    const clientRequestId = cleanId(request.headers.get('client-request-id')) ?? requestId;
    const url = new URL(request.url);
    let now = startedAt;
    try {
      now = await this.#options.state.now();
      if (request.method === 'OPTIONS') return preflight();
      if (url.pathname.startsWith('/emulator/')) return await answerControl(this, request, url);
      return await this.#logged({
        request,
        origin: url.origin,
        target: target ?? url.pathname + url.search,
        batchId: null,
        remoteAddress,
        facts: { requestId, clientRequestId, now },
        startedAt,
      });
    } catch (error) {
      const facts = { requestId, clientRequestId, now };
      if (error instanceof GraphError) return respondError(error, facts);
      this.#options.onDefect?.(error);
      return respondError(new GraphError(500, 'UnknownError', 'The emulator failed to answer this request.'), facts);
    }
  }

  async #logged(call: Call): Promise<Response> {
    const outcome = await this.#answer(call);
    const { response } = outcome;
    this.log.append(
      activityRow({
        token: outcome.token,
        version: outcome.address?.version ?? null,
        method: call.request.method,
        target: call.target,
        requestId: call.facts.requestId,
        clientRequestId: call.facts.clientRequestId,
        batchId: call.batchId,
        status: response.status,
        responseSize: Number(response.headers.get('content-length') ?? 0),
        now: call.facts.now,
        durationMs: Math.max(0, this.#options.clock.now() - call.startedAt),
        ipAddress: call.remoteAddress,
        userAgent: call.request.headers.get('user-agent') ?? '',
      }),
    );
    return response;
  }

  /** Never throws a `GraphError`: every refusal and error becomes a response here. */
  async #answer(call: Call): Promise<Outcome> {
    const address = readAddress(call.target);
    if (address === null) {
      const error = badRequest('Invalid version: the path must begin with /v1.0 or /beta.');
      return { response: respondError(error, call.facts), address, token: null, judgement: null };
    }
    const batch = address.segments.length === 1 && address.segments[0]?.toLowerCase() === '$batch';
    const judged: JudgedRequest = {
      method: call.request.method,
      target: call.target,
      url: withCloudHost(call.origin, call.target),
      path: address.path,
      authorization: call.request.headers.get('authorization'),
      now: call.facts.now,
    };
    const verdict = await this.#guard.check(judged, this.settings.enforcement);
    const { token, judgement } = verdict;
    const outcome = (response: Response): Outcome => ({ response, address, token, judgement });
    try {
      const refused = verdict.kind === 'refused' ? verdict.error : null;
      if (refused !== null && !(batch && token !== null)) return outcome(this.#refuse(call, address, verdict, refused));
      if (batch) return outcome(await this.#batch(call, address));
      return outcome(await this.#serve(call, address, verdict));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return outcome(this.#decorate(respondError(error, call.facts), call, address, judgement));
    }
  }

  #refuse(call: Call, address: GraphAddress, verdict: Verdict, error: GraphError): Response {
    const { requestId } = call.facts;
    if (verdict.token !== null && verdict.judgement !== null) {
      this.records.add({
        requestId,
        time: call.facts.now,
        method: call.request.method,
        target: call.target,
        caller: verdict.token.caller,
        outcome: verdict.judgement.outcome,
        parts: verdict.judgement.parts,
        status: error.status,
        code: error.code,
        message: error.message,
      });
    }
    const response = this.#decorate(respondError(error, call.facts), call, address, verdict.judgement);
    const { explainUrl } = this.#options;
    const facts = `${call.origin}/emulator/requests/${requestId}`;
    response.headers.append('Link', `<${facts}>; rel="describedby"; title="why403"`);
    if (explainUrl !== undefined) {
      response.headers.append('Link', `<${explainUrl(requestId, call.origin)}>; rel="help"; title="why403"`);
    }
    return response;
  }

  async #serve(call: Call, address: GraphAddress, verdict: Verdict): Promise<Response> {
    const { request } = call;
    const fault =
      readFaultHeader(request.headers.get('why403-fault')) ?? this.faults.next(request.method, address.path);
    await this.#raise(fault, call, address, verdict);
    const retirement = retirementOf(address.path.toLowerCase());
    if (retirement !== null && isRetired(address.path, this.settings.retired)) throw goneAfterRetirement(retirement);
    const routing = this.#router.find(request.method, address.version, address.segments);
    const result = await this.#run(routing, call, address, verdict, fault);
    const response = this.#decorate(respond(result, call.facts), call, address, verdict.judgement);
    return fault?.kind === 'truncated' ? truncated(response) : response;
  }

  async #run(
    routing: Routing,
    call: Call,
    address: GraphAddress,
    verdict: Verdict,
    fault: Fault | null,
  ): Promise<GraphResult> {
    const { request } = call;
    if (routing.kind !== 'found') {
      const operation = verdict.judgement?.decision.request.operation ?? null;
      if (routing.kind === 'other-method' && operation === null) throw methodNotAllowed();
      const root = `${call.origin}/${address.version}`;
      if (this.settings.stub) return stubResult(request.method, address.segments, operation?.path ?? null, root);
      throw notImplemented(request.method, address.path, verdict.judgement);
    }
    const { route, parameters } = routing.match;
    const context: GraphContext = {
      state: this.#options.state,
      settings: withProviderFault(this.settings, fault),
      knowledge: this.#options.engine.details,
      caller: verdict.token?.caller ?? (await this.#anonymous()),
      version: address.version,
      now: call.facts.now,
      newGuid: this.#newGuid,
      serviceRoot: `${call.origin}/${address.version}`,
      preferences: readPreferences(request.headers.get('prefer')),
    };
    const hasBody = request.method !== 'GET' && request.method !== 'DELETE';
    return route.handler(context, {
      method: request.method,
      path: address.path,
      parameters,
      query: address.query,
      headers: request.headers,
      body: hasBody ? await readJsonBody(request) : undefined,
    });
  }

  async #raise(fault: Fault | null, call: Call, address: GraphAddress, verdict: Verdict): Promise<void> {
    if (fault === null) return;
    if (fault.kind === 'slow') await (this.#options.wait ?? wait)(fault.milliseconds);
    const { token, judgement } = verdict;
    const error = faultError(fault, {
      method: call.request.method,
      path: address.path.toLowerCase(),
      kind: token?.caller.kind ?? 'delegated',
      required: judgement?.decision.parts.permission.accepted.map((accepted) => accepted.permission) ?? [],
      held: token?.caller.permissions ?? [],
      appId: token?.caller.appId ?? '',
      part: 'policy',
      newGuid: this.#newGuid,
      handlesChallenges: token?.facts.claimsChallengeCapable === true,
      now: Math.floor(call.facts.now / 1000),
      authorizationUri: this.#authorizationUri(call.origin),
    });
    if (error !== null) throw error;
  }

  async #batch(call: Call, address: GraphAddress): Promise<Response> {
    if (call.request.method !== 'POST') throw methodNotAllowed();
    const items = readBatch(await readJsonBody(call.request));
    const authorization = call.request.headers.get('authorization');
    const answers = await runBatch(items, async (item) => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(item.headers)) setIfValid(headers, name, value);
      if (authorization !== null) headers.set('authorization', authorization);
      const hasBody = item.body !== undefined && item.body !== null && item.method !== 'GET';
      if (hasBody && !headers.has('content-type')) headers.set('content-type', 'application/json');
      const requestId = this.#newGuid();
      const url = relativeUrl(`${call.origin}/${address.version}${item.url}`);
      const request = new Request(url, {
        method: item.method,
        headers,
        ...(hasBody ? { body: JSON.stringify(item.body) } : {}),
      });
      const response = await this.#logged({
        ...call,
        request,
        target: url.pathname + url.search,
        batchId: call.facts.requestId,
        facts: {
          requestId,
          clientRequestId: cleanId(headers.get('client-request-id')) ?? call.facts.clientRequestId,
          now: call.facts.now,
        },
        startedAt: this.#options.clock.now(),
      });
      return toBatchAnswer(item.id, response);
    });
    return respond({ status: 200, body: { responses: answers } }, call.facts);
  }

  #decorate(response: Response, call: Call, address: GraphAddress, judgement: Judgement | null): Response {
    const retirement = retirementOf(address.path.toLowerCase());
    if (retirement !== null && !response.headers.has('deprecation')) {
      for (const [name, value] of Object.entries(retirementHeaders(retirement))) response.headers.append(name, value);
    }
    if (judgement !== null && !response.headers.has('why403-decision')) {
      response.headers.set('why403-decision', decisionHeader(judgement));
    }
    if (response.status === 401 && !response.headers.has('www-authenticate')) {
      response.headers.set(
        'WWW-Authenticate',
        `Bearer realm="", authorization_uri="${this.#authorizationUri(call.origin)}", ` +
          'client_id="00000003-0000-0000-c000-000000000000"',
      );
    }
    return response;
  }

  #settle(request: JudgedRequest, judgement: Judgement, caller: Caller): ReturnType<typeof settle> {
    const address = readAddress(request.target);
    if (address === null) return [];
    const routing = this.#router.find(request.method, address.version, address.segments);
    const route = routing.kind === 'found' ? routing.match.route : null;
    return settle(judgement, {
      implemented: route !== null,
      retired: this.settings.retired,
      documented: route?.documented ?? null,
      ownership: route?.ownership === true,
      held: caller.permissions,
      method: request.method,
      directoryRoles: caller.directoryRoles,
    });
  }

  /** Who calls when nothing is enforced and no token could be read: nobody, in the first tenant. */
  async #anonymous(): Promise<Caller> {
    const tenant = await this.#options.state.db
      .selectFrom('tenants')
      .select('id')
      .orderBy('created_at')
      .executeTakeFirst();
    return {
      kind: 'application',
      tenantId: tenant?.id ?? '',
      appId: '',
      appName: null,
      objectId: '',
      userName: null,
      permissions: [],
      directoryRoles: null,
    };
  }

  #authorizationUri(origin: string): string {
    return this.#options.authorizationUri?.(origin) ?? 'https://login.microsoftonline.com/common/oauth2/authorize';
  }
}

function withProviderFault(settings: GraphSettings, fault: Fault | null): GraphSettings {
  if (fault?.kind !== 'provider-failure') return settings;
  const { provider, status } = fault;
  return {
    ...settings,
    providerFaults: [...settings.providerFaults, { vendor: 'Microsoft', provider, status, latencyMs: 228 }],
  };
}

/** In hosts mode the host of a request says which cloud it is for; the emulator's own host says nothing. */
function withCloudHost(origin: string, target: string): string {
  const { host } = new URL(origin);
  const isGraphHost = cloudsOfHost(host).some(({ graphHost }) => graphHost === host);
  // Two slashes at the beginning would be read as a host.
  return isGraphHost ? `https://${host}${target}` : target.replace(/^\/+/, '/');
}

/** The client's id as it can be echoed in a header. */
function cleanId(value: string | null): string | null {
  if (value === null || value === '' || value.length > 200) return null;
  return /^[\x21-\x7e]+$/.test(value) ? value : null;
}

function relativeUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw badRequest('The url of a request in the batch is not valid.');
  }
}

function setIfValid(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw badRequest('A header of a request in the batch is not valid.');
  }
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, POST, PATCH, PUT, DELETE, OPTIONS',
      'Access-Control-Allow-Headers': '*, Authorization',
      'Access-Control-Max-Age': '600',
    },
  });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
