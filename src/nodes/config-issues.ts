import type { z } from 'zod';
import { NearNames } from '../expression/near-names.ts';
import { documentLimits, meantBy, nodeKeys, refusalOf, valueAt } from '../graph/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../kernel/index.ts';

/** What is wrong with a node's configuration. */
export interface ConfigIssue {
  /** Place in the configuration, as `cases.0.condition`; empty: the whole. */
  readonly at: string;
  /** To be read after the name of the place: `is missing: it must be a string`. */
  readonly message: string;
  /** What was probably meant, instead of the wrong value at the place, or of its last key. */
  readonly suggestion?: string;
}

/** What zod refuses, in the words of people who write documents. */
export function configIssues(
  issues: readonly z.core.$ZodIssue[],
  config: JsonObject,
  configSchema: JsonObject,
): ConfigIssue[] {
  const near = new NearNames(documentLimits.maxIssues);
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...issue.path, key], configSchema, near));
    }
    const at = issue.path.join('.');
    if (issue.code === 'custom') return [{ at, message: issue.message }];
    const value = valueAt(config, issue.path);
    const suggestion = meantBy(issue, value);
    return [{ at, message: refusalOf(issue, value), ...(suggestion === undefined ? {} : { suggestion }) }];
  });
}

function unknownKey(path: readonly PropertyKey[], configSchema: JsonObject, near: NearNames): ConfigIssue {
  const at = path.join('.');
  if (nodeKeys.has(at))
    return { at, message: `means nothing: did you mean ${at} of the node, beside config?` };
  const known = knownKeys(path.slice(0, -1), configSchema);
  const suggestion = near.of(String(path.at(-1)), known);
  if (suggestion !== undefined)
    return { at, message: `means nothing: did you mean "${suggestion}"?`, suggestion };
  const what = known.length === 0 ? 'nothing can be set here' : `known are ${known.join(', ')}`;
  return { at, message: `means nothing: ${what}` };
}

/** The keys that an object at this place may have. */
function knownKeys(path: readonly PropertyKey[], configSchema: JsonObject): readonly string[] {
  let schema: Json | undefined = configSchema;
  for (const key of path) {
    if (!isJsonObject(schema)) return [];
    schema = typeof key === 'number' ? schema.items : propertyOf(schema, String(key));
  }
  return isJsonObject(schema) && isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
}

function propertyOf({ properties }: JsonObject, name: string): Json | undefined {
  return isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
}
