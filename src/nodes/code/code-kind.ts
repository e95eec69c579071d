import { z } from 'zod';
import type { Outcome } from '../../engine/index.ts';
import { typeFromJsonSchema } from '../../expression/index.ts';
import { AppError, isJsonObject, type Json } from '../../kernel/index.ts';
import { jsonSchemaField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { JsonSchema } from '../json-schema/json-schema.ts';
import { describeProblems } from '../json-schema/schema-problem.ts';
import type { Activation, NodeWorld } from '../node-behaviour.ts';
import { parseJson } from '../parse-json.ts';
import { allVariables } from '../placed-compiler.ts';
import { type NamesRead, readSource } from './read-source.ts';
import type { Script, ScriptResult } from './script-runner.ts';

const config = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(100_000)
    .transform((text, context) => {
      const read = readSource(text);
      if (read.ok) return { text, names: read.value };
      context.addIssue({ code: 'custom', message: read.error });
      return z.NEVER;
    })
    .meta({ format: 'javascript' })
    .describe(
      'JavaScript: the body of a function. What it returns is the output. It reads the names that expressions read, and cannot change them.',
    ),
  cpuMs: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .describe('Milliseconds of processor time that it may take. `timeoutMs` of the node counts waiting too.'),
  memoryMb: z.int().min(4).max(256).default(64).describe('Megabytes of memory that it may need.'),
  output: jsonSchemaField(
    'A JSON Schema that the output must satisfy. With it, expressions that read the output are checked.',
  ).exactOptional(),
});

/** Runs a script that can reach nothing but the values it is given. */
export const codeKind = defineNodeKind({
  type: 'code',
  label: 'Code',
  category: 'data',
  description: 'Runs JavaScript in a sandbox: it computes, and reaches nothing outside.',
  pure: false,
  isEntry: false,
  bodyPort: null,
  needs: ['code'],
  config,
  ports: [
    { name: 'out', description: 'The script has returned.' },
    { name: 'error', description: 'The script threw, took too much, or returned what cannot be the output.' },
  ],
  uses: ({ source }) => ({ code: true, variables: variablesIn(source.names) }),
  output: ({ output }) => (output === undefined ? 'dyn' : typeFromJsonSchema(output)),
  compile: ({ source, cpuMs, memoryMb, output }, compiler) => {
    const schema = output === undefined ? null : compiler.schema(output, 'output');
    const { text, names } = source;
    return {
      pure: false,
      run: async (activation, world) => {
        const script = { source: text, cpuMs, memoryMb, ...circumstances(activation, names) };
        const result = await runScript(script, activation, world);
        return 'status' in result ? result : outcomeOf(result, schema, activation);
      },
    };
  },
});

/** The variables that a script spells, or all, where it may read any. */
function variablesIn(names: NamesRead): readonly string[] {
  const variables = names.get('vars');
  return variables === null ? [allVariables] : [...(variables ?? [])];
}

/** Only what the script reads is handed in: an execution may know much. */
function circumstances({ values, now, idempotencyKey }: Activation, names: NamesRead) {
  const read: [string, Json][] = [];
  for (const [name, value] of Object.entries(values)) {
    const keys = names.get(name);
    if (keys !== undefined) read.push([name, keys === null ? value : withKeys(value, keys)]);
  }
  return { values: Object.fromEntries(read), now, seed: idempotencyKey };
}

function withKeys(value: Json, keys: ReadonlySet<string>): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.has(key)));
}

async function runScript(
  script: Script,
  activation: Activation,
  world: NodeWorld,
): Promise<ScriptResult | Outcome> {
  try {
    const result = await world.scripts.run(script, world.signal);
    if (result.log !== '') world.debug('code console', result.log);
    return result;
  } catch (cause) {
    if (!AppError.is(cause)) throw cause;
    const { retryable, details } = cause;
    return failedOutcome(activation, cause, {
      retryable,
      ...(Object.keys(details).length > 0 ? { details } : {}),
    });
  }
}

function outcomeOf({ json }: ScriptResult, schema: JsonSchema | null, activation: Activation): Outcome {
  const result = parseJson(json);
  if (!result.ok) return invalidResult(activation, `what it returned cannot be kept: ${result.error}`);
  const problems = schema?.check(result.value) ?? [];
  if (problems.length === 0) return { status: 'completed', port: 'out', output: result.value };
  const told = describeProblems('output', problems);
  return invalidResult(activation, `what it returned does not satisfy output: ${told}`);
}

function invalidResult(activation: Activation, message: string): Outcome {
  return failedOutcome(activation, { code: 'code/result-invalid', message });
}
