/** The knowledge table as plain data, between its compact form and its image. */
export interface Compiled {
  /** `TableMeta` as JSON text. */
  readonly meta: string;
  /** Sorted. */
  readonly permissionNames: readonly string[];
  readonly permissionMarks: readonly number[];
  readonly roleIds: readonly string[];
  /** Words of the paths as they are written, sorted by their folded form, which is unique. */
  readonly words: readonly string[];
  /** Patterns of segments with parameters inside: word ids of the pieces around them. */
  readonly patterns: readonly (readonly number[])[];
  readonly root: CompiledNode;
  /** Rule 0 is the empty one: nothing of that kind is accepted. */
  readonly rules: readonly CompiledRule[];
  /** Need 0 is unstated. */
  readonly roleNeeds: readonly CompiledRoleNeed[];
  /** Fact 0 says nothing. Four words each, see `FACT`. */
  readonly facts: readonly (readonly number[])[];
  /** Note 0 is empty. Each entry is `kinds << 24 | note kind << 20 | number`. */
  readonly notes: readonly (readonly number[])[];
}

/** A node of the tree of paths. */
export interface CompiledNode {
  /** Children by word id, ascending. */
  readonly literals: readonly (readonly [number, CompiledNode])[];
  /** Children by pattern, in the order in which they are tried. */
  readonly mixed: readonly (readonly [number, CompiledNode])[];
  readonly parameter: CompiledNode | null;
  /** Methods as bits, and one record for each in the order of `METHODS`; `null` when no template ends here. */
  readonly template: { readonly methods: number; readonly operations: readonly (readonly number[])[] } | null;
}

/** What one operation accepts of one kind of token. Permissions are numbers. */
export interface CompiledRule {
  readonly flags: number;
  /** Each of these suffices. */
  readonly alone: readonly number[];
  /** Holding one of these leaves the answer unknown. */
  readonly doubtful: readonly number[];
  /** The first suffices together with one of the others. */
  readonly pairs: readonly (readonly [number, readonly number[]])[];
  /** Those flagged as least privileged. */
  readonly least: readonly number[];
}

/** Directory roles that authorize; roles are numbers. */
export interface CompiledRoleNeed {
  readonly flags: number;
  /** Each suffices for every request. */
  readonly roles: readonly number[];
  /** Each suffices for some requests only. */
  readonly partial: readonly number[];
}
