import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Problem } from '../compile/parse-problem.ts';

/** A value in a JSON file, with its place: reading it by the wrong type is a problem, not an exception. */
export interface JsonValue {
  /** Members in the order of the file; empty, with a problem, if it is not an object. */
  members(): readonly JsonMember[];
  /** The member of that name, or `undefined`. A member that stands twice is a problem of {@link readJson}. */
  member(name: string): JsonValue | undefined;
  /** Items; empty, with a problem, if it is not an array. */
  items(): readonly JsonValue[];
  /** The text; empty, with a problem, if it is not a string. */
  text(): string;
  /** The flag; `false`, with a problem, if it is not a boolean. */
  flag(): boolean;
  /** The number; 0, with a problem, if it is not one. */
  number(): number;
  /** It is the value `null`. */
  isNull(): boolean;
  /** Reports something about this value. */
  fail(message: string, help?: string): void;
}

/** One member of an object. */
export interface JsonMember {
  readonly name: string;
  readonly value: JsonValue;
  /** Reports something about the name. */
  fail(message: string, help?: string): void;
}

/**
 * Reads a JSON file and keeps the place of every value.
 *
 * This does check the syntax strictly (no comments, no trailing commas) and that no member stands twice in an object,
 * which `JSON.parse` would hide.
 *
 * @param problems Gets what is wrong, now and when values are read by another type than they have.
 *
 * @returns The whole document, or `undefined` if it is not JSON.
 *
 * @throws the system's error if the file cannot be read.
 */
export function readJson(path: string, problems: Problem[]): JsonValue | undefined {
  const content = readFileSync(path, 'utf8');
  const file = basename(path);
  const lineStarts = [0];
  for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) lineStarts.push(at + 1);

  const report: Report = (offset, message, help = '') => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    problems.push({ file, line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1, message, help });
  };

  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { disallowComments: true });
  for (const error of errors) report(error.offset, `not valid JSON: ${printParseErrorCode(error.error)}`);
  if (root === undefined || errors.length > 0) {
    if (errors.length === 0) report(0, 'not valid JSON: empty file');
    return undefined;
  }
  reportDuplicates(root, report);
  return wrap(root, report);
}

type Report = (offset: number, message: string, help?: string) => void;

function reportDuplicates(node: Node, report: Report): void {
  if (node.type === 'object') {
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const key = property.children?.[0];
      if (key === undefined) continue;
      const name = String(key.value);
      if (seen.has(name)) report(key.offset, `\`${name}\` stands twice in the object`);
      seen.add(name);
    }
  }
  for (const child of node.children ?? []) reportDuplicates(child, report);
}

function wrap(node: Node, report: Report): JsonValue {
  const expect = (type: Node['type'], name: string): boolean => {
    if (node.type === type) return true;
    report(node.offset, `expected ${name}, found ${node.type}`);
    return false;
  };
  const members = (): readonly JsonMember[] => {
    if (!expect('object', 'an object')) return [];
    return (node.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) return [];
      return {
        name: String(key.value),
        value: wrap(value, report),
        fail: (message: string, help?: string): void => report(key.offset, message, help),
      };
    });
  };
  return {
    members,
    member: (name) => members().find((member) => member.name === name)?.value,
    items: () => (expect('array', 'an array') ? (node.children ?? []).map((child) => wrap(child, report)) : []),
    text: () => (expect('string', 'a text') ? String(node.value) : ''),
    flag: () => (expect('boolean', 'true or false') ? node.value === true : false),
    number: () => (expect('number', 'a number') ? Number(node.value) : 0),
    isNull: () => node.type === 'null',
    fail: (message, help) => report(node.offset, message, help),
  };
}
