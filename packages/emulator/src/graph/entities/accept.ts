import { badRequest } from '../errors/graph-error.ts';
import { findMember, type Model, type Property, type StructuredType } from '../model/edm.ts';
import { wellFormed } from '../odata/lexer.ts';
import { readInstant } from '../odata/time.ts';
import { isObject } from '../request.ts';
import type { Document } from './document.ts';

/** What a body may hold. */
export interface AcceptRules {
  readonly model: Model;
  readonly type: StructuredType;
  /** Names that may be written, in the type's spelling. */
  readonly writable: ReadonlySet<string>;
  /** Names that must be there and not null. */
  readonly required?: readonly string[];
}

const NUMBER_RANGES = {
  Int32: [-2_147_483_648, 2_147_483_647],
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
} as const;

/**
 * Checks the body of a POST or PATCH against the schema and brings it into the stored shape.
 *
 * Property names and enum members are read without regard to case. Annotations (`@odata.type` and the like) are
 * skipped. A property that does not exist, cannot be written or has the wrong type is refused; nothing is dropped in
 * silence. A member `unknownFutureValue` cannot be written.
 *
 * @throws GraphError 400
 */
export function accept(body: unknown, rules: AcceptRules): Document {
  if (!isObject(body)) throw badRequest('A JSON object is expected as the body of this request.');
  const accepted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@')) continue;
    const property = rules.model.property(rules.type, name);
    if (property === undefined) throw noProperty(name, rules.type);
    if (!rules.writable.has(property.name)) {
      throw badRequest(`The property '${property.name}' of type '${rules.type.name}' is read-only and cannot be set.`);
    }
    accepted[property.name] = acceptProperty(value, property, rules.model, property.name);
  }
  for (const name of rules.required ?? []) {
    if (accepted[name] === undefined || accepted[name] === null) {
      throw badRequest(`The required property '${name}' is missing.`);
    }
  }
  return accepted;
}

/** Reads a member of a body without regard to the case of its name, as actions' parameters are read. */
export function member(body: unknown, name: string): unknown {
  if (!isObject(body)) throw badRequest('A JSON object is expected as the body of this request.');
  const wanted = name.toLowerCase();
  return Object.entries(body).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A member that must be a non-empty array of texts. */
export function texts(body: unknown, name: string): readonly string[] {
  const value = member(body, name);
  if (!Array.isArray(value) || value.length === 0 || value.some((item) => typeof item !== 'string' || item === '')) {
    throw badRequest(`The parameter '${name}' must be a non-empty collection of strings.`);
  }
  return value.map((item) => wellFormed(String(item)));
}

/** A member that is a text, or absent. */
export function optionalText(body: unknown, name: string): string | null {
  const value = member(body, name);
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw badRequest(`The parameter '${name}' must be a string.`);
  return acceptText(value, name);
}

function acceptProperty(value: unknown, property: Property, model: Model, path: string): unknown {
  if (property.collection !== true) return acceptValue(value, property, model, path);
  if (!Array.isArray(value)) throw invalid(path, 'a collection is expected');
  return value.map((item, index) => acceptValue(item, property, model, `${path}[${String(index)}]`));
}

function acceptValue(value: unknown, property: Property, model: Model, path: string): unknown {
  if (value === null) {
    if (property.required === true || property.collection === true) throw invalid(path, 'null is not allowed');
    return null;
  }
  const resolved = model.resolve(property);
  switch (resolved.kind) {
    case 'enum': {
      const found = typeof value === 'string' ? findMember(resolved.type, value) : undefined;
      if (found === undefined || found.name === 'unknownFutureValue') {
        throw invalid(path, `it must be a member of '${resolved.type.name}'`);
      }
      return found.name;
    }
    case 'structured':
      return acceptStructured(value, resolved.type, model, path);
    case 'primitive':
      return acceptPrimitive(value, resolved.name, path);
  }
}

function acceptPrimitive(value: unknown, type: string, path: string): unknown {
  switch (type) {
    case 'Boolean':
      if (typeof value !== 'boolean') throw cannotConvert(path, type);
      return value;
    case 'Int32':
    case 'Int64': {
      const [least, most] = NUMBER_RANGES[type];
      if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
        throw cannotConvert(path, type);
      }
      return value;
    }
    case 'Double':
      if (typeof value !== 'number') throw cannotConvert(path, type);
      return value;
    case 'DateTimeOffset': {
      const instant = typeof value === 'string' ? readInstant(value) : null;
      if (instant === null) throw cannotConvert(path, type);
      return instant;
    }
    default:
      if (typeof value !== 'string') throw cannotConvert(path, type);
      return acceptText(value, path);
  }
}

function acceptText(value: string, path: string): string {
  if (value.includes('\0')) throw invalid(path, 'it holds a character that is not allowed');
  return wellFormed(value);
}

function acceptStructured(value: unknown, type: StructuredType, model: Model, path: string): Document {
  if (!isObject(value)) throw invalid(path, 'an object is expected');
  const accepted: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (name.includes('@')) continue;
    const property = model.property(type, name);
    if (property === undefined) throw noProperty(name, type);
    accepted[property.name] = acceptProperty(item, property, model, `${path}/${property.name}`);
  }
  return accepted;
}

function noProperty(name: string, type: StructuredType): Error {
  return badRequest(
    `The property '${name.slice(0, 100)}' does not exist on type '${type.name}'. ` +
      'Make sure to only use property names that are defined by the type.',
  );
}

function invalid(path: string, why: string): Error {
  return badRequest(`Invalid value specified for property '${path}': ${why}.`);
}

function cannotConvert(path: string, type: string): Error {
  return badRequest(`Cannot convert the value of property '${path}' to the expected type 'Edm.${type}'.`);
}
