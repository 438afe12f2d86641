import { METHODS, NODE } from '../table/layout.ts';
import type { Table } from '../table/table.ts';
import { AddressReader, type Address } from './address.ts';
import { rewrite, type Rewritten } from './rewrite.ts';
import { Walk } from './walk.ts';

/**
 * Finds the operation of a request. One resolver serves many requests: what it found last stands in its members, so
 * that the common forms of a URL cost no allocation.
 */
export class Resolver {
  readonly table: Table;
  readonly #walk: Walk;
  readonly #reader: AddressReader;

  /** What stood before the path. */
  address: Address;
  /** Node of the template, or -1: no template fits. */
  node = -1;
  /** The operation's number, or -1: no template fits, or it has no such method. */
  operation = -1;
  /** How the path was understood, when not as it is written. */
  rewritten: Rewritten | null = null;

  constructor(table: Table) {
    this.table = table;
    this.#walk = new Walk(table);
    this.#reader = new AddressReader(table);
    this.address = this.#reader.address;
  }

  /**
   * Number of the operation that a request is for, or -1.
   *
   * @param method Place of the method in `METHODS`, or -1 for one that Microsoft Graph's operations do not use.
   */
  resolve(method: number, url: string): number {
    this.node = -1;
    this.operation = -1;
    this.rewritten = null;
    const { at, limit } = this.#reader.read(url);
    if (at < 0) return -1;
    const node = this.#walk.find(url, 0, at, limit);
    if (node >= 0) {
      this.node = node;
      this.operation = this.#operationOf(node, method);
      if (this.operation >= 0) return this.operation;
    }
    return this.#resolveRewritten(method, url.slice(at, limit));
  }

  #resolveRewritten(method: number, path: string): number {
    const rewritten = rewrite(this.table, this.#walk, path, METHODS[method] ?? null);
    if (rewritten === null) return -1;
    const operation = this.#operationOf(rewritten.node, method);
    if (operation < 0 && this.node >= 0) return -1;
    this.node = rewritten.node;
    this.rewritten = rewritten;
    this.operation = operation;
    return operation;
  }

  #operationOf(node: number, method: number): number {
    const template = this.table.nodes[node * NODE.words + NODE.template] as number;
    const methods = this.table.templates[template * 2 + 1] as number;
    if (method < 0 || (methods & (1 << method)) === 0) return -1;
    let place = this.table.templates[template * 2] as number;
    for (let bits = methods & ((1 << method) - 1); bits !== 0; bits &= bits - 1) place++;
    return place;
  }
}

/** Place of a method in `METHODS`, in any letter case; `HEAD` is answered like `GET`; -1 for any other. */
export function methodNumber(method: string): number {
  switch (method) {
    case 'GET':
      return 1;
    case 'POST':
      return 3;
    case 'PATCH':
      return 2;
    case 'DELETE':
      return 0;
    case 'PUT':
      return 4;
    default: {
      const upper = method.toUpperCase();
      return upper === method ? (upper === 'HEAD' ? 1 : -1) : methodNumber(upper);
    }
  }
}
