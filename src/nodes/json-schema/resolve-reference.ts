import { isJsonObject, type Json } from '../../kernel/index.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** What a reference points at, and where that stands in the document. */
export interface Resolved {
  readonly schema: Json;
  readonly at: SchemaProblem['at'];
}

/** Follows a reference within the document (`#`, `#/$defs/name`); undefined where it leads nowhere. */
export function resolveReference(root: Json, reference: string): Resolved | undefined {
  if (reference === '#') return { schema: root, at: [] };
  if (!reference.startsWith('#/')) return undefined;
  const pointer = decoded(reference.slice(2));
  if (pointer === undefined) return undefined;
  const at = pointer.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let schema: Json | undefined = root;
  for (const key of at) {
    if (schema === undefined || !(isJsonObject(schema) || Array.isArray(schema))) return undefined;
    schema = Object.hasOwn(schema, key) ? Reflect.get(schema, key) : undefined;
  }
  return schema === undefined ? undefined : { schema, at };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
