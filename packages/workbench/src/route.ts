/** A place in the workbench. Each has an address of its own, after the `#`, so that any file server can serve it. */
export type Route =
  | { readonly view: 'explain'; readonly shared: string | null }
  | { readonly view: 'operations'; readonly search: string }
  | { readonly view: 'operation'; readonly method: string; readonly path: string }
  | { readonly view: 'permissions'; readonly search: string }
  | { readonly view: 'permission'; readonly name: string }
  | { readonly view: 'roles'; readonly search: string }
  | { readonly view: 'matrix' }
  | { readonly view: 'plan' }
  | { readonly view: 'about' }
  | { readonly view: 'tenant' }
  | { readonly view: 'play' }
  /** A refusal that the emulator remembers, by its request-id. */
  | { readonly view: 'refusal'; readonly id: string }
  | { readonly view: 'nowhere'; readonly address: string };

/** Reads the part of an address from its `#` on. What names no place is `nowhere`. */
export function routeOf(hash: string): Route {
  const address = hash.replace(/^#/, '');
  const [path = '', query = ''] = split(address);
  const parameters = new URLSearchParams(query);
  const parts = path.split('/').filter((part) => part !== '');
  const [view, sort, ...rest] = parts.map(decoded);
  const search = parameters.get('q') ?? '';
  switch (view) {
    case undefined:
    case 'explain':
      return { view: 'explain', shared: parameters.get('facts') };
    case 'plan':
    case 'about':
    case 'tenant':
    case 'play':
      return { view };
    case 'refusal':
      return { view: 'refusal', id: sort ?? '' };
    case 'explore':
      switch (sort) {
        case undefined:
        case 'operations':
          return { view: 'operations', search };
        case 'operation':
          return { view: 'operation', method: rest[0] ?? '', path: `/${rest.slice(1).join('/')}` };
        case 'permissions':
          return { view: 'permissions', search };
        case 'permission':
          return { view: 'permission', name: rest[0] ?? '' };
        case 'roles':
          return { view: 'roles', search };
        case 'security':
          return { view: 'matrix' };
      }
  }
  return { view: 'nowhere', address };
}

/** Address of a place, from its `#` on. */
export function hashOf(route: Route): string {
  switch (route.view) {
    case 'explain':
      return route.shared === null ? '#/explain' : `#/explain?facts=${route.shared}`;
    case 'operations':
      return `#/explore/operations${searched(route.search)}`;
    case 'operation':
      return `#/explore/operation/${route.method}${route.path.split('/').map(encodeURIComponent).join('/')}`;
    case 'permissions':
      return `#/explore/permissions${searched(route.search)}`;
    case 'permission':
      return `#/explore/permission/${encodeURIComponent(route.name)}`;
    case 'roles':
      return `#/explore/roles${searched(route.search)}`;
    case 'matrix':
      return '#/explore/security';
    case 'plan':
      return '#/plan';
    case 'about':
      return '#/about';
    case 'tenant':
      return '#/tenant';
    case 'play':
      return '#/play';
    case 'refusal':
      return `#/refusal/${encodeURIComponent(route.id)}`;
    case 'nowhere':
      return `#${route.address}`;
  }
}

function searched(search: string): string {
  return search === '' ? '' : `?q=${encodeURIComponent(search)}`;
}

function split(address: string): readonly string[] {
  const at = address.indexOf('?');
  return at < 0 ? [address] : [address.slice(0, at), address.slice(at + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A broken escape names nothing; as it stands it leads to "nowhere".
    return part;
  }
}
