import { z } from 'zod';
import type { NodeError, Outcome, ScopeInput, ScopeResult } from '../../engine/index.ts';
import type { Expression, Template } from '../../expression/index.ts';
import { err, isJsonObject, type Json, type JsonObject, ok, type Result } from '../../kernel/index.ts';
import { celRecordField, graphField, jsonObjectField, templateField } from '../config-fields.ts';
import { defineNodeKind } from '../define-node-kind.ts';
import { failedOutcome } from '../failed-outcome.ts';
import type { Activation } from '../node-behaviour.ts';
import { refuseInput } from './refuse-input.ts';

const config = z
  .strictObject({
    definitionId: z
      .uuid()
      .exactOptional()
      .describe('The definition to run. Either this, or `templateId`, or `graph`.'),
    version: z
      .int()
      .min(1)
      .exactOptional()
      .describe(
        'Which version of the definition. Without it, the published one of the moment in which the execution is started.',
      ),
    templateId: z.uuid().exactOptional().describe('The template to run.'),
    parameters: jsonObjectField('The parameters of the template.').exactOptional(),
    graph: graphField(
      'The graph to run. Where a definition or a template is named, it takes the place of its name when the execution is started, so that an execution never changes while it runs.',
    ).exactOptional(),
    input: celRecordField('What it gets as its `input`: a name and a CEL expression for each.').default({}),
    message: templateField("The user's turn in its messages, and its `input.message`.").exactOptional(),
  })
  .superRefine(({ definitionId, version, templateId, parameters, graph }, context) => {
    const named = [definitionId, templateId, graph].filter((source) => source !== undefined).length;
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if (named !== 1) refuse('names no workflow, or several: give one of definitionId, templateId and graph');
    if (version !== undefined && definitionId === undefined) refuse('has a version without a definitionId');
    if (parameters !== undefined && templateId === undefined) refuse('has parameters without a templateId');
  });

/** Runs another workflow, with an input, variables and messages of its own. */
export const subworkflowKind = defineNodeKind({
  type: 'subworkflow',
  label: 'Sub-workflow',
  category: 'control',
  description: 'Runs another workflow inside this one: a definition, a template, or a graph.',
  pure: true,
  isEntry: false,
  bodyPort: null,
  needs: [],
  config,
  ports: [
    { name: 'out', description: 'The workflow has completed.' },
    { name: 'error', description: 'The workflow has failed, or its input could not be computed.' },
  ],
  output: (_, typeAt) => typeAt('graph'),
  refersTo: ({ definitionId, version, templateId, parameters, ...own }) => {
    const withGraph = (graph: JsonObject) => ({ ...own, graph });
    if (definitionId !== undefined) {
      return { target: { kind: 'definition', id: definitionId, version: version ?? null }, withGraph };
    }
    if (templateId === undefined) return null;
    return { target: { kind: 'template', id: templateId, parameters: parameters ?? {} }, withGraph };
  },
  nested: () => ({ concurrency: 1, stopsAtFailure: true, seesOuter: false, isNumbered: false }),
  compile: ({ graph, input, message }, compiler) => {
    const fields = Object.entries(input).map(
      ([name, source]) => [name, compiler.expression(source, `input.${name}`)] as const,
    );
    const turn = message === undefined ? null : compiler.template(message, 'message');
    const inputs = graph?.inputs;
    if (inputs !== undefined && isJsonObject(inputs)) {
      const types = new Map(fields.map(([name, { type }]) => [name, type]));
      if (turn !== null) types.set('message', 'string');
      refuseInput({ inputs, types }, compiler);
    }
    return {
      pure: true,
      open: (activation) =>
        graph === undefined ? err(unresolved(activation)) : begun(activation, fields, turn),
      close: (_, results) => given(results),
    };
  },
});

function begun(
  activation: Activation,
  fields: readonly (readonly [string, Expression])[],
  turn: Template | null,
): Result<readonly ScopeInput[], NodeError> {
  const failed = (error: Parameters<typeof failedOutcome>[1]) => err(failedOutcome(activation, error).error);
  const input: [string, Json][] = [];
  for (const [name, expression] of fields) {
    const value = expression.evaluate(activation.values);
    if (!value.ok) return failed(value.error);
    input.push([name, value.value]);
  }
  const message = turn?.render(activation.values);
  if (message === undefined) return ok([{ input: Object.fromEntries(input) }]);
  if (!message.ok) return failed(message.error);
  const content = message.value;
  return ok([
    {
      input: { ...Object.fromEntries(input), message: content },
      messages: [{ role: 'user', content }],
    },
  ]);
}

function unresolved(activation: Activation): NodeError {
  const message = 'its workflow was not found when the execution was started';
  return failedOutcome(activation, { code: 'workflow/unsupported', message }).error;
}

function given([result]: readonly ScopeResult[]): Outcome {
  const output = result && 'output' in result ? result.output : null;
  return { status: 'completed', port: 'out', output };
}
