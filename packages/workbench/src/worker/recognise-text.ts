import {
  GAPS,
  SKIP_REASONS,
  recognise,
  resolveRoles,
  unpackBatch,
  type Engine,
  type ExchangesReading,
  type ObservedExchange,
  type ObservedResponse,
  type TokenFacts,
} from '@why403/engine';
import type { Piece, Recognition } from '../protocol.ts';

const NOTHING: Piece = {
  label: '',
  token: null,
  facts: null,
  request: null,
  response: null,
  status: null,
  at: null,
};

/** Says what a pasted text is and takes it apart into token, request and response, one piece for each exchange. */
export function recogniseText(engine: Engine, text: string): Recognition {
  const found = recognise(text);
  const one = (piece: Partial<Piece>, notes: readonly string[] = []): Recognition => ({
    what: found.what,
    pieces: [{ ...NOTHING, ...piece }],
    notes,
  });
  switch (found.what) {
    case 'token':
    case 'claims':
      return one({ token: text.trim() });
    case 'request-line':
      return one({ request: { method: found.request.method, url: found.request.url } });
    case 'url':
      return one({ request: { method: 'GET', url: found.url } });
    case 'curl':
    case 'http-file':
    case 'har':
    case 'log-row':
      return exchanges(found.what, found.reading);
    case 'response':
    case 'transcript':
    case 'sdk-exception': {
      const { request, response, token, gaps } = found.reading;
      return one(
        {
          token,
          request: request === null ? null : { method: request.method, url: request.url },
          response: textOf(response),
          status: response.status,
        },
        gaps.map((gap) => GAPS[gap]),
      );
    }
    case 'incident': {
      const { exchange, now, ignored } = found.reading;
      const time = now === null ? Number.NaN : Date.parse(now) / 1000;
      const piece = pieceOf(exchange);
      return one(
        { ...piece, facts: withRoleIds(engine, piece.facts), at: Number.isFinite(time) ? time : null },
        ignored.map((name) => `${name} has another form than it should and was left out`),
      );
    }
    case 'unknown':
      return { what: 'unknown', pieces: text.trim() === '' ? [] : [{ ...NOTHING, response: text }], notes: [] };
  }
}

function exchanges(what: string, reading: Exclude<ExchangesReading, { readonly form: 'unreadable' }>): Recognition {
  const pieces = reading.exchanges
    .flatMap((exchange) => unpackBatch(exchange)?.exchanges ?? [exchange])
    .map((exchange) => pieceOf(exchange));
  return {
    what,
    pieces,
    notes: [
      ...count(reading.skipped.map(({ why }) => SKIP_REASONS[why])).map(
        ([says, times]) => `left out ${times}: ${says}`,
      ),
      ...count(reading.missing.map(({ what: gap }) => GAPS[gap])).map(([says]) => says),
    ],
  };
}

function count(texts: readonly string[]): readonly (readonly [string, number])[] {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times];
}

function pieceOf(exchange: ObservedExchange): Piece {
  const { request, response } = exchange;
  return {
    label: exchange.label,
    token: exchange.token,
    facts: exchange.facts,
    request: request === null ? null : { method: request.method, url: request.url },
    response: response === null ? null : textOf(response),
    status: response?.status ?? null,
    at: null,
  };
}

/** A response as text that is read back to the same. */
function textOf({ status, headers, body }: ObservedResponse): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (status === null && lines.length === 0) return body;
  return [`HTTP/1.1 ${status ?? 403}`, ...lines, '', body].join('\n').trimEnd();
}

function withRoleIds(engine: Engine, facts: TokenFacts | null): TokenFacts | null {
  if (facts === null || facts.directoryRoles == null) return facts;
  return { ...facts, directoryRoles: resolveRoles(facts.directoryRoles, engine.details.roles).ids };
}
