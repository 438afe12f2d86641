import {
  METHODS,
  OUTCOMES,
  PARTS,
  describeClaims,
  diagnose,
  partOf,
  readClaims,
  readRefusal,
  readResponse,
  readToken,
  redact,
  type Diagnosis,
  type Engine,
  type OpaqueReason,
  type RefusalReading,
  type TokenFacts,
} from '@why403/engine';
import type { ClaimView, Explanation, Held, Notes, Question, ShareableFacts, TokenView } from '../protocol.ts';
import { changeFacts } from './change-facts.ts';

type Asked = Extract<Question, { readonly ask: 'explain' }>;

interface Caller {
  readonly view: TokenView | null;
  readonly facts: TokenFacts | null;
  readonly opaque: { readonly why: OpaqueReason; readonly says: string } | null;
}

/** Explains the evidence, and beside it what a change would do. */
export function explain(engine: Engine, asked: Asked): Explanation {
  const { evidence, change } = asked;
  const now = evidence.at ?? asked.now;
  const caller = readCaller(engine, evidence.token, evidence.facts, asked.personal);
  const refusal = readAnswer(evidence.response);
  const { request } = evidence;
  const hearsay = evidence.token === '' && evidence.facts?.form === 'facts';
  const diagnosis = diagnose(engine, { facts: caller.facts, opaque: caller.opaque, hearsay, request, refusal, now });
  const changedFacts = change === null ? caller.facts : changeFacts(caller.facts, change);
  const changed =
    change === null
      ? null
      : diagnose(engine, {
          facts: changedFacts,
          request: request === null ? null : { ...request, method: change.method ?? request.method },
          // The response answered the request as it was.
          refusal: null,
          now,
        });
  return {
    token: caller.view,
    diagnosis,
    changed,
    held: heldOf(engine, changedFacts),
    methods: request === null ? [] : methodsOf(engine, request.url),
    notes: notesOf(engine, diagnosis),
    shareable: shareableOf(caller.facts, diagnosis, refusal, now),
  };
}

function readCaller(engine: Engine, text: string, given: TokenFacts | null, personal: boolean): Caller {
  if (text.trim() === '') {
    if (given === null) return { view: null, facts: null, opaque: null };
    const view: TokenView = {
      form: given.form,
      kind: given.kind,
      claims: claimsOfFacts(engine, given),
      notes: [],
      facts: given,
    };
    return { view, facts: given, opaque: null };
  }
  const pasted = readClaims(text);
  if (pasted.form === 'claims') {
    const { facts, claims } = pasted;
    return {
      view: {
        form: 'claims',
        kind: facts.kind,
        claims: claimViews(engine, facts, claims, personal),
        notes: pasted.complete ? [] : ['some claims may not be shown in what was pasted'],
        facts,
      },
      facts,
      opaque: null,
    };
  }
  const reading = readToken(text);
  const { facts } = reading;
  if (reading.form === 'opaque') {
    const { why, says } = reading;
    return { view: { form: 'opaque', kind: null, claims: [], notes: [says], facts }, facts, opaque: { why, says } };
  }
  const notes = reading.oddities.map((oddity) => ODDITIES[oddity]);
  const view: TokenView = {
    form: 'jwt',
    kind: facts.kind,
    claims: claimViews(engine, facts, reading.claims, personal),
    notes,
    facts,
  };
  return { view, facts, opaque: null };
}

const ODDITIES = {
  'bearer-repeated': 'the word Bearer came twice; Microsoft Graph refuses a token that was sent so',
  wrapped: 'the token stood in several lines, which were joined',
  padded: 'the parts of the token end with =, which a JWT does not have',
  'signature-missing': 'the signature is missing; Microsoft Graph refuses the token as it stands',
  'signature-malformed': 'the signature is not base64url; Microsoft Graph refuses the token as it stands',
} as const;

function claimViews(
  engine: Engine,
  facts: TokenFacts,
  claims: Parameters<typeof describeClaims>[1],
  personal: boolean,
): readonly ClaimView[] {
  return describeClaims(facts, claims, { roles: engine.details.roles, personal }).map((description) => ({
    ...description,
    items: itemsOf(engine, description.claim, facts),
  }));
}

/** The claims that bare facts stand for, so that they are shown like a token's. */
function claimsOfFacts(engine: Engine, facts: TokenFacts): readonly ClaimView[] {
  const list = (
    [
      ['scp', facts.scopes, 'scopes: the delegated permissions'],
      ['roles', facts.appRoles, 'app roles: the application permissions'],
      ['wids', facts.directoryRoles, 'directory roles of the signed-in user'],
    ] as const
  ).flatMap(([claim, value, meaning]) =>
    value == null ? [] : [{ claim, value: value.join(', '), meaning, items: itemsOf(engine, claim, facts) }],
  );
  const rest = (
    [
      ['aud', facts.audience, 'audience: the resource that the token is for'],
      ['ver', facts.version, 'version of the token'],
      ['exp', facts.expiresAt === null ? null : new Date(facts.expiresAt * 1000).toISOString(), 'expires at'],
    ] as const
  ).flatMap(([claim, value, meaning]) => (value === null ? [] : [{ claim, value, meaning, items: null }]));
  return [...list, ...rest];
}

function itemsOf(engine: Engine, claim: string, facts: TokenFacts): ClaimView['items'] {
  const plain = (values: readonly string[] | null | undefined): ClaimView['items'] =>
    values?.map((value) => ({ value, name: null })) ?? null;
  if (claim === 'scp') return plain(facts.scopes);
  if (claim === 'roles') return plain(facts.appRoles);
  if (claim !== 'wids') return null;
  return (
    facts.directoryRoles?.map((value) => {
      const role = engine.details.roles.find(({ id }) => id === value);
      return { value, name: role === undefined ? null : role.noRole ? 'no directory role' : role.name };
    }) ?? null
  );
}

function readAnswer(text: string): RefusalReading | null {
  if (text.trim() === '') return null;
  if (/^\s*[1-5]\d\d\s*$/.test(text)) return readRefusal({ status: Number(text), headers: {}, body: '' });
  const reading = readResponse(text);
  return reading.form === 'response' ? readRefusal(reading.response) : null;
}

function heldOf(engine: Engine, facts: TokenFacts | null): Held {
  const held = facts?.kind === 'application' ? facts.appRoles : facts?.scopes;
  const roles = (facts?.directoryRoles ?? []).flatMap((id) => {
    const role = engine.details.roles.find((each) => each.id === id);
    return role === undefined || role.noRole ? [] : [{ id, name: role.name }];
  });
  return { kind: facts?.kind ?? null, flow: facts?.flow ?? null, permissions: held ?? [], roles };
}

function methodsOf(engine: Engine, url: string): readonly string[] {
  const nobody = engine.prepare({ kind: 'delegated', permissions: [] });
  const isKnown = (method: string): boolean => engine.request(method, url, 0).operation !== null;
  const exists = (method: string): boolean =>
    OUTCOMES[partOf(engine.decide(method, url, nobody, 0), PARTS.indexOf('operation'))] !== 'deny';
  return METHODS.filter((method) => isKnown(method) && exists(method));
}

function notesOf(engine: Engine, diagnosis: Diagnosis): Notes {
  const contested = engine.details.contested.filter(({ id }) => diagnosis.contested.some((each) => each.id === id));
  const corrections = engine.details.corrections.filter(({ id }) =>
    diagnosis.corrections.some((each) => each.id === id),
  );
  return {
    contested,
    corrections,
    sources: sourcesNamed(engine, [
      ...diagnosis.causes.flatMap(({ sources, remedies }) => [...sources, ...remedies.flatMap((each) => each.sources)]),
      ...diagnosis.parts.role.sources,
      ...contested.flatMap(({ sources }) => sources),
      ...corrections.map(({ source }) => source),
      ...(diagnosis.request?.operation?.retired?.sources ?? []),
    ]),
  };
}

/** Sources by id, of those that are named. A name that is an address stands for itself and is not in it. */
export function sourcesNamed(engine: Engine, ids: readonly string[]): Notes['sources'] {
  const wanted = new Set(ids);
  return Object.fromEntries(
    engine.details.sources.filter(({ id }) => wanted.has(id)).map((source) => [source.id, source]),
  );
}

/** What may leave the page in a link: no ids, names or addresses of people, tenants and applications, and no token. */
function shareableOf(
  facts: TokenFacts | null,
  diagnosis: Diagnosis,
  refusal: RefusalReading | null,
  at: number,
): ShareableFacts {
  return {
    v: 1,
    at: Math.round(at),
    facts:
      facts === null
        ? null
        : {
            ...facts,
            issuer: facts.issuer?.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{tid}') ?? null,
            tenantId: null,
            appId: null,
            appName: null,
            objectId: null,
            subject: null,
            userName: null,
            identityProvider: null,
          },
    request: diagnosis.request === null ? null : shareableRequest(diagnosis.request),
    response:
      refusal === null
        ? null
        : {
            status: refusal.status,
            code: refusal.code,
            message: refusal.message === null ? null : withoutIds(refusal.message),
          },
  };
}

function shareableRequest({ method, url, operation, version, cloud }: NonNullable<Diagnosis['request']>): {
  readonly method: string;
  readonly url: string;
} {
  if (operation === null || cloud === null) return { method, url: withoutIds(url) };
  const host = /^https?:\/\/[^/]+/i.exec(url)?.[0] ?? '';
  const options = [...url.matchAll(/[?&](\$(?:select|expand|count|top)=[^&#]*)/gi)].map((match) => match[1] as string);
  const query = options.length === 0 ? '' : `?${options.map(withoutIds).join('&')}`;
  return { method, url: `${host}${version === null ? '' : `/${version}`}${operation.path}${query}` };
}

/** A text without secrets, GUIDs and mail addresses. */
function withoutIds(text: string): string {
  return redact(text)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{id}')
    .replace(/[^\s/'"(),;:=]{1,64}(?:@|%40)[\w.-]{1,253}/g, '{name}');
}
