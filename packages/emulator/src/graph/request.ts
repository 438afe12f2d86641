import type { KnowledgeDetails } from '@why403/engine';

import type { State } from '../state/open-state.ts';
import type { QueryString } from './odata/query-string.ts';
import type { GraphSettings } from './settings.ts';

/** Version of Microsoft Graph, the first segment of every path. */
export type GraphVersion = 'v1.0' | 'beta';

/** Who calls, read from a token that was verified. */
export interface Caller {
  readonly kind: 'delegated' | 'application';
  readonly tenantId: string;
  /** `appid`. */
  readonly appId: string;
  readonly appName: string | null;
  /** `oid`: of the user, or of the service principal. */
  readonly objectId: string;
  /** `upn`, of a user. */
  readonly userName: string | null;
  /** `scp`, split, or `roles`. */
  readonly permissions: readonly string[];
  /** `wids`; `null` when the token has none. */
  readonly directoryRoles: readonly string[] | null;
}

/** A request after its path was matched. */
export interface GraphRequest {
  readonly method: string;
  /** The path below the version as it was sent, decoded, for links. */
  readonly path: string;
  /** Values of the path's parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: QueryString;
  readonly headers: Headers;
  /** The body as JSON; `undefined` when there was none. */
  readonly body: unknown;
}

/** What a handler may use. Clock and randomness come from here only. */
export interface GraphContext {
  readonly state: State;
  readonly settings: GraphSettings;
  /** Permissions and roles that the knowledge lists. */
  readonly knowledge: KnowledgeDetails;
  readonly caller: Caller;
  readonly version: GraphVersion;
  /** Milliseconds since 1970-01-01 of this request. */
  readonly now: number;
  readonly newGuid: () => string;
  /** `https://host/v1.0`, as the client sees it. */
  readonly serviceRoot: string;
  readonly preferences: Preferences;
}

/** What the `Prefer` header asks for. */
export interface Preferences {
  /** `return=representation`. */
  readonly representation: boolean;
  /** `include-unknown-enum-members`. */
  readonly unknownEnumMembers: boolean;
  /** `odata.maxpagesize`. */
  readonly maxPageSize: number | null;
}

/** What a handler answers. `body` is JSON unless it is a {@link PlainText}. */
export interface GraphResult {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body that is sent as text, as `/$count` is. */
export class PlainText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Answers one operation. Throws a `GraphError` for everything that is not success. */
export type Handler = (context: GraphContext, request: GraphRequest) => Promise<GraphResult>;

/** An operation that the emulator implements. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the version, with `{name}` for parameters: `/security/alerts/{id}`. */
  readonly path: string;
  readonly versions: readonly GraphVersion[];
  readonly handler: Handler;
  /** Permissions that the documentation names where the permission table does not list the operation. */
  readonly documented?: readonly string[];
  /** The handler lets every caller reach only what is its own, so that `*.OwnedBy` is decided by it. */
  readonly ownership?: true;
}

/** Reads the `Prefer` header. */
export function readPreferences(header: string | null): Preferences {
  const preferences = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim());
  const size = preferences.find((part) => /^(?:odata\.)?maxpagesize=\d+$/.test(part));
  return {
    representation: preferences.includes('return=representation'),
    unknownEnumMembers: preferences.includes('include-unknown-enum-members'),
    maxPageSize: size === undefined ? null : Number(size.slice(size.indexOf('=') + 1)),
  };
}

/** The body as an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
