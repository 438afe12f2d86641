import { badRequest } from '../errors/graph-error.ts';
import { isObject } from '../request.ts';

/** Most requests of one batch. */
export const MOST_REQUESTS = 20;

/** One request of a batch. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Below the version, with the query: `/security/alerts?$top=1`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

/** The answer to one request of a batch. */
export interface BatchAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']);

/**
 * Reads the body of a `$batch` request.
 *
 * @throws GraphError 400 when it is malformed, holds more than {@link MOST_REQUESTS} requests or a circle, names an id
 *   twice or depends on one that is not there
 */
export function readBatch(body: unknown): readonly BatchItem[] {
  const requests = isObject(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests)) throw badRequest('Invalid batch payload format.');
  if (requests.length > MOST_REQUESTS) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${String(MOST_REQUESTS)}.`);
  }
  if (requests.length === 0) throw badRequest('The batch request holds no requests.');
  const items = requests.map(readItem);
  const ids = new Set(items.map((item) => item.id));
  if (ids.size < items.length) throw badRequest('Duplicate request ids were found in the batch request.');
  for (const item of items) {
    const missing = item.dependsOn.find((id) => !ids.has(id) || id === item.id);
    if (missing !== undefined) {
      throw badRequest(`Request ${shortened(item.id)} depends on ${shortened(missing)}, which is not in the batch.`);
    }
  }
  return inOrder(items);
}

/**
 * Runs the requests of a batch in an order that keeps their dependencies. A request of which another one failed that
 * it depends on is not run: its answer is 424.
 */
export async function runBatch(
  items: readonly BatchItem[],
  run: (item: BatchItem) => Promise<BatchAnswer>,
): Promise<readonly BatchAnswer[]> {
  const answers = new Map<string, BatchAnswer>();
  for (const item of items) {
    const failed = item.dependsOn.some((id) => (answers.get(id)?.status ?? 424) >= 400);
    answers.set(item.id, failed ? failedDependency(item.id) : await run(item));
  }
  return [...answers.values()];
}

function failedDependency(id: string): BatchAnswer {
  return {
    id,
    status: 424,
    headers: { 'Content-Type': 'application/json' },
    body: { error: { code: 'FailedDependency', message: 'A request that this one depends on has failed.' } },
  };
}

function readItem(value: unknown): BatchItem {
  if (!isObject(value)) throw badRequest('Invalid batch payload format.');
  const { id, method, url, body } = value;
  if (typeof id !== 'string' || id === '' || typeof method !== 'string' || typeof url !== 'string' || url === '') {
    throw badRequest('Each request of a batch must have an id, a method and a url.');
  }
  const upper = method.toUpperCase();
  if (!METHODS.has(upper)) throw badRequest(`The method of request ${shortened(id)} is not supported.`);
  if (/^[a-z]+:\/\//i.test(url)) throw badRequest(`The url of request ${shortened(id)} must be relative.`);
  if (/^\/?\$batch(?:[/?]|$)/i.test(url)) throw badRequest('A batch request cannot be part of another.');
  const headers = isObject(value['headers']) ? value['headers'] : {};
  const dependsOn = value['dependsOn'] ?? [];
  if (!Array.isArray(dependsOn) || dependsOn.some((other) => typeof other !== 'string')) {
    throw badRequest(`The dependsOn of request ${shortened(id)} must be a collection of ids.`);
  }
  return {
    id,
    method: upper,
    url: url.startsWith('/') ? url : `/${url}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)])),
    body,
    dependsOn: dependsOn.map(String),
  };
}

function inOrder(items: readonly BatchItem[]): readonly BatchItem[] {
  const ordered: BatchItem[] = [];
  const done = new Set<string>();
  let waiting = [...items];
  while (waiting.length > 0) {
    const ready = waiting.filter((item) => item.dependsOn.every((id) => done.has(id)));
    if (ready.length === 0) throw badRequest('The dependencies of the batch request form a circle.');
    for (const item of ready) {
      ordered.push(item);
      done.add(item.id);
    }
    waiting = waiting.filter((item) => !done.has(item.id));
  }
  return ordered;
}

function shortened(id: string): string {
  return `'${id.slice(0, 60)}'`;
}

/** Turns a response into a batch answer: JSON as JSON, everything else as base64. */
export async function toBatchAnswer(id: string, response: Response): Promise<BatchAnswer> {
  const headers: Record<string, string> = {};
  for (const name of BATCH_HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) return { id, status: response.status, headers };
  const type = response.headers.get('content-type') ?? '';
  const body: unknown = type.startsWith('application/json')
    ? JSON.parse(new TextDecoder().decode(bytes))
    : Buffer.from(bytes).toString('base64');
  return { id, status: response.status, headers, body };
}

const BATCH_HEADERS = [
  'Content-Type',
  'Cache-Control',
  'ETag',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'Warning',
  'Deprecation',
  'Sunset',
  'Link',
  'OData-Version',
  'Preference-Applied',
  'request-id',
  'why403-decision',
];
