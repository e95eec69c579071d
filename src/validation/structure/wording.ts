import type { WorkflowEdge } from '../../graph/index.ts';

export function describedEdge({ id, source, target }: WorkflowEdge): string {
  return `edge "${id}" from "${source}" to "${target}"`;
}
