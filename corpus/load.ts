import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DecisionCase } from './runner.ts';

/** The cases of `corpus/decisions`, file after file. Throws, with file and line, when a line is no case. */
export function loadDecisions(): readonly DecisionCase[] {
  const folder = fileURLToPath(new URL('decisions/', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return names.sort().flatMap((name) => parseCases(readFileSync(`${folder}${name}`, 'utf8'), name));
}

/** Reads cases from JSON lines. `name` stands in errors. */
export function parseCases(text: string, name: string): readonly DecisionCase[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `${name}:${index + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Error(`${where}: the line is not JSON`);
    }
    const wrong = fault(value);
    if (wrong !== null) throw new Error(`${where}: ${wrong}`);
    return [value as DecisionCase];
  });
}

const MEMBERS = ['id', 'title', 'source', 'request', 'caller', 'now', 'expect'];
const EXPECTATIONS = [
  'outcome',
  'operation',
  'permission',
  'role',
  'policy',
  'corrections',
  'contested',
  'suggestions',
];
const KINDS: readonly unknown[] = ['delegated', 'delegated-personal', 'application'];

function fault(value: unknown): string | null {
  if (!isRecord(value)) return 'a case is an object';
  const { id, title, source, request, caller, now, expect } = value;
  const odd = Object.keys(value).find((key) => !MEMBERS.includes(key));
  if (odd !== undefined) return `a case has no member \`${odd}\``;
  if (typeof id !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return '`id` must be in kebab-case';
  if (typeof title !== 'string' || title === '') return '`title` must say the rule';
  if (typeof source !== 'string' || source === '') return '`source` must name where the expectation comes from';
  if (!isRecord(request) || typeof request['method'] !== 'string' || typeof request['url'] !== 'string')
    return '`request` must have a method and a URL';
  if (!isRecord(caller) || !KINDS.includes(caller['kind'])) return '`caller.kind` is no kind of token';
  if (!isTextList(caller['permissions'])) return '`caller.permissions` must be a list of names';
  if (caller['wids'] !== undefined && caller['wids'] !== null && !isTextList(caller['wids']))
    return '`caller.wids` must be a list of ids, or null';
  if (typeof now !== 'string' || Number.isNaN(Date.parse(now))) return '`now` must be a time';
  if (!isRecord(expect) || Object.keys(expect).length === 0) return '`expect` must state something';
  const unknown = Object.keys(expect).find((key) => !EXPECTATIONS.includes(key));
  return unknown === undefined ? null : `nothing can be expected of \`${unknown}\``;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
