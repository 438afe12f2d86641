import { isLateMember, type Model, type Property, type StructuredType } from '../model/edm.ts';
import { printInstant } from '../odata/time.ts';
import type { Document } from './document.ts';

/** How an answer shows entities. */
export interface Presentation {
  readonly model: Model;
  /** Names in the type's spelling; `null` is all. */
  readonly select: ReadonlySet<string> | null;
  /** `Prefer: include-unknown-enum-members`: otherwise later members read `unknownFutureValue`. */
  readonly unknownEnumMembers: boolean;
}

/**
 * Shows a document as Microsoft Graph does: every declared property in the schema's order, null where there is no
 * value and `[]` where there is no collection, and what an open type has besides.
 */
export function present(document: Document, type: StructuredType, presentation: Presentation): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  const { model, select } = presentation;
  const declared = model.properties(type);
  for (const property of declared.values()) {
    if (select !== null && !select.has(property.name)) continue;
    shown[property.name] = showProperty(document[property.name], property, presentation);
  }
  if (type.open === true && select === null) {
    for (const [name, value] of Object.entries(document)) {
      if (!declared.has(name.toLowerCase()) && !name.startsWith('@')) shown[name] = value;
    }
  }
  return shown;
}

function showProperty(value: unknown, property: Property, presentation: Presentation): unknown {
  if (property.collection !== true) return showValue(value, property, presentation);
  return Array.isArray(value) ? value.map((item) => showValue(item, property, presentation)) : [];
}

function showValue(value: unknown, property: Property, presentation: Presentation): unknown {
  if (value === undefined || value === null) return null;
  const resolved = presentation.model.resolve(property);
  switch (resolved.kind) {
    case 'primitive':
      return resolved.name === 'DateTimeOffset' && typeof value === 'string' ? printInstant(value) : value;
    case 'enum':
      return !presentation.unknownEnumMembers && typeof value === 'string' && isLateMember(resolved.type, value)
        ? 'unknownFutureValue'
        : value;
    case 'structured':
      return showStructured(value, resolved.type, presentation);
  }
}

function showStructured(value: unknown, declared: StructuredType, presentation: Presentation): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const document = value as Document;
  const name = document['@odata.type'];
  const actual = typeof name === 'string' ? presentation.model.find(name) : undefined;
  const inner: Presentation = { ...presentation, select: null };
  const shown = present(document, actual ?? declared, inner);
  return actual === undefined ? shown : { '@odata.type': `#${actual.name}`, ...shown };
}
