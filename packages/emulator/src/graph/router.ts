import type { GraphVersion, Route } from './request.ts';

/** A route that was found, with the values of its parameters. */
export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a router knows about a path. */
export type Routing =
  | { readonly kind: 'found'; readonly match: Match }
  /** The path is known for other methods or the other version. */
  | { readonly kind: 'other-method' }
  | { readonly kind: 'unknown' };

interface Node {
  readonly fixed: Map<string, Node>;
  parameter: { readonly node: Node } | null;
  readonly routes: { readonly route: Route; readonly names: readonly string[] }[];
}

/**
 * Finds the implemented operation of a method and path. Fixed segments are compared without regard to case and win
 * over parameters; when the rest does not fit below a fixed segment, the parameter is tried.
 */
export class Router {
  readonly #root: Node = { fixed: new Map(), parameter: null, routes: [] };

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  find(method: string, version: GraphVersion, segments: readonly string[]): Routing {
    let known = false;
    for (const { node, values } of search(this.#root, segments, 0, [])) {
      for (const { route, names } of node.routes) {
        known = true;
        if (route.method !== method || !route.versions.includes(version)) continue;
        const parameters = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
        return { kind: 'found', match: { route, parameters } };
      }
    }
    return known ? { kind: 'other-method' } : { kind: 'unknown' };
  }

  #add(route: Route): void {
    let node = this.#root;
    const names: string[] = [];
    for (const segment of route.path.split('/').slice(1)) {
      if (segment.startsWith('{')) {
        names.push(segment.slice(1, -1));
        node.parameter ??= { node: { fixed: new Map(), parameter: null, routes: [] } };
        node = node.parameter.node;
      } else {
        const key = segment.toLowerCase();
        const next: Node = node.fixed.get(key) ?? { fixed: new Map(), parameter: null, routes: [] };
        node.fixed.set(key, next);
        node = next;
      }
    }
    node.routes.push({ route, names });
  }
}

function* search(
  node: Node,
  segments: readonly string[],
  at: number,
  values: readonly string[],
): Generator<{ readonly node: Node; readonly values: readonly string[] }> {
  const segment = segments[at];
  if (segment === undefined) {
    if (node.routes.length > 0) yield { node, values };
    return;
  }
  const fixed = node.fixed.get(segment.toLowerCase());
  if (fixed !== undefined) yield* search(fixed, segments, at + 1, values);
  if (node.parameter !== null) yield* search(node.parameter.node, segments, at + 1, [...values, segment]);
}
