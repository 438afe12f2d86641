import { TOKEN_KINDS } from '../token/facts.ts';
import type { QueryNeed, Table } from '../table/table.ts';
import { foldText } from './segment.ts';

/** What the query of a request needs beside what its operation needs. */
export interface QueryFinding {
  /** The reviewed need, or `null` for an `$expand` that nobody has reviewed. */
  readonly need: QueryNeed | null;
  readonly option: string;
  readonly property: string;
}

/** Options whose values name properties. */
const OPTIONS: readonly string[] = ['select', 'filter', 'expand', 'orderby'];

/**
 * Finds what a query needs beyond its operation: properties such as `signInActivity` in `$select` or `$filter`, and
 * every `$expand`, which reads another resource.
 *
 * @param path Path template of the operation.
 * @param query The query, without its question mark.
 */
export function queryFindings(table: Table, path: string, query: string): readonly QueryFinding[] {
  const folded = foldText(path);
  const findings: QueryFinding[] = [];
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const option = foldText(decode(part.slice(0, equals)).trim().replace(/^\$/, ''));
    if (!OPTIONS.includes(option)) continue;
    const value = decode(part.slice(equals + 1));
    const needs = table.meta.queryNeeds.filter((need) => need.option === option && covers(need.path, folded));
    if (option === 'expand') {
      for (const property of expandedProperties(value)) {
        const need = needs.find((candidate) => foldText(candidate.property) === foldText(property)) ?? null;
        findings.push({ need, option, property });
      }
      continue;
    }
    for (const need of needs) {
      if (namesProperty(value, need.property)) findings.push({ need, option, property: need.property });
    }
  }
  return findings;
}

/** `$expand` in any letter case, or something percent-encoded that may be it. */
const MAY_EXPAND = /expand|%/i;

/** Whether a query can need anything more, by a look that costs little where it cannot. */
export function mayNeedMore(url: string, hasNeeds: boolean): boolean {
  return hasNeeds || MAY_EXPAND.test(url);
}

/** Permission numbers of which a need asks for one, for a kind; `null` when nothing is known of that kind. */
export function needsOf(need: QueryNeed, kind: number): readonly number[] | null {
  return kind >= 0 && kind < TOKEN_KINDS.length ? (need.anyOf[kind] ?? null) : null;
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

/** Whether one item of an `$expand` goes on below its property: by a slash before its options, or by `$expand` in them. */
function expandsDeeper(item: string): boolean {
  const open = item.indexOf('(');
  const head = open < 0 ? item : item.slice(0, open);
  return head.includes('/') || (open >= 0 && /expand/i.test(item.slice(open)));
}

/**
 * Navigation properties of an `$expand`, without their options in parentheses. What is expanded below one of them is a
 * property of its own, `manager/…`, which no review speaks of.
 */
function expandedProperties(value: string): readonly string[] {
  const properties: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= value.length; at++) {
    const character = value[at];
    if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    if (at === value.length || (character === ',' && depth === 0)) {
      const text = value.slice(from, at);
      const property = text.replace(/[(/].*$/s, '').trim();
      if (property !== '') properties.push(property);
      if (expandsDeeper(text)) properties.push(`${property}/…`);
      from = at + 1;
    }
  }
  return properties;
}

/** Whether a value names a property as a whole word, outside of quoted text. */
function namesProperty(value: string, property: string): boolean {
  const text = foldText(value.replace(/'[^']*'/g, "''"));
  const wanted = foldText(property);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!/[\w]/.test(text[at - 1] ?? ' ') && !/[\w]/.test(text[at + wanted.length] ?? ' ')) return true;
  }
  return false;
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
