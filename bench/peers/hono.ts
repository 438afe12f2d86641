import { RegExpRouter } from 'hono/router/reg-exp-router';
import { TrieRouter } from 'hono/router/trie-router';
import { escaped, isMixed, pathOf, type Peer, type Policy } from './peer.ts';

/** Hono's router for any table. It lists every fitting route; the first one added is taken, so specific ones first. */
export function trieRouterPeer({ templates, bySpecificity }: Policy): Peer {
  const router = new TrieRouter<number>();
  for (const place of bySpecificity) router.add('GET', routeOf(templates[place] as string), place);
  return {
    name: 'Hono TrieRouter',
    note: 'matching only',
    every: 10,
    gives: 'template',
    answer: ({ url }) => router.match('GET', pathOf(url))[0][0]?.[0] ?? -1,
  };
}

/** Hono's fast router. It refuses a table in which a parameter and anything else stand at one place. */
export function regExpRouterPeer({ templates, bySpecificity }: Policy): Peer {
  const router = new RegExpRouter<number>();
  const kept = withoutConflicts(templates, bySpecificity).filter((place) => {
    try {
      router.add('GET', routeOf(templates[place] as string), place);
      return true;
    } catch {
      return false;
    }
  });
  return {
    name: 'Hono RegExpRouter',
    note: `matching only; refuses ${templates.length - kept.length} templates as ambiguous`,
    every: 10,
    gives: 'template',
    answer: ({ url }) => {
      const [handlers] = router.match('GET', pathOf(url));
      return handlers[0]?.[0] ?? -1;
    },
  };
}

/** As many templates, literals first, as have at each place either literals or one and the same parameter. */
function withoutConflicts(templates: readonly string[], order: readonly number[]): readonly number[] {
  const children = new Map<string, string>();
  return order.filter((place) => {
    const segments = (templates[place] as string).split('/').slice(1);
    const claims = segments.map((segment, at): readonly [string, string] => [
      `/${segments.slice(0, at).join('/')}`,
      segment.includes('{}') ? segment : 'literal',
    ]);
    if (claims.some(([above, what]) => (children.get(above) ?? what) !== what)) return false;
    for (const [above, what] of claims) children.set(above, what);
    return true;
  });
}

function routeOf(template: string): string {
  return template
    .split('/')
    .map((segment, at) => {
      if (segment === '{}') return `:p${at}`;
      return isMixed(segment) ? `:p${at}{${segment.split('{}').map(withoutGroups).join('[^/]+')}}` : segment;
    })
    .join('/');
}

/** A literal for a regular expression in which Hono takes every `(` for a group. */
function withoutGroups(literal: string): string {
  return escaped(literal).replaceAll(String.raw`\(`, String.raw`\x28`);
}
