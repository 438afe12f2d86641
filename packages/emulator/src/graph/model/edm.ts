/** Primitive types of the OData entity data model that Microsoft Graph's security entities use. */
export type PrimitiveName = 'String' | 'Boolean' | 'Int32' | 'Int64' | 'Double' | 'DateTimeOffset' | 'Guid';

/** One property of a structured type. */
export interface Property {
  readonly name: string;
  /** A {@link PrimitiveName}, or the qualified name of an enum or a structured type. */
  readonly type: string;
  readonly collection?: true;
  /** Always present in an answer. */
  readonly required?: true;
}

/** An entity type or a complex type. */
export interface StructuredType {
  /** Qualified, such as `microsoft.graph.security.alert`. */
  readonly name: string;
  readonly base?: string;
  /** May carry properties that are not declared. */
  readonly open?: true;
  readonly properties: readonly Property[];
}

/** A member of an enum and the number that orders it. */
export interface EnumMember {
  readonly name: string;
  readonly value: number;
}

/** An enum. Members behind `unknownFutureValue` are the later ones that only clients who ask for them are told. */
export interface EnumType {
  readonly name: string;
  readonly members: readonly EnumMember[];
}

/** What a property's type turned out to be. */
export type ResolvedType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'enum'; readonly type: EnumType }
  | { readonly kind: 'structured'; readonly type: StructuredType };

const PRIMITIVES: ReadonlySet<string> = new Set<PrimitiveName>([
  'String',
  'Boolean',
  'Int32',
  'Int64',
  'Double',
  'DateTimeOffset',
  'Guid',
]);

/**
 * The types that one service declares, found by name without regard to case, as Microsoft Graph finds them.
 *
 * A type that is named and not declared is a mistake of the model: the constructor throws.
 */
export class Model {
  readonly #structured = new Map<string, StructuredType>();
  readonly #enums = new Map<string, EnumType>();
  readonly #properties = new Map<string, ReadonlyMap<string, Property>>();
  readonly #resolved = new Map<Property, ResolvedType>();
  readonly #found = new Map<string, StructuredType>();

  constructor(structured: readonly StructuredType[], enums: readonly EnumType[]) {
    for (const type of structured) this.#structured.set(type.name.toLowerCase(), type);
    for (const type of enums) this.#enums.set(type.name.toLowerCase(), type);
    for (const type of structured) {
      if (type.base !== undefined) this.structured(type.base);
      for (const property of type.properties) this.resolve(property);
    }
  }

  /** The declared structured type of that name, which must exist. */
  structured(name: string): StructuredType {
    const found = this.#structured.get(name.toLowerCase());
    if (found === undefined) throw new TypeError(`no structured type ${name}`);
    return found;
  }

  /** The declared structured type of that name, with or without a leading `#`, if there is one. */
  find(name: string): StructuredType | undefined {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const found = this.#structured.get(name.replace(/^#/, '').toLowerCase());
    // Only spellings of types that exist are remembered, and those only that a document of ours holds.
    if (found !== undefined && (name === found.name || name === `#${found.name}`)) this.#found.set(name, found);
    return found;
  }

  /** The declared enum of that name, if there is one. */
  findEnum(name: string): EnumType | undefined {
    return this.#enums.get(name.toLowerCase());
  }

  /** What kind of type a property has. */
  resolve(property: Property): ResolvedType {
    const known = this.#resolved.get(property);
    if (known !== undefined) return known;
    const resolved = this.#resolve(property);
    this.#resolved.set(property, resolved);
    return resolved;
  }

  #resolve(property: Property): ResolvedType {
    if (PRIMITIVES.has(property.type)) return { kind: 'primitive', name: property.type as PrimitiveName };
    const enumType = this.#enums.get(property.type.toLowerCase());
    if (enumType !== undefined) return { kind: 'enum', type: enumType };
    return { kind: 'structured', type: this.structured(property.type) };
  }

  /** The properties of a type and of its bases, by name in lower case, bases first. */
  properties(type: StructuredType): ReadonlyMap<string, Property> {
    const cached = this.#properties.get(type.name);
    if (cached !== undefined) return cached;
    const all = new Map<string, Property>(type.base === undefined ? [] : this.properties(this.structured(type.base)));
    for (const property of type.properties) all.set(property.name.toLowerCase(), property);
    this.#properties.set(type.name, all);
    return all;
  }

  /** The property of that name, without regard to case. */
  property(type: StructuredType, name: string): Property | undefined {
    return this.properties(type).get(name.toLowerCase());
  }

  /** The type's name and those of all types that derive from it, each with `#` as `@odata.type` has it. */
  derivedNames(type: StructuredType): readonly string[] {
    return [...this.#structured.values()].filter((other) => this.derives(other, type)).map((other) => `#${other.name}`);
  }

  /** Whether `type` is `ancestor` or derives from it. */
  derives(type: StructuredType, ancestor: StructuredType): boolean {
    let current: StructuredType | undefined = type;
    while (current !== undefined) {
      if (current.name === ancestor.name) return true;
      current = current.base === undefined ? undefined : this.structured(current.base);
    }
    return false;
  }
}

/** The member of that name, without regard to case. */
export function findMember(type: EnumType, name: string): EnumMember | undefined {
  const wanted = name.toLowerCase();
  return type.members.find((member) => member.name.toLowerCase() === wanted);
}

/** Whether a member stands behind `unknownFutureValue`: told only to clients who ask for it. */
export function isLateMember(type: EnumType, name: string): boolean {
  let late = lateMembers.get(type);
  if (late === undefined) {
    const sentinel = type.members.findIndex((member) => member.name === 'unknownFutureValue');
    late = new Set(sentinel === -1 ? [] : type.members.slice(sentinel + 1).map((member) => member.name));
    lateMembers.set(type, late);
  }
  return late.has(name);
}

const lateMembers = new WeakMap<EnumType, ReadonlySet<string>>();
