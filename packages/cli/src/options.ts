import { kindFromName, flowFromName, type TokenFlow, type TokenKind } from '@why403/engine';
import type { Option, Values } from './command.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './errors.ts';
import { clean } from './read-input.ts';

/** Options that several commands have. */
export const NOW: Option = { type: 'string', value: '<time>', says: 'decide as of this ISO time; left out: now' };
export const KIND: Option = {
  type: 'string',
  value: '<kind>',
  says: 'kind of the token: delegated, delegated-personal or application',
};

/** The value of a string option. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a string option that can be repeated. */
export function texts(values: Values, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** Whether a switch is given. */
export function flag(values: Values, name: string): boolean {
  return values[name] === true;
}

/** One of a few words. */
export function choice<Word extends string>(
  values: Values,
  name: string,
  words: readonly Word[],
  otherwise: Word,
): Word {
  const value = text(values, name);
  if (value === undefined) return otherwise;
  const found = words.find((word) => word === value);
  if (found === undefined) {
    throw new UsageError(`\`--${name} ${clean(value, 60)}\` is not possible`, `choose one of ${words.join(', ')}`);
  }
  return found;
}

/** Seconds since 1970 of `--now`, or of the clock. */
export function nowOf(context: CliContext, values: Values): number {
  const value = text(values, 'now');
  if (value === undefined) return context.now() / 1000;
  const milliseconds = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new UsageError(`\`--now ${clean(value, 60)}\` is no ISO time`, 'example: --now 2026-09-01T12:00:00Z');
  }
  return milliseconds / 1000;
}

/** The kind of `--kind`. */
export function kindOf(values: Values): TokenKind | undefined {
  const value = text(values, 'kind');
  if (value === undefined) return undefined;
  const kind = kindFromName(value);
  if (kind === null) {
    throw new UsageError(
      `\`--kind ${clean(value, 60)}\` is no kind of token`,
      'choose one of delegated, delegated-personal, application',
    );
  }
  return kind;
}

/** The flow of `--flow`. */
export function flowOf(values: Values): TokenFlow | undefined {
  const value = text(values, 'flow');
  if (value === undefined) return undefined;
  const flow = flowFromName(value);
  if (flow === null) {
    throw new UsageError(
      `\`--flow ${clean(value, 60)}\` is no OAuth 2.0 flow`,
      'choose one of authorization-code, client-credentials, device-code, implicit, managed-identity, on-behalf-of, refresh-token, ropc',
    );
  }
  return flow;
}

/** Method and URL of `METHOD URL`; a URL alone is a GET. */
export function requestOf(value: string, option: string): { readonly method: string; readonly url: string } {
  const trimmed = value.trim();
  const space = /\s/.exec(trimmed);
  const method = space === null ? 'GET' : trimmed.slice(0, space.index);
  const url = (space === null ? trimmed : trimmed.slice(space.index)).trim().replace(/\s+HTTP\/\d(\.\d)?$/, '');
  const isMethodAlone = space === null && /^(get|post|patch|put|delete|head|options)$/i.test(trimmed);
  if (isMethodAlone || !/^[A-Za-z]{3,10}$/.test(method) || url === '') {
    throw new UsageError(
      `\`${option}\` takes a method and a URL`,
      `example: ${option} "GET https://graph.microsoft.com/v1.0/security/alerts_v2"`,
    );
  }
  if (url.length > 65_536) throw new UsageError(`the URL of \`${option}\` is longer than 65536 characters`);
  return { method, url };
}
