import { badRequest, GraphError } from './errors/graph-error.ts';

/** Largest body that is read, in bytes. */
export const LARGEST_BODY: number = 4 * 1024 * 1024;

/**
 * Reads the JSON body of a request.
 *
 * @returns `undefined` when there is none.
 *
 * @throws GraphError 400 for what is no JSON, 413 above {@link LARGEST_BODY}, 415 for another media type.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (request.body === null) return undefined;
  const bytes = await readLimited(request.body);
  if (bytes.length === 0) return undefined;
  const type = (request.headers.get('content-type') ?? '').toLowerCase();
  if (!/^application\/(?:[\w.+-]+\+)?json\b/.test(type)) {
    throw new GraphError(
      415,
      'UnsupportedMediaType',
      'A supported media type that matches the content type of the request was not found: application/json is.',
    );
  }
  return parseJson(bytes);
}

/** Parses JSON as Microsoft Graph does: UTF-8 only. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

async function readLimited(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > LARGEST_BODY) {
      await reader.cancel();
      throw new GraphError(413, 'RequestEntityTooLarge', 'The request body is too large.');
    }
    chunks.push(value);
  }
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
