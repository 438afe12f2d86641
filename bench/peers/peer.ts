// What the other engines are given: the same table in the form that suits each of them best.
import { keyOf, type Kind, type Reference } from '../../tests/oracle/reference.ts';
import type { BenchRequest, BenchToken } from '../requests.ts';

/** The permission table, taken literally. Plain data, so that each process can be given it. */
export interface Policy {
  /** Template keys; a template's number is its place. `{}` stands for a parameter. */
  readonly templates: readonly string[];
  /** Places of the templates, the most specific ones first. */
  readonly bySpecificity: readonly number[];
  readonly cells: readonly Cell[];
  /** For permissions that the table accepts somewhere only together with another: which others. */
  readonly partners: Readonly<Record<string, readonly string[]>>;
}

/** What is accepted for one template, method and kind: any one of the names; `A&B` is a pair. */
export interface Cell {
  readonly template: number;
  readonly method: string;
  readonly kind: Kind;
  readonly accepted: readonly string[];
}

/** An engine or router to compare with. */
export interface Peer {
  readonly name: string;
  /** What it was spared, or what it cannot do. */
  readonly note: string;
  /** Every how many requests it is given; more than 1 for slow ones. */
  readonly every: number;
  /** What `answer` gives: the template's place, or 1 for allow and 0 for deny. */
  readonly gives: 'template' | 'allow';
  readonly answer: (request: BenchRequest) => number;
}

/** Path of a benchmark URL as a router is given it: version and query cut off, in lower case. */
export function pathOf(url: string): string {
  const query = url.indexOf('?', 32);
  return url.slice(32, query < 0 ? url.length : query).toLowerCase();
}

export function policyOf(reference: Reference): Policy {
  const { templates } = reference;
  const places = new Map(templates.map((key, place) => [key, place]));
  const cells = new Map<string, { template: number; method: string; kind: Kind; accepted: Set<string> }>();
  const partners = new Map<string, Set<string>>();
  for (const { method, path, kind, permission, anyOf } of reference.listings) {
    const template = places.get(keyOf(path)) as number;
    const id = `${template} ${method} ${kind}`;
    const cell = cells.get(id) ?? { template, method, kind: kind as Kind, accepted: new Set() };
    cells.set(id, cell);
    for (const name of anyOf === null ? [permission] : anyOf.map((other) => `${permission}&${other}`)) {
      cell.accepted.add(name);
    }
    if (anyOf !== null) {
      partners.set(permission, new Set([...(partners.get(permission) ?? []), ...anyOf]));
    }
  }
  return {
    templates,
    bySpecificity: templates
      .map((key, place) => ({ place, rank: key.split('/').map(rankOf).join('/') }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ place }) => place),
    cells: [...cells.values()].map((cell) => ({ ...cell, accepted: [...cell.accepted] })),
    partners: Object.fromEntries([...partners].map(([name, others]) => [name, [...others]])),
  };
}

/** Segments that hold a parameter and more, such as `range(address={})`. */
export function isMixed(segment: string): boolean {
  return segment !== '{}' && segment.includes('{}');
}

/** A literal text for a regular expression. */
export function escaped(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Names of each token, and one more, `A&B`, for each two of them that the table accepts only together. */
export function holdingsOf({ partners }: Policy, tokens: readonly BenchToken[]): readonly (readonly string[])[] {
  return tokens.map(({ names }) => {
    const held = new Set(names);
    const pairs = names.flatMap((name) =>
      (partners[name] ?? []).filter((other) => held.has(other)).map((other) => `${name}&${other}`),
    );
    return [...names, ...pairs];
  });
}

function rankOf(segment: string): string {
  if (segment === '{}') return '2';
  return isMixed(segment) ? `1${String(999 - segment.replaceAll('{}', '').length)}${segment}` : `0${segment}`;
}
