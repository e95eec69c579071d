import { z } from 'zod';
import type { Json } from '../kernel/index.ts';
import { compileJsonSchema } from './json-schema/json-schema.ts';

/**
 * Fields that many kinds have. `format` in their JSON Schema tells an editor which input to show: `cel` for an
 * expression, `template` for text with `{{ expressions }}` in it.
 */
const cel = z.string().max(10_000).meta({ format: 'cel' });
const template = z.string().max(1_000_000).meta({ format: 'template' });

/** The document was checked to be JSON all the way down before any kind reads it. */
const json = z.custom<Json>((value) => value !== undefined, 'must be JSON');

export function celField(description: string) {
  return cel.describe(description);
}

export function templateField(description: string) {
  return template.describe(description);
}

/** Any JSON value. */
export function jsonField(description: string) {
  return json.describe(description);
}

/** An object of anything. */
export function jsonObjectField(description: string) {
  return z.record(z.string(), json).describe(description);
}

/** A JSON Schema. What is wrong in it is told with whatever else is wrong in the configuration. */
export function jsonSchemaField(description: string) {
  return jsonObjectField(description).superRefine((source, context) => {
    const compiled = compileJsonSchema(source);
    if (compiled.ok) return;
    for (const { at, message } of compiled.error) {
      context.addIssue({ code: 'custom', path: [...at], message: `${message} (as JSON Schema)` });
    }
  });
}

/** A graph that the node runs: what it holds is checked as a document of its own. */
export function graphField(description: string) {
  return z.record(z.string(), json).meta({ format: 'graph' }).describe(description);
}

/** Expressions by name. */
export function celRecordField(description: string) {
  return z.record(z.string(), cel).describe(description);
}
