import type { ActivityLog } from './activity/activity-log.ts';
import { readJsonBody } from './body.ts';
import { badRequest, GraphError, methodNotAllowed, notFound } from './errors/graph-error.ts';
import { createFaultRules, readFaultRules, type FaultRules } from './faults/fault.ts';
import type { DecisionRecords } from './records.ts';
import { isObject } from './request.ts';
import type { Enforcement, GraphSettings, ProviderFault } from './settings.ts';

/** What the control endpoints can see and change. */
export interface Controlled {
  settings: GraphSettings;
  faults: FaultRules;
  readonly log: ActivityLog;
  readonly records: DecisionRecords;
}

/**
 * Answers the endpoints below `/emulator/` that belong to the Graph side: `graph-settings`, `graph-faults`,
 * `activity-logs`, `requests/{id}`. They exist in the emulator only.
 *
 * A request that a web page of another origin makes is refused: no page can change or read an emulator by accident.
 *
 * @throws GraphError 404 for other paths
 */
export async function answerControl(controlled: Controlled, request: Request, url: URL): Promise<Response> {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== url.origin) {
    throw new GraphError(403, 'emulatorForeignOrigin', 'The emulator is not controlled from pages of other origins.');
  }
  const [, , name = '', id, rest] = url.pathname.split('/');
  if (rest !== undefined) throw notFound();
  switch (name) {
    case 'graph-settings':
      return graphSettings(controlled, request);
    case 'graph-faults':
      if (request.method !== 'PUT') throw methodNotAllowed();
      controlled.faults = createFaultRules(readFaultRules(await readJsonBody(request)));
      return new Response(null, { status: 204 });
    case 'activity-logs':
      return activityLogs(controlled, request, url);
    case 'requests':
      return decisionRecord(controlled, request, id ?? '');
    default:
      throw notFound();
  }
}

async function graphSettings(controlled: Controlled, request: Request): Promise<Response> {
  if (request.method === 'PATCH') {
    controlled.settings = { ...controlled.settings, ...readSettings(await readJsonBody(request)) };
  } else if (request.method !== 'GET') {
    throw methodNotAllowed();
  }
  return json(controlled.settings);
}

function activityLogs(controlled: Controlled, request: Request, url: URL): Response {
  if (request.method !== 'GET') throw methodNotAllowed();
  const form = url.searchParams.get('form') ?? 'table';
  if (form !== 'table' && form !== 'diagnostic') throw badRequest("The form can be 'table' or 'diagnostic'.");
  return new Response(controlled.log.text(form), {
    headers: { 'Content-Type': 'application/jsonl; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}

function decisionRecord(controlled: Controlled, request: Request, id: string): Response {
  if (request.method !== 'GET') throw methodNotAllowed();
  const record = controlled.records.find(id.toLowerCase());
  if (record === null) throw notFound('No refused request with that id is remembered.');
  return json(record);
}

const ENFORCEMENTS: readonly Enforcement[] = ['strict', 'loose', 'log', 'off'];

/**
 * Reads a change of the settings.
 *
 * @throws GraphError 400 for a setting that does not exist or a value that it cannot have
 */
export function readSettings(body: unknown): Partial<GraphSettings> {
  if (!isObject(body)) throw badRequest('A JSON object is expected as the body of this request.');
  const change: { -readonly [name in keyof GraphSettings]?: GraphSettings[name] } = {};
  for (const [name, value] of Object.entries(body)) {
    switch (name) {
      case 'enforcement': {
        const found = ENFORCEMENTS.find((enforcement) => enforcement === value);
        if (found === undefined) throw badRequest(`The setting 'enforcement' can be ${ENFORCEMENTS.join(', ')}.`);
        change.enforcement = found;
        break;
      }
      case 'stub':
      case 'retired':
        if (typeof value !== 'boolean') throw badRequest(`The setting '${name}' must be true or false.`);
        change[name] = value;
        break;
      case 'providerFaults':
        change.providerFaults = readProviderFaults(value);
        break;
      default:
        throw badRequest(`There is no setting '${name.slice(0, 60)}'.`);
    }
  }
  return change;
}

function readProviderFaults(value: unknown): readonly ProviderFault[] {
  if (!Array.isArray(value)) throw badRequest("The setting 'providerFaults' must be an array.");
  return value.map((item: unknown): ProviderFault => {
    const { vendor, provider, status, latencyMs } = isObject(item) ? item : {};
    const named = typeof vendor === 'string' && typeof provider === 'string';
    if (!named || typeof status !== 'number' || typeof latencyMs !== 'number') {
      throw badRequest("A provider fault has 'vendor', 'provider', 'status' and 'latencyMs'.");
    }
    return { vendor, provider, status, latencyMs };
  });
}

function json(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
