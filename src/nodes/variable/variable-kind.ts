import { z } from 'zod';
import { applyVariableOperation, type VariableOperation } from '../../engine/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../kernel/index.ts';
import { jsonField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import { describeShape, type JsonShape, shapeOf, shapeOfType } from '../json-shape.ts';
import { compileJsonTemplate, type JsonTemplate } from '../json-template.ts';
import type { Activation } from '../node-behaviour.ts';
import type { NodeCompiler } from '../node-kind.ts';
import {
  currentRefusal,
  type OperationName,
  operationNames,
  operationOf,
  takesValue,
  typeMade,
  valueRefusal,
} from './operations.ts';

const config = z
  .strictObject({
    operation: z
      .enum(operationNames)
      .default('set')
      .describe(
        'What to do. set: replace the value. get: only read it. append: add to the end of a list. increment, decrement: add or take away a number. merge: put keys into an object. delete: remove the variable.',
      ),
    name: z
      .string()
      .min(1)
      .max(200)
      .refine((name) => !reservedNames.has(name), 'is reserved: choose another name')
      .describe('The variable: expressions read it as `vars.<name>`.'),
    value: jsonField(
      'Any JSON. Texts in it may hold `{{ expressions }}`; one that is nothing else becomes the expression’s value. increment and decrement take 1 if it is not set; get and delete take none.',
    ).exactOptional(),
  })
  .superRefine(({ operation, value }, context) => {
    const message = presenceRefusal(operation, value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['value'], message });
  });

type Config = z.output<typeof config>;

/** Names that objects have from birth. */
const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function presenceRefusal(operation: OperationName, value: Json | undefined): string | undefined {
  const takes = takesValue[operation];
  if (takes === 'required' && value === undefined) return `is missing: ${operation} needs one`;
  if (takes === 'never' && value !== undefined) return `means nothing: ${operation} takes none, remove it`;
  return undefined;
}

/** Changes one variable of the execution. */
export const variableKind = defineNodeKind({
  type: 'variable',
  label: 'Variable',
  category: 'data',
  description:
    'Changes one of the variables that all nodes share. Parallel branches may change the same one: none of their changes is lost. A variable that the workflow declares keeps the type of its initial value, or becomes null.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'The variable was changed.' },
    { name: 'error', description: 'The value could not be computed, or does not fit the variable.' },
  ],
  output: ({ operation }, typeAt) => ({
    fields: { name: 'string', value: typeMade(operation, typeAt('value')) },
  }),
  uses: ({ name }) => ({ variables: [name] }),
  writes: ({ operation, name }) => (operation === 'get' ? [] : [name]),
  compile: (settings, compiler) => {
    const value = compileJsonTemplate(settings.value ?? 1, 'value', compiler);
    const declared = initialValue(settings.name, compiler.variables);
    refuseMisfit(settings, { value, declared }, compiler);
    return { pure: true, run: (activation) => change({ settings, value, declared, activation }) };
  },
});

interface Given {
  readonly value: JsonTemplate;
  /** Null: the variable may hold anything. */
  readonly declared: Json;
}

/** What can never succeed is said before anything runs. */
function refuseMisfit({ operation }: Config, { value, declared }: Given, compiler: NodeCompiler): void {
  const given = shapeOfType(value.type);
  const misfit = given === null ? undefined : valueRefusal(operation, given);
  if (misfit !== undefined) compiler.refuse('value', `${value.isConstant ? 'is' : 'gives'} ${misfit}`);
  const made = shapeOfType(typeMade(operation, value.type));
  const refusal = made === null ? undefined : shapeRefusal(declared, made);
  if (refusal === undefined) return;
  if (operation === 'set') compiler.refuse('value', `goes to a variable that ${refusal}`);
  else compiler.refuse('name', `names a variable that ${refusal}`);
}

function initialValue(name: string, variables: JsonObject): Json {
  return Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;
}

interface Change extends Given {
  readonly settings: Config;
  readonly activation: Activation;
}

function change({ settings: { operation, name }, value, declared, activation }: Change) {
  const variables = variablesOf(activation);
  const current = initialValue(name, variables);
  if (operation === 'get') return completed(name, current);
  const given = value.evaluate(activation.values);
  if (!given.ok) return failedOutcome(activation, given.error);
  const misfit = valueRefusal(operation, shapeOf(given.value));
  if (misfit !== undefined) {
    return failedOutcome(activation, { code: 'variable/wrong-type', message: `the value is ${misfit}` });
  }
  const made = operationOf(operation, name, given.value);
  const next = initialValue(name, applyVariableOperation(variables, made));
  const refusal = currentRefusal(operation, shapeOf(current)) ?? nextRefusal(declared, next);
  if (refusal === undefined) return completed(name, next, made);
  return failedOutcome(activation, { code: 'variable/wrong-type', message: `variable "${name}" ${refusal}` });
}

function nextRefusal(declared: Json, next: Json): string | undefined {
  if (typeof next === 'number' && !Number.isFinite(next)) return 'would become too large a number';
  return shapeRefusal(declared, shapeOf(next));
}

/** Expressions were checked against the type of the initial value, so it must stay true. */
function shapeRefusal(declared: Json, next: JsonShape): string | undefined {
  if (declared === null || next === 'null' || shapeOf(declared) === next) return undefined;
  return `holds ${describeShape(shapeOf(declared))} from the beginning and cannot become ${describeShape(next)}: declare it as null if it may hold anything`;
}

function variablesOf({ values }: Activation): JsonObject {
  return isJsonObject(values.vars) ? values.vars : {};
}

function completed(name: string, value: Json, made?: VariableOperation) {
  const output = { name, value };
  return { status: 'completed', port: 'out', output, ...(made ? { variables: [made] } : {}) } as const;
}
