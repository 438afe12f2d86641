import { addRoute, createRouter } from 'rou3';
import { compileRouter } from 'rou3/compiler';
import { isMixed, pathOf, type Peer, type Policy } from './peer.ts';

/** A function that finds the place of a path's template with rou3, compiled; -1 when none fits. */
export function rou3Matcher({ templates, bySpecificity }: Policy): (path: string) => number {
  const router = createRouter<number>();
  for (const place of bySpecificity) {
    let parameters = 0;
    const route = (templates[place] as string)
      .split('/')
      .map((segment) => {
        const literals = isMixed(segment) ? segment.split('{}').map(literal) : [];
        if (literals.length > 0) return literals.reduce((text, next) => `${text}:p${parameters++}${next}`);
        return segment === '{}' ? `:p${parameters++}` : literal(segment);
      })
      .join('/');
    addRoute(router, '', route, place);
  }
  const find = compileRouter(router);
  return (path) => find('GET', path)?.data ?? -1;
}

export function rou3Peer(policy: Policy): Peer {
  const find = rou3Matcher(policy);
  return {
    name: 'rou3 compiled',
    note: 'matching only',
    every: 1,
    gives: 'template',
    answer: ({ url }) => find(pathOf(url)),
  };
}

function literal(text: string): string {
  return text.replaceAll(/[:(){}\\*?+]/g, String.raw`\$&`);
}
