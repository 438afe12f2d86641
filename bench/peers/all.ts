import type { BenchToken } from '../requests.ts';
import { casbinPeer } from './casbin.ts';
import { caslCheck, caslPeer, combinedPeer } from './casl.ts';
import { cedarCellPeer, cedarPeer } from './cedar.ts';
import { findMyWayPeer } from './find-my-way.ts';
import { regExpRouterPeer, trieRouterPeer } from './hono.ts';
import type { Peer, Policy } from './peer.ts';
import { rou3Matcher, rou3Peer } from './rou3.ts';

/** Makes each engine and router that why403 is compared with, in the order of the report. */
export const PEERS: Readonly<Record<string, (policy: Policy, tokens: readonly BenchToken[]) => Peer | Promise<Peer>>> =
  {
    combined: (policy, tokens) => combinedPeer(caslCheck(policy, tokens), rou3Matcher(policy)),
    casl: (policy, tokens) => caslPeer(caslCheck(policy, tokens)),
    cedar: cedarPeer,
    'cedar-cell': cedarCellPeer,
    casbin: (policy, tokens) => casbinPeer(policy, tokens, true),
    'casbin-template': (policy, tokens) => casbinPeer(policy, tokens, false),
    rou3: rou3Peer,
    'find-my-way': findMyWayPeer,
    'hono-trie': trieRouterPeer,
    'hono-regexp': regExpRouterPeer,
  };
