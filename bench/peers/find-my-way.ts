import createRouter from 'find-my-way';
import { escaped, isMixed, pathOf, type Peer, type Policy } from './peer.ts';

/** find-my-way, with the limit on the length of a parameter raised: by default it drops Outlook's ids. */
export function findMyWayPeer({ templates, bySpecificity }: Policy): Peer {
  const router = createRouter({ maxParamLength: 8192 });
  let refused = 0;
  for (const place of bySpecificity) {
    const route = (templates[place] as string)
      .split('/')
      .map((segment, at) => {
        if (segment === '{}') return `:p${at}`;
        return isMixed(segment)
          ? `:p${at}(^${segment.split('{}').map(escaped).join('.+')}$)`
          : segment.replaceAll(':', '::');
      })
      .join('/');
    try {
      router.on('GET', route, () => {}, place);
    } catch {
      refused++;
    }
  }
  return {
    name: 'find-my-way',
    note: `matching only; refuses ${refused} templates`,
    every: 1,
    gives: 'template',
    answer: ({ url }) => (router.find('GET', pathOf(url))?.store as number | undefined) ?? -1,
  };
}
