import type { WorkflowLimits } from '../graph/index.ts';

/** Those of the limits asked for that are tighter than the graph's own: the others change nothing. */
export function tightenedLimits(
  own: WorkflowLimits,
  asked: Partial<WorkflowLimits>,
): Partial<WorkflowLimits> {
  const names = ['timeoutMs', 'maxSteps', 'maxIterations', 'maxTokens', 'maxCostUsd'] as const;
  const tighter = names.filter((name) => isTighter(asked[name], own[name]));
  return Object.fromEntries(tighter.map((name) => [name, asked[name]]));
}

/** Money is decimal text. */
function isTighter(asked: number | string | undefined, own: number | string | undefined): boolean {
  return asked !== undefined && (own === undefined || Number(asked) < Number(own));
}
