import { type ExecutionState, nodeStateAt } from '../../engine/index.ts';
import { isJsonObject, type Json } from '../../kernel/index.ts';
import type { CompiledWorkflow } from '../../nodes/index.ts';
import { type ExecutionFacts, executionValues } from './node-values.ts';

/**
 * What the execution gives: the graph's outputs, where it names any; else those of the sinks that were reached,
 * merged in declaration order. What has no value is null.
 */
export function executionOutput(
  workflow: CompiledWorkflow,
  state: ExecutionState,
  facts: ExecutionFacts,
): Json {
  if (workflow.outputs.size === 0) return outputOfSinks(workflow, state);
  const values = executionValues(state, facts);
  const entries = [...workflow.outputs].map(([name, expression]) => {
    const result = expression.evaluate(values);
    return [name, result.ok ? result.value : null] as const;
  });
  return Object.fromEntries(entries);
}

function outputOfSinks(workflow: CompiledWorkflow, state: ExecutionState): Json {
  const outputs = workflow.sinks
    .map((node) => nodeStateAt(state, node).output)
    .filter((output) => isJsonObject(output));
  return outputs.length === 0 ? null : Object.assign({}, ...outputs);
}
