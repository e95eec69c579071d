import { z } from 'zod';
import { err, isJsonObject, type JsonObject, ok } from '../kernel/index.ts';
import { configIssues } from './config-issues.ts';
import type { NodeKind, RegisteredKind } from './node-kind.ts';
import { noUses } from './node-uses.ts';

/** Makes a kind ready for a registry: from its declaration come parsing, messages and the schema that forms show. */
export function defineNodeKind<Config>(kind: NodeKind<Config>): RegisteredKind {
  const {
    config: schema,
    portsOf,
    output,
    writes,
    nested,
    item,
    handles,
    refersTo,
    uses,
    repeats,
    compile,
    ...traits
  } = kind;
  const configSchema = jsonSchemaOf(schema, kind.ports.length > 0);
  return {
    ...traits,
    configSchema,
    handlesFailures: handles !== undefined,
    configure: (config) => {
      const { allowNone = false, ...own } = config;
      const parsed = schema.safeParse(kind.ports.length > 0 ? own : config);
      const issues = parsed.success ? [] : configIssues(parsed.error.issues, config, configSchema);
      if (typeof allowNone !== 'boolean') issues.push({ at: 'allowNone', message: 'must be true or false' });
      if (!parsed.success || issues.length > 0) return err(issues);
      const { data } = parsed;
      return ok({
        ports: [...(portsOf?.(data) ?? []), ...kind.ports],
        writes: writes?.(data) ?? [],
        allowNone: allowNone === true,
        nested: nested?.(data) ?? null,
        handles: handles?.(data) ?? null,
        refersTo: refersTo?.(data) ?? null,
        uses: { ...noUses, ...uses?.(data) },
        repeats: repeats === undefined ? 1 : repeats(data),
        output: (typeAt) => output(data, typeAt),
        item: (typeAt) => item?.(data, typeAt) ?? 'dyn',
        compile: (compiler) => compile(data, compiler),
      });
    },
  };
}

const allowNoneSchema: JsonObject = {
  type: 'boolean',
  default: false,
  description:
    'What happens when the edges of a port all have conditions and none is true. Off: the node fails with `edge/none-taken`. On: the execution does not go on from here.',
};

function jsonSchemaOf(schema: z.ZodType, hasPorts: boolean): JsonObject {
  const made: JsonObject = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
  );
  const { properties = {} } = made;
  if (!hasPorts || !isJsonObject(properties)) return made;
  return { ...made, properties: { ...properties, allowNone: allowNoneSchema } };
}
