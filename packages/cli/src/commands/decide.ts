import { createInterface } from 'node:readline';
import { kindFromName, resolveRoles, type Decision, type Engine, type TokenKind } from '@why403/engine';
import type { Command } from '../command.ts';
import { EXIT } from '../context.ts';
import { KNOWLEDGE, engineOf } from '../engine-source.ts';
import { NOW, nowOf } from '../options.ts';

/** One line of input, read. */
interface Line {
  readonly id: unknown;
  readonly method: string;
  readonly url: string;
  readonly kind: TokenKind;
  readonly permissions: readonly string[];
  readonly wids: readonly string[] | null | undefined;
}

/** Why a line cannot be decided. Codes are API. */
interface LineError {
  readonly code: 'ERR_LINE_NOT_JSON' | 'ERR_LINE_NOT_OBJECT' | 'ERR_FIELD_INVALID';
  readonly message: string;
}

/** `why403 decide`. */
export const decide: Command = {
  metadata: {
    name: 'decide',
    summary: 'decides many requests: JSON lines on standard input, one decision a line on standard output',
    usage: '[--now <time>] < requests.jsonl',
    examples: [
      {
        says: 'one request of an application',
        line: `echo '{"method":"GET","url":"/security/alerts_v2","kind":"application","permissions":["SecurityAlert.Read.All"]}' | why403 decide`,
      },
    ],
    notes: [
      'A line: { "id"?, "method", "url", "kind", "permissions": [], "wids"?: [] | null }. A line that cannot be read gives\n{ "id", "error": { "code", "message" } } and does not stop the rest; the exit code is 1 then.',
    ],
  },
  options: { now: NOW, knowledge: KNOWLEDGE },
  run: async (context, values) => {
    const now = nowOf(context, values);
    const engine = engineOf(context, values);
    let failed = false;
    for await (const line of createInterface({ input: context.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue;
      const read = readLine(engine, line);
      if ('error' in read) failed = true;
      const answer = 'error' in read ? read : answerOf(engine, read, now);
      if (!context.stdout.write(`${JSON.stringify(answer)}\n`)) {
        await new Promise<void>((resolve) => context.stdout.once('drain', resolve));
      }
    }
    return failed ? EXIT.failure : EXIT.done;
  },
};

function readLine(engine: Engine, text: string): Line | { readonly id: unknown; readonly error: LineError } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, error: { code: 'ERR_LINE_NOT_JSON', message: 'the line is not JSON' } };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, error: { code: 'ERR_LINE_NOT_OBJECT', message: 'the line is no JSON object' } };
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const id = fields['id'] ?? null;
  const invalid = (message: string): { readonly id: unknown; readonly error: LineError } => ({
    id,
    error: { code: 'ERR_FIELD_INVALID', message },
  });
  const { method, url, permissions, wids } = fields;
  const kind = typeof fields['kind'] === 'string' ? kindFromName(fields['kind']) : null;
  if (typeof method !== 'string' || method === '') return invalid('`method` must be a text');
  if (typeof url !== 'string' || url === '') return invalid('`url` must be a text');
  if (kind === null) return invalid('`kind` must be delegated, delegated-personal or application');
  if (!isTextList(permissions)) return invalid('`permissions` must be a list of texts');
  if (wids !== undefined && wids !== null && !isTextList(wids))
    return invalid('`wids` must be a list of texts, or null');
  const roles = wids == null ? null : resolveRoles(wids, engine.details.roles);
  return { id, method, url, kind, permissions, wids: wids == null ? wids : (roles?.ids ?? []) };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function answerOf(engine: Engine, line: Line, now: number): unknown {
  const principal = engine.prepare({
    kind: line.kind,
    permissions: line.permissions,
    ...(line.wids === undefined ? {} : { directoryRoles: line.wids }),
  });
  return { id: line.id, ...summaryOf(engine.describe(line.method, line.url, principal, now)) };
}

/** The short form of a decision: what a program that decides many requests needs of it. */
export function summaryOf(decision: Decision): Record<string, unknown> {
  const { parts, request } = decision;
  return {
    outcome: decision.outcome,
    operation: request.operation === null ? null : { ...request.operation, outcome: parts.operation.outcome },
    permission: {
      outcome: parts.permission.outcome,
      determining: parts.permission.determining,
      least: parts.permission.least,
    },
    role: {
      outcome: parts.role.outcome,
      accepted: parts.role.accepted,
      determining: parts.role.determining,
    },
    policy: parts.policy,
    corrections: decision.corrections,
    contested: decision.contested,
    ...(request.suggestions.length === 0 ? {} : { suggestions: request.suggestions }),
  };
}
