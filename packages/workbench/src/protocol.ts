import type {
  CauseCode,
  Contested,
  Correction,
  Diagnosis,
  DirectoryRole,
  KindRequirements,
  LeastResult,
  OperationView,
  Outcome,
  Part,
  PermissionGrantFacts,
  RolePart,
  Source,
  TokenFacts,
  TokenFlow,
  TokenForm,
  TokenKind,
  describeClaims,
} from '@why403/engine';

/** What somebody gave to be explained. It lives in the page's memory only; `token` is a secret. */
export interface Evidence {
  /** A token, or decoded claims, as pasted. Empty when none was given. */
  readonly token: string;
  /** Facts about a token in its place, from a shared link or typed in. */
  readonly facts: TokenFacts | null;
  readonly request: { readonly method: string; readonly url: string } | null;
  /** A response, or a part of one, as pasted. Empty when none was given. */
  readonly response: string;
  /** Seconds since 1970 that count as now; `null` for the clock. */
  readonly at: number | null;
}

/** Nothing given. */
export const NO_EVIDENCE: Evidence = { token: '', facts: null, request: null, response: '', at: null };

/** A change to try: what is left out stays as it is. */
export interface Change {
  readonly kind?: TokenKind;
  readonly flow?: TokenFlow;
  readonly method?: string;
  readonly addPermissions: readonly string[];
  readonly removePermissions: readonly string[];
  /** Role template ids. */
  readonly addRoles: readonly string[];
  readonly removeRoles: readonly string[];
}

/** No change. */
export const NO_CHANGE: Change = { addPermissions: [], removePermissions: [], addRoles: [], removeRoles: [] };

/** One claim, as the engine describes it. */
export type ClaimDescription = ReturnType<typeof describeClaims>[number];

/** One claim, with the single values of the lists. */
export interface ClaimView extends ClaimDescription {
  /** Values of `scp`, `roles` and `wids` one by one; `null` for any other claim. */
  readonly items: readonly { readonly value: string; readonly name: string | null }[] | null;
}

/** The token as far as it could be read. */
export interface TokenView {
  readonly form: TokenForm;
  readonly kind: TokenKind | null;
  readonly claims: readonly ClaimView[];
  /** What was unusual about the text, one sentence each. */
  readonly notes: readonly string[];
  readonly facts: TokenFacts;
}

/** What the worker says about the evidence. */
export interface Explanation {
  readonly token: TokenView | null;
  readonly diagnosis: Diagnosis;
  /** The diagnosis with the change; `null` without one. */
  readonly changed: Diagnosis | null;
  /** What the caller holds when the change is made. */
  readonly held: Held;
  /** Other methods that the path has. */
  readonly methods: readonly string[];
  readonly notes: Notes;
  /** Facts fit for sharing: without ids and names of people, tenants and applications. */
  readonly shareable: ShareableFacts;
}

/** What a caller holds, and what can be toggled in the "what if" row. */
export interface Held {
  readonly kind: TokenKind | null;
  readonly flow: TokenFlow | null;
  readonly permissions: readonly string[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
}

/** What goes into a shared link. */
export interface ShareableFacts {
  readonly v: 1;
  readonly facts: TokenFacts | null;
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly response: {
    readonly status: number | null;
    readonly code: string | null;
    readonly message: string | null;
  } | null;
  readonly at: number;
}

/** Texts that a diagnosis names by id. */
export interface Notes {
  readonly sources: Readonly<Record<string, Source>>;
  readonly contested: readonly Contested[];
  readonly corrections: readonly Correction[];
}

/** A piece of evidence that was found in a pasted text. */
export interface Piece {
  readonly label: string;
  readonly token: string | null;
  readonly facts: TokenFacts | null;
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly response: string | null;
  readonly status: number | null;
  readonly at: number | null;
}

/** What a pasted text turned out to be. */
export interface Recognition {
  /** The form, to be named to the reader; `unknown` when it is none of ours. */
  readonly what: string;
  /** One for each exchange in it. Empty when it holds nothing. */
  readonly pieces: readonly Piece[];
  /** What was left out or is missing, one sentence each. */
  readonly notes: readonly string[];
}

/** All operations, in columns, path by path. */
export interface OperationList {
  readonly version: string;
  /** Path templates. */
  readonly paths: readonly string[];
  /** First row of a path in the columns below; one more than paths. */
  readonly starts: Int32Array;
  /** Place in `METHODS` of each row. */
  readonly methods: Uint8Array;
  /** Kinds that the operation supports: 1 delegated, 2 personal, 4 application. */
  readonly kinds: Uint8Array;
  /** 1 v1.0, 2 beta, 0 not known. */
  readonly versions: Uint8Array;
  /** 1: an end is announced; 2: it is documented that there is none such. */
  readonly marks: Uint8Array;
}

/** One permission in the list. */
export interface PermissionRow {
  readonly name: string;
  readonly kinds: Readonly<Partial<Record<TokenKind, PermissionGrantFacts>>>;
  /** Number of operations that it opens alone, for each kind. */
  readonly opens: Readonly<Partial<Record<TokenKind, number>>>;
}

/** Everything about one operation. */
export interface OperationPage {
  readonly operation: OperationView;
  /** False where it is documented that there is none such. */
  readonly exists: boolean;
  readonly requirements: readonly KindRequirements[];
  readonly roles: Readonly<Record<'delegated' | 'application', RolePart>>;
  readonly levels: Readonly<Record<string, Readonly<Partial<Record<TokenKind, number | null>>>>>;
  readonly siblings: readonly string[];
  readonly notes: Notes;
}

/** One operation that a permission opens. */
export interface OpenedOperation {
  readonly method: string;
  readonly path: string;
  readonly least: boolean;
  /** One of these is needed with it. */
  readonly with: readonly string[];
  readonly doubtful: boolean;
}

/** An area of Microsoft Graph, by the first segment of the path, and how much of it a permission opens. */
export interface Area {
  readonly name: string;
  readonly operations: number;
  readonly reads: number;
  readonly writes: number;
}

/** Everything about one permission. */
export interface PermissionPage {
  readonly row: PermissionRow;
  readonly opened: Readonly<Partial<Record<TokenKind, readonly OpenedOperation[]>>>;
  readonly areas: Readonly<Partial<Record<TokenKind, readonly Area[]>>>;
}

/** A directory role in the list, with the operations whose list names it. */
export interface RoleRow extends DirectoryRole {
  readonly operations: readonly string[];
}

/** The matrix of the Security API: what each permission opens on each entity. */
export interface SecurityMatrix {
  readonly entities: readonly string[];
  readonly rows: readonly {
    readonly permission: string;
    readonly kind: 'delegated' | 'application';
    /** Methods by entity, in the order of `entities`. */
    readonly cells: readonly (readonly {
      readonly method: string;
      readonly doubtful: boolean;
      readonly paired: boolean;
    }[])[];
  }[];
  readonly contested: readonly Contested[];
}

/** What somebody would hold in a new token. */
export interface BareHolder {
  readonly kind: TokenKind;
  readonly permissions: readonly string[];
  /** Names or ids of directory roles; `null`: not known, as for applications, which need none. */
  readonly roles: readonly string[] | null;
}

/** How a caller stands with a request. */
export interface Standing {
  readonly outcome: Outcome;
  /** The gate that decides; `null` when the request gets through, or nothing was checked. */
  readonly gate: Part | null;
}

/** One request for the plan. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
}

/** A question to the worker. */
export type Question =
  | { readonly ask: 'recognise'; readonly text: string }
  | {
      readonly ask: 'explain';
      readonly evidence: Evidence;
      readonly change: Change | null;
      readonly now: number;
      readonly personal: boolean;
    }
  | { readonly ask: 'operations'; readonly now: number }
  | { readonly ask: 'operation'; readonly method: string; readonly path: string; readonly now: number }
  | { readonly ask: 'permissions' }
  | { readonly ask: 'permission'; readonly name: string }
  | { readonly ask: 'roles' }
  | { readonly ask: 'matrix' }
  | {
      readonly ask: 'who-may';
      readonly request: PlannedRequest;
      readonly callers: readonly BareHolder[];
      readonly now: number;
    }
  | {
      readonly ask: 'plan';
      readonly requests: readonly PlannedRequest[];
      readonly kind: TokenKind;
      readonly have: readonly string[] | null;
      readonly now: number;
    };

/** An answer of the worker. Each question has its own; `failed` answers any of them. */
export type Answer =
  | { readonly answer: 'recognised'; readonly recognition: Recognition }
  | { readonly answer: 'explained'; readonly explanation: Explanation }
  | { readonly answer: 'operations'; readonly operations: OperationList }
  | { readonly answer: 'operation'; readonly page: OperationPage | null }
  | { readonly answer: 'permissions'; readonly permissions: readonly PermissionRow[] }
  | { readonly answer: 'permission'; readonly page: PermissionPage | null }
  | { readonly answer: 'roles'; readonly roles: readonly RoleRow[] }
  | { readonly answer: 'matrix'; readonly matrix: SecurityMatrix }
  | { readonly answer: 'who-may'; readonly standings: readonly Standing[] }
  | { readonly answer: 'planned'; readonly plan: LeastResult }
  | {
      readonly answer: 'failed';
      /** Without anything of the question, which can hold a token. */
      readonly message: string;
    };

/** A message to the worker. */
export interface QuestionMessage {
  readonly id: number;
  readonly question: Question;
}

/** A message from the worker. */
export interface AnswerMessage {
  readonly id: number;
  readonly answer: Answer;
}

/** Which answer a question gets. */
export type AnswerTo<Asked extends Question> = Extract<
  Answer,
  {
    readonly answer: {
      readonly recognise: 'recognised';
      readonly explain: 'explained';
      readonly operations: 'operations';
      readonly operation: 'operation';
      readonly permissions: 'permissions';
      readonly permission: 'permission';
      readonly roles: 'roles';
      readonly matrix: 'matrix';
      readonly 'who-may': 'who-may';
      readonly plan: 'planned';
    }[Asked['ask']];
  }
>;

/** Causes by code, for words that must cover all of them. */
export type ByCause<T> = Readonly<Record<CauseCode, T>>;
